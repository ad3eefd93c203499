//! Microsoft's pages contradict each other here, so it is a warning.

use crate::diag::Edit;
use crate::rules::edits::WayOut;
use super::Findings;
use crate::topology::{Health, Machine, Mode, View};

rule! {
    load_balancer_health_on_flexible "LBX2011" "load-balancer-health-on-flexible" Warning
    "a Flexible scale set hears of health from a load balancer's probe",
    from: ["VM-005"]
}

fn check(view: &View, findings: &mut Findings) {
    for machine in view.machines() {
        let Machine::Vmss(vmss) = machine else { continue };
        if vmss.mode() != Some(Mode::Flexible) {
            continue;
        }
        for health in vmss.parts::<Health>().filter(|h| h.by_probe()) {
            let offer = match health.probe() {
                Some(probe) => {
                    let port = probe.num("port").and_then(|p| p.single()).map_or("PORT".to_owned(), |p| p.to_string());
                    let path = probe.text("path").map(|p| format!(" {p}")).unwrap_or_default();
                    format!("health {} :{port}{path}", probe.protocol().as_deref().unwrap_or("http"))
                }
                None => "health http :8080 /healthz".to_owned(),
            };
            findings.push(
                health.0,
                CODE.at(
                    health.span_of("probe"),
                    format!("`{}` is Flexible; most of Azure's documentation says that it takes no load balancer's probe as health", vmss.path()),
                )
                .help(format!("let the application health extension ask: `{offer}`"))
                .way_if(!offer.contains("PORT"), format!("write `{offer}`"), vec![Edit { span: health.span(), text: offer }]),
            );
        }
    }
}
