//! What the numbers rest on: accounts of ports, addresses and rules, each line with the statement that causes it, and
//! the limits of Azure that something stands against.

use serde::Serialize;

use crate::azure::limits::{RESERVED_ADDRESSES, RULES_PER_NIC};
use crate::azure::snat::{PORTS_PER_ADDRESS, default_allocation};
use crate::ledger::{self, Joined};
use crate::source::{Sources, Span};
use crate::topology::{Inbound, Judged, Num, Outbound, Rule, Source, Thing, V, View};

/// All accounts of a variant.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct Ledger {
    accounts: Vec<Account>,
    limits: Vec<Limit>,
}

/// How much there is of something, and who takes it.
#[derive(Debug, PartialEq, Serialize)]
struct Account {
    /// `snat_ports`, `nat_ports`, `addresses`.
    of: &'static str,
    title: String,
    path: String,
    there: Vec<Line>,
    taken: Vec<Line>,
    left: i64,
    /// What the numbers come to: the ports of each machine.
    notes: Vec<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Line {
    amount: i64,
    what: String,
    file: String,
    line: usize,
}

#[derive(Debug, PartialEq, Serialize)]
struct Limit {
    path: String,
    /// `lb `edge``
    #[serde(skip)]
    called: String,
    what: &'static str,
    used: i64,
    most: i64,
    /// What it is made of, where that stands elsewhere.
    causes: Vec<Line>,
    file: String,
    line: usize,
}

/// The accounts of a view.
pub(super) fn of(sources: &Sources, view: &View) -> Ledger {
    let clerk = Clerk { sources, view };
    let mut accounts = Vec::new();
    accounts.extend(view.all::<Outbound>().filter_map(|outbound| clerk.outbound(outbound)));
    accounts.extend(view.all::<Rule>().filter_map(|rule| clerk.implicit(rule)));
    accounts.extend(ledger::gateway_ports(view).iter().map(|ports| clerk.gateway(ports)));
    accounts.extend(ledger::ranges(view).iter().map(|range| clerk.range(range)));
    accounts.extend(ledger::occupancies(view).iter().map(|occupancy| clerk.subnet(occupancy)));
    let mut limits: Vec<Limit> = ledger::used(view).iter().map(|used| clerk.limit(used)).collect();
    limits.extend(ledger::rules_per_nic(view).iter().filter(|rules| rules.count() > 0).map(|rules| clerk.nic(rules)));
    Ledger { accounts, limits }
}

struct Clerk<'a> {
    sources: &'a Sources,
    view: &'a View<'a>,
}

impl<'a> Clerk<'a> {
    fn line(&self, amount: i64, what: impl Into<String>, span: Span) -> Line {
        let file = self.sources.name_of(span.file).to_owned();
        Line { amount, what: what.into(), file, line: self.sources.line(span) }
    }

    fn account(
        &self,
        of: &'static str,
        thing: Thing,
        title: String,
        there: Vec<Line>,
        taken: Vec<Line>,
        notes: Vec<String>,
    ) -> Account {
        let sum = |lines: &[Line]| lines.iter().fold(0i64, |sum, line| sum.saturating_add(line.amount));
        let left = sum(&there).saturating_sub(sum(&taken));
        Account { of, title, path: thing.path(), there, taken, left, notes }
    }

    /// Ports that an outbound rule hands out.
    fn outbound(&self, outbound: Outbound<'a>) -> Option<Account> {
        let budget = outbound.budget()?;
        let mut there = Vec::new();
        for (frontend, span, addresses) in &budget.frontends {
            let ports = i64::try_from(addresses.saturating_mul(PORTS_PER_ADDRESS)).unwrap_or(i64::MAX);
            there.push(self.line(
                ports,
                format!("{} of {}", count(*addresses as i64, "address", "addresses"), frontend.called()),
                *span,
            ));
        }
        let mut taken = Vec::new();
        if let Some(first) = budget.takers.first() {
            let who: Vec<String> = budget.takers.iter().map(|taker| taker.called()).collect();
            let words = format!("blocks of 8 with the ports of {}", list(&who));
            taken.push(self.line(i64::try_from(budget.inbound).unwrap_or(i64::MAX), words, first.span()));
        }
        let each = match outbound.get("ports_per_instance").v {
            V::Word(_) => i64::try_from(budget.most()).ok()?,
            V::Int(0) => return self.by_table(outbound, &budget, there),
            _ => outbound.num("ports_per_instance")?.hi,
        };
        for joined in &budget.joined {
            let words = format!("{} × {each} ports", self.machines(joined));
            taken.push(self.line(joined.most().saturating_mul(each), words, joined.span));
        }
        let max = format!("{each} ports each; at most {} at this scale", budget.most());
        Some(self.account(
            "snat_ports",
            outbound.0,
            format!("SNAT ports of {}", outbound.called()),
            there,
            taken,
            vec![max],
        ))
    }

