//! Variants: the combinations of conditions that can occur. Each param is split at the constants it is
//! compared with; every combination of the pieces is a topology of its own.

use super::{Allowed, CompareOp, Late, ParamId, ParamType, Topology, V, Value};

/// More combinations than this are an error.
pub const MOST: usize = 64;

/// A piece of what a param may be.
#[derive(Clone, Debug, PartialEq)]
pub enum Region {
    /// Exactly this; `V::None` is "not given".
    Is(V),
    /// A whole number between these, both included.
    Between(i64, i64),
    /// Given, and none of these.
    Other(Vec<V>),
}

/// One combination.
#[derive(Clone, Debug, Default)]
pub struct Variant {
    /// The piece of each param that conditions mention.
    pub regions: Vec<(ParamId, Region)>,
    /// Conditions that are no comparison of a param with a constant, and whether they hold.
    pub opaque: Vec<(Value, bool)>,
}

/// More combinations than [`MOST`].
#[derive(Debug)]
pub struct TooMany {
    /// How many there would be.
    pub count: usize,
    /// The params that are split.
    pub params: Vec<ParamId>,
}

/// Every combination that can occur; one empty variant where nothing depends on a param.
pub fn variants(topology: &Topology) -> Result<Vec<Variant>, TooMany> {
    let mut split = Splits::default();
    for condition in &topology.conditions {
        split.collect(topology, condition);
    }
    split.params.sort_by_key(|(param, _)| *param);
    let axes: Vec<(ParamId, Vec<Region>)> =
        split.params.iter().map(|(p, points)| (*p, regions(topology, *p, points))).collect();
    let count = axes
        .iter()
        .map(|(_, r)| r.len())
        .chain(split.opaque.iter().map(|_| 2))
        .fold(1usize, |n, m| n.saturating_mul(m));
    if count > MOST {
        return Err(TooMany { count, params: axes.iter().map(|(p, _)| *p).collect() });
    }
    let mut out = vec![Variant::default()];
    for (param, regions) in &axes {
        out = out
            .into_iter()
            .flat_map(|v| {
                regions.iter().map(move |r| {
                    let mut v = v.clone();
                    v.regions.push((*param, r.clone()));
                    v
                })
            })
            .collect();
    }
    for condition in &split.opaque {
        out = out
            .into_iter()
            .flat_map(|v| {
                [true, false].map(|holds| {
                    let mut v = v.clone();
                    v.opaque.push((condition.clone(), holds));
                    v
                })
            })
            .collect();
    }
    Ok(out)
}

/// Where a param is compared.
#[derive(Clone, Debug, PartialEq)]
enum Point {
    Const(V),
    /// A new piece begins here.
    From(i64),
}

#[derive(Default)]
struct Splits {
    params: Vec<(ParamId, Vec<Point>)>,
    opaque: Vec<Value>,
}

impl Splits {
    fn collect(&mut self, topology: &Topology, condition: &Value) {
        let Some(late) = condition.as_late() else { return };
        match late {
            Late::Not(a) => self.collect(topology, a),
            Late::And(a, b) | Late::Or(a, b) => {
                self.collect(topology, a);
                self.collect(topology, b);
            }
            Late::Let(id) => self.collect(topology, &topology.lets[id.index()].value),
            Late::If(c, a, b) => {
                self.collect(topology, c);
                self.collect(topology, a);
                self.collect(topology, b);
            }
            Late::Param(p) => {
                self.add(*p, Point::Const(V::Bool(true)));
                self.add(*p, Point::Const(V::Bool(false)));
            }
            Late::Compare(op, a, b) => match comparison(topology, *op, a, b) {
                Some((param, _, V::Int(_), points)) => {
                    for point in points {
                        self.add(param, Point::From(point));
                    }
                }
                Some((param, _, constant, _)) => self.add(param, Point::Const(constant)),
                None => self.add_opaque(condition),
            },
            _ => self.add_opaque(condition),
        }
    }

    fn add(&mut self, param: ParamId, point: Point) {
        let at = match self.params.iter().position(|(p, _)| *p == param) {
            Some(at) => at,
            None => {
                self.params.push((param, Vec::new()));
                self.params.len() - 1
            }
        };
        if !self.params[at].1.contains(&point) {
            self.params[at].1.push(point);
        }
    }

