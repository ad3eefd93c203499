//! What is lbx and what is not: for each construct the spellings that are taken and those that are not.

use lbxc::syntax::ast::{ExprKind, StmtKind, StrPart};
use pretty_assertions::assert_eq;

use super::{parse, render};

/// Lines that each must be, or not be, lbx, alone at top level.
struct Table {
    of: &'static str,
    accepts: &'static [&'static str],
    rejects: &'static [&'static str],
}

const TABLES: &[Table] = &[
    Table {
        of: "property",
        accepts: &[
            "a: 1",
            "a : 1",
            "\"a b\": 1",
            "a-b: 1",
            "_a: 1",
            "if: 1",
            "pool: pool",
            "route: x",
            "a:1",
            "param: x",
        ],
        rejects: &["a = 1", "a: ", "a: 1 2", "1a: 1", "a-: 1", "__a: 1", "a.b: 1"],
    },
    Table {
        of: "block",
        accepts: &[
            "nsg app",
            "nsg app {}",
            "nsg app { }",
            "vnet core 10.0.0.0/16 {}",
            "vnet core [10.0.0.0/16, fd00::/48] {}",
            "subnet app cidr_subnet(net, 24, 1)",
            "upgrade Rolling { max_batch: 20% }",
            "autoscale 3..peak",
            "autoscale 3 .. peak",
            "data_disk 0",
            "health tcp :5432",
            "health http :8080 /healthz {}",
            "health edge.probe",
            "net.tier orders { port: 1 }",
            "existing vnet hub",
            "pool pool",
            "subnet \"Gateway Subnet\" 10.0.0.0/24",
        ],
        rejects: &[
            "nsg app {} x",
            "vnet core 10.0.0.0/16, 10.1.0.0/16",
            "nsg = app",
            "vnet core: {}",
            "vm 1a",
            "health tcp :",
        ],
    },
    Table {
        of: "definition",
        accepts: &[
            "frontend www",
            "frontend www = www",
            "frontend ilb = core.app { address: 10.0.0.4 }",
            "existing resource x = \"A/b\"",
            "probe p = tcp :80",
            "probe p = http :app_port \"/a b\"",
            "probe p = http :80 /a?b=c",
            "probe p",
            "rule web = tcp www:80 -> app:8080",
            "rule all = any ilb:* -> db:*",
            "rule gw = any fe:* -> [a, b]:*",
            "nat_pool ssh = tcp www:50000..50119 -> :22",
            "nat_pool ssh = tcp www:(a + 1)..(b + 1) -> :22",
            "nat_rule ssh = tcp www : 50000 -> : 22",
            "outbound o = any app -> [a, b]",
            "allow 100 web = tcp Internet -> *:80",
            "allow outbound p web = udp [10.0.0.0/8, 11.0.0.0/8]:53 -> [2001:db8::/32]:443..444",
            "deny (100 + i) all = any * -> *:*",
            "route all = 0.0.0.0/0 -> 10.0.0.4",
            "out by 1 when cpu > 75% over 10m",
            "in to 3 when \"Inbound Flows\" <= limit {}",
            "out by 10% when a.b != 3",
            "nat_pool ssh",
            "tcp web_tier",
        ],
        rejects: &[
            "frontend www =",
            "frontend www = { a: 1 }",
            "frontend www: x",
            "probe p = http 80",
            "rule web = tcp www:80",
            "rule web = tcp www:80 => app:80",
            "rule web = tcp www:80 - > app:80",
            "allow web = tcp * -> *:80",
            "allow 100 = tcp * -> *:80",
            "allow -1 web = tcp * -> *:80",
            "route all = 0.0.0.0/0",
            "out 1 when cpu > 3",
            "out by 1 when cpu 3",
            "out by 1 when cpu > 3 over",
            "existing rule x",
        ],
    },
    Table {
        of: "sentence",
        accepts: &[
            "param p: int",
            "param p: int in 1..3 = 2",
            "param p: string(3..61) in [\"abc\"] = none",
            "param p: list(string)",
            "param p: list(list(int))",
            "let a = 1",
            "output a = b.c",
            "use std.web_tier",
            "use existing \"./a.lbx\" as a",
            "module m() {}",
            "module m(a: int) {\n}",
            "module m(\n  a: int = 1, // why\n\n  b: subnet,\n) {\n}",
            "for i in 1..2 {}",
            "for k, v in { a: 1 } {}",
            "if a {\n} else if b {\n} else {\n}",
            "if not a and b == \"c\" {}",
            "expect tcp a -> b:80 allowed",
            "expect tcp a except [10.0.0.0/8] -> b:80 blocked",
            "expect any app -> Internet via hub.inside",
            "expect tcp a -> b:80 reaches c:8080 via d { min_ports: 8 }",
            "waive a-rule because \"why\"",
            "raw { a: { b: 1 } }",
            "raw {\n  a: 1\n\n  // why\n  b: 2 }",
        ],
        rejects: &[
            "param p",
            "param p = 1",
            "param p: string(3)",
            "param p: int in = 3",
            "let a: int = 1",
            "let a =",
            "use ./a.lbx",
            "use \"a.lbx\" as",
            "module m {}",
            "module m(a) {}",
            "module m(a: int)",
            "for i = 1..2 {}",
            "for i in {}",
            "if {}",
            "if a {\n}\nelse {\n}",
            "expect tcp a -> b:80",
            "expect a -> b:80 allowed",
            "waive a-rule",
            "raw x",
        ],
    },
    Table {
        of: "value",
        accepts: &[
            "x: 0",
            "x: -1",
            "x: 0.5",
            "x: -0.5",
            "x: 9223372036854775807",
            "x: true",
            "x: none",
            "x: \"\"",
            "x: \"a\"",
            "x: \"\\\"\\\\\\n\\t\\u{e9}\"",
            "x: \"$${a} $ $a $$\"",
            "x: \"${a}\"",
            "x: \"${a[\"b\"]}\"",
            "x: \"${f(\"a}b\")}\"",
            "x: \"\"\"\n  a\n  \"\"\"",
            "x: 5s",
            "x: 1h30m",
            "x: 7d",
            "x: 20%",
            "x: 128GiB",
            "x: 4TiB",
            "x: 08:00",
            "x: 08:00..18:00",
            "x: 10.0.0.4",
            "x: 10.0.0.0/16",
            "x: ace:cab:deca::/48",
            "x: ::",
            "x: ::/0",
            "x: ::1",
            "x: 2001:db8:0:0:0:0:0:1",
            "x: ::ffff:10.0.0.1",
            "x: [1, 2, 3]",
            "x: [1, 2, 3,]",
            "x: [\n  1, // one\n\n  2,\n]",
            "x: []",
            "x: {}",
            "x: { a: 1 }",
            "x: { a: 1, \"b c\": 2, }",
            "x: {\n  a: 1\n  b: 2\n}",
            "x: lower(a)",
            "x: f()",
            "x: f(a, [b], { c: d })",
            "x: f(\n  a,\n  b,\n)",
            "x: call(r, \"listKeys\").keys[0].value",
            "x: a.b.c",
            "x: a[1]",
            "x: a[1][b].c",
            "x: a[*].b",
            "x: edge.\"web.v2\"",
            "x: a + b - c * d",
            "x: 6 - i",
            "x: (a)",
            "x: (\n  a\n)",
            "x: not a",
            "x: not not a",
            "x: a == b and c != d or e <= f",
            "x: a < b",
            "x: a >= b",
            "x: a .. b",
            "x: 1..3",
            "x: Monday..Friday",
            "x: if a then b",
            "x: if a then b else if c then d else e",
            "x: if a == none then [1] else []",
            "x: (a + 1) * 2",
            "x: android",
            "x: orange",
            "x: notice",
            "x: nonesuch",
            "x: ifs",
            "x: 10.0.0.300",
        ],
        rejects: &[
            "x: [1 2]",
            "x: [1",
            "x: (a",
            "x: f(a",
            "x: f (a)",
            "x: a b",
            "x: a +",
            "x: + a",
            "x: a..",
            "x: ..a",
            "x: a..b..c",
            "x: a < b < c",
            "x: if a b",
            "x: if a then",
            "x: a == not b",
            "x: 15 m",
            "x: 15min",
            "x: 9223372036854775808",
            "x: 24:00",
            "x: 8:00",
            "x: 08:60",
            "x: \"a",
            "x: \"\\d\"",
            "x: \"\\u{110000}\"",
            "x: \"${a\"",
            "x: \"${}\"",
            "x: \"\"\"a\"\"\"",
            "x: \"\"\"\n  a\"\"\"",
            "x: 'a'",
            "x: a.",
            "x: a.1",
            "x: a[",
            "x: a[]",
            "x: { a }",
            "x: { a: 1 b: 2 }",
            "x: a && b",
            "x: !a",
            "x: a ? b : c",
            "x: a = b",
            "x: then",
            "x: 99999999999999999999d",
            "x: 5_000",
            "x: 6-1",
            "x: 6-i",
        ],
    },
];

