//! The smallest subnet, the largest, and those of services with needs of their own.

use ipnet::IpNet;

use crate::diag::{Edit, Level};
use crate::rules::edits::WayOut;
use super::Findings;
use crate::azure::{limits, reserved};
use crate::topology::{Subnet, View};

rule! {
    subnet_size "LBX4003" "subnet-size" Error
    "a subnet that is too small, or an IPv6 one that is no /64",
    from: ["NET-007", "NET-027"], refused
}

fn check(view: &View, findings: &mut Findings) {
    for subnet in view.all::<Subnet>().filter(|s| !s.existing()) {
        let service = subnet.azure_name().and_then(|n| reserved::subnet(&n));
        for (prefix, span) in subnet.prefixes() {
            let length = prefix.prefix_len();
            let finding = match prefix {
                IpNet::V6(_) if length != limits::SUBNET_V6 => {
                    CODE.at(span, format!("an IPv6 subnet has the length {}; `{prefix}` has {length}", limits::SUBNET_V6))
                }
                IpNet::V4(_) if length > limits::SUBNET_V4_LONGEST => CODE
                    .at(span, format!("the smallest subnet is a /{}; `{prefix}` is smaller", limits::SUBNET_V4_LONGEST))
                    .help(format!("Azure keeps {} addresses of each subnet", limits::RESERVED_ADDRESSES)),
                IpNet::V4(_) if length < limits::SUBNET_V4_SHORTEST => {
                    CODE.at(span, format!("the largest subnet is a /{}; `{prefix}` is larger", limits::SUBNET_V4_SHORTEST))
                }
                IpNet::V4(_) => match service {
                    Some(service) if length > service.longest_prefix => CODE
                        .at(
                            span,
                            format!(
                                "`{}`, for {}, is a /{} or larger; `{prefix}` is smaller",
                                service.name, service.purpose, service.longest_prefix
                            ),
                        )
                        .level(Level::Warning),
                    _ => continue,
                },
                IpNet::V6(_) => continue,
            };
            let wanted = match prefix {
                IpNet::V6(_) => limits::SUBNET_V6,
                IpNet::V4(_) => match service {
                    Some(service) if length <= limits::SUBNET_V4_LONGEST => service.longest_prefix,
                    _ => length.clamp(limits::SUBNET_V4_SHORTEST, limits::SUBNET_V4_LONGEST),
                },
            };
            let fit = IpNet::new(prefix.addr(), wanted).map(|net| net.trunc().to_string()).unwrap_or_default();
            let edits = vec![Edit { span, text: fit.clone() }];
            findings.push(subnet.0, finding.way_if(!fit.is_empty(), format!("write `{fit}`"), edits));
        }
    }
}
