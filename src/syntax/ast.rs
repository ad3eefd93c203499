//! The tree of a file: what was written, with a span on everything, and nothing resolved.
//! Deliberately absent: kinds and properties. `image ubuntu` is a node of the kind word `image`; what that
//! means inside a scale set is for `topology` to say.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::source::{FileId, Span};

/// Shared text.
pub type Text = Arc<str>;

/// A file.
#[derive(Clone, Debug)]
pub struct Ast {
    /// Which file.
    pub file: FileId,
    /// Its statements in order.
    pub stmts: Vec<Stmt>,
    /// Every comment, doc comments included, in order.
    pub comments: Vec<Comment>,
    /// Spans of lines that could not be read (each has been reported); the formatter keeps them as they are.
    pub junk: Vec<Span>,
    /// Words of those lines. One of them may be the declaration that a name elsewhere misses, so an unknown name
    /// that stands here is not worth a message of its own.
    pub lost: BTreeSet<Text>,
}

/// A comment: `//` or `///`, to the end of its line.
#[derive(Clone, Debug)]
pub struct Comment {
    /// With its slashes, without the line's end.
    pub span: Span,
    /// `///`.
    pub doc: bool,
}

/// Doc lines directly above a statement, without slashes, joined by newlines.
#[derive(Clone, Debug)]
pub struct Doc {
    /// The text.
    pub text: Text,
    /// All lines.
    pub span: Span,
}

/// A statement.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// Which.
    pub kind: StmtKind,
    /// From its first token to its last, without comments.
    pub span: Span,
    /// The doc comment above it.
    pub doc: Option<Doc>,
}

/// The kinds of statements.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// `key: value`
    Property(Property),
    /// Any block or definition: `nsg app {…}`, `rule web = tcp www:80 -> app:8080`, `orders.tier x {…}`.
    Node(Box<Node>),
    /// `param NAME: TYPE in SET = DEFAULT`
    Param(Box<Param>),
    /// `let NAME = VALUE`
    Let(Let),
    /// `output NAME = VALUE`
    Output(Let),
    /// `use …`
    Use(Use),
    /// `module NAME(…) {…}`
    Module(Box<Module>),
    /// `for …`
    For(Box<For>),
    /// `if …`
    If(Box<If>),
    /// `expect …`
    Expect(Box<Expect>),
    /// `waive RULE because "…"`
    Waive(Waive),
    /// `raw {…}`
    Raw(Raw),
    /// A line that could not be read; reported by the parser.
    Junk,
}

/// A name or key: a word, or a quoted string.
#[derive(Clone, Debug)]
pub struct Name {
    /// Without quotes.
    pub text: Text,
    /// With quotes.
    pub span: Span,
    /// Whether it was written in quotes.
    pub quoted: bool,
}

/// `key: value`
#[derive(Clone, Debug)]
pub struct Property {
    /// The key.
    pub key: Name,
    /// The value.
    pub value: Expr,
}

/// `{ … }`
#[derive(Clone, Debug)]
pub struct Block {
    /// What stands inside.
    pub stmts: Vec<Stmt>,
    /// The opening brace.
    pub open: Span,
    /// The closing one; `None` where it is missing (reported).
    pub close: Option<Span>,
}

/// A block or a definition of any kind.
#[derive(Clone, Debug)]
pub struct Node {
    /// The word `existing`.
    pub existing: Option<Span>,
    /// The kind word; a module's name; `allow`, `deny`, `out`, `in` for rules.
    pub kind: Ref,
    /// The name, where the grammar itself knows it (definitions). In a plain node the name is the first head.
    pub name: Option<Name>,
    /// What stands between kind and block.
    pub heads: Vec<Head>,
    /// What follows the name of a definition.
    pub definition: Option<Definition>,
    /// The block.
    pub block: Option<Block>,
    /// Some of the line could not be read, and this has been reported: what seems to be missing here may only be
    /// unreadable.
    pub broken: bool,
}

/// One part of a head.
#[derive(Clone, Debug)]
pub enum Head {
    /// A word, literal, list, range or expression in parentheses.
    Value(Expr),
    /// `:8080`, with the colon's span.
    Port(Expr, Span),
    /// `/healthz`
    Path(Name),
}

impl Head {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Head::Value(e) => e.span,
            Head::Port(e, colon) => colon.to(e.span),
            Head::Path(n) => n.span,
        }
    }
}

