//! The invariants see what is wrong: an honest step is falsified in one respect, and the invariant
//! that is broken by it says so.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::actor::{Actor, Author, Officer, Rank};
use crate::definition::{RevocationGround, TermEffect};
use crate::evidence::Known;
use crate::evidence::Verdict::{Met, Unmet};
use crate::invariant::{self, ALL, Checks};
use crate::term::TermLength;

/// An honest last step, to be falsified.
pub(super) struct Step {
    pub(super) story: Story,
    pub(super) actor: Actor,
    pub(super) before: Case,
    pub(super) recorded: Recorded,
    pub(super) after: Case,
}

impl Step {
    /// The last event of this name.
    pub(super) fn last(story: Story, actor: Actor, name: &str) -> Self {
        let index = story
            .journal
            .iter()
            .rposition(|recorded| recorded.event.name() == name)
            .unwrap();
        let before = Case::fold(&story.journal[..index]).unwrap();
        let after = Case::fold(&story.journal[..=index]).unwrap();
        let recorded = story.journal[index].clone();
        Self {
            story,
            actor,
            before,
            recorded,
            after,
        }
    }

    fn checks(&self) -> Checks {
        let context = Context {
            now: self.recorded.recorded_at,
            actor: &self.actor,
            calendar: &self.story.calendar,
            procedure: &self.story.procedure,
        };
        let mut checks = Checks::default();
        let (before, after) = (&self.before, &self.after);
        invariant::after_event(Some(before), &self.recorded, after, &context, &mut checks);
        checks
    }

    fn found(&self) -> Vec<u8> {
        found(&self.checks())
    }

    /// Honest as it is; once falsified, these invariants are broken.
    fn breaks(mut self, falsify: impl FnOnce(&mut Self), broken: &[u8]) {
        assert_eq!(self.found(), [] as [u8; 0], "honest");
        falsify(&mut self);
        let found = self.found();
        for number in broken {
            assert!(found.contains(number), "{number} unseen: {found:?}");
        }
    }

    /// Honest as it is; once falsified, this is seen and nothing else.
    pub(super) fn sees(mut self, falsify: impl FnOnce(&mut Self), seen: &[&str]) {
        assert_eq!(texts(&self.checks()), [] as [&str; 0], "honest");
        falsify(&mut self);
        assert_eq!(texts(&self.checks()), seen);
    }
}

/// What is seen in a case as it stands, whatever its journal says.
pub(super) fn seen_in(story: &Story, case: &Case, now: &str) -> Vec<&'static str> {
    let context = Context {
        now: at(now),
        actor: &Actor::Machine,
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let mut checks = Checks::default();
    invariant::of_state(case, &context, &mut checks);
    texts(&checks)
}

fn texts(checks: &Checks) -> Vec<&'static str> {
    let violations = checks.violations().iter();
    violations.map(|violation| violation.text).collect()
}

fn found(checks: &Checks) -> Vec<u8> {
    checks
        .violations()
        .iter()
        .map(|violation| violation.invariant)
        .collect()
}

