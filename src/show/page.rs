//! The page of a code on a terminal: Markdown as plain text, and the table of all codes.

use crate::diag::{Code, Level};

const BOLD: &str = "\u{1b}[1m";
const RESET: &str = "\u{1b}[0m";

/// The page of a code: its heading says code, name and level; examples are indented and say what they show.
pub fn render(code: &Code, colour: bool) -> String {
    let (bold, reset) = if colour { (BOLD, RESET) } else { ("", "") };
    let mut out = format!("{bold}{} {}{reset} ({})\n", code.id, code.name, code.level.word());
    let mut fenced = false;
    for line in code.page.lines().skip_while(|line| line.starts_with("# ") || line.is_empty()) {
        if out.ends_with(&format!("({})\n", code.level.word())) {
            out.push('\n');
        }
        if let Some(info) = line.strip_prefix("```") {
            fenced = !fenced;
            if fenced {
                out.push_str(match info.split_whitespace().nth(1) {
                    Some("fails") => "  reported:\n\n",
                    Some("passes") => "  fine:\n\n",
                    Some(_) | None => "",
                });
            }
        } else if fenced {
            out.push_str(format!("      {line}").trim_end());
            out.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            out.push_str(&format!("{bold}{heading}{reset}\n"));
        } else {
            out.push_str(line);
            out.push('\n');
        }
    }
    if let Some(azure) = code.azure_error {
        out.push_str(&format!("\nAzure: {azure}\n"));
    }
    if code.refused_by_azure {
        out.push_str("\nAzure itself refuses this, so it cannot be allowed or waived.\n");
    } else if code.level != Level::Error || !code.id.starts_with("LBX0") {
        let name = code.name;
        out.push_str(&format!("\nNot here: `waive {name} because \"…\"` in the source, or `-A {name}`.\n"));
    }
    out
}

/// All codes, one a line: id, name, level, summary.
pub fn table(codes: &[&Code]) -> String {
    let widest = codes.iter().map(|code| code.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for code in codes {
        out.push_str(&format!("{}  {:widest$}  {:7}  {}\n", code.id, code.name, code.level.word(), code.summary));
    }
    out
}
