//! The fold: what each event makes of a case. Each capability applies its own events.

use jiff::Timestamp;
use uuid::Uuid;

use super::event::{Decider, Decision, Event, Recorded};
use super::letter::LetterKind;
use super::phase::Phase;
use super::state::{Case, Ended, Filing, Former, Issue};
use crate::actor::Author;
use crate::definition::Kind;
use crate::evidence::{Evidence, Known, Record, Source};

impl Case {
    /// Folds a journal; `None` for an empty or malformed one (it must begin with `Filed`).
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Recorded>) -> Option<Self> {
        events.into_iter().fold(None, Self::apply)
    }

    /// The case after one more event.
    pub fn apply(case: Option<Self>, recorded: &Recorded) -> Option<Self> {
        let mut case = match (case, &recorded.event) {
            (None, Event::Filed(filing)) => Self::opened((**filing).clone(), recorded.recorded_at),
            (None, _) => return None,
            (Some(case), _) => case,
        };
        case.fold_on(recorded);
        Some(case)
    }

    /// One event more.
    pub fn fold_on(&mut self, recorded: &Recorded) {
        self.as_of = self.as_of.max(recorded.recorded_at);
        if let Author::Officer { officer } = &recorded.by
            && !self.acted.contains(officer)
        {
            self.acted.push(officer.clone());
        }
        self.history
            .push((recorded.effective_at, recorded.event.name().to_owned()));
        let written = self.letters.len();
        self.apply_event(recorded);
        // A letter comes from the body that acted, or from the one that owes the decision.
        let from = match &recorded.by {
            Author::Officer { officer } => officer.body.clone(),
            _ => self.owing_body().to_owned(),
        };
        for letter in self.letters.iter_mut().skip(written) {
            letter.from.clone_from(&from);
        }
    }

    fn opened(filing: Filing, as_of: Timestamp) -> Self {
        let phase = match filing.matter.kind() {
            Kind::Service => Phase::Gathering,
            Kind::Appeal | Kind::Complaint | Kind::DataDefect => Phase::Examining,
        };
        Self {
            as_of,
            body: filing.body.clone(),
            superior: filing.superior.clone(),
            redirected_at: None,
            answers: filing.answers.clone(),
            term: filing.term.clone(),
            filing,
            standstill: None,
            stood_on: Vec::new(),
            extended: None,
            escalated: None,
            evidence: Evidence::default(),
            findings: Vec::new(),
            amount: None,
            complete: false,
            deficiencies: Vec::new(),
            phase,
            waived_at: None,
            decision: None,
            issued: None,
            held_up: None,
            post_check: None,
            deemed_refused_at: None,
            deemed_granted_at: None,
            former: Vec::new(),
            appeals: Vec::new(),
            overruled: Vec::new(),
            floor: None,
            correction: None,
            mending: None,
            disputes: Vec::new(),
            asked_anew_for: Vec::new(),
            court: None,
            acted: Vec::new(),
            letters: Vec::new(),
            history: Vec::new(),
        }
    }

    fn apply_event(&mut self, recorded: &Recorded) {
        let at = recorded.effective_at;
        let event = &recorded.event;
        match event {
            Event::Filed(filing) => {
                let is_next = filing.follows && self.kind() == Kind::Service;
                let kind = if is_next {
                    LetterKind::Opened
                } else {
                    LetterKind::Filed
                };
                self.write_letter(kind, at);
            }
            Event::EvidenceRecorded { .. } | Event::Assessed { .. } | Event::Answered { .. } => {
                self.apply_to_facts(event);
            }
            Event::Redirected { .. } => self.apply_redirection(event, at),
            Event::TermPaused
            | Event::TermRuns { .. }
            | Event::TermExtended { .. }
            | Event::TermRecounted { .. }
            | Event::StoodStill { .. }
            | Event::StandstillEnded
            | Event::Escalated { .. } => self.apply_to_term(event, at),
            Event::DeficiencyNoted { .. }
            | Event::DeficiencyCured { .. }
            | Event::DeficiencyLapsed { .. }
            | Event::DeliveryOwed { .. } => {
                self.apply_to_deficiencies(event, at);
                self.settle_phase();
            }
            Event::Supplied { .. }
            | Event::DocumentAccepted { .. }
            | Event::DocumentTurnedDown { .. } => {
                self.apply_supply(event, at);
                self.settle_phase();
            }
            Event::LetterReceived { .. } => {
                self.apply_receipt(event, &recorded.by, recorded.recorded_at);
            }
            Event::ActPrepared { .. }
            | Event::ActReturned { .. }
            | Event::Objected { .. }
            | Event::HearingWaived
            | Event::OralHearingAsked
            | Event::OralHearingHeld { .. }
            | Event::ProtocolRemarked { .. } => self.apply_to_hearing(event, at),
            Event::PostCheckBegun { .. }
            | Event::PostCheckEnded { .. }
            | Event::DecisionRevoked { .. }
            | Event::CorrectionAsked { .. }
            | Event::CorrectionOverdue
            | Event::SlipCorrected { .. }
            | Event::CorrectionDeclined { .. } => self.apply_after(event, at),
            Event::AppealLodged { .. }
            | Event::AppealEnded { .. }
            | Event::DecisionAnnulled { .. }
            | Event::CourtClaimNoted { .. } => self.apply_to_review(event, at),
            Event::DefectConfirmed { .. }
            | Event::MendingOverdue
            | Event::Disputed { .. }
            | Event::DisputeSettled { .. } => self.apply_to_defects(event, at),
            Event::HeldUp { .. } | Event::StepsDropped { .. } | Event::Issued { .. } => {
                self.apply_to_result(event, at);
            }
            Event::Decided(_)
            | Event::DeemedRefused { .. }
            | Event::DeemedGranted { .. }
            | Event::Withdrawn => self.apply_outcome(event, at),
        }
    }

    /// What is known, and what was found in it.
    fn apply_to_facts(&mut self, event: &Event) {
        match event {
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
            Event::Answered { ask, value } => {
                self.answers.insert(ask.clone(), Some(value.clone()));
            }
            _ => {}
        }
    }

    fn apply_outcome(&mut self, event: &Event, at: Timestamp) {
        let (phase, letter) = match event {
            Event::Decided(decision) => {
                self.decision = Some((at, decision.clone()));
                self.waived_at = None;
                match decision {
                    Decision::Granted { .. } => (Phase::Granted, LetterKind::Granted),
                    Decision::Refused { .. } => (Phase::Refused, LetterKind::Refused),
                    Decision::NotAccepted { .. } => (Phase::NotAccepted, LetterKind::NotAccepted),
                    Decision::Ruled { .. } => (Phase::Ruled, LetterKind::Ruled),
                }
            }
            Event::DeemedRefused { .. } => {
                self.deemed_refused_at = Some(at);
                // What was prepared in the term ends with it, and who prepares an answer is told.
                self.take_act_back(at);
                self.waived_at = None;
                (Phase::DeemedRefused, LetterKind::DeemedRefused)
            }
            Event::DeemedGranted { law } => {
                self.deemed_granted_at = Some(at);
                self.waived_at = None;
                let by = Decider::Silence { law: law.clone() };
                let floor = self.floor.as_ref().and_then(|floor| floor.amount);
                let amount = self.amount.max(floor);
                let provisional = false;
                let granted = Decision::Granted {
                    amount,
                    by,
                    provisional,
                };
                self.decision = Some((at, granted));
                (Phase::Granted, LetterKind::DeemedGranted)
            }
            Event::Withdrawn => {
                // Who gives up what another case gives has no decision here any more.
                if self.decision.is_some() {
                    self.former.push(Former {
                        decision: self.decision.take(),
                        deemed_at: self.deemed_granted_at.take(),
                        issued: None,
                        ended_at: at,
                        ended: Ended::GivenUp,
                    });
                }
                self.held_up = None;
                (Phase::Withdrawn, LetterKind::Withdrawn)
            }
            _ => return,
        };
        self.phase = phase;
        self.standstill = None;
        self.write_letter(letter, at);
    }

    /// What becomes of a grant: made, held up by another case's, or with nothing to follow it.
    fn apply_to_result(&mut self, event: &Event, at: Timestamp) {
        match event {
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
                self.held_up = None;
                self.write_letter(LetterKind::Issued, at);
                // A revocation that is under way goes on.
                match &mut self.phase {
                    Phase::Hearing(preliminary) => *preliminary.from = Phase::Issued,
                    phase => *phase = Phase::Issued,
                }
            }
            Event::HeldUp { by } => {
                self.held_up = by.clone().map(|by| (at, by));
                // What is issued after all has a letter of its own.
                match (&self.held_up, &self.issued) {
                    (Some(_), _) => self.write_letter(LetterKind::HeldUp, at),
                    (None, Some(_)) => self.write_letter(LetterKind::Issued, at),
                    (None, None) => {}
                }
            }
            Event::StepsDropped { .. } => self.write_letter(LetterKind::StepsDropped, at),
            _ => {}
        }
    }

    pub(super) fn settle_phase(&mut self) {
        self.phase = self.called_for_phase();
    }

    pub(super) fn take_document(
        &mut self,
        upload: Uuid,
        need: &str,
        record: &Record,
        at: Timestamp,
    ) {
        let known = Known::Records {
            records: [record.clone()].into(),
            source: Source::Document { upload, at },
        };
        self.evidence.0.insert(need.to_owned(), known);
    }
}
