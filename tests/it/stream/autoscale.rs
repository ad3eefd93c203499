//! Autoscale by chance: rules, profiles, notices.

use super::choice::Gen;
use super::tree::{Tree, block, line};

impl Gen {
    /// Autoscale with its rules, profiles and notices.
    pub(super) fn autoscale(&mut self, most: i64) -> Tree {
        let mut b = Vec::new();
        let top = self.int(most.min(4), most);
        let cpu = self.chance(70);
        let (out, inn) = if cpu {
            ("cpu > 75%".to_owned(), "cpu < 25%".to_owned())
        } else {
            ("\"ActiveMessages\" > 100".to_owned(), "\"ActiveMessages\" < 10".to_owned())
        };
        let mut extra = Vec::new();
        if !cpu {
            let queue = self.verbatim(
                "queue",
                "existing resource queue = \"Microsoft.ServiceBus/namespaces@2022-10-01-preview\"",
                vec![line("group: \"rg-bus\"")],
            );
            extra.push(line(format!("resource: {queue}")));
            extra.push(line("namespace: \"Microsoft.ServiceBus/namespaces\""));
            if self.chance(50) {
                extra.push(line("dimensions: { EntityName: [\"orders\"] }"));
            }
        }
        let rule = |g: &mut Gen, head: String, extra: &[Tree]| {
            let mut inside = extra.to_vec();
            g.may(35, &mut inside, |g| format!("cooldown: {}", g.minutes(5, 20)));
            g.may(25, &mut inside, |_| "statistic: Average".into());
            g.may(25, &mut inside, |_| "aggregation: Average".into());
            g.may(25, &mut inside, |g| format!("grain: {}m", g.between(1, 3)));
            if !cpu {
                g.may(30, &mut inside, |_| "per_instance: false".into());
            }
            block(head, inside)
        };
        let over = self.of(&["", " over 10m", " over 15m"]);
        let first = rule(self, format!("out by 1 when {out}{over}"), &extra);
        let second = rule(self, format!("in by 1 when {inn}{over}"), &extra);
        b.extend([first, second]);
        self.may(20, &mut b, |_| "profile_name: \"usual\"".into());
        self.may(25, &mut b, |g| format!("default: {}", g.of(&["2", "3"])));
        self.may(25, &mut b, |g| format!("enabled: {}", g.bool()));
        if cpu && self.chance(25) {
            let how = self.of(&["Enabled", "ForecastOnly"]);
            b.push(line(format!("predictive: {how}")));
            if how == "Enabled" {
                self.may(60, &mut b, |g| format!("lookahead: {}", g.minutes(5, 30)));
            }
        }
        if self.turn.is_none() && !self.module {
            self.may(10, &mut b, |g| format!("name: \"scale{}\"", g.fresh()));
        }
        self.may(10, &mut b, |g| format!("tags: {}", g.tags()));
        self.may(8, &mut b, |_| "location: deploy.location".into());
        if !self.module {
            self.may(6, &mut b, |g| format!("depends_on: [{}]", g.identity()));
        }
        self.may_block(35, &mut b, |g| {
            let mut inside = vec![line("days: Monday..Friday"), line("hours: 08:00..18:00")];
            if g.chance(30) {
                inside[0] = line("days: [Saturday, Sunday]");
            }
            g.may(40, &mut inside, |g| format!("time_zone: {}", g.of(&["\"UTC\"", "\"W. Europe Standard Time\""])));
            g.may(40, &mut inside, |_| "default: 3".into());
            g.may(20, &mut inside, |_| "name: \"office hours\"".into());
            if g.chance(30) {
                let first = rule(g, format!("out by 1 when {out}"), &extra);
                let second = rule(g, format!("in by 1 when {inn}"), &extra);
                inside.extend([first, second]);
            }
            block(format!("profile office 2..{most}"), inside)
        });
        self.may_block(25, &mut b, |g| {
            let mut inside = vec![line("from: \"2027-11-26T00:00\""), line("to: \"2027-12-01T00:00\"")];
            g.may(40, &mut inside, |_| "time_zone: \"UTC\"".into());
            block(format!("profile sale 3..{most}"), inside)
        });
        self.may_block(35, &mut b, |g| {
            let mut inside = vec![line("emails: [\"ops@contoso.example\"]")];
            g.may(50, &mut inside, |g| format!("admins: {}", g.bool()));
            g.may(50, &mut inside, |g| format!("co_admins: {}", g.bool()));
            g.may(50, &mut inside, |_| "webhooks: [\"https://hooks.contoso.example/x?y=1\"]".into());
            block("notify", inside)
        });
        let top = if top.contains(' ') { format!("({top})") } else { top };
        block(format!("autoscale 2..{top}"), b)
    }
}
