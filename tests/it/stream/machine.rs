//! Machines by chance: `vm` and `vmss` with all that may stand in them, as far as it goes together.

use super::choice::Gen;
use super::tree::{Tree, block, line};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Vm,
    Uniform,
    Flexible,
}

/// What a machine's surroundings decide.
#[derive(Clone, Debug)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) windows: bool,
    pub(super) zones: Option<String>,
    /// Its nics.
    pub(super) nics: Vec<Tree>,
    /// A probe of its load balancer that its health may be.
    pub(super) probe: Option<String>,
    /// The port that its health is asked at.
    pub(super) port: u16,
    /// The most instances that its surroundings have room for.
    pub(super) most: i64,
    /// Its load balancer hands out a fixed number of ports, or a range of them: no other count of machines.
    pub(super) fixed: bool,
}

impl Shape {
    /// It stands in zones that its source names.
    fn zoned(&self) -> bool {
        self.zones.as_ref().is_some_and(|zones| !zones.is_empty())
    }
}

const LINUX: &[&str] = &[
    "ubuntu_24_04",
    "ubuntu_22_04",
    "debian_12",
    "debian_13",
    "rhel_9",
    "alma_9",
    "sles_15",
    "azure_linux_3",
    "flatcar",
    "\"Canonical:ubuntu-24_04-lts:server:latest\"",
];
const WINDOWS: &[&str] = &["windows_2022", "windows_2025", "windows_2022_core", "windows_2025_core"];

