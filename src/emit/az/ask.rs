//! What only Azure Resource Manager can compute: the script asks it with a deployment that has nothing but outputs.
//! Questions that need no run-time state are collected into one deployment before the first step; the others, and
//! those in a param's default, are asked in place.

use super::expr::{Kind, any};
use super::lines::Line;
use super::quote::Text;
use super::writer::{Wanted, Writer};
use crate::deploy::{Expr, Func, ParamId, Resource, Scope, Type};
use crate::emit::arm::Printer;
use crate::emit::walk;

/// The deployments' API version: the one that az uses itself.
const API: &str = "2025-04-01";

/// How an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// As text.
    Text,
    /// As JSON.
    Json,
    /// As `true` or `false`.
    Bool,
}

/// A question.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The variable that takes the answer, and the output's name.
    name: String,
    expression: String,
    condition: Option<String>,
    form: Form,
    /// The answer is one line without blanks at its ends.
    line: bool,
    needs: Needs,
}

/// What the questions need.
#[derive(Clone, Debug, Default)]
struct Needs {
    params: Vec<usize>,
    vars: Vec<usize>,
    /// Run-time state, read before.
    state: Vec<(String, Text)>,
    /// Something secret is in it: the deployment does not stay in the group's history.
    secret: bool,
}

impl Needs {
    fn param(&mut self, id: usize) {
        if !self.params.contains(&id) {
            self.params.push(id);
        }
    }

    fn extend(&mut self, other: Needs) {
        for id in other.params {
            self.param(id);
        }
        for id in other.vars {
            if !self.vars.contains(&id) {
                self.vars.push(id);
            }
        }
        self.state.extend(other.state);
        self.secret |= other.secret;
    }
}

