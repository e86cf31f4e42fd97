//! The fold: what each event makes of a case.

use jiff::Timestamp;
use uuid::Uuid;

use super::event::{Decision, Event, Recorded};
use super::state::{
    Case, Deficiency, DeficiencyState, Filing, Issue, Letter, LetterKind, Phase, Preliminary,
    Supply,
};
use crate::evidence::{Evidence, Known, Source};

impl Case {
    /// Folds a journal; `None` for an empty or malformed one (it must begin with `Filed`).
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        events.into_iter().fold(None, Self::apply)
    }

    /// The case after one more event.
    pub fn apply(case: Option<Self>, recorded: &Recorded) -> Option<Self> {
        let mut case = match (case, &recorded.event) {
            (None, Event::Filed(filing)) => Self::opened((**filing).clone()),
            (None, _) => return None,
            (Some(case), _) => case,
        };
        case.history
            .push((recorded.effective_at, recorded.event.name().to_owned()));
        case.apply_event(recorded);
        Some(case)
    }

    fn opened(filing: Filing) -> Self {
        Self {
            answers: filing.answers.clone(),
            term: filing.term.clone(),
            filing,
            evidence: Evidence::default(),
            findings: Vec::new(),
            amount: None,
            complete: false,
            deficiencies: Vec::new(),
            phase: Phase::Gathering,
            decision: None,
            issued: None,
            deemed_refused_at: None,
            letters: Vec::new(),
            history: Vec::new(),
        }
    }

    fn apply_event(&mut self, recorded: &Recorded) {
        let at = recorded.effective_at;
        match &recorded.event {
            Event::Filed(filing) if filing.follows => self.write_letter(LetterKind::Opened, at),
            Event::Filed(_) => self.write_letter(LetterKind::Filed, at),
            Event::EvidenceRecorded { needs } => self.evidence.0.extend(needs.clone()),
            Event::Assessed {
                findings,
                amount,
                complete,
            } => {
                self.findings.clone_from(findings);
                self.amount = *amount;
                self.complete = *complete;
                self.settle_phase();
            }
            Event::TermPaused => self.term.paused_at = Some(at),
            Event::TermRuns { term } => self.term = term.clone(),
            Event::Answered { ask, value } => {
                self.answers.insert(ask.clone(), Some(value.clone()));
            }
            Event::DeficiencyNoted { .. }
            | Event::DeficiencyCured { .. }
            | Event::DeficiencyLapsed { .. } => {
                self.apply_to_deficiencies(&recorded.event, at);
                self.settle_phase();
            }
            Event::Supplied { .. }
            | Event::DocumentAccepted { .. }
            | Event::DocumentTurnedDown { .. } => {
                self.apply_supply(&recorded.event, at);
                self.settle_phase();
            }
            Event::RefusalPrepared { .. }
            | Event::RefusalReturned { .. }
            | Event::LetterReceived { .. }
            | Event::Objected { .. } => self.apply_to_hearing(&recorded.event, at),
            Event::Decided(_)
            | Event::Issued { .. }
            | Event::DeemedRefused { .. }
            | Event::Withdrawn => self.apply_outcome(&recorded.event, at),
        }
    }

    fn apply_to_deficiencies(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::DeficiencyNoted {
                requirement,
                until,
                ends_at,
                asked,
            } => {
                self.deficiencies.push(Deficiency {
                    requirement: requirement.clone(),
                    noted_at: at,
                    until: *until,
                    ends_at: *ends_at,
                    asked: asked.clone(),
                    state: DeficiencyState::Open,
                    supplies: Vec::new(),
                });
                self.write_letter(LetterKind::Deficiency, at);
            }
            Event::DeficiencyCured { requirement } => {
                self.set_deficiency(requirement, DeficiencyState::Cured);
                self.write_letter(LetterKind::DeficiencyCured, at);
            }
            Event::DeficiencyLapsed { requirement } => {
                self.set_deficiency(requirement, DeficiencyState::Lapsed);
            }
            _ => {}
        }
    }

    fn apply_supply(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::Supplied {
                requirement,
                upload,
                words,
            } => {
                let supply = Supply {
                    upload: upload.clone(),
                    words: words.clone(),
                    at,
                    answer: None,
                };
                if let Some(deficiency) = self.pending_mut(requirement) {
                    deficiency.supplies.push(supply);
                    deficiency.state = DeficiencyState::Supplied;
                }
            }
            Event::DocumentAccepted {
                upload,
                need,
                record,
                ..
            } => {
                self.answer_supply(*upload, Ok(()));
                let source = Source::Document {
                    upload: *upload,
                    at,
                };
                let known = Known::Records {
                    records: vec![record.clone()],
                    source,
                };
                self.evidence.0.insert(need.clone(), known);
            }
            Event::DocumentTurnedDown {
                upload,
                why,
                until,
                ends_at,
                ..
            } => {
                // What was mended otherwise stays mended, and the person is not asked again while
                // another document of theirs still waits to be looked at.
                if let Some(deficiency) = self.answer_supply(*upload, Err(why.clone()))
                    && deficiency.state == DeficiencyState::Supplied
                    && !deficiency.waits_for_officer()
                {
                    deficiency.state = DeficiencyState::Open;
                    deficiency.until = *until;
                    deficiency.ends_at = *ends_at;
                }
                self.write_letter(LetterKind::DocumentTurnedDown, at);
            }
            _ => {}
        }
    }

    fn apply_to_hearing(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::RefusalPrepared {
                grounds,
                reasons,
                by,
                hearing_until,
                law,
            } => {
                self.phase = Phase::Hearing(Preliminary {
                    grounds: grounds.clone(),
                    reasons: reasons.clone(),
                    by: by.clone(),
                    at,
                    not_before: *hearing_until,
                    received_at: None,
                    objection_until: None,
                    objections: Vec::new(),
                    law: law.clone(),
                });
                if hearing_until.is_some() {
                    self.write_letter(LetterKind::Preliminary, at);
                }
            }
            Event::RefusalReturned { .. } if self.deemed_refused_at.is_some() => {
                self.phase = Phase::DeemedRefused;
            }
            Event::RefusalReturned { .. } => {
                self.phase = Phase::Examining;
                self.settle_phase();
            }
            Event::LetterReceived {
                letter,
                objection_until,
            } => {
                if let Some(letter) = self.letters.get_mut(*letter) {
                    letter.received_at.get_or_insert(at);
                }
                if let (Phase::Hearing(preliminary), Some(until)) =
                    (&mut self.phase, objection_until)
                {
                    preliminary.received_at = Some(at);
                    preliminary.objection_until = Some(*until);
                }
            }
            Event::Objected { words } => {
                if let Phase::Hearing(preliminary) = &mut self.phase {
                    preliminary.objections.push((at, words.clone()));
                }
            }
            _ => {}
        }
    }

    fn apply_outcome(&mut self, event: &Event, at: Timestamp) {
        let (phase, letter) = match event {
            Event::Decided(decision) => {
                self.decision = Some((at, decision.clone()));
                match decision {
                    Decision::Granted { .. } => (Phase::Granted, LetterKind::Granted),
                    Decision::Refused { .. } => (Phase::Refused, LetterKind::Refused),
                }
            }
            Event::Issued {
                number,
                kind,
                record,
            } => {
                let (number, kind, record) = (number.clone(), kind.clone(), record.clone());
                self.issued = Some(Issue {
                    number,
                    kind,
                    record,
                    at,
                });
                (Phase::Issued, LetterKind::Issued)
            }
            Event::DeemedRefused { .. } => {
                self.deemed_refused_at = Some(at);
                (Phase::DeemedRefused, LetterKind::DeemedRefused)
            }
            Event::Withdrawn => (Phase::Withdrawn, LetterKind::Withdrawn),
            _ => return,
        };
        self.phase = phase;
        self.write_letter(letter, at);
    }

    fn write_letter(&mut self, kind: LetterKind, at: Timestamp) {
        self.letters.push(Letter {
            kind,
            at,
            received_at: None,
        });
    }

    fn settle_phase(&mut self) {
        self.phase = self.called_for_phase();
    }

    fn pending_mut(&mut self, requirement: &str) -> Option<&mut Deficiency> {
        self.deficiencies
            .iter_mut()
            .find(|deficiency| deficiency.requirement == requirement && deficiency.is_pending())
    }

    fn set_deficiency(&mut self, requirement: &str, state: DeficiencyState) {
        if let Some(deficiency) = self.pending_mut(requirement) {
            deficiency.state = state;
        }
    }

    fn answer_supply(
        &mut self,
        upload: Uuid,
        answer: Result<(), String>,
    ) -> Option<&mut Deficiency> {
        let deficiency = self
            .deficiencies
            .iter_mut()
            .find(|deficiency| deficiency.supplies.iter().any(|supply| supply.is(upload)))?;
        if let Some(supply) = deficiency
            .supplies
            .iter_mut()
            .find(|supply| supply.is(upload))
        {
            supply.answer = Some(answer);
        }
        Some(deficiency)
    }
}
