//! Times the packet model alone: ten thousand load-balancing rules against ten thousand rules of a security group.
//!
//! `cargo bench --bench packets` prints the rows of `docs/performance.md`. Three shapes: every port has a rule of its own;
//! rules that all differ in their sources and hold for every port; ranges of ports that lie in each other.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use lbxc::flow::{Flow, Opening, Probing};
use lbxc::source::{Memory, Sources};
use lbxc::topology::{Inbound, Lb, Topology, View, load, resolve, variants};

const RULES: u32 = 10_000;

fn main() {
    let mut rows = String::new();
    for (what, rule) in [
        ("a port each", port_each as fn(u32) -> String),
        ("a source each, every port", source_each),
        ("ranges in each other", nested),
    ] {
        let topology = topology(&source(rule));
        let views = variants(&topology).expect("no conditions");
        let view = View::new(&topology, views[0].clone());
        let (all, open) = timed(|| whole(&view));
        let _ = writeln!(
            rows,
            "| packets, 10,000 × 10,000 rules, {what} | {:.0} ms | ≤ 100 ms | {} |",
            millis(all),
            kept(all)
        );
        assert!(open > 0, "somebody gets in");
    }
    say(&format!("| what | median | promised | |\n|---|---:|---|---|\n{rows}"));
}

/// Every listener: whether clients get in at the port behind it, and whether probes do.
fn whole(view: &View) -> usize {
    let flow = Flow::of(view);
    let mut open = 0;
    for lb in view.all::<Lb>() {
        for listener in flow.listeners(lb).iter() {
            open += usize::from(matches!(flow.opening(listener), Opening::Open));
            if let Inbound::Rule(rule) = listener.inbound
                && let Some(probe) = rule.probe().is()
            {
                for member in flow.receivers(listener.inbound) {
                    open += usize::from(matches!(flow.probing(probe, &member), Probing::Up));
                }
            }
        }
    }
    open
}

fn timed(work: impl Fn() -> usize) -> (Duration, usize) {
    let mut times = Vec::new();
    let mut out = 0;
    for _ in 0..5 {
        let start = Instant::now();
        out = work();
        times.push(start.elapsed());
    }
    times.sort_unstable();
    (times[times.len() / 2], out)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

fn kept(time: Duration) -> &'static str {
    if time <= Duration::from_millis(100) { "kept" } else { "BROKEN" }
}

fn port_each(at: u32) -> String {
    format!("tcp Internet -> *:{}", 10_000 + at)
}

fn source_each(at: u32) -> String {
    format!("tcp 203.{}.{}.0/24 -> *:*", at / 256, at % 256)
}

fn nested(at: u32) -> String {
    format!("tcp 203.{}.{}.0/24 -> *:{}..{}", at / 256, at % 256, 10_000 + at / 2, 30_000 - at / 2)
}

/// The priorities are beyond what Azure takes: a limit is a matter for the rules, not for the model.
fn source(rule: fn(u32) -> String) -> String {
    let mut text = String::from(
        "vnet net 10.0.0.0/16 {\n  subnet app 10.0.0.0/18 { nsg: app }\n}\npublic_ip www {}\nnic one { subnet: net.app, pools: [edge.app] }\nnsg app {\n",
    );
    for at in 0..RULES {
        let _ = writeln!(text, "  allow {} r{at} = {}", 100 + at % 3_996, rule(at));
    }
    text.push_str("}\nlb edge {\n  frontend www = www\n  pool app\n  probe up = tcp :10000\n");
    for at in 0..RULES {
        let _ = writeln!(text, "  rule r{at} = tcp www:{p} -> app:{p} {{ probe: up }}", p = 10_000 + at);
    }
    text.push_str("}\n");
    text
}

fn topology(text: &str) -> Topology {
    let mut sources = Sources::default();
    let file = sources.add("packets.lbx", text.to_owned());
    let mut diagnostics = Vec::new();
    let mut loader = Memory::default();
    let files = load(file, &mut sources, &mut loader, lbxc::stdlib::text, &mut diagnostics);
    resolve(&files, &mut sources, &mut loader, &[]).topology
}

/// The table goes to standard output; a benchmark has nothing else to say.
fn say(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}
