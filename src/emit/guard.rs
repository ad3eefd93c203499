//! Run-time state of a resource that may not be there is read only where it is there.
//!
//! Azure evaluates `reference` and `list*` even in the body of a resource whose condition is false; `if` alone is
//! evaluated lazily. So each such read stands inside an `if` with the condition of what it reads: one that is in the
//! deployment already, or one that is put around it here.

use crate::deploy::{Deployment, Element, Expr, Func, Resource, Step, Target};

/// The deployment with every read of run-time state guarded.
pub(super) fn guarded(deployment: &Deployment) -> Deployment {
    let mut copy = deployment.clone();
    for resource in &mut copy.resources {
        let mut guard = Guard { resources: &deployment.resources, facts: Vec::new() };
        for (_, value) in &mut resource.body {
            guard.rewrite(value, &Expr::Null);
        }
    }
    for output in &mut copy.outputs {
        let mut guard = Guard { resources: &deployment.resources, facts: Vec::new() };
        if let Some(condition) = &output.condition {
            guard.learn(condition, true);
        }
        guard.rewrite(&mut output.value, &Expr::Str(String::new()));
    }
    copy
}

struct Guard<'a> {
    resources: &'a [Resource],
    /// Conditions that hold, and whether they do so by being true or by being false.
    facts: Vec<(Expr, bool)>,
}

