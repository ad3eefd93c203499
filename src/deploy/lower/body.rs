//! Bodies while they are made: members are set by path, and an object that only conditions fill is there only when
//! one of them holds. `{ "networkSecurityGroup": { "id": null } }` is refused, so the whole member goes.

use super::cond::{choice, filled, or, settled};
use crate::deploy::{Element, Expr, Origin};

/// An object in the making.
#[derive(Debug, Default)]
pub(super) struct Body {
    members: Vec<(String, Part)>,
}

#[derive(Debug)]
enum Part {
    Value(Expr),
    Object(Body),
}

/// The order of a resource's own members; what is not listed stands before `properties`, as it came.
const ORDER: &[&str] =
    &["location", "extendedLocation", "tags", "zones", "sku", "identity", "plan", "kind", "managedBy"];

impl Body {
    /// Puts a value at a path of member names with dots between; null is not put.
    pub(super) fn set(&mut self, path: &str, value: Expr) {
        if value == Expr::Null {
            return;
        }
        match path.split_once('.') {
            None => match self.members.iter_mut().find(|(name, _)| name == path) {
                Some((_, part)) => *part = Part::Value(value),
                None => self.members.push((path.to_owned(), Part::Value(value))),
            },
            Some((first, rest)) => self.object(first).set(rest, value),
        }
    }

    /// Puts a member whose name may hold dots; null is not put.
    pub(super) fn set_member(&mut self, name: &str, value: Expr) {
        if value != Expr::Null {
            self.members.push((name.to_owned(), Part::Value(value)));
        }
    }

    /// Makes sure that an object is there, even an empty one.
    pub(super) fn open(&mut self, path: &str) {
        match path.split_once('.') {
            None => {
                self.object(path);
            }
            Some((first, rest)) => self.object(first).open(rest),
        }
    }

    fn object(&mut self, name: &str) -> &mut Body {
        let at = match self.members.iter().position(|(n, _)| n == name) {
            Some(at) => at,
            None => {
                self.members.push((name.to_owned(), Part::Object(Body::default())));
                self.members.len() - 1
            }
        };
        if let Part::Value(value) = &mut self.members[at].1 {
            let mut body = Body::default();
            if let Expr::Object(members) = std::mem::replace(value, Expr::Null) {
                body.members = members.into_iter().map(|(n, v)| (n, Part::Value(v))).collect();
            }
            self.members[at].1 = Part::Object(body);
        }
        match &mut self.members[at].1 {
            Part::Object(body) => body,
            Part::Value(_) => unreachable!("made an object right above"),
        }
    }

    /// Merges literal members: objects with objects, anything else takes the place.
    pub(super) fn merge(&mut self, members: Vec<(String, Expr)>) {
        for (name, value) in members {
            match value {
                Expr::Object(inner) if self.has_object(&name) => self.object(&name).merge(inner),
                value => {
                    if value != Expr::Null {
                        match self.members.iter_mut().find(|(n, _)| *n == name) {
                            Some((_, part)) => *part = Part::Value(value),
                            None => self.members.push((name, Part::Value(value))),
                        }
                    }
                }
            }
        }
    }

    fn has_object(&self, name: &str) -> bool {
        self.members.iter().any(|(n, part)| n == name && matches!(part, Part::Object(_) | Part::Value(Expr::Object(_))))
    }

    /// As an object; `properties` and the object itself stay, whatever fills them.
    pub(super) fn finish(self) -> Expr {
        Expr::Object(self.into_members())
    }

    /// As a resource's body, in the order in which a reader wants it.
    pub(super) fn finish_resource(self) -> Vec<(String, Expr)> {
        let mut members = self.into_members();
        members.sort_by_key(|(name, _)| match ORDER.iter().position(|o| o == name) {
            Some(at) => at,
            None if name == "properties" => ORDER.len() + 1,
            None => ORDER.len(),
        });
        members
    }

