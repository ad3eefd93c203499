//! Who is told of scaling.

use super::Findings;
use crate::schema::Kind;
use crate::topology::View;

rule! {
    refused_notification "LBX1861" "refused-notification" Warning
    "a mail address or webhook that is none",
    from: []
}

fn check(view: &View, findings: &mut Findings) {
    for notify in view.of_kind(Kind::Notify).filter(|n| !n.existing()) {
        for item in notify.get("emails").items() {
            let Some(text) = item.as_str() else { continue };
            let good = text.split_once('@').is_some_and(|(name, host)| {
                !name.is_empty() && host.contains('.') && !host.contains('@') && !text.contains(char::is_whitespace)
            });
            if !good {
                findings.push(notify, CODE.at(item.span, format!("`{text}` is no mail address")).help("write one such as `\"operators@example.com\"`"));
            }
        }
        for item in notify.get("webhooks").items() {
            let Some(text) = item.as_str() else { continue };
            let folded = text.to_ascii_lowercase();
            if !folded.starts_with("https://") && !folded.starts_with("http://") {
                findings.push(
                    notify,
                    CODE.at(item.span, format!("`{text}` is no address that can be called")).help("a webhook begins with `https://`"),
                );
            }
        }
    }
}
