//! What will exist in Azure. Backends read this and nothing else.
//! Invariant: no source text and no defaults here; `lower` has decided everything. Bodies are ARM-shaped trees
//! whose references are still references.

pub mod limits;
mod lower;
pub mod order;
mod start;
mod walk;

pub use lower::lower;

use crate::source::Span;
pub use crate::topology::Fact;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub usize);)*
    };
}

ids! {
    /// A resource, existing ones included.
    ResId
    /// A param.
    ParamId
    /// A variable.
    VarId
}

/// Everything that one file deploys into one resource group.
#[derive(Clone, Debug, Default)]
pub struct Deployment {
    /// The doc comment of `deploy`.
    pub doc: Option<String>,
    /// The group that the script uses unless told otherwise.
    pub group: Option<String>,
    /// The subscription that the script uses unless told otherwise.
    pub subscription: Option<String>,
    /// The params, in source order.
    pub params: Vec<Param>,
    /// The late `let`s, each after those it needs.
    pub vars: Vec<Var>,
    /// The resources, existing ones among them, each after those it needs.
    pub resources: Vec<Resource>,
    /// The outputs, in source order.
    pub outputs: Vec<Output>,
}

/// A param.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name, as in the source.
    pub name: String,
    /// Its ARM type.
    pub ty: Type,
    /// Never shown.
    pub secure: bool,
    /// The default; `Expr::Str("")` where the source says `none`.
    pub default: Option<Expr>,
    /// What its text is, where the source promises more than a text; of a list each element's.
    pub form: Option<Form>,
    /// Allowed values.
    pub allowed: Vec<Expr>,
    /// Bounds of a whole number.
    pub min: Option<i64>,
    /// Bounds of a whole number.
    pub max: Option<i64>,
    /// Bounds of a length.
    pub min_length: Option<i64>,
    /// Bounds of a length.
    pub max_length: Option<i64>,
    /// Its description.
    pub doc: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// What a text is that ARM has no type for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An IP address.
    Address,
    /// A network: an address and the length of its prefix, without bits behind that.
    Cidr,
    /// A machine's size: letters, digits, `_` and `-`.
    Size,
}

/// ARM's types of params and outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is named after its type")]
pub enum Type {
    String,
    Int,
    Bool,
    Array,
    Object,
}

/// A variable.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its name.
    pub name: String,
    /// Its value: no run-time state in it.
    pub value: Expr,
    /// Its type.
    pub ty: Type,
    /// Where it is declared.
    pub origin: Origin,
}

/// An output.
#[derive(Clone, Debug)]
pub struct Output {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its value.
    pub value: Expr,
    /// When it is there.
    pub condition: Option<Expr>,
    /// Its description.
    pub doc: Option<String>,
    /// Where it is declared.
    pub origin: Origin,
}

/// The statement that asked for something.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Its span.
    pub span: Span,
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
}

/// A resource: one to create, or one that exists.
#[derive(Clone, Debug)]
pub struct Resource {
    /// An identifier that is unique in the deployment, made of letters, digits and `_`: Bicep's symbol, the base of
    /// shell variables.
    pub symbol: String,
    /// `Microsoft.Network/loadBalancers`; of a child `Microsoft.Network/loadBalancers/inboundNatRules`.
    pub ty: String,
    /// Its API version; empty for an existing resource of which only the id is read and whose source names none.
    pub api: String,
    /// Its name; of a child the last segment alone.
    pub name: Expr,
    /// The resource it is a child of.
    pub parent: Option<ResId>,
    /// Where it is.
    pub scope: Scope,
    /// It is there already: never created, never changed.
    pub existing: bool,
    /// When it is there.
    pub condition: Option<Expr>,
    /// Everything but `type`, `apiVersion` and `name`, in the order in which a reader wants it.
    pub body: Vec<(String, Expr)>,
    /// Order that no reference in the body implies.
    pub depends_on: Vec<ResId>,
    /// Its doc comment.
    pub doc: Option<String>,
    /// Its statement.
    pub origin: Origin,
    /// Where the children and elements of its body were written: ARM path (`properties.subnets[0]`) → statement.
    pub parts: Vec<(String, Origin)>,
}

