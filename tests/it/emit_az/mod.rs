//! The az script: what it looks like, that `az` takes every call of it, that values survive it, and that it leaves behind
//! what the template describes.

pub(crate) mod agree;
pub(crate) mod commands;
pub(crate) mod run;
mod sample;
mod values;

use lbxc::deploy::{Deployment, Element, Expr, ParamId, Resource, Scope};
use lbxc::emit::az;

use crate::support;
use run::Stage;
use sample::{object, p};

fn samples() -> Vec<(&'static str, Deployment)> {
    vec![("plain", sample::plain()), ("late", sample::late()), ("hostile", sample::hostile())]
}

/// Values for the params that have no default.
const ARGS: &[(&str, &[&str])] = &[
    ("plain", &[]),
    ("late", &["--group", "rg", "--name", "shop", "--admin-password", "Dummy-Passw0rd-1"]),
    ("hostile", &[]),
];

fn args(name: &str) -> &'static [&'static str] {
    ARGS.iter().find(|(known, _)| *known == name).map(|(_, args)| *args).expect("a sample")
}

#[test]
fn a_script_without_params() {
    insta::assert_snapshot!(az::script(&sample::plain(), "shop.lbx"));
}

#[test]
fn a_script_with_everything_late() {
    insta::assert_snapshot!(az::script(&sample::late(), "shop.lbx"));
}

#[test]
fn no_tool_has_anything_to_say() {
    for (name, dep) in samples() {
        let said = agree::lint(&az::script(&dep, "shop.lbx"));
        assert!(said.is_empty(), "{name}: {said:#?}");
    }
}

#[test]
fn az_takes_every_call() {
    for (name, dep) in samples() {
        let run = Stage::new(&az::script(&dep, "shop.lbx")).run(args(name));
        assert_eq!(run.code, 0, "{name}: {}", run.stderr);
        assert!(run.calls.len() > 3, "{name}");
        let said = commands::complaints(&run.calls);
        assert!(said.is_empty(), "{name}: {said:#?}");
    }
}

#[test]
fn a_second_run_does_the_same() {
    for (name, dep) in samples() {
        let stage = Stage::new(&az::script(&dep, "shop.lbx"));
        let (first, second) = (stage.run(args(name)), stage.run(args(name)));
        assert_eq!((first.code, second.code), (0, 0), "{name}");
        let said = |run: &run::Run| run.calls.iter().map(|c| (c.args.clone(), c.body.clone())).collect::<Vec<_>>();
        assert_eq!(said(&first), said(&second), "{name}");
    }
}

#[test]
fn a_group_is_made_only_when_asked_for() {
    let mut stage = Stage::new(&az::script(&sample::plain(), "shop.lbx"));
    stage.env = vec![("FAKE_GROUP_EXISTS".into(), "false".into())];
    let run = stage.run(&[]);
    assert_eq!(run.code, 1, "{run:?}");
    assert!(run.stderr.contains("resource group rg-shop cannot be read; --create-group REGION"), "{}", run.stderr);
    assert!(!run.calls.iter().any(|call| call.args.iter().any(|arg| arg == "create")), "{:?}", run.calls);
    let run = stage.run(&["--create-group", "westeurope"]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let made = run.calls.iter().find(|call| call.args[..2] == ["group", "create"]).expect("the group is made");
    assert_eq!((made.option("--name"), made.option("--location")), (Some("rg-shop"), Some("westeurope")));
    assert!(commands::complaints(&run.calls).is_empty());
    stage.env.clear();
    let run = stage.run(&["--create-group", "westeurope"]);
    assert!(!run.calls.iter().any(|call| call.args[..2] == ["group", "create"]), "it is there");
}

#[test]
fn what_azure_fails_at_ends_the_script() {
    let mut stage = Stage::new(&az::script(&sample::plain(), "shop.lbx"));
    stage.env = vec![("FAKE_STATE".into(), "Failed".into())];
    let run = stage.run(&[]);
    assert_eq!(run.code, 1);
    assert!(run.stderr.contains("edge: Azure says Failed"), "{}", run.stderr);
    let last = run.calls.last().expect("calls");
    assert!(last.option("--url").is_some_and(|url| url.contains("/loadBalancers/edge?")), "{last:?}");
    assert_eq!(run.stdout, "", "no outputs of what is not there");
}

#[test]
fn outputs_are_printed() {
    let run = Stage::new(&az::script(&sample::late(), "shop.lbx"))
        .run(&[args("late"), &["--public", "false", "--suffix", "S1"]].concat());
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, "name=shop-s1\npeak=6\nprod=false\nzones=[\"1\",\"2\"]\n");
}

