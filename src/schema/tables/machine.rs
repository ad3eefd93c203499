//! What a machine is made of, in a scale set and alone.

use super::common::*;

/// What may hold the parts of a machine.
const HOSTS: &[Kind] = &[Kind::Vmss, Kind::Vm];

/// The rows that `vm` and `vmss` share.
pub static MACHINE: [Prop; 21] = [
    Prop::new("image", Ty::Image)
        .default(Default::Derived("must be written, but for an empty Flexible set"))
        .arm_by("VMP.storageProfile.imageReference", By::Hand)
        .note("decides `os` where it is in the table or its publisher is known"),
    Prop::new("os", Ty::Word(&["Linux", "Windows"]))
        .default(Default::Derived(
            "from `image`; else `Linux` where `admin` has `ssh` or a `linux` block stands, `Windows` where a `windows` block stands; else it must be written",
        ))
        .compile_time(),
    Prop::new("plan", Ty::OneOf(&[Ty::Word(&["from_image"]), TEXT]))
        .compile_time()
        .arm_by("plan", By::Hand)
        .note("`from_image` (the offer is the product, the sku the name), or `\"publisher:product:name\"`"),
    Prop::new("size", Ty::OneOf(&[Ty::VmSize, Ty::List(&Ty::VmSize)]))
        .default(Default::Derived("must be written, but for an empty Flexible set"))
        .arm_by("sku.name", By::Hand)
        .note("in a vm `P.hardwareProfile.vmSize`; a list (Flexible): `P.skuProfile.vmSizes[]` with `sku.name` `Mix`"),
    Prop::new("zones", Ty::Zones).arm("zones"),
    Prop::new(
        "identity",
        Ty::OneOf(&[
            Ty::Word(&["SystemAssigned"]),
            ANY_RESOURCE,
            Ty::List(&Ty::OneOf(&[Ty::Word(&["SystemAssigned"]), ANY_RESOURCE])),
        ]),
    )
    .arm_by("identity", By::Hand)
    .note("`SystemAssigned`, a user-assigned identity, or a list"),
    Prop::new("custom_data", Ty::Str(0, 65_535))
        .arm_by("VMP.osProfile.customData", By::Base64)
        .note("base64 is added; a secret may go there"),
    Prop::new("user_data", Ty::Str(0, 65_535))
        .arm_by("VMP.userData", By::Base64)
        .note("base64 is added; never a secret"),
    Prop::new("security_type", Ty::Word(&["TrustedLaunch", "ConfidentialVM", "Standard"]))
        .arm("VMP.securityProfile.securityType"),
    Prop::new("secure_boot", Ty::Bool)
        .default(Default::Derived("`true` with a security type"))
        .arm("VMP.securityProfile.uefiSettings.secureBootEnabled"),
    Prop::new("vtpm", Ty::Bool)
        .default(Default::Derived("`true` with a security type"))
        .arm("VMP.securityProfile.uefiSettings.vTpmEnabled"),
    Prop::new("encryption_at_host", Ty::Bool).arm("VMP.securityProfile.encryptionAtHost"),
    Prop::new("boot_diagnostics", Ty::OneOf(&[Ty::Word(&["managed"]), TEXT]))
        .arm_by("VMP.diagnosticsProfile.bootDiagnostics", By::Hand)
        .note("`managed`, or the URI of a storage account's blobs"),
    Prop::new("license", Ty::OpenWord(&["Windows_Server", "Windows_Client", "RHEL_BYOS", "SLES_BYOS"]))
        .arm("VMP.licenseType"),
    Prop::new("proximity_group", Ty::Ref(&[Kind::ProximityGroup])).arm("P.proximityPlacementGroup.id"),
    Prop::new("capacity_reservation", ANY_RESOURCE).arm("VMP.capacityReservation.capacityReservationGroup.id"),
    Prop::new("host_group", ANY_RESOURCE).arm("P.hostGroup.id"),
    Prop::new("ultra_disks", Ty::Bool).arm("P.additionalCapabilities.ultraSSDEnabled"),
    Prop::new("disk_controller", Ty::Word(&["SCSI", "NVMe"])).arm("VMP.storageProfile.diskControllerType"),
    Prop::new("terminate_notice", Ty::Duration(Unit::Iso, 5 * MIN, 15 * MIN))
        .compile_time()
        .arm_by("VMP.scheduledEventsProfile.terminateNotificationProfile", By::Hand),
    Prop::new("extensions_budget", Ty::Duration(Unit::Iso, 15 * MIN, 2 * HOUR))
        .compile_time()
        .arm_by("VMP.extensionProfile.extensionsTimeBudget", By::Hand)
        .note("in a vm `P.extensionsTimeBudget`"),
];

