//! What vms and scale sets share: disks, operating system, admin, identity, spot, extensions.

use super::body::{Body, Items};
use super::cond::{choice, not};
use super::rows::Base;
use super::{At, Made};
use crate::deploy::{Expr, Func};
use crate::schema::{self, Kind, MACHINE};
use crate::topology::{Node, Value};

impl<'l> At<'l> {
    /// `profile`: where the machine's own properties go.
    pub(super) fn machine(self, node: &'l Node, profile: &str, network: Expr, made: &mut Made) {
        let base = Base { machine: profile, own: "" };
        let at = |path: &str| format!("{profile}.{path}");
        made.body.set("plan", self.plan(node));
        made.body.set("identity", self.prop(node, "identity", &|at, v| at.identity(v)));
        self.storage(node, profile, made);
        self.os(node, profile, made);
        made.body.set(&at("networkProfile"), network);
        self.rows_of(&[node], MACHINE.iter(), &mut made.body, base);
        let secure = self.prop(node, "security_type", &|at, v| match v.as_str() {
            Some("Standard") => Expr::Null,
            Some(_) => Expr::Bool(true),
            None => {
                let standard = Expr::Call(Func::Equals, vec![at.expr(v), Expr::str("Standard")]);
                choice(standard, Expr::Null, Expr::Bool(true))
            }
        });
        for (property, path) in [("secure_boot", "secureBootEnabled"), ("vtpm", "vTpmEnabled")] {
            let value = self.prop_or(node, property, &At::expr, secure.clone());
            made.body.set(&at(&format!("securityProfile.uefiSettings.{path}")), value);
        }
        let diagnostics = self.prop(node, "boot_diagnostics", &|at, v| {
            let mut members = vec![("enabled".to_owned(), Expr::Bool(true))];
            if v.as_str() != Some("managed") {
                members.push(("storageUri".to_owned(), at.text(v)));
            }
            Expr::Object(members)
        });
        made.body.set(&at("diagnosticsProfile.bootDiagnostics"), diagnostics);
        self.spot(node, base, profile, &mut made.body);
        let notice = self.prop(node, "terminate_notice", &|at, v| {
            let time = super::rows::duration(at, v, schema::Unit::Iso);
            Expr::Object(vec![("enable".to_owned(), Expr::Bool(true)), ("notBeforeTimeout".to_owned(), time)])
        });
        made.body.set(&at("scheduledEventsProfile.terminateNotificationProfile"), notice);
    }

    /// The budget of all extensions together.
    pub(super) fn extensions_budget(self, node: &'l Node) -> Expr {
        self.prop(node, "extensions_budget", &|at, v| super::rows::duration(at, v, schema::Unit::Iso))
    }

    fn storage(self, node: &'l Node, profile: &str, made: &mut Made) {
        let image = self.prop(node, "image", &|at, v| at.image(v));
        made.body.set(&format!("{profile}.storageProfile.imageReference"), image);
        let disk = format!("{profile}.storageProfile.osDisk");
        let blocks = self.children(node, Kind::OsDisk);
        made.body.set(&format!("{disk}.createOption"), Expr::str("FromImage"));
        let caching = self.pick_or(
            &blocks,
            &|at, block| {
                let default = choice(at.is_given(block, "ephemeral"), Expr::str("ReadOnly"), Expr::str("ReadWrite"));
                at.prop_or(block, "caching", &At::expr, default)
            },
            Expr::str("ReadWrite"),
        );
        made.body.set(&format!("{disk}.caching"), caching);
        let base = Base { machine: profile, own: &disk };
        let rows = schema::row(Kind::OsDisk).props().filter(|row| row.name != "caching");
        self.rows_of(&blocks, rows, &mut made.body, base);
        let ephemeral = self.pick(&blocks, &|at, block| {
            at.prop(block, "ephemeral", &|at, v| {
                Expr::Object(vec![("option".to_owned(), Expr::str("Local")), ("placement".to_owned(), at.expr(v))])
            })
        });
        made.body.set(&format!("{disk}.diffDiskSettings"), ephemeral);
        for confidential in [false, true] {
            let set = self.pick(&blocks, &|at, block| {
                let mut there = at.is_given(block, "confidential");
                if !confidential {
                    there = not(there);
                }
                choice(there, at.prop(block, "encryption_set", &At::expr), Expr::Null)
            });
            let place = if confidential { "securityProfile.diskEncryptionSet" } else { "diskEncryptionSet" };
            made.body.set(&format!("{disk}.managedDisk.{place}.id"), set);
        }
        for block in &blocks {
            self.part(made, disk.clone(), block);
        }
        let list = format!("{profile}.storageProfile.dataDisks");
        let mut disks = Items::default();
        for block in self.children(node, Kind::DataDisk) {
            let within = At { cond: block.cond, ..self };
            let mut body = Body::default();
            within.rows(block, &mut body, super::rows::PLAIN);
            within.raw(block, &mut body);
            if let Some(at) = disks.push(body.finish(), self.holds(block.cond)) {
                self.part(made, format!("{list}[{at}]"), block);
            }
        }
        made.body.set(&list, disks.finish());
    }