impl Gen {
    /// A machine or scale set.
    pub(super) fn machine(&mut self, symbol: &str, shape: Shape) -> Tree {
        let Shape { kind, windows, .. } = shape;
        let set = kind != Kind::Vm;
        let flexible = kind == Kind::Flexible;
        let mut b: Vec<Tree> = Vec::new();
        let spot = self.chance(18) && self.turn.is_none();
        let mix = flexible && !windows && self.chance(25);
        let trusted = !mix && self.chance(20);
        let confidential = !trusted && !mix && !spot && self.chance(6);
        let ephemeral = !confidential && !mix && set && !spot && self.chance(12);
        let writes = !confidential && !mix && !ephemeral && !spot && !windows && self.chance(8);
        let planned = !windows && !trusted && !confidential && !mix && self.chance(8);
        let fast =
            !ephemeral && kind == Kind::Uniform && !writes && !mix && !confidential && shape.zoned() && self.chance(14);

        // Image and size.
        if planned {
            b.push(line("image: \"kemptech:vlm-azure:basic-byol:latest\""));
            b.push(line("os: Linux"));
            b.push(line(format!("plan: {}", self.of(&["from_image", "\"kemptech:vlm-azure:basic-byol\""]))));
        } else if confidential {
            let image = if windows {
                "\"MicrosoftWindowsServer:WindowsServer:2022-datacenter-smalldisk-g2:latest\""
            } else {
                "\"Canonical:0001-com-ubuntu-confidential-vm-jammy:22_04-lts-cvm:latest\""
            };
            b.push(line(format!("image: {image}")));
        } else if windows {
            b.push(line(format!("image: {}", self.of(WINDOWS))));
            self.may(15, &mut b, |_| "os: Windows".into());
            self.may(20, &mut b, |_| "license: Windows_Server".into());
        } else if self.chance(12) {
            let image = self.declare("image", "param image: image = ubuntu_24_04");
            b.push(line(format!("image: {image}")));
            b.push(line("os: Linux"));
        } else {
            let image = self.of(LINUX);
            b.push(line(format!("image: {image}")));
            if image == "rhel_9" {
                self.may(50, &mut b, |_| "license: RHEL_BYOS".into());
            }
        }
        let size = if confidential {
            "Standard_DC4as_v5"
        } else if ephemeral {
            "Standard_D8ds_v5"
        } else if writes {
            "Standard_M32ms"
        } else {
            self.of(&["Standard_D2s_v5", "Standard_D4s_v5", "Standard_E4s_v5", "Standard_D4as_v5", "Standard_D4s_v4"])
        };
        if mix {
            b.push(line("size: [Standard_D4s_v5, Standard_D4as_v5, Standard_D4s_v4]"));
            self.may(70, &mut b, |g| {
                let ways: &[&str] = if spot { &["LowestPrice", "CapacityOptimized"] } else { &["LowestPrice"] };
                format!("allocation: {}", g.of(ways))
            });
        } else if !confidential && !ephemeral && !writes && self.chance(12) {
            let name = self.declare("size", "param size: vm_size = Standard_D4s_v5");
            b.push(line(format!("size: {name}")));
        } else {
            b.push(line(format!("size: {size}")));
        }

        // Where.
        let mut near = false;
        match &shape.zones {
            Some(zones) if zones.is_empty() => {}
            Some(zones) => b.push(line(format!("zones: {zones}"))),
            None if kind == Kind::Vm => {
                let (set, close) = self.together();
                b.push(line(format!("availability_set: {set}")));
                if close {
                    let group = self.proximity();
                    b.push(line(format!("proximity_group: {group}")));
                }
            }
            None => {
                near = self.chance(25);
                if near {
                    let group = self.proximity();
                    b.push(line(format!("proximity_group: {group}")));
                }
            }
        }
        let reserved = set && !spot && !near && self.chance(6);
        if reserved {
            let group = self.verbatim(
                "reserved",
                "existing resource reserved = \"Microsoft.Compute/capacityReservationGroups@2024-07-01\"",
                vec![line("group: \"rg-reserved\"")],
            );
            b.push(line(format!("capacity_reservation: {group}")));
        }
        let hosted = set && !spot && !near && !reserved && !mix && self.chance(6);
        if hosted {
            let group = self.verbatim(
                "hosts",
                "existing resource hosts = \"Microsoft.Compute/hostGroups@2024-07-01\"",
                vec![line("group: \"rg-hosts\"")],
            );
            b.push(line(format!("host_group: {group}")));
        }

        // What it knows.
        self.may(25, &mut b, |g| {
            let who = g.identity();
            match g.roll(3) {
                _ if flexible => format!("identity: [{who}]"),
                0 => "identity: SystemAssigned".into(),
                1 => format!("identity: {who}"),
                _ => format!("identity: [SystemAssigned, {who}]"),
            }
        });
        self.may(30, &mut b, |g| match g.roll(3) {
            0 => "custom_data: file(\"init.sh\")".into(),
            1 => {
                let secret = g.secret();
                format!("custom_data: file(\"init.yaml\", {{ host: {secret}, text: {} }})", g.text(1))
            }
            _ => format!("custom_data: {}", g.text(1)),
        });
        self.may(15, &mut b, |g| format!("user_data: {}", g.text(1)));
        if trusted {
            b.push(line("security_type: TrustedLaunch"));
            self.may(50, &mut b, |g| format!("secure_boot: {}", g.bool()));
            self.may(50, &mut b, |g| format!("vtpm: {}", g.bool()));
        } else if confidential {
            b.push(line("security_type: ConfidentialVM"));
        }
        self.may(12, &mut b, |g| format!("encryption_at_host: {}", g.bool()));
        self.may(25, &mut b, |g| {
            format!("boot_diagnostics: {}", g.of(&["managed", "\"https://logs.blob.core.windows.net/\""]))
        });
        if shape.zoned() {
            self.may(8, &mut b, |g| format!("ultra_disks: {}", g.bool()));
        }
        self.may(10, &mut b, |_| "disk_controller: SCSI".into());
        if !spot && set {
            self.may(14, &mut b, |g| format!("terminate_notice: {}", g.minutes(5, 15)));
        }
        self.may(12, &mut b, |g| format!("extensions_budget: {}", g.minutes(15, 59)));

        // Who may log in.
        let mut admin = vec![line("user: \"operator\"")];
        if windows {
            admin.push(line(format!("password: {}", self.secret())));
        } else {
            let key = self.key();
            match self.roll(5) {
                0 => admin.push(line(format!("ssh: [{key}, \"ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7\"]"))),
                1 => {
                    admin.push(line(format!("ssh: {key}")));
                    admin.push(line(format!("password: {}", self.secret())));
                }
                2 => admin.push(line(format!("password: {}", self.secret()))),
                _ => admin.push(line(format!("ssh: {key}"))),
            }
        }
        b.push(block("admin", admin));

        // Its name, from inside.
        match kind {
            Kind::Vm if windows => b.push(line(format!("computer_name: \"win{}\"", self.fresh()))),
            Kind::Vm => self.may(15, &mut b, |g| format!("computer_name: \"host-{}\"", g.fresh())),
            _ if windows => b.push(line("computer_name_prefix: \"win\"")),
            _ => self.may(20, &mut b, |_| "computer_name_prefix: \"node-\"".into()),
        }

        // Disks.
        self.os_disk(&mut b, kind, windows, ephemeral, confidential, writes);
        if fast {
            let mut disk = vec![line("size: 128GiB"), line("type: PremiumV2_LRS")];
            self.may(80, &mut disk, |g| format!("iops: {}", g.int(3000, 6000)));
            self.may(80, &mut disk, |g| format!("mbps: {}", g.int(125, 200)));
            b.push(block("data_disk 5", disk));
        }
        for lun in 0..self.roll(3) {
            let disk = self.data_disk(kind, writes);
            b.push(block(format!("data_disk {lun}"), disk));
        }

        // What runs on it.
        let mut before: Option<String> = None;
        for _ in 0..self.roll(3) {
            let name = self.name(&["setup", "agent", "tool"]);
            let number = self.fresh();
            let mut inside = Vec::new();
            self.may(85, &mut inside, |g| format!("settings: {}", g.map(2)));
            self.may(50, &mut inside, |g| {
                let secret = g.secret();
                let storage = g.storage();
                format!("protected_settings: {{ key: {secret}, store: call({storage}, \"listKeys\").keys[0].value }}")
            });
            self.may(20, &mut inside, |g| format!("auto_upgrade_minor: {}", g.bool()));
            self.may(15, &mut inside, |g| format!("automatic_upgrade: {}", g.bool()));
            self.may(15, &mut inside, |g| format!("force_update_tag: \"v${{{}}}\"", g.text(0)));
            self.may(15, &mut inside, |g| format!("suppress_failures: {}", g.bool()));
            if let Some(before) = &before {
                self.may(60, &mut inside, |_| format!("depends_on: [{before}]"));
            }
            let waited = inside.iter().any(|tree| tree.starts("settings"));
            self.part_name(&name, &mut inside);
            let doc = self.doc();
            b.push(
                block(format!("extension {name} = \"Contoso.Tools/Tool{number}@1.{}\"", number % 7), inside).doc(doc),
            );
            before = if waited { Some(name) } else { None };
        }
        self.may_block(25, &mut b, |g| {
            let vault = g.verbatim(
                "vault",
                "existing resource vault = \"Microsoft.KeyVault/vaults@2023-07-01\"",
                vec![line("group: \"rg-keys\"")],
            );
            let mut inside =
                vec![line(format!("vault: {vault}")), line("urls: [\"https://v.vault.azure.net/secrets/c/1\"]")];
            if windows {
                inside.push(line("store: \"My\""));
            }
            block("certificate", inside)
        });
        if windows {
            self.may_block(60, &mut b, |g| {
                let mut inside = Vec::new();
                g.may(50, &mut inside, |g| format!("time_zone: {}", g.of(&["\"UTC\"", "\"W. Europe Standard Time\""])));
                if g.chance(40) {
                    inside.push(line("automatic_updates: true"));
                    g.may(60, &mut inside, |_| "patch_mode: AutomaticByOS".into());
                } else {
                    g.may(30, &mut inside, |_| "automatic_updates: false".into());
                    g.may(50, &mut inside, |_| "patch_mode: Manual".into());
                }
                g.may(40, &mut inside, |_| "assessment_mode: ImageDefault".into());
                g.may(30, &mut inside, |_| "hotpatching: false".into());
                g.may(40, &mut inside, |_| "agent: true".into());
                block("windows", inside)
            });
        } else {
            self.may_block(30, &mut b, |g| {
                let mut inside = vec![line("patch_mode: ImageDefault")];
                g.may(50, &mut inside, |_| "assessment_mode: ImageDefault".into());
                g.may(50, &mut inside, |_| "agent: true".into());
                g.may(40, &mut inside, |g| format!("agent_updates: {}", g.bool()));
                block("linux", inside)
            });
        }
        if spot {
            b.push(self.spot(kind));
        }
        let head = match kind {
            Kind::Vm => {
                self.common(symbol, &mut b);
                b.extend(shape.nics);
                format!("vm {symbol}")
            }
            Kind::Uniform | Kind::Flexible => {
                let word = if flexible { "Flexible" } else { "Uniform" };
                self.common(symbol, &mut b);
                self.scale_set(&mut b, &shape, Facts { spot, near, reserved, hosted, mix });
                b.extend(shape.nics);
                format!("vmss {symbol} {word}")
            }
        };
        let doc = self.doc();
        block(head, b).doc(doc)
    }

