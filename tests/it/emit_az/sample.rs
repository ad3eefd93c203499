//! Deployments built by hand: every shape that a script has to write.

use lbxc::deploy::{
    Deployment, Element, Expr, Fact, Func, Origin, Output, Param, ParamId, ResId, Resource, Scope, Step, Target, Type,
    Var, VarId,
};
use lbxc::source::{FileId, Span};

/// Text that means something to a shell, to `az` or to JSON.
pub(super) const HOSTILE: &[&str] = &[
    "it's \"quoted\"",
    "$HOME `id` $(id) ${x}",
    "-leading",
    "@/etc/hosts",
    "k=@/etc/hosts",
    "back\\slash \\n \\u0041",
    "line\nbreak\n",
    "tab\tand\u{1}control",
    "JSON\nUSAGE\nJSON",
    "!history & ampersand & more",
    "{\"json\": [1]}",
    "naïve — 😀",
    "* ? [a-z] ~",
    "",
];

pub(super) fn origin(line: usize) -> Origin {
    Origin { span: Span::new(FileId(0), 0, 0), file: "shop.lbx".into(), line }
}

pub(super) fn param(name: &str, ty: Type) -> Param {
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
        origin: origin(1),
    }
}

pub(super) fn resource(symbol: &str, ty: &str, name: Expr, body: Vec<(&str, Expr)>) -> Resource {
    Resource {
        symbol: symbol.into(),
        ty: ty.into(),
        api: "2024-05-01".into(),
        name,
        parent: None,
        scope: Scope::Group,
        existing: false,
        condition: None,
        body: members(body),
        depends_on: Vec::new(),
        doc: None,
        origin: origin(10),
        parts: Vec::new(),
    }
}