#[test]
fn it_leaves_what_the_template_describes() {
    let Some(mut server) = support::bicep::server("it_leaves_what_the_template_describes") else { return };
    for (name, dep) in samples() {
        for turn in 0..3 {
            let said = agree::complaints(&mut server, &dep, turn);
            assert!(said.is_empty(), "{name}, turn {turn}: {said:#?}");
        }
    }
}

/// Examples and prototypes; files that are wrong are other tests' affair.
#[test]
fn every_file_leaves_what_its_template_describes() {
    let mut server = support::bicep::server("every_file_leaves_what_its_template_describes");
    let mut found = Vec::new();
    for path in crate::emit_files::files() {
        let Ok(dep) = crate::emit_files::deployment(&path) else { continue };
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut said = agree::lint(&az::script(&dep, &name));
        if let Some(server) = &mut server {
            for turn in 0..2 {
                said.extend(agree::complaints(server, &dep, turn));
            }
        }
        found.extend(said.into_iter().map(|said| format!("{name}: {said}")));
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// Expressions by chance, each a member of a body.
#[test]
fn expressions_by_chance_mean_what_arm_means() {
    let Some(mut server) = support::bicep::server("expressions_by_chance_mean_what_arm_means") else { return };
    let rounds = std::env::var("LBXC_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(10);
    let mut found = Vec::new();
    let mut judged = 0;
    for seed in 1..=rounds {
        let mut dep = crate::emit_random::deployment(seed);
        let members = std::mem::take(&mut dep.outputs).into_iter().map(|output| {
            let value = match output.condition {
                Some(condition) => Expr::If(Box::new(condition), Box::new(output.value), Box::new(Expr::Null)),
                None => output.value,
            };
            (output.name, value)
        });
        let body = vec![("location", Expr::str("westeurope")), ("properties", Expr::Object(members.collect()))];
        dep.resources.push(sample::resource("shown", "Microsoft.Network/routeTables", Expr::str("shown"), body));
        // The evaluator itself reads six quotes in a row, three that are escaped, as two.
        if format!("{:?}", dep.resources).contains("'''") {
            continue;
        }
        judged += 1;
        let script = az::script(&dep, "main.lbx");
        // Chance makes conditions that compare a literal with itself; what stands under them is not used.
        let mut said: Vec<String> =
            agree::lint(&script).into_iter().filter(|said| !said.contains("[SC2034]")).collect();
        said.extend(agree::complaints(&mut server, &dep, 0));
        found.extend(said.into_iter().map(|said| format!("seed {seed}: {said}")));
    }
    assert!(found.is_empty(), "{found:#?}");
    assert!(2 * judged >= rounds, "only {judged} of {rounds} seeds were judged");
}

/// What depends on what is not there is not looked at: neither its name nor its state.
#[test]
fn what_is_not_there_is_not_checked() {
    let empty = || sample::call(lbxc::deploy::Func::Empty, [p(0)]);
    let there = || sample::call(lbxc::deploy::Func::Not, [empty()]);
    let old = Resource {
        existing: true,
        condition: Some(there()),
        ..sample::resource("old", "Microsoft.Network/loadBalancers", p(0), vec![])
    };
    let by_id = Resource {
        existing: true,
        condition: Some(there()),
        scope: Scope::Id(p(0)),
        ..sample::resource("known", "Microsoft.Network/virtualNetworks", Expr::Null, vec![])
    };
    let user = sample::resource(
        "user",
        "Microsoft.Network/routeTables",
        Expr::str("user"),
        vec![(
            "properties",
            object(vec![(
                "list",
                Expr::List(vec![
                    Element { value: sample::id(0, &[]), condition: Some(there()) },
                    Element { value: sample::id(1, &[]), condition: Some(there()) },
                ]),
            )]),
        )],
    );
    let dep = Deployment {
        group: Some("rg".into()),
        params: vec![lbxc::deploy::Param {
            default: Some(Expr::str("")),
            ..sample::param("lb", lbxc::deploy::Type::String)
        }],
        resources: vec![old, by_id, user],
        ..Deployment::default()
    };
    assert_eq!(p(0), Expr::Param(ParamId(0)));
    let stage = Stage::new(&az::script(&dep, "shop.lbx"));
    let run = stage.run(&[]);
    assert_eq!(run.code, 0, "{}", run.stderr);
    let body = |run: &run::Run| -> serde_json::Value {
        let call = run.calls.iter().find(|call| call.body.is_some()).expect("a body");
        serde_json::from_str(call.body.as_deref().expect("a body")).expect("JSON")
    };
    assert_eq!(body(&run)["properties"]["list"], serde_json::json!([]));
    let run = stage.run(&["--lb", "x"]);
    assert_eq!(body(&run)["properties"]["list"].as_array().map(Vec::len), Some(2), "{run:?}");
}