    fn into_members(self) -> Vec<(String, Expr)> {
        let mut out = Vec::with_capacity(self.members.len());
        for (name, part) in self.members {
            let value = match part {
                Part::Value(value) => value,
                Part::Object(body) => {
                    let keep = name == "properties" || body.members.is_empty();
                    let members = body.into_members();
                    if keep { Expr::Object(members) } else { hoisted(members) }
                }
            };
            if value != Expr::Null {
                out.push((name, value));
            }
        }
        out
    }
}

/// An object that is there only when one of its members is.
pub(super) fn hoisted(members: Vec<(String, Expr)>) -> Expr {
    let there = members.iter().fold(Expr::Bool(false), |there, (_, value)| or(there, filled(value)));
    let members = members
        .into_iter()
        .map(|(name, value)| (name, settled(value, &there, true)))
        .filter(|(_, value)| *value != Expr::Null)
        .collect();
    choice(there, Expr::Object(members), Expr::Null)
}

/// A list in the making, with the origins of what is in it.
#[derive(Debug, Default)]
pub(super) struct Items {
    elements: Vec<Element>,
}

impl Items {
    /// Adds an element; `None` where its condition never holds.
    pub(super) fn push(&mut self, value: Expr, condition: Expr) -> Option<usize> {
        if condition == Expr::Bool(false) {
            return None;
        }
        self.elements.push(Element { value, condition: super::cond::when(condition) });
        Some(self.elements.len() - 1)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// As a value; null where there is nothing.
    pub(super) fn finish(self) -> Expr {
        if self.elements.is_empty() { Expr::Null } else { Expr::List(self.elements) }
    }

    /// As a list, perhaps an empty one.
    pub(super) fn finish_always(self) -> Expr {
        Expr::List(self.elements)
    }
}

/// Where parts of a body were written.
pub(super) type Parts = Vec<(String, Origin)>;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deploy::{Func, ParamId};

    fn c(at: usize) -> Expr {
        Expr::Param(ParamId(at))
    }

    fn only(cond: Expr, value: i64) -> Expr {
        choice(cond, Expr::Int(value), Expr::Null)
    }

    #[test]
    fn an_object_that_conditions_fill_goes_as_a_whole() {
        let mut body = Body::default();
        body.set("properties.nsg.id", only(c(0), 1));
        body.set("properties.two.a", only(c(0), 1));
        body.set("properties.two.b", only(c(1), 2));
        body.set("properties.fixed.a", only(c(0), 1));
        body.set("properties.fixed.b", Expr::Int(2));
        let object =
            |members: Vec<(&str, Expr)>| Expr::Object(members.into_iter().map(|(n, v)| (n.to_owned(), v)).collect());
        let want = object(vec![
            ("nsg", choice(c(0), object(vec![("id", Expr::Int(1))]), Expr::Null)),
            (
                "two",
                choice(
                    Expr::Call(Func::Or, vec![c(0), c(1)]),
                    object(vec![("a", only(c(0), 1)), ("b", only(c(1), 2))]),
                    Expr::Null,
                ),
            ),
            ("fixed", object(vec![("a", only(c(0), 1)), ("b", Expr::Int(2))])),
        ]);
        assert_eq!(body.finish_resource(), vec![("properties".to_owned(), want)]);
    }

    #[test]
    fn a_resource_reads_in_one_order() {
        let mut body = Body::default();
        for path in ["properties.x", "zones", "sku.name", "location", "odd", "tags"] {
            body.set(path, Expr::Int(1));
        }
        let names: Vec<String> = body.finish_resource().into_iter().map(|(n, _)| n).collect();
        assert_eq!(names, ["location", "tags", "zones", "sku", "odd", "properties"]);
    }

    #[test]
    fn raw_members_join_objects() {
        let mut body = Body::default();
        body.set("properties.a.b", Expr::Int(1));
        let inner = Expr::Object(vec![("c".to_owned(), Expr::Int(2))]);
        body.merge(vec![("properties".to_owned(), Expr::Object(vec![("a".to_owned(), inner)]))]);
        let a = Expr::Object(vec![("b".to_owned(), Expr::Int(1)), ("c".to_owned(), Expr::Int(2))]);
        let want = Expr::Object(vec![("a".to_owned(), a)]);
        assert_eq!(body.finish_resource(), vec![("properties".to_owned(), want)]);
    }
}