pub(super) fn members(members: Vec<(&str, Expr)>) -> Vec<(String, Expr)> {
    members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

pub(super) fn object(of: Vec<(&str, Expr)>) -> Expr {
    Expr::Object(members(of))
}

pub(super) fn call(func: Func, args: impl IntoIterator<Item = Expr>) -> Expr {
    Expr::Call(func, args.into_iter().collect())
}

pub(super) fn when(c: Expr, a: Expr, b: Expr) -> Expr {
    Expr::If(Box::new(c), Box::new(a), Box::new(b))
}

pub(super) fn id(resource: usize, child: &[(&str, Expr)]) -> Expr {
    let child = child.iter().map(|(ty, name)| ((*ty).to_owned(), name.clone())).collect();
    object(vec![("id", Expr::Id(Target { resource: ResId(resource), child }))])
}

pub(super) fn output(name: &str, ty: Type, value: Expr) -> Output {
    Output { name: name.into(), ty, value, condition: None, doc: None, origin: origin(90) }
}

pub(super) fn p(at: usize) -> Expr {
    Expr::Param(ParamId(at))
}

pub(super) fn v(at: usize) -> Expr {
    Expr::Var(VarId(at))
}

/// A public address, a load balancer and a scale set, with nothing late in them but the location.
pub(super) fn plain() -> Deployment {
    let location = || ("location", Expr::str("westeurope"));
    let standard = || ("sku", object(vec![("name", Expr::str("Standard")), ("tier", Expr::str("Regional"))]));
    let address = resource(
        "www",
        "Microsoft.Network/publicIPAddresses",
        Expr::str("www"),
        vec![
            location(),
            ("tags", object(vec![("env", Expr::str("prod")), ("owner", Expr::str("team net"))])),
            standard(),
            ("zones", Expr::list([Expr::str("1"), Expr::str("2"), Expr::str("3")])),
            (
                "properties",
                object(vec![
                    ("publicIPAllocationMethod", Expr::str("Static")),
                    ("publicIPAddressVersion", Expr::str("IPv4")),
                    ("idleTimeoutInMinutes", Expr::Int(4)),
                ]),
            ),
        ],
    );
    let balancer = Resource {
        doc: Some("Takes the shop's traffic.\nOne frontend.".into()),
        ..resource(
            "edge",
            "Microsoft.Network/loadBalancers",
            Expr::str("edge"),
            vec![
                location(),
                standard(),
                (
                    "properties",
                    object(vec![
                        (
                            "frontendIPConfigurations",
                            Expr::list([object(vec![
                                ("name", Expr::str("www")),
                                ("properties", object(vec![("publicIPAddress", id(0, &[]))])),
                            ])]),
                        ),
                        ("backendAddressPools", Expr::list([object(vec![("name", Expr::str("web"))])])),
                        (
                            "loadBalancingRules",
                            Expr::list([object(vec![
                                ("name", Expr::str("http")),
                                (
                                    "properties",
                                    object(vec![
                                        (
                                            "frontendIPConfiguration",
                                            id(1, &[("frontendIPConfigurations", Expr::str("www"))]),
                                        ),
                                        ("backendAddressPool", id(1, &[("backendAddressPools", Expr::str("web"))])),
                                        ("protocol", Expr::str("Tcp")),
                                        ("frontendPort", Expr::Int(80)),
                                        ("backendPort", Expr::Int(80)),
                                        ("enableTcpReset", Expr::Bool(true)),
                                    ]),
                                ),
                            ])]),
                        ),
                    ]),
                ),
            ],
        )
    };
    let group = resource("app", "Microsoft.Network/applicationSecurityGroups", Expr::str("app"), vec![location()]);
    Deployment {
        doc: Some("The shop.".into()),
        group: Some("rg-shop".into()),
        resources: vec![address, balancer, group],
        outputs: vec![output("edge", Type::String, Expr::Id(Target { resource: ResId(1), child: Vec::new() }))],
        ..Deployment::default()
    }
}

/// Params of every type, computed values, conditions, questions to Azure, run-time state.
pub(super) fn late() -> Deployment {
    let env = Param {
        allowed: vec![Expr::str("dev"), Expr::str("prod")],
        default: Some(Expr::str("dev")),
        doc: Some("Which of the two.".into()),
        ..param("env", Type::String)
    };
    let instances = Param { min: Some(1), max: Some(60), default: Some(Expr::Int(3)), ..param("instances", Type::Int) };
    let password = Param { secure: true, ..param("admin_password", Type::String) };
    let token = Param { secure: true, default: Some(Expr::str("")), ..param("token", Type::String) };
    let name = Param { min_length: Some(3), max_length: Some(9), ..param("name", Type::String) };
    let public = Param { default: Some(Expr::Bool(true)), ..param("public", Type::Bool) };
    let zones = Param {
        default: Some(Expr::list([Expr::str("1"), Expr::str("2")])),
        max_length: Some(3),
        ..param("zones", Type::Array)
    };
    let sizes = Param { default: Some(object(vec![])), ..param("sizes", Type::Object) };
    let location = Param { default: Some(Expr::Fact(Fact::GroupLocation)), ..param("location", Type::String) };
    let suffix = Param {
        default: Some(call(Func::UniqueString, [Expr::Fact(Fact::GroupId), p(4)])),
        ..param("suffix", Type::String)
    };
    let params = vec![env, instances, password, token, name, public, zones, sizes, location, suffix];
    let is_prod = || call(Func::Equals, [p(0), Expr::str("prod")]);
    let vars = vec![
        Var {
            name: "base".into(),
            value: call(
                Func::ToLower,
                [call(Func::Take, [Expr::Concat(vec![p(4), Expr::str("-"), p(9)]), Expr::Int(12)])],
            ),
            ty: Type::String,
            origin: origin(20),
        },
        Var {
            name: "hash".into(),
            value: call(Func::UniqueString, [Expr::Fact(Fact::GroupId), p(0)]),
            ty: Type::String,
            origin: origin(21),
        },
        Var {
            name: "peak".into(),
            value: call(Func::Min, [call(Func::Mul, [p(1), Expr::Int(2)]), Expr::Int(100)]),
            ty: Type::Int,
            origin: origin(22),
        },
    ];
    let at = || ("location", p(8));
    let address = Resource {
        condition: Some(p(5)),
        ..resource(
            "www",
            "Microsoft.Network/publicIPAddresses",
            Expr::Concat(vec![v(0), Expr::str("-www")]),
            vec![
                at(),
                ("tags", object(vec![("env", p(0))])),
                ("sku", object(vec![("name", Expr::str("Standard")), ("tier", Expr::str("Regional"))])),
                (
                    "properties",
                    object(vec![
                        ("publicIPAllocationMethod", Expr::str("Static")),
                        ("publicIPAddressVersion", Expr::str("IPv4")),
                        ("idleTimeoutInMinutes", Expr::Int(4)),
                    ]),
                ),
            ],
        )
    };
    let storage = Resource {
        existing: true,
        scope: Scope::Other { group: Expr::str("rg-data"), subscription: None },
        ..resource("logs", "Microsoft.Storage/storageAccounts", Expr::Concat(vec![Expr::str("logs"), v(1)]), vec![])
    };
    let target = |resource: usize| Target { resource: ResId(resource), child: Vec::new() };
    let set = resource(
        "web",
        "Microsoft.Compute/virtualMachineScaleSets",
        v(0),
        vec![
            at(),
            ("zones", when(is_prod(), p(6), Expr::Null)),
            ("sku", object(vec![("name", Expr::str("Standard_D2s_v5")), ("capacity", p(1))])),
            (
                "properties",
                object(vec![
                    ("overprovision", Expr::Bool(false)),
                    ("singlePlacementGroup", call(Func::LessOrEquals, [v(2), Expr::Int(100)])),
                    ("tier", when(is_prod(), Expr::str("gold"), Expr::str("tin"))),
                    (
                        "address",
                        when(
                            p(5),
                            Expr::State(
                                target(0),
                                vec![Step::Member("properties".into()), Step::Member("ipAddress".into())],
                            ),
                            Expr::Null,
                        ),
                    ),
                    (
                        "key",
                        Expr::ListCall(
                            ResId(1),
                            "listKeys".into(),
                            vec![Step::Member("keys".into()), Step::Index(Expr::Int(0)), Step::Member("value".into())],
                        ),
                    ),
                    ("customData", call(Func::Base64, [Expr::Concat(vec![Expr::str("pw="), p(2), Expr::str("\n")])])),
                    ("text", call(Func::String, [object(vec![("role", Expr::str("web")), ("name", p(4))])])),
                    ("first", Expr::Index(Box::new(p(6)), Box::new(Expr::Int(0)))),
                    (
                        "size",
                        Expr::Member(
                            Box::new(Expr::Index(
                                Box::new(object(vec![
                                    ("dev", object(vec![("sku", Expr::str("small"))])),
                                    ("prod", object(vec![("sku", Expr::str("large"))])),
                                ])),
                                Box::new(p(0)),
                            )),
                            "sku".into(),
                        ),
                    ),
                    ("flag", Expr::Concat(vec![Expr::str("public="), p(5)])),
                    ("sizes", p(7)),
                    ("clean", call(Func::Replace, [p(4), Expr::str("-"), Expr::str("&_")])),
                    ("network", call(Func::CidrSubnet, [Expr::str("10.0.0.0/16"), Expr::Int(24), p(1)])),
                    (
                        "extensions",
                        Expr::List(vec![
                            Element {
                                value: object(vec![("name", Expr::str("a")), ("token", p(3))]),
                                condition: Some(call(Func::Not, [call(Func::Empty, [p(3)])])),
                            },
                            Element { value: object(vec![("name", Expr::str("b"))]), condition: None },
                            Element {
                                value: object(vec![("name", Expr::str("c")), ("big", Expr::Bool(true))]),
                                condition: Some(call(
                                    Func::And,
                                    [is_prod(), call(Func::Greater, [p(1), Expr::Int(9)])],
                                )),
                            },
                        ]),
                    ),
                    ("only", Expr::List(vec![Element { value: Expr::str("x"), condition: Some(p(5)) }])),
                    (
                        "probe",
                        when(p(5), object(vec![("id", Expr::Id(target(0)))]), object(vec![("none", Expr::Bool(true))])),
                    ),
                ]),
            ),
        ],
    );
    let lock = Resource {
        scope: Scope::On(ResId(2)),
        ..resource(
            "lock",
            "Microsoft.Authorization/locks",
            Expr::str("keep"),
            vec![("properties", object(vec![("level", Expr::str("CanNotDelete"))]))],
        )
    };
    let outputs = vec![
        output("name", Type::String, v(0)),
        output("peak", Type::Int, v(2)),
        output("prod", Type::Bool, is_prod()),
        output("zones", Type::Array, p(6)),
        Output { condition: Some(p(5)), ..output("id", Type::String, Expr::Id(target(0))) },
    ];
    Deployment { params, vars, resources: vec![address, storage, set, lock], outputs, ..Deployment::default() }
}

/// Hostile text at every place that takes text.
pub(super) fn hostile() -> Deployment {
    let texts = Expr::list(HOSTILE.iter().map(|text| Expr::str(*text)));
    let params: Vec<Param> = (0..HOSTILE.len())
        .map(|at| Param { default: Some(Expr::str("")), ..param(&format!("p{at}"), Type::String) })
        .collect();
    let late = Expr::list((0..HOSTILE.len()).map(p));
    let joined = Expr::Concat((0..HOSTILE.len()).flat_map(|at| [Expr::str(HOSTILE[at]), p(at)]).collect());
    let mut tags: Vec<(String, Expr)> =
        HOSTILE.iter().map(|text| (format!("t{}", text.len()), Expr::str(*text))).collect();
    tags.dedup_by(|a, b| a.0 == b.0);
    let encoded = Expr::list((0..HOSTILE.len()).map(|at| call(Func::Base64, [Expr::Concat(vec![p(at), p(at)])])));
    let replaced =
        Expr::list((1..HOSTILE.len()).map(|at| call(Func::Replace, [p(at), Expr::str(HOSTILE[0]), p(at - 1)])));
    let lengths = Expr::list((0..HOSTILE.len()).map(|at| call(Func::Length, [p(at)])));
    let inner = call(Func::String, [object(vec![("late", late.clone()), ("joined", joined.clone())])]);
    let body = vec![
        ("location", Expr::str("westeurope")),
        ("tags", Expr::Object(tags)),
        (
            "properties",
            object(vec![
                ("texts", texts),
                ("late", late),
                ("joined", joined),
                ("base64", encoded),
                ("replaced", replaced),
                ("lengths", lengths),
                ("inner", inner),
            ]),
        ),
    ];
    Deployment {
        group: Some("rg".into()),
        params,
        resources: vec![
            resource("a", "Microsoft.Network/applicationSecurityGroups", Expr::str("a"), body.clone()),
            resource("b", "Microsoft.Network/applicationSecurityGroups", Expr::str("b"), body[..2].to_vec()),
        ],
        ..Deployment::default()
    }
}
