//! What must hold of every case after every step, whoever did what and when. The numbers are those
//! of the design's invariants.

use std::mem::discriminant;

use super::super::*;
use super::story::officer_id;
use crate::actor::{Actor, Officer};
use crate::definition::{AutomatedGrant, CuringMeans, Silence, TermEffect};
use crate::evidence::{Finding, Verdict};
use crate::term::TermUnit;

/// Of the whole case after a command.
pub(super) fn hold(case: &Case, journal: &[Recorded], context: &Context<'_>) {
    assert_eq!(
        Case::fold(journal).as_ref(),
        Some(case),
        "13: state is the fold of events"
    );
    assert_eq!(case.history.len(), journal.len());
    let count = |name: &str| {
        case.history
            .iter()
            .filter(|(_, event)| event == name)
            .count()
    };
    assert!(
        count("granted") + count("refused") <= 1,
        "5: at most one decision"
    );
    assert_eq!(
        case.decision.is_some(),
        count("granted") + count("refused") == 1
    );
    assert!(
        count("deemed-refused") <= 1,
        "3: at most one deemed outcome"
    );
    assert!(count("issued") <= 1);
    assert!(
        next_wake(case).is_none_or(|wake| wake > context.now),
        "3, 20: every clock that is due has fired"
    );
    let stands_still = case.term.paused_at.is_some();
    let effect = context.procedure.cure.effect;
    if case.phase.is_undecided() && case.deemed_refused_at.is_none() {
        let expected = case.waits_for_person() && effect != TermEffect::None;
        assert_eq!(
            stands_still, expected,
            "the term stands still while the person is waited for"
        );
    }
}

/// Of one event: what was before it, what after.
pub(super) fn hold_over(before: &Case, recorded: &Recorded, after: &Case, context: &Context<'_>) {
    dates_are_never_brought_forward(before, after);
    assert_eq!(recorded.recorded_at, context.now);
    assert!(recorded.effective_at <= recorded.recorded_at);
    match &recorded.event {
        Event::RefusalPrepared { grounds, .. } => {
            no_promised_window_is_cut_short(before, grounds, context);
        }
        Event::Decided(Decision::Refused { .. }) => a_refusal_is_lawful(before, recorded, context),
        Event::Decided(Decision::Granted { by, .. }) => a_grant_is_lawful(before, by, context),
        Event::DeemedRefused { law } => {
            let Silence::Refusal { law: cited } = &context.procedure.silence;
            assert_eq!(law, cited);
            assert_eq!(
                recorded.effective_at, before.term.ends_at,
                "2, 3: at the term's end"
            );
            assert_eq!(before.term.paused_at, None, "2: pauses excluded");
            assert_eq!(before.decision, None, "3: only without a decision");
        }
        Event::DeficiencyLapsed { requirement } => {
            let deficiency = before.pending_deficiency(requirement).unwrap();
            assert_eq!(recorded.effective_at, deficiency.ends_at);
            assert_eq!(deficiency.state, DeficiencyState::Open);
        }
        Event::DeficiencyNoted {
            requirement, asked, ..
        } => {
            let unknown = before.finding(requirement).map(|finding| finding.verdict);
            assert!(
                asked.is_some() || !(before.has_outage() && unknown == Some(Verdict::Unknown)),
                "11: an outage makes no deficiency"
            );
            assert!(before.pending_deficiency(requirement).is_none());
        }
        Event::TermRuns { term } => the_term_runs_as_defined(before, recorded, term, context),
        Event::EvidenceRecorded { .. } | Event::Assessed { .. } => {
            assert_eq!(
                before.term, after.term,
                "11: no answer of a register moves a deadline"
            );
        }
        Event::Supplied { .. }
        | Event::Answered { .. }
        | Event::LetterReceived { .. }
        | Event::Objected { .. }
        | Event::Withdrawn => {
            assert_eq!(*context.actor, Actor::Person(before.filing.filer.clone()));
        }
        _ => {}
    }
    if let (Some(_), Some(_)) = (before.term.paused_at, after.term.paused_at) {
        assert_eq!(
            before.term, after.term,
            "4: what is left of a term that stands still is constant"
        );
    }
    if before.decision.is_some() {
        assert_eq!(before.decision, after.decision, "5: a decision stands");
    }
}

fn dates_are_never_brought_forward(before: &Case, after: &Case) {
    assert!(
        after.term.last_day >= before.term.last_day,
        "22: the term's last day"
    );
    assert!(
        after.term.ends_at >= before.term.ends_at,
        "22: the term's end"
    );
    for (earlier, later) in before.deficiencies.iter().zip(&after.deficiencies) {
        assert!(later.until >= earlier.until, "22: the window's last day");
        assert!(later.ends_at >= earlier.ends_at, "22: the window's end");
    }
    if let (Phase::Hearing(earlier), Phase::Hearing(later)) = (&before.phase, &after.phase) {
        assert!(
            later.not_before >= earlier.not_before,
            "22: the hearing's end"
        );
        assert!(
            later.objection_until >= earlier.objection_until,
            "22: the objection's end"
        );
    }
    assert!(before.letters.len() <= after.letters.len());
}