impl Writer<'_> {
    /// The answer to an expression.
    pub(super) fn ask(&mut self, e: &Expr, form: Form) -> Text {
        let mut needs = Needs::default();
        let late = any(self.dep, e, &|e| matches!(e, Expr::State(..) | Expr::ListCall(..)));
        let in_place = late || self.in_defaults;
        let inner = self.arm(&mut needs, e);
        let line = form == Form::Bool
            || self.kind(e) == Kind::Int
            || matches!(e, Expr::Call(Func::UniqueString | Func::Guid | Func::CidrSubnet | Func::CidrHost, _));
        let expression = match form {
            Form::Bool => format!("if({inner}, 'true', 'false')"),
            Form::Json => format!("string(createArray({inner}))"),
            Form::Text if line => format!("string({inner})"),
            // `$(…)` drops line breaks at the end; the full stop keeps them.
            Form::Text => format!("concat(string({inner}), '.')"),
        };
        let mut condition = None;
        if !in_place && !self.under.is_empty() {
            let under = match self.under.as_slice() {
                [one] => one.clone(),
                many => Expr::Call(Func::And, many.to_vec()),
            };
            condition = Some(self.arm(&mut needs, &under));
        }
        let key = format!("{expression}\n{}", condition.as_deref().unwrap_or_default());
        let known = self.read.iter().rev().find_map(|scope| scope.get(&key)).or_else(|| self.asked_before.get(&key));
        if let Some(text) = known {
            return text.clone();
        }
        let name = self.fresh();
        let text = Text::var(name.clone(), form != Form::Text || line);
        let asked = Asked { name, expression, condition, form, line, needs };
        if in_place {
            let lines = self.question(&[asked]);
            self.lines.extend(lines);
            if let Some(scope) = self.read.last_mut() {
                scope.insert(key, text.clone());
            }
        } else {
            self.asked.push(asked);
            self.asked_before.insert(key, text.clone());
        }
        text
    }

    /// The lines that ask and take the answers.
    pub(super) fn question(&mut self, asked: &[Asked]) -> Vec<Line> {
        self.wanted.insert(Wanted::Deployment);
        let mut needs = Needs::default();
        for one in asked {
            needs.extend(one.needs.clone());
        }
        // Variables may need params and variables that nothing else does.
        let mut variables = Vec::new();
        let mut at = 0;
        while at < needs.vars.len() {
            let id = needs.vars[at];
            let var = &self.dep.vars[id];
            let text = self.arm(&mut needs, &var.value);
            variables.push((id, self.arm_names.vars[id].clone(), Expr::Str(format!("[{text}]"))));
            at += 1;
        }
        variables.sort_by_key(|(id, ..)| *id);
        let object = |members: Vec<(&str, Expr)>| {
            Expr::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
        };
        let mut types = Vec::new();
        let mut values = Vec::new();
        for id in &needs.params {
            let param = &self.dep.params[*id];
            let ty = match (param.ty, param.secure) {
                (Type::String, false) => "string",
                (Type::String, true) => "securestring",
                (Type::Int, _) => "int",
                (Type::Bool, _) => "bool",
                (Type::Array, _) => "array",
                (Type::Object, false) => "object",
                (Type::Object, true) => "secureobject",
            };
            let name = self.arm_names.params[*id].clone();
            types.push((name.clone(), object(vec![("type", Expr::str(ty))])));
            values.push((name, Expr::Param(ParamId(*id))));
        }
        for (name, _) in &needs.state {
            types.push((name.clone(), object(vec![("type", Expr::str("securestring"))])));
        }
        let mut outputs = Vec::new();
        for one in asked {
            let mut members = vec![("type", Expr::str("string"))];
            if let Some(condition) = &one.condition {
                members.push(("condition", Expr::Str(format!("[{condition}]"))));
            }
            members.push(("value", Expr::Str(format!("[{}]", one.expression))));
            outputs.push((one.name.clone(), object(members)));
        }
        let mut template = vec![
            ("$schema", Expr::str("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#")),
            ("contentVersion", Expr::str("1.0.0.0")),
        ];
        if !types.is_empty() {
            template.push(("parameters", Expr::Object(types)));
        }
        if !variables.is_empty() {
            template.push(("variables", Expr::Object(variables.into_iter().map(|(_, n, e)| (n, e)).collect())));
        }
        template.push(("resources", Expr::List(Vec::new())));
        template.push(("outputs", Expr::Object(outputs)));
        let outer = std::mem::take(&mut self.lines);
        let template = self.document(&object(template), Some(2));
        // Values are JSON of their own: state is text in a variable.
        let mut body = Text::lit("{\n  \"properties\": {\n    \"mode\": \"Incremental\",\n    \"template\": ");
        body.append(template);
        let mut given = Vec::new();
        for (name, value) in values {
            given.push((name, self.document(&value, None)));
        }
        given.extend(needs.state.iter().map(|(name, text)| (name.clone(), text.json())));
        let some = !given.is_empty();
        for (at, (name, value)) in given.into_iter().enumerate() {
            body.push(if at == 0 { ",\n    \"parameters\": {\n" } else { ",\n" });
            body.push(&format!("      {}: {{ \"value\": ", serde_json::Value::from(name)));
            body.append(value);
            body.push(" }");
        }
        body.push(if some { "\n    }\n  }\n}" } else { "\n  }\n}" });
        let url = format!("$providers/Microsoft.Resources/deployments/$deployment?api-version={API}");
        self.put(&Text::lit("deployment"), &format!("\"{url}\""), &body);
        self.answers(asked, &url);
        if needs.secret {
            self.code(format!("az rest --method delete --url \"{url}\" --output none --only-show-errors"));
        }
        std::mem::replace(&mut self.lines, outer)
    }

    fn answers(&mut self, asked: &[Asked], url: &str) {
        let get = |name: &str, query: &str| {
            Line::Command(vec![
                format!("{name}=$(az rest --method get"),
                format!("--url \"{url}\""),
                format!("--query {query}"),
                "--output tsv".to_owned(),
                "--only-show-errors)".to_owned(),
            ])
        };
        let lines: Vec<&Asked> = asked.iter().filter(|one| one.line).collect();
        if lines.len() > 1 {
            let queries: Vec<String> = lines.iter().map(|one| format!("{}.value", one.name)).collect();
            let all = self.names.variable("answers");
            self.lines.push(get(&all, &format!("'properties.outputs.[{}]'", queries.join(", "))));
            self.code("{");
            let reads = lines.iter().map(|one| Line::Code(format!("read -r {}", one.name))).collect();
            self.lines.push(Line::Indented(reads));
            self.code(format!("}} <<<\"${all}\""));
        }
        for one in asked {
            let name = &one.name;
            if !(one.line && lines.len() > 1) {
                self.lines.push(get(name, &format!("properties.outputs.{name}.value")));
            }
            match one.form {
                Form::Json => {
                    self.code(format!("{name}=${{{name}#\\[}}"));
                    self.code(format!("{name}=${{{name}%\\]}}"));
                }
                Form::Text if !one.line => self.code(format!("{name}=${{{name}%.}}")),
                Form::Text | Form::Bool => {}
            }
        }
    }

    /// An expression in ARM's language, and what it needs.
    fn arm(&mut self, needs: &mut Needs, e: &Expr) -> String {
        let mut e = e.clone();
        self.read_first(needs, &mut e);
        let mut params = Vec::new();
        let mut vars = Vec::new();
        let dep = self.dep;
        walk::expr(&e, &mut |e| match e {
            Expr::Param(id) => params.push(id.0),
            Expr::Var(id) => vars.push(id.0),
            Expr::Arm(text) => {
                let text = text.to_ascii_lowercase();
                let said = |name: &str| text.contains(&format!("'{}'", name.to_ascii_lowercase()));
                params.extend((0..dep.params.len()).filter(|at| said(&dep.params[*at].name)));
                vars.extend((0..dep.vars.len()).filter(|at| said(&dep.vars[*at].name)));
            }
            Expr::Id(target) => {
                // The names in an id are the resources'.
                let mut next = Some(target.resource);
                while let Some(id) = next {
                    let resource = &dep.resources[id.0];
                    walk::each_expr(&Resource { body: Vec::new(), condition: None, ..resource.clone() }, &mut |e| {
                        match e {
                            Expr::Param(id) => params.push(id.0),
                            Expr::Var(id) => vars.push(id.0),
                            _ => {}
                        }
                    });
                    next = match &resource.scope {
                        Scope::On(other) => resource.parent.or(Some(*other)),
                        Scope::Group | Scope::Other { .. } | Scope::Id(_) => resource.parent,
                    };
                }
            }
            Expr::Name(id) => walk::expr(&dep.resources[id.0].name_for_reading(), &mut |e| match e {
                Expr::Param(id) => params.push(id.0),
                Expr::Var(id) => vars.push(id.0),
                _ => {}
            }),
            _ => {}
        });
        for id in params {
            // Its default comes before any question about it.
            let _ = self.param(ParamId(id));
            needs.secret |= dep.params[id].secure;
            needs.param(id);
        }
        for id in vars {
            if !needs.vars.contains(&id) {
                needs.vars.push(id);
            }
        }
        Printer { deployment: dep, names: &self.arm_names, pools: Default::default() }.text(&e)
    }

    /// Run-time state is read before the question, and handed over.
    fn read_first(&mut self, needs: &mut Needs, e: &mut Expr) {
        if !matches!(e, Expr::State(..) | Expr::ListCall(..)) {
            e.parts_mut(&mut |part| self.read_first(needs, part));
            return;
        }
        let text = self.text(e);
        needs.secret |= matches!(e, Expr::ListCall(..));
        let name = format!("state{}", needs.state.len() + 1);
        *e = Expr::Arm(format!("parameters('{name}')"));
        needs.state.push((name, text));
    }
}
