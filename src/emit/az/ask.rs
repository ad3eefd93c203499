//! What only Azure Resource Manager can compute: the script asks it with a deployment that has nothing but outputs.
//! Questions that need no run-time state are collected into one deployment before the first step; the others, and
//! those in a param's default, are asked in place.

use super::expr::{Kind, any, has_null};
use super::lines::Line;
use super::quote::Text;
use super::writer::{Wanted, Writer};
use crate::deploy::{Element, Expr, Fact, Func, ResId, Scope, Target, Type};

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
        let late = any(self.dep, e, &mut |e| matches!(e, Expr::State(..) | Expr::ListCall(..)));
        let in_place = late || self.in_defaults;
        let inner = self.arm(&mut needs, e);
        let line = form == Form::Bool
            || self.kind(e) == Kind::Int
            || matches!(
                e,
                Expr::Call(Func::UniqueString | Func::Guid | Func::CidrSubnet | Func::CidrHost, _)
            );
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
            variables.push((id, var.name.clone(), Expr::Str(format!("[{text}]"))));
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
            types.push((param.name.clone(), object(vec![("type", Expr::str(ty))])));
            values.push((param.name.clone(), Expr::Param(crate::deploy::ParamId(*id))));
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
            (
                "$schema",
                Expr::str("https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#"),
            ),
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
        body.push(",\n    \"parameters\": {");
        let mut given = Vec::new();
        for (name, value) in values {
            given.push((name, self.document(&value, None)));
        }
        given.extend(needs.state.iter().map(|(name, text)| (name.clone(), text.json())));
        for (at, (name, value)) in given.into_iter().enumerate() {
            body.push(if at == 0 { "\n" } else { ",\n" });
            body.push(&format!("      {}: {{ \"value\": ", serde_json::Value::from(name)));
            body.append(value);
            body.push(" }");
        }
        body.push("\n    }\n  }\n}");
        let url = format!("$providers/Microsoft.Resources/deployments/$deployment?api-version={API}");
        self.put(&Text::lit("deployment"), &format!("\"{url}\""), &body);
        self.answers(asked, &url);
        if needs.secret {
            self.code(format!("az rest --method delete --url \"{url}\" --output none --only-show-errors"));
        }
        std::mem::replace(&mut self.lines, outer)
    }

    fn answers(&mut self, asked: &[Asked], url: &str) {
        let get = |query: &str| {
            format!("$(az rest --method get --url \"{url}\" --query {query} --output tsv --only-show-errors)")
        };
        let lines: Vec<&Asked> = asked.iter().filter(|one| one.line).collect();
        if lines.len() > 1 {
            let queries: Vec<String> = lines.iter().map(|one| format!("{}.value", one.name)).collect();
            let all = self.names.variable("answers");
            self.code(format!("{all}={}", get(&format!("'properties.outputs.[{}]'", queries.join(", ")))));
            self.code("{");
            let reads = lines.iter().map(|one| Line::Code(format!("read -r {}", one.name))).collect();
            self.lines.push(Line::Indented(reads));
            self.code(format!("}} <<<\"${all}\""));
        }
        for one in asked {
            let name = &one.name;
            if !(one.line && lines.len() > 1) {
                self.code(format!("{name}={}", get(&format!("properties.outputs.{name}.value"))));
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

    /// An expression in ARM's language.
    fn arm(&mut self, needs: &mut Needs, e: &Expr) -> String {
        match e {
            Expr::Null => "null()".to_owned(),
            Expr::Bool(b) => format!("{b}()"),
            Expr::Int(i) => i.to_string(),
            Expr::Number(n) => format!("json('{}')", serde_json::Value::from(*n)),
            Expr::Str(text) => format!("'{}'", text.replace('\'', "''")),
            Expr::List(items) => self.arm_list(needs, items),
            Expr::Object(members) => {
                let members: Vec<(Expr, Expr)> =
                    members.iter().map(|(key, value)| (Expr::Str(key.clone()), value.clone())).collect();
                self.arm_object(needs, &members)
            }
            Expr::Keyed(members) => self.arm_object(needs, members),
            Expr::Each(list, member) => {
                let list = self.arm(needs, list);
                format!("map({list}, lambda('x', createObject('{member}', lambdaVariables('x'))))")
            }
            Expr::Param(id) => {
                // Its default comes before any question about it.
                let _ = self.param(*id);
                needs.secret |= self.dep.params[id.0].secure;
                needs.param(id.0);
                format!("parameters('{}')", self.dep.params[id.0].name)
            }
            Expr::Var(id) => {
                if !needs.vars.contains(&id.0) {
                    needs.vars.push(id.0);
                }
                needs.secret |= any(self.dep, e, &mut |e| match e {
                    Expr::Param(id) => self.dep.params[id.0].secure,
                    _ => false,
                });
                format!("variables('{}')", self.dep.vars[id.0].name)
            }
            Expr::Fact(fact) => match fact {
                Fact::GroupName => "resourceGroup().name",
                Fact::GroupId => "resourceGroup().id",
                Fact::GroupLocation => "resourceGroup().location",
                Fact::Subscription => "subscription().subscriptionId",
                Fact::Tenant => "tenant().tenantId",
                Fact::DeploymentName => "deployment().name",
            }
            .to_owned(),
            Expr::Id(target) => self.arm_id(needs, target),
            Expr::Name(id) => match &self.dep.resources[id.0].scope {
                Scope::Id(given) if self.dep.resources[id.0].name == Expr::Null => {
                    format!("last(split({}, '/'))", self.arm(needs, given))
                }
                _ => self.arm(needs, &self.dep.resources[id.0].name),
            },
            Expr::State(..) | Expr::ListCall(..) => {
                let text = self.text(e);
                let name = format!("state{}", needs.state.len() + 1);
                needs.secret |= matches!(e, Expr::ListCall(..));
                needs.state.push((name.clone(), text));
                format!("parameters('{name}')")
            }
            Expr::Concat(parts) => self.arm_call(needs, "concat", parts),
            Expr::Call(func, args) => self.arm_call(needs, function(*func), args),
            Expr::If(c, a, b) => {
                let (c, a, b) = (self.arm(needs, c), self.arm(needs, a), self.arm(needs, b));
                format!("if({c}, {a}, {b})")
            }
            Expr::Index(container, index) => {
                let (container, index) = (self.arm(needs, container), self.arm(needs, index));
                format!("{container}[{index}]")
            }
            Expr::Member(container, name) => {
                let container = self.arm(needs, container);
                format!("{container}['{}']", name.replace('\'', "''"))
            }
            Expr::Arm(text) => {
                for (id, param) in self.dep.params.iter().enumerate() {
                    if mentions(text, "parameters", &param.name) {
                        let _ = self.param(crate::deploy::ParamId(id));
                        needs.secret |= param.secure;
                        needs.param(id);
                    }
                }
                for (id, var) in self.dep.vars.iter().enumerate() {
                    if mentions(text, "variables", &var.name) && !needs.vars.contains(&id) {
                        needs.vars.push(id);
                    }
                }
                text.clone()
            }
        }
    }

    fn arm_call(&mut self, needs: &mut Needs, function: &str, args: &[Expr]) -> String {
        let mut parts = Vec::new();
        for arg in args {
            parts.push(self.arm(needs, arg));
        }
        format!("{function}({})", parts.join(", "))
    }

    fn arm_list(&mut self, needs: &mut Needs, items: &[Element]) -> String {
        let mut lists: Vec<String> = Vec::new();
        let mut fixed: Vec<String> = Vec::new();
        for item in items {
            let value = self.arm(needs, &item.value);
            match &item.condition {
                None => fixed.push(value),
                Some(condition) => {
                    if !fixed.is_empty() {
                        lists.push(format!("createArray({})", fixed.join(", ")));
                        fixed.clear();
                    }
                    let condition = self.arm(needs, condition);
                    lists.push(format!("if({condition}, createArray({value}), createArray())"));
                }
            }
        }
        if lists.is_empty() {
            return format!("createArray({})", fixed.join(", "));
        }
        if !fixed.is_empty() {
            lists.push(format!("createArray({})", fixed.join(", ")));
        }
        format!("concat({})", lists.join(", "))
    }

    fn arm_object(&mut self, needs: &mut Needs, members: &[(Expr, Expr)]) -> String {
        let mut objects: Vec<String> = Vec::new();
        let mut fixed: Vec<String> = Vec::new();
        for (key, value) in members {
            match value {
                Expr::Null => {}
                Expr::If(c, a, b) if has_null(self.dep, value) => {
                    let key = self.arm(needs, key);
                    let c = self.arm(needs, c);
                    let mut side = |w: &mut Self, e: &Expr| match e {
                        Expr::Null => "createObject()".to_owned(),
                        _ => format!("createObject({key}, {})", w.arm(needs, e)),
                    };
                    let (a, b) = (side(self, a), side(self, b));
                    objects.push(format!("if({c}, {a}, {b})"));
                }
                _ => {
                    fixed.push(self.arm(needs, key));
                    fixed.push(self.arm(needs, value));
                }
            }
        }
        let fixed = format!("createObject({})", fixed.join(", "));
        if objects.is_empty() { fixed } else { format!("union({fixed}, {})", objects.join(", ")) }
    }

    fn arm_id(&mut self, needs: &mut Needs, target: &Target) -> String {
        let mut parts = self.arm_path(needs, target.resource);
        for (word, name) in &target.child {
            parts.push(format!("'/{word}/'"));
            parts.push(self.arm(needs, name));
        }
        if parts.len() == 1 { parts.remove(0) } else { format!("concat({})", parts.join(", ")) }
    }

    fn arm_path(&mut self, needs: &mut Needs, id: ResId) -> Vec<String> {
        let resource = &self.dep.resources[id.0];
        if let Some(parent) = resource.parent {
            let mut parts = self.arm_path(needs, parent);
            parts.push(format!("'/{}/'", resource.ty.rsplit('/').next().unwrap_or_default()));
            parts.push(self.arm(needs, &resource.name));
            return parts;
        }
        let mut parts = match &resource.scope {
            Scope::Id(given) => return vec![self.arm(needs, given)],
            Scope::Group => vec!["resourceGroup().id".to_owned()],
            Scope::On(other) => self.arm_path(needs, *other),
            Scope::Other { group, subscription } => {
                let subscription = match subscription {
                    Some(given) => self.arm(needs, given),
                    None => "subscription().subscriptionId".to_owned(),
                };
                let group = self.arm(needs, group);
                vec!["'/subscriptions/'".to_owned(), subscription, "'/resourceGroups/'".to_owned(), group]
            }
        };
        parts.push(format!("'/providers/{}/'", resource.ty));
        parts.push(self.arm(needs, &resource.name));
        parts
    }
}

/// Whether an expression calls `function('name')`.
fn mentions(text: &str, function: &str, name: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let name = format!("'{}'", name.to_ascii_lowercase());
    text.match_indices(function).any(|(at, _)| {
        let rest = text[at + function.len()..].trim_start();
        rest.strip_prefix('(').is_some_and(|rest| rest.trim_start().starts_with(&name))
    })
}

fn function(func: Func) -> &'static str {
    match func {
        Func::ToLower => "toLower",
        Func::ToUpper => "toUpper",
        Func::Take => "take",
        Func::Replace => "replace",
        Func::Split => "split",
        Func::Join => "join",
        Func::Length => "length",
        Func::Min => "min",
        Func::Max => "max",
        Func::Mod => "mod",
        Func::Div => "div",
        Func::Add => "add",
        Func::Sub => "sub",
        Func::Mul => "mul",
        Func::Base64 => "base64",
        Func::CidrSubnet => "cidrSubnet",
        Func::CidrHost => "cidrHost",
        Func::UniqueString => "uniqueString",
        Func::Guid => "guid",
        Func::NewGuid => "newGuid",
        Func::String | Func::ToString => "string",
        Func::Equals => "equals",
        Func::Not => "not",
        Func::And => "and",
        Func::Or => "or",
        Func::Less => "less",
        Func::LessOrEquals => "lessOrEquals",
        Func::Greater => "greater",
        Func::GreaterOrEquals => "greaterOrEquals",
        Func::Empty => "empty",
        Func::Union => "union",
    }
}
