//! Typed views over things: what rules read. `rule.frontend_ports()`, not a map look-up.

mod facts;
mod load_balancer;
mod machine;
mod network;
mod users;

pub use facts::Given;
pub use load_balancer::*;
pub use machine::*;
pub use network::*;
pub(super) use users::Users;

/// A typed view: a newtype over [`Thing`](super::Thing), with `View::all::<T>()` to list them.
macro_rules! things {
    ($($(#[$doc:meta])* $name:ident = $kind:ident;)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'v>(pub crate::topology::Thing<'v>);

        impl<'v> std::ops::Deref for $name<'v> {
            type Target = crate::topology::Thing<'v>;
            fn deref(&self) -> &Self::Target {
                &self.0
            }
        }

        impl<'v> crate::topology::Typed<'v> for $name<'v> {
            const KIND: crate::schema::Kind = crate::schema::Kind::$kind;
            fn of(thing: crate::topology::Thing<'v>) -> Self {
                debug_assert_eq!(thing.kind(), Self::KIND);
                $name(thing)
            }
        })*
    };
}
pub(crate) use things;

/// A typed view of one kind.
pub trait Typed<'v>: Copy {
    /// Its kind.
    const KIND: crate::schema::Kind;
    /// The view of a thing of that kind.
    fn of(thing: super::Thing<'v>) -> Self;
}

impl super::View<'_> {
    /// All things of a type that are there, existing ones included, in source order.
    pub fn all<'v, T: Typed<'v>>(&'v self) -> impl Iterator<Item = T> {
        self.of_kind(T::KIND).map(T::of)
    }
}

impl<'v> super::Thing<'v> {
    /// Where it is deployed, as far as that is written: its own region or that of `deploy`.
    pub fn location(self) -> Option<super::Text> {
        if self.existing() {
            return self.text("location");
        }
        let deploy = self.view.topology.deploy.map(|id| self.view.thing(id));
        match self.slot("location") {
            Some(_) => self.text("location"),
            None => deploy.and_then(|d| d.text("location")),
        }
    }

    /// For messages: `` rule `edge.web` ``.
    pub fn called(self) -> String {
        format!("{} `{}`", crate::schema::row(self.kind()).word, self.path())
    }

    /// The children of a type that are there.
    pub fn parts<T: Typed<'v>>(self) -> impl Iterator<Item = T> {
        self.children(T::KIND).map(T::of)
    }

    /// The things of one type that a property names, with the place of each.
    pub fn named<T: Typed<'v>>(self, property: &str) -> Vec<(T, crate::source::Span)> {
        let things = self.things(property).into_iter();
        things.filter(|(t, _)| t.kind() == T::KIND).map(|(t, span)| (T::of(t), span)).collect()
    }

    /// The one thing of a type that a property names.
    pub fn one_of<T: Typed<'v>>(self, property: &str) -> super::Known<T> {
        match self.one(property) {
            super::Known::Is(t) if t.kind() != T::KIND => super::Known::Unknown,
            other => other.map(T::of),
        }
    }
}
