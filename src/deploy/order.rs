//! What must be there before what. An order that does not change where nothing about it changed: among resources
//! that may come next, the one that stands first in the source does.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

use super::{Deployment, Expr, ResId, Scope};

/// The resources that a resource names, itself left out: its parent, its scope, what its expressions read, and what
/// it says explicitly. Through an existing resource that names one which is made, that one too.
pub fn dependencies(deployment: &Deployment, id: ResId) -> BTreeSet<ResId> {
    let mut found = BTreeSet::new();
    let mut open = vec![id];
    while let Some(next) = open.pop() {
        for named in direct(deployment, next) {
            if named != id && found.insert(named) && deployment.resources[named.0].existing {
                open.push(named);
            }
        }
    }
    found
}

/// What it names itself.
pub(super) fn direct(deployment: &Deployment, id: ResId) -> BTreeSet<ResId> {
    let resource = &deployment.resources[id.0];
    let mut found: BTreeSet<ResId> = resource.depends_on.iter().copied().chain(resource.parent).collect();
    if let Scope::On(target) = resource.scope {
        found.insert(target);
    }
    let mut vars = BTreeSet::new();
    for expr in resource.exprs() {
        names(deployment, expr, &mut found, &mut vars);
    }
    found.remove(&id);
    found
}

/// What an expression names, through variables too.
pub(super) fn names_in(deployment: &Deployment, expr: &Expr, found: &mut BTreeSet<ResId>) {
    names(deployment, expr, found, &mut BTreeSet::new());
}

fn names(deployment: &Deployment, expr: &Expr, found: &mut BTreeSet<ResId>, vars: &mut BTreeSet<usize>) {
    let mut open = Vec::new();
    expr.each(&mut |e| {
        found.extend(e.named());
        if let Expr::Var(var) = e
            && vars.insert(var.0)
        {
            open.push(var.0);
        }
    });
    for var in open {
        names(deployment, &deployment.vars[var].value, found, vars);
    }
}

/// What `dependsOn` must say, by resource: no existing ones, and nothing that follows from another entry. An entry
/// follows only through resources that are always there: a deployment drops what its conditions leave out, and
/// with it what is said there.
pub fn depends_on(deployment: &Deployment) -> Vec<Vec<ResId>> {
    let count = deployment.resources.len();
    let needs: Vec<Vec<ResId>> = (0..count)
        .map(|at| {
            let mut needs: Vec<ResId> = dependencies(deployment, ResId(at)).into_iter().collect();
            needs.retain(|id| !deployment.resources[id.0].existing);
            if deployment.resources[at].existing {
                needs.clear();
            }
            needs
        })
        .collect();
    // What is reached from a resource that is always there, through such ones only.
    let mut reached: Vec<Option<Bits>> = vec![None; count];
    for at in 0..count {
        reach(deployment, &needs, ResId(at), &mut reached);
    }
    let mut out = Vec::with_capacity(count);
    for need in &needs {
        let mut implied = Bits::new(count);
        for id in need {
            if deployment.resources[id.0].condition.is_none()
                && let Some(bits) = &reached[id.0]
            {
                implied.join(bits);
            }
        }
        out.push(need.iter().copied().filter(|id| !implied.has(id.0)).collect());
    }
    out
}

/// Fills `reached` for a resource and all below it, without recursion: chains may be long.
fn reach(deployment: &Deployment, needs: &[Vec<ResId>], from: ResId, reached: &mut [Option<Bits>]) {
    let mut open = vec![(from, 0)];
    let mut busy = BTreeSet::new();
    while let Some((id, next)) = open.pop() {
        if reached[id.0].is_some() {
            continue;
        }
        busy.insert(id);
        if let Some(need) = needs[id.0].get(next) {
            open.push((id, next + 1));
            if reached[need.0].is_none() && !busy.contains(need) {
                open.push((*need, 0));
            }
            continue;
        }
        let mut bits = Bits::new(deployment.resources.len());
        for need in &needs[id.0] {
            bits.set(need.0);
            if deployment.resources[need.0].condition.is_none()
                && let Some(below) = &reached[need.0]
            {
                bits.join(below);
            }
        }
        reached[id.0] = Some(bits);
        busy.remove(&id);
    }
}

