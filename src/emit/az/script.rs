//! The script's sections and their order: who and where, params and their checks, values, steps, outputs.

use super::lines::{self, Line, choice};
use super::quote::{comment, quote};
use super::runtime;
use super::writer::{Wanted, Writer};
use crate::deploy::{Deployment, Expr, Origin, Output, ResId, Type};

/// Writes the script of a deployment; `source` is the name of the file that it was compiled from.
pub(super) fn script(dep: &Deployment, source: &str) -> String {
    // State of what may not be there is read only where it is there.
    let dep = &crate::emit::guard::guarded(dep);
    let mut w = Writer::new(dep);
    w.declare();
    // Before everything: other computed values take the params as given.
    w.in_defaults = true;
    for id in 0..dep.params.len() {
        w.param(crate::deploy::ParamId(id));
    }
    w.in_defaults = false;
    for id in 0..dep.resources.len() {
        w.step(ResId(id));
    }
    for output in &dep.outputs {
        w.output(output);
    }
    let steps = std::mem::take(&mut w.lines);
    let asked = std::mem::take(&mut w.asked);
    let questions = if asked.is_empty() { Vec::new() } else { w.question(&asked) };
    let values = std::mem::take(&mut w.values);
    let defaults = std::mem::take(&mut w.defaults);
    // The checks last: they are written from what is known, and need nothing.
    w.check_params();
    let checks = std::mem::take(&mut w.lines);
    w.take_environment();
    let environment = std::mem::take(&mut w.lines);

    let stem = stem(source);
    let mut body: Vec<Line> = vec![Line::Blank, Line::Code("# who and where".to_owned())];
    body.push(Line::Code(format!("group={}", assigned(dep.group.as_deref()))));
    body.push(Line::Code("create_group=''".to_owned()));
    body.push(Line::Code(format!("subscription={}", assigned(dep.subscription.as_deref()))));
    if w.wanted.contains(&Wanted::Deployment) {
        body.push(Line::Code(format!("deployment={}", assigned(Some(&stem)))));
    }
    if !environment.is_empty() {
        body.push(Line::Blank);
        body.push(Line::Code("# values: the environment's, then the command line's".to_owned()));
        body.extend(environment);
    }
    body.push(Line::Blank);
    body.extend(w.options());
    body.push(Line::Blank);
    body.push(Line::Code("[[ -n $group ]] || problems+=('--group is missing')".to_owned()));
    if w.wanted.contains(&Wanted::Deployment) {
        body.push(Line::Code("check_name \"$deployment\"".to_owned()));
    }
    body.extend(checks);
    body.push(Line::Code("refuse_problems".to_owned()));
    body.push(Line::Blank);
    let mut computed: Vec<Line> = Vec::new();
    if !defaults.is_empty() {
        computed.push(Line::Blank);
        computed.push(Line::Code("# values that are computed where none was given".to_owned()));
        computed.extend(defaults);
        computed.push(Line::Code("refuse_problems".to_owned()));
    }
    let asks = !questions.is_empty();
    if asks {
        computed.push(Line::Blank);
        computed.push(Line::Code(
            "# what only Azure Resource Manager can compute: a deployment of outputs alone, which changes nothing"
                .to_owned(),
        ));
        computed.extend(questions);
    }
    if !values.is_empty() {
        computed.push(Line::Blank);
        computed.push(Line::Code("# names and values".to_owned()));
        computed.extend(values);
        if w.checked {
            computed.push(Line::Code("refuse_problems".to_owned()));
        }
    }
    // A source without resources asks for nothing below the group.
    let written = |lines: &[Line]| {
        let mut text = String::new();
        lines::write(lines, 0, &mut text);
        text
    };
    let needed = written(&computed);
    let providers = needed.contains("$providers") || written(&steps).contains("$providers");
    body.extend(w.account());
    // A value that is refused stops the script before it makes a group, unless the group is needed to compute it.
    if asks || ["$providers", "$group", "$deployment"].iter().any(|name| needed.contains(name)) {
        body.extend(w.group(providers));
        body.extend(computed);
    } else {
        if !computed.is_empty() {
            body.extend(computed);
            body.push(Line::Blank);
        }
        body.extend(w.group(providers));
    }
    body.extend(steps);

    let mut text = String::new();
    lines::write(&body, 0, &mut text);
    let mut out = header(dep, source, &stem);
    out.push_str(&w.usage(source, &stem));
    out.push_str(REFUSE);
    out.push_str(&runtime::functions(&text));
    out.push_str(&text);
    out
}

