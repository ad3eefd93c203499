//! What newcomers write instead of lbx, as data, and the words for it. Each line is a mistake that somebody made.

use super::Resolver;
use crate::codes;
use crate::diag::{Diagnostic, Edit};
use crate::schema::{self, Kind, KindRow, Place as Where, Prop, Ty, Unit};
use crate::source::{Sources, Span};
use crate::syntax::ast::{self, Head, Name, Property};
use crate::topology::{Node, NodeId, Topology};

/// A kind word that is none, where it is meant, and what is meant.
pub(super) struct KindHint {
    word: &'static str,
    parent: Option<Kind>,
    meant: Meant,
    /// Keys in its block that have another name: applied with the same fix.
    keys: &'static [(&'static str, &'static str)],
    more: &'static str,
}

enum Meant {
    /// Another kind.
    Kind(Kind),
    /// A property with that value, certain.
    Property(&'static str),
    /// Words alone.
    Words,
}

static KINDS: &[KindHint] = &[
    KindHint {
        word: "repair",
        parent: Some(Kind::Vmss),
        meant: Meant::Kind(Kind::Repairs),
        keys: &[("after", "grace"), ("delay", "grace")],
        more: "its delay is `grace`",
    },
    KindHint {
        word: "automatic_repairs",
        parent: Some(Kind::Vmss),
        meant: Meant::Kind(Kind::Repairs),
        keys: &[("after", "grace")],
        more: "",
    },
    KindHint { word: "ip_config", parent: Some(Kind::Nic), meant: Meant::Kind(Kind::Ip), keys: &[], more: "" },
    KindHint { word: "ipconfig", parent: Some(Kind::Nic), meant: Meant::Kind(Kind::Ip), keys: &[], more: "" },
    KindHint {
        word: "plan",
        parent: Some(Kind::Vmss),
        meant: Meant::Property("plan: from_image"),
        keys: &[],
        more: "the image says the same three",
    },
    KindHint {
        word: "plan",
        parent: Some(Kind::Vm),
        meant: Meant::Property("plan: from_image"),
        keys: &[],
        more: "the image says the same three",
    },
    KindHint { word: "load_balancer", parent: None, meant: Meant::Kind(Kind::Lb), keys: &[], more: "" },
    KindHint { word: "loadbalancer", parent: None, meant: Meant::Kind(Kind::Lb), keys: &[], more: "" },
    KindHint { word: "scale_set", parent: None, meant: Meant::Kind(Kind::Vmss), keys: &[], more: "" },
    KindHint { word: "scaleset", parent: None, meant: Meant::Kind(Kind::Vmss), keys: &[], more: "" },
    KindHint { word: "virtual_network", parent: None, meant: Meant::Kind(Kind::Vnet), keys: &[], more: "" },
    KindHint { word: "network", parent: None, meant: Meant::Kind(Kind::Vnet), keys: &[], more: "" },
    KindHint { word: "security_group", parent: None, meant: Meant::Kind(Kind::Nsg), keys: &[], more: "" },
    KindHint { word: "pip", parent: None, meant: Meant::Kind(Kind::PublicIp), keys: &[], more: "" },
    KindHint { word: "publicip", parent: None, meant: Meant::Kind(Kind::PublicIp), keys: &[], more: "" },
    KindHint { word: "virtual_machine", parent: None, meant: Meant::Kind(Kind::Vm), keys: &[], more: "" },
    KindHint { word: "natgateway", parent: None, meant: Meant::Kind(Kind::NatGateway), keys: &[], more: "" },
    KindHint { word: "nat_gw", parent: None, meant: Meant::Kind(Kind::NatGateway), keys: &[], more: "" },
    KindHint { word: "backend_pool", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Pool), keys: &[], more: "" },
    KindHint { word: "backend", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Pool), keys: &[], more: "" },
    KindHint { word: "health_probe", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Probe), keys: &[], more: "" },
    KindHint { word: "lb_rule", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Rule), keys: &[], more: "" },
    KindHint { word: "outbound_rule", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Outbound), keys: &[], more: "" },
    KindHint { word: "frontend_ip", parent: Some(Kind::Lb), meant: Meant::Kind(Kind::Frontend), keys: &[], more: "" },
    KindHint { word: "osdisk", parent: Some(Kind::Vmss), meant: Meant::Kind(Kind::OsDisk), keys: &[], more: "" },
    KindHint {
        word: "variable",
        parent: None,
        meant: Meant::Words,
        keys: &[],
        more: "what a deployment is asked for is `param NAME: TYPE`",
    },
    KindHint {
        word: "locals",
        parent: None,
        meant: Meant::Words,
        keys: &[],
        more: "a value is named by `let NAME = …`, one a line",
    },
    KindHint {
        word: "data",
        parent: None,
        meant: Meant::Words,
        keys: &[],
        more: "what is there already is `existing KIND NAME`",
    },
    KindHint {
        word: "import",
        parent: None,
        meant: Meant::Words,
        keys: &[],
        more: "another file is taken by `use \"./net.lbx\" as net`",
    },
    KindHint {
        word: "include",
        parent: None,
        meant: Meant::Words,
        keys: &[],
        more: "another file is taken by `use \"./net.lbx\" as net`",
    },
    KindHint { word: "provider", parent: None, meant: Meant::Words, keys: &[], more: "lbx needs none, so it can go" },
    KindHint { word: "terraform", parent: None, meant: Meant::Words, keys: &[], more: "lbx needs none, so it can go" },
    KindHint {
        word: "scale_out",
        parent: Some(Kind::Autoscale),
        meant: Meant::Words,
        keys: &[],
        more: "write `out by 1 when cpu > 75%`",
    },
    KindHint {
        word: "scale_in",
        parent: Some(Kind::Autoscale),
        meant: Meant::Words,
        keys: &[],
        more: "write `in by 1 when cpu < 25%`",
    },
    KindHint {
        word: "priority",
        parent: Some(Kind::Vmss),
        meant: Meant::Words,
        keys: &[],
        more: "spot machines have a `spot` block",
    },
];

