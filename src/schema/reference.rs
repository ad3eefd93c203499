//! The reference of the language, `docs/reference.md`, made from the rows.

use super::{ALL, Form, IP_ROWS, Kind, KindRow, MACHINE, Place, Prop};
use super::{COMMON_RESOURCE, EXISTING};

/// The whole page.
pub fn reference() -> String {
    let mut page = String::from(include_str!("reference.head.md"));
    page.push_str("\n## Common to all resources\n\n");
    table(&mut page, COMMON_RESOURCE.iter());
    page.push_str(
        "\n`name` stands in every block of a kind with a name. `tags` only on resources that Azure lets have some.\n\n\
         A block after `existing` describes a resource that is there. Nothing in it is required; `none` as the value of `nsg`, \
         `route_table` or `probe` says that there is none. It takes three more:\n\n",
    );
    table(&mut page, EXISTING.iter());
    page.push_str("\n## Kinds\n\n");
    for (i, row) in ALL.iter().enumerate() {
        if i > 0 {
            page.push_str(", ");
        }
        page.push_str(&format!("[`{}`](#{})", row.word, anchor(row)));
    }
    page.push('\n');
    for row in ALL {
        kind(&mut page, row);
        match row.kind {
            Kind::Vm => {
                page.push_str("\n### Of a machine\n\n`vm` and `vmss` share these.\n\n");
                table(&mut page, MACHINE.iter());
            }
            Kind::Nic => {
                page.push_str(
                    "\n### Of an ip configuration\n\n`ip`, and a `nic` without `ip` blocks. Paths are relative to the ip configuration.\n\n",
                );
                table(&mut page, IP_ROWS.iter());
            }
            _ => {}
        }
    }
    attributes(&mut page);
    images(&mut page);
    page.push('\n');
    page.push_str(include_str!("reference.tail.md"));
    page
}

fn anchor(row: &KindRow) -> String {
    format!("kind-{}", row.word.replace('_', "-"))
}

fn kind(page: &mut String, row: &KindRow) {
    page.push_str(&format!("\n<a id=\"{}\"></a>\n### `{}`\n\n{}\n", anchor(row), usage(row), row.doc));
    let mut facts = Vec::new();
    if !row.arm.is_empty() {
        facts.push(if row.arm.starts_with("Microsoft.") { row.arm.to_owned() } else { format!("`{}`", row.arm) });
    }
    let mut parents: Vec<_> = row.parents.iter().map(|parent| format!("`{}`", super::row(*parent).word)).collect();
    if row.top {
        parents.push("a file or module".to_owned());
    }
    if row.kind == Kind::Deploy {
        parents = vec!["a file".to_owned()];
    }
    facts.push(format!("{}tands in {}", if facts.is_empty() { 'S' } else { 's' }, parents.join(", ")));
    page.push_str(&format!("\n{}.", facts.join("; ")));
    if !row.notes.is_empty() {
        page.push_str(&format!(" {}", row.notes));
    }
    page.push('\n');
    if !row.own.is_empty() {
        page.push('\n');
        table(page, row.own.iter());
    }
    let mut also = Vec::new();
    for group in row.shared {
        also.push(match group {
            _ if same(group, &MACHINE) => "those [of a machine](#of-a-machine)",
            _ if same(group, &IP_ROWS) => "those [of an ip configuration](#of-an-ip-configuration)",
            _ if same(group, &EXISTING) => continue,
            [Prop { name: "name", .. }] => "`name`",
            [Prop { name: "location", .. }, ..] => "`location`, `tags`, `depends_on`",
            _ => "those [of all resources](#common-to-all-resources)",
        });
    }
    if !also.is_empty() {
        page.push_str(&format!("\nAlso {}.\n", also.join(", ")));
    }
}

fn same(group: &'static [Prop], other: &'static [Prop]) -> bool {
    std::ptr::eq(group.as_ptr(), other.as_ptr())
}