pub(super) static VM: KindRow = KindRow {
    top: true,
    own: &[
        Prop::new("availability_set", Ty::Ref(&[Kind::AvailabilitySet]))
            .arm("P.availabilitySet.id")
            .note("not with `zones`"),
        Prop::new("vmss", Ty::Ref(&[Kind::Vmss])).arm("P.virtualMachineScaleSet.id").note("a Flexible one"),
        Prop::new("fault_domain", Ty::Int(0, 4)).arm("P.platformFaultDomain"),
        Prop::new("computer_name", Ty::Str(1, 64))
            .default(Default::Derived("its `name`"))
            .arm("P.osProfile.computerName"),
    ],
    shared: &[&MACHINE, &COMMON_RESOURCE, &EXISTING],
    attributes: &[Attribute {
        name: "principal_id",
        arm: "reference(…, 'Full').identity.principalId, with `SystemAssigned`",
    }],
    notes: "Children: those of a machine: `admin`, `nic`, `os_disk`, `data_disk`, `extension`, `certificate`, `spot`, \
            `windows`, `linux`.",
    ..kind(Kind::Vm, "vm", "Microsoft.Compute/virtualMachines", "A single machine.")
};

pub(super) static ADMIN: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("user", Ty::Str(1, 64)).required().arm("adminUsername"),
        Prop::new("password", Ty::Secret).arm("adminPassword"),
        Prop::new("ssh", Ty::OneOf(&[Ty::SshKey, Ty::List(&Ty::SshKey)]))
            .arm_by("linuxConfiguration.ssh.publicKeys[]", By::Hand)
            .note("a key, a secret, or a list; the path and `disablePasswordAuthentication` follow"),
    ],
    ..kind(Kind::Admin, "admin", "VMP.osProfile", "Who may log in.")
};

pub(super) static OS_DISK: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("type", DISK_TYPE).arm("managedDisk.storageAccountType"),
        Prop::new("size", Ty::Disk).arm("diskSizeGB"),
        Prop::new("caching", CACHING)
            .default(Default::Derived("`ReadWrite`; of an ephemeral one `ReadOnly`"))
            .compile_time()
            .arm("caching"),
        Prop::new("ephemeral", Ty::Word(&["CacheDisk", "ResourceDisk", "NvmeDisk"]))
            .compile_time()
            .arm_by("diffDiskSettings", By::Hand),
        Prop::new("encryption_set", ANY_RESOURCE)
            .arm_by("managedDisk.diskEncryptionSet.id", By::Hand)
            .note("with `confidential` `managedDisk.securityProfile.diskEncryptionSet.id`"),
        Prop::new("confidential", Ty::OpenWord(&["VMGuestStateOnly", "DiskWithVMGuestState", "NonPersistedTPM"]))
            .compile_time()
            .arm("managedDisk.securityProfile.securityEncryptionType"),
        Prop::new("write_accelerator", Ty::Bool).arm("writeAcceleratorEnabled"),
        Prop::new("delete", DELETE).compile_time().arm("deleteOption"),
        Prop::new("name", TEXT).arm("name"),
    ],
    notes: "`createOption` is always `FromImage`.",
    ..kind(Kind::OsDisk, "os_disk", "VMP.storageProfile.osDisk", "The disk that a machine starts from.")
};

pub(super) static DATA_DISK: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    head: &["lun"],
    own: &[
        Prop::new("lun", Ty::Int(0, 63)).required().head().compile_time().arm("lun"),
        Prop::new("size", Ty::Disk)
            .default(Default::Derived("must be written unless `create: FromImage`"))
            .arm("diskSizeGB"),
        Prop::new("type", DISK_TYPE).arm("managedDisk.storageAccountType"),
        Prop::new("caching", CACHING).default(Default::Word("None")).compile_time().arm("caching"),
        Prop::new("create", Ty::Word(&["Empty", "FromImage"]))
            .default(Default::Word("Empty"))
            .compile_time()
            .arm("createOption"),
        Prop::new("encryption_set", ANY_RESOURCE).arm("managedDisk.diskEncryptionSet.id"),
        Prop::new("iops", Ty::Int(1, i32::MAX as i64)).arm("diskIOPSReadWrite").note("scale sets"),
        Prop::new("mbps", Ty::Int(1, i32::MAX as i64)).arm("diskMBpsReadWrite").note("scale sets"),
        Prop::new("write_accelerator", Ty::Bool).arm("writeAcceleratorEnabled"),
        Prop::new("delete", DELETE).compile_time().arm("deleteOption"),
        Prop::new("name", TEXT).arm("name"),
    ],
    notes: "`data_disk LUN`.",
    ..kind(Kind::DataDisk, "data_disk", "VMP.storageProfile.dataDisks[]", "A further disk.")
};