    /// Ports that Azure hands out by its own table.
    fn by_table(&self, outbound: Outbound<'a>, budget: &ledger::Budget, there: Vec<Line>) -> Option<Account> {
        let machines = u64::try_from(budget.machines.hi).ok()?;
        let each = i64::try_from(default_allocation(machines, budget.addresses())?).ok()?;
        let taken = budget.joined.iter().map(|joined| {
            let words = format!("{} × {each} ports, by Azure's table", self.machines(joined));
            self.line(joined.most().saturating_mul(each), words, joined.span)
        });
        let note = format!("{each} ports each: what the table gives to {machines} machines");
        Some(self.account(
            "snat_ports",
            outbound.0,
            format!("SNAT ports of {}", outbound.called()),
            there,
            taken.collect(),
            vec![note],
        ))
    }

    /// Ports of a rule that translates the way out as well.
    fn implicit(&self, rule: Rule<'a>) -> Option<Account> {
        let frontend = rule.frontend()?;
        if rule.snat() != Some(true) || rule.existing() || !matches!(frontend.source(), Source::PublicIp(_)) {
            return None;
        }
        let pools = Inbound::Rule(rule).pools();
        let [(pool, _)] = pools[..] else { return None };
        // Whoever has a NAT gateway leaves through it.
        let users = pool.users();
        if users
            .iter()
            .any(|(config, _)| config.nic.subnet().is().is_some_and(|subnet| subnet.nat_gateway().is().is_some()))
        {
            return None;
        }
        let joined = ledger::joined(&users);
        let machines = u64::try_from(joined.iter().fold(0i64, |sum, joined| sum.saturating_add(joined.most()))).ok()?;
        let each = i64::try_from(default_allocation(machines, 1).filter(|_| machines > 0)?).ok()?;
        let there = vec![self.line(
            PORTS_PER_ADDRESS as i64,
            format!("1 address of {}", frontend.called()),
            rule.span_of("frontend"),
        )];
        let taken = joined.iter().map(|joined| {
            let words = format!("{} × {each} ports, by Azure's table", self.machines(joined));
            self.line(joined.most().saturating_mul(each), words, joined.span)
        });
        let note = format!("{each} ports each, implicitly: an `outbound` rule says the number itself");
        Some(self.account(
            "snat_ports",
            rule.0,
            format!("SNAT ports of {}", rule.called()),
            there,
            taken.collect(),
            vec![note],
        ))
    }

    /// Ports that a NAT gateway gives on demand.
    fn gateway(&self, ports: &ledger::GatewayPorts) -> Account {
        let mut there = Vec::new();
        for (address, span, addresses) in &ports.addresses {
            let words = format!("{} of {}", count(*addresses, "address", "addresses"), address.called());
            let each = crate::azure::limits::NAT_GATEWAY_PORTS as i64;
            there.push(self.line(addresses.saturating_mul(each), words, *span));
        }
        let machines = ports.machines.iter().fold(0i64, |sum, (.., number)| sum.saturating_add(number.hi.max(0)));
        let note = format!("on demand, to each destination, shared by {}", count(machines, "machine", "machines"));
        let taken = ports.machines.iter().map(|(nic, span, number)| {
            let who = nic.machine().map_or_else(|| nic.called(), |machine| machine.thing().called());
            self.line(0, format!("{who}: {}, on demand", self.number(number, "machine", "machines")), *span)
        });
        let gateway = ports.gateway;
        self.account(
            "snat_ports",
            gateway.0,
            format!("SNAT ports of {}", gateway.called()),
            there,
            taken.collect(),
            vec![note],
        )
    }

    /// The frontend port of each instance.
    fn range(&self, range: &ledger::Range) -> Account {
        let ends: Vec<String> = range.ports.ranges.iter().map(|(lo, hi)| format!("{}..{}", lo.lo, hi.hi)).collect();
        let there = vec![self.line(range.size(), format!("ports {}", ends.join(", ")), range.ports.span())];
        let first = range.ports.ranges.first().map(|(lo, _)| lo.lo);
        let mut notes = Vec::new();
        let mut taken = Vec::new();
        for joined in range.machines.iter().filter(|joined| joined.number.is_some()) {
            let more = joined.at_once - joined.most();
            let while_made =
                if more > 0 { format!(", {more} more while machines are made or exchanged") } else { String::new() };
            taken.push(self.line(joined.at_once, format!("{}{while_made}", self.machines(joined)), joined.span));
        }
        // Azure numbers the machines of one set; of several nobody knows who comes first.
        if let (Some(first), [one]) = (first, &range.machines[..])
            && one.most() > 0
            && range.ports.ranges.len() == 1
        {
            let last = first.saturating_add(one.most() - 1);
            notes.push(format!("instance N of {} answers at {first} + N: {first}..{last}", one.who.called()));
        }
        self.account("nat_ports", range.of, format!("NAT ports of {}", range.of.called()), there, taken, notes)
    }