/// What follows a definition's name.
#[derive(Clone, Debug)]
pub enum Definition {
    /// `= value`
    Value(Expr),
    /// `= http :8080 /healthz`
    Probe(ProbeSpec),
    /// `= tcp www:80 -> app:8080`
    Flow(Flow),
    /// `= prefix -> hop`
    Route {
        /// The prefix.
        from: Endpoint,
        /// The next hop.
        to: Endpoint,
    },
    /// An NSG rule; the node's kind is `allow` or `deny`.
    NsgRule {
        /// The word `outbound`.
        outbound: Option<Span>,
        /// The priority; `none` where it is missing (reported, and the node is `broken`).
        priority: Expr,
        /// The flow.
        flow: Flow,
    },
    /// A scale rule; the node's kind is `out` or `in`.
    Scale(Scale),
}

/// `http :8080 /healthz`
#[derive(Clone, Debug)]
pub struct ProbeSpec {
    /// The protocol's word.
    pub protocol: Name,
    /// The port.
    pub port: Expr,
    /// A bare path (as a string expression) or any value.
    pub path: Option<Expr>,
}

/// `PROTOCOL FROM -> TO`
#[derive(Clone, Debug)]
pub struct Flow {
    /// The protocol's word.
    pub protocol: Name,
    /// Where packets come from.
    pub from: Endpoint,
    /// Where they go.
    pub to: Endpoint,
    /// All of it.
    pub span: Span,
}

/// `host:port`, either part may be missing but not both.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The host.
    pub host: Option<Host>,
    /// The port or ports.
    pub port: Option<Port>,
    /// All of it.
    pub span: Span,
}

/// Who.
#[derive(Clone, Debug)]
pub enum Host {
    /// `*`
    Any(Span),
    /// An address, a name, a list.
    Value(Expr),
}

/// Which port.
#[derive(Clone, Debug)]
pub enum Port {
    /// `*`
    Any(Span),
    /// A number, a range, a list, a name.
    Value(Expr),
}

impl Port {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Port::Any(span) => *span,
            Port::Value(e) => e.span,
        }
    }
}

/// `out by 1 when cpu > 75% over 10m`
#[derive(Clone, Debug)]
pub struct Scale {
    /// `to` instead of `by`.
    pub to: bool,
    /// How many, or what share.
    pub amount: Expr,
    /// The metric.
    pub metric: Expr,
    /// The comparison, as written.
    pub op: CompareOp,
    /// Its span.
    pub op_span: Span,
    /// The threshold.
    pub threshold: Expr,
    /// The window.
    pub over: Option<Expr>,
}

/// `param NAME: TYPE in SET = DEFAULT`; a module's argument has the same shape.
#[derive(Clone, Debug)]
pub struct Param {
    /// The name.
    pub name: Name,
    /// The type.
    pub ty: Type,
    /// The promise.
    pub within: Option<Expr>,
    /// The default.
    pub default: Option<Expr>,
    /// A module argument's doc comment stands on the argument; a param's on its statement.
    pub span: Span,
}

/// `string`, `string(3..61)`, `list(string)`
#[derive(Clone, Debug)]
pub struct Type {
    /// The type's word.
    pub name: Name,
    /// What stands in its parentheses.
    pub arg: Option<TypeArg>,
    /// All of it.
    pub span: Span,
}

/// What stands in a type's parentheses.
#[derive(Clone, Debug)]
pub enum TypeArg {
    /// `3..61`
    Length(i64, i64),
    /// `string`
    Of(Box<Type>),
}

/// `let NAME = VALUE`, `output NAME = VALUE`
#[derive(Clone, Debug)]
pub struct Let {
    /// The name.
    pub name: Name,
    /// The value.
    pub value: Expr,
}

/// `use [existing] TARGET [as NAME]`
#[derive(Clone, Debug)]
pub struct Use {
    /// The word `existing`.
    pub existing: Option<Span>,
    /// The file, or `std.NAME`.
    pub target: UseTarget,
    /// The alias.
    pub alias: Option<Name>,
}

/// What is used.
#[derive(Clone, Debug)]
pub enum UseTarget {
    /// `"./network.lbx"`
    File(Name),
    /// `std.web_tier`
    Library(Ref),
}

/// `module NAME(ARGS) { … }`
#[derive(Clone, Debug)]
pub struct Module {
    /// The name.
    pub name: Name,
    /// Its arguments, each with its doc comment.
    pub args: Vec<(Param, Option<Doc>)>,
    /// Its body.
    pub body: Block,
}

