//! ARM JSON and Bicep of deployments made by hand: what they look like, and that they mean the same.

use lbxc::deploy::*;
use lbxc::emit::{arm, bicep};
use lbxc::source::{FileId, Span};

use crate::support;

const NETWORK: &str = "2026-03-01";

fn origin() -> Origin {
    Origin { span: Span::new(FileId(0), 0, 0), file: "web.lbx".into(), line: 1 }
}

fn resource(symbol: &str, ty: &str, name: Expr, body: Vec<(&str, Expr)>) -> Resource {
    Resource {
        symbol: symbol.into(),
        ty: ty.into(),
        api: NETWORK.into(),
        name,
        parent: None,
        scope: Scope::Group,
        existing: false,
        condition: None,
        body: body.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        depends_on: Vec::new(),
        doc: None,
        origin: origin(),
        parts: Vec::new(),
    }
}

fn param(name: &str, ty: Type) -> Param {
    Param {
        name: name.into(),
        ty,
        secure: false,
        default: None,
        form: None,
        allowed: Vec::new(),
        min: None,
        max: None,
        min_length: None,
        max_length: None,
        doc: None,
        origin: origin(),
    }
}

fn output(name: &str, value: Expr, condition: Option<Expr>) -> Output {
    Output { name: name.into(), ty: Type::String, value, condition, doc: None, origin: origin() }
}

