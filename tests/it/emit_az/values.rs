//! Values on the way into a script: what is refused, and that what is taken arrives unchanged.

use lbxc::deploy::{Deployment, Expr, Form, Func, Param, Type};
use lbxc::emit::az;
use serde_json::{Value, json};

use super::run::{Run, Stage};
use super::sample::{self, HOSTILE, call, object, p, param, resource};

/// A resource whose body shows every param.
fn showing(params: Vec<Param>) -> Deployment {
    let members = params.iter().enumerate().map(|(at, param)| (param.name.clone(), p(at))).collect();
    let body = vec![("location", Expr::str("westeurope")), ("properties", Expr::Object(members))];
    let shown = resource("a", "Microsoft.Network/routeTables", Expr::str("a"), body);
    Deployment { group: Some("rg".into()), params, resources: vec![shown], ..Deployment::default() }
}

fn body(run: &Run) -> Value {
    let call = run.calls.iter().find(|call| call.body.is_some()).expect("a body was sent");
    serde_json::from_str(call.body.as_deref().expect("a body")).expect("a body is JSON")
}

fn one_of_each() -> Deployment {
    showing(vec![
        Param { min_length: Some(3), max_length: Some(9), ..param("name", Type::String) },
        Param { allowed: vec![Expr::str("dev"), Expr::str("prod")], ..param("env", Type::String) },
        Param { min: Some(1), max: Some(60), default: Some(Expr::Int(3)), ..param("count", Type::Int) },
        Param { default: Some(Expr::Bool(false)), ..param("on", Type::Bool) },
        Param { secure: true, min_length: Some(8), ..param("adminKey", Type::String) },
        Param { default: Some(Expr::list([])), max_length: Some(2), ..param("zones", Type::Array) },
        Param { default: Some(object(vec![])), ..param("settings", Type::Object) },
        Param { default: Some(Expr::str("")), ..param("subscription", Type::String) },
        Param { form: Some(Form::Cidr), default: Some(Expr::str("")), ..param("office", Type::String) },
        Param { form: Some(Form::Address), default: Some(Expr::str("10.0.0.4")), ..param("vip", Type::String) },
        Param { form: Some(Form::Cidr), default: Some(Expr::list([])), ..param("peers", Type::Array) },
        Param { form: Some(Form::Size), default: Some(Expr::str("Standard_B1s")), ..param("vm", Type::String) },
    ])
}

const FINE: &[&str] = &["--name", "shop", "--env", "dev", "--adminKey", "Secret-123"];

/// `said` is in the message; nothing was sent, nothing secret was shown.
#[track_caller]
fn refused(args: &[&str], said: &str) {
    let stage = Stage::new(&az::script(&one_of_each(), "shop.lbx"));
    let run = stage.run(&[FINE, args].concat());
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.stderr.contains(said), "{}", run.stderr);
    assert!(run.stderr.contains("usage: ./shop.sh"), "{}", run.stderr);
    assert!(run.calls.is_empty(), "{:?}", run.calls);
    assert!(!run.stderr.contains("Secret") && !run.stdout.contains("Secret"), "{run:?}");
}

