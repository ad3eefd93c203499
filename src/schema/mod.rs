//! The language's kinds and properties as rows. One row, many readers: the second stage of the parser,
//! "did you mean", defaults, `show`, plain lowering and `docs/reference.md` all read the same row.
//! Deliberately absent: logic. What a row cannot say is code in `topology` or `deploy`, and the row says so
//! with `By::Hand`.

mod kind;
mod reference;
mod tables;
mod words;

pub use kind::Kind;
pub use reference::reference;
pub use tables::{ALL, COMMON_CHILD, COMMON_RESOURCE, EXISTING, IP_ROWS, MACHINE, by_word, row};
pub use words::duration;

/// One kind of block or definition.
#[derive(Debug)]
pub struct KindRow {
    /// The kind.
    pub kind: Kind,
    /// How it is written: `public_ip`.
    pub word: &'static str,
    /// What it is, in a sentence.
    pub doc: &'static str,
    /// A resource's ARM type, or where in its parent's body an element stands (`P.probes[]`).
    pub arm: &'static str,
    /// Which kinds it may stand in.
    pub parents: &'static [Kind],
    /// Whether it may stand in a file, a module body, or a loop or condition of these.
    pub top: bool,
    /// Whether it has a name.
    pub named: bool,
    /// The properties that the words between name and block fill, in order.
    pub head: &'static [&'static str],
    /// What follows its name.
    pub form: Form,
    /// Its own rows.
    pub own: &'static [Prop],
    /// Rows shared with other kinds.
    pub shared: &'static [&'static [Prop]],
    /// What can be read from outside, beside `id` and `name`.
    pub attributes: &'static [Attribute],
    /// Facts for the reference that no row says.
    pub notes: &'static str,
}

impl KindRow {
    /// Every row, its own first.
    pub fn props(&self) -> impl Iterator<Item = &'static Prop> + use<> {
        let shared = self.shared;
        self.own.iter().chain(shared.iter().flat_map(|group| group.iter()))
    }

    /// The row of that name.
    pub fn prop(&self, name: &str) -> Option<&'static Prop> {
        tables::prop(self.kind, name)
    }
}

/// The shape of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// No `=`: a plain block.
    Block,
    /// `= value`, which fills that property; `true`: it may be left out even where the kind is created.
    Value(&'static str),
    /// `= http :8080 /healthz`, which fills `protocol`, `port`, `path`.
    Probe,
    /// `= tcp www:80 -> app:8080`: `rule`, `nat_rule` and `nat_pool` fill `protocol`, `frontend`,
    /// `frontend_port`, `pool`, `backend_port`; `outbound` fills `protocol`, `pool`, `frontends`.
    Flow,
    /// `allow 100 web = tcp Internet -> *:80`: fills `access`, `direction`, `priority`, `protocol`, `source`,
    /// `source_port`, `destination`, `destination_port`.
    NsgRule,
    /// `= prefix -> hop`: fills `prefix`, `next_hop`.
    Route,
    /// `out by 1 when cpu > 75% over 10m`: fills `direction`, `change`, `amount`, `metric`, `operator`,
    /// `threshold`, `window`.
    Scale,
}

/// One property.
#[derive(Clone, Copy, Debug)]
pub struct Prop {
    /// How it is written.
    pub name: &'static str,
    /// What it takes.
    pub ty: Ty,
    /// What holds when it is not written.
    pub default: Default,
    /// Where it goes.
    pub arm: Arm,
    /// Whether a deploy-time value may stand here.
    pub late: bool,
    /// Where it is written.
    pub place: Place,
    /// A fact for the reference.
    pub note: &'static str,
}

/// Where a property is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `key: value` in the block.
    Block,
    /// Between kind and block, or in the definition.
    Head,
    /// `key: value` in the block of an `existing` resource, and nowhere else.
    Existing,
}

/// Where a property goes in ARM.
#[derive(Clone, Copy, Debug)]
pub struct Arm {
    /// Relative to the resource or element; `P` is `properties`, `VMP` the machine's profile. Empty: nowhere.
    pub path: &'static str,
    /// How it gets there.
    pub by: By,
}

