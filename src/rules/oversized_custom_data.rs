//! What a machine is told at its start has 64 KiB.

use super::Findings;
use crate::azure::limits;
use crate::topology::{Late, V, Value, View};

rule! {
    oversized_custom_data "LBX2069" "oversized-custom-data" Error
    "custom data or user data of more than 64 KiB",
    from: ["VM-095", "VM-097"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let thing = machine.thing();
        for property in ["custom_data", "user_data"] {
            let Some(slot) = thing.slot(property) else { continue };
            let bytes = least_bytes(&view.reduce(&slot.value));
            if bytes > limits::CUSTOM_DATA_BYTES {
                findings.push(
                    thing,
                    CODE.at(
                        slot.value.span,
                        format!("`{property}` has at most {} bytes; here are at least {bytes}", limits::CUSTOM_DATA_BYTES),
                    )
                    .help("let a short script fetch the rest, or use an extension"),
                );
            }
        }
    }
}

/// The bytes that are known to be in a text.
fn least_bytes(value: &Value) -> usize {
    match &value.v {
        V::Str(text) => text.len(),
        V::Late(late) => match &**late {
            Late::Join(parts) => parts.iter().map(least_bytes).sum(),
            _ => 0,
        },
        _ => 0,
    }
}
