//! Azure takes RSA keys of some length and Ed25519 keys. Only keys whose text is known are judged, and what cannot be
//! decoded is left to Azure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;

use super::Findings;
use super::edits::WayOut;
use crate::topology::{Admin, V, View};

/// The shortest RSA key (VM-094).
const RSA_BITS: usize = 2048;

rule! {
    refused_ssh_key "LBX1716" "refused-ssh-key" Error
    "a public SSH key of a kind that Azure does not take",
    azure: "InvalidParameter", from: ["VM-094"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for admin in view.all::<Admin>().filter(|a| !a.existing()) {
        let keys = admin.get("ssh");
        let all = if keys.items().is_empty() { std::slice::from_ref(&keys) } else { keys.items() };
        for key in all {
            let key = view.reduce(key);
            let V::Str(text) = &key.v else { continue };
            // Beside others it may go; alone it is the way in.
            let drop = |finding: crate::diag::Diagnostic| {
                if all.len() > 1 { finding.offer_drop(admin.0, &["ssh"], key.span) } else { finding }
            };
            let mut words = text.split_whitespace();
            let (Some(kind), body) = (words.next(), words.next()) else { continue };
            let help = "make one with `ssh-keygen -t ed25519`, or `-t rsa -b 4096`";
            if kind.starts_with("ecdsa-") || kind.starts_with("sk-") {
                findings.push(
                    admin.0,
                    drop(CODE.at(key.span, format!("Azure takes `ssh-ed25519` and `ssh-rsa` keys; this one is `{kind}`")).help(help)),
                );
            } else if kind == "ssh-rsa"
                && let Some(bits) = body.and_then(rsa_bits).filter(|b| *b < RSA_BITS)
            {
                findings.push(
                    admin.0,
                    drop(CODE.at(key.span, format!("an RSA key has at least {RSA_BITS} bits; this one has {bits}")).help(help)),
                );
            }
        }
    }
}

/// The length of an RSA key's modulus: three fields, each behind its length of four bytes.
fn rsa_bits(body: &str) -> Option<usize> {
    let bytes = STANDARD_NO_PAD.decode(body.trim_end_matches('=')).ok()?;
    let mut rest = &bytes[..];
    let mut field = || {
        let (length, more) = rest.split_at_checked(4)?;
        let length = u32::from_be_bytes(length.try_into().ok()?) as usize;
        let (field, more) = more.split_at_checked(length)?;
        rest = more;
        Some(field)
    };
    if field()? != b"ssh-rsa" {
        return None;
    }
    field()?;
    let modulus = field()?;
    let start = modulus.iter().position(|b| *b != 0)?;
    let leading = modulus[start].leading_zeros() as usize;
    Some((modulus.len() - start) * 8 - leading)
}
