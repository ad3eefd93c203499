//! The real `az` runs every script that is emitted for the examples and prototypes, as it is, against a stand-in for Azure
//! Resource Manager; what it leaves behind is what the template of the same source describes.
//!
//! | file | what it has |
//! |---|---|
//! | `world` | az, resident, and the stand-in that it talks to |
//! | `case` | a script, its template, values for its params, and what must be there before it runs |
//! | `trial` | what a script is put through |

mod case;
mod resident;
mod trial;
mod world;

use std::cell::RefCell;
use std::sync::Mutex;
use std::thread;

use case::Case;
use lbxc::deploy::Deployment;
use trial::Figures;
use world::World;

use crate::support;

/// Every script with every set of values: what it leaves behind, again, ended anywhere, and with wrong values.
#[test]
fn every_script_leaves_what_its_template_describes() {
    let Some(az) = world::installed("every_script_leaves_what_its_template_describes") else { return };
    let seed = std::env::var("LBXC_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(trial::any_seed);
    let only = std::env::var("LBXC_ONLY").unwrap_or_default();
    let mut cases = Case::all();
    cases.retain(|case| case.name().contains(&only));
    assert!(!only.is_empty() || cases.len() >= 48, "{} scripts and sets of values", cases.len());
    // The long ones first, so that none is begun when the others have ended.
    cases.sort_by_key(|case| std::cmp::Reverse(case.script.len()));
    let readme = std::fs::read_to_string(support::root().join("README.md")).expect("it is there");
    let scripts = cases.iter().filter(|case| case.turn == 0).count();
    let (open, total) = (Mutex::new(cases.into_iter()), Mutex::new((Figures::default(), Vec::new())));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                let mut world = World::start(az);
                loop {
                    let next = open.lock().expect("no test panics here").next();
                    let Some(case) = next else { break };
                    let (figures, said) = trial::run(&mut world, &case, seed);
                    let mut total = total.lock().expect("no test panics here");
                    total.0.add(&figures);
                    total.1.extend(said.into_iter().map(|said| format!("{}: {said}", case.name())));
                }
            });
        }
    });
    let (figures, found) = total.into_inner().expect("no test panicked");
    support::say(&format!("real az: {scripts} scripts, {figures}, {} differences; seed {seed}", found.len()));
    let said = format!("All {scripts} examples and prototypes");
    assert!(!only.is_empty() || readme.contains(&said), "the README does not say `{said}`");
    assert!(found.is_empty(), "seed {seed}, {} complaints\n{}", found.len(), found.join("\n"));
}

/// Whether there is a real `az`; a line on the terminal says so where there is none.
pub(crate) fn is_there() -> bool {
    world::installed("programs by chance").is_some()
}

/// What the real `az` leaves of a deployment, now and in a second run, against its template; `None` where there is no az.
pub(crate) fn complaints(deployment: &Deployment, turn: usize) -> Option<Vec<String>> {
    let az = world::installed("programs by chance")?;
    let case = Case::of("main.lbx", deployment, turn);
    thread_local! {
        static WORLD: RefCell<Option<World>> = const { RefCell::new(None) };
    }
    WORLD.with_borrow_mut(|world| Some(trial::twice(world.get_or_insert_with(|| World::start(az)), &case)))
}
