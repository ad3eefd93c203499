//! What is said of wrong text. Each case is a mistake that somebody makes; the snapshot shows the message, and the text
//! after its fix, which must then read well.

use super::{mend, parse, render};

/// Renders a case; where a fix is certain, the mended text too.
fn case(text: &str) -> String {
    let found = parse(text).diagnostics;
    let mut out = format!("{}\n--\n{}", text.trim_end(), render(text, &found));
    if found.iter().all(|d| d.fixes.first().is_some_and(|f| f.certain)) {
        let mended = mend(text, &found);
        let left = render(&mended, &parse(&mended).diagnostics);
        assert_eq!(left, "", "the fix of\n{text}\ngives\n{mended}");
        out.push_str(&format!("--\n{}\n", mended.trim_end()));
    }
    out
}

/// One mistake each: exactly one message.
fn cases(texts: &[&str]) -> String {
    let mut out = Vec::new();
    for text in texts {
        let found = parse(text).diagnostics;
        assert_eq!(found.len(), 1, "one message for\n{text}\nnot\n{}", render(text, &found));
        out.push(case(text));
    }
    out.join("\n==========\n\n")
}

#[test]
fn what_new_users_write() {
    let said = cases(&[
        "lb e {\n  rule web = tcp www:80 => app:80 { probe: p }\n}",
        "lb e {\n  pool regions = [east.www, west.www]\n}",
        "lb e {\n  pool regions { member east.www }\n}",
        "peering a = spoke <-> hub { forwarded_traffic: true }",
        "vnet core 10.30.0.0/16, fd00:30::/48 {\n  subnet app 10.30.1.0/24\n}",
        "nsg a {\n  allow 100 web = tcp Internet -> *:80,443\n}",
        "nsg a {\n  allow 100 web = tcp 10.0.0.0/8, 11.0.0.0/8 -> *:80 {\n    raw { a: 1 }\n  }\n}",
        "nsg a {\n  allow web = tcp Internet -> *:80\n}",
        "lb e {\n  outbound o = any app -> www, www2 { ports_per_instance: max }\n}",
        "vmss w Flexible {\n  pools: edge.a, edge.b\n}",
        "public_ip p { zones: 1, 2, 3 }",
        "public_ip p { idle: 15 m, dns: \"x\" }",
        "public_ip p { idle: 90sec }",
        "vmss w Flexible { os_disk { size: 512GB } }",
        "vmss w Flexible {\n  upgrade { max_batch: 20 % }\n}",
        "vmss w Flexible {\n  profile x 1..2 { hours: 8:00..18:00 }\n}",
        "existing lb east = \"lb-shop\"",
        "existing lb east = \"lb-shop\" {\n  pool a\n}",
        "existing lb east = \"lb-shop\" { group: \"rg\" }",
        "secret param p: string",
        "secret param p: string = \"\"",
        "@secure()\nparam p: string",
        "@description(\"x\")\nparam p: string",
        "param p = 5",
        "param p = \"a\"",
        "let x: int = 5",
        "let x: 5",
        "output u: string = a.b",
        "var x = 5",
        "lte x = 5",
        "rul web = tcp www:80 -> app:80",
        "vnet core = 10.0.0.0/16",
        "vnet core: 10.0.0.0/16 {\n  subnet a 10.0.0.0/24\n}",
        "vnet core: {\n  subnet a 10.0.0.0/24\n}",
        "subnet 10-app 10.0.0.0/24",
        "tags = { a: 1 }",
        "vmss w Flexible {\n  upgrade: Rolling {\n    pause: 1s\n  }\n}",
        "if x = 1 {\n  public_ip a\n}",
        "if x {\n}\nelse {\n}",
        "if x {\n} elif y {\n}",
        "for i = 1..3 {\n}",
        "frontend www: pip",
        "frontend www pip",
        "rule web tcp www:80 -> app:80",
        "rule web: tcp www:80 -> app:80",
        "resource x \"A/b@2023-01-01\" {\n  location: \"global\"\n}",
        "expect tcp a -> b:80",
        "expect tcp a b:80 allowed",
        "waive a-rule",
        "use ./network.lbx",
        "module m {\n}",
        "out by 1 when cpu > 75% for 10m",
        "out 1 when cpu > 75%",
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn marks_of_other_languages() {
    let said = cases(&[
        "let x = 'abc'",
        "let x = “abc”",
        "let x = 1;",
        "# a comment",
        "let x = 1 /* why */",
        "let x = a && b",
        "let x = a || b",
        "let x = !a",
        "let x = a ? b : c",
        "let x = a / b",
        "let x = ${name}",
        "let x = lower (name)",
        "let x =\u{A0}1",
        "let x = 3 – 1",
        "let größe = 1",
        "let x = \"D:\\SvcFab\"",
        "let x = 99999999999999999999",
        "let x = 25:00",
        "let x = 12parsec",
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn what_is_never_closed() {
    let said = cases(&[
        "vnet core 10.0.0.0/16 {\n  subnet a 10.0.0.0/24\n\nnsg app {\n}",
        "vnet core 10.0.0.0/16 {\n  subnet a 10.0.0.0/24 // why\n// the end\n",
        "let a = {\n  b: 1\n\nlet c = 2",
        "lb e {\n  rule a = tcp f:80 -> p:80 {\n    probe: q\n  pool b\n}\n\nnsg app {\n}",
        "for i in 1..2 {\n  vm a {\n    size: b\n  }\n",
        "nsg app {\n}\n}",
        "public_ip p { dns: \"shop }\nnsg a",
        "public_ip p {\n  dns: \"shop\n  idle: 4m\n}",
        "public_ip p { dns: \"a-${env\" }",
        "public_ip p { zones: [1, 2 }",
        "public_ip p {\n  zones: [1, 2\n  idle: 4m\n}",
        "let x = lower(a",
        "let x = [a\n  b]",
        "let x = [\n  1,\n  2\n  3,\n]",
        "let x = \"\"\"\n  never closed\n\nnsg app {\n",
        "let x = \"\"\"a\"\"\"",
        "let x = a +",
        "let x = a < b < c",
        "let x = a == not b",
        "a: { b: 1 c: 2 }",
    ]);
    insta::assert_snapshot!(said);
}

#[test]
fn each_mistake_has_its_message_and_costs_nothing_else() {
    let text = "public_ip www { idle: 15 m, zones: [1, 2] }

lb edge {
  frontend www = www
  pool app
  rule web = tcp www:80 => app:8080 { probe: health }
  probe health http :8080 /healthz
  nat_pool ssh = tcp www:50000..50119 -> :22
}

nsg app {
  allow web = tcp Internet -> *:80

vmss web Uniform {
  image: ubuntu_24_04
  nic main { pools: [edge.app }
}
";
    let parsed = parse(text);
    insta::assert_snapshot!(render(text, &parsed.diagnostics));
    assert_eq!(parsed.diagnostics.len(), 6);
    // All four things are there, and what stands in them.
    let names: Vec<String> = parsed
        .ast
        .stmts
        .iter()
        .filter_map(|s| if let lbxc::syntax::ast::StmtKind::Node(node) = &s.kind { Some(node) } else { None })
        .map(|n| format!("{} {}", n.kind.head.text, n.block.as_ref().map_or(0, |b| b.stmts.len())))
        .collect();
    assert_eq!(names, ["public_ip 2", "lb 5", "nsg 1", "vmss 2"]);
}

#[test]
fn a_broken_block_keeps_its_name_and_what_stands_in_it() {
    use lbxc::syntax::ast::StmtKind;
    for (text, kind, name, inside) in [
        ("rule web = tcp www:80 ~ app:80 {\n  probe: p\n}", "rule", Some("web"), 1),
        ("allow 100 web = tcp www:80 app:80", "allow", Some("web"), 0),
        ("frontend www = ] {\n  a: 1\n  b: 2\n}", "frontend", Some("www"), 2),
        ("vnet core 10.0.0.0/16, 10.1.0.0/16 {\n  subnet a 10.0.0.0/24\n}", "vnet", None, 1),
        ("vmss web ~ {\n  size: b\n}", "vmss", None, 1),
    ] {
        let parsed = parse(text);
        assert_eq!(parsed.diagnostics.len(), 1, "{text}: {}", render(text, &parsed.diagnostics));
        let [only] = &parsed.ast.stmts[..] else { panic!("{text}: {:?}", parsed.ast.stmts) };
        let StmtKind::Node(node) = &only.kind else { panic!("{text}: {only:?}") };
        assert!(node.broken, "{text}");
        assert_eq!(&*node.kind.head.text, kind, "{text}");
        assert_eq!(node.name.as_ref().map(|n| &*n.text), name, "{text}");
        assert_eq!(node.block.as_ref().map_or(0, |b| b.stmts.len()), inside, "{text}");
    }
}

#[test]
fn control_characters_are_told_once_and_removed() {
    let text = "let a = 1\0\nlet b = \"x\u{7}y\"\n// c\u{1}\nlet d = 2\rlet e = 3\n";
    insta::assert_snapshot!(render(text, &parse(text).diagnostics));
}

#[test]
fn every_word_that_no_block_holds_ends_the_blocks_above_it() {
    for word in [
        "deploy",
        "param",
        "let",
        "use",
        "module",
        "expect",
        "output",
        "existing",
        "vnet",
        "nsg",
        "asg",
        "route_table",
        "public_ip",
        "public_ip_prefix",
        "nat_gateway",
        "lb",
        "vmss",
        "vm",
        "availability_set",
        "proximity_group",
        "resource",
    ] {
        // Seventy open blocks do not nest, and what follows is read as if the brace were there.
        let text = format!("{}\n{word} x\n", format!("nsg a {{\n  deny 1 b = any * -> *:*\n\n{word} x\n").repeat(70));
        let found = parse(&text).diagnostics;
        let braces = found.iter().filter(|d| d.code.name == "missing-brace").count();
        assert_eq!(braces, 70, "{word}: {}", render(&text, &found));
        assert!(found.iter().all(|d| d.code.name != "too-deep"), "{word}");
        let property = format!("nsg a {{\n{word}: 1\n}}\n");
        assert_eq!(render(&property, &parse(&property).diagnostics), "");
    }
}

#[test]
fn a_broken_line_brings_no_second_message_where_its_name_is_used() {
    use lbxc::compile::{Options, compile};
    let text = "deploy { group: \"rg\", location: eastus2 }
param port = 8080
lt hidden = 2

nsg app {
  allow web = tcp Internet -> *:port
  allow 110 more = tcp Internet -> *:hidden
}

vnet core 10.30.0.0/16, 10.31.0.0/16 {
  subnet app 10.30.1.0/24 { nsg: app }
}
";
    let mut nothing = lbxc::source::Memory::default();
    let compilation = compile("test.lbx", text.to_string(), &mut nothing, &Options::default());
    let errors: Vec<&str> =
        compilation.diagnostics.iter().filter(|d| d.level <= lbxc::diag::Level::Warning).map(|d| d.code.name).collect();
    assert_eq!(errors, ["syntax", "syntax", "syntax", "wants-list"], "{}", render(text, &compilation.diagnostics));
}