/// `for [KEY,] ITEM in SEQUENCE { … }`
#[derive(Clone, Debug)]
pub struct For {
    /// The first of two variables.
    pub key: Option<Name>,
    /// The only or second variable.
    pub item: Name,
    /// The sequence.
    pub sequence: Expr,
    /// The body.
    pub body: Block,
}

/// `if CONDITION { … } else { … }`
#[derive(Clone, Debug)]
pub struct If {
    /// The condition.
    pub condition: Expr,
    /// What holds then.
    pub then: Block,
    /// What holds otherwise; an `else if` is a block of one `If` whose braces are missing: `Else::If`.
    pub otherwise: Option<Else>,
}

/// The other branch.
#[derive(Clone, Debug)]
pub enum Else {
    /// `else { … }`
    Block(Block),
    /// `else if …`
    If(Box<If>, Span),
}

/// `expect PROTOCOL FROM [except SET] -> TO OUTCOME [via REF] [{…}]`
#[derive(Clone, Debug)]
pub struct Expect {
    /// The protocol's word.
    pub protocol: Name,
    /// The senders.
    pub from: Endpoint,
    /// Less these.
    pub except: Option<Expr>,
    /// The destination.
    pub to: Endpoint,
    /// What must be so; `None` where only `via` is written.
    pub outcome: Option<Outcome>,
    /// What every path passes.
    pub via: Option<Ref>,
    /// `{ min_ports: … }`
    pub block: Option<Block>,
}

/// What an `expect` claims.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// `reaches TARGET`
    Reaches(Endpoint),
    /// `allowed`
    Allowed(Span),
    /// `blocked`
    Blocked(Span),
}

/// `waive RULE because "reason"`
#[derive(Clone, Debug)]
pub struct Waive {
    /// The rule's name.
    pub rule: Name,
    /// The reason.
    pub reason: Name,
}

/// `raw { … }`
#[derive(Clone, Debug)]
pub struct Raw {
    /// A map expression.
    pub map: Expr,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `none`
    None,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Number(f64),
    /// `"…"` or `"""…"""`, escapes resolved.
    Str(Vec<StrPart>),
    /// `10m`, in seconds.
    Duration(u64),
    /// `20%`
    Percent(i64),
    /// `128GiB`, in GiB.
    Disk(i64),
    /// `08:00`, in minutes.
    Time(u16),
    /// An address or a network, not yet judged: `10.0.0.0/16`, `10.0.0.300`.
    Ip(Text),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `{ k: v }`
    Map(Vec<(Name, Expr)>),
    /// `( e )`
    Paren(Box<Expr>),
    /// `lower(s)`, `call(r, "listKeys").keys[0]`
    Call(Box<Call>),
    /// `edge.app`, `resolver[2].address`
    Ref(Ref),
    /// `if c then a else b`
    If(Box<(Expr, Expr, Option<Expr>)>),
    /// `not e`
    Not(Box<Expr>),
    /// `a + b` and the other operators of two sides.
    Binary(BinaryOp, Box<(Expr, Expr)>),
    /// `a..b`
    Range(Box<(Expr, Expr)>),
}

/// A piece of a string.
#[derive(Clone, Debug)]
pub enum StrPart {
    /// Plain text.
    Text(Text),
    /// `${…}`
    Expr(Expr),
}

/// Operators of two sides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BinaryOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// `== != < <= > >=`
    Compare(CompareOp),
    /// `+`
    Add,
    /// `-`
    Sub,
    /// `*`
    Mul,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

/// A call of a function.
#[derive(Clone, Debug)]
pub struct Call {
    /// The function's name.
    pub name: Name,
    /// Its arguments.
    pub args: Vec<Expr>,
    /// What reads the answer.
    pub trailers: Vec<Trailer>,
}

/// A path of names.
#[derive(Clone, Debug)]
pub struct Ref {
    /// The first word.
    pub head: Name,
    /// The rest.
    pub trailers: Vec<Trailer>,
    /// All of it.
    pub span: Span,
}

/// One step of a path.
#[derive(Clone, Debug)]
pub enum Trailer {
    /// `.name`
    Member(Name),
    /// `[index]`, with the span of the brackets.
    Index(Expr, Span),
    /// `[*]`
    All(Span),
}

impl Trailer {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Trailer::Member(n) => n.span,
            Trailer::Index(_, span) | Trailer::All(span) => *span,
        }
    }
}