    fn add_opaque(&mut self, condition: &Value) {
        if !self.opaque.contains(condition) {
            self.opaque.push(condition.clone());
        }
    }
}

/// A comparison of a param with a constant: the param, the operator with the param on its left, the constant,
/// and (for numbers) where pieces begin.
pub(super) fn comparison(
    topology: &Topology,
    op: CompareOp,
    a: &Value,
    b: &Value,
) -> Option<(ParamId, CompareOp, V, Vec<i64>)> {
    let (a, b) = (through_lets(topology, a), through_lets(topology, b));
    let (param, op, constant) = match (a.as_late(), b.as_late()) {
        (Some(Late::Param(p)), None) => (*p, op, b.v.clone()),
        (None, Some(Late::Param(p))) => (*p, mirrored(op), a.v.clone()),
        _ => return None,
    };
    if matches!(constant, V::Missing | V::Unknown) {
        return None;
    }
    let points = match constant {
        V::Int(c) => match op {
            CompareOp::Lt | CompareOp::Ge => vec![c],
            CompareOp::Le | CompareOp::Gt => vec![c + 1],
            CompareOp::Eq | CompareOp::Ne => vec![c, c + 1],
        },
        _ => Vec::new(),
    };
    Some((param, op, constant, points))
}

fn through_lets<'t>(topology: &'t Topology, value: &'t Value) -> &'t Value {
    match value.as_late() {
        Some(Late::Let(id)) => through_lets(topology, &topology.lets[id.index()].value),
        _ => value,
    }
}

fn mirrored(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Lt => CompareOp::Gt,
        CompareOp::Le => CompareOp::Ge,
        CompareOp::Gt => CompareOp::Lt,
        CompareOp::Ge => CompareOp::Le,
        CompareOp::Eq | CompareOp::Ne => op,
    }
}

/// The pieces of one param.
fn regions(topology: &Topology, id: ParamId, points: &[Point]) -> Vec<Region> {
    let param = topology.param(id);
    let starts: Vec<i64> =
        points.iter().filter_map(|p| if let Point::From(at) = p { Some(*at) } else { None }).collect();
    let constants: Vec<V> =
        points.iter().filter_map(|p| if let Point::Const(v) = p { Some(v.clone()) } else { None }).collect();
    let mut out = Vec::new();
    if let Some(Allowed::Values(values)) = &param.allowed {
        // Numbers that are compared by order are pieces of their own; of words only those that are named.
        let named = |v: &&V| !starts.is_empty() || constants.contains(v);
        out.extend(values.iter().filter(named).map(|v| Region::Is(v.clone())));
        let rest: Vec<&V> = values.iter().filter(|v| !named(v)).collect();
        match rest[..] {
            [] => {}
            [one] => out.push(Region::Is(one.clone())),
            _ => out.push(Region::Other(constants.clone())),
        }
    } else if !starts.is_empty() {
        let (lo, hi) = int_bounds(topology, id);
        let mut cuts: Vec<i64> = starts.into_iter().filter(|at| *at > lo && *at <= hi).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut from = lo;
        for cut in cuts {
            out.push(Region::Between(from, cut - 1));
            from = cut;
        }
        out.push(Region::Between(from, hi));
    } else if param.ty == ParamType::Bool {
        out.extend([true, false].map(|b| Region::Is(V::Bool(b))));
    } else {
        let given: Vec<V> = constants.into_iter().filter(|v| !matches!(v, V::None)).collect();
        out.extend(given.iter().cloned().map(Region::Is));
        out.push(Region::Other(given));
    }
    if param.optional() && !out.contains(&Region::Is(V::None)) {
        out.push(Region::Is(V::None));
    }
    out
}

/// What a whole-number param can be at all.
pub(super) fn int_bounds(topology: &Topology, id: ParamId) -> (i64, i64) {
    let param = topology.param(id);
    match (&param.allowed, &param.ty) {
        (Some(Allowed::Range(lo, hi)), _) => (*lo, *hi),
        (_, ParamType::Port) => (0, 65_535),
        _ => (i64::from(i32::MIN), i64::from(i32::MAX)),
    }
}
