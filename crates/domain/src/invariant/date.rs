//! Terms, windows and clocks.

use jiff::Timestamp;

use super::{Checks, Step};
use crate::actor::Author;
use crate::case::{Case, Context, DeficiencyState, Event, LetterKind, Phase, RunningTerm};
use crate::definition::{ExtensionFrom, LegalTerm, Silence, TermEffect};
use crate::evidence::Verdict;
use crate::term::TermUnit;

pub(super) fn look(step: &Step<'_>, checks: &mut Checks) {
    let Step {
        before,
        recorded,
        after,
        ..
    } = *step;
    nothing_comes_earlier(before, after, checks);
    match &recorded.event {
        Event::DeemedRefused { law } => {
            let cited = matches!(&step.context.procedure.silence, Silence::Refusal { law: cited } if cited == law);
            a_silence(step, cited, after.deemed_refused_at, checks);
        }
        Event::DeemedGranted { law } => {
            let cited = matches!(&step.context.procedure.silence, Silence::Consent { law: cited } if cited == law);
            a_silence(step, cited, after.deemed_granted_at, checks);
        }
        Event::DeficiencyLapsed { requirement } => {
            let lapsed = before.pending_deficiency(requirement);
            checks.check(
                1,
                lapsed.is_some_and(|one| {
                    one.state == DeficiencyState::Open
                        && one.received
                        && one.ends_at == recorded.effective_at
                }),
                "a window closed at another time than was said, or unreceived",
            );
        }
        Event::DeficiencyNoted {
            requirement, asked, ..
        } => {
            let unknown = before
                .finding(requirement)
                .is_some_and(|finding| finding.verdict == Verdict::Unknown);
            checks.check(
                11,
                asked.is_some() || !(unknown && before.has_outage()),
                "an outage made a deficiency",
            );
            checks.check(
                1,
                before.pending_deficiency(requirement).is_none(),
                "asked twice for the same at a time",
            );
        }
        Event::EvidenceRecorded { .. } | Event::Assessed { .. } => checks.check(
            11,
            before.term == after.term,
            "a register's answer moved the term",
        ),
        Event::TermRuns { term } => runs_as_defined(step, term, checks),
        Event::TermExtended { term, .. } => extended_as_the_law_lets(step, term, checks),
        Event::TermRecounted { .. } => checks.check(
            22,
            recorded.by == Author::Machine,
            "somebody chose to count again",
        ),
        _ => {}
    }
    stands_still(step, checks);
}

/// After a command: what must be so of the clocks of a case.
pub(super) fn of_case(case: &Case, context: &Context<'_>, checks: &mut Checks) {
    let now = context.now.max(case.as_of);
    let undecided = case.phase.is_undecided() && case.deemed_refused_at.is_none();
    if undecided {
        checks.check(
            3,
            case.term.paused_at.is_some() || case.term.ends_at > now,
            "a term ended in silence without an outcome",
        );
        let current: Vec<_> = case.deficiencies.iter().filter(|one| !one.former).collect();
        let waits = context.procedure.cure.effect != TermEffect::None
            && current.iter().enumerate().any(|(place, one)| {
                let mut earlier = current[..place].iter();
                one.state == DeficiencyState::Open
                    && (one.received || one.delivery_owed_at.is_none())
                    && earlier.all(|other| other.requirement != one.requirement)
            });
        checks.check(
            4,
            case.term.paused_at.is_some() == (waits || case.standstill.is_some()),
            "the term runs where it should stand still, or stands still where it should run",
        );
    }
    let mut silences = 0;
    for (_, name) in &case.history {
        match name.as_str() {
            "deemed-refused" | "deemed-granted" => silences += 1,
            "decision-annulled" | "decision-revoked" => silences = 0,
            _ => continue,
        }
        checks.check(3, silences <= 1, "two silences in one term");
    }
}

fn a_silence(step: &Step<'_>, cited: bool, deemed_at: Option<Timestamp>, checks: &mut Checks) {
    let Step {
        before, recorded, ..
    } = *step;
    checks.check(
        3,
        cited,
        "silence has an effect the definition does not cite",
    );
    let ends_at = before.term.ends_at;
    checks.check(
        2,
        recorded.effective_at >= ends_at && before.term.paused_at.is_none(),
        "silence had its effect before the term's end",
    );
    checks.check(
        3,
        recorded.effective_at == ends_at && deemed_at == Some(ends_at),
        "silence had its effect at another time than the term's end",
    );
    let first = before.decision.is_none()
        && before.deemed_refused_at.is_none()
        && before.deemed_granted_at.is_none();
    checks.check(
        3,
        first,
        "silence had its effect although there was an outcome",
    );
}

