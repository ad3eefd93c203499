//! The rules: one stem each. `foo.rs` decides, `foo.md` explains, and the fenced examples of `foo.md` are its
//! tests. Adding a rule is two files and one line in its group below.
//! A rule sees one variant as a [`View`] and knows nothing of conditions, waivers or levels.

pub mod catalogue;
mod shared;

pub use shared::check::{Check, Valid, check, when};
use shared::{edits, ids, packets, promises, raw_members};

use std::cell::OnceCell;
use std::rc::Rc;

use crate::diag::{Code, Diagnostic};
use crate::flow::Flow;
use crate::topology::{NodeId, Thing, View};

/// A rule.
#[derive(Debug)]
pub struct Rule {
    /// Its code.
    pub code: &'static Code,
    /// It speaks of something that is not there, so it says nothing while any line of the source could not be read.
    pub lacking: bool,
    /// What decides.
    pub check: fn(&View, &mut Findings),
}

/// What a rule found in one variant: each finding with the thing at fault, whose waivers and module use count.
#[derive(Debug)]
pub struct Findings<'v> {
    found: Vec<(NodeId, Diagnostic)>,
    undecided: Vec<(NodeId, &'static Code)>,
    view: &'v View<'v>,
    packets: OnceCell<Rc<Flow<'v>>>,
}

impl<'v> Findings<'v> {
    fn of(view: &'v View<'v>) -> Findings<'v> {
        Findings { found: Vec::new(), undecided: Vec::new(), view, packets: OnceCell::new() }
    }

    /// Packets over the view, worked out once for all rules.
    pub fn packets(&self) -> Rc<Flow<'v>> {
        Rc::clone(self.packets.get_or_init(|| Rc::new(Flow::of(self.view))))
    }

    /// Reports a finding about a thing.
    pub fn push(&mut self, culprit: Thing, diagnostic: Diagnostic) {
        self.found.push((culprit.id, diagnostic));
    }

    /// Says that facts are missing to judge a thing, so that a waiver of the rule there is not called idle.
    pub fn undecided(&mut self, culprit: Thing, code: &'static Code) {
        self.undecided.push((culprit.id, code));
    }
}

/// Declares the code and the rule of a stem:
/// `rule! { duplicate_frontend_port "LBX1012" "duplicate-frontend-port" Error "one line", from: ["LB-100"], refused }`.
/// `azure:` is the error Azure answers with, only where the catalogue knows it; `from:` the catalogue's ids;
/// `refused` says that Azure itself refuses it, so that nothing may waive or lower it; `lacking`, last, that it speaks of
/// something that is not there.
macro_rules! rule {
    ($stem:ident $id:literal $name:literal $level:ident $summary:literal
     $(, azure: $azure:literal)? , from: [$($from:literal),* $(,)?] $(, $mark:ident)*) => {
        #[doc = $summary]
        pub(crate) static CODE: crate::diag::Code = crate::diag::Code {
            id: $id,
            name: $name,
            level: crate::diag::Level::$level,
            summary: $summary,
            page: include_str!(concat!(stringify!($stem), ".md")),
            azure_error: rule!(@azure $($azure)?),
            sources: &[$($from),*],
            refused_by_azure: rule!(@refused $($mark)*),
        };
        /// The rule.
        pub(crate) static RULE: crate::rules::Rule = crate::rules::Rule { code: &CODE, lacking: rule!(@lacking $($mark)*), check };
    };
    (@azure) => { None };
    (@azure $azure:literal) => { Some($azure) };
    (@refused) => { false };
    (@refused refused $($rest:ident)*) => { true };
    (@refused lacking) => { false };
    (@lacking) => { false };
    (@lacking refused) => { false };
    (@lacking lacking) => { true };
    (@lacking refused lacking) => { true };
}

/// Rules about one subject, which share a page of `docs/rules/`.
#[derive(Debug)]
pub struct Group {
    /// The stem of the page.
    pub page: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// The rules, by stem.
    pub rules: &'static [&'static Rule],
}

macro_rules! rules {
    ($([$page:literal $title:literal] $($stem:ident)*)*) => {
        $($(mod $stem;)*)*
        /// Every rule, by group.
        pub static ALL: &[&Rule] = &[$($(&$stem::RULE,)*)*];
        /// The groups.
        pub static GROUPS: &[Group] = &[$(Group { page: $page, title: $title, rules: &[$(&$stem::RULE),*] }),*];
    };
}

