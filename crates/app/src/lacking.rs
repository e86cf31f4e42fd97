//! Which needs a waiting case is looked at for: no register is asked anew for what already holds.

use std::collections::BTreeSet;

use tutas_catalog::{KeySource, Need, Service};
use tutas_domain::case::{Case, Phase};
use tutas_domain::evidence::Verdict;

/// The needs that what does not hold yet stands on, and those whose registers did not answer, with
/// all that they are looked up by. A case that was never assessed, or is checked after its grant, needs
/// everything.
pub(crate) fn lacking<'a>(case: &Case, service: &'a Service) -> Vec<&'a Need> {
    if case.findings.is_empty() || case.phase == Phase::PostCheck {
        return service.needs.iter().collect();
    }
    let unmet: Vec<&str> = case
        .findings
        .iter()
        .filter(|finding| finding.verdict != Verdict::Met)
        .map(|finding| finding.requirement.as_str())
        .collect();
    let is_of_result = |name: &&str| *name == "amount" || name.starts_with("write:");
    // What a grant would give is asked for once nothing else stands in its way.
    let result = service
        .program
        .expressions()
        .filter(|name| unmet.is_empty() && !case.complete && is_of_result(name));
    let read = unmet
        .iter()
        .copied()
        .chain(result)
        .flat_map(|name| service.program.reads(name))
        .map(|(relation, _)| relation);
    let down = service
        .needs
        .iter()
        .filter(|need| case.evidence.known(&need.name).is_outage())
        .map(|need| need.name.clone());
    let mut names: BTreeSet<String> = read.chain(down).collect();
    // A need stands after those it is looked up by.
    for need in service.needs.iter().rev() {
        if names.contains(&need.name) {
            let sources = need.by.iter().flat_map(|by| by.values());
            names.extend(sources.filter_map(source));
        }
    }
    let wanted = |need: &&Need| names.contains(&need.name);
    service.needs.iter().filter(wanted).collect()
}

fn source(source: &KeySource) -> Option<String> {
    match source {
        KeySource::Need { need, .. } => Some(need.clone()),
        _ => None,
    }
}
