//! Edits that several rules offer. A rule says which statement goes, comes or changes; commas, line ends and indentation
//! are for `syntax::edit`, which every fix passes.

use crate::diag::Edit;
use crate::schema::Place;
use crate::source::Span;
use crate::topology::{Slot, Thing};

/// The statement of a property goes.
pub(in crate::rules) fn without(slot: &Slot) -> Edit {
    let whole = if slot.row.place == Place::Head { slot.expr_span } else { slot.key_span.to(slot.expr_span) };
    Edit { span: whole, text: String::new() }
}

/// A thing goes, block and all.
pub(in crate::rules) fn remove(thing: Thing) -> Edit {
    Edit { span: thing.node().full_span, text: String::new() }
}

/// One item of a list goes, or whatever else stands at a place.
pub(in crate::rules) fn cut(span: Span) -> Edit {
    Edit { span, text: String::new() }
}

/// A property gets that value: in place of the one that counts here, or on a line of its own.
pub(in crate::rules) fn set(thing: Thing, name: &str, value: &str) -> Edit {
    match thing.slot(name) {
        Some(slot) => {
            // Of an `if` expression only the branch that counts here.
            let branch = thing.get(name).span;
            let span = if slot.expr_span.contains(branch) { branch } else { slot.expr_span };
            Edit { span, text: value.to_owned() }
        }
        None => line_in(thing, &format!("{name}: {value}")),
    }
}

/// A line at the start of a thing's block; a block where it has none.
pub(in crate::rules) fn line_in(thing: Thing, line: &str) -> Edit {
    let node = thing.node();
    let Some(open) = node.block_open else {
        return Edit { span: node.full_span.after(), text: format!(" {{ {line} }}") };
    };
    let children = node.children.iter().map(|id| thing.view.topology.node(*id).span);
    let first = node.slots.iter().map(|s| s.key_span).chain(children).filter(|s| s.start >= open.end);
    let text = match first.map(|s| s.start).min() {
        // No room for a line break: all of it stands on one line.
        Some(start) if start - open.end < 3 => format!(" {line},"),
        _ => format!("\n{}{line}", "  ".repeat(depth(thing))),
    };
    Edit { span: open.after(), text }
}

/// A line behind the last child of a thing; at the start of its block where it has none.
pub(in crate::rules) fn line_at_end(thing: Thing, line: &str) -> Edit {
    let node = thing.node();
    let inside = |span: &Span| node.full_span.contains(*span);
    let children = node.children.iter().map(|id| thing.view.topology.node(*id));
    // What stands in a loop or under a condition is a bracket deeper.
    let last = children
        .filter(|c| c.keys.len() == node.keys.len() && c.cond == node.cond)
        .map(|c| c.full_span)
        .filter(inside)
        .max_by_key(|s| s.end);
    match last {
        Some(last) => Edit { span: last.after(), text: format!("\n{}{line}", "  ".repeat(depth(thing))) },
        None => line_in(thing, line),
    }
}

/// How deep what stands in a thing's block is indented.
fn depth(thing: Thing) -> usize {
    let mut depth = 1;
    let mut at = thing.node().parent;
    while let Some(id) = at {
        depth += 1;
        at = thing.view.topology.node(id).parent;
    }
    depth
}

/// `waive RULE because "…"` in a thing's block.
pub(in crate::rules) fn waiver_in(thing: Thing, rule: &str) -> Edit {
    line_in(thing, &format!("waive {rule} because \"…\""))
}
