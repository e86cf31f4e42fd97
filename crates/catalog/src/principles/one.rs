//! What one definition shows by itself.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tutas_domain::definition::{CuringMeans, Hearing};
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::Mark;
use tutas_rules::Program;

use super::warn;
use crate::check::procedure::shortest_term;
use crate::check::service::days;
use crate::model::{AskKind, DeciderBy, Problem};
use crate::read::service::ServiceDraft;

/// A term longer than this is long for a right that lapses.
const LONG_DAYS: f64 = 21.0;
/// Article 73(2)3 of the administrative code: no hearing if the term is shorter.
const HEARING_FROM_WORKING_DAYS: u32 = 5;
/// A term longer than this is long for a grant that no officer looks at.
const LONG_FOR_A_MACHINE_DAYS: f64 = 14.0;

/// Weighs one version.
pub(super) fn weigh(
    draft: &ServiceDraft<'_>,
    program: Option<&Program>,
    warnings: &mut Vec<Problem>,
) {
    extraterritorial(draft, warnings);
    channels(draft, warnings);
    commission(draft, warnings);
    fee(draft, warnings);
    hearing(draft, warnings);
    documents_asked(draft, warnings);
    certificates(draft, warnings);
    fewer_days(draft, warnings);
    escalation(draft, warnings);
    if let Some(program) = program {
        urgent(draft, program, warnings);
        checked_twice(draft, program, warnings);
        local_without_facts(draft, program, warnings);
    }
}

fn extraterritorial(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let bound = matches!(draft.decider.by, DeciderBy::Territory { .. });
    if bound && draft.decider.law.mark == Mark::Assumed {
        warnings.push(warn(
            draft,
            &["decider"],
            "principle-extraterritorial",
            "the person is bound to the office of one territory, and the law for it is only assumed",
            "let the person choose (`by: {ask: …}`), or cite the law that binds them",
        ));
    }
}

fn channels(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    if let [only] = draft.channels.as_slice() {
        warnings.push(warn(
            draft,
            &["channels"],
            "principle-alternative-channel",
            format!("`{only}` is the only way to this service"),
            "add a second channel: who cannot use one must have another",
        ));
    }
}

fn commission(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let collective = ["commission", "council", "committee"]
        .iter()
        .any(|word| draft.decider.kind.contains(word));
    if collective && draft.decider.law.mark != Mark::Certain {
        warnings.push(warn(
            draft,
            &["decider", "kind"],
            "principle-no-needless-commissions",
            "a collective body decides, and no law that is certain says so",
            "let an officer decide by the requirements, or cite the law",
        ));
    }
}

fn fee(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    if draft.fee.amount > Decimal::ZERO && draft.fee.law.mark == Mark::Assumed {
        warnings.push(warn(
            draft,
            &["fee"],
            "principle-paid-or-free",
            "a fee is taken, and the law for it is only assumed",
            "cite the law that sets the fee, or write `amount: 0`",
        ));
    }
}

fn hearing(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let Some(Hearing::Excepted { law }) = &draft.parts.hearing else {
        return;
    };
    if law.mark == Mark::Assumed {
        warnings.push(warn(
            draft,
            &["hearing", "excepted"],
            "principle-hearing",
            "a person may be refused unheard, and the exception is only assumed",
            "define `notice` and `objection`, or cite the exception",
        ));
    }
    let by_short_term = law.articles.replace(' ', "").contains("73(2)3");
    let long = draft
        .term_variants
        .iter()
        .map(|variant| &variant.term)
        .chain([&draft.term])
        .find(|term| {
            term.length.unit == TermUnit::WorkingDays
                && term.length.count >= HEARING_FROM_WORKING_DAYS
        });
    if let Some(term) = long
        && by_short_term
    {
        warnings.push(warn(
            draft,
            &["hearing", "excepted"],
            "principle-hearing",
            format!(
                "no hearing because the term is under five working days, but a term of {} is \
                 possible",
                term.length.count
            ),
            "define `notice` and `objection` for the longer term, or cite another exception",
        ));
    }
}