impl Guard<'_> {
    /// Puts guards around what needs one; `otherwise` is the value where the state is not there.
    fn rewrite(&mut self, expr: &mut Expr, otherwise: &Expr) {
        match expr {
            Expr::Null
            | Expr::Bool(_)
            | Expr::Int(_)
            | Expr::Number(_)
            | Expr::Str(_)
            | Expr::Param(_)
            | Expr::Var(_)
            | Expr::Fact(_)
            | Expr::Name(_)
            | Expr::Id(_)
            | Expr::Arm(_) => {}
            Expr::List(elements) => elements.iter_mut().for_each(|element| self.element(element)),
            Expr::Object(members) => members.iter_mut().for_each(|(_, value)| self.rewrite(value, &Expr::Null)),
            Expr::Keyed(members) => members.iter_mut().for_each(|(_, value)| self.rewrite(value, &Expr::Null)),
            Expr::Each(list, _) => self.rewrite(list, &Expr::List(Vec::new())),
            Expr::Concat(parts) => parts.iter_mut().for_each(|part| self.rewrite(part, &Expr::Str(String::new()))),
            Expr::Call(_, parts) => parts.iter_mut().for_each(|part| self.rewrite(part, otherwise)),
            Expr::If(condition, yes, no) => {
                let known = self.facts.len();
                self.learn(condition, true);
                self.rewrite(yes, otherwise);
                self.facts.truncate(known);
                self.learn(condition, false);
                self.rewrite(no, otherwise);
                self.facts.truncate(known);
            }
            Expr::Index(base, index) => {
                self.rewrite(base, &Expr::Null);
                self.rewrite(index, otherwise);
            }
            Expr::Member(base, _) => self.rewrite(base, &Expr::Null),
            Expr::State(Target { resource, .. }, _) | Expr::ListCall(resource, _, _) => {
                let resource = resource.0;
                if let Expr::State(_, path) | Expr::ListCall(_, _, path) = expr {
                    for step in path {
                        match step {
                            Step::Member(_) => {}
                            Step::Index(index) => self.rewrite(index, otherwise),
                        }
                    }
                }
                let Some(condition) = &self.resources[resource].condition else { return };
                if !self.holds(condition, true) {
                    let read = std::mem::replace(expr, Expr::Null);
                    *expr = Expr::If(Box::new(condition.clone()), Box::new(read), Box::new(otherwise.clone()));
                }
            }
        }
    }

    fn element(&mut self, element: &mut Element) {
        let known = self.facts.len();
        if let Some(condition) = &element.condition {
            self.learn(condition, true);
        }
        self.rewrite(&mut element.value, &Expr::Null);
        self.facts.truncate(known);
    }

    /// Takes a condition for known, and what follows from it.
    fn learn(&mut self, condition: &Expr, truth: bool) {
        match condition {
            Expr::Call(Func::Not, parts) => parts.iter().for_each(|part| self.learn(part, !truth)),
            Expr::Call(Func::And, parts) if truth => parts.iter().for_each(|part| self.learn(part, true)),
            Expr::Call(Func::Or, parts) if !truth => parts.iter().for_each(|part| self.learn(part, false)),
            _ => self.facts.push((condition.clone(), truth)),
        }
    }

    /// Whether a condition follows from what is known.
    fn holds(&self, condition: &Expr, truth: bool) -> bool {
        if self.facts.iter().any(|(known, how)| *how == truth && known == condition) {
            return true;
        }
        match condition {
            Expr::Bool(value) => *value == truth,
            Expr::Call(Func::Not, parts) => parts.iter().all(|part| self.holds(part, !truth)),
            Expr::Call(Func::And, parts) if truth => parts.iter().all(|part| self.holds(part, true)),
            Expr::Call(Func::And, parts) => parts.iter().any(|part| self.holds(part, false)),
            Expr::Call(Func::Or, parts) if truth => parts.iter().any(|part| self.holds(part, true)),
            Expr::Call(Func::Or, parts) => parts.iter().all(|part| self.holds(part, false)),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::{ParamId, ResId};

    fn param(i: usize) -> Expr {
        Expr::Param(ParamId(i))
    }

    fn call(func: Func, parts: &[Expr]) -> Expr {
        Expr::Call(func, parts.to_vec())
    }

    #[track_caller]
    fn check(known: &Expr, truth: bool, wanted: &Expr, holds: bool) {
        let mut guard = Guard { resources: &[], facts: Vec::new() };
        guard.learn(known, truth);
        assert_eq!(guard.holds(wanted, true), holds, "{wanted:?} from {known:?} being {truth}");
    }

    #[test]
    fn what_follows_from_a_condition() {
        let (a, b) = (param(0), param(1));
        let both = call(Func::And, &[a.clone(), b.clone()]);
        let either = call(Func::Or, &[a.clone(), b.clone()]);
        let not_a = call(Func::Not, std::slice::from_ref(&a));
        check(&both, true, &a, true);
        check(&both, false, &a, false);
        check(&a, true, &either, true);
        check(&a, true, &both, false);
        check(&either, false, &not_a, true);
        check(&either, true, &a, false);
        check(&a, false, &not_a, true);
        check(&not_a, false, &a, true);
    }

    #[test]
    fn a_read_that_is_guarded_already_is_left_alone() {
        let read = Expr::ListCall(ResId(0), "listKeys".into(), Vec::new());
        let span = crate::source::Span::new(crate::source::FileId(0), 0, 0);
        let origin = crate::deploy::Origin { span, file: String::new(), line: 1 };
        let resource = Resource {
            symbol: "st".into(),
            ty: "Microsoft.Storage/storageAccounts".into(),
            api: "2023-05-01".into(),
            name: Expr::str("st"),
            parent: None,
            scope: crate::deploy::Scope::Group,
            existing: false,
            condition: Some(param(0)),
            body: Vec::new(),
            depends_on: Vec::new(),
            doc: None,
            origin,
            parts: Vec::new(),
        };
        let resources = [resource];
        let mut guard = Guard { resources: &resources, facts: Vec::new() };
        let inside = Expr::If(Box::new(param(0)), Box::new(read.clone()), Box::new(Expr::Null));
        let mut same = inside.clone();
        guard.rewrite(&mut same, &Expr::Null);
        assert_eq!(same, inside);
        let mut bare = read;
        guard.rewrite(&mut bare, &Expr::Null);
        assert_eq!(bare, inside);
    }
}