/// Where a resource is.
#[derive(Clone, Debug, PartialEq)]
pub enum Scope {
    /// In the group that is deployed into.
    Group,
    /// In another group, perhaps of another subscription.
    Other {
        /// The group.
        group: Expr,
        /// The subscription.
        subscription: Option<Expr>,
    },
    /// An extension of another resource: a role assignment, a lock.
    On(ResId),
    /// Known by its id alone.
    Id(Expr),
}

/// A resource or a sub-resource inside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The resource.
    pub resource: ResId,
    /// Below it: `("frontendIPConfigurations", name)`.
    pub child: Vec<(String, Expr)>,
}

/// A value in a body.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Not given: in ARM the same as leaving it out.
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Number(f64),
    /// Text, literally: a leading `[` is for the ARM backend to escape.
    Str(String),
    /// A list.
    List(Vec<Element>),
    /// An object; a value of `If(c, v, Null)` is a member that is there only when `c` holds.
    Object(Vec<(String, Expr)>),
    /// An object whose keys are expressions: `userAssignedIdentities`, by the identities' ids.
    Keyed(Vec<(Expr, Expr)>),
    /// A list that only a deployment knows, each element in an object of one member: `[{ id: element }]`.
    Each(Box<Expr>, String),
    /// A param.
    Param(ParamId),
    /// A variable.
    Var(VarId),
    /// A fact of the deployment itself.
    Fact(Fact),
    /// The id of a resource or sub-resource.
    Id(Target),
    /// The name of a resource.
    Name(ResId),
    /// Run-time state: `reference(…)` and a path into it. Paths start with `properties` unless something else of the
    /// whole resource is read (`identity.principalId`).
    State(Target, Vec<Step>),
    /// `listKeys` and its kin on a resource, and a path into the answer.
    ListCall(ResId, String, Vec<Step>),
    /// A string put together.
    Concat(Vec<Expr>),
    /// A function.
    Call(Func, Vec<Expr>),
    /// `if(c, a, b)`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `list[index]`, `object[key]`
    Index(Box<Expr>, Box<Expr>),
    /// `object.member`
    Member(Box<Expr>, String),
    /// An ARM expression, word for word, without its brackets.
    Arm(String),
}

/// An element of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// Its value.
    pub value: Expr,
    /// When it is there.
    pub condition: Option<Expr>,
}

/// One step of a path into run-time state.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// `.name`
    Member(String),
    /// `[0]`
    Index(Expr),
}

/// ARM's functions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "each is named after its function")]
pub enum Func {
    ToLower,
    ToUpper,
    Take,
    Replace,
    Split,
    Join,
    Length,
    Min,
    Max,
    Mod,
    Div,
    Add,
    Sub,
    Mul,
    Base64,
    CidrSubnet,
    CidrHost,
    UniqueString,
    Guid,
    NewGuid,
    /// A value as JSON text: `string(…)`.
    String,
    /// The id of a sub-resource from its parent's: `format('{0}/type/name', id)` is for `lower` to make; this is a
    /// value made a string.
    ToString,
    Equals,
    Not,
    And,
    Or,
    Less,
    LessOrEquals,
    Greater,
    GreaterOrEquals,
    /// Nothing in it: `""`, `[]`, `{}`, null.
    Empty,
    /// Objects made one; a later one's members win.
    Union,
    /// The last of a list.
    Last,
    /// A list whose elements are made strings.
    Strings,
}

impl Resource {
    /// Its name for others to read: of something known by its id alone, the id's last segment.
    pub fn name_for_reading(&self) -> Expr {
        match &self.scope {
            Scope::Id(id) => {
                let segments = Expr::Call(Func::Split, vec![id.clone(), Expr::str("/")]);
                Expr::Call(Func::Last, vec![segments])
            }
            Scope::Group | Scope::Other { .. } | Scope::On(_) => self.name.clone(),
        }
    }
}

impl Expr {
    /// Text.
    pub fn str(text: impl Into<String>) -> Expr {
        Expr::Str(text.into())
    }

    /// A list of elements that are always there.
    pub fn list(items: impl IntoIterator<Item = Expr>) -> Expr {
        Expr::List(items.into_iter().map(|value| Element { value, condition: None }).collect())
    }
}
