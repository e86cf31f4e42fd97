//! Who may act, and how an act against a person comes about.

use jiff::Timestamp;
use jiff::civil::Date;

use super::date::told_within;
use super::{Checks, Step};
use crate::actor::{Actor, Author, OfficerId};
use crate::case::{
    Act, Case, Decision, Event, LetterKind, Matter, Outcome, Phase, Preliminary, Ruling,
};
use crate::definition::{ExceptionGround, Hearing, RevocationGround};
use crate::term::TermLength;
use crate::text::Law;

pub(super) fn look(step: &Step<'_>, checks: &mut Checks) {
    officers(step, checks);
    match &step.recorded.event {
        Event::Decided(Decision::Refused {
            prepared_by,
            approved_by,
            ..
        }) => against(step, prepared_by, Some(approved_by), checks),
        Event::Decided(Decision::NotAccepted { by, .. }) => by_an_officer(step, by, checks),
        Event::Decided(Decision::Ruled {
            ruling,
            prepared_by,
            approved_by,
            ..
        }) => {
            a_ruling(step, ruling, prepared_by, approved_by.as_ref(), checks);
            if ruling.outcome.is_against() {
                against(step, prepared_by, approved_by.as_ref(), checks);
            } else {
                by_an_officer(step, prepared_by, checks);
            }
        }
        Event::DecisionRevoked {
            ground,
            law,
            prepared_by,
            approved_by,
            term,
            ..
        } => {
            a_revocation(step, *ground, law, term.is_some(), checks);
            if ground.is_of_favourable() {
                against(step, prepared_by, approved_by.as_ref(), checks);
            } else {
                by_an_officer(step, prepared_by, checks);
            }
        }
        Event::OralHearingHeld { .. } => {
            let told = match &step.context.procedure.hearing {
                Hearing::Required {
                    oral: Some(oral), ..
                } => told_within(step, LetterKind::Protocol, &oral.protocol),
                _ => false,
            };
            checks.check(27, told, "a hearing without its protocol in time");
        }
        Event::Supplied { .. }
        | Event::Answered { .. }
        | Event::Objected { .. }
        | Event::HearingWaived
        | Event::OralHearingAsked
        | Event::ProtocolRemarked { .. }
        | Event::CorrectionAsked { .. }
        | Event::Withdrawn => checks.check(
            15,
            step.context.actor.person() == Some(&step.before.filing.filer),
            "somebody else spoke for the person",
        ),
        _ => {}
    }
}

/// 15: an officer acts for the body that owes the decision, or for the one above once the case went
/// up to it; and never in the case of their own or of close kin.
fn officers(step: &Step<'_>, checks: &mut Checks) {
    let (Actor::Officer(officer), Author::Officer { officer: author }) =
        (step.context.actor, &step.recorded.by)
    else {
        return;
    };
    checks.check(
        15,
        officer.id == *author,
        "an event bears another officer's name",
    );
    let parties = step.before.parties();
    checks.check(
        15,
        !officer.family.iter().any(|kin| parties.contains(kin)),
        "kin acted",
    );
    let of_the_body = officer.body() == step.before.body;
    let above = step.before.superior.as_deref() == Some(officer.body())
        && step.before.escalated == Some(crate::actor::Rank::LastResort);
    checks.check(15, of_the_body || above, "an officer of another body acted");
}

fn by_an_officer(step: &Step<'_>, by: &OfficerId, checks: &mut Checks) {
    checks.check(
        21,
        matches!(&step.recorded.by, Author::Officer { officer } if officer == by),
        "an act without the officer who signs it",
    );
}

/// 15, 21, 27: an act against the person is prepared by one, heard, and adopted by another.
fn against(
    step: &Step<'_>,
    prepared_by: &OfficerId,
    approved_by: Option<&OfficerId>,
    checks: &mut Checks,
) {
    checks.check(
        21,
        matches!(&step.recorded.by, Author::Officer { officer } if Some(officer) == approved_by),
        "no officer adopted an act against the person",
    );
    checks.check(
        15,
        approved_by.is_some_and(|second| second.id != prepared_by.id),
        "one person prepared and adopted an act against the person",
    );
    let Phase::Hearing(preliminary) = &step.before.phase else {
        checks.check(27, false, "an act against the person that was not prepared");
        return;
    };
    checks.check(15, preliminary.by == *prepared_by, "another prepared it");
    heard(step, preliminary, checks);
}