#[track_caller]
fn taken(args: &[&str], member: &str, value: Value) {
    let stage = Stage::new(&az::script(&one_of_each(), "shop.lbx"));
    let run = stage.run(&[FINE, args].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(body(&run)["properties"][member], value);
}

#[test]
fn what_is_refused() {
    refused(&["--name", "ab"], "--name has 2 characters, and at least 3 are needed");
    refused(&["--name", "abcdefghij"], "--name has 10 characters, and at most 9 are accepted");
    refused(&["--name", ""], "--name has 0 characters");
    refused(&["--env", "test"], "--env is 'test', and one of these is accepted: 'dev' 'prod'");
    refused(&["--count", "61"], "--count is 61, and at most 60 is accepted");
    refused(&["--count", "0"], "--count is 0, and at least 1 is needed");
    refused(&["--count", "3x"], "--count is '3x', which is no whole number");
    refused(&["--count", "010"], "--count is '010', which is no whole number");
    refused(&["--count", ""], "--count is '', which is no whole number");
    refused(&["--count", "a[$(touch hacked)]"], "which is no whole number");
    refused(&["--on", "yes"], "--on is 'yes', and true or false is accepted");
    refused(&["--adminKey", "Secret"], "--adminKey has 6 characters, and at least 8 are needed");
    refused(&["--zones", "[1, 2, 3]"], "--zones has 3 elements, and at most 2 are accepted");
    refused(&["--zones", "{}"], "--zones is no JSON array");
    refused(&["--settings", "[]"], "--settings is no JSON object");
    refused(&["--vip", "10.0.0.256"], "--vip is '10.0.0.256', which is no IP address");
    refused(&["--vip", ""], "--vip is '', which is no IP address");
    refused(&["--office", "10.0.0.0"], "--office is '10.0.0.0', which is no network");
    refused(&["--office", "10.0.0.1/24"], "--office is '10.0.0.1/24', which has bits set behind its prefix");
    refused(&["--office", "a[$(touch hacked)]/1"], "which is no network");
    refused(&["--peers", "[\"10.0.0.0/8\", 5]"], "--peers is '5', which is no network");
    refused(&["--vm", "Standard B1s"], "--vm is 'Standard B1s', which is no size");
    refused(&["--size", "3"], "there is no option --size");
    refused(&["stray"], "there is no option stray");
    refused(&["--group", ""], "--group is missing");
}

#[test]
fn all_mistakes_at_once() {
    let stage = Stage::new(&az::script(&one_of_each(), "shop.lbx"));
    let run = stage.run(&["--count", "99", "--on"]);
    assert_eq!(run.code, 2);
    for said in ["--name (or LBX_NAME) is missing", "--env (or LBX_ENV) is missing", "--count is 99", "--on is ''"] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

#[test]
fn what_is_taken() {
    taken(&["--name=abc"], "name", json!("abc"));
    taken(&["--name", "ab=c"], "name", json!("ab=c"));
    taken(&["--count", "60"], "count", json!(60));
    taken(&["--on=true"], "on", json!(true));
    taken(&["--zones", " [ \"1\" , \"2\" ] "], "zones", json!(["1", "2"]));
    taken(
        &["--settings", "{\"a\": [1, {\"b\": \"],}\\\"\"}], \"c\": -1.5e3}"],
        "settings",
        json!({"a": [1, {"b": "],}\""}], "c": -1500.0}),
    );
    taken(&["--office", ""], "office", json!(""));
    taken(&["--office", "10.0.0.128/25"], "office", json!("10.0.0.128/25"));
    taken(&["--peers", "[\"10.0.0.0\\/8\", \"fd00::/8\"]"], "peers", json!(["10.0.0.0/8", "fd00::/8"]));
    taken(&["--vip", "2001:db8::a"], "vip", json!("2001:db8::a"));
    // An option of the script's own has that name.
    taken(&["--param-subscription", "x", "--subscription", "y"], "subscription", json!("x"));
    // Three letters of two bytes each, and one of two UTF-16 units.
    taken(&["--name", "äöü"], "name", json!("äöü"));
    taken(&["--name", "a😀"], "name", json!("a😀"));
}

/// What the functions say of a text is what the language says of it.
#[test]
fn addresses_and_networks() {
    let params = vec![
        Param { form: Some(Form::Address), default: Some(Expr::str("10.0.0.4")), ..param("a", Type::String) },
        Param { form: Some(Form::Cidr), default: Some(Expr::str("10.0.0.0/8")), ..param("n", Type::String) },
    ];
    let stage = Stage::quick(&az::script(&showing(params), "shop.lbx"));
    let texts = "0.0.0.0 255.255.255.255 10.0.0 10.0.0.256 10.0.0.0.0 010.0.0.1 :: ::1 1:: : ::: 1:2:3:4:5:6:7:: 1::2:: \
        ::2:3:4:5:6:7:8 1:2:3:4::5:6:7:8 1:2:3:4:5:6:7:8:9 12345::1 :1::2 1::2: g::1 1:-:2 - ::ffff:1.2.3.4 ABCD::EF01 \
        1:2:3:4:5:6:1.2.3.4 1:2:3:4:5:6:7:1.2.3.4 x";
    for text in texts.split_whitespace() {
        let run = stage.run(&["--a", text]);
        assert_eq!(run.code == 0, text.parse::<std::net::IpAddr>().is_ok(), "{text}: {}", run.stderr);
    }
    let texts = "0.0.0.0/0 10.0.0.0/8 10.0.0.0/33 10.0.0.1/24 10.0.0.128/24 10.0.0.128/25 10.0.0.4/32 10.0.0.0/ /8 x/8 \
        10.0.0.0/8/8 10.0.0.0/-1 ::/0 ::/129 fd00::/8 fd00::1/64 fd00:0:0:10::/60 fd00:0:0:18::/60 ::1/128";
    for text in texts.split_whitespace() {
        let run = stage.run(&["--n", text]);
        let known = text.parse::<ipnet::IpNet>().is_ok_and(|net| net.addr() == net.network());
        assert_eq!(run.code == 0, known, "{text}: {}", run.stderr);
    }
}

/// A machine's user and its own name, of a system.
#[test]
fn what_a_machine_refuses() {
    for (system, no_user, no_name) in [
        ("linuxConfiguration", "root", "a_b"),
        ("windowsConfiguration", "Administrator", "a.b"),
        ("windowsConfiguration", "ops@home", "sixteen-letters-"),
    ] {
        let profile = object(vec![
            ("computerName", Expr::Concat(vec![p(1), Expr::str("-vm")])),
            ("adminUsername", p(0)),
            (system, object(vec![("provisionVMAgent", Expr::Bool(true))])),
        ]);
        let body = vec![("location", Expr::str("westeurope")), ("properties", object(vec![("osProfile", profile)]))];
        let machine = resource("a", "Microsoft.Compute/virtualMachines", Expr::str("a"), body);
        let params = vec![param("user", Type::String), param("name", Type::String)];
        let dep = Deployment { group: Some("rg".into()), params, resources: vec![machine], ..Deployment::default() };
        let stage = Stage::quick(&az::script(&dep, "shop.lbx"));
        let ends = |user: &str, name: &str| {
            let run = stage.run(&["--user", user, "--name", name]);
            assert_eq!(run.calls.is_empty(), run.code != 0, "{run:?}");
            run.code
        };
        assert_eq!(ends("ops", "web"), 0, "{system}");
        assert_eq!(ends(no_user, "web"), 2, "{no_user}");
        assert_eq!(ends("ops", no_name), 2, "{no_name}");
        // Its password is not shown.
        let mut with_password = dep.clone();
        with_password.params.push(Param { secure: true, ..param("password", Type::String) });
        with_password.resources[0].body[1].1 = object(vec![(
            "osProfile",
            object(vec![("adminPassword", p(2)), (system, object(vec![("provisionVMAgent", Expr::Bool(true))]))]),
        )]);
        let stage = Stage::quick(&az::script(&with_password, "shop.lbx"));
        for (password, code) in [("Secret-1", 0), ("secret-word", 2), ("Se-1", 2), ("P@$$w0rd", 2), ("Secretword1", 0)]
        {
            let run = stage.run(&["--user", "ops", "--name", "web", "--password", password]);
            assert_eq!(run.code, code, "{password}: {}", run.stderr);
            assert!(!run.stderr.contains(password), "{}", run.stderr);
        }
        // Beside a key nobody looks at it.
        let Expr::Object(properties) = &mut with_password.resources[0].body[1].1 else { panic!("an object") };
        let Expr::Object(profile) = &mut properties[0].1 else { panic!("an object") };
        profile.retain(|(name, _)| name != system);
        profile.push(("linuxConfiguration".into(), object(vec![("ssh", object(vec![]))])));
        let run = Stage::quick(&az::script(&with_password, "shop.lbx")).run(&[
            "--user=a",
            "--name=b",
            "--password=secret-word",
        ]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        // Nobody knows whether a machine with a condition is made.
        let mut maybe = dep.clone();
        maybe.params.push(param("made", Type::Bool));
        maybe.resources[0].condition = Some(p(2));
        let run = Stage::quick(&az::script(&maybe, "shop.lbx"))
            .run(&["--user", no_user, "--name", no_name, "--made", "false"]);
        assert_eq!(run.code, 0, "{}", run.stderr);
    }
}

#[test]
fn json_is_checked_whole() {
    for text in [
        "[",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1]]",
        "[1] x",
        "[tru]",
        "[01]",
        "['a']",
        "[\"a]",
        "[\"\n\"]",
        "{\"a\"}",
        "",
        "1",
        "[\"\\x\"]",
    ] {
        refused(&["--zones", text], "--zones is no JSON array");
    }
    for text in ["{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1 \"b\":2}", "{\"a\":[}]", "{1:2}"] {
        refused(&["--settings", text], "--settings is no JSON object");
    }
    taken(
        &["--settings", "{ \"a\" : { } , \"b\" : [ [ ] , null , true ] }"],
        "settings",
        json!({"a": {}, "b": [[], null, true]}),
    );
}

#[test]
fn the_environment_gives_values_and_options_win() {
    let mut stage = Stage::new(&az::script(&one_of_each(), "shop.lbx"));
    stage.env = vec![
        ("LBX_NAME".into(), "fromenv".into()),
        ("LBX_ENV".into(), "prod".into()),
        ("LBX_ADMIN_KEY".into(), "Secret-123".into()),
        ("LBX_COUNT".into(), "7".into()),
        // Somebody else's variables of the same names.
        ("name".into(), "stray".into()),
        ("count".into(), "1".into()),
        ("problems".into(), "x".into()),
    ];
    let run = stage.run(&["--env", "dev"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let properties = &body(&run)["properties"];
    assert_eq!(properties["name"], "fromenv");
    assert_eq!(properties["env"], "dev");
    assert_eq!(properties["count"], 7);
    let shown: Vec<&String> =
        run.calls.iter().flat_map(|call| &call.args).filter(|arg| arg.contains("Secret")).collect();
    assert!(shown.is_empty(), "a secret stands in the process list: {shown:?}");
}

#[test]
fn help_is_on_standard_output() {
    let stage = Stage::new(&az::script(&one_of_each(), "shop.lbx"));
    let run = stage.run(&["--help"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""));
    assert!(
        run.stdout.contains("--count INT") && run.stdout.contains("1 to 60; default: 3; [LBX_COUNT]"),
        "{}",
        run.stdout
    );
    assert!(run.calls.is_empty());
}

#[test]
fn hostile_text_arrives_unchanged() {
    let dep = sample::hostile();
    let mut stage = Stage::new(&az::script(&dep, "shop.lbx"));
    // Each text comes where another one is a literal.
    let texts: Vec<&str> = HOSTILE.iter().rev().copied().collect();
    stage.env = texts.iter().enumerate().map(|(at, text)| (format!("LBX_P{at}"), (*text).to_owned())).collect();
    let run = stage.run(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let body = body(&run);
    let properties = &body["properties"];
    assert_eq!(properties["texts"], json!(HOSTILE));
    assert_eq!(properties["late"], json!(texts));
    let joined: String = HOSTILE.iter().zip(&texts).flat_map(|(a, b)| [*a, *b]).collect();
    assert_eq!(properties["joined"], json!(joined));
    let inner: Value = serde_json::from_str(properties["inner"].as_str().expect("text")).expect("JSON in text");
    assert_eq!(inner, json!({ "late": texts, "joined": joined }));
    for (at, text) in texts.iter().enumerate() {
        use base64::Engine;
        let twice = base64::engine::general_purpose::STANDARD.encode(text.repeat(2));
        assert_eq!(properties["base64"][at], json!(twice), "{text:?}");
        assert_eq!(properties["lengths"][at], json!(text.encode_utf16().count()), "{text:?}");
    }
    for at in 1..texts.len() {
        let replaced = texts[at].replace(HOSTILE[0], texts[at - 1]);
        assert_eq!(properties["replaced"][at - 1], json!(replaced), "{at}");
    }
    for (key, value) in body["tags"].as_object().expect("tags") {
        assert_eq!(format!("t{}", value.as_str().expect("text").len()), *key);
    }
}

#[test]
fn hostile_options_arrive_unchanged() {
    let dep = showing(vec![Param { default: Some(Expr::str("")), ..param("text", Type::String) }]);
    let stage = Stage::new(&az::script(&dep, "shop.lbx"));
    for text in HOSTILE {
        let run = stage.run(&["--text", text]);
        assert_eq!(run.code, 0, "{text:?}: {}", run.stderr);
        assert_eq!(body(&run)["properties"]["text"], json!(text));
    }
}

#[test]
fn a_name_that_would_leave_its_place_is_refused() {
    let dep = Deployment {
        group: Some("rg".into()),
        params: vec![param("name", Type::String)],
        resources: vec![resource("a", "Microsoft.Network/routeTables", p(0), vec![])],
        ..Deployment::default()
    };
    let stage = Stage::new(&az::script(&dep, "shop.lbx"));
    for name in ["a/b", "../x", "a?b", "a\"b", "a%2Fb", "@file", "a\nb"] {
        let run = stage.run(&["--name", name]);
        assert_eq!(run.code, 2, "{name}: {run:?}");
        assert!(run.stderr.contains("is no name of an Azure resource"), "{}", run.stderr);
        assert!(run.stderr.contains("usage: "), "{}", run.stderr);
        assert!(run.calls.iter().all(|call| call.args[..2] == ["account", "show"]), "{name}: {run:?}");
    }
    assert_eq!(stage.run(&["--name", "a-b_c.d(e)"]).code, 0);
}

/// Neither the name of a part nor a word on az's own command line is found wrong after something was made.
#[test]
fn what_is_refused_is_refused_before_the_first_change() {
    let dep = Deployment {
        group: Some("rg".into()),
        params: vec![param("part", Type::String), param("label", Type::String)],
        resources: vec![
            resource("net", "Microsoft.Network/virtualNetworks", Expr::str("net"), vec![]),
            resource(
                "user",
                "Microsoft.Network/routeTables",
                Expr::str("user"),
                vec![("properties", object(vec![("id", sample::id(0, &[("subnets", p(0))]))]))],
            ),
            resource(
                "ip",
                "Microsoft.Network/publicIPAddresses",
                Expr::str("ip"),
                vec![
                    ("location", Expr::str("westeurope")),
                    ("sku", object(vec![("name", Expr::str("Standard")), ("tier", Expr::str("Regional"))])),
                    ("zones", Expr::list([Expr::str("1")])),
                    (
                        "properties",
                        object(vec![
                            ("publicIPAllocationMethod", Expr::str("Static")),
                            ("publicIPAddressVersion", Expr::str("IPv4")),
                            ("idleTimeoutInMinutes", Expr::Int(4)),
                            ("dnsSettings", object(vec![("domainNameLabel", call(Func::ToLower, [p(1)]))])),
                        ]),
                    ),
                ],
            ),
        ],
        ..Deployment::default()
    };
    let script = az::script(&dep, "shop.lbx");
    assert!(script.contains("az network public-ip create"), "{script}");
    let stage = Stage::new(&script);
    for (part, label, said) in [
        ("a/../b", "shop", "'a/../b' is no name of an Azure resource"),
        ("web", "@shop", "'@shop' cannot stand on az's command line"),
        ("web", "{x", "'{x' cannot stand on az's command line"),
    ] {
        let run = stage.run(&["--create-group", "westeurope", "--part", part, "--label", label]);
        assert_eq!(run.code, 2, "{part} {label}: {run:?}");
        assert!(run.stderr.contains(said) && run.stderr.contains("usage: "), "{}", run.stderr);
        assert!(run.calls.iter().all(|call| call.args[..2] == ["account", "show"]), "{run:?}");
    }
    assert_eq!(stage.run(&["--part", "web", "--label", "Shop"]).code, 0);
}

#[test]
fn a_new_guid_is_one() {
    let dep = showing(vec![Param {
        secure: true,
        default: Some(Expr::Concat(vec![Expr::str("p-"), call(Func::NewGuid, [])])),
        ..param("key", Type::String)
    }]);
    let stage = Stage::new(&az::script(&dep, "shop.lbx"));
    let mut seen = Vec::new();
    for _ in 0..5 {
        let run = stage.run(&[]);
        assert_eq!(run.code, 0, "{}", run.stderr);
        let text = body(&run)["properties"]["key"].as_str().expect("text").to_owned();
        let parts: Vec<usize> = text.split('-').map(str::len).collect();
        assert_eq!(parts, [1, 8, 4, 4, 4, 12], "{text}");
        assert!(text[2..].chars().all(|c| c == '-' || c.is_ascii_hexdigit() && !c.is_ascii_uppercase()), "{text}");
        assert_eq!(&text[16..17], "4", "{text}");
        assert!(!seen.contains(&text));
        seen.push(text);
    }
    assert_eq!(body(&stage.run(&["--key", "mine"]))["properties"]["key"], "mine");
}