pub(super) static EXTENSION: KindRow = KindRow {
    parents: HOSTS,
    form: Form::Value("type"),
    own: &[
        Prop::new("type", TEXT)
            .required()
            .head()
            .compile_time()
            .arm_by("P.type", By::Hand)
            .note("`\"PUBLISHER/TYPE@VERSION\"` → `P.publisher`, `P.type`, `P.typeHandlerVersion`"),
        Prop::new("settings", Ty::Map).arm("P.settings"),
        Prop::new("protected_settings", Ty::Map).arm("P.protectedSettings").note("secrets may go there"),
        Prop::new("auto_upgrade_minor", Ty::Bool).default(Default::Bool(true)).arm("P.autoUpgradeMinorVersion"),
        Prop::new("automatic_upgrade", Ty::Bool).arm("P.enableAutomaticUpgrade"),
        Prop::new("force_update_tag", TEXT).arm("P.forceUpdateTag"),
        Prop::new("depends_on", Ty::List(&Ty::Ref(&[Kind::Extension])))
            .compile_time()
            .arm_by("P.provisionAfterExtensions", By::Hand)
            .note("in a vm the resource's `dependsOn`"),
        Prop::new("suppress_failures", Ty::Bool).arm("P.suppressFailures"),
    ],
    shared: &[&COMMON_CHILD],
    notes: "In a vm it is a resource of its own, virtualMachines/extensions.",
    ..kind(Kind::Extension, "extension", "VMP.extensionProfile.extensions[]", "What runs on a machine at its start.")
};

pub(super) static CERTIFICATE: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("vault", ANY_RESOURCE).required().arm("sourceVault.id"),
        Prop::new("urls", Ty::List(&TEXT)).required().arm_by("vaultCertificates[].certificateUrl", By::Hand),
        Prop::new("store", TEXT).arm_by("vaultCertificates[].certificateStore", By::Hand).note("Windows"),
    ],
    ..kind(Kind::Certificate, "certificate", "VMP.osProfile.secrets[]", "Certificates from a key vault.")
};

pub(super) static SPOT: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("eviction", Ty::Word(&["Deallocate", "Delete"]))
            .default(Default::Derived(
                "`Deallocate`; `Delete` with an ephemeral `os_disk`, where Azure takes nothing else",
            ))
            .compile_time()
            .arm("VMP.evictionPolicy"),
        Prop::new("max_price", Ty::Number).arm("VMP.billingProfile.maxPrice").note("more than 0, or -1 for no limit"),
        Prop::new("restore", Ty::Duration(Unit::Iso, 15 * MIN, 2 * HOUR))
            .compile_time()
            .arm_by("P.spotRestorePolicy", By::Hand),
        Prop::new("base_regular", Ty::Int(0, 1000))
            .arm("P.priorityMixPolicy.baseRegularPriorityCount")
            .note("Flexible"),
        Prop::new("regular_above_base", Ty::Percent(0, 100))
            .arm("P.priorityMixPolicy.regularPriorityPercentageAboveBase")
            .note("Flexible"),
        Prop::new("priority", Ty::Word(&["Spot", "SpotPlus"]))
            .default(Default::Word("Spot"))
            .compile_time()
            .arm("VMP.priority"),
    ],
    notes: "Its presence makes the machines spot ones.",
    ..kind(Kind::Spot, "spot", "", "Machines that Azure may take back.")
};

const ASSESSMENT: Ty = Ty::OpenWord(&["ImageDefault", "AutomaticByPlatform"]);

pub(super) static WINDOWS: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("time_zone", TEXT).arm("timeZone").note("a name that Windows knows"),
        Prop::new("automatic_updates", Ty::Bool)
            .default(Default::Derived("`false` with `automatic_os`, else nothing"))
            .arm("enableAutomaticUpdates"),
        Prop::new("patch_mode", Ty::OpenWord(&["Manual", "AutomaticByOS", "AutomaticByPlatform"]))
            .compile_time()
            .arm("patchSettings.patchMode"),
        Prop::new("assessment_mode", ASSESSMENT).compile_time().arm("patchSettings.assessmentMode"),
        Prop::new("hotpatching", Ty::Bool).arm("patchSettings.enableHotpatching"),
        Prop::new("agent", Ty::Bool).arm("provisionVMAgent"),
    ],
    ..kind(Kind::Windows, "windows", "VMP.osProfile.windowsConfiguration", "What only Windows knows.")
};

pub(super) static LINUX: KindRow = KindRow {
    parents: HOSTS,
    named: false,
    own: &[
        Prop::new("patch_mode", Ty::OpenWord(&["ImageDefault", "AutomaticByPlatform"]))
            .compile_time()
            .arm("patchSettings.patchMode"),
        Prop::new("assessment_mode", ASSESSMENT).compile_time().arm("patchSettings.assessmentMode"),
        Prop::new("agent", Ty::Bool).arm("provisionVMAgent"),
        Prop::new("agent_updates", Ty::Bool).arm("enableVMAgentPlatformUpdates"),
    ],
    ..kind(Kind::Linux, "linux", "VMP.osProfile.linuxConfiguration", "What only Linux knows.")
};