/// How a value gets to its ARM path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// As it is; a reference as its id, a duration in the type's unit.
    Row,
    /// The opposite boolean.
    Inverse,
    /// In base64.
    Base64,
    /// By code in `deploy`.
    Hand,
}

/// What holds when a property is not written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Default {
    /// Nothing is written; Azure decides.
    Nothing,
    /// It must be written.
    Required,
    /// This.
    Bool(bool),
    /// This.
    Int(i64),
    /// This word or string.
    Word(&'static str),
    /// This duration, in seconds.
    Seconds(u64),
    /// This share.
    Percent(i64),
    /// What the words say; decided by code, which may find that it must be written.
    Derived(&'static str),
}

/// A unit of time that ARM wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A whole number of minutes.
    Minutes,
    /// A whole number of seconds.
    Seconds,
    /// `PT5M`
    Iso,
}

/// What a property takes.
#[derive(Clone, Copy, Debug)]
pub enum Ty {
    /// Anything: free-form JSON.
    Any,
    /// A map of anything.
    Map,
    /// Text of that length.
    Str(u32, u32),
    /// A whole number in these bounds.
    Int(i64, i64),
    /// A number, with a fraction perhaps.
    Number,
    /// `true` or `false`.
    Bool,
    /// A secret.
    Secret,
    /// A public SSH key, or a secret.
    SshKey,
    /// One port.
    Port,
    /// Of an LB flow: a port, a range, or `*`.
    PortOrRange,
    /// Of an NSG flow: a port, a range, `*`, or a list of them.
    Ports,
    /// A network.
    Cidr,
    /// An address.
    Address,
    /// A time in a unit, between two bounds in seconds.
    Duration(Unit, u64, u64),
    /// A range of whole numbers.
    IntRange,
    /// A range of times of day.
    TimeRange,
    /// Days of the week: a range, or a list.
    Days,
    /// A share in these bounds, in percent.
    Percent(i64, i64),
    /// A disk size, GiB in ARM.
    Disk,
    /// A VM size.
    VmSize,
    /// A region.
    Region,
    /// An image.
    Image,
    /// Availability zones.
    Zones,
    /// One of these words, and nothing else.
    Word(&'static [&'static str]),
    /// One of these words; Azure may know more.
    OpenWord(&'static [&'static str]),
    /// A thing of one of these kinds; `Kind::Resource` stands for the id of any resource.
    Ref(&'static [Kind]),
    /// A list.
    List(&'static Ty),
    /// Any of these.
    OneOf(&'static [Ty]),
}

/// What can be read of a thing from outside.
#[derive(Clone, Copy, Debug)]
pub struct Attribute {
    /// `fqdn`
    pub name: &'static str,
    /// What it is in ARM, for the reference.
    pub arm: &'static str,
}

impl Prop {
    /// A row: optional, deploy-time, in the block, written nowhere. The methods below say more.
    pub const fn new(name: &'static str, ty: Ty) -> Prop {
        Prop {
            name,
            ty,
            default: Default::Nothing,
            arm: Arm { path: "", by: By::Row },
            late: true,
            place: Place::Block,
            note: "",
        }
    }

    /// Must be written.
    pub const fn required(mut self) -> Prop {
        self.default = Default::Required;
        self
    }

    /// What holds otherwise.
    pub const fn default(mut self, default: Default) -> Prop {
        self.default = default;
        self
    }

    /// Goes to this ARM path.
    pub const fn arm(mut self, path: &'static str) -> Prop {
        self.arm = Arm { path, by: By::Row };
        self
    }

    /// Goes there, not as it is.
    pub const fn arm_by(mut self, path: &'static str, by: By) -> Prop {
        self.arm = Arm { path, by };
        self
    }

    /// The compiler must know it.
    pub const fn compile_time(mut self) -> Prop {
        self.late = false;
        self
    }

    /// Stands in the head or the definition.
    pub const fn head(mut self) -> Prop {
        self.place = Place::Head;
        self
    }

    /// Stands in the block of an `existing` resource only.
    pub const fn existing(mut self) -> Prop {
        self.place = Place::Existing;
        self
    }

    /// A fact for the reference.
    pub const fn note(mut self, note: &'static str) -> Prop {
        self.note = note;
        self
    }
}