rules! {
    ["source" "Names, params and verbatim members"]
    raw_over_a_word
    resource_type_shape
    name_parts
    unpublished_member
    unseen_by_the_checks
    absent_in_variant
    late_value_out_of_range
    refused_name
    taken_name
    refused_tag
    unbounded_param
    unused_param
    id_of_another_type
    id_in_words
    part_beside_its_whole
    repeated_entry
    unregistered_feature
    stated_bounds
    ["load-balancers" "Load balancers"]
    load_balancer_without_frontend
    mixed_frontends
    public_ip_sku
    shared_public_ip
    basic_load_balancer
    zones_of_public_frontend
    two_zones
    frontend_without_zones
    address_of_public_frontend
    frontend_address_outside_subnet
    reserved_frontend_address
    duplicate_frontend_port
    frontend_address_taken
    ipv6_frontend_alone
    prefix_frontend_takes_traffic
    load_balancer_limits
    duplicate_part_name
    backends_per_frontend
    multiple_scale_sets_per_load_balancer
    pool_without_rule
    unused_probe
    rule_without_probe
    probe_path
    blocked_probe_port
    ignored_probe_count
    slow_http_probe
    hasty_probe
    probes_on_one_port
    port_out_of_range
    rule_with_port_range
    ha_ports_shape
    ha_ports_on_public_frontend
    ha_ports_beside_rules
    several_pools_in_rule
    duplicate_backend_port
    duplicate_backend_port_on_nic
    idle_without_tcp
    long_idle
    public_ip_idle
    floating_ip_on_secondary_address
    internal_ipv6_floating_ip
    ip_version_mismatch
    admin_state_without_probe
    addresses_leave_by_default
    mixed_pool_members
    pool_addresses_without_vnet
    member_address_outside_vnet
    duplicate_member
    pool_too_large
    rules_per_nic
    sync_mode
    availability_sets_per_pool
    gateway_public_frontend
    gateway_rule
    gateway_tunnels
    gateway_chain
    gateway_next_hop
    address_tier
    global_home_region
    global_members
    global_probe
    global_backend_port
    global_member_without_probe
    part_of_another_load_balancer
    member_is_a_frontend
    availability_set_over_pools
    private_link_to_addresses
    internet_routing_to_addresses
    lone_machine
    probe_count_product
    probe_beside_the_service
    connection_tracking_overruled
    reset_on_ha_ports
    asymmetric_ha_ports
    cross_subscription
    pool_that_does_not_follow
    global_shared_port
    global_udp_port_3
    no_tcp_reset
    machine_address_sku
    load_balancers_of_one_type
    members_of_several_networks
    private_link_service
    basic_availability_set
    idle_of_floating_ip
    ["nat" "NAT and the way out"]
    outbound_of_part_of_a_set
    nat_rule_opens_all
    unchained_outbound
    outbound_without_public_frontend
    nat_rule_shape
    outbound_frontend_taken
    outbound_ports_multiple_of_8
    outbound_ports_over_budget
    outbound_ports_missing
    outbound_max_unknown
    outbound_default_ports
    outbound_behind_nat_gateway
    snat_beside_outbound
    implicit_snat
    outbound_beside_instance_address
    outbound_of_secondary_address
    scale_set_without_inbound_nat
    nat_pool_shared
    nat_range_too_small
    nat_without_machine
    nat_rule_shared
    nat_rules_beside_nat_pools
    nat_v1_retirement
    nat_on_global
    nat_rule_to_addresses
    no_way_out
    single_zone_way_out
    fragile_way_out
    ipv6_outbound_behind_nat_v2
    managed_cluster_ports
    idle_outbound_address
    snat_of_secondary_address
    ["scale-sets" "Scale sets"]
    nat_pool_on_flexible
    load_balancer_health_on_flexible
    uniform_only
    flexible_only
    single_placement_group_on_flexible
    too_many_instances
    fault_domain_count
    zone_balance_without_zones
    reservation_in_one_group
    proximity_group_over_zones
    scale_set_only
    machine_only
    second_block
    cross_zone_upgrade_without_zones
    surge_with_overprovision
    rolling_without_health
    repairs_without_health
    automatic_os_without_health
    automatic_os_of_a_pinned_image
    automatic_os_with_guest_updates
    patch_mode_mismatch
    two_health_sources
    idle_health_probe
    health_probe_off_primary
    health_endpoint
    unordered_upgrade
    rolling_without_tolerance
    overprovisioned_service_fabric
    spot_price
    spot_eviction_of_ephemeral_disk
    spot_terminate_notice
    spot_size
    spot_kept_under_autoscale
    size_mix
    pool_of_both_families
    exhausted_instance_prefix
    refused_instance_label
    machine_in_scale_set
    strict_zone_balance
    repairs_before_the_start_ends
    repairs_of_service_fabric
    slow_upgrade_probe
    latest_is_not_upgraded
    fault_domains_of_the_region
    idle_upgrade_shares
    spot_over_fault_domains
    automatic_os_of_other_images
    vanishing_instances
    unrepaired_instances
    shared_health_probe
    spot_among_regular
    unlike_sizes
    ["machines" "Machines, images and disks"]
    machine_without_login
    ssh_key_on_windows
    settings_of_another_system
    refused_user_name
    refused_computer_name
    ephemeral_disk
    os_disk_type
    duplicate_lun
    data_disk_performance
    write_accelerator
    firmware_without_security_type
    confidential_disk
    security_type_of_old_image
    plan_without_parts
    oversized_custom_data
    duplicate_extension
    extension_order
    extension_type
    extension_without_agent
    primary_nic
    primary_ip
    nics_in_several_networks
    auxiliary_pair
    accelerated_networking_size
    zone_mismatch
    zones_with_availability_set
    unversioned_certificate
    refused_ssh_key
    image_version
    image_without_plan
    image_unfit_for_size
    more_than_the_size_takes
    premium_disk_of_size
    small_os_disk
    custom_script
    machine_address_version
    refused_time_zone
    boot_diagnostics_address
    extension_without_identity
    extension_of_another_system
    disk_controller_of_size
    ephemeral_disk_of_size
    cached_large_disk
    disk_encryption_twice
    license_of_another_image
    misfit_proximity_group
    disk_that_the_image_lacks
    ["autoscale" "Autoscale"]
    autoscale_range
    instances_outside_autoscale
    autoscale_limits
    one_way_autoscale
    flapping_autoscale
    idle_scale_rules
    grain_above_window
    profile_schedule
    overlapping_profiles
    lookahead_without_prediction
    divided_average
    unreached_scale_in
    no_machine_without_metrics
    unknown_metric
    inverted_scale_rule
    refused_notification
    ["security-groups" "Security groups and reachability"]
    duplicate_priority
    mixed_families
    mixed_rule_end
    unknown_service_tag
    ports_without_ports
    allowed_platform_tag
    security_group_limits
    asgs_of_several_networks
    asg_without_members
    security_group_of_service_subnet
    open_admin_port
    closed_without_security_group
    closed_backend_port
    dropped_probe
    shadowed_security_rule
    routed_network_tag
    idle_security_rule
    security_group_twice
    blocked_mail_port
    untranslated_protocol
    icmp_over_ipv6
    wide_virtual_network
    frontend_shut_out
    empty_rule_end
    bastion_security_group
    application_gateway_security_group
    source_port_of_clients
    ["addresses" "Public addresses and NAT gateways"]
    retired_public_ip
    public_ip_features
    refused_dns_label
    zones_unsaid
    prefix_length
    address_unlike_its_prefix
    nat_gateway_without_address
    nat_gateway_addresses
    nat_gateway_zones
    nat_gateway_subnets
    many_instance_addresses
    basic_instance_address
    ["networks" "Networks, routes and peerings"]
    machine_in_reserved_subnet
    idle_forwarding
    subnet_outside_vnet
    overlapping_subnets
    subnet_size
    forbidden_network
    public_address_space
    full_subnet
    refused_private_address
    subnet_without_family
    network_limits
    location_mismatch
    zones_of_zoneless_region
    duplicate_route
    unfit_next_hop
    next_hop_in_own_subnet
    idle_nat_gateway
    peered_networks_overlap
    half_peering
    refused_peering
    ipv6_network_alone
    unknown_delegation
    peering_gateways
    lost_answers
    routed_platform_address
    windows_activation_routed_away
    unusable_port
    application_gateway_subnet
    network_of_another_subscription
    address_in_the_way
    service_in_another_subnet
    service_endpoints
}
