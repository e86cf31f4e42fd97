//! Decisions: what stands, what follows it, what may not be decided.

use super::{Checks, Step};
use crate::actor::Author;
use crate::case::{Case, Decider, Decision, DeficiencyState, Event, Phase};
use crate::definition::{Acceptance, AutomatedGrant, CuringMeans};
use crate::evidence::{Finding, Known, Source, Verdict};

pub(super) fn look(step: &Step<'_>, checks: &mut Checks) {
    one_decision_stands(step, checks);
    documents(step, checks);
    results_hold_on(step, checks);
    match &step.recorded.event {
        Event::Decided(Decision::Refused { grounds, .. }) => a_refusal(step, grounds, checks),
        Event::Decided(Decision::NotAccepted { grounds, .. }) => {
            not_accepted(step, grounds, checks);
        }
        Event::Decided(Decision::Granted {
            by, provisional, ..
        }) => a_grant(step, by, *provisional, checks),
        Event::ActPrepared {
            act: crate::case::Act::Refusal { grounds },
            ..
        } => no_window_is_cut_short(step, grounds, checks),
        _ => {}
    }
}

/// 16, 23: a result ceases to hold because it is taken back, or given elsewhere; never because the
/// person appealed, nor because nobody decided on that in time.
fn results_hold_on(step: &Step<'_>, checks: &mut Checks) {
    let Step {
        before,
        recorded,
        after,
        ..
    } = *step;
    if before.result_holds().is_none() {
        return;
    }
    let holds = after.result_holds().is_some();
    match &recorded.event {
        Event::DecisionRevoked { .. } | Event::HeldUp { by: Some(_) } => {}
        Event::AppealEnded { .. } if before.phase == Phase::Revoked => {}
        Event::DecisionAnnulled { .. } | Event::DeemedRefused { .. } => {
            checks.check(23, holds, "who appealed lost what was given");
        }
        _ => checks.check(
            16,
            holds,
            "a result ceased to hold, and nobody took it back",
        ),
    }
}

/// Over the whole history: between two endings of a decision there is at most one.
pub(super) fn of_case(case: &Case, checks: &mut Checks) {
    let mut standing = 0;
    for (_, name) in &case.history {
        match name.as_str() {
            "granted" | "refused" | "not-accepted" | "ruled" | "deemed-granted" => standing += 1,
            "decision-annulled" | "decision-revoked" => standing = 0,
            _ => continue,
        }
        checks.check(5, standing <= 1, "two decisions at a time");
    }
    let owed = case.phase.is_undecided() || matches!(case.phase, Phase::Withdrawn | Phase::Revoked);
    checks.check(
        5,
        case.decision.is_some() != owed,
        "the phase and the decision do not agree",
    );
    if let Some(issue) = &case.issued {
        checks.check(
            16,
            matches!(&case.decision, Some((at, Decision::Granted { .. })) if *at <= issue.at),
            "a document without the grant it rests on",
        );
    }
    if case.phase == Phase::Revoked {
        checks.check(
            16,
            case.issued.is_none() && (case.result_holds().is_none() || case.is_suspended()),
            "what was taken back still shows as valid",
        );
    }
}

/// 5 and 6: what stands changes only by what the law names.
fn one_decision_stands(step: &Step<'_>, checks: &mut Checks) {
    let (before, after) = (step.before, step.after);
    let event = &step.recorded.event;
    if before.deemed_granted_at.is_some() {
        checks.check(
            6,
            before.decision == after.decision
                || matches!(event, Event::DecisionRevoked { .. } | Event::Withdrawn),
            "something else than revocation changed a deemed consent",
        );
    }
    let decides = matches!(event, Event::Decided(_) | Event::DeemedGranted { .. });
    if before.decision == after.decision && !decides {
        return;
    }
    let named = match event {
        Event::Decided(_) | Event::DeemedGranted { .. } => before.decision.is_none(),
        Event::DecisionRevoked { .. } => before.decision.is_some() && after.decision.is_none(),
        Event::DecisionAnnulled { .. } => match &before.decision {
            Some(_) => after.decision.is_none(),
            // A revocation that was annulled: what it took back stands again.
            None => {
                before.phase == Phase::Revoked
                    && before.former.last().map(|former| &former.decision) == Some(&after.decision)
            }
        },
        Event::SlipCorrected { .. } => differs_in_words_only(before, after),
        Event::Withdrawn => before.held_up.is_some() && before.issued.is_none(),
        _ => false,
    };
    checks.check(5, named, "a decision changed without a named cause");
    if let Some(ended) = &before.decision
        && after.decision.is_none()
    {
        let kept = after
            .former
            .last()
            .and_then(|former| former.decision.as_ref());
        checks.check(
            5,
            kept == Some(ended),
            "a decision that ended is not on record",
        );
    }
}

fn differs_in_words_only(before: &Case, after: &Case) -> bool {
    let (Some((was_at, was)), Some((is_at, is))) = (&before.decision, &after.decision) else {
        return false;
    };
    let same = match (was, is) {
        (
            Decision::Refused { grounds, .. },
            Decision::Refused {
                grounds: grounds_now,
                ..
            },
        )
        | (
            Decision::NotAccepted { grounds, .. },
            Decision::NotAccepted {
                grounds: grounds_now,
                ..
            },
        ) => grounds == grounds_now,
        (
            Decision::Ruled { ruling, .. },
            Decision::Ruled {
                ruling: ruling_now, ..
            },
        ) => ruling == ruling_now,
        (was, is) => was == is,
    };
    was_at == is_at && same && before.phase == after.phase
}

