//! Expressions by chance, of every shape that a deployment may hold: Bicep has nothing to say about them, its formatter
//! nothing to change, and they mean what the ARM expressions mean.

use lbxc::deploy::*;
use lbxc::source::{FileId, Span};

use crate::support::{self, dice::Dice};

impl Dice {
    /// A name: short or long, so that lines break in all places.
    fn word(&mut self) -> String {
        let base =
            self.of(&["a", "front", "pool-1", "it's", "x.y", "[b]", "[[c", "{0}", "a}b", "${d}", "\\", "ü€", "Ab_9"]);
        let times = self.of(&[1, 1, 1, 2, 9]);
        base.repeat(times)
    }

    fn text(&mut self) -> String {
        if self.roll(8) > 0 {
            return self.word();
        }
        let mut text = String::new();
        for _ in 0..=self.roll(3) {
            text.push_str(&self.word());
            text.push_str(self.of(&["\n", "\n\n", "\t", "'''\n", "$", "\r\n"]));
        }
        text
    }

    fn call(&mut self, funcs: &[Func], parts: Vec<Expr>) -> Expr {
        Expr::Call(self.of(funcs), parts)
    }

    fn string(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return match self.roll(4) {
                0 => Expr::Param(ParamId(0)),
                1 => Expr::Var(VarId(0)),
                2 => Expr::Fact(self.of(&[Fact::GroupName, Fact::GroupLocation, Fact::Subscription])),
                _ => Expr::Str(self.text()),
            };
        }
        let d = depth - 1;
        match self.roll(12) {
            0 | 1 => Expr::Concat((0..self.roll(4)).map(|_| self.string(d)).collect()),
            2 => {
                let part = self.string(d);
                self.call(&[Func::ToLower, Func::ToUpper, Func::Base64], vec![part])
            }
            3 => Expr::If(Box::new(self.bool(d)), Box::new(self.string(d)), Box::new(self.string(d))),
            4 => Expr::Call(Func::Replace, vec![self.string(d), Expr::Str(self.word()), self.string(d)]),
            5 => Expr::Call(Func::Join, vec![self.list(d), Expr::str(",")]),
            6 => {
                let part = if self.roll(2) == 0 { self.object(d) } else { self.list(d) };
                Expr::Call(Func::String, vec![part])
            }
            7 => Expr::Call(Func::UniqueString, vec![self.string(d), self.string(d)]),
            8 if self.roll(2) == 0 => {
                Expr::Call(Func::Last, vec![Expr::Call(Func::Split, vec![self.string(d), Expr::str("/")])])
            }
            8 => Expr::Call(Func::Take, vec![self.string(d), Expr::Int(3)]),
            9 => Expr::Concat(vec![Expr::Str(self.word()), self.int(d), self.string(d)]),
            10 => {
                let child = (0..self.roll(3)).map(|_| ("subnets".to_owned(), self.string(0))).collect();
                Expr::Id(Target { resource: ResId(self.roll(3)), child })
            }
            _ => Expr::Name(ResId(self.roll(3))),
        }
    }

    fn int(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return if self.roll(2) == 0 { Expr::Int(self.of(&[0, 7, -3, 65535])) } else { Expr::Param(ParamId(1)) };
        }
        let d = depth - 1;
        match self.roll(4) {
            0 => {
                let parts = vec![self.int(d), self.int(d)];
                self.call(&[Func::Add, Func::Sub, Func::Mul, Func::Min, Func::Max], parts)
            }
            1 => Expr::If(Box::new(self.bool(d)), Box::new(self.int(d)), Box::new(self.int(d))),
            2 => Expr::Call(Func::Length, vec![self.list(d)]),
            _ => {
                let left = self.int(d);
                self.call(&[Func::Div, Func::Mod], vec![left, Expr::Int(3)])
            }
        }
    }

    fn bool(&mut self, depth: usize) -> Expr {
        if depth == 0 {
            return Expr::Param(ParamId(2));
        }
        let d = depth - 1;
        match self.roll(5) {
            0 => {
                let parts = (0..2 + self.roll(2)).map(|_| self.bool(d)).collect();
                self.call(&[Func::And, Func::Or], parts)
            }
            1 => Expr::Call(Func::Not, vec![self.bool(d)]),
            2 => Expr::Call(Func::Equals, vec![Expr::Param(ParamId(0)), Expr::Str(self.word())]),
            3 => {
                let parts = vec![Expr::Param(ParamId(1)), self.int(0)];
                self.call(&[Func::Less, Func::LessOrEquals, Func::Greater, Func::GreaterOrEquals], parts)
            }
            _ => Expr::Call(Func::Empty, vec![self.string(d)]),
        }
    }

    fn list(&mut self, depth: usize) -> Expr {
        let d = depth.saturating_sub(1);
        match self.roll(9) {
            0 => {
                let numbers: Vec<Expr> = (0..self.roll(3)).map(|_| self.int(d)).collect();
                return Expr::Call(Func::Strings, vec![Expr::list(numbers)]);
            }
            1 => return Expr::Call(Func::Split, vec![self.string(d), Expr::str(",")]),
            2 if depth > 0 => return Expr::If(Box::new(self.bool(d)), Box::new(self.list(d)), Box::new(self.list(d))),
            _ => {}
        }
        let elements = (0..self.roll(4)).map(|_| Element {
            value: self.string(d),
            condition: if self.roll(3) == 0 { Some(self.bool(d.min(1))) } else { None },
        });
        Expr::List(elements.collect())
    }

    fn object(&mut self, depth: usize) -> Expr {
        let d = depth.saturating_sub(1);
        match self.roll(8) {
            0 if depth > 0 => {
                // Members of one name must have one type.
                let more = Expr::Object(vec![("z".into(), self.string(d))]);
                return Expr::Call(Func::Union, vec![self.object(d), more]);
            }
            1 => {
                let key = Expr::Concat(vec![Expr::Param(ParamId(0)), Expr::Str(self.word())]);
                return Expr::Keyed(vec![(key, Expr::Object(Vec::new())), (Expr::str("plain"), self.string(d))]);
            }
            _ => {}
        }
        let mut members: Vec<(String, Expr)> = Vec::new();
        for i in 0..self.roll(4) {
            let value = match self.roll(6) {
                0 => self.int(d),
                1 => self.bool(d),
                2 if depth > 0 => self.list(d),
                3 if depth > 0 => self.object(d),
                4 if self.roll(3) == 0 => Expr::Each(Box::new(self.list(d)), "id".into()),
                4 if depth > 0 => Expr::If(Box::new(self.bool(d)), Box::new(self.object(d)), Box::new(Expr::Null)),
                _ => self.string(d),
            };
            members.push((format!("{}{i}", self.of(&["a", "b-c", "if", "[x"])), value));
        }
        Expr::Object(members)
    }
}

