//! Sets of points on a line as sorted, disjoint ranges: ports, and addresses of both families on one line.
//! Every operation is one sweep over its operands.

use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// A point on a line.
pub trait Point: Copy + Ord + Debug {
    /// The first one.
    const FIRST: Self;
    /// The last one.
    const LAST: Self;
    /// The next one.
    fn after(self) -> Option<Self>;
    /// The one before.
    fn before(self) -> Option<Self>;
}

macro_rules! points {
    ($($ty:ty)*) => {$(
        impl Point for $ty {
            const FIRST: Self = <$ty>::MIN;
            const LAST: Self = <$ty>::MAX;
            fn after(self) -> Option<Self> {
                self.checked_add(1)
            }
            fn before(self) -> Option<Self> {
                self.checked_sub(1)
            }
        }
    )*};
}

points! { u16 u128 }

/// A set of points: sorted ranges with both ends included, and at least one point between any two.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ranges<T>(Vec<(T, T)>);

impl<T> Default for Ranges<T> {
    fn default() -> Self {
        Ranges(Vec::new())
    }
}

impl<T: Point> Ranges<T> {
    /// No point.
    pub fn none() -> Self {
        Ranges(Vec::new())
    }

    /// Every point.
    pub fn all() -> Self {
        Ranges(vec![(T::FIRST, T::LAST)])
    }

    /// One point.
    pub fn point(at: T) -> Self {
        Ranges(vec![(at, at)])
    }

    /// From one point to another; none if the ends are the wrong way round.
    pub fn range(from: T, to: T) -> Self {
        if from <= to { Ranges(vec![(from, to)]) } else { Ranges::none() }
    }

    /// All points of ranges in any order.
    pub fn of(ranges: impl IntoIterator<Item = (T, T)>) -> Self {
        let mut ranges: Vec<(T, T)> = ranges.into_iter().filter(|(a, b)| a <= b).collect();
        ranges.sort_unstable();
        let mut out: Vec<(T, T)> = Vec::with_capacity(ranges.len());
        for (from, to) in ranges {
            match out.last_mut() {
                Some(last) if last.1.after().is_none_or(|next| from <= next) => last.1 = last.1.max(to),
                _ => out.push((from, to)),
            }
        }
        Ranges(out)
    }

    /// Whether there is no point in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every point is in it.
    pub fn is_all(&self) -> bool {
        matches!(self.0[..], [(from, to)] if from == T::FIRST && to == T::LAST)
    }

    /// Its ranges, ascending.
    pub fn ranges(&self) -> &[(T, T)] {
        &self.0
    }

    /// Its first point.
    pub fn first(&self) -> Option<T> {
        self.0.first().map(|range| range.0)
    }

    /// The first and the last point.
    pub fn hull(&self) -> Option<(T, T)> {
        Some((self.0.first()?.0, self.0.last()?.1))
    }

    /// Its only point, where it has just one.
    pub fn single(&self) -> Option<T> {
        match self.0[..] {
            [(from, to)] if from == to => Some(from),
            _ => None,
        }
    }

    /// Whether the point is in it.
    pub fn contains(&self, at: T) -> bool {
        let next = self.0.partition_point(|range| range.1 < at);
        self.0.get(next).is_some_and(|range| range.0 <= at)
    }

    /// The points of both together.
    pub fn union(&self, other: &Self) -> Self {
        if other.is_empty() {
            return self.clone();
        }
        if self.is_empty() {
            return other.clone();
        }
        Ranges::of(self.0.iter().chain(&other.0).copied())
    }