#[test]
fn each_construct_takes_its_spellings_and_no_others() {
    let mut wrong = Vec::new();
    for table in TABLES {
        for text in table.accepts {
            let found = parse(text).diagnostics;
            if !found.is_empty() {
                wrong.push(format!("{}: `{text}` is lbx, but: {}", table.of, render(text, &found)));
            }
        }
        for text in table.rejects {
            let found = parse(text).diagnostics;
            if found.len() != 1 {
                wrong.push(format!("{}: `{text}` wants one message, not: {}", table.of, render(text, &found)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn whole_texts_are_read_without_a_word() {
    for text in [super::SHOP, super::TIERS] {
        let parsed = parse(text);
        assert_eq!(render(text, &parsed.diagnostics), "");
        assert!(parsed.ast.junk.is_empty() && parsed.ast.lost.is_empty());
    }
}

#[test]
fn line_ends_tabs_and_a_byte_order_mark_change_nothing() {
    let plain = "nsg app {\n  deny 100 all = any * -> *:*\n}\n\nlet t = \"\"\"\n  a\n\n  b\n  \"\"\"\n";
    for text in [plain.replace('\n', "\r\n"), plain.replace("  ", "\t"), format!("\u{FEFF}{plain}")] {
        let parsed = parse(&text);
        assert_eq!(render(&text, &parsed.diagnostics), "");
        assert_eq!(parsed.ast.stmts.len(), 2);
        assert_eq!(text_of(&text), "a\n\nb\n");
    }
}

/// The last statement's string.
fn text_of(text: &str) -> String {
    let parsed = parse(text);
    let value = match parsed.ast.stmts.last().map(|s| &s.kind) {
        Some(StmtKind::Let(value)) => &value.value,
        Some(StmtKind::Property(property)) => &property.value,
        other => panic!("no value: {other:?}"),
    };
    let ExprKind::Str(parts) = &value.kind else { panic!("no string: {value:?}") };
    parts.iter().map(|p| if let StrPart::Text(text) = p { text.to_string() } else { "<>".to_string() }).collect()
}

#[test]
fn strings_mean_what_they_say() {
    for (text, meant) in [
        (r#"x: "a\"b\\c\nd\te\u{e9}""#, "a\"b\\c\nd\te\u{e9}"),
        (r#"x: "$${a} $b $ ${c}!""#, "${a} $b $ <>!"),
        ("x: \"\"\"\n  a\n    b \\n\n\n  $${c} ${d}\n  \"\"\"", "a\n  b \\n\n\n${c} <>\n"),
        ("x: \"\"\"\n  \"\"\"", ""),
        ("x: \"\"\"\n  a\n\"\"\"", "  a\n"),
        ("x: \"\"\"\na\n  ${b}\n  \"\"\"", "a\n<>\n"),
    ] {
        assert_eq!(text_of(text), meant, "{text}");
    }
}

#[test]
fn docs_belong_to_the_statement_right_below() {
    let text = "/// a\n///  b\nnsg one {\n  /// c\n  deny 1 x = any * -> *:*\n}\n/// d\n\nnsg two\n/// e\n// f\nnsg three /// g\nnsg four\n//// h\nnsg five\n";
    let parsed = parse(text);
    let docs: Vec<Option<&str>> = parsed.ast.stmts.iter().map(|s| s.doc.as_ref().map(|d| &*d.text)).collect();
    assert_eq!(docs, [Some("a\n b"), None, None, None, None]);
    let StmtKind::Node(first) = &parsed.ast.stmts[0].kind else { panic!("a block") };
    let inner = first.block.as_ref().and_then(|b| b.stmts[0].doc.as_ref()).map(|d| &*d.text);
    assert_eq!(inner, Some("c"));
    assert_eq!(parsed.ast.comments.len(), 8);
}

#[test]
fn operators_bind_as_the_reference_says() {
    for (text, meant) in [
        ("x: a or b and not c == d..e + f * g", "or(a, and(b, not(==(c, ..(d, +(e, *(f, g)))))))"),
        ("x: a - b - c", "-(-(a, b), c)"),
        ("x: not a == b", "not(==(a, b))"),
        ("x: not not a and b", "and(not(not(a)), b)"),
        ("x: a == b..c", "==(a, ..(b, c))"),
        ("x: (a or b) and c", "and((or(a, b)), c)"),
    ] {
        let parsed = parse(text);
        let Some(StmtKind::Property(property)) = parsed.ast.stmts.first().map(|s| &s.kind) else { panic!("{text}") };
        assert_eq!(shape(&property.value.kind), meant, "{text}");
    }
}

fn shape(kind: &ExprKind) -> String {
    use lbxc::syntax::ast::{BinaryOp, CompareOp};
    match kind {
        ExprKind::Ref(path) => path.head.text.to_string(),
        ExprKind::Paren(inner) => format!("({})", shape(&inner.kind)),
        ExprKind::Not(inner) => format!("not({})", shape(&inner.kind)),
        ExprKind::Range(ends) => format!("..({}, {})", shape(&ends.0.kind), shape(&ends.1.kind)),
        ExprKind::Binary(op, sides) => {
            let op = match op {
                BinaryOp::Or => "or",
                BinaryOp::And => "and",
                BinaryOp::Compare(CompareOp::Eq) => "==",
                BinaryOp::Compare(_) => "?",
                BinaryOp::Add => "+",
                BinaryOp::Sub => "-",
                BinaryOp::Mul => "*",
            };
            format!("{op}({}, {})", shape(&sides.0.kind), shape(&sides.1.kind))
        }
        other => format!("{other:?}"),
    }
}

#[test]
fn every_comparison_is_itself_whatever_stands_around_it() {
    use lbxc::syntax::ast::{BinaryOp, CompareOp::*};
    for (written, meant) in [("==", Eq), ("!=", Ne), ("<", Lt), ("<=", Le), (">", Gt), (">=", Ge)] {
        for text in [format!("x: a {written} b"), format!("x: a{written}b"), format!("x: a \t{written}\t b")] {
            let parsed = parse(&text);
            let Some(StmtKind::Property(property)) = parsed.ast.stmts.first().map(|s| &s.kind) else {
                panic!("{text}")
            };
            let ExprKind::Binary(BinaryOp::Compare(op), _) = &property.value.kind else { panic!("{text}") };
            assert_eq!(*op, meant, "{text}");
        }
    }
}
