//! A price is above zero, or -1 for no limit.

use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Spot, V, View};

rule! {
    spot_price "LBX2050" "spot-price" Error
    "a price limit that is none",
    from: ["VM-108"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for spot in view.all::<Spot>() {
        let value = spot.get("max_price");
        let price = match value.v {
            V::Int(i) => i as f64,
            V::Number(n) => n,
            _ => continue,
        };
        if price != -1.0 && price < 0.00001 {
            findings.push(
                spot.0,
                CODE.at(spot.span_of("max_price"), format!("a price limit is above 0, or -1 for none; here it is {price}"))
                    .help("write `max_price: -1`, or leave it out")
                    .offer_set(spot.0, "max_price", "-1"),
            );
        }
        let micro = price * 100_000.0;
        if (0.00001..1e9).contains(&price) && (micro - micro.round()).abs() > 1e-4 {
            findings.push(
                spot.0,
                CODE.at(spot.span_of("max_price"), format!("a price limit has at most 5 decimals; here it is {price}"))
                    .offer(
                        format!("write `{}`", (micro.ceil() / 100_000.0)),
                        spot.span_of("max_price"),
                        format!("{}", micro.ceil() / 100_000.0),
                    ),
            );
        }
    }
}