#[derive(Clone)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(count: usize) -> Bits {
        Bits(vec![0; count.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    fn join(&mut self, other: &Bits) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}

/// Puts every resource after those it needs. What needs itself, which no valid topology has, stays in source order.
pub(super) fn sort(deployment: &mut Deployment) {
    let count = deployment.resources.len();
    let needs: Vec<BTreeSet<ResId>> = (0..count).map(|at| direct(deployment, ResId(at))).collect();
    let mut waits: Vec<usize> = needs.iter().map(BTreeSet::len).collect();
    let mut waited_for: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, needs) in needs.iter().enumerate() {
        for need in needs {
            waited_for[need.0].push(at);
        }
    }
    let mut ready: BinaryHeap<Reverse<usize>> = (0..count).filter(|at| waits[*at] == 0).map(Reverse).collect();
    let mut order = Vec::with_capacity(count);
    let mut placed = vec![false; count];
    let mut rest = 0;
    while order.len() < count {
        let next = match ready.pop() {
            Some(Reverse(next)) => next,
            None => {
                while placed[rest] {
                    rest += 1;
                }
                rest
            }
        };
        if std::mem::replace(&mut placed[next], true) {
            continue;
        }
        order.push(next);
        for waiting in &waited_for[next] {
            waits[*waiting] = waits[*waiting].saturating_sub(1);
            if waits[*waiting] == 0 {
                ready.push(Reverse(*waiting));
            }
        }
    }
    let mut new = vec![ResId(0); count];
    for (at, old) in order.iter().enumerate() {
        new[*old] = ResId(at);
    }
    deployment.renumber(&new);
    let mut resources: Vec<Option<_>> = std::mem::take(&mut deployment.resources).into_iter().map(Some).collect();
    deployment.resources = order.iter().filter_map(|old| resources[*old].take()).collect();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::{Origin, ParamId, Resource, Target};
    use crate::source::{FileId, Span};

    /// `a -> b` names what `a` needs; a `?` before a name makes it conditional, a `!` existing.
    fn deployment(lines: &[(&str, &[&str])]) -> Deployment {
        let plain = |name: &str| name.trim_start_matches(['?', '!']).to_owned();
        let names: Vec<String> = lines.iter().map(|(name, _)| plain(name)).collect();
        let resource = |(name, needs): &(&str, &[&str])| {
            let ids = needs.iter().map(|need| {
                let at = names.iter().position(|n| n == need).expect("a name of the test");
                Expr::Id(Target { resource: ResId(at), child: Vec::new() })
            });
            Resource {
                symbol: plain(name),
                ty: String::new(),
                api: String::new(),
                name: Expr::Null,
                parent: None,
                scope: Scope::Group,
                existing: name.starts_with('!'),
                condition: name.starts_with('?').then_some(Expr::Param(ParamId(0))),
                body: vec![("properties".to_owned(), Expr::list(ids))],
                depends_on: Vec::new(),
                doc: None,
                origin: Origin { span: Span::new(FileId(0), 0, 0), file: String::new(), line: 1 },
                parts: Vec::new(),
            }
        };
        Deployment { resources: lines.iter().map(resource).collect(), ..Deployment::default() }
    }

    #[track_caller]
    fn check(lines: &[(&str, &[&str])], order: &str, depends: &[&str]) {
        let mut deployment = deployment(lines);
        sort(&mut deployment);
        let name = |id: ResId| deployment.resources[id.0].symbol.clone();
        let all: Vec<String> = deployment.resources.iter().map(|r| r.symbol.clone()).collect();
        assert_eq!(all.join(" "), order);
        let found: Vec<String> = depends_on(&deployment)
            .into_iter()
            .map(|ids| ids.into_iter().map(name).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(found, depends, "{order}");
    }

    #[test]
    fn source_order_where_nothing_else_is_said() {
        check(&[("a", &[]), ("b", &[]), ("c", &[])], "a b c", &["", "", ""]);
        check(&[("a", &["c"]), ("b", &[]), ("c", &[])], "b c a", &["", "", "c"]);
    }

    #[test]
    fn what_follows_is_not_said_again() {
        check(&[("a", &[]), ("b", &["a"]), ("c", &["a", "b"])], "a b c", &["", "a", "b"]);
        // `b` may be left out, and then nothing would wait for `a`.
        check(&[("a", &[]), ("?b", &["a"]), ("c", &["a", "b"])], "a b c", &["", "a", "a b"]);
    }

    #[test]
    fn what_exists_is_never_waited_for_but_what_it_names_is() {
        check(&[("!a", &[]), ("b", &["a"])], "a b", &["", ""]);
        check(&[("a", &[]), ("!b", &["a"]), ("c", &["b"])], "a b c", &["", "", "a"]);
    }

    #[test]
    fn a_circle_keeps_the_order_of_the_source() {
        check(&[("a", &["b"]), ("b", &["a"]), ("c", &[])], "c a b", &["", "b", ""]);
    }
}