fn object<const N: usize>(members: [(&str, Expr); N]) -> Expr {
    Expr::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn choice(condition: Expr, yes: Expr, no: Expr) -> Expr {
    Expr::If(Box::new(condition), Box::new(yes), Box::new(no))
}

fn p(i: usize) -> Expr {
    Expr::Param(ParamId(i))
}

fn id(resource: usize, child: &[(&str, &str)]) -> Expr {
    let child = child.iter().map(|(ty, name)| ((*ty).to_owned(), Expr::str(*name))).collect();
    Expr::Id(Target { resource: ResId(resource), child })
}

fn state(resource: usize, path: &[&str]) -> Expr {
    let path = path.iter().map(|step| Step::Member((*step).to_owned())).collect();
    Expr::State(Target { resource: ResId(resource), child: Vec::new() }, path)
}

fn location() -> (&'static str, Expr) {
    ("location", Expr::Fact(Fact::GroupLocation))
}

/// A public load balancer, its address there only when asked for, an existing vnet, a scale set's worth of expressions.
fn web() -> Deployment {
    let mut prefix = param("prefix", Type::String);
    prefix.doc = Some("What all names begin with".into());
    (prefix.min_length, prefix.max_length) = (Some(2), Some(20));
    let mut public = param("public", Type::Bool);
    public.default = Some(Expr::Bool(true));
    let mut sku = param("disk-sku", Type::String);
    sku.allowed = vec![Expr::str("Premium_LRS"), Expr::str("StandardSSD_LRS")];
    sku.default = Some(Expr::str("Premium_LRS"));
    let mut password = param("admin_password", Type::String);
    password.secure = true;
    password.doc = Some("Of the machines,\nwhere `public` is false".into());
    let mut count = param("count", Type::Int);
    (count.min, count.max, count.default) = (Some(1), Some(9), Some(Expr::Int(2)));
    let name = |suffix: &str| Expr::Concat(vec![Expr::Var(VarId(0)), Expr::str(suffix)]);

    let mut address = resource(
        "address",
        "Microsoft.Network/publicIPAddresses",
        name("-ip"),
        vec![
            location(),
            ("zones", choice(p(1), Expr::list([Expr::str("1"), Expr::str("2")]), Expr::Null)),
            ("sku", object([("name", Expr::str("Standard")), ("tier", Expr::str("Regional"))])),
            ("properties", object([("publicIPAllocationMethod", Expr::str("Static"))])),
        ],
    );
    address.condition = Some(p(1));
    address.doc = Some("The front door's address".into());

    let mut net = resource("net", "Microsoft.Network/virtualNetworks", Expr::str("core"), Vec::new());
    net.existing = true;
    net.scope = Scope::Other { group: Expr::str("rg-net"), subscription: None };
    let mut unused = resource("other", "Microsoft.Network/virtualNetworks", Expr::str("other"), Vec::new());
    unused.existing = true;

    let frontend = |name: &str, properties: Expr| object([("name", Expr::str(name)), ("properties", properties)]);
    let www = frontend("www", object([("publicIPAddress", object([("id", id(0, &[]))]))]));
    let inside = frontend("inside", object([("subnet", object([("id", id(1, &[("subnets", "app")]))]))]));
    let frontends = Expr::List(vec![
        Element { value: www, condition: Some(p(1)) },
        Element { value: inside, condition: Some(Expr::Call(Func::Not, vec![p(1)])) },
    ]);
    let rule = object([
        ("name", Expr::str("web")),
        (
            "properties",
            object([
                (
                    "frontendIPConfiguration",
                    object([(
                        "id",
                        choice(
                            p(1),
                            id(3, &[("frontendIPConfigurations", "www")]),
                            id(3, &[("frontendIPConfigurations", "inside")]),
                        ),
                    )]),
                ),
                ("backendAddressPool", object([("id", id(3, &[("backendAddressPools", "app")]))])),
                ("protocol", Expr::str("Tcp")),
                ("frontendPort", Expr::Int(443)),
                ("backendPort", Expr::Call(Func::Add, vec![Expr::Int(8000), p(4)])),
            ]),
        ),
    ]);
    let lb = resource(
        "edge",
        "Microsoft.Network/loadBalancers",
        name("-lb"),
        vec![
            location(),
            ("tags", object([("cost-centre", Expr::str("[42]")), ("owner", p(0))])),
            ("sku", object([("name", Expr::str("Standard"))])),
            (
                "properties",
                object([
                    ("frontendIPConfigurations", frontends),
                    ("backendAddressPools", Expr::list([object([("name", Expr::str("app"))])])),
                    ("loadBalancingRules", Expr::list([rule])),
                ]),
            ),
        ],
    );
    let mut late = resource(
        "late",
        "Microsoft.Network/loadBalancers/backendAddressPools",
        Expr::str("late"),
        vec![("properties", object([("drainPeriodInSeconds", Expr::Int(30))]))],
    );
    late.parent = Some(ResId(3));
    let script = "#!/bin/sh\nset -eu\necho '${HOSTNAME}' > /tmp/x\ncurl https://example.com/";
    let user_data = Expr::Call(
        Func::Base64,
        vec![Expr::Concat(vec![Expr::str(script), Expr::Var(VarId(0)), Expr::str("?size="), p(4), Expr::str("\n")])],
    );
    let mut machine = resource(
        "machine",
        "Microsoft.Compute/virtualMachines",
        name("-vm"),
        vec![
            location(),
            ("identity", choice(p(1), object([("type", Expr::str("SystemAssigned"))]), Expr::Null)),
            (
                "properties",
                object([
                    (
                        "osProfile",
                        object([
                            ("computerName", Expr::str("vm")),
                            ("adminUsername", Expr::str("azureuser")),
                            ("adminPassword", choice(p(1), Expr::Null, p(3))),
                        ]),
                    ),
                    (
                        "storageProfile",
                        object([(
                            "osDisk",
                            object([
                                ("createOption", Expr::str("FromImage")),
                                ("managedDisk", object([("storageAccountType", p(2))])),
                            ]),
                        )]),
                    ),
                    ("userData", user_data),
                    (
                        "diagnosticsProfile",
                        object([("bootDiagnostics", object([("storageUri", state(0, &["properties", "ipAddress"]))]))]),
                    ),
                ]),
            ),
        ],
    );
    machine.api = "2026-04-01".into();
    machine.depends_on = vec![ResId(4), ResId(3)];
    let mut lock = resource(
        "lock",
        "Microsoft.Authorization/locks",
        Expr::str("keep"),
        vec![("properties", object([("level", Expr::str("CanNotDelete"))]))],
    );
    lock.api = "2020-05-01".into();
    lock.scope = Scope::On(ResId(3));

    Deployment {
        doc: Some("One load balancer".into()),
        params: vec![prefix, public, sku, password, count, param("left_over", Type::Array)],
        vars: vec![
            Var {
                name: "base".into(),
                value: Expr::Concat(vec![Expr::Call(Func::ToLower, vec![p(0)]), Expr::str("-web")]),
                ty: Type::String,
                origin: origin(),
            },
            Var { name: "idle".into(), value: p(4), ty: Type::Int, origin: origin() },
        ],
        resources: vec![address, net, unused, lb, late, machine, lock],
        outputs: vec![
            output("ip", state(0, &["properties", "ipAddress"]), Some(p(1))),
            output("pool", id(4, &[]), None),
            output("url", Expr::Concat(vec![Expr::str("https://"), state(0, &["properties", "ipAddress"])]), None),
            output(
                "verbatim",
                Expr::Arm("if(parameters('public'), concat(variables('base'), '-it''s'), toupper('x'))".into()),
                None,
            ),
        ],
        ..Deployment::default()
    }
}

#[test]
fn arm_template() {
    insta::assert_snapshot!(arm::template(&web()));
}

#[test]
fn arm_parameters() {
    insta::assert_snapshot!(arm::parameters(&web()).expect("there are params"));
}

#[test]
fn bicep_file() {
    insta::assert_snapshot!(bicep::file(&web()));
}

#[test]
fn bicep_params() {
    insta::assert_snapshot!(bicep::params(&web(), "web").expect("there are params"));
}

#[test]
fn no_params_no_parameter_file() {
    let empty = Deployment::default();
    assert_eq!(arm::parameters(&empty), None);
    assert_eq!(bicep::params(&empty, "web"), None);
}

#[test]
fn arm_and_bicep_agree() {
    let Some(mut server) = support::bicep::server("arm_and_bicep_agree") else { return };
    let complaints = support::agree::complaints(&mut server, &web());
    assert!(complaints.is_empty(), "{}\n{}", complaints.join("\n"), bicep::file(&web()));
}

#[test]
fn a_symbol_that_ends_like_a_decompiled_one_draws_no_remark() {
    let body = vec![("location", Expr::str("westeurope")), ("sku", object([("name", Expr::str("Standard"))]))];
    let resources = vec![resource("www_resource", "Microsoft.Network/natGateways", Expr::str("www-shop"), body)];
    let deployment = Deployment { resources, ..Deployment::default() };
    let text = bicep::file(&deployment);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let at = lines.iter().position(|line| line.starts_with("name:")).expect("a name");
    assert_eq!(lines[at - 1], "#disable-next-line decompiler-cleanup", "{text}");
    let Some(mut server) = support::bicep::server("a_symbol_that_ends_like_a_decompiled_one") else { return };
    let complaints = support::agree::complaints(&mut server, &deployment);
    assert!(complaints.is_empty(), "{}\n{text}", complaints.join("\n"));
}