    fn os(self, node: &'l Node, profile: &str, made: &mut Made) {
        let os = format!("{profile}.osProfile");
        let name = self.text(&node.name);
        match node.kind {
            Kind::Vmss => {
                let prefix = self.prop_or(node, "computer_name_prefix", &At::text, name);
                made.body.set(&format!("{os}.computerNamePrefix"), prefix);
            }
            _ => made.body.set(&format!("{os}.computerName"), self.prop_or(node, "computer_name", &At::text, name)),
        }
        let admins = self.children(node, Kind::Admin);
        let base = |own| Base { machine: profile, own };
        self.rows_of(&admins, schema::row(Kind::Admin).props(), &mut made.body, base(&os));
        let linux = format!("{os}.linuxConfiguration");
        let off = self.pick(&admins, &|at, admin| {
            let off = not(at.is_given(admin, "password"));
            choice(at.is_given(admin, "ssh"), off, Expr::Null)
        });
        made.body.set(&format!("{linux}.disablePasswordAuthentication"), off);
        let keys = self.pick(&admins, &|at, admin| {
            at.prop(admin, "ssh", &|at, keys| at.list(keys, None, &|at, key| at.ssh_key(admin, key)))
        });
        made.body.set(&format!("{linux}.ssh.publicKeys"), keys);
        self.rows_of(&self.children(node, Kind::Linux), schema::row(Kind::Linux).props(), &mut made.body, base(&linux));
        self.windows(node, profile, &mut made.body);
        let mut secrets = Items::default();
        for block in self.children(node, Kind::Certificate) {
            let within = At { cond: block.cond, ..self };
            let mut body = Body::default();
            within.rows(block, &mut body, super::rows::PLAIN);
            let store = within.prop(block, "store", &At::text);
            let urls = within.prop(block, "urls", &|at, urls| {
                if store == Expr::Null {
                    return at.list(urls, Some("certificateUrl"), &At::expr);
                }
                at.list(urls, None, &|at, url| {
                    Expr::Object(vec![
                        ("certificateUrl".to_owned(), at.text(url)),
                        ("certificateStore".to_owned(), store.clone()),
                    ])
                })
            });
            body.set("vaultCertificates", urls);
            if let Some(at) = secrets.push(body.finish(), self.holds(block.cond)) {
                self.part(made, format!("{os}.secrets[{at}]"), block);
            }
        }
        made.body.set(&format!("{os}.secrets"), secrets.finish());
    }

    fn ssh_key(self, admin: &'l Node, key: &Value) -> Expr {
        let mut parts = vec![Expr::str("/home/")];
        let path = match self.prop(admin, "user", &At::text) {
            Expr::Str(user) => Expr::Str(format!("/home/{user}/.ssh/authorized_keys")),
            Expr::Concat(user) => {
                parts.extend(user);
                parts.push(Expr::str("/.ssh/authorized_keys"));
                Expr::Concat(parts)
            }
            user => {
                parts.extend([user, Expr::str("/.ssh/authorized_keys")]);
                Expr::Concat(parts)
            }
        };
        Expr::Object(vec![("path".to_owned(), path), ("keyData".to_owned(), self.text(key))])
    }

    fn windows(self, node: &'l Node, profile: &str, body: &mut Body) {
        let own = format!("{profile}.osProfile.windowsConfiguration");
        let blocks = self.children(node, Kind::Windows);
        self.rows_of(&blocks, schema::row(Kind::Windows).props(), body, Base { machine: profile, own: &own });
        // Azure upgrades the image: machines must not change themselves meanwhile.
        let automatic_os =
            self.pick(&self.children(node, Kind::Upgrade), &|at, upgrade| at.prop(upgrade, "automatic_os", &At::truth));
        let off = match automatic_os {
            Expr::Null => Expr::Null,
            on => choice(on, Expr::Bool(false), Expr::Null),
        };
        let elsewhere = choice(self.is_windows(node), off.clone(), Expr::Null);
        let updates = self.pick_or(
            &blocks,
            &|at, block| at.prop_or(block, "automatic_updates", &At::expr, off.clone()),
            elsewhere,
        );
        body.set(&format!("{own}.enableAutomaticUpdates"), updates);
    }

    fn spot(self, node: &'l Node, base: Base<'_>, profile: &str, body: &mut Body) {
        let blocks = self.children(node, Kind::Spot);
        self.rows_of(&blocks, schema::row(Kind::Spot).props(), body, base);
        let disks = self.children(node, Kind::OsDisk);
        let ephemeral = self.pick_or(&disks, &|at, disk| at.is_given(disk, "ephemeral"), Expr::Bool(false));
        let eviction = choice(ephemeral, Expr::str("Delete"), Expr::str("Deallocate"));
        let eviction = self.pick(&blocks, &|at, block| at.prop_or(block, "eviction", &At::expr, eviction.clone()));
        body.set(&format!("{profile}.evictionPolicy"), eviction);
        let restore = self.pick(&blocks, &|at, block| {
            at.prop(block, "restore", &|at, v| {
                let time = super::rows::duration(at, v, schema::Unit::Iso);
                Expr::Object(vec![("enabled".to_owned(), Expr::Bool(true)), ("restoreTimeout".to_owned(), time)])
            })
        });
        body.set("properties.spotRestorePolicy", restore);
    }

    /// The properties of an extension: `"PUBLISHER/TYPE@VERSION"` and its rows.
    pub(super) fn extension(self, node: &'l Node, body: &mut Body) {
        let written = node.slots.iter().find(|s| s.row.name == "type").and_then(|s| s.value.as_str());
        let (publisher, rest) = written.and_then(|w| w.split_once('/')).unwrap_or(("", written.unwrap_or_default()));
        let (ty, version) = rest.split_once('@').unwrap_or((rest, ""));
        for (member, value) in [("publisher", publisher), ("type", ty), ("typeHandlerVersion", version)] {
            body.set(&format!("properties.{member}"), Expr::str(value));
        }
        self.rows(node, body, super::rows::PLAIN);
    }
}
