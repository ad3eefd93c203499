//! Steps that send an exact body with `az rest`, and reads of run-time state.

use super::ask::Form;
use super::lines::Line;
use super::quote::{Piece, Text, quote};
use super::writer::Writer;
use crate::deploy::{Expr, ResId, Step, Target};

impl Writer<'_> {
    /// A resource with exactly its body, and the wait until Azure is done with it.
    pub(super) fn put_resource(&mut self, id: ResId) {
        let resource = &self.dep.resources[id.0];
        let body = Expr::Object(resource.body.clone());
        let body = self.at(&resource.symbol, |w| w.document(&body, Some(0)));
        let name = match self.name_of(id).literal() {
            Some(name) => Text::lit(name),
            None => self.name_of(id),
        };
        let url = self.url(id, "");
        self.put(&name, &url, &body);
    }

    /// A PUT of a body, waited for.
    pub(super) fn put(&mut self, name: &Text, url: &str, body: &Text) {
        let (delimiter, text) = match body.literal() {
            Some(text) => ("'JSON'", text),
            None => ("JSON", body.in_document()),
        };
        let words =
            ["az rest --method put", &format!("--url {url}"), "--body @-", "--output none", "--only-show-errors"];
        self.lines.push(Line::Document(words.map(str::to_owned).to_vec(), delimiter, text));
        self.code(format!("wait_for {} {url}", name.word()));
    }

    /// A resource's URL as a word, with something behind its id.
    fn url(&mut self, id: ResId, tail: &str) -> String {
        let mut url = encoded(self.id_of(id));
        url.push(&format!("{tail}?api-version={}", self.dep.resources[id.0].api));
        url.word()
    }

    /// Run-time state of a resource or of a part of it.
    pub(super) fn state(&mut self, target: &Target, path: &[Step], form: Form) -> Text {
        let mut url = encoded(self.id(target));
        url.push(&format!("?api-version={}", self.dep.resources[target.resource.0].api));
        let query = self.query(path);
        self.take("get", &url.word(), query, form)
    }

    /// What `listKeys` and its kin answer.
    pub(super) fn list_call(&mut self, id: ResId, function: &str, path: &[Step], form: Form) -> Text {
        let url = self.url(id, &format!("/{function}"));
        let query = self.query(path);
        self.take("post", &url, query, form)
    }

    fn take(&mut self, method: &str, url: &str, query: Text, form: Form) -> Text {
        let query = match form {
            // In a list even null is something; made text, it stands on one line.
            Form::Json => {
                let mut list = Text::lit("to_string([");
                list.append(query);
                list.then("])")
            }
            Form::Text | Form::Bool => query,
        };
        let query = query.word();
        let key = format!("{method} {url} {query}");
        if let Some(text) = self.read.iter().rev().find_map(|scope| scope.get(&key)) {
            return text.clone();
        }
        let name = self.fresh();
        self.command(vec![
            format!("{name}=$(az rest --method {method}"),
            format!("--url {url}"),
            format!("--query {query}"),
            "--output tsv".to_owned(),
            "--only-show-errors)".to_owned(),
        ]);
        if form == Form::Json {
            self.code(format!("{name}=${{{name}#\\[}}"));
            self.code(format!("{name}=${{{name}%\\]}}"));
        } else {
            let why = format!("Azure gives no {} yet", query.trim_matches(['\'', '"']));
            self.code(format!("[[ -n ${name} ]] || die {}", quote(&why)));
        }
        let text = Text::var(name, form != Form::Text);
        if let Some(scope) = self.read.last_mut() {
            scope.insert(key, text.clone());
        }
        text
    }

    /// A path in the language of `--query`.
    fn query(&mut self, path: &[Step]) -> Text {
        let mut out = Text::default();
        for step in path {
            match step {
                Step::Member(name) | Step::Index(Expr::Str(name)) => {
                    if !out.0.is_empty() {
                        out.push(".");
                    }
                    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
                    if plain {
                        out.push(name);
                    } else {
                        out.push(&serde_json::Value::from(name.as_str()).to_string());
                    }
                }
                Step::Index(index) => {
                    out.push("[");
                    let index = self.typed(index, crate::deploy::Type::Int);
                    out.append(index);
                    out.push("]");
                }
            }
        }
        if out.0.is_empty() { Text::lit("@") } else { out }
    }

    /// Words joined to a command, options with their values.
    pub(super) fn command(&mut self, words: Vec<String>) {
        self.lines.push(Line::Command(words));
    }
}

/// An id as a URL's path. What is late was checked before it entered the id.
fn encoded(id: Text) -> Text {
    let mut out = Text::default();
    for piece in id.0 {
        match piece {
            Piece::Lit(text) => {
                let mut path = String::new();
                for byte in text.bytes() {
                    if byte.is_ascii_alphanumeric() || b"/-._~()@:,".contains(&byte) {
                        path.push(char::from(byte));
                    } else {
                        path.push_str(&format!("%{byte:02X}"));
                    }
                }
                out.push(&path);
            }
            Piece::Var { .. } | Piece::Code(_) => out.0.push(piece),
        }
    }
    out
}
