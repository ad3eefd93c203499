//! One line per finding: `web.lbx:12:3: error[LBX1012] duplicate-frontend-port: …`, for grep and editors.

use super::{Report, one_line};

/// Renders all reports.
pub fn render(reports: &[Report]) -> String {
    let mut out = String::new();
    for report in reports {
        for diagnostic in report.diagnostics {
            let span = diagnostic.primary.span;
            let at = report.sources.start(span);
            out.push_str(&format!(
                "{}:{}:{}: {}[{}] {}: {}\n",
                one_line(report.sources.name_of(span.file)),
                at.line,
                at.column,
                diagnostic.level.word(),
                diagnostic.code.id,
                diagnostic.code.name,
                one_line(&diagnostic.message),
            ));
        }
    }
    out
}