    /// Adds a block, so many times in a hundred.
    pub(super) fn may_block(&mut self, percent: usize, into: &mut Vec<Tree>, inside: impl FnOnce(&mut Gen) -> Tree) {
        if self.chance(percent) {
            let tree = inside(self);
            into.push(tree);
        }
    }

    /// An availability set, and whether it stands close together.
    fn together(&mut self) -> (String, bool) {
        let close = self.chance(60);
        let name = if close { "close_set" } else { "together" };
        let mut inside = vec![line("fault_domains: 2"), line("update_domains: 5")];
        if close {
            inside.push(line(format!("proximity_group: {}", self.proximity())));
        }
        (self.verbatim(name, &format!("availability_set {name}"), inside), close)
    }

    pub(super) fn proximity(&mut self) -> String {
        let mut inside = Vec::new();
        self.may(60, &mut inside, |_| "vm_sizes: [Standard_D2s_v5, Standard_D4s_v5]".into());
        self.may(30, &mut inside, |g| format!("tags: {}", g.tags()));
        self.may(70, &mut inside, |_| "zones: [1]".into());
        self.verbatim("close", "proximity_group close", inside)
    }

    pub(super) fn storage(&mut self) -> String {
        let mut inside = vec![
            line("location: deploy.location"),
            line("kind: \"StorageV2\""),
            line("sku: { name: \"Standard_LRS\" }"),
            line("properties: { minimumTlsVersion: \"TLS1_2\" }"),
        ];
        inside.insert(0, line("name: \"st${unique()}\""));
        self.verbatim("store", "resource store = \"Microsoft.Storage/storageAccounts@2023-05-01\"", inside)
    }

