#!/usr/bin/env python3
"""Writes the modules that the macro `rules!` declares as plain lines: cargo-mutants follows no macros.

usage: open_rules.py TREE     (changes TREE/src/rules/mod.rs in place)
"""
import pathlib
import re
import sys

path = pathlib.Path(sys.argv[1]) / "src/rules/mod.rs"
text = path.read_text()
listed = text[text.index("\nrules! {") + len("\nrules! {") :]
# Without comments and the heads of groups.
stems = re.sub(r'//.*|\["[^]]*\]', "", listed[: listed.index("\n}")]).split()
text, count = re.subn(r"        \$\(\$\(mod \$stem;\)\*\)\*\n", "", text)
assert count == 1, "the macro `rules!` declares no modules any more"
at = text.index("macro_rules! rules")
path.write_text(text[:at] + "".join(f"mod {stem};\n" for stem in stems) + "\n" + text[at:])
