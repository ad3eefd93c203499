//! Visiting every expression of a deployment. Deliberately absent: any decision.

use super::{Deployment, Expr, ResId, Resource, Scope, Step, Target};

impl Expr {
    /// Calls `f` on this expression and on all inside it, outermost first.
    pub fn each<'e>(&'e self, f: &mut dyn FnMut(&'e Expr)) {
        f(self);
        match self {
            Expr::Null
            | Expr::Bool(_)
            | Expr::Int(_)
            | Expr::Number(_)
            | Expr::Str(_)
            | Expr::Param(_)
            | Expr::Var(_)
            | Expr::Fact(_)
            | Expr::Name(_)
            | Expr::Arm(_) => {}
            Expr::List(items) => {
                for item in items {
                    item.value.each(f);
                    if let Some(condition) = &item.condition {
                        condition.each(f);
                    }
                }
            }
            Expr::Object(members) => members.iter().for_each(|(_, value)| value.each(f)),
            Expr::Keyed(members) => {
                for (key, value) in members {
                    key.each(f);
                    value.each(f);
                }
            }
            Expr::Each(list, _) | Expr::Member(list, _) => list.each(f),
            Expr::Id(target) => target.child.iter().for_each(|(_, name)| name.each(f)),
            Expr::State(target, steps) => {
                target.child.iter().for_each(|(_, name)| name.each(f));
                each_step(steps, f);
            }
            Expr::ListCall(_, _, steps) => each_step(steps, f),
            Expr::Concat(parts) | Expr::Call(_, parts) => parts.iter().for_each(|part| part.each(f)),
            Expr::If(c, a, b) => [c, a, b].into_iter().for_each(|e| e.each(f)),
            Expr::Index(list, index) => {
                list.each(f);
                index.each(f);
            }
        }
    }

    /// The same, and `f` may change what it is given, but for what is inside.
    pub(crate) fn each_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        f(self);
        self.parts_mut(&mut |part| part.each_mut(f));
    }

    /// Calls `f` on every expression that stands directly in this one.
    pub(crate) fn parts_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        match self {
            Expr::Null
            | Expr::Bool(_)
            | Expr::Int(_)
            | Expr::Number(_)
            | Expr::Str(_)
            | Expr::Param(_)
            | Expr::Var(_)
            | Expr::Fact(_)
            | Expr::Name(_)
            | Expr::Arm(_) => {}
            Expr::List(items) => {
                for item in items {
                    f(&mut item.value);
                    if let Some(condition) = &mut item.condition {
                        f(condition);
                    }
                }
            }
            Expr::Object(members) => members.iter_mut().for_each(|(_, value)| f(value)),
            Expr::Keyed(members) => {
                for (key, value) in members {
                    f(key);
                    f(value);
                }
            }
            Expr::Each(list, _) | Expr::Member(list, _) => f(list),
            Expr::Id(target) => target.child.iter_mut().for_each(|(_, name)| f(name)),
            Expr::State(target, steps) => {
                target.child.iter_mut().for_each(|(_, name)| f(name));
                each_step_mut(steps, f);
            }
            Expr::ListCall(_, _, steps) => each_step_mut(steps, f),
            Expr::Concat(parts) | Expr::Call(_, parts) => parts.iter_mut().for_each(f),
            Expr::If(c, a, b) => [c, a, b].into_iter().for_each(|e| f(e)),
            Expr::Index(list, index) => {
                f(list);
                f(index);
            }
        }
    }

    /// The resource named by this very expression, not by those inside it.
    pub fn named(&self) -> Option<ResId> {
        match self {
            Expr::Id(target) | Expr::State(target, _) => Some(target.resource),
            Expr::Name(id) | Expr::ListCall(id, _, _) => Some(*id),
            _ => None,
        }
    }

    fn named_mut(&mut self) -> Option<&mut ResId> {
        match self {
            Expr::Id(Target { resource, .. }) | Expr::State(Target { resource, .. }, _) => Some(resource),
            Expr::Name(id) | Expr::ListCall(id, _, _) => Some(id),
            _ => None,
        }
    }
}

fn each_step<'e>(steps: &'e [Step], f: &mut dyn FnMut(&'e Expr)) {
    for step in steps {
        match step {
            Step::Member(_) => {}
            Step::Index(index) => index.each(f),
        }
    }
}

fn each_step_mut(steps: &mut [Step], f: &mut dyn FnMut(&mut Expr)) {
    for step in steps {
        match step {
            Step::Member(_) => {}
            Step::Index(index) => f(index),
        }
    }
}

impl Resource {
    /// Its expressions: name, scope, condition, body.
    pub fn exprs(&self) -> impl Iterator<Item = &Expr> {
        let scope: Vec<&Expr> = match &self.scope {
            Scope::Group | Scope::On(_) => Vec::new(),
            Scope::Other { group, subscription } => std::iter::once(group).chain(subscription).collect(),
            Scope::Id(id) => vec![id],
        };
        std::iter::once(&self.name).chain(scope).chain(&self.condition).chain(self.body.iter().map(|(_, value)| value))
    }
}

impl Deployment {
    /// Calls `f` on every expression, outermost first.
    pub(super) fn each_mut(&mut self, f: &mut dyn FnMut(&mut Expr)) {
        self.params.iter_mut().filter_map(|p| p.default.as_mut()).for_each(|e| e.each_mut(f));
        self.vars.iter_mut().for_each(|v| v.value.each_mut(f));
        for resource in &mut self.resources {
            resource.name.each_mut(f);
            match &mut resource.scope {
                Scope::Group | Scope::On(_) => {}
                Scope::Other { group, subscription } => {
                    group.each_mut(f);
                    if let Some(subscription) = subscription {
                        subscription.each_mut(f);
                    }
                }
                Scope::Id(id) => id.each_mut(f),
            }
            if let Some(condition) = &mut resource.condition {
                condition.each_mut(f);
            }
            resource.body.iter_mut().for_each(|(_, value)| value.each_mut(f));
        }
        for output in &mut self.outputs {
            output.value.each_mut(f);
            if let Some(condition) = &mut output.condition {
                condition.each_mut(f);
            }
        }
    }

    /// Gives every resource its new id, wherever it is named.
    pub(super) fn renumber(&mut self, new: &[ResId]) {
        self.each_mut(&mut |e| {
            if let Some(id) = e.named_mut() {
                *id = new[id.0];
            }
        });
        for resource in &mut self.resources {
            if let Scope::On(id) = &mut resource.scope {
                *id = new[id.0];
            }
            resource.parent = resource.parent.map(|id| new[id.0]);
            for id in &mut resource.depends_on {
                *id = new[id.0];
            }
        }
    }
}