pub(crate) fn deployment(seed: u64) -> Deployment {
    let origin = || Origin { span: Span::new(FileId(0), 0, 0), file: "a.lbx".into(), line: 1 };
    let param = |name: &str, ty, default| Param {
        name: name.into(),
        ty,
        secure: false,
        default: Some(default),
        form: None,
        allowed: Vec::new(),
        min: None,
        max: None,
        min_length: None,
        max_length: None,
        doc: None,
        origin: origin(),
    };
    let resource = |symbol: &str, ty: &str, scope, existing, parent| Resource {
        symbol: symbol.into(),
        ty: ty.into(),
        api: "2026-03-01".into(),
        name: Expr::str(symbol),
        parent,
        scope,
        existing,
        condition: if symbol == "here" { Some(Expr::Param(ParamId(2))) } else { None },
        body: if existing { Vec::new() } else { vec![("location".into(), Expr::str("westeurope"))] },
        depends_on: Vec::new(),
        doc: None,
        origin: origin(),
        parts: Vec::new(),
    };
    let net = "Microsoft.Network/virtualNetworks";
    let other = Scope::Other {
        group: Expr::Param(ParamId(0)),
        subscription: Some(Expr::str("44444444-4444-4444-4444-444444444444")),
    };
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut outputs = Vec::new();
    for i in 0..12 {
        let depth = 1 + dice.roll(4);
        let (ty, value) = match i % 5 {
            0 => (Type::Object, dice.object(depth)),
            1 => (Type::Array, dice.list(depth)),
            2 => (Type::Int, dice.int(depth)),
            3 => (Type::Bool, dice.bool(depth)),
            _ => (Type::String, dice.string(depth)),
        };
        let condition = if dice.roll(4) == 0 { Some(dice.bool(1)) } else { None };
        outputs.push(Output { name: format!("out{i}"), ty, value, condition, doc: None, origin: origin() });
    }
    let base = Expr::Call(Func::ToLower, vec![Expr::Param(ParamId(0))]);
    Deployment {
        doc: Some(dice.text()),
        params: vec![
            param("prefix", Type::String, Expr::str("[web")),
            param("count", Type::Int, Expr::Int(3)),
            param("on", Type::Bool, Expr::Bool(true)),
        ],
        vars: vec![Var { name: "toLower".into(), value: base, ty: Type::String, origin: origin() }],
        resources: vec![
            resource("here", net, Scope::Group, false, None),
            resource("there", net, other, true, None),
            resource("inside", "Microsoft.Network/virtualNetworks/subnets", Scope::Group, true, Some(ResId(1))),
        ],
        outputs,
        ..Deployment::default()
    }
}

#[test]
fn expressions_by_chance_mean_the_same() {
    let Some(mut server) = support::bicep::server("expressions_by_chance_mean_the_same") else { return };
    let rounds = std::env::var("LBXC_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(40);
    for seed in 1..=rounds {
        let deployment = deployment(seed);
        let complaints = support::agree::complaints(&mut server, &deployment);
        assert!(
            complaints.is_empty(),
            "seed {seed}: {}\n{}",
            complaints.join("\n"),
            lbxc::emit::bicep::file(&deployment)
        );
    }
}
