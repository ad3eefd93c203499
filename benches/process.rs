//! Times the whole program, as a user waits for it: start, read, check or build, write, exit.
//!
//! `cargo bench` prints the table of `docs/performance.md`. A promise that is not kept is said in the last column; nothing
//! fails, since a machine that is busy proves nothing.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};

/// The most memory that `check` of the largest file may take.
const MOST_MEMORY_KIB: i64 = 1 << 20;

fn main() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut rows = String::new();
    let small = write(folder.path(), "small.lbx", SMALL);
    let lines = SMALL.lines().count();
    row(&mut rows, &format!("check, {lines} lines"), run(&["check"], &small, folder.path(), 50), "≤ 5 ms", |t| {
        t <= 5.0
    });
    let time = run(&["build"], &small, folder.path(), 50);
    row(&mut rows, &format!("build, {lines} lines"), time, "≤ 5 ms", |t| t <= 5.0);

    let mut last: Option<f64> = None;
    for declarations in [1_000, 10_000, 100_000] {
        let file = write(folder.path(), "many.lbx", &many(declarations));
        let time = run(&["check"], &file, folder.path(), if declarations < 100_000 { 10 } else { 3 });
        let promise = if declarations == 100_000 { "≤ 2.5 s, ≤ 1 GiB" } else { "" };
        row(&mut rows, &format!("check, {declarations} declarations"), time, promise, |t| {
            declarations < 100_000 || t <= 2_500.0
        });
        tenfold(&mut rows, &mut last, time);
    }
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN).expect("usage of children").max_rss();
    let kept = if memory <= MOST_MEMORY_KIB { "kept" } else { "BROKEN" };
    let _ = writeln!(rows, "| memory of the largest check | {} MiB | ≤ 1 GiB | {kept} |", memory / 1024);

    // One thing with very many parts, beyond Azure's own limits: whoever compares all pairs shows here.
    let wides: [(&str, Source, usize); 4] = [
        ("load-balancing rules of one lb", rules, 10_000),
        ("security rules of one nsg", security_rules, 10_000),
        ("scale sets behind one lb", scale_sets, 1_000),
        ("rules through security rules", rules_through_a_group, 10_000),
    ];
    for (what, source, most) in wides {
        let mut last: Option<f64> = None;
        for count in [most / 10, most] {
            let file = write(folder.path(), "wide.lbx", &source(count));
            let time = run(&["check"], &file, folder.path(), 5);
            row(&mut rows, &format!("check, {count} {what}"), time, "", |_| true);
            tenfold(&mut rows, &mut last, time);
        }
    }

    let mut last: Option<f64> = None;
    // ARM's own limit of 800 resources ends the row.
    for sets in [4, 40, 390] {
        let file = write(folder.path(), "built.lbx", &built(sets));
        let time = run(&["build"], &file, folder.path(), 5);
        row(&mut rows, &format!("build, {} resources", sets * 2), time, "", |_| true);
        tenfold(&mut rows, &mut last, time);
    }
    say(&format!("| what | median | promised | |\n|---|---:|---|---|\n{rows}"));
}