/// The mistake that `word` is, in that parent.
pub(super) fn kind(word: &str, parent: Option<Kind>) -> Option<&'static KindHint> {
    KINDS.iter().find(|h| h.word == word && h.parent == parent)
}

impl KindHint {
    /// The kind that is meant, where it is one.
    pub(super) fn stands_for(&self) -> Option<Kind> {
        match self.meant {
            Meant::Kind(kind) => Some(kind),
            Meant::Property(_) | Meant::Words => None,
        }
    }

    /// The words, and the kind to go on with.
    pub(super) fn apply(
        &self,
        sources: &Sources,
        stmt: &ast::Stmt,
        node: &ast::Node,
        span: Span,
        inside: bool,
    ) -> (Diagnostic, Option<Kind>) {
        let parent = self.parent.map(|p| format!(" in a `{}`", schema::row(p).word));
        let parent = parent.filter(|_| inside).unwrap_or_default();
        let word = self.word;
        match self.meant {
            Meant::Kind(kind) => {
                let meant = schema::row(kind).word;
                let mut edits = vec![Edit { span, text: meant.to_owned() }];
                let mut more = if self.more.is_empty() { String::new() } else { format!(" ({})", self.more) };
                for stmt in node.block.iter().flat_map(|b| &b.stmts) {
                    if let ast::StmtKind::Property(p) = &stmt.kind
                        && let Some((_, right)) = self.keys.iter().find(|(wrong, _)| *wrong == &*p.key.text)
                    {
                        edits.push(Edit { span: p.key.span, text: (*right).to_owned() });
                        more = format!(" with `{right}: {}`", sources.slice(p.value.span));
                    }
                }
                let several = edits.len() > 1;
                let diagnostic = codes::UNKNOWN_KIND
                    .at(span, format!("no kind `{word}`{parent}; did you mean `{meant}`{more}?"))
                    .with_fix(format!("write `{meant}`"), true, edits);
                // With keys to rename, the block as it stands would only bring the same mistake again.
                (diagnostic, (!several).then_some(kind))
            }
            Meant::Property(text) => (
                codes::NOT_A_BLOCK.at(span, format!("`{word}` is a property; {}: `{text}`", self.more)).fix(
                    format!("write `{text}`"),
                    stmt.span,
                    text,
                ),
                None,
            ),
            Meant::Words => (codes::UNKNOWN_KIND.at(span, format!("no kind `{word}`{parent}; {}", self.more)), None),
        }
    }
}