    fn keys(&mut self) -> String {
        self.verbatim(
            "disk_keys",
            "existing resource disk_keys = \"Microsoft.Compute/diskEncryptionSets@2023-10-02\"",
            vec![line("group: \"rg-keys\"")],
        )
    }

    #[allow(clippy::too_many_arguments, reason = "what a machine is decides what its disk may be")]
    fn os_disk(
        &mut self,
        b: &mut Vec<Tree>,
        kind: Kind,
        windows: bool,
        ephemeral: bool,
        confidential: bool,
        writes: bool,
    ) {
        let mut disk = Vec::new();
        if ephemeral {
            disk.push(line(format!("ephemeral: {}", self.of(&["CacheDisk", "ResourceDisk"]))));
            self.may(30, &mut disk, |_| "caching: ReadOnly".into());
        } else {
            self.may(50, &mut disk, |g| {
                format!("type: {}", g.word(&["Premium_LRS", "StandardSSD_LRS", "Standard_LRS"]))
            });
            if writes {
                disk.clear();
                disk.push(line("type: Premium_LRS"));
                disk.push(line("write_accelerator: true"));
                disk.push(line(format!("caching: {}", self.of(&["None", "ReadOnly"]))));
            } else {
                self.may(30, &mut disk, |g| format!("caching: {}", g.of(&["ReadOnly", "ReadWrite", "None"])));
            }
            self.may(30, &mut disk, |g| {
                format!("size: {}GiB", if windows { g.between(128, 512) } else { g.between(64, 512) })
            });
            if confidential {
                disk.push(line("confidential: DiskWithVMGuestState"));
            }
            self.may(10, &mut disk, |g| format!("encryption_set: {}", g.keys()));
            if kind != Kind::Uniform {
                self.may(25, &mut disk, |g| format!("delete: {}", g.of(&["Delete", "Detach"])));
            }
        }
        if kind == Kind::Vm {
            self.may(20, &mut disk, |g| format!("name: \"disk{}\"", g.fresh()));
        }
        if !disk.is_empty() {
            b.push(block("os_disk", disk));
        }
    }