/// How a kind is written, in capitals what the author chooses.
fn usage(row: &KindRow) -> String {
    let name = if row.named { " NAME" } else { "" };
    let rest = match row.form {
        Form::Block => row
            .head
            .iter()
            .map(|head| match row.prop(head).map(|p| (p.name, p.default)) {
                Some((name, super::Default::Required)) => format!(" {}", name.to_uppercase()),
                Some((name, _)) => format!(" [{}]", name.to_uppercase()),
                None => String::new(),
            })
            .collect(),
        Form::Value(prop) => format!(" = {}", prop.to_uppercase()),
        Form::Probe => " = PROTOCOL :PORT [PATH]".to_owned(),
        Form::Flow if row.kind == Kind::Outbound => " = PROTOCOL POOL -> FRONTENDS".to_owned(),
        Form::Flow if row.kind == Kind::NatPool => " = PROTOCOL FRONTEND:RANGE -> :PORT".to_owned(),
        Form::Flow if row.kind == Kind::NatRule => " = PROTOCOL FRONTEND:PORTS -> [POOL]:PORT".to_owned(),
        Form::Flow => " = PROTOCOL FRONTEND:PORT -> POOL:PORT".to_owned(),
        Form::NsgRule => {
            return "allow | deny [outbound] PRIORITY NAME = PROTOCOL SOURCE[:PORT] -> DESTINATION:PORT".to_owned();
        }
        Form::Route => " = PREFIX -> NEXT_HOP".to_owned(),
        Form::Scale => return "out | in by AMOUNT | to AMOUNT when METRIC OPERATOR THRESHOLD [over WINDOW]".to_owned(),
    };
    let rest = if row.kind == Kind::Health { " PROBE | health PROTOCOL :PORT [PATH]".to_owned() } else { rest };
    format!("{}{name}{rest}", row.word)
}

fn table(page: &mut String, props: impl Iterator<Item = &'static Prop>) {
    page.push_str("| property | type | default | ARM path | when | |\n|---|---|---|---|---|---|\n");
    for prop in props {
        let place = if prop.place == Place::Head { " *(head)*" } else { "" };
        let path = match prop.arm.path {
            "" => "–".to_owned(),
            path => format!("`{path}`{}", if prop.arm.by == super::By::Inverse { ", inverse" } else { "" }),
        };
        page.push_str(&format!(
            "| `{}`{place} | {} | {} | {path} | {} | {} |\n",
            prop.name,
            cell(&prop.ty.words()),
            cell(&prop.default.words()),
            if prop.late { "d" } else { "c" },
            cell(prop.note),
        ));
    }
}

/// Text that does not end a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

fn attributes(page: &mut String) {
    page.push_str(
        "\n## Attributes\n\nEvery resource, and every child that has an id, has `.id` and `.name`. Beside these:\n\n\
         | on | attribute | what it is |\n|---|---|---|\n",
    );
    for row in ALL {
        for attribute in row.attributes {
            page.push_str(&format!("| {} | `.{}` | {} |\n", row.word, attribute.name, attribute.arm));
        }
    }
    page.push_str(
        "| resource | the path it is written with: `.properties.primaryEndpoints.blob`, `.sku.name` | what the source writes there; else `reference(…)` |\n\
         | module instance | its outputs | the value |\n\
         | alias of a file | its outputs, params, lets and things | the value or thing |\n\
         | family | `[KEY]`, then as the thing; `[*].attribute` | the list over all turns |\n\n\
         A name alone is a reference; it is taken where a table asks for a kind, a family's where it asks for a list. In strings and \
         free-form maps the attribute is written.\n",
    );
}

fn images(page: &mut String) {
    page.push_str("\n## Images\n\n| word | image | system | generation |\n|---|---|---|---|\n");
    for image in crate::azure::images::ALL {
        page.push_str(&format!(
            "| `{}` | `{}:{}:{}:{}` | {} | {} |\n",
            image.alias,
            image.publisher,
            image.offer,
            image.sku,
            image.version,
            image.os.name(),
            image.generation,
        ));
    }
}
