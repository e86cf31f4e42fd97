//! How sure the law is, and whether it agrees with itself.

use std::collections::BTreeMap;

use tutas_domain::definition::Kind;
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::Mark;

use super::{terms, warn};
use crate::draft::World;
use crate::model::Problem;
use crate::read::service::ServiceDraft;

/// Assumed law where it decides an outcome: a requirement, a term, a cure window.
pub(super) fn assumed(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let help = "find the article and mark it certain, or have the ministry set the parameter";
    for require in &draft.requires {
        if require.requirement.law.mark == Mark::Assumed {
            let name = &require.requirement.name;
            let path = ["requires", name, "law"];
            let message = format!("the requirement `{name}` decides, and its law is only assumed");
            warnings.push(warn(draft, &path, "assumed-law", message, help));
        }
    }
    for (role, path, term) in terms(draft) {
        if term.law.mark == Mark::Assumed {
            let path: Vec<&str> = path.iter().map(String::as_str).chain(["law"]).collect();
            let message = format!("the {role} counts, and its law is only assumed");
            warnings.push(warn(draft, &path, "assumed-law", message, help));
        }
    }
}

/// Conflicts between legal acts: one article cited for two lengths of the same thing.
pub(super) fn conflicts(world: &World<'_>, warnings: &mut Vec<Problem>) {
    let mut known: BTreeMap<(&str, String, String), (TermLength, &str)> = BTreeMap::new();
    for draft in &world.services {
        for (role, path, term) in terms(draft) {
            // Only what was read in the law claims anything about the article.
            if term.law.mark != Mark::Certain || role == "term variant" {
                continue;
            }
            // One article may well give one term to the provider and another to the authority.
            if role == "term" && draft.kind != Kind::Service {
                continue;
            }
            let key = (role, term.law.act.en.clone(), term.law.articles.clone());
            let (other, service) = *known.entry(key).or_insert((term.length, draft.id.as_str()));
            if other == term.length {
                continue;
            }
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            let message = format!(
                "the {role} is {} here and {} in `{service}`, by the same article",
                spoken(term.length),
                spoken(other)
            );
            let help = "correct one of them, or cite the special law that differs";
            warnings.push(warn(
                draft,
                &path,
                "principle-conflicts-between-acts",
                message,
                help,
            ));
        }
    }
}

fn spoken(length: TermLength) -> String {
    let unit = match length.unit {
        TermUnit::WorkingDays => "working days",
        TermUnit::CalendarDays => "calendar days",
        TermUnit::Months => "months",
        TermUnit::Minutes => "minutes",
    };
    format!("{} {unit}", length.count)
}