fn a_refusal_is_lawful(before: &Case, recorded: &Recorded, context: &Context<'_>) {
    let Event::Decided(Decision::Refused {
        grounds,
        prepared_by,
        approved_by,
        ..
    }) = &recorded.event
    else {
        return;
    };
    let Actor::Officer(officer) = context.actor else {
        panic!("21: {:?} refused", discriminant(context.actor));
    };
    assert_eq!(approved_by, &officer.id);
    assert_ne!(
        prepared_by.id, approved_by.id,
        "15: preparer is not approver"
    );
    assert_eq!(officer.body, before.filing.body);
    no_kin_acts(before, officer);
    assert!(!before.waits_for_person(), "1: a window is open");
    let unread = |deficiency: &Deficiency| {
        let means = context.procedure.curing_means(&deficiency.requirement);
        deficiency.waits_for_officer() && matches!(means, Some(CuringMeans::Document(_)))
    };
    assert!(
        !before.deficiencies.iter().any(unread),
        "1: an unread document"
    );
    assert!(!grounds.is_empty());
    no_promised_window_is_cut_short(before, grounds, context);
    for ground in grounds {
        let name = &ground.requirement;
        let finding = before.finding(name).unwrap();
        assert_ne!(finding.verdict, Verdict::Met);
        assert!(
            !(before.has_outage() && finding.verdict == Verdict::Unknown),
            "11: refused for an outage"
        );
        if context.procedure.curing_means(name).is_some() || finding.verdict == Verdict::Unknown {
            let asked = |deficiency: &Deficiency| deficiency.requirement == *name;
            assert!(
                before.deficiencies.iter().any(asked),
                "1: never asked to mend it"
            );
        }
    }
    let Phase::Hearing(preliminary) = &before.phase else {
        panic!("refused unprepared")
    };
    if let Some(not_before) = preliminary.not_before {
        let today = context.calendar.local(context.now).date();
        assert!(today >= not_before, "the notice is over");
        let until = preliminary
            .objection_until
            .expect("the notice was received");
        assert!(
            today > until || !preliminary.objections.is_empty(),
            "the person was heard"
        );
    }
}

fn no_kin_acts(before: &Case, officer: &Officer) {
    let parties = before.parties();
    assert!(
        !officer.family.iter().any(|kin| parties.contains(kin)),
        "15: no kin acts"
    );
}

/// 1: who was told a date to mend something by has all the time to it, whatever came before it.
fn no_promised_window_is_cut_short(before: &Case, grounds: &[Finding], context: &Context<'_>) {
    for deficiency in &before.deficiencies {
        let named = grounds
            .iter()
            .any(|ground| ground.requirement == deficiency.requirement);
        assert!(
            !named
                || deficiency.state == DeficiencyState::Cured
                || deficiency.ends_at <= context.now,
            "1: refused before the promised end"
        );
    }
}

fn a_grant_is_lawful(before: &Case, by: &Decider, context: &Context<'_>) {
    assert!(!before.findings.is_empty());
    assert!(
        before
            .findings
            .iter()
            .all(|finding| finding.verdict == Verdict::Met)
    );
    match by {
        Decider::Officer(id) => {
            assert!((1..=9).any(|post| officer_id(post) == *id));
            let Actor::Officer(officer) = context.actor else {
                panic!("no officer granted")
            };
            assert_eq!(&officer.id, id);
            no_kin_acts(before, officer);
        }
        Decider::Machine { law } => {
            let cited = match context.procedure.automated.as_ref() {
                Some(AutomatedGrant::Law { law }) => Some(law),
                Some(AutomatedGrant::Consent { law }) if before.filing.automated_consent => {
                    Some(law)
                }
                _ => None,
            };
            assert_eq!(
                Some(law),
                cited,
                "the machine grants by law or consent only"
            );
            assert!(before.deficiencies.is_empty());
        }
    }
}

/// 4: what is left after a pause is what was left before it, and a restart gives the whole term,
/// unless that would bring the end forward.
fn the_term_runs_as_defined(
    before: &Case,
    recorded: &Recorded,
    term: &RunningTerm,
    context: &Context<'_>,
) {
    let calendar = context.calendar;
    let paused_at = before
        .term
        .paused_at
        .expect("only a term that stands still runs on");
    assert_eq!(term.paused_at, None);
    if term.legal.length.unit != TermUnit::WorkingDays || term.last_day == before.term.last_day {
        return;
    }
    let days = |from, until| calendar.working_days_between(from, until).unwrap();
    let left = days(calendar.local(paused_at).date(), before.term.last_day);
    let now = recorded.effective_at;
    if term.started_at == before.term.started_at {
        let now_left = days(calendar.day_ending_at(now), term.last_day);
        assert!(
            now_left == left || left == 0,
            "4: {now_left} days left, {left} before"
        );
    } else {
        assert_eq!(context.procedure.cure.effect, TermEffect::Restart);
        let whole = days(calendar.local(now).date(), term.last_day);
        assert_eq!(
            whole,
            i64::from(term.legal.length.count),
            "4: the whole term anew"
        );
    }
}