/// Whether the person gave the hearing up in the proceeding that is on: not for an act that was
/// decided, sent back or cut off by the silence before.
fn waived(case: &Case) -> bool {
    let ends = |name: &str| {
        matches!(
            name,
            "act-returned"
                | "refused"
                | "granted"
                | "ruled"
                | "deemed-refused"
                | "deemed-granted"
                | "decision-revoked"
                | "decision-annulled"
        )
    };
    let mut since = case.history.iter().rev().map(|(_, name)| name.as_str());
    since
        .by_ref()
        .take_while(|name| !ends(name))
        .any(|name| name == "hearing-waived")
}

fn heard(step: &Step<'_>, preliminary: &Preliminary, checks: &mut Checks) {
    let (before, context) = (step.before, step.context);
    let hearing = &context.procedure.hearing;
    let Some(not_before) = preliminary.not_before else {
        let excepted = match &preliminary.without {
            None => hearing.exception(&before.term.legal).is_some(),
            Some((ground, why)) => {
                hearing.chosen_exception(*ground) == Some(&preliminary.law)
                    && !why.is_blank()
                    && (*ground != ExceptionGround::Petition || waived(before))
            }
        };
        checks.check(27, excepted, "no hearing, and no exception");
        return;
    };
    if waived(before) {
        return;
    }
    let calendar = context.calendar;
    let today = calendar.local(step.recorded.recorded_at).date();
    checks.check(27, today >= not_before, "the notice was too short");
    // Worked out anew: a day may have been made free since the dates were told.
    if let Hearing::Required {
        notice, objection, ..
    } = hearing
    {
        let after = |length: TermLength, from: Timestamp| {
            today > length.last_day(calendar.local(from).date(), calendar)
        };
        let received_at = preliminary.received_at;
        checks.check(
            27,
            after(notice.length, preliminary.at)
                && received_at.is_some_and(|at| after(objection.length, at)),
            "a day made free since was not counted",
        );
    }
    checks.check(
        27,
        preliminary.received_at.is_some(),
        "the preliminary decision was not received",
    );
    // The first word does not end the time for another.
    let over = |last_day: Option<Date>| last_day.is_some_and(|last_day| today > last_day);
    checks.check(
        27,
        over(preliminary.objection_until),
        "the time for objections was cut short",
    );
    if let Some(oral) = &preliminary.oral {
        let remarks_until = oral.held.as_ref().map(|held| held.remarks_until);
        checks.check(
            27,
            over(remarks_until),
            "who asked to be heard was not, or could not remark on it",
        );
    }
}

/// 24: who acted in the case does not rule on the appeal, but to satisfy it in full before it goes
/// on: to annul and decide anew is not in full.
fn a_ruling(
    step: &Step<'_>,
    ruling: &Ruling,
    prepared_by: &OfficerId,
    approved_by: Option<&OfficerId>,
    checks: &mut Checks,
) {
    let case = step.before;
    let acted = match &case.filing.matter {
        Matter::Service => {
            checks.check(24, false, "a ruling on what was no appeal and no complaint");
            return;
        }
        Matter::Appeal(appeal) => appeal.acted.as_slice(),
        Matter::Complaint(complaint) => complaint.acted.as_slice(),
        // The steward's officers look into their own register.
        Matter::DataDefect(_) => &[],
    };
    if matches!(case.filing.matter, Matter::Appeal(_)) && case.redirected_at.is_none() {
        checks.check(
            24,
            ruling.outcome == Outcome::Replaced,
            "the body that acted judged its own act",
        );
        return;
    }
    let mut signed = std::iter::once(prepared_by).chain(approved_by);
    checks.check(
        24,
        !signed.any(|signer| acted.iter().any(|one| one.id == signer.id)),
        "who acted in the case ruled on the appeal",
    );
}

/// 25: on a listed ground only; what was given is taken back for a ground of that, what was refused
/// for a ground of that, and then decided anew.
fn a_revocation(
    step: &Step<'_>,
    ground: RevocationGround,
    law: &Law,
    reopened: bool,
    checks: &mut Checks,
) {
    let listed = step.context.procedure.revocation(ground);
    checks.check(
        25,
        listed.is_some_and(|listed| listed.law == *law),
        "taken back on a ground the definition does not list",
    );
    let favourable = matches!(step.before.decision, Some((_, Decision::Granted { .. })));
    checks.check(
        25,
        favourable == ground.is_of_favourable() && reopened != favourable,
        "taken back on a ground of another kind of act",
    );
    if favourable {
        let prepared = matches!(
            &step.before.phase,
            Phase::Hearing(Preliminary { act: Act::Revocation { ground: named, .. }, .. })
                if *named == ground
        );
        checks.check(25, prepared, "what was given was taken back by one alone");
    }
}