fn nothing_comes_earlier(before: &Case, after: &Case, checks: &mut Checks) {
    let term =
        after.term.last_day >= before.term.last_day && after.term.ends_at >= before.term.ends_at;
    checks.check(22, term, "the term's end came earlier");
    let windows = before.deficiencies.iter().zip(&after.deficiencies);
    for (earlier, later) in windows {
        checks.check(
            22,
            later.until >= earlier.until && later.ends_at >= earlier.ends_at,
            "a window's end came earlier",
        );
    }
    checks.check(
        22,
        after.deficiencies.len() >= before.deficiencies.len()
            && after.letters.len() >= before.letters.len(),
        "a notice disappeared",
    );
    if let (Phase::Hearing(earlier), Phase::Hearing(later)) = (&before.phase, &after.phase)
        && earlier.at == later.at
    {
        checks.check(
            22,
            later.not_before >= earlier.not_before
                && later.objection_until >= earlier.objection_until,
            "the hearing's end came earlier",
        );
    }
    if let (Some(earlier), Some(later)) = (&before.correction, &after.correction) {
        checks.check(
            22,
            later.at != earlier.at || later.ends_at >= earlier.ends_at,
            "the answer's last day came earlier",
        );
    }
}

/// 4: nothing moves the end of a term that stands still, but a calendar that changed and an outcome
/// that was taken back.
fn stands_still(step: &Step<'_>, checks: &mut Checks) {
    let Step {
        before,
        recorded,
        after,
        ..
    } = *step;
    let elsewhere = matches!(
        recorded.event,
        Event::TermRecounted { .. }
            | Event::DecisionAnnulled { .. }
            | Event::DecisionRevoked { .. }
    );
    if before.term.paused_at.is_some() && after.term.paused_at.is_some() && !elsewhere {
        checks.check(
            4,
            before.term == after.term,
            "the term was moved while it stood still",
        );
    }
}

/// 4: what is left after a pause is what was left before it, and a restart gives the whole term,
/// unless that would bring the end forward.
fn runs_as_defined(step: &Step<'_>, term: &RunningTerm, checks: &mut Checks) {
    let before = step.before;
    let calendar = step.context.calendar;
    let Some(paused_at) = before.term.paused_at else {
        checks.check(4, false, "a term runs on that did not stand still");
        return;
    };
    checks.check(
        4,
        term.paused_at.is_none(),
        "it should run and stands still",
    );
    if term.legal.length.unit != TermUnit::WorkingDays {
        return;
    }
    let now = step.recorded.effective_at;
    let days = |from, until| calendar.working_days_between(from, until).unwrap_or(0);
    if term.started_at == before.term.started_at {
        // A pause from midnight to the same midnight took no day.
        let paused_on = calendar.local(paused_at).date();
        let left = days(paused_on, before.term.last_day);
        let now_left = days(calendar.day_ending_at(now).max(paused_on), term.last_day);
        checks.check(
            4,
            now_left == left || left == 0,
            "another number of days is left than before the pause",
        );
    } else if term.last_day != before.term.last_day {
        let whole = days(calendar.local(now).date(), term.last_day);
        checks.check(
            4,
            step.context.procedure.cure.effect == TermEffect::Restart
                && whole == i64::from(term.legal.length.count),
            "a restart does not give the whole term",
        );
    }
}

fn extended_as_the_law_lets(step: &Step<'_>, term: &RunningTerm, checks: &mut Checks) {
    let (before, context) = (step.before, step.context);
    let Some(extension) = &context.procedure.extension else {
        checks.check(26, false, "extended although the law knows no extension");
        return;
    };
    checks.check(26, before.extended.is_none(), "extended twice");
    let rank = match context.actor {
        crate::actor::Actor::Officer(officer) => Some(officer.rank),
        _ => None,
    };
    checks.check(
        26,
        rank >= Some(extension.by),
        "extended by a post not high enough",
    );
    let from = match extension.counted_from {
        ExtensionFrom::Decision => context.calendar.local(step.recorded.recorded_at).date(),
        ExtensionFrom::End => before.term.last_day,
    };
    let latest = extension.at_most.length.last_day(from, context.calendar);
    checks.check(
        26,
        term.last_day <= latest && term.last_day > before.term.last_day,
        "extended further than the law lets",
    );
    checks.check(
        26,
        told_within(step, LetterKind::Extended, &extension.told_in),
        "extended, and the person was not told in time",
    );
}

/// Whether a step wrote a letter of this kind, within the days the law gives for it.
pub(super) fn told_within(step: &Step<'_>, kind: LetterKind, within: &LegalTerm) -> bool {
    let calendar = step.context.calendar;
    let acted_on = calendar.local(step.recorded.effective_at).date();
    let latest = within.length.last_day(acted_on, calendar);
    let written = step.after.letters.iter().skip(step.before.letters.len());
    let mut told = written.filter(|letter| letter.kind == kind);
    told.any(|letter| calendar.local(letter.at).date() <= latest)
}