/// A property that is none, in some kinds, what is meant, and words beside.
pub(super) struct PropertyHint {
    pub(super) word: &'static str,
    pub(super) kinds: &'static [Kind],
    pub(super) meant: &'static str,
    /// The whole line to write instead, where it is not `meant: VALUE`.
    pub(super) line: Option<&'static str>,
}

/// The mistake that `key` is, in that kind.
pub(super) fn property(kind: Kind, key: &str) -> Option<&'static PropertyHint> {
    super::habits::PROPERTIES.iter().find(|h| h.word == key && h.kinds.contains(&kind))
}

/// The property whose name begins with or contains what was written: `base` in `base_regular`.
pub(super) fn near_property<'a>(key: &str, known: &[&'a str]) -> Option<&'a str> {
    if key.len() < 3 {
        return None;
    }
    let mut fitting = known.iter().filter(|k| k.split('_').any(|part| part == key) || key.split('_').any(|p| p == **k));
    let one = fitting.next()?;
    fitting.next().is_none().then_some(one)
}

impl PropertyHint {
    pub(super) fn apply(&self, sources: &Sources, key: &Name, property: &Property, owner: &str) -> Diagnostic {
        let value = sources.slice(property.value.span);
        if let (Some(line), true) = (self.line, self.meant.contains(' ')) {
            return codes::UNKNOWN_PROPERTY
                .at(key.span, format!("no property `{}` in {owner}; {}", key.text, self.meant))
                .help(format!("write `{line}`"));
        }
        let diagnostic = codes::UNKNOWN_PROPERTY
            .at(key.span, format!("no property `{}` in {owner}; did you mean `{}`?", key.text, self.meant));
        match self.line {
            Some("spot { }") if value == "Spot" => {
                diagnostic.fix("write `spot { }`", key.span.to(property.value.span), "spot { }")
            }
            Some(line) => diagnostic.help(format!("write `{line}`")),
            None => diagnostic.fix(format!("write `{}`", self.meant), key.span, self.meant),
        }
    }
}

/// A head part written as a property: `lb world { tier: Global }`.
pub(super) fn belongs_in_head(
    node: &Node,
    row: &'static KindRow,
    head: &'static Prop,
    property: &Property,
    value: &str,
) -> Diagnostic {
    let key = &property.key.text;
    let diagnostic = codes::MISPLACED.at(property.key.span, format!("the {key} stands in the head: `{}`", shape(row)));
    if row.head.contains(&head.name) && row.named {
        let text = format!("{} {} {value}", row.word, node.symbol);
        return diagnostic.with_fix(
            format!("write `{text}`"),
            true,
            vec![
                Edit { span: node.name_span.after(), text: format!(" {value}") },
                Edit { span: property.key.span.to(property.value.span), text: String::new() },
            ],
        );
    }
    diagnostic
}