/// The table goes to standard output; a benchmark has nothing else to say.
fn say(text: &str) {
    use std::io::Write;
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn row(rows: &mut String, what: &str, median: f64, promised: &str, kept: impl Fn(f64) -> bool) {
    let verdict = match (promised.is_empty(), kept(median)) {
        (true, _) => "",
        (false, true) => "kept",
        (false, false) => "BROKEN",
    };
    let _ = writeln!(rows, "| {what} | {median:.1} ms | {promised} | {verdict} |");
}

fn tenfold(rows: &mut String, last: &mut Option<f64>, time: f64) {
    if let Some(before) = *last {
        let factor = time / before;
        let verdict = if factor <= 12.0 { "kept" } else { "BROKEN" };
        let _ = writeln!(rows, "| … against a tenth of it | × {factor:.1} | ≤ × 12 | {verdict} |");
    }
    *last = Some(time);
}

fn write(folder: &Path, name: &str, text: &str) -> PathBuf {
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a file in the temporary folder");
    path
}

/// The median of several runs, in milliseconds.
fn run(verb: &[&str], file: &Path, folder: &Path, runs: usize) -> f64 {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            // What is written anew each time: outputs that are there already would be left alone.
            for ending in ["json", "parameters.json", "bicep", "bicepparam", "sh"] {
                let _ = std::fs::remove_file(file.with_extension(ending));
            }
            let started = Instant::now();
            let mut command = Command::new(env!("CARGO_BIN_EXE_lbxc"));
            command.args(verb).arg(file).args(["--format", "short"]).current_dir(folder);
            let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("the program starts");
            assert!(status.code().is_some_and(|code| code <= 1), "{file:?} ended with {status}");
            started.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1_000.0
}

/// A file of the usual size.
const SMALL: &str = include_str!("small.lbx");

/// Some twenty declarations per scale set: far beyond what a deployment takes, which is reported, and it goes on.
fn many(declarations: usize) -> String {
    let sets = declarations / 20;
    let mut out = String::from("deploy { location: westeurope }\n\nvnet core 10.0.0.0/8 {\n");
    for i in 0..sets {
        let _ = writeln!(out, "  subnet s{i} 10.{}.{}.0/24 {{ nsg: n{i} }}", i / 250 % 250, i % 250);
    }
    out.push_str("}\n");
    for i in 0..sets {
        let _ = write!(
            out,
            "
nsg n{i} {{
  allow 100 web = tcp Internet -> *:8080
  allow 110 ssh = tcp 203.0.113.0/24 -> *:22
  allow 120 probe = tcp AzureLoadBalancer -> *:8080
}}

public_ip p{i} {{ zones: [1, 2, 3] }}

lb l{i} {{
  frontend www = p{i}
  pool app
  probe health = http :8080 /healthz
  rule web = tcp www:80 -> app:8080 {{ probe: health, snat: false }}
  rule tls = tcp www:443 -> app:8443 {{ probe: health, snat: false }}
  nat_pool ssh = tcp www:50000..50119 -> :22
  outbound egress = any app -> www {{ ports_per_instance: 1024 }}
}}

vmss w{i} Uniform {{
  image: ubuntu_24_04
  size: Standard_D2s_v5
  instances: 10
  zones: [1, 2, 3]
  admin {{ user: \"azureuser\", ssh: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample\" }}
  nic main {{ subnet: core.s{i}, pools: [l{i}.app], nat_pools: [l{i}.ssh] }}
  health l{i}.health
  upgrade Rolling {{ max_batch: 20%, pause: 10s }}
}}
"
        );
    }
    out
}

/// Writes a file with so many of something.
type Source = fn(usize) -> String;

/// What stands around one load balancer with one scale set.
fn around(parts: &str, group: &str) -> String {
    format!(
        "deploy {{ location: westeurope }}

vnet core 10.0.0.0/8 {{
  subnet app 10.1.0.0/16 {{ nsg: app }}
}}

nsg app {{
{group}}}

public_ip www {{ zones: [1, 2, 3] }}

lb edge {{
  frontend www = www
  pool app
  probe up = tcp :8080
{parts}}}

vmss app Uniform {{
{MACHINE}  instances: 10
  nic main {{ subnet: core.app, pools: [edge.app] }}
}}
"
    )
}

const MACHINE: &str = "  image: ubuntu_24_04
  size: Standard_D2s_v5
  zones: [1, 2, 3]
  admin { user: \"azureuser\", ssh: \"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIExample\" }
";

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

/// Rules that differ in their ports.
fn rules(count: usize) -> String {
    let rule = |i| format!("  rule r{i} = tcp www:{} -> app:{} {{ probe: up, snat: false }}\n", 2000 + i, 20_000 + i);
    around(
        &lines(count, rule),
        "  allow 100 all = tcp Internet -> *:8080..40000\n  allow 110 probe = tcp AzureLoadBalancer -> *:*\n",
    )
}

/// Rules of a security group that nothing else comes through.
fn security_rules(count: usize) -> String {
    let rule = |i| format!("  allow {} a{i} = tcp 10.{}.{}.0/24 -> *:{}\n", 100 + i % 3997, i / 250, i % 250, 1000 + i);
    around("", &lines(count, rule))
}

/// As many rules as security rules that decide about them.
fn rules_through_a_group(count: usize) -> String {
    let rule = |i| format!("  rule r{i} = tcp www:{} -> app:{} {{ probe: up, snat: false }}\n", 2000 + i, 20_000 + i);
    let allowed = |i| format!("  allow {} a{i} = tcp Internet -> *:{}\n", 100 + i % 3997, 20_000 + i);
    around(&lines(count, rule), &lines(count, allowed))
}

/// Scale sets in one pool, each with nics of its own.
fn scale_sets(count: usize) -> String {
    let set = |i| {
        format!(
            "\nvmss w{i} Flexible {{\n{MACHINE}  instances: 2\n  nic main {{ subnet: core.app, pools: [edge.app] }}\n}}\n"
        )
    };
    around("  rule web = tcp www:80 -> app:8080 { probe: up }\n", "  allow 100 web = tcp Internet -> *:8080\n")
        + &lines(count, set)
}

/// A valid file of two resources per step: an NSG with rules, and an address.
fn built(sets: usize) -> String {
    let mut out = String::from("deploy { location: westeurope }\n");
    for i in 0..sets {
        let _ = write!(
            out,
            "
nsg n{i} {{
  allow 100 web = tcp Internet -> *:8080
  allow 110 ssh = tcp 203.0.113.0/24 -> *:22
}}

public_ip p{i} {{ zones: [1, 2, 3] }}
"
        );
    }
    out
}
