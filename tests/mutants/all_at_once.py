#!/usr/bin/env python3
"""Compiles the mutants of cargo-mutants into one program, each behind a switch.

cargo-mutants builds the program once for each mutant: two thousand mutants take a night. Here every mutant that its
`--list --json` names becomes a branch, `if crate::mutant::on(N) { mutated } else { original }`, so that one build and one
process judge them all. What does not compile so is left out and printed: `run` hands those to cargo-mutants itself.

usage: all_at_once.py TREE MUTANTS.json INDEX.json     (changes the sources below TREE in place)
"""
import hashlib
import json
import pathlib
import re
import subprocess
import sys

import tree_sitter_rust
from tree_sitter import Language, Parser

PARSER = Parser(Language(tree_sitter_rust.language()))
# The switches: which mutant is on (the variable `LBXC_MUTANT` says it to a whole process), and, while none is, which
# ones a run comes by.
SWITCHES = """
#[allow(missing_docs, clippy::all)]
pub mod mutant {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
    const UNREAD: usize = usize::MAX;
    static ON: AtomicUsize = AtomicUsize::new(UNREAD);
    static REACHED: [AtomicBool; COUNT] = [const { AtomicBool::new(false) }; COUNT];
    pub fn on(mutant: usize) -> bool {
        match ON.load(Ordering::Relaxed) {
            0 => {
                REACHED[mutant].store(true, Ordering::Relaxed);
                false
            }
            UNREAD => {
                set(std::env::var("LBXC_MUTANT").ok().and_then(|it| it.parse().ok()).unwrap_or(0));
                on(mutant)
            }
            one => one == mutant,
        }
    }
    pub fn set(mutant: usize) {
        ON.store(mutant, Ordering::Relaxed);
    }
    /// Those that were reached since this was last asked.
    pub fn reached() -> Vec<usize> {
        (0..COUNT).filter(|at| REACHED[*at].swap(false, Ordering::Relaxed)).collect()
    }
}
"""
CONSTANT = {"const_item", "static_item", "macro_invocation", "macro_definition", "attribute_item"}


def position(place):
    return (place["line"] - 1, place["column"] - 1)


def byte_of(lines, place):
    """cargo-mutants counts characters, tree-sitter bytes."""
    row, column = position(place)
    return sum(len(line) for line in lines[:row]) + len(lines[row].decode()[:column].encode())


class File:
    """One source with its mutants."""

    def __init__(self, path, mutants):
        self.path = path
        self.source = path.read_bytes()
        self.mutants = mutants
        lines = self.source.splitlines(keepends=True)
        self.spans = {n: (byte_of(lines, m["span"]["start"]), byte_of(lines, m["span"]["end"])) for n, m in mutants.items()}
        self.functions = {
            n: (byte_of(lines, m["function"]["span"]["start"]), byte_of(lines, m["function"]["span"]["end"]))
            for n, m in mutants.items()
            if m.get("function")
        }
        self.root = PARSER.parse(self.source).root_node
        self.at = {}
        for n in mutants:
            node = self.node_of(n)
            if node is not None:
                self.at.setdefault(node.id, []).append(n)

    def node_of(self, n):
        """The node that a mutant changes, where a switch can be put around it."""
        mutant, (start, end) = self.mutants[n], self.spans[n]
        genre = mutant["genre"]
        if genre == "FnValue":
            node = self.root.descendant_for_byte_range(start, end)
            while node is not None and node.type != "function_item":
                node = node.parent
            return node
        node = self.root.descendant_for_byte_range(start, end)
        if genre in ("BinaryOperator", "UnaryOperator"):
            wanted = {"binary_expression", "unary_expression", "compound_assignment_expr"}
            node = node.parent if node.type not in wanted else node
            if node is None or node.type not in wanted:
                return None
            # `let` chains are no expressions.
            if node.parent is not None and node.parent.type == "let_chain" and self.operator_of(node) is None:
                return None
        elif genre == "MatchArm":
            while node is not None and node.type != "match_arm":
                node = node.parent
        elif genre == "MatchArmGuard":
            while node is not None and node.type != "match_pattern":
                node = node.parent
            if node is None or any(c.type in ("let_chain", "let_condition") for c in node.children):
                return None
        else:
            return None
        above = node
        while above is not None:
            if above.type in CONSTANT:
                return None
            above = above.parent
        return node

    def operator_of(self, node):
        return node.child_by_field_name("operator")

    def raw(self, node):
        return self.source[node.start_byte : node.end_byte].decode()

    def render(self, node):
        """The text of a node with the switches of all mutants in it."""
        out, at = [], node.start_byte
        for child in node.children:
            out.append(self.source[at : child.start_byte].decode())
            out.append(self.render(child))
            at = child.end_byte
        out.append(self.source[at : node.end_byte].decode())
        text = "".join(out)
        for n in self.at.get(node.id, []):
            whole = self.mutants[n]["genre"] != "FnValue"
            text = self.switched(node, n, text)
            text = f"/*<{n}*/{text}/*{n}>*/" if whole else text
        return text

    def switched(self, node, n, text):
        mutant = self.mutants[n]
        on, genre = f"crate::mutant::on({n})", mutant["genre"]
        if genre == "FnValue":
            value = mutant["replacement"]
            brace = text.index("{", self.body_offset(node, text))
            back = "return;" if value == "()" else f"return {value};"
            return f"{text[:brace + 1]}/*<{n}*/ if {on} {{ {back} }}/*{n}>*/ {text[brace + 1:]}"
        if genre == "BinaryOperator":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            changed = f"{self.raw(left)} {mutant['replacement']} {self.raw(right)}"
            if node.type == "compound_assignment_expr":
                return f"if {on} {{ {changed}; }} else {{ {text}; }}"
            return f"(if {on} {{ {changed} }} else {{ {text} }})"
        if genre == "UnaryOperator":
            return f"(if {on} {{ {self.raw(node.children[-1])} }} else {{ {text} }})"
        if genre == "MatchArm":
            arrow = text.rindex("=>", 0, self.arrow_offset(node, text))
            pattern = node.child_by_field_name("pattern")
            guard = pattern.child_by_field_name("condition") if pattern is not None else None
            if guard is not None:
                return text
            return f"{text[:arrow]} if !{on} {text[arrow:]}"
        # MatchArmGuard: the pattern node is `pattern if condition`.
        before, condition = re.split(r"\bif\b", text, maxsplit=1)
        if mutant["replacement"] == "true":
            return f"{before} if {on} || ({condition})"
        return f"{before} if !{on} && ({condition})"

    def body_offset(self, node, text):
        """Behind the signature, whose types may hold braces of no body."""
        body = node.child_by_field_name("body")
        return len(self.source[node.start_byte : body.start_byte].decode())

    def arrow_offset(self, node, text):
        value = node.child_by_field_name("value")
        tail = len(self.render(value)) + len(self.source[value.end_byte : node.end_byte].decode())
        return len(text) - tail