fn documents_asked(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let mut first: BTreeMap<&str, &str> = BTreeMap::new();
    for require in &draft.requires {
        let name = require.requirement.name.as_str();
        let Some(CuringMeans::Document(document)) = &require.requirement.cured_by else {
            continue;
        };
        if let Some(other) = first.insert(&document.need, name) {
            warnings.push(warn(
                draft,
                &["requires", name, "cured_by"],
                "principle-fewer-documents",
                format!(
                    "`{other}` already asks for a document in place of `{}`",
                    document.need
                ),
                "let one requirement ask for the document",
            ));
        }
    }
    for ask in &draft.asks {
        let free = matches!(ask.kind, AskKind::Text { .. });
        let decides = draft
            .requires
            .iter()
            .any(|require| require.that.contains(&format!("answers.{}", ask.name)));
        if free && ask.required && decides {
            warnings.push(warn(
                draft,
                &["asks", &ask.name],
                "principle-fewer-documents",
                format!(
                    "what the person writes in `{}` decides, and nobody can check it",
                    ask.name
                ),
                "read it from the register that knows it, or could",
            ));
        }
    }
}

fn certificates(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let gives = &draft.gives;
    if gives.amount.is_none() && gives.write.is_none() && !gives.documents.is_empty() {
        warnings.push(warn(
            draft,
            &["gives"],
            "principle-no-certificates",
            "the result is a paper that only repeats what registers hold",
            "let whoever needs it read the register; then this service is not needed",
        ));
    }
}

fn fewer_days(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    if draft.automated.is_some() && days(draft.term.length) > LONG_FOR_A_MACHINE_DAYS {
        warnings.push(warn(
            draft,
            &["term"],
            "principle-fewer-days",
            "the machine may grant at once, and the term is more than two weeks",
            "promise a shorter term",
        ));
    }
}

/// A case that goes up the moment it is filed leaves the officer no time, and the head too much.
fn escalation(draft: &ServiceDraft<'_>, warnings: &mut Vec<Problem>) {
    let term = shortest_term(draft);
    let at_once = draft.parts.escalation.iter().find(|step| {
        step.before_end
            .is_some_and(|before| before.unit == term.unit && before.count >= term.count)
    });
    if let Some(step) = at_once {
        // The term is this service's own, whoever wrote the step.
        let own = draft.node.get("escalation").is_some();
        let before = step.before_end.map_or(0, |before| before.count);
        warnings.push(warn(
            draft,
            if own { &["escalation"] } else { &["term"] },
            "escalation-at-once",
            format!(
                "a case goes up {before} days before the end, and its term may be only {} days",
                term.count
            ),
            "write an `escalation` of its own that fits the term",
        ));
    }
}

fn urgent(draft: &ServiceDraft<'_>, program: &Program, warnings: &mut Vec<Problem>) {
    let lapses = draft.requires.iter().find(|require| {
        program
            .named(&require.requirement.name)
            .iter()
            .any(|name| name == "filed_on")
    });
    if let Some(require) = lapses
        && draft.term_variants.is_empty()
        && days(draft.term.length) > LONG_DAYS
    {
        warnings.push(warn(
            draft,
            &["term"],
            "principle-urgent",
            format!(
                "the right is lost with time (`{}`), the term is long and has no urgent variant",
                require.requirement.name
            ),
            "add a shorter term under `term_variants` for whoever is near the end of their time",
        ));
    }
}

fn checked_twice(draft: &ServiceDraft<'_>, program: &Program, warnings: &mut Vec<Problem>) {
    let mut first: BTreeMap<String, &str> = BTreeMap::new();
    for require in &draft.requires {
        let name = require.requirement.name.as_str();
        if let Some(other) = first.insert(program.text(name), name) {
            warnings.push(warn(
                draft,
                &require.place(),
                "principle-checks-and-rechecks",
                format!("`{other}` already checks the same"),
                "keep one of the two requirements",
            ));
        }
    }
}

fn local_without_facts(draft: &ServiceDraft<'_>, program: &Program, warnings: &mut Vec<Problem>) {
    let DeciderBy::Territory { need, .. } = &draft.decider.by else {
        return;
    };
    let mut rules = draft
        .requires
        .iter()
        .map(|require| require.requirement.name.as_str());
    let local = rules.any(|name| program.reads(name).iter().any(|(read, _)| read == need))
        || program.reads("amount").iter().any(|(read, _)| read == need)
        || draft
            .asks
            .iter()
            .any(|ask| matches!(&ask.kind, AskKind::Record { .. }));
    if !local {
        warnings.push(warn(
            draft,
            &["decider", "by"],
            "principle-centralised-or-decentralised",
            format!("a local office decides, and nothing that decides reads `{need}`"),
            "let any office of that kind decide, or one for the whole country",
        ));
    }
}

/// Whether a length is longer than another, roughly.
pub(super) fn is_longer(length: TermLength, other: TermLength) -> bool {
    days(length) > days(other)
}
