//! Random people do random things at random times. Every step checks the invariants, and that the
//! same command a second time changes nothing.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use super::super::*;
use super::deeds::*;
use super::story::*;
use crate::actor::Actor;
use crate::definition::Procedure;
use crate::invariant::ALL;
use crate::term::TermLength;

fn filed(procedure: Procedure, length: TermLength, consented: bool) -> Story {
    Story::filed_by(procedure, length, consented)
}

fn about((matter, procedure): (Matter, Procedure)) -> Story {
    Story::filed_about(matter, procedure, TermLength::working_days(20), false)
}

/// A letter that is proven later than it was received, or a window that was over by then, is the
/// only thing that takes effect before what is already on record.
fn nothing_was_learnt_late(journal: &[Recorded]) -> bool {
    journal.iter().all(|recorded| match &recorded.event {
        Event::LetterReceived { on, .. } => *on == recorded.effective_at,
        _ => true,
    })
}

fn comes_to_rest(mut story: Story) -> Result<(), TestCaseError> {
    let end = at("2028-06-01 00:00");
    story
        .tell_at(end, &Actor::Machine, Command::Advance)
        .unwrap();
    prop_assert_eq!(story.next_wake(), None);
    let outcome = story.case.decision.is_some()
        || story.case.deemed_refused_at.is_some()
        || matches!(story.case.phase, Phase::Withdrawn | Phase::Revoked);
    prop_assert!(outcome, "silence has an outcome too");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(192)
    })]

    #[test]
    fn every_case_keeps_the_law_as_time_goes_on(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_wait())
    ) {
        let story = play(filed(procedure, length, consented), &deeds);
        let times = story.journal.iter().map(|recorded| recorded.effective_at);
        prop_assert!(
            times.is_sorted() || !nothing_was_learnt_late(&story.journal),
            "what happened later takes effect later"
        );
        let text = serde_json::to_string(&story.journal).unwrap();
        let journal: Vec<Recorded> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Case::fold(&journal), Some(story.case.clone()));
        let text = serde_json::to_string(&story.case).unwrap();
        prop_assert_eq!(serde_json::from_str::<Case>(&text).unwrap(), story.case);
    }

    #[test]
    fn every_case_keeps_the_law_when_clocks_jump(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_jump())
    ) {
        play(filed(procedure, length, consented), &deeds);
    }

    #[test]
    fn every_appeal_and_complaint_keeps_the_law(
        matter in any_matter(), deeds in any_review(any_jump())
    ) {
        let story = play(about(matter), &deeds);
        let text = serde_json::to_string(&story.journal).unwrap();
        let journal: Vec<Recorded> = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Case::fold(&journal), Some(story.case));
    }

    #[test]
    fn once_everybody_is_silent_every_case_comes_to_rest(
        procedure in any_procedure(), length in any_length(), consented: bool,
        deeds in any_deeds(any_wait())
    ) {
        comes_to_rest(play(filed(procedure, length, consented), &deeds))?;
    }

    #[test]
    fn once_everybody_is_silent_every_appeal_comes_to_rest(
        matter in any_matter(), deeds in any_review(any_wait())
    ) {
        comes_to_rest(play(about(matter), &deeds))?;
    }
}

/// The random deeds reach what they are meant to reach: else the properties would prove little.
#[test]
fn the_random_stories_reach_every_kind_of_event_and_every_invariant() {
    let mut runner = TestRunner::deterministic();
    let mut seen = BTreeSet::new();
    let mut checks = crate::invariant::Checks::default();
    let services = (
        any_procedure(),
        any_length(),
        any::<bool>(),
        any_deeds(any_wait()),
    );
    let reviews = (any_matter(), any_review(any_wait()));
    let mut look = |story: Story| {
        seen.extend(story.journal.iter().map(|recorded| recorded.event.name()));
        checks.merge(&story.checks);
    };
    for _ in 0..1_500 {
        let (procedure, length, consented, deeds) =
            services.new_tree(&mut runner).unwrap().current();
        look(play(filed(procedure, length, consented), &deeds));
    }
    for _ in 0..300 {
        let (matter, deeds) = reviews.new_tree(&mut runner).unwrap().current();
        look(play(about(matter), &deeds));
    }
    let missing: Vec<&str> = EVENTS
        .into_iter()
        .filter(|name| !seen.contains(name))
        .collect();
    assert_eq!(missing, [] as [&str; 0], "never happened");
    for invariant in ALL {
        let count = checks.count(invariant.number);
        assert!(count > 5, "{}: {count} checks", invariant.number);
    }
}

const EVENTS: [&str; 48] = [
    "filed",
    "evidence-recorded",
    "assessed",
    "deficiency-noted",
    "deficiency-cured",
    "deficiency-lapsed",
    "delivery-owed",
    "redirected",
    "term-extended",
    "term-recounted",
    "stood-still",
    "standstill-ended",
    "escalated",
    "term-paused",
    "term-runs",
    "supplied",
    "answered",
    "document-accepted",
    "document-turned-down",
    "refusal-prepared",
    "revocation-prepared",
    "ruling-prepared",
    "act-returned",
    "letter-received",
    "objected",
    "hearing-waived",
    "oral-hearing-asked",
    "oral-hearing-held",
    "protocol-remarked",
    "not-accepted",
    "ruled",
    "granted",
    "refused",
    "issued",
    "deemed-refused",
    "deemed-granted",
    "post-check-begun",
    "post-check-ended",
    "decision-revoked",
    "correction-asked",
    "correction-overdue",
    "slip-corrected",
    "correction-declined",
    "appeal-lodged",
    "appeal-ended",
    "decision-annulled",
    "court-claim-noted",
    "withdrawn",
];
