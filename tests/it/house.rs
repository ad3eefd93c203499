//! The house itself: what a reader may rely on without asking, because these tests would say otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use pretty_assertions::assert_eq;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The rooms, in the order of the table in `src/lib.rs`.
fn rooms() -> Vec<String> {
    let tour = fs::read_to_string(root().join("src/lib.rs")).expect("the tour");
    tour.lines()
        .filter_map(|line| line.strip_prefix("//! | [`")?.split_once("`]").map(|(room, _)| room.to_owned()))
        .collect()
}

fn files(directory: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> =
        fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
    found
}

/// Which room a source file stands in.
fn room_of(path: &Path) -> String {
    let path = path.strip_prefix(root().join("src")).expect("below src");
    let first = path.components().next().expect("a file").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn the_tour_names_every_room() {
    let mut there: BTreeSet<String> = files(&root().join("src"), "rs").iter().map(|path| room_of(path)).collect();
    there.remove("lib");
    there.remove("main");
    assert_eq!(rooms().into_iter().collect::<BTreeSet<_>>(), there);
}

#[test]
fn edges_between_rooms_go_one_way() {
    let rooms = rooms();
    let rank = |room: &str| rooms.iter().position(|other| other == room);
    let mut wrong = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let here = room_of(&path);
        // A room's own tests may run the whole house.
        if path.file_stem().is_some_and(|stem| stem == "tests" || stem == "harness") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for used in code.split("crate::").skip(1) {
            let used = used.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            if rank(used).is_some_and(|used| rank(&here).is_some_and(|here| used > here)) {
                wrong.push(format!("{}: {here} must not use {used}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn codes_are_unique_and_well_named() {
    let codes = lbxc::compile::codes();
    let ids: BTreeSet<&str> = codes.iter().map(|code| code.id).collect();
    let names: BTreeSet<&str> = codes.iter().map(|code| code.name).collect();
    assert_eq!((ids.len(), names.len()), (codes.len(), codes.len()), "ids and names are unique");
    for code in codes {
        assert!(code.id.len() == 7 && code.id.starts_with("LBX"), "{}", code.id);
        assert!(code.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'), "{}", code.name);
        assert!(code.page.starts_with(&format!("# {}\n\n", code.name)), "{}: its page has its name", code.name);
        let body = code.page.trim_start_matches(|c| c != '\n').trim();
        assert!(body.len() > 80, "{}: its page explains", code.name);
        assert!(!code.summary.is_empty() && !code.summary.ends_with('.'), "{}", code.name);
    }
}

#[test]
fn files_are_small_or_say_why() {
    let mut long = Vec::new();
    for path in files(&root().join("src"), "rs") {
        let text = fs::read_to_string(&path).expect("a source");
        let head: String = text.lines().take_while(|line| line.starts_with("//!")).collect();
        if text.lines().count() > 640 && !head.contains("ong because") {
            long.push(format!(
                "{} has {} lines and no \"long because\" at its head",
                path.display(),
                text.lines().count()
            ));
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn the_book_of_rules_is_fresh() {
    let home = root().join(lbxc::show::book::HOME);
    let wanted: BTreeMap<String, String> = lbxc::show::book::pages().into_iter().collect();
    if std::env::var_os("LBXC_BLESS").is_some() {
        let _ = fs::remove_dir_all(&home);
        fs::create_dir_all(&home).expect("docs/rules");
        for (name, text) in &wanted {
            fs::write(home.join(name), text).expect("a page");
        }
    }
    let found: BTreeMap<String, String> = files(&home, "md")
        .into_iter()
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a page"))
        })
        .collect();
    let stale: Vec<&String> =
        wanted.keys().chain(found.keys()).filter(|name| wanted.get(*name) != found.get(*name)).collect();
    assert!(stale.is_empty(), "docs/rules/ is not what the codes say: run the tests with LBXC_BLESS=1: {stale:?}");
}

/// Where a heading of a page is led to by its words, as forges make it.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

#[test]
fn links_of_the_book_lead_somewhere() {
    let pages: BTreeMap<String, String> = lbxc::show::book::pages().into_iter().collect();
    let anchors: BTreeMap<&str, BTreeSet<String>> = pages
        .iter()
        .map(|(name, text)| {
            let headings = text.lines().filter(|line| line.starts_with('#'));
            (name.as_str(), headings.map(|line| anchor(line.trim_start_matches('#').trim())).collect())
        })
        .collect();
    let mut links = 0;
    for (name, text) in &pages {
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let (page, heading) = link.split_once('#').unwrap_or((link, ""));
            let page = if page.is_empty() { name } else { page };
            let known = anchors.get(page).is_some_and(|found| heading.is_empty() || found.contains(heading));
            assert!(known, "{name}: nothing stands at `{link}`");
            links += 1;
        }
    }
    assert!(links > 1000, "only {links} links");
}

#[test]
fn every_finding_leads_to_its_page() {
    let pages: BTreeMap<String, String> = lbxc::show::book::pages().into_iter().collect();
    for code in lbxc::compile::codes() {
        let url = lbxc::show::url(code);
        let (page, heading) = url.split_once('#').expect("a heading");
        let page = page.rsplit_once('/').expect("a directory").1;
        assert!(pages[page].contains(&format!("\n## {heading}\n\n{} · ", code.id)), "{}: {url}", code.id);
    }
}