fn of_case(story: &Story, case: &Case, now: &str) -> Vec<u8> {
    let context = Context {
        now: at(now),
        actor: &Actor::Machine,
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let mut checks = Checks::default();
    invariant::of_case(case, &story.journal, &context, &mut checks);
    found(&checks)
}

pub(super) fn refused() -> Step {
    let mut story = Story::filed_for(procedure(), TermLength::working_days(15));
    story.assess("2026-11-23 10:01", [Met, Met, Unmet]);
    story
        .tell("2026-11-24 12:00", &officer(1), refusal_of(&[AWARD]))
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-12-01 09:00", &officer(2), Command::Approve)
        .unwrap();
    Step::last(story, officer(2), "refused")
}

pub(super) fn granted() -> Step {
    let mut story = Story::filed(procedure());
    story.assess("2026-11-23 10:01", [Met; 3]);
    story
        .tell("2026-11-24 11:00", &officer(1), Command::Grant)
        .unwrap();
    Step::last(story, officer(1), "granted")
}

pub(super) fn issued() -> Step {
    let mut story = granted().story;
    story
        .tell("2026-11-24 11:01", &Actor::Machine, issue_confirmed("1"))
        .unwrap();
    Step::last(story, Actor::Machine, "issued")
}

pub(super) fn revoked() -> Step {
    let mut story = issued().story;
    let revocation = Command::PrepareRevocation {
        ground: RevocationGround::Offence,
        reasons: "An offence was proved.".into(),
        without: None,
    };
    story
        .tell("2026-11-24 12:00", &officer(1), revocation)
        .unwrap();
    story.read("2026-11-24 13:00", LetterKind::Preliminary);
    story
        .tell("2026-11-30 09:00", &officer(2), Command::Approve)
        .unwrap();
    Step::last(story, officer(2), "decision-revoked")
}

pub(super) fn deemed() -> Step {
    let mut story = Story::filed(procedure());
    story.wake("2026-12-03 00:00");
    Step::last(story, Actor::Machine, "deemed-refused")
}

pub(super) fn lacking(effect: TermEffect) -> Story {
    let mut story = Story::filed(with_effect(effect));
    story.assess("2026-11-24 12:00", [Unmet, Met, Met]);
    story
}

fn a_deficiency(state: DeficiencyState) -> Deficiency {
    let mut deficiency = lacking(TermEffect::None).case.deficiencies[0].clone();
    deficiency.requirement = AWARD.into();
    deficiency.state = state;
    deficiency
}

pub(super) fn hearing(step: &mut Step) -> &mut Preliminary {
    match &mut step.before.phase {
        Phase::Hearing(preliminary) => preliminary,
        phase => panic!("{phase:?}"),
    }
}

fn officer_of(step: &mut Step) -> &mut Officer {
    match &mut step.actor {
        Actor::Officer(officer) => officer,
        actor => panic!("{actor:?}"),
    }
}

#[test]
fn a_refusal_while_something_can_be_mended_is_seen() {
    let open = |step: &mut Step| {
        let open = a_deficiency(DeficiencyState::Open);
        step.before.deficiencies.push(open.clone());
        step.after.deficiencies.push(open);
    };
    refused().breaks(open, &[1]);
    let unread = |step: &mut Step| {
        let mut supplied = a_deficiency(DeficiencyState::Supplied);
        supplied.requirement = RECORD.into();
        supplied.supplies.push(Supply {
            upload: Some(file(1)),
            words: None,
            at: at("2026-11-24 12:00"),
            answer: None,
        });
        step.before.deficiencies.push(supplied.clone());
        step.after.deficiencies.push(supplied);
    };
    refused().breaks(unread, &[1]);
    let early = |step: &mut Step| {
        let mut lapsed = a_deficiency(DeficiencyState::Lapsed);
        lapsed.ends_at = at("2026-12-01 09:01");
        step.before.deficiencies.push(lapsed.clone());
        step.after.deficiencies.push(lapsed);
    };
    refused().breaks(early, &[1]);
    let without_ground = |step: &mut Step| {
        if let Event::Decided(Decision::Refused { grounds, .. }) = &mut step.recorded.event {
            grounds.clear();
        }
    };
    refused().breaks(without_ground, &[1]);
    let never_asked = |step: &mut Step| {
        step.before.findings[2].verdict = crate::evidence::Verdict::Unknown;
    };
    refused().breaks(never_asked, &[1]);
    refused().breaks(|step| step.before.findings[2].verdict = Met, &[1]);
}

#[test]
fn a_refusal_for_an_outage_is_seen() {
    let outage = |step: &mut Step| {
        step.before.findings[2].verdict = crate::evidence::Verdict::Unknown;
        let down = down(at("2026-11-24 12:00"));
        step.before.evidence.0.insert("child".into(), down);
    };
    refused().breaks(outage, &[11]);
}

#[test]
fn a_refusal_by_one_by_kin_by_a_machine_or_unheard_is_seen() {
    let alone = |step: &mut Step| {
        if let Event::Decided(Decision::Refused { prepared_by, .. }) = &mut step.recorded.event {
            *prepared_by = officer_id(2);
        }
        hearing(step).by = officer_id(2);
    };
    refused().breaks(alone, &[15]);
    let kin = |step: &mut Step| officer_of(step).family = vec![mother()];
    refused().breaks(kin, &[15]);
    let elsewhere = |step: &mut Step| officer_of(step).id.body = "registrar-7510".into();
    refused().breaks(elsewhere, &[15]);
    let anothers_name = |step: &mut Step| officer_of(step).id = officer_id(3);
    refused().breaks(anothers_name, &[15]);
    let machine = |step: &mut Step| {
        step.actor = Actor::Machine;
        step.recorded.by = Author::Machine;
    };
    refused().breaks(machine, &[21]);
    let unprepared = |step: &mut Step| step.before.phase = Phase::Examining;
    refused().breaks(unprepared, &[27]);
    let unread = |step: &mut Step| hearing(step).received_at = None;
    refused().breaks(unread, &[27]);
    let short = |step: &mut Step| hearing(step).not_before = "2026-12-02".parse().ok();
    refused().breaks(short, &[27]);
    let cut = |step: &mut Step| hearing(step).objection_until = "2026-12-01".parse().ok();
    refused().breaks(cut, &[27]);
    let unexcepted = |step: &mut Step| hearing(step).not_before = None;
    refused().breaks(unexcepted, &[27]);
    let owed = |step: &mut Step| {
        hearing(step).oral = Some(Oral {
            asked_at: at("2026-11-24 13:00"),
            held: None,
        });
    };
    refused().breaks(owed, &[27]);
}

#[test]
fn a_silence_that_comes_early_twice_or_uncited_is_seen() {
    let early = |step: &mut Step| step.recorded.effective_at = at("2026-12-02 23:59");
    deemed().breaks(early, &[2, 3]);
    let paused = |step: &mut Step| step.before.term.paused_at = Some(at("2026-12-01 12:00"));
    deemed().breaks(paused, &[2]);
    let twice = |step: &mut Step| step.before.deemed_refused_at = Some(at("2026-12-03 00:00"));
    deemed().breaks(twice, &[3]);
    let uncited = |step: &mut Step| {
        step.recorded.event = Event::DeemedRefused { law: law("none") };
    };
    deemed().breaks(uncited, &[3]);
    let step = deemed();
    let mut case = step.after.clone();
    case.history.push(case.history[1].clone());
    assert!(of_case(&step.story, &case, "2026-12-03 00:00").contains(&3));
    assert!(
        of_case(&step.story, &step.before, "2026-12-03 00:00").contains(&3),
        "the term is over and nothing happened"
    );
}

#[test]
fn a_clock_that_did_not_fire_and_a_journal_that_tells_another_story_are_seen() {
    let story = Story::filed(procedure());
    assert_eq!(
        of_case(&story, &story.case, "2026-12-02 23:59"),
        [] as [u8; 0]
    );
    assert!(of_case(&story, &story.case, "2026-12-03 00:00").contains(&20));
    let mut other = story.case.clone();
    other.amount = Some(1.into());
    assert_eq!(of_case(&story, &other, "2026-12-01 12:00"), [13]);
    let now = |step: &mut Step| step.recorded.recorded_at = at("2026-11-24 10:00");
    let step = granted();
    let context_now = step.recorded.recorded_at;
    assert_eq!(context_now, at("2026-11-24 11:00"));
    let future = |step: &mut Step| step.recorded.effective_at = at("2026-11-24 11:01");
    step.breaks(future, &[13]);
    let mut behind = granted();
    now(&mut behind);
    behind.before.as_of = at("2026-11-24 10:30");
    assert!(behind.found().contains(&13));
}

#[test]
fn a_term_that_moves_while_it_stands_still_or_runs_on_wrongly_is_seen() {
    let mut story = lacking(TermEffect::Pause);
    story.bring("2026-12-01 15:00", 1);
    let honest = || {
        let mut story = lacking(TermEffect::Pause);
        story.bring("2026-12-01 15:00", 1);
        Step::last(story, filer(), "term-runs")
    };
    let later = |step: &mut Step| {
        if let Event::TermRuns { term } = &mut step.recorded.event {
            term.last_day = "2026-12-15".parse().unwrap();
        }
    };
    honest().breaks(later, &[4]);
    honest().breaks(|step| step.before.term.paused_at = None, &[4]);
    let supplied = Step::last(story, filer(), "supplied");
    let moved = |step: &mut Step| step.after.term.last_day = "2026-12-15".parse().unwrap();
    supplied.breaks(moved, &[4]);
    let still = lacking(TermEffect::Pause);
    let mut runs = still.case.clone();
    runs.term.paused_at = None;
    runs.term.ends_at = at("2027-01-01 00:00");
    assert!(of_case(&still, &runs, "2026-11-24 12:00").contains(&4));
}

#[test]
fn a_date_that_is_brought_forward_is_seen() {
    let honest = || {
        Step::last(
            lacking(TermEffect::None),
            Actor::Machine,
            "deficiency-noted",
        )
    };
    let term = |step: &mut Step| step.after.term.ends_at = at("2026-12-02 00:00");
    honest().breaks(term, &[22]);
    let day = |step: &mut Step| step.after.term.last_day = "2026-12-01".parse().unwrap();
    honest().breaks(day, &[22]);
    let mut story = lacking(TermEffect::None);
    story.bring("2026-11-26 12:00", 1);
    let window = |step: &mut Step| {
        step.after.deficiencies[0].until = "2026-12-01".parse().unwrap();
    };
    Step::last(story, filer(), "supplied").breaks(window, &[22]);
    let gone = |step: &mut Step| step.after.letters.clear();
    honest().breaks(gone, &[22]);
}

#[test]
fn a_decision_that_changes_without_a_cause_is_seen() {
    let twice = |step: &mut Step| step.before.decision.clone_from(&step.after.decision);
    granted().breaks(twice, &[5]);
    let lost = |step: &mut Step| step.after.decision = None;
    issued().breaks(lost, &[5]);
    let unfounded = |step: &mut Step| step.before.findings[0].verdict = Unmet;
    granted().breaks(unfounded, &[5]);
    let step = granted();
    let mut case = step.after.clone();
    case.history.push(case.history.last().unwrap().clone());
    assert!(of_case(&step.story, &case, "2026-11-24 11:00").contains(&5));
    let forgotten = |step: &mut Step| step.after.former.clear();
    revoked().breaks(forgotten, &[5]);
    let deemed = |step: &mut Step| {
        step.before.deemed_granted_at = Some(at("2026-11-24 11:00"));
        step.after.decision = None;
    };
    issued().breaks(deemed, &[6]);
}

#[test]
fn a_machine_that_grants_without_a_law_or_on_a_paper_is_seen() {
    let honest = || {
        let mut story = Story::filed(granted_by_law());
        story.assess("2026-11-23 10:01", [Met; 3]);
        Step::last(story, Actor::Machine, "granted")
    };
    honest().breaks(|step| step.story.procedure.automated = None, &[5]);
    let paper = |step: &mut Step| {
        let source = crate::evidence::Source::Document {
            upload: Uuid::from_u128(1),
            at: at("2026-11-23 10:00"),
        };
        let records = Known::Records {
            records: [].into(),
            source,
        };
        step.before.evidence.0.insert("child".into(), records);
    };
    honest().breaks(paper, &[5]);
}

#[test]
fn an_answer_of_a_register_that_moves_the_term_is_seen() {
    let story = lacking(TermEffect::None);
    let moved = |step: &mut Step| step.after.term.ends_at = at("2027-01-01 00:00");
    Step::last(story, Actor::Machine, "assessed").breaks(moved, &[11]);
}

#[test]
fn a_document_of_nothing_twice_or_that_outlives_its_grant_is_seen() {
    let again = |step: &mut Step| step.before.issued.clone_from(&step.after.issued);
    issued().breaks(again, &[16]);
    issued().breaks(|step| step.before.decision = None, &[16]);
    let outlives = |step: &mut Step| step.after.issued.clone_from(&step.before.issued);
    revoked().breaks(outlives, &[16]);
    let step = issued();
    let mut case = step.after.clone();
    case.decision = None;
    assert!(of_case(&step.story, &case, "2026-11-24 11:01").contains(&16));
}

#[test]
fn a_revocation_on_no_ground_or_by_one_is_seen() {
    let unlisted = |step: &mut Step| step.story.procedure.revocation.clear();
    revoked().breaks(unlisted, &[25]);
    let burden = |step: &mut Step| {
        if let Event::DecisionRevoked { ground, .. } = &mut step.recorded.event {
            *ground = RevocationGround::LawfulBurden;
        }
    };
    revoked().breaks(burden, &[25]);
    let alone = |step: &mut Step| {
        if let Event::DecisionRevoked { approved_by, .. } = &mut step.recorded.event {
            *approved_by = None;
        }
    };
    revoked().breaks(alone, &[15, 21]);
    let another = |step: &mut Step| {
        if let Act::Revocation { ground, .. } = &mut hearing(step).act {
            *ground = RevocationGround::PublicInterest;
        }
    };
    revoked().breaks(another, &[25]);
}

#[test]
fn who_is_worse_off_for_an_appeal_is_seen() {
    let floor = |step: &mut Step| {
        let amount = Some(200_000.into());
        step.before.floor = Some(Floor { amount });
    };
    granted().breaks(floor, &[23]);
    refused().breaks(floor, &[23]);
    refused().breaks(|step| step.before.overruled = vec![AWARD.into()], &[23]);
}

#[test]
fn who_acted_and_rules_is_seen() {
    let honest = |outcome| {
        let mut story = Story::filed_about(
            appealed(false),
            appeal_procedure(),
            TermLength::working_days(20),
            false,
        );
        story.wake("2026-11-27 00:00");
        let ruling = Ruling {
            outcome,
            rights: rights_after(outcome),
            overruled: Vec::new(),
            lateness: None,
        };
        let rule = Command::Rule {
            ruling,
            reasons: "She is right.".into(),
        };
        story.tell("2026-11-30 12:00", &superior(8), rule).unwrap();
        Step::last(story, superior(8), "ruled")
    };
    let acted = |step: &mut Step| {
        if let Matter::Appeal(appeal) = &mut step.before.filing.matter {
            appeal.acted.push(officer_id(8));
        }
    };
    honest(Outcome::Annulled).breaks(acted, &[24]);
    let below = |step: &mut Step| step.before.redirected_at = None;
    honest(Outcome::Remanded).breaks(below, &[24]);
}

#[test]
fn an_extension_too_long_twice_or_by_a_low_post_is_seen() {
    let honest = || {
        let mut story = Story::filed(procedure());
        let extend = Command::Extend {
            until: "2027-01-15".parse().unwrap(),
            reasons: "An expert is away.".into(),
        };
        let deputy = ranked(6, Rank::Deputy);
        story.tell("2026-11-30 12:00", &deputy, extend).unwrap();
        Step::last(story, deputy, "term-extended")
    };
    honest().breaks(|step| officer_of(step).rank = Rank::Officer, &[26]);
    let twice = |step: &mut Step| step.before.extended.clone_from(&step.after.extended);
    honest().breaks(twice, &[26]);
    let long = |step: &mut Step| {
        if let Event::TermExtended { term, .. } = &mut step.recorded.event {
            term.last_day = "2027-02-02".parse().unwrap();
        }
    };
    honest().breaks(long, &[26]);
    honest().breaks(|step| step.story.procedure.extension = None, &[26]);
}

#[test]
fn a_counter_without_its_clerk_and_words_put_in_a_mouth_are_seen() {
    let honest = || {
        let mut story = lacking(TermEffect::None);
        story
            .tell("2026-11-26 12:00", &clerk(), supplied(RECORD, 1))
            .unwrap();
        Step::last(story, clerk(), "supplied")
    };
    let nameless = |step: &mut Step| step.recorded.by = filer().author();
    honest().breaks(nameless, &[19]);
    let stranger = |step: &mut Step| {
        step.actor = stranger();
        step.recorded.by = stranger().author();
    };
    honest().breaks(stranger, &[15]);
}

#[test]
fn a_command_that_comes_again_and_changes_something_is_seen() {
    let story = refused().story;
    let actor = filer();
    let context = Context {
        now: at("2026-12-01 10:00"),
        actor: &actor,
        calendar: &story.calendar,
        procedure: &story.procedure,
    };
    let mut checks = Checks::default();
    let twice = Command::AskCorrection("Awarded is misspelt.".into());
    invariant::repeats(&story.case, twice, &context, &mut checks);
    assert_eq!(found(&checks), [18]);
    invariant::repeats(&story.case, Command::Withdraw, &context, &mut checks);
    assert_eq!((checks.count(18), checks.violations().len()), (2, 1));
}

#[test]
fn counts_are_added_up_and_each_invariant_has_its_own_number() {
    let mut checks = Checks::default();
    checks.check(5, true, "");
    let mut others = Checks::default();
    others.check(5, false, "two");
    others.check(200, true, "no such invariant");
    checks.merge(&others);
    assert_eq!((checks.count(5), checks.count(200)), (2, 0));
    assert_eq!(checks.violations(), others.violations());
    let mut numbers: Vec<u8> = ALL.iter().map(|invariant| invariant.number).collect();
    numbers.dedup();
    assert_eq!(numbers.len(), ALL.len());
    assert!(numbers.is_sorted());
}