    /// The addresses of a subnet.
    fn subnet(&self, occupancy: &ledger::Occupancy) -> Account {
        let subnet = occupancy.subnet;
        let mut there = Vec::new();
        for (addresses, span) in &occupancy.there {
            there.push(self.line(*addresses, format!("addresses of {}", self.sources.slice(*span).trim()), *span));
        }
        let mut taken: Vec<Line> = occupancy
            .there
            .iter()
            .map(|(_, span)| self.line(RESERVED_ADDRESSES as i64, "kept by Azure", *span))
            .collect();
        for tenant in &occupancy.tenants {
            let who = tenant.who.called();
            let words = if tenant.machines.hi == 1 && tenant.each == 1 {
                who.clone()
            } else {
                let each = if tenant.each == 1 {
                    String::new()
                } else {
                    format!(" × {}", count(tenant.each, "address", "addresses"))
                };
                format!("{who}: {}{each}", self.number(&tenant.machines, "machine", "machines"))
            };
            taken.push(self.line(tenant.most(), words, tenant.span));
            if tenant.extra > 0 {
                taken.push(self.line(
                    tenant.extra,
                    format!("{who}: on top while machines are made or exchanged"),
                    tenant.span,
                ));
            }
        }
        self.account("addresses", subnet.0, format!("IPv4 addresses of {}", subnet.called()), there, taken, Vec::new())
    }

    /// The rules of a nic.
    fn nic(&self, rules: &ledger::NicRules) -> Limit {
        let used =
            ledger::Used { of: rules.nic.0, what: "rules", count: rules.count() as i64, most: RULES_PER_NIC as i64 };
        let causes = rules.causes.iter().filter(|(_, count)| *count > 0);
        let line = |(span, rules): &(Span, usize)| self.line(*rules as i64, self.sources.slice(*span).trim(), *span);
        Limit { causes: causes.map(line).collect(), ..self.limit(&used) }
    }

    fn limit(&self, used: &ledger::Used) -> Limit {
        let place = self.line(0, "", used.of.span());
        Limit {
            path: used.of.path(),
            called: used.of.called(),
            what: used.what,
            used: used.count,
            most: used.most,
            causes: Vec::new(),
            file: place.file,
            line: place.line,
        }
    }

    /// `scale set `web`: 30 machines, by param `peak``
    fn machines(&self, joined: &Joined) -> String {
        let who = joined.who.called();
        match &joined.number {
            Some(number) if number.judged != Judged::Exact || number.hi != 1 => {
                format!("{who}: {}", self.number(number, "machine", "machines"))
            }
            _ => who,
        }
    }

    fn number(&self, number: &Num, one: &str, many: &str) -> String {
        let words = count(number.hi, one, many);
        match number.judged {
            Judged::Exact => words,
            Judged::Promised(param) | Judged::Default(param) => {
                format!("{words}, by param `{}`", self.view.topology.param(param).name)
            }
        }
    }
}

fn count(number: i64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// The first few of a list.
fn list(words: &[String]) -> String {
    match words {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => words.join(", "),
    }
}

/// The accounts as lines: what is said, and where that stands.
pub(super) fn lines(ledger: &Ledger, file: &str) -> Vec<(String, String)> {
    let place = |at: &str, line: usize| if at == file { format!("line {line}") } else { format!("{at}:{line}") };
    let mut lines = Vec::new();
    for account in &ledger.accounts {
        lines.push((String::new(), String::new()));
        lines.push((account.title.clone(), String::new()));
        let all = account.there.iter().map(|line| (line, 1)).chain(account.taken.iter().map(|line| (line, -1)));
        for (line, sign) in all {
            lines.push((
                format!("{:>10}  {}", line.amount.saturating_mul(sign), line.what),
                place(&line.file, line.line),
            ));
        }
        let left = if account.left < 0 { "too few" } else { "left" };
        lines.push((format!("{:>10}  {left}", account.left), String::new()));
        lines.extend(account.notes.iter().map(|note| (format!("            → {note}"), String::new())));
    }
    if !ledger.limits.is_empty() {
        lines.push((String::new(), String::new()));
        lines.push(("limits used".to_owned(), String::new()));
    }
    for limit in &ledger.limits {
        let causes: Vec<String> =
            limit.causes.iter().map(|cause| format!("{} by `{}`", cause.amount, cause.what)).collect();
        let causes = if causes.is_empty() { String::new() } else { format!(": {}", list(&causes)) };
        let words = format!("{:>10}  of {} {} of {}{causes}", limit.used, limit.most, limit.what, limit.called);
        lines.push((words, place(&limit.file, limit.line)));
    }
    lines
}
