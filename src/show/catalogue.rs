//! Where every entry of the catalogues went: the counts in the index of `docs/rules/`, and a page with every entry.

use crate::diag::Code;
use crate::rules::catalogue::{self, Account, Outcome};

/// What the outcomes mean, and how many entries each has.
pub(super) fn summary(codes: &[&'static Code]) -> String {
    let mut out = String::from(
        "What is known about Azure was gathered from Microsoft's documentation, the published API definitions, answers of \
         Azure itself and reports of users. Every entry of these catalogues ends in one of these:\n\n\
         - *rule*: a rule decides it;\n\
         - *code*: a code of the language decides it, since it is a property's type or bounds;\n\
         - *unwritable*: nothing in the language can say it;\n\
         - *emitter*: what is written for Azure obeys it;\n\
         - *planner*: it speaks of changing or removing what exists, so it binds whoever plans a change, and no single \
         source shows it;\n\
         - *unchecked*: nothing checks it, for the reason that is given.\n\n\
         An entry is *static* where the source alone can decide it.\n\n\
         | catalogue | entries | rule | code | unwritable | emitter | planner | unchecked | static | of these unchecked |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for catalogue in catalogue::ALL {
        let accounts = catalogue.account(codes);
        out.push_str(&format!("| {} | {}", catalogue.title, accounts.len()));
        for outcome in Outcome::ALL {
            out.push_str(&format!(" | {}", accounts.iter().filter(|a| a.outcome() == Some(outcome)).count()));
        }
        let fixed: Vec<&Account> = accounts.iter().filter(|a| a.is_static()).collect();
        let unchecked = fixed.iter().filter(|a| a.outcome() == Some(Outcome::Unchecked)).count();
        out.push_str(&format!(" | {} | {unchecked} |\n", fixed.len()));
    }
    out
}

/// The page: one table per catalogue.
pub(super) fn page(codes: &[&'static Code]) -> String {
    let mut out = String::from(
        "# What the catalogues say and where it went\n\nWhat the outcomes mean, and how many entries each has, stands in [the \
         index](README.md#what-the-catalogues-say-and-where-it-went). Made from the tables of the rules; do not edit.\n",
    );
    for catalogue in catalogue::ALL {
        out.push_str(&format!(
            "\n## {}\n\n| entry | about | kind | outcome | |\n|---|---|---|---|---|\n",
            catalogue.title
        ));
        for account in catalogue.account(codes) {
            let entry = account.entry;
            let outcome = account.outcome().map_or("open", Outcome::word);
            out.push_str(&format!(
                "| {} | {} | {} | {outcome} | {} |\n",
                entry.id,
                entry.about,
                entry.kind,
                how(&account)
            ));
        }
    }
    out
}

/// The last column: links to the rules, or what the line says with its codes linked.
fn how(account: &Account) -> String {
    if !account.rules.is_empty() {
        let links: Vec<String> = account.rules.iter().map(|code| link(code.name)).collect();
        return links.join(", ");
    }
    let Some(line) = account.line else { return String::new() };
    let mut out = line.how.replace('|', "\\|");
    for name in catalogue::named(line.how) {
        out = out.replace(&format!("[{name}]"), &link(name));
    }
    out
}

/// A link to a code's page; a name that no code has stays a name.
fn link(name: &str) -> String {
    crate::rules::ALL
        .iter()
        .map(|rule| rule.code)
        .chain(crate::codes::ALL.iter().copied())
        .find(|code| code.name == name)
        .map_or_else(|| format!("`{name}`"), |code| format!("[{name}]({})", super::book::place(code)))
}