    fn data_disk(&mut self, kind: Kind, writes: bool) -> Vec<Tree> {
        let mut disk = Vec::new();
        match self.roll(4) {
            0 => {
                let name = self.declare("disk", "param disk: disk_size = 128GiB");
                disk.push(line(format!("size: {name}")));
            }
            _ => disk.push(line(format!("size: {}", self.of(&["64GiB", "1TiB", "512GiB"])))),
        }
        self.may(10, &mut disk, |_| "create: Empty".into());
        if writes {
            disk.push(line("type: Premium_LRS"));
            disk.push(line("write_accelerator: true"));
        } else {
            self.may(50, &mut disk, |g| format!("type: {}", g.of(&["Premium_LRS", "StandardSSD_LRS", "Standard_LRS"])));
            self.may(30, &mut disk, |g| format!("caching: {}", g.of(&["None", "ReadOnly", "ReadWrite"])));
        }
        self.may(15, &mut disk, |g| format!("encryption_set: {}", g.keys()));
        if kind != Kind::Uniform {
            self.may(25, &mut disk, |g| format!("delete: {}", g.of(&["Delete", "Detach"])));
        }
        if kind == Kind::Vm {
            self.may(20, &mut disk, |g| format!("name: \"data{}\"", g.fresh()));
        }
        disk
    }

    fn spot(&mut self, kind: Kind) -> Tree {
        let mut inside = Vec::new();
        self.may(60, &mut inside, |g| format!("eviction: {}", g.of(&["Deallocate", "Delete"])));
        self.may(60, &mut inside, |g| format!("max_price: {}", g.of(&["-1", "0.25"])));
        self.may(50, &mut inside, |_| "priority: Spot".into());
        if kind == Kind::Uniform {
            self.may(50, &mut inside, |g| format!("restore: {}", g.minutes(15, 59)));
        }
        if kind == Kind::Flexible {
            self.may(60, &mut inside, |g| format!("base_regular: {}", g.int(0, 3)));
            self.may(60, &mut inside, |g| format!("regular_above_base: {}%", g.between(0, 100)));
        }
        block("spot", inside)
    }

