//! A whole program: islands in the file, in modules, in loops and under conditions; other files; outputs.

use super::choice::Gen;
use super::network::Island;
use super::tree::{Program, Tree, block, line};

/// The program of a number.
pub(super) fn program(seed: u64) -> Program {
    let mut g = Gen::new(seed);
    let mut uses: Vec<Tree> = Vec::new();
    let mut body: Vec<Tree> = Vec::new();
    let mut outputs: Vec<Tree> = Vec::new();
    let mut expects: Vec<Tree> = Vec::new();
    let mut deploy = vec![line("group: \"rg-stream\"")];
    match g.roll(4) {
        0 => {
            let place = g.declare("place", "param place: region = deploy.group_location");
            deploy.push(line(format!("location: {place}")));
        }
        _ => deploy.push(line(format!("location: {}", g.of(&["westeurope", "eastus2"])))),
    }
    g.may(15, &mut deploy, |_| "subscription: \"55555555-5555-5555-5555-555555555555\"".into());
    g.may(50, &mut deploy, |g| format!("tags: {{ app: \"stream\", stage: {} }}", g.stage()));

    for _ in 0..1 + g.roll(3) {
        island(&mut g, &mut uses, &mut body, &mut outputs, &mut expects);
    }
    files(&mut g, &mut uses, &mut body, &mut outputs);
    for _ in 0..1 + g.roll(4) {
        let name = g.name(&["said"]);
        let value = match g.roll(6) {
            0 => g.number(2),
            1 => g.bool(),
            2 => g.list(2),
            3 => g.map(2),
            _ => g.text(3),
        };
        let doc = g.doc();
        outputs.push(line(format!("output {name} = {value}")).doc(doc));
    }
    if g.chance(15) {
        body.push(line("waive zones-unsaid because \"regions without zones are used too\""));
    }
    let doc = g.doc();
    let mut trees = uses;
    trees.push(block("deploy", deploy).doc(doc));
    trees.extend(g.declarations());
    trees.append(&mut g.shared);
    trees.extend(body);
    trees.extend(expects);
    trees.extend(outputs);
    Program { seed, trees }
}

fn island(g: &mut Gen, uses: &mut Vec<Tree>, body: &mut Vec<Tree>, outputs: &mut Vec<Tree>, expects: &mut Vec<Tree>) {
    let choice = g.roll(32);
    // What stands in a loop or a module has no names and labels of its own that would repeat.
    let wrap = if choice < 15 { g.roll(10) } else { 9 };
    match wrap {
        0 => g.turn = Some("turn"),
        1 | 2 => g.module = true,
        _ => {}
    }
    let made = match choice {
        0..=7 => g.web(),
        8..=10 => g.inner(),
        11 | 12 => g.alone(),
        13 | 14 => g.addresses(),
        15 => g.global(),
        16 => g.gateway(),
        17 | 18 => g.hub(),
        19 => g.both(),
        20..=22 => g.existing(),
        23..=25 => g.outside(),
        26 | 27 => g.verbatims(),
        _ => g.library(uses),
    };
    (g.turn, g.module) = (None, false);
    let Island { trees, outputs: read, expects: holds, movable } = made;
    let mut say = |g: &mut Gen, value: String| {
        let name = g.name(&["out"]);
        let doc = g.doc();
        outputs.push(line(format!("output {name} = {value}")).doc(doc));
    };
    match wrap {
        0 if movable => {
            body.push(block("for turn in 1..2", trees));
        }
        1 | 2 if movable => {
            let module = g.name(&["tier"]);
            let mut inside = trees;
            let out: Vec<String> = read.into_iter().take(3).collect();
            for (at, value) in out.iter().enumerate() {
                inside.push(line(format!("output o{at} = {value}")));
            }
            inside.push(line("output named = \"${instance}-${port}-${wait}\""));
            let doc = g.doc();
            let head = format!(
                "module {module}(port: port = 8080, wait: int in 1..9 = 5, note: string = none, idle: duration = 5m, share: percent = 20%, rate: number = 0.5, target: resource = none, home: address = none)"
            );
            body.push(block(head, inside).doc(doc));
            let instance = g.name(&["use"]);
            let mut arguments = Vec::new();
            g.may(50, &mut arguments, |_| "port: 9090".into());
            g.may(50, &mut arguments, |_| "wait: 3".into());
            g.may(50, &mut arguments, |g| format!("note: {}", g.text(1)));
            body.push(block(format!("{module} {instance}"), arguments));
            for at in 0..out.len() {
                say(g, format!("{instance}.o{at}"));
            }
            say(g, format!("{instance}.named"));
        }
        3 if movable => {
            let condition = g.condition();
            let mut tree = block(format!("if {condition}"), trees);
            if g.chance(80) {
                let other = g.name(&["instead"]);
                let stage = g.stage();
                tree = tree.or(vec![block(format!("asg {other}"), vec![line(format!("tags: {{ stage: {stage} }}"))])]);
            }
            body.push(tree);
            for value in read.into_iter().take(2) {
                say(g, format!("if {condition} then {value}"));
            }
        }
        _ => {
            body.extend(trees);
            for value in read {
                if g.chance(60) {
                    say(g, value);
                }
            }
            expects.extend(holds);
        }
    }
}

/// Other files of the project, and one that is built on its own.
fn files(g: &mut Gen, uses: &mut Vec<Tree>, body: &mut Vec<Tree>, outputs: &mut Vec<Tree>) {
    if g.chance(20) {
        uses.push(line("use \"./lib.lbx\" as lib"));
        let name = g.name(&["lent"]);
        let mut arguments = Vec::new();
        g.may(60, &mut arguments, |_| "port: lib.shared".into());
        g.may(40, &mut arguments, |_| "from: 198.51.100.0/24".into());
        body.push(block(format!("lib.guard {name}"), arguments));
        outputs.push(line(format!("output {name}_id = {name}.id")));
        outputs.push(line(format!("output {name}_label = \"${{lib.label}} ${{lib.names[1]}}\"")));
    }
    if g.chance(20) {
        uses.push(line("use existing \"./platform.lbx\" as platform"));
        outputs.push(line("output platform_address = platform.door.address"));
        outputs.push(line("output platform_subnet = platform.shared.app.id"));
    }
}