/// 16: a document is made of one grant, once, and does not outlive it.
fn documents(step: &Step<'_>, checks: &mut Checks) {
    let (before, after) = (step.before, step.after);
    match &step.recorded.event {
        Event::Issued { .. } => checks.check(
            16,
            before.issued.is_none()
                && matches!(before.decision, Some((_, Decision::Granted { .. }))),
            "a document was made twice or of nothing",
        ),
        Event::DecisionRevoked { .. } => checks.check(
            16,
            after.issued.is_none()
                && after
                    .former
                    .last()
                    .is_some_and(|former| former.issued == before.issued),
            "a revocation does not show on the document",
        ),
        _ => {}
    }
}

fn a_refusal(step: &Step<'_>, grounds: &[Finding], checks: &mut Checks) {
    let before = step.before;
    checks.check(28, !before.is_disputed(), "refused on what is disputed");
    checks.check(
        1,
        !before.waits_for_person(),
        "refused while a window is open",
    );
    let unread = before.deficiencies.iter().any(|deficiency| {
        let means = step.context.procedure.curing_means(&deficiency.requirement);
        deficiency.waits_for_officer() && matches!(means, Some(CuringMeans::Document(_)))
    });
    checks.check(1, !unread, "refused over a document nobody read");
    checks.check(1, !grounds.is_empty(), "refused without a ground");
    no_window_is_cut_short(step, grounds, checks);
    for ground in grounds {
        let name = &ground.requirement;
        let verdict = before.finding(name).map(|finding| finding.verdict);
        checks.check(
            1,
            matches!(verdict, Some(Verdict::Unmet | Verdict::Unknown)),
            "refused for what holds",
        );
        checks.check(
            11,
            !(verdict == Some(Verdict::Unknown) && before.has_outage()),
            "refused for an outage",
        );
        let curable = step.context.procedure.curing_means(name).is_some();
        let asked = before
            .deficiencies
            .iter()
            .any(|deficiency| !deficiency.former && deficiency.requirement == *name);
        checks.check(
            1,
            asked || !(curable || verdict == Some(Verdict::Unknown)),
            "refused for what was never asked for",
        );
        checks.check(
            23,
            !before.is_overruled(name),
            "refused for what a higher instance holds to be met",
        );
    }
    checks.check(
        23,
        before.floor.is_none(),
        "refused after an appeal against a grant",
    );
}

/// 1: who was told a date to mend something by has all the time to it, whatever came before it.
fn no_window_is_cut_short(step: &Step<'_>, grounds: &[Finding], checks: &mut Checks) {
    let now = step.recorded.recorded_at;
    for deficiency in &step.before.deficiencies {
        let named = grounds
            .iter()
            .any(|ground| ground.requirement == deficiency.requirement);
        if named && !deficiency.former && deficiency.state != DeficiencyState::Cured {
            checks.check(
                1,
                deficiency.received && deficiency.ends_at <= now,
                "against the person before the promised end",
            );
        }
    }
}

/// Not accepted: only where a special law commands it, and only for a paper that is lacking.
fn not_accepted(step: &Step<'_>, grounds: &[Finding], checks: &mut Checks) {
    let (before, procedure) = (step.before, step.context.procedure);
    checks.check(
        28,
        !before.is_disputed(),
        "not accepted for what is disputed",
    );
    let commanded = matches!(procedure.acceptance, Acceptance::Refuse { .. });
    checks.check(
        1,
        commanded,
        "not accepted although no special law commands it",
    );
    for ground in grounds {
        let by_document = matches!(
            procedure.curing_means(&ground.requirement),
            Some(CuringMeans::Document(_))
        );
        checks.check(1, by_document, "not accepted for what no paper mends");
        checks.check(
            11,
            !(ground.verdict == Verdict::Unknown && before.has_outage()),
            "not accepted for an outage",
        );
    }
}

fn a_grant(step: &Step<'_>, by: &Decider, provisional: bool, checks: &mut Checks) {
    let Step {
        before, context, ..
    } = *step;
    let later = context.procedure.provisional.as_ref();
    let founded = !before.findings.is_empty()
        && before.findings.iter().all(|finding| {
            finding.verdict == Verdict::Met
                || before.is_overruled(&finding.requirement)
                // Who appealed against how much was given keeps that it was given.
                || before.floor.is_some()
                || (provisional
                    && finding.verdict == Verdict::Unknown
                    && later.is_some_and(|rule| rule.later.contains(&finding.requirement)))
        });
    checks.check(5, founded, "granted although something does not hold");
    let Event::Decided(Decision::Granted { amount, .. }) = &step.recorded.event else {
        return;
    };
    let worse = before
        .floor
        .as_ref()
        .is_some_and(|floor| *amount < floor.amount);
    checks.check(23, !worse, "less is granted than was appealed against");
    match by {
        Decider::Officer(id) => checks.check(
            15,
            step.recorded.by
                == (Author::Officer {
                    officer: id.clone(),
                }),
            "granted in the name of another",
        ),
        Decider::Machine { law } => {
            let cited = match context.procedure.automated.as_ref() {
                Some(AutomatedGrant::Law { law }) => Some(law),
                Some(AutomatedGrant::Consent { law }) if before.filing.automated_consent => {
                    Some(law)
                }
                _ => None,
            };
            checks.check(
                5,
                Some(law) == cited,
                "the machine granted without law or consent",
            );
            let by_document = before.evidence.0.values().any(|known| {
                matches!(
                    known,
                    Known::Records {
                        source: Source::Document { .. },
                        ..
                    }
                )
            });
            checks.check(5, !by_document, "the machine granted on a document");
        }
        Decider::OnAppeal { appeal, .. } => {
            let lodged = before.appeals.iter().any(|lodged| lodged.appeal == *appeal);
            checks.check(5, lodged, "granted on an appeal nobody lodged");
        }
        Decider::Silence { .. } => {
            checks.check(5, false, "a silence was written down as a decision");
        }
    }
}