const REFUSE: &str = r#"
# refuse_problems: says what is wrong with the values, if anything is, and ends the script
problems=()
refuse_problems() {
  ((${#problems[@]} > 0)) || return 0
  printf '%s\n' "${problems[@]/#/error: }" '' >&2
  usage >&2
  exit 2
}
"#;

fn assigned(text: Option<&str>) -> String {
    super::quote::Text::lit(text.unwrap_or_default()).assigned()
}

fn stem(source: &str) -> String {
    let name = source.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = name.strip_suffix(".lbx").unwrap_or(name);
    // What a deployment may be called.
    let mut stem: String =
        stem.chars().map(|c| if c.is_ascii_alphanumeric() || "_.-()".contains(c) { c } else { '-' }).take(64).collect();
    while stem.ends_with('.') {
        stem.pop();
    }
    if stem.is_empty() || stem == "-" { "deployment".to_owned() } else { stem }
}

fn header(dep: &Deployment, source: &str, stem: &str) -> String {
    let mut out =
        format!("#!/usr/bin/env bash\n# Written by lbxc from {}: change that file instead.\n", comment(source));
    if let Some(doc) = &dep.doc {
        out.push_str("#\n");
        for line in doc.lines() {
            out.push_str(comment(&format!("# {line}")).as_str());
            out.push('\n');
        }
    }
    out.push_str(&format!(
        "#\n# It brings a resource group to the state that the ARM template of the same source describes, and may run again.\n\
         # Usage: ./{stem}.sh --help\n# Needs bash 4 or later and the Azure CLI, logged in (az login).\n\
         set -euo pipefail\n\
         # Texts are bytes here, whatever the locale; `&` in a replacement is an ampersand.\n\
         LC_ALL=C\n\
         shopt -u patsub_replacement 2>/dev/null || :\n"
    ));
    out
}

impl Writer<'_> {
    fn usage(&mut self, source: &str, stem: &str) -> String {
        let mut options: Vec<(String, String)> = Vec::new();
        let default = |value: &Option<String>, none: &str| match value {
            Some(value) => format!("default: {}", comment(value)),
            None => none.to_owned(),
        };
        options.push(("--group NAME".to_owned(), format!("resource group; {}", default(&self.dep.group, "required"))));
        options.push((
            "--create-group REGION".to_owned(),
            "create the resource group in this region where there is none".to_owned(),
        ));
        options.push((
            "--subscription ID".to_owned(),
            format!(
                "subscription, by id or name; {}",
                default(&self.dep.subscription, "default: the one az is set to")
            ),
        ));
        if self.wanted.contains(&Wanted::Deployment) {
            options.push(("--deployment-name NAME".to_owned(), format!("default: {stem}")));
        }
        options.push(("--help".to_owned(), "show this".to_owned()));
        let params = self.usage_lines();
        let width = options.iter().chain(&params).map(|(left, _)| left.len()).max().unwrap_or_default().min(30);
        let mut text = format!("usage: ./{stem}.sh [--OPTION VALUE]...\nDeploys {}.\n\n", comment(source));
        let table = |rows: &[(String, String)], text: &mut String| {
            for (left, right) in rows {
                text.push_str(&format!("  {left:width$}  {right}\n"));
            }
        };
        table(&options, &mut text);
        if !params.is_empty() {
            text.push_str("\nValues, each also taken from the environment variable in brackets, where no process list shows it:\n");
            table(&params, &mut text);
        }
        format!(
            "\nusage() {{\n  local text\n  IFS= read -r -d '' text <<'USAGE' || :\n{text}USAGE\n  printf '%s' \"$text\"\n}}\n"
        )
    }

    /// The loop over the command line.
    fn options(&self) -> Vec<Line> {
        let code = |text: &str| Line::Code(text.to_owned());
        let mut arms = vec![
            code("--help | -h)"),
            Line::Indented(vec![code("usage"), code("exit 0"), code(";;")]),
            code("--*=*) set -- \"${option%%=*}\" \"${option#*=}\" \"${@:2}\" && continue ;;"),
        ];
        let mut values = vec![
            code("--group) group=$2 ;;"),
            code("--create-group) create_group=$2 ;;"),
            code("--subscription) subscription=$2 ;;"),
        ];
        if self.wanted.contains(&Wanted::Deployment) {
            values.push(code("--deployment-name) deployment=$2 ;;"));
        }
        values.extend(self.option_arms());
        values.push(code("*) problems+=(\"there is no option $option\") && refuse_problems ;;"));
        let mut inner = vec![code("option=$1"), code("case $option in"), Line::Indented(std::mem::take(&mut arms))];
        inner.push(code("esac"));
        inner.push(code("(($# > 1)) || set -- \"$option\" ''"));
        inner.push(code("case $option in"));
        inner.push(Line::Indented(values));
        inner.push(code("esac"));
        inner.push(code("shift 2"));
        vec![code("while (($# > 0)); do"), Line::Indented(inner), code("done")]
    }

    /// The subscription, and what is asked about it.
    fn account(&self) -> Vec<Line> {
        let code = |text: &str| Line::Code(text.to_owned());
        let mut out =
            vec![code("command -v az >/dev/null || die 'the Azure CLI is not installed: https://aka.ms/azure-cli'")];
        let tenant = self.wanted.contains(&Wanted::Tenant);
        let query = if tenant { "'[id, tenantId]'" } else { "id" };
        let target = if tenant { "account" } else { "subscription" };
        out.push(Line::Command(vec![
            format!("{target}=$(az account show"),
            "${subscription:+--subscription \"$subscription\"}".to_owned(),
            format!("--query {query}"),
            "--output tsv".to_owned(),
            "--only-show-errors)".to_owned(),
        ]));
        if tenant {
            out.push(code("{"));
            out.push(Line::Indented(vec![code("read -r subscription"), code("read -r tenant")]));
            out.push(code("} <<<\"$account\""));
        }
        out
    }

    /// The group, and what is asked about it.
    fn group(&self, providers: bool) -> Vec<Line> {
        let code = |text: &str| Line::Code(text.to_owned());
        let mut out = vec![code("if [[ -n $create_group ]]; then")];
        out.push(Line::Indented(vec![Line::Command(vec![
            "group_facts=$(az group exists".to_owned(),
            "--name \"$group\"".to_owned(),
            "--subscription \"$subscription\"".to_owned(),
            "--output tsv".to_owned(),
            "--only-show-errors)".to_owned(),
        ])]));
        out.push(Line::Indented(choice(
            "$group_facts == false",
            vec![Line::Command(vec![
                "az group create".to_owned(),
                "--name \"$group\"".to_owned(),
                "--location \"$create_group\"".to_owned(),
                "--subscription \"$subscription\"".to_owned(),
                "--output none".to_owned(),
                "--only-show-errors".to_owned(),
            ])],
            Vec::new(),
        )));
        out.push(code("fi"));
        let mut facts = vec![("name", "group")];
        if self.wanted.contains(&Wanted::GroupId) {
            facts.push(("id", "group_id"));
        }
        if self.wanted.contains(&Wanted::GroupLocation) {
            facts.push(("location", "group_location"));
        }
        let query = match facts.as_slice() {
            [(one, _)] => (*one).to_owned(),
            many => format!("'[{}]'", many.iter().map(|(path, _)| *path).collect::<Vec<_>>().join(", ")),
        };
        out.push(Line::Command(vec![
            "group_facts=$(az group show".to_owned(),
            "--name \"$group\"".to_owned(),
            "--subscription \"$subscription\"".to_owned(),
            format!("--query {query}"),
            "--output tsv".to_owned(),
            "--only-show-errors) ||".to_owned(),
        ]));
        out.push(Line::Indented(vec![code(
            "die \"resource group $group cannot be read; --create-group REGION creates one that is missing\"",
        )]));
        if facts.len() == 1 {
            out.push(code("group=$group_facts"));
        } else {
            out.push(code("{"));
            out.push(Line::Indented(facts.iter().map(|(_, name)| code(&format!("read -r {name}"))).collect()));
            out.push(code("} <<<\"$group_facts\""));
        }
        if providers {
            out.push(code("providers=/subscriptions/$subscription/resourceGroups/$group/providers"));
        }
        out
    }

    /// One resource.
    fn step(&mut self, id: ResId) {
        let resource = &self.dep.resources[id.0];
        if resource.existing {
            return;
        }
        self.read = vec![Default::default()];
        self.lines.push(Line::Blank);
        self.remark(&resource.origin, &format!("{} {}", noun(&resource.ty), resource.symbol));
        for line in resource.doc.iter().flat_map(|doc| doc.lines()) {
            let line = comment(&format!("# {line}"));
            self.code(line);
        }
        let write = |w: &mut Self| {
            if w.plain(id).is_none() {
                w.put_resource(id);
            }
        };
        match &resource.condition {
            None => write(self),
            Some(condition) => {
                let test = self.test(condition);
                match test.written() {
                    None if test == super::test::Test::Known(false) => {}
                    None => write(self),
                    Some(written) => {
                        let lines = self.branch(condition, true, write);
                        self.lines.extend(choice(&written, lines, Vec::new()));
                    }
                }
            }
        }
    }

    fn remark(&mut self, origin: &Origin, what: &str) {
        let line = comment(&format!("# {}:{}  {what}", origin.file, origin.line));
        self.code(line);
    }

    fn output(&mut self, output: &Output) {
        self.read = vec![Default::default()];
        self.lines.push(Line::Blank);
        self.remark(&output.origin, &format!("output {}", output.name));
        let write = |w: &mut Self| {
            w.at(&format!("output_{}", output.name), |w| {
                // `null` is what a value that is not there looks like.
                let value = match output.value {
                    Expr::Null => super::quote::Text::lit("null"),
                    _ if output.ty == Type::Bool => w.typed(&output.value, Type::Bool),
                    _ => w.typed(&output.value, output.ty),
                };
                w.code(format!("printf '%s=%s\\n' {} {}", quote(&output.name), value.word()));
            });
        };
        match &output.condition {
            None => write(self),
            Some(condition) => {
                let test = self.test(condition);
                match test.written() {
                    None if test == super::test::Test::Known(false) => {}
                    None => write(self),
                    Some(written) => {
                        let lines = self.branch(condition, true, write);
                        self.lines.extend(choice(&written, lines, Vec::new()));
                    }
                }
            }
        }
    }
}

/// What people call a resource of this type.
fn noun(ty: &str) -> String {
    let last = ty.rsplit('/').next().unwrap_or(ty);
    let known = match last.to_ascii_lowercase().as_str() {
        "publicipaddresses" => "public IP address",
        "publicipprefixes" => "public IP prefix",
        "virtualnetworks" => "virtual network",
        "virtualnetworkpeerings" => "peering",
        "subnets" => "subnet",
        "networksecuritygroups" => "network security group",
        "applicationsecuritygroups" => "application security group",
        "routetables" => "route table",
        "natgateways" => "NAT gateway",
        "loadbalancers" => "load balancer",
        "inboundnatrules" => "inbound NAT rule",
        "backendaddresspools" => "backend pool",
        "virtualmachinescalesets" => "scale set",
        "virtualmachines" => "virtual machine",
        "networkinterfaces" => "network interface",
        "autoscalesettings" => "autoscale setting",
        "availabilitysets" => "availability set",
        "proximityplacementgroups" => "proximity placement group",
        "extensions" => "extension",
        "roleassignments" => "role assignment",
        _ => return ty.to_owned(),
    };
    known.to_owned()
}
