//! The one layout: what it looks like, and that it changes nothing but blanks.

use lbxc::syntax::ast::{
    Ast, Block, Definition, Else, Endpoint, Expr, ExprKind, Head, Name, Port, Ref, Stmt, StmtKind,
};
use lbxc::syntax::{Parsed, format};
use pretty_assertions::assert_eq;

use super::{SHOP, TIERS, parse, render};

/// The statements of a tree without places, quotes, and what the layout leaves out.
pub(super) fn meaning(parsed: &Parsed) -> String {
    let mut ast: Ast = parsed.ast.clone();
    ast.stmts.iter_mut().for_each(plain);
    let mut out = String::new();
    let text = format!("{:?}", ast.stmts);
    let mut rest = text.as_str();
    while let Some(at) = rest.find("Span {") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once('}').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.replace("quoted: true", "quoted: false")
}

/// Takes away what may be written in two ways.
fn plain(stmt: &mut Stmt) {
    let inside = |block: &mut Block| block.stmts.iter_mut().for_each(plain);
    match &mut stmt.kind {
        StmtKind::Node(node) => {
            match &mut node.definition {
                Some(Definition::NsgRule { flow, .. }) => any_source(&mut flow.from),
                _ => unquote(node.heads.first_mut()),
            }
            node.block.iter_mut().for_each(inside);
            if node.block.as_ref().is_some_and(|b| b.stmts.is_empty()) {
                node.block = None;
            }
        }
        StmtKind::Expect(expect) => {
            any_source(&mut expect.from);
            if expect.block.as_ref().is_some_and(|b| b.stmts.is_empty()) {
                expect.block = None;
            }
        }
        StmtKind::Module(module) => inside(&mut module.body),
        StmtKind::For(each) => inside(&mut each.body),
        StmtKind::If(branch) => {
            inside(&mut branch.then);
            let mut next = &mut branch.otherwise;
            while let Some(Else::If(inner, _)) = next {
                inside(&mut inner.then);
                next = &mut inner.otherwise;
            }
            if let Some(Else::Block(block)) = next {
                inside(block);
            }
        }
        _ => {}
    }
}

fn any_source(endpoint: &mut Endpoint) {
    if endpoint.host.is_some() && matches!(endpoint.port, Some(Port::Any(_))) {
        endpoint.port = None;
    }
}

fn unquote(head: Option<&mut Head>) {
    let Some(Head::Value(Expr { kind, span })) = head else { return };
    if let ExprKind::Str(parts) = kind {
        let [lbxc::syntax::ast::StrPart::Text(text)] = &parts[..] else { return };
        let head = Name { text: text.clone(), span: *span, quoted: false };
        *kind = ExprKind::Ref(Ref { head, trailers: Vec::new(), span: *span });
    }
}

/// Every comment in order.
pub(super) fn comments(text: &str, parsed: &Parsed) -> Vec<String> {
    parsed.ast.comments.iter().map(|c| text[c.span.range()].trim_end().to_string()).collect()
}

fn laid_out(text: &str) -> String {
    let parsed = parse(text);
    format(text, &parsed.ast)
}

#[test]
fn texts_in_the_layout_stay_as_they_are() {
    for text in [SHOP, TIERS] {
        let expected = text.replace("    \n", "\n").replace("tier \"search\"", "tier search");
        assert_eq!(laid_out(text), expected);
    }
}

#[test]
fn the_layout() {
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/syntax/untidy.lbx")).expect("a text");
    let parsed = parse(&text);
    assert_eq!(render(&text, &parsed.diagnostics), "");
    let tidy = format(&text, &parsed.ast);
    let again = parse(&tidy);
    assert_eq!(meaning(&again), meaning(&parsed));
    assert_eq!(comments(&tidy, &again), comments(&text, &parsed));
    assert_eq!(format(&tidy, &again.ast), tidy);
    insta::assert_snapshot!(tidy);
}

#[test]
fn what_cannot_be_read_is_kept_as_it_is() {
    let text = "nsg  app{\nallow  web =  tcp *->*:80   // why\n   ???  {  x   y }\nidle:   15  m\n}\nrule web = tcp a:80 => ] {\nprobe:x\n}\n";
    assert_eq!(
        laid_out(text),
        "nsg app {\n  allow  web =  tcp *->*:80 // why\n  ???  {  x   y }\n  idle:   15  m\n}\n\nrule web = tcp a:80 => ] {\n  probe: x\n}\n"
    );
}

#[test]
fn a_file_with_an_open_block_comes_back_as_it_was() {
    let text = "nsg  app {\n\nlet  x=1\n";
    assert_eq!(laid_out(text), text);
}

#[test]
fn line_ends_are_kept_and_the_last_line_ends() {
    assert_eq!(laid_out("let a=1\r\nlet b=2"), "let a = 1\r\nlet b = 2\r\n");
    assert_eq!(laid_out("\n\n  let a=1\n\n\n\nlet b=2\n\n"), "let a = 1\n\nlet b = 2\n");
    assert_eq!(laid_out(""), "");
    assert_eq!(laid_out("\n\n"), "");
    assert_eq!(laid_out("\u{FEFF}// a\n"), "// a\n");
}

/// What the stream found: behind a map that had to be opened, a call needs no opening, now or later.
#[test]
fn a_second_run_has_nothing_to_do() {
    let text = "output said = if public then \"${cidr_subnet(range_cidr, 24, 2)}\" else if public then \
                json({ camelCase0: json_file(\"data.json\"), \"with space1\": maybe }) else file(\"init.sh\")\n";
    let once = format(text, &parse(text).ast);
    assert_eq!(format(&once, &parse(&once).ast), once);
    assert!(once.ends_with("}) else file(\"init.sh\")\n"), "{once}");
}