def write(tree, mutants):
    files = {}
    for n, mutant in mutants.items():
        files.setdefault(mutant["file"], {})[n] = mutant
    placed = set()
    for name, own in files.items():
        file = File(tree / name, own)
        placed |= {n for numbers in file.at.values() for n in numbers}
        (tree / name).write_text(file.render(file.root))
    return placed


def broken(tree, mutants):
    """The mutants around each place that the compiler does not take; `None` where there is no error."""
    run = subprocess.run(
        ["cargo", "check", "--lib", "--message-format", "json"], cwd=tree, capture_output=True, text=True
    )
    if run.returncode == 0:
        return None
    found = set()
    for line in run.stdout.splitlines():
        message = json.loads(line).get("message") or {}
        if message.get("level") != "error":
            continue
        # A match that guards leave open is named by its head: all its arms with a switch are at fault.
        arms = (message.get("code") or {}).get("code") == "E0004"
        for span in message["spans"] if not arms else [s for s in message["spans"] if s["is_primary"]]:
            text = (tree / span["file_name"]).read_bytes()
            best = None
            if arms:
                node = PARSER.parse(text).root_node.descendant_for_byte_range(span["byte_start"], span["byte_end"])
                while node.type != "match_expression":
                    node = node.parent
                for match in re.finditer(rb"/\*<(\d+)\*/", text[node.start_byte : node.end_byte]):
                    if mutants[int(match[1])]["genre"].startswith("MatchArm"):
                        found.add(int(match[1]))
                continue
            for match in re.finditer(rb"/\*<(\d+)\*/", text):
                end = text.find(b"/*%s>*/" % match[1], match.end())
                if match.start() <= span["byte_start"] < end and (best is None or match.start() > best[0]):
                    best = (match.start(), int(match[1]))
            if best:
                found.add(best[1])
    if not found:
        sys.exit(run.stderr[-4000:])
    return found


def main():
    tree, listed, index = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    mutants = dict(enumerate(json.load(open(listed)), 1))
    lib = tree / "src/lib.rs"
    lib.write_text(lib.read_text() + SWITCHES.replace("COUNT", str(len(mutants) + 1)))
    # What did not compile in a file is known the next time, as long as nobody changes the file.
    known_at = pathlib.Path(index).with_name("uncompilable.json")
    known = json.loads(known_at.read_text()) if known_at.exists() else {}
    digests = {m["file"]: hashlib.sha256((tree / m["file"]).read_bytes()).hexdigest() for m in mutants.values()}
    originals = {m["file"]: (tree / m["file"]).read_bytes() for m in mutants.values()}
    left = {n: m for n, m in mutants.items() if m["name"] not in known.get(digests[m["file"]], [])}
    while True:
        for name, text in originals.items():
            (tree / name).write_bytes(text)
        placed = write(tree, left)
        left = {n: m for n, m in left.items() if n in placed}
        wrong = broken(tree, left)
        if wrong is None:
            break
        print(f"{len(wrong)} do not compile as switches", file=sys.stderr)
        left = {n: m for n, m in left.items() if n not in wrong}
        for n in wrong:
            known.setdefault(digests[mutants[n]["file"]], []).append(mutants[n]["name"])
        known_at.write_text(json.dumps(known))
    keep = [{"number": n, "name": m["name"], "file": m["file"]} for n, m in sorted(left.items())]
    others = [m["name"] for n, m in mutants.items() if n not in left]
    json.dump({"switched": keep, "others": others}, open(index, "w"), indent=1)
    print(f"{len(keep)} of {len(mutants)} mutants are switches", file=sys.stderr)


main()