/// How a kind is written, for messages.
pub(super) fn shape(row: &'static KindRow) -> String {
    let name = if row.named { " NAME" } else { "" };
    match row.kind {
        Kind::Health => "health PROBE { … }` or `health PROTOCOL :PORT [PATH] { … }".to_owned(),
        Kind::NsgRule => "allow PRIORITY NAME = PROTOCOL SOURCE -> DESTINATION:PORT".to_owned(),
        Kind::Rule => "rule NAME = PROTOCOL FRONTEND:PORT -> POOL:PORT { … }".to_owned(),
        Kind::NatRule => "nat_rule NAME = PROTOCOL FRONTEND:PORTS -> [POOL]:PORT { … }".to_owned(),
        Kind::NatPool => "nat_pool NAME = PROTOCOL FRONTEND:FROM..TO -> :PORT { … }".to_owned(),
        Kind::Outbound => "outbound NAME = PROTOCOL POOL -> FRONTEND { … }".to_owned(),
        Kind::Probe => "probe NAME = PROTOCOL :PORT [PATH] { … }".to_owned(),
        Kind::Route => "route NAME = PREFIX -> HOP".to_owned(),
        Kind::ScaleRule => "out by N when METRIC > THRESHOLD over WINDOW { … }".to_owned(),
        _ => match row.form {
            schema::Form::Value(value) => format!("{}{name} = {} {{ … }}", row.word, value.to_uppercase()),
            _ => {
                let heads: String = row.head.iter().map(|h| format!(" {}", h.to_uppercase())).collect();
                format!("{}{name}{heads} {{ … }}", row.word)
            }
        },
    }
}

/// A head part that cannot stand there, where what was meant is known.
pub(super) fn unexpected_head(
    sources: &Sources,
    row: &'static KindRow,
    head: &Head,
    written: &ast::Node,
) -> Option<Diagnostic> {
    let at = head.span();
    let text = sources.slice(at);
    match (row.kind, head) {
        (Kind::PublicIpPrefix, Head::Path(path)) => {
            let length = path.text.trim_start_matches('/');
            length.parse::<u8>().ok()?;
            let line = format!("length: {length}");
            Some(codes::UNEXPECTED_HEAD.at(at, format!("the length is a property: `{line}`")).with_fix(
                format!("write `{{ {line} }}`"),
                true,
                into_block(written, at, &line),
            ))
        }
        (Kind::Vm | Kind::Vmss, Head::Value(e)) if matches!(e.kind, ast::ExprKind::List(_)) => Some(family(at, row)),
        (_, Head::Value(_)) => {
            let fitting: Vec<&Prop> =
                row.props().filter(|p| p.place == Where::Block && words(p.ty).contains(&text)).collect();
            let [one] = fitting[..] else { return None };
            let line = format!("{}: {text}", one.name);
            Some(
                codes::UNEXPECTED_HEAD
                    .at(at, format!("`{}` is a property: write `{line}` in the block", one.name))
                    .with_fix(format!("write `{{ {line} }}`"), true, into_block(written, at, &line)),
            )
        }
        (_, Head::Port(..) | Head::Path(_)) => None,
    }
}

fn family(at: Span, row: &'static KindRow) -> Diagnostic {
    let word = row.word;
    codes::UNEXPECTED_HEAD
        .at(at, format!("several of a `{word}` are a loop: `for i in 1..3 {{ {word} NAME {{ … }} }}`"))
        .help("the symbol is then all of them, and `NAME[2]` is one")
}

fn words(ty: Ty) -> &'static [&'static str] {
    match ty {
        Ty::Word(words) | Ty::OpenWord(words) => words,
        _ => &[],
    }
}

/// Edits that take a head part away and put a line into the block.
fn into_block(written: &ast::Node, head: Span, line: &str) -> Vec<Edit> {
    match &written.block {
        Some(block) => vec![
            Edit { span: head, text: String::new() },
            Edit {
                span: block.open.after(),
                text: format!(" {line}{}", if block.stmts.is_empty() { " " } else { "," }),
            },
        ],
        None => vec![Edit { span: head, text: format!("{{ {line} }}") }],
    }
}

/// A definition that this kind does not take; the parser has words of its own for the usual ones.
pub(super) fn unexpected_definition(row: &'static KindRow, at: Span) -> Diagnostic {
    codes::UNEXPECTED_DEFINITION
        .at(at, format!("a `{}` takes no such definition", row.word))
        .help(format!("it is written `{}`", shape(row)))
}

