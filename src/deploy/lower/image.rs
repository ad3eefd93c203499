//! What a machine starts from: the image, its plan, its operating system.

use super::At;
use super::cond::{choice, or};
use crate::azure::images::{self, Os};
use crate::deploy::{Expr, Func};
use crate::schema::Kind;
use crate::topology::{Late, Node, V, Value};

/// Publisher, offer, sku, version.
type Urn = [Expr; 4];

impl<'l> At<'l> {
    /// `imageReference`.
    pub(super) fn image(self, value: &Value) -> Expr {
        if let Some(urn) = self.urn(value) {
            let names = ["publisher", "offer", "sku", "version"];
            return Expr::Object(names.into_iter().map(str::to_owned).zip(urn).collect());
        }
        if let Some(Late::Let(id)) = value.as_late() {
            return self.image(&self.lower.topology.lets[id.index()].value);
        }
        let lower = value.as_str().unwrap_or_default().to_ascii_lowercase();
        let member = match () {
            () if lower.starts_with("/communitygalleries/") => "communityGalleryImageId",
            () if lower.starts_with("/sharedgalleries/") => "sharedGalleryImageId",
            () => "id",
        };
        Expr::Object(vec![(member.to_owned(), self.text(value))])
    }

    /// The four parts of an image that is named by them, as a word or with colons between.
    fn urn(self, value: &Value) -> Option<Urn> {
        if let Some(text) = value.as_str() {
            if let Some(image) = images::find(text) {
                return Some([image.publisher, image.offer, image.sku, image.version].map(Expr::str));
            }
            let parts: Vec<&str> = text.split(':').collect();
            return <[&str; 4]>::try_from(parts).ok().map(|urn| urn.map(Expr::str));
        }
        match value.as_late()? {
            Late::Join(pieces) => {
                let mut parts: Vec<Vec<Value>> = vec![Vec::new()];
                for piece in pieces {
                    let Some(text) = piece.as_str() else {
                        parts.last_mut()?.push(piece.clone());
                        continue;
                    };
                    for (at, segment) in text.split(':').enumerate() {
                        if at > 0 {
                            parts.push(Vec::new());
                        }
                        parts.last_mut()?.push(Value::text(segment, piece.span));
                    }
                }
                let parts: Vec<Expr> = parts.iter().map(|part| self.joined(&part.iter().collect::<Vec<_>>())).collect();
                parts.try_into().ok()
            }
            Late::Let(id) => self.urn(&self.lower.topology.lets[id.index()].value),
            _ => None,
        }
    }

    /// `plan`.
    pub(super) fn plan(self, node: &'l Node) -> Expr {
        self.prop(node, "plan", &|at, plan| match plan.as_str() {
            Some("from_image") => at.prop(node, "image", &|at, image| match at.urn(image) {
                Some([publisher, offer, sku, _]) => plan_of(publisher, offer, sku),
                None => Expr::Null,
            }),
            Some(text) => {
                let mut parts = text.splitn(3, ':').map(Expr::str);
                let mut next = || parts.next().unwrap_or(Expr::Null);
                let (publisher, product, name) = (next(), next(), next());
                plan_of(publisher, product, name)
            }
            None => Expr::Null,
        })
    }

    /// When a machine runs Windows.
    pub(super) fn is_windows(self, node: &'l Node) -> Expr {
        let blocks = self.children(node, Kind::Windows);
        let block = blocks.iter().fold(Expr::Bool(false), |any, block| or(any, self.holds(block.cond)));
        let by_image = self.prop_or(
            node,
            "image",
            &|at, image| match at.image_os(image) {
                Some(os) => Expr::Bool(os == Os::Windows),
                None => block.clone(),
            },
            block.clone(),
        );
        self.prop_or(
            node,
            "os",
            &|at, os| match os.as_str() {
                Some(word) => Expr::Bool(word == "Windows"),
                None => Expr::Call(Func::Equals, vec![at.expr(os), Expr::str("Windows")]),
            },
            by_image,
        )
    }

    fn image_os(self, image: &Value) -> Option<Os> {
        if let V::Word(word) | V::Str(word) = &image.v
            && let Some(image) = images::find(word)
        {
            return Some(image.os);
        }
        match self.urn(image)? {
            [Expr::Str(publisher), ..] => images::publisher_os(&publisher),
            _ => None,
        }
    }
}

fn plan_of(publisher: Expr, product: Expr, name: Expr) -> Expr {
    let names = ["name", "publisher", "product"];
    Expr::Object(names.into_iter().map(str::to_owned).zip([name, publisher, product]).collect())
}

impl At<'_> {
    /// `identity`: the system's, users', or both.
    pub(super) fn identity(self, value: &Value) -> Expr {
        let is_system = |v: &Value| v.as_str() == Some("SystemAssigned");
        let mut system = Expr::Bool(false);
        let mut users: Vec<(Expr, Expr)> = Vec::new();
        let mut some_user = Expr::Bool(false);
        let items = self.elements(value, &|at, v| if is_system(v) { Expr::Null } else { at.expr(v) });
        for item in items {
            let there = item.condition.unwrap_or(Expr::Bool(true));
            if item.value == Expr::Null {
                system = or(system, there);
            } else {
                some_user = or(some_user, there.clone());
                users.push((item.value, choice(there, Expr::Object(Vec::new()), Expr::Null)));
            }
        }
        let word = choice(
            system.clone(),
            choice(some_user.clone(), Expr::str("SystemAssigned, UserAssigned"), Expr::str("SystemAssigned")),
            Expr::str("UserAssigned"),
        );
        let mut members = vec![("type".to_owned(), word)];
        if !users.is_empty() {
            members
                .push(("userAssignedIdentities".to_owned(), choice(some_user.clone(), Expr::Keyed(users), Expr::Null)));
        }
        choice(or(system, some_user), Expr::Object(members), Expr::Null)
    }
}