    /// The points that are in both.
    pub fn intersect(&self, other: &Self) -> Self {
        if other.is_all() {
            return self.clone();
        }
        if self.is_all() {
            return other.clone();
        }
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut out = Vec::new();
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            let (from, to) = (x.0.max(y.0), x.1.min(y.1));
            if from <= to {
                out.push((from, to));
            }
            if x.1 < y.1 {
                a.next()
            } else {
                b.next()
            };
        }
        Ranges(out)
    }

    /// The points that are not in the other.
    pub fn minus(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        let mut holes = other.0.iter().peekable();
        'ranges: for &(mut from, to) in &self.0 {
            while let Some(&&(start, end)) = holes.peek() {
                if end < from {
                    holes.next();
                    continue;
                }
                if start > to {
                    break;
                }
                if let Some(before) = start.before().filter(|_| start > from) {
                    out.push((from, before));
                }
                match end.after().filter(|_| end < to) {
                    Some(after) => from = after,
                    None => continue 'ranges,
                }
                holes.next();
            }
            out.push((from, to));
        }
        Ranges(out)
    }

    /// Whether a point is in both.
    pub fn meets(&self, other: &Self) -> bool {
        let (few, many) = if self.0.len() <= other.0.len() { (self, other) } else { (other, self) };
        few.0.iter().any(|&(from, to)| {
            let next = many.0.partition_point(|range| range.1 < from);
            many.0.get(next).is_some_and(|range| range.0 <= to)
        })
    }

    /// Whether every point of the other is in it.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|&(from, to)| {
            let next = self.0.partition_point(|range| range.1 < from);
            self.0.get(next).is_some_and(|range| range.0 <= from && to <= range.1)
        })
    }
}

/// Addresses of both families. IPv4 stands where `::ffff:0:0/96` does, which no packet of IPv6 carries.
pub type Addresses = Ranges<u128>;
/// Ports.
pub type PortSet = Ranges<u16>;

const V4: u128 = 0xffff_0000_0000;

/// The address that probes come from and that a load balancer speaks by.
pub const PROBE: Ipv4Addr = Ipv4Addr::new(168, 63, 129, 16);

/// An address as a point.
pub fn spot(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => V4 | u128::from(u32::from(v4)),
        IpAddr::V6(v6) => u128::from(v6),
    }
}

/// A point as an address.
pub fn address(spot: u128) -> IpAddr {
    match u32::try_from(spot.wrapping_sub(V4)) {
        Ok(v4) => IpAddr::V4(Ipv4Addr::from(v4)),
        Err(_) => IpAddr::V6(Ipv6Addr::from(spot)),
    }
}

/// The ends of a network.
fn ends(net: IpNet) -> (u128, u128) {
    (spot(net.network()), spot(net.broadcast()))
}

/// The addresses of a network.
pub fn network(net: IpNet) -> Addresses {
    let (from, to) = ends(net);
    Ranges::range(from, to)
}

/// The addresses of networks.
pub fn networks(nets: impl IntoIterator<Item = IpNet>) -> Addresses {
    // `0.0.0.0/0` and `::/0` are two ranges: the second one runs around the first.
    nets.into_iter().fold(Ranges::none(), |sum, net| match net {
        IpNet::V6(_) => sum.union(&network(net).minus(&ipv4())),
        IpNet::V4(_) => sum.union(&network(net)),
    })
}

/// All of IPv4.
pub fn ipv4() -> Addresses {
    Ranges::range(V4, V4 | 0xffff_ffff)
}

/// All of IPv6.
pub fn ipv6() -> Addresses {
    Addresses::all().minus(&ipv4())
}

fn listed(list: &[&str]) -> Addresses {
    networks(list.iter().filter_map(|net| net.parse().ok()))
}

/// Addresses that only private networks use: what Azure's own routes drop unless a network has them.
pub fn private() -> Addresses {
    listed(&["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"])
}

/// Addresses that a sender in the Internet may have.
pub fn public() -> Addresses {
    let never = listed(&["0.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/3", "168.63.129.16/32"]);
    ipv4().minus(&never).minus(&private()).union(&listed(&["2000::/3"]))
}

