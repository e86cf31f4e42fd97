//! Time: the cure window, extension, pauses, who is told when it runs out, and silence.

use std::collections::BTreeSet;

use tutas_domain::actor::Rank;
use tutas_domain::definition::{
    Cure, Escalation, Extension, ExtensionFrom, PauseGround, Silence, TermEffect, WindowFrom,
};
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::Law;

use super::CureDraft;
use crate::read::procedure::{legal_term, no_term, term_over};
use crate::reading::{Reading, TERM_FIELDS};
use crate::yaml::Node;

/// `{window, effect, from?, law?}`.
pub(super) fn cure(r: &mut Reading<'_>, node: &Node, general: Option<&CureDraft>) -> CureDraft {
    let fields = r.fields(node, "`cure`", &["window", "effect", "from", "law"]);
    let base = general.map(|general| &general.cure);
    let window = term_over(r, &fields, "window", base.map(|base| &base.window));
    let own_effect = fields.get("effect").is_some();
    let effect = match base {
        Some(base) if !own_effect => base.effect,
        _ => fields
            .need(r, "effect")
            .and_then(|node| r.coded(node, "`effect`", &["restart", "pause", "none"]))
            .unwrap_or(TermEffect::Restart),
    };
    let from = fields
        .get("from")
        .and_then(|node| r.coded(node, "`from`", &["receipt", "notice"]))
        .or_else(|| base.map(|base| base.from))
        .unwrap_or(WindowFrom::Receipt);
    let cites = fields.get("law").map(|node| r.law(node)).is_some();
    CureDraft {
        cure: Cure {
            window,
            effect,
            from,
        },
        effect_law: cites || (!own_effect && general.is_some_and(|general| general.effect_law)),
    }
}

/// `{at_most, counted_from, by, told_in}`.
pub(super) fn extension(
    r: &mut Reading<'_>,
    node: &Node,
    general: Option<&Extension>,
) -> Extension {
    let known = ["at_most", "counted_from", "by", "told_in"];
    let fields = r.fields(node, "`extension`", &known);
    let at_most = term_over(r, &fields, "at_most", general.map(|base| &base.at_most));
    let counted_from = match (fields.get("counted_from"), general) {
        (None, Some(base)) => Some(base.counted_from),
        _ => fields
            .need(r, "counted_from")
            .and_then(|node| r.coded(node, "`counted_from`", &["decision", "end"])),
    };
    let by = match (fields.get("by"), general) {
        (None, Some(base)) => Some(base.by),
        _ => fields
            .need(r, "by")
            .and_then(|node| r.coded(node, "`by`", &["officer", "deputy", "head"])),
    };
    Extension {
        at_most,
        counted_from: counted_from.unwrap_or(ExtensionFrom::Decision),
        by: by.unwrap_or(Rank::Head),
        told_in: term_over(r, &fields, "told_in", general.map(|base| &base.told_in)),
    }
}

/// `{name: {title, at_most}}`.
pub(super) fn pauses(r: &mut Reading<'_>, node: &Node) -> Vec<PauseGround> {
    r.named(node, "`pauses`")
        .iter()
        .map(|entry| {
            let fields = r.fields(&entry.value, "a pause", &["title", "at_most"]);
            let endless = fields.get("at_most").is_none() && entry.value.entries().is_some();
            if endless {
                r.error(
                    entry.place,
                    "pause-without-end",
                    format!("nothing says how long `{}` may last", entry.key),
                    "add `at_most: {working_days: …, law: {…}}`: a term that may stand still for \
                     ever is none",
                );
            }
            PauseGround {
                name: entry.key.clone(),
                title: fields.texts(r, "title"),
                at_most: if endless {
                    no_term()
                } else {
                    legal_term(r, &fields, "at_most")
                },
            }
        })
        .collect()
}

/// `[{to, before_end?, law}]`, lowest post first.
pub(super) fn escalation(r: &mut Reading<'_>, node: &Node) -> Vec<Escalation> {
    let mut steps: Vec<Escalation> = Vec::new();
    for item in r.items(node, "`escalation`") {
        let fields = r.fields(item, "a step of `escalation`", &["to", "before_end", "law"]);
        let to = fields
            .need(r, "to")
            .and_then(|node| r.coded(node, "`to`", &["deputy", "head", "last-resort"]));
        let before_end = fields
            .get("before_end")
            .map(|node| r.fields(node, "`before_end`", TERM_FIELDS).term_length(r));
        let law = fields.law(r);
        let Some(to) = to else { continue };
        let step = Escalation {
            to,
            before_end,
            law,
        };
        if before_end.is_some_and(|length| !counts_days(length)) {
            r.error(
                fields.value_place("before_end"),
                "wrong-value",
                "a case goes up some days before the end of its term",
                "write `before_end: {working_days: 2}` or `{calendar_days: 3}`",
            );
        } else if steps.last().is_some_and(|last| !follows(&step, last)) {
            r.error(
                item.place,
                "escalation-order",
                "this step does not come after the one above it",
                "write the lowest post first, each next one nearer to the end of the term; the \
                 step without `before_end` is at the end and comes last",
            );
        }
        steps.push(step);
    }
    steps
}

fn counts_days(length: TermLength) -> bool {
    matches!(length.unit, TermUnit::WorkingDays | TermUnit::CalendarDays)
}

/// A higher post, and later.
fn follows(step: &Escalation, last: &Escalation) -> bool {
    let later = match (last.before_end, step.before_end) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(last), Some(step)) => step.unit == last.unit && step.count < last.count,
    };
    step.to > last.to && later
}

/// `{refusal: law}`, or `{consent: law}` where a law says so.
pub(super) fn silence(r: &mut Reading<'_>, node: &Node) -> Silence {
    let nothing = Silence::Refusal {
        law: Law::default(),
    };
    let help = "write `silence: {refusal: {law: {act: …, articles: …}}}`: a deemed refusal that \
                opens the appeal";
    if let Some(word) = node.scalar() {
        let message = format!("`silence: {word}` cites no law");
        r.error(node.place, "silence-without-law", message, help);
        return nothing;
    }
    let fields = r.fields(node, "`silence`", &["refusal", "consent"]);
    match (fields.get("refusal"), fields.get("consent")) {
        (Some(_), Some(_)) => {
            let place = node.place_of(&["consent"]);
            let message = "silence cannot be a refusal and a consent at once";
            r.error(place, "contradiction", message, "keep the one the law says");
            nothing
        }
        (None, Some(consent)) => {
            let law = consent.get("law").unwrap_or(consent);
            if law.get("act").is_none() {
                let place = node.place_of(&["consent"]);
                let message = "`silence: consent` needs a law that says so, and cites none";
                r.error(place, "silence-without-law", message, help);
                return nothing;
            }
            Silence::Consent {
                law: r.law_or_wrapped(consent),
            }
        }
        _ => {
            let law = fields.need(r, "refusal").map(|node| r.law_or_wrapped(node));
            Silence::Refusal {
                law: law.unwrap_or_default(),
            }
        }
    }
}

/// Reports what a list names twice.
pub(super) fn once<T: Ord + Copy>(
    r: &mut Reading<'_>,
    seen: &mut BTreeSet<T>,
    ground: T,
    node: &Node,
) {
    if !seen.insert(ground) {
        r.error(
            node.place,
            "duplicate-ground",
            "this ground stands in the list already",
            "keep one of the two, with all the articles in its law",
        );
    }
}