/// Special words for what is lacking.
pub(super) fn lacking(resolver: &Resolver<'_, '_>, id: NodeId, prop: &'static Prop) -> Option<Diagnostic> {
    let node = resolver.topology.node(id);
    let after = node.span.after();
    match (node.kind, prop.name) {
        (Kind::Vmss, "mode") => Some(
            codes::MISSING_PROPERTY
                .at(
                    node.name_span,
                    "which mode? `Uniform` has NAT pools and LB health, `Flexible` mixes sizes and spot",
                )
                .help(format!("write `vmss {} Uniform` or `vmss {} Flexible`", node.symbol, node.symbol))
                .offer("write `Uniform`", node.name_span.after(), " Uniform")
                .offer("write `Flexible`", node.name_span.after(), " Flexible"),
        ),
        (Kind::Rule, "probe") => {
            let path = resolver.topology.path(id);
            let lb = node.parent.map(|p| resolver.topology.node(p));
            let probes: Vec<String> = lb
                .iter()
                .flat_map(|lb| &lb.children)
                .map(|c| resolver.topology.node(*c))
                .filter(|c| c.kind == Kind::Probe)
                .map(|c| c.symbol.to_string())
                .collect();
            let diagnostic = codes::MISSING_PROPERTY
                .at(node.name_span, format!("`{path}` must say which probe, or `probe: none`"))
                .note("without a probe Azure sends traffic to dead machines too");
            Some(match (&probes[..], node.block_open) {
                ([one, ..], None) => {
                    diagnostic.offer(format!("write `probe: {one}`"), after, format!(" {{ probe: {one} }}"))
                }
                ([one, ..], Some(open)) => {
                    diagnostic.offer(format!("write `probe: {one}`"), open.after(), format!(" probe: {one},"))
                }
                ([], _) => diagnostic.help("declare one: `probe health = tcp :PORT`"),
            })
        }
        _ => None,
    }
}

/// What the row derives and this very thing has to say: a machine its image and size, a scale set its number.
/// Where something is written verbatim it may be there, so nothing is owed.
pub(super) fn owed(topology: &Topology, id: NodeId) -> &'static [&'static str] {
    let node = topology.node(id);
    if !node.raw.is_empty() {
        return &[];
    }
    let has = |kind: Kind| node.children.iter().any(|c| topology.node(*c).kind == kind);
    let says = |name: &str| node.slots.iter().any(|s| s.row.name == name);
    match node.kind {
        Kind::Vm => &["image", "size"],
        Kind::Subnet if node.parent.is_none() => &["vnet"],
        Kind::Vmss => {
            let uniform = node.slots.iter().any(|s| s.row.name == "mode" && s.value.as_str() == Some("Uniform"));
            // A Flexible set without an image is an empty one, which single machines join.
            if !uniform && !says("image") && !has(Kind::Nic) && !has(Kind::Admin) {
                &[]
            } else if has(Kind::Autoscale) {
                &["image", "size"]
            } else {
                &["image", "size", "instances"]
            }
        }
        _ => &[],
    }
}

/// What the row says is required and this very thing may do without.
pub(super) fn may_lack(resolver: &Resolver<'_, '_>, id: NodeId, prop: &'static Prop) -> bool {
    let topology = &resolver.topology;
    let node = topology.node(id);
    let lb_tier = || {
        let lb = node.parent.map(|p| topology.node(p))?;
        let slot = lb.slots.iter().find(|s| s.row.name == "tier")?;
        slot.value.as_str().map(str::to_owned)
    };
    match (node.kind, prop.name) {
        (Kind::Rule, "probe") => lb_tier().as_deref() == Some("Global"),
        // What is declared in the branches of an `if` is there in each; the rules look at every variant.
        _ => node.slots.iter().any(|s| s.row.name == prop.name),
    }
}