/// An address of the set that a reader takes for an example.
pub fn example(set: &Addresses) -> Option<IpAddr> {
    let known = ["203.0.113.7", "198.51.100.7", "192.0.2.7", "2001:db8::7"];
    let known = known.iter().filter_map(|a| a.parse::<IpAddr>().ok()).find(|a| set.contains(spot(*a)));
    known.or_else(|| {
        let &(from, to) = set.ranges().first()?;
        // A network's first addresses are its own and Azure's.
        Some(address(if to - from > 4 { from + 4 } else { from }))
    })
}

/// The fewest words for a set of addresses: networks, at most `most` of them.
pub fn words(set: &Addresses, most: usize) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut more = 0;
    for &(from, to) in set.ranges() {
        let part = match (address(from), address(to)) {
            (a, b) if a == b => a.to_string(),
            (IpAddr::V4(a), IpAddr::V4(b)) => subnets(ipnet::Ipv4Subnets::new(a, b, 0).map(IpNet::V4), a, b),
            (IpAddr::V6(a), IpAddr::V6(b)) => subnets(ipnet::Ipv6Subnets::new(a, b, 0).map(IpNet::V6), a, b),
            (a, b) => format!("{a} to {b}"),
        };
        if out.len() < most { out.push(part) } else { more += 1 }
    }
    if more > 0 {
        out.push(format!("{more} more"));
    }
    out.join(", ")
}

fn subnets<A: std::fmt::Display>(mut nets: impl Iterator<Item = IpNet>, from: A, to: A) -> String {
    match (nets.next(), nets.next()) {
        (Some(only), None) => only.to_string(),
        _ => format!("{from} to {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A set on a line of 16 points, as bits; points beyond are left out.
    fn bits(set: &PortSet) -> u16 {
        (0..16).filter(|at| set.contains(*at)).fold(0, |bits, at| bits | 1 << at)
    }

    fn set(bits: u16) -> PortSet {
        Ranges::of((0..16).filter(|at| bits >> at & 1 == 1).map(|at| (at, at)))
    }

    fn is_normal(set: &PortSet) -> bool {
        set.ranges().windows(2).all(|pair| pair[0].1 < pair[1].0 - 1) && set.ranges().iter().all(|(a, b)| a <= b)
    }

    proptest! {
        #[test]
        fn sets_are_what_their_points_are(a in any::<u16>(), b in any::<u16>()) {
            let (x, y) = (set(a), set(b));
            prop_assert_eq!(bits(&x), a);
            for (made, want) in [(x.union(&y), a | b), (x.intersect(&y), a & b), (x.minus(&y), a & !b)] {
                prop_assert!(is_normal(&made), "{:?}", made);
                prop_assert_eq!(bits(&made), want);
            }
            prop_assert_eq!(x.meets(&y), a & b != 0);
            prop_assert_eq!(x.covers(&y), b & !a == 0);
        }

        #[test]
        fn the_ends_of_the_line_are_points_too(from in any::<u16>(), to in any::<u16>()) {
            let hole = PortSet::range(from.min(to), from.max(to));
            let rest = PortSet::all().minus(&hole);
            prop_assert!(!rest.meets(&hole));
            prop_assert!(rest.union(&hole).is_all());
        }
    }

    #[test]
    fn both_families_stand_on_one_line() {
        assert!(ipv4().contains(spot("10.0.0.1".parse().expect("an address"))));
        assert!(!ipv4().meets(&ipv6()));
        assert!(ipv4().union(&ipv6()).is_all());
        for text in ["0.0.0.0", "255.255.255.255", "::", "2001:db8::1", "ffff::"] {
            let one: IpAddr = text.parse().expect("an address");
            assert_eq!(address(spot(one)), one);
        }
    }

    #[test]
    fn the_internet_has_no_private_addresses() {
        let inside: Addresses = private().union(&Ranges::point(spot(PROBE.into())));
        assert!(!public().meets(&inside));
        assert_eq!(example(&public()).map(|a| a.to_string()).as_deref(), Some("203.0.113.7"));
        assert_eq!(words(&network("10.0.0.0/8".parse().expect("a network")), 3), "10.0.0.0/8");
    }
}