    /// What only scale sets have.
    fn scale_set(&mut self, b: &mut Vec<Tree>, shape: &Shape, facts: Facts) {
        let flexible = shape.kind == Kind::Flexible;
        let health = self.chance(70);
        if health {
            let health = match (&shape.probe, flexible) {
                (Some(probe), false) if self.chance(60) => line(format!("health {probe}")),
                _ => {
                    let mut inside = Vec::new();
                    self.may(35, &mut inside, |g| format!("interval: {}s", g.between(5, 60)));
                    self.may(35, &mut inside, |g| format!("count: {}", g.between(1, 4)));
                    if self.chance(30) {
                        inside.push(line("rich: true"));
                        self.may(70, &mut inside, |g| format!("grace: {}", g.minutes(5, 59)));
                    }
                    let port = self.port(shape.port);
                    let head = match self.roll(3) {
                        0 => format!("health tcp :{port}"),
                        1 => format!("health https :{port} /healthz"),
                        _ => format!("health http :{port} /healthz"),
                    };
                    block(head, inside)
                }
            };
            b.push(health);
        }
        let scaled = !facts.hosted && self.chance(55);
        if scaled {
            let tree = self.autoscale(shape.most);
            b.push(tree);
            self.may(15, b, |_| "instances: 2".into());
        } else {
            let count = self.int(2, shape.most.min(6));
            b.push(line(format!("instances: {count}")));
        }
        if !facts.spot && !facts.near && !facts.hosted && !facts.mix && shape.zones.is_none() {
            self.may(15, b, |g| format!("fault_domains: {}", if flexible { g.of(&["1", "2"]) } else { "5" }));
        }
        if !flexible && !facts.reserved && !facts.hosted {
            self.may(15, b, |g| format!("single_placement_group: {}", g.bool()));
        }
        if flexible {
            self.may(10, b, |_| "single_placement_group: false".into());
        }
        if !flexible && shape.zoned() {
            self.may(25, b, |g| format!("zone_balance: {}", g.bool()));
        }
        let surge = health && !flexible && !facts.hosted && self.chance(25);
        if !flexible && !surge && !shape.fixed {
            self.may(12, b, |_| "overprovision: true".into());
        } else if !flexible {
            self.may(10, b, |_| "overprovision: false".into());
        }
        if self.chance(60) {
            let mut inside = Vec::new();
            let mode = if health {
                self.of(&["Rolling", "Rolling", "Rolling", "Automatic", "Manual"])
            } else {
                self.of(&["Manual", "Automatic"])
            };
            if mode == "Rolling" {
                let shares = [("max_batch", 40), ("max_unhealthy", 60), ("max_unhealthy_upgraded", 60)];
                for (share, low) in shares {
                    self.may(60, &mut inside, |g| format!("{share}: {}%", g.between(low, 100)));
                }
                self.may(50, &mut inside, |g| format!("pause: {}s", g.between(0, 90)));
                self.may(25, &mut inside, |g| format!("prioritize_unhealthy: {}", g.bool()));
                if shape.zoned() {
                    self.may(25, &mut inside, |g| format!("cross_zone: {}", g.bool()));
                }
                if !flexible {
                    self.may(25, &mut inside, |g| format!("rollback: {}", g.bool()));
                }
                if surge {
                    inside.push(line("max_surge: true"));
                } else {
                    self.may(10, &mut inside, |_| "max_surge: false".into());
                }
            }
            if health && !flexible && !shape.windows && !facts.hosted {
                self.may(20, &mut inside, |_| "os_rollback: false".into());
            }
            self.may(15, &mut inside, |_| "automatic_os: false".into());
            b.push(block(format!("upgrade {mode}"), inside));
        }
        if health {
            self.may_block(40, b, |g| {
                let mut inside = Vec::new();
                g.may(60, &mut inside, |g| format!("action: {}", g.of(&["Replace", "Reimage", "Restart"])));
                g.may(60, &mut inside, |g| format!("grace: {}", g.minutes(10, 59)));
                block("repairs", inside)
            });
        }
        self.may_block(35, b, |g| {
            let mut inside = Vec::new();
            g.may(40, &mut inside, |g| format!("force_delete: {}", g.bool()));
            g.may(40, &mut inside, |g| format!("prioritize_unhealthy: {}", g.bool()));
            block(format!("scale_in {}", g.of(&["Default", "OldestVM", "NewestVM"])), inside)
        });
    }
}

/// What was decided about a scale set.
#[derive(Clone, Copy, Debug)]
struct Facts {
    spot: bool,
    near: bool,
    reserved: bool,
    hosted: bool,
    mix: bool,
}