/// `image: ubuntu_24_04`: how a property may be written.
pub(super) fn example(prop: &'static Prop) -> String {
    if prop.place == Where::Head {
        return format!("its {} in the head", prop.name);
    }
    let value = match (prop.name, prop.ty) {
        ("ports_per_instance", _) => "max",
        ("image", _) => "ubuntu_24_04",
        ("user", _) => "\"azureuser\"",
        (_, Ty::Duration(Unit::Minutes, ..)) => "4m",
        (_, Ty::Duration(..)) => "5s",
        (_, Ty::Bool) => "true",
        (_, Ty::Int(lo, _)) => return format!("`{}: {lo}`", prop.name),
        (_, Ty::Port) => "8080",
        (_, Ty::VmSize | Ty::OneOf([Ty::VmSize, ..])) => "Standard_D2s_v5",
        (_, Ty::Ref([kind, ..])) => return format!("`{}: NAME`, a {}", prop.name, schema::row(*kind).word),
        (_, Ty::Word([word, ..]) | Ty::OpenWord([word, ..])) => word,
        _ => "…",
    };
    format!("`{}: {value}`", prop.name)
}

/// A function that is none, and the one that is meant; `None` beside it: other words.
pub(super) static FUNCTIONS: &[(&str, &str, &str)] = &[
    ("load_text", "file", "`file(\"init.yaml\")` reads a text and fills its `{{host}}` from `{ host: … }`"),
    ("loadTextContent", "file", "`file(\"init.yaml\")` reads a text and fills its `{{host}}` from `{ host: … }`"),
    ("loadFileAsBase64", "file", "base64 is added where Azure wants it"),
    ("templatefile", "file", "`file(\"init.yaml\", { host: name })` fills its `{{host}}`"),
    ("loadJsonContent", "json_file", ""),
    ("toLower", "lower", ""),
    ("tolower", "lower", ""),
    ("toUpper", "upper", ""),
    ("toupper", "upper", ""),
    ("uniqueString", "unique", "the group's id is added; `unique_string(…)` takes exactly its arguments"),
    ("newGuid", "new_guid", ""),
    ("cidrSubnet", "cidr_subnet", ""),
    ("cidrsubnet", "cidr_subnet", ""),
    ("cidrHost", "cidr_host", ""),
    ("cidrhost", "cidr_host", ""),
    ("concat", "join", "strings are put together in one: `\"${a}-${b}\"`"),
    ("format", "join", "strings are put together in one: `\"${a}-${b}\"`"),
    ("substring", "take", ""),
    ("len", "length", ""),
    ("listKeys", "call", "`call(storage, \"listKeys\").keys[0].value`"),
    ("jsonencode", "json", ""),
    ("base64encode", "base64", ""),
];

/// A type that is none, and the one that is meant.
pub(super) static TYPES: &[(&str, &str, &str)] = &[
    ("password", "secret", "a value that is never shown is a `secret`"),
    ("securestring", "secret", "a value that is never shown is a `secret`"),
    ("secure_string", "secret", "a value that is never shown is a `secret`"),
    ("str", "string", ""),
    ("text", "string", ""),
    ("integer", "int", ""),
    ("boolean", "bool", ""),
    ("array", "list(string)", ""),
    ("object", "map", ""),
    ("ip", "address", ""),
    ("location", "region", ""),
    ("size", "vm_size", ""),
    ("key", "ssh_key", ""),
    ("prefix", "cidr", ""),
];

/// A property's value that is none, and the one that is meant: `boot_diagnostics: true`.
pub(super) static VALUES: &[(&str, &str, &str)] = &[
    ("boot_diagnostics", "true", "managed"),
    ("identity", "system", "SystemAssigned"),
    ("identity", "System", "SystemAssigned"),
    ("identity", "system_assigned", "SystemAssigned"),
    ("image", "windows_server_2022", "windows_2022"),
    ("image", "windows_server_2019", "windows_2019"),
    ("image", "windows_server_2016", "windows_2016"),
    ("image", "windows_server_2025", "windows_2025"),
    ("image", "Ubuntu2204", "ubuntu_22_04"),
    ("image", "Ubuntu2404", "ubuntu_24_04"),
    ("image", "ubuntu", "ubuntu_24_04"),
    ("image", "Debian12", "debian_12"),
    ("image", "Win2022Datacenter", "windows_2022"),
];
