//! What officers wish to do with a case, as it stands before them.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use tutas_catalog::Service;
use tutas_domain::actor::{Actor, Officer, OfficerId, Rank};
use tutas_domain::case::{
    Act, Case, Command, Competent, Deficiency, DeficiencyState, Lateness, LetterKind, Matter,
    Outcome, Phase, Preliminary, Proof, Rights, Ruling, WithoutHearing,
};
use tutas_domain::definition::{CuringMeans, ExceptionGround, Hearing, Kind, RevocationGround};
use tutas_domain::evidence::{Finding, Verdict};

use super::family::Family;
use crate::registers::Chance;

/// A case as an officer sees it.
pub(super) struct Desk<'a> {
    pub(super) case: &'a Case,
    pub(super) service: &'a Service,
    pub(super) today: Date,
    pub(super) now: Timestamp,
    /// Another body of the same kind, for what came to the wrong one.
    pub(super) other_body: Option<Competent>,
    /// Requirements that do not hold in the case that is challenged.
    pub(super) doubtful: Vec<String>,
}

/// An officer of a body, by rank and place.
pub(super) fn officer(body: &str, rank: Rank, place: &str) -> Officer {
    Officer {
        id: OfficerId {
            id: format!("{body}/{place}"),
            name: format!("{place} of {body}"),
            body: body.to_owned(),
        },
        rank,
        family: Vec::new(),
    }
}

impl Desk<'_> {
    /// What the officers of the body do now, and who of them; none if they leave it for later.
    pub(super) fn wish(&self, family: &Family, chance: &mut Chance) -> Option<(Command, Actor)> {
        let case = self.case;
        if let Some(receipt) = self.delivery(chance) {
            return Some(self.by_anyone(receipt, chance));
        }
        match (&case.phase, case.kind()) {
            (Phase::Hearing(preliminary), _) => self.hearing(preliminary, chance),
            (phase, Kind::Service) if phase.is_undecided() => self.examine(family, chance),
            (phase, Kind::Appeal | Kind::Complaint) if phase.is_undecided() => self.review(chance),
            (phase, Kind::DataDefect) if phase.is_undecided() => self.defect(chance),
            // Who slept until consent was deemed given decides all the same, and must not get through.
            (_, Kind::Service) if self.case.deemed_granted_at.is_some() && chance.permille(300) => {
                Some(self.by_anyone(Command::Grant, chance))
            }
            (phase, Kind::Service) => {
                let command = self.afterwards(phase, chance)?;
                Some(self.by_anyone(command, chance))
            }
            _ => None,
        }
    }

    /// Who acts: of the body, or above it once the case went up.
    fn by_anyone(&self, command: Command, chance: &mut Chance) -> (Command, Actor) {
        let place = *chance.of(&["1", "2", "3"]);
        (command, Actor::Officer(self.one(place)))
    }

    fn one(&self, place: &str) -> Officer {
        let case = self.case;
        match (case.escalated, &case.superior) {
            (Some(Rank::LastResort), Some(above)) if !self.wakes_late() => {
                officer(above, Rank::LastResort, &format!("resort-{place}"))
            }
            (Some(Rank::Head | Rank::LastResort), _) => {
                officer(&case.body, Rank::Head, &format!("head-{place}"))
            }
            _ => officer(&case.body, Rank::Officer, place),
        }
    }

    /// Of some cases the body that slept decides all the same, before the one above does.
    fn wakes_late(&self) -> bool {
        self.case.filing.number.ends_with(['1', '4', '7'])
    }

    fn higher(&self) -> Actor {
        Actor::Officer(officer(&self.case.body, Rank::Head, "head"))
    }

    /// A letter that nobody opened is delivered by another channel.
    fn delivery(&self, chance: &mut Chance) -> Option<Command> {
        let case = self.case;
        let owed = case
            .deficiencies
            .iter()
            .any(|one| one.delivery_owed_at.is_some() && !one.received);
        let hearing = matches!(
            &case.phase,
            Phase::Hearing(one) if one.not_before.is_some() && one.received_at.is_none()
        );
        if !(owed || (hearing && chance.permille(300))) {
            return None;
        }
        let wanted = if owed {
            LetterKind::Deficiency
        } else {
            LetterKind::Preliminary
        };
        let letter = case
            .letters
            .iter()
            .rposition(|one| one.kind == wanted && one.received_at.is_none())?;
        let proof = match chance.below(3) {
            0 => Proof::RegisteredLetter {
                number: "RL-1".into(),
            },
            1 => Proof::Message { id: "m-1".into() },
            _ => Proof::Counter {
                clerk: self.one("1").id,
                signed: chance.permille(700),
            },
        };
        Some(Command::RecordReceipt {
            letter,
            proof,
            on: self.now,
        })
    }

    fn examine(&self, family: &Family, chance: &mut Chance) -> Option<(Command, Actor)> {
        let case = self.case;
        if case.standstill.is_some() && chance.permille(600) {
            return Some(self.by_anyone(Command::Resume, chance));
        }
        if let Some(command) = self.paper(family, chance) {
            return Some(self.by_anyone(command, chance));
        }
        if let Some(command) = self.delay(chance) {
            return Some((command, self.higher()));
        }
        // Who appealed against how much was given is given that, whatever is found now.
        if case.floor.is_some() && case.complete && chance.permille(400) {
            return Some(self.by_anyone(Command::Grant, chance));
        }
        let unmet: Vec<&Finding> = case
            .findings
            .iter()
            .filter(|finding| finding.verdict != Verdict::Met)
            .collect();
        if unmet.is_empty() && case.complete && !case.findings.is_empty() {
            return Some(self.by_anyone(Command::Grant, chance));
        }
        let command = match chance.below(10) {
            0 | 1 => Command::GrantProvisionally,
            2 if case
                .pending_deficiency(&unmet.first()?.requirement)
                .is_none() =>
            {
                Command::AskForCure {
                    requirement: unmet.first()?.requirement.clone(),
                    words: "керек".into(),
                }
            }
            3 => Command::RefuseAcceptance {
                requirements: vec![unmet.first()?.requirement.clone()],
                reasons: "толық емес".into(),
            },
            _ => self.refusal(&unmet, chance)?,
        };
        Some(self.by_anyone(command, chance))
    }

    /// A document that waits to be looked at.
    fn paper(&self, family: &Family, chance: &mut Chance) -> Option<Command> {
        let waiting = self
            .case
            .deficiencies
            .iter()
            .find(|one| one.waits_for_officer())?;
        let upload = waiting
            .supplies
            .iter()
            .find(|supply| supply.is_unanswered())
            .and_then(|supply| supply.upload.as_ref())?
            .id;
        let means = self.service.procedure.curing_means(&waiting.requirement);
        let Some(CuringMeans::Document(document)) = means else {
            return None;
        };
        if chance.permille(120) {
            return Some(Command::TurnDownDocument {
                upload,
                why: "оқылмайды".into(),
            });
        }
        let need = self
            .service
            .needs
            .iter()
            .find(|need| need.name == document.need)?;
        Some(Command::AcceptDocument {
            upload,
            record: family.paper(&document.need, &need.fields, self.today),
        })
    }

    /// Something that moves or stops the term, or sends the case on.
    fn delay(&self, chance: &mut Chance) -> Option<Command> {
        let reasons = || "сараптама қажет".into();
        Some(match chance.below(60) {
            0 | 1 => Command::Pause {
                ground: "expertise".into(),
                reasons: reasons(),
            },
            2 => Command::Pause {
                ground: "court".into(),
                reasons: reasons(),
            },
            3 | 4 => Command::Extend {
                until: self
                    .case
                    .term
                    .last_day
                    .saturating_add(chance.between(1, 90).days()),
                reasons: reasons(),
            },
            5 => Command::Redirect {
                to: self.other_body.clone()?,
                reasons: reasons(),
            },
            _ => return None,
        })
    }

    fn refusal(&self, unmet: &[&Finding], chance: &mut Chance) -> Option<Command> {
        let may_be_named = |finding: &&&Finding| {
            let asked = self.case.deficiencies.iter().rev();
            let last: Option<&Deficiency> = asked
                .into_iter()
                .find(|one| one.requirement == finding.requirement);
            match last {
                Some(one) => one.state != DeficiencyState::Open || chance_is_bold(self.now),
                None => true,
            }
        };
        let requirements: Vec<String> = unmet
            .iter()
            .filter(may_be_named)
            .map(|finding| finding.requirement.clone())
            .collect();
        if requirements.is_empty() {
            return None;
        }
        Some(Command::PrepareRefusal {
            requirements,
            reasons: "талап орындалмаған".into(),
            without: self.without(chance),
        })
    }

    fn without(&self, chance: &mut Chance) -> Option<WithoutHearing> {
        let required = matches!(self.service.procedure.hearing, Hearing::Required { .. });
        let ground = *chance.of(&[ExceptionGround::Urgent, ExceptionGround::Petition]);
        (required && chance.permille(80)).then(|| WithoutHearing {
            ground,
            why: "шұғыл".into(),
        })
    }

    fn hearing(&self, preliminary: &Preliminary, chance: &mut Chance) -> Option<(Command, Actor)> {
        if preliminary
            .oral
            .as_ref()
            .is_some_and(|oral| oral.held.is_none())
        {
            let protocol = "тыңдалды".into();
            return Some(self.by_anyone(Command::HoldHearing { protocol }, chance));
        }
        if chance.permille(80) {
            let words = "қайта қараңыз".into();
            return Some(self.by_anyone(Command::Return { words }, chance));
        }
        let day_has_come = preliminary.not_before.is_none_or(|day| self.today >= day);
        if !day_has_come && !chance.permille(100) {
            return None;
        }
        // Mostly another than the one who prepared it.
        let place = if preliminary.by.id.ends_with('1') {
            "2"
        } else {
            "1"
        };
        let second = match preliminary.act {
            Act::Revocation { .. } => {
                officer(&self.case.body, Rank::Head, &format!("head-{place}"))
            }
            _ => self.one(place),
        };
        Some((Command::Approve, Actor::Officer(second)))
    }

    fn review(&self, chance: &mut Chance) -> Option<(Command, Actor)> {
        let case = self.case;
        let (late, below) = match &case.filing.matter {
            Matter::Appeal(appeal) => (appeal.late, case.redirected_at.is_none()),
            _ => (false, false),
        };
        if below && chance.permille(700) {
            return None;
        }
        let outcomes: &[Outcome] = match (case.kind(), below) {
            (Kind::Complaint, _) => &[Outcome::Upheld, Outcome::Dismissed, Outcome::Left],
            (_, true) => &[
                Outcome::Annulled,
                Outcome::Ordered,
                Outcome::Replaced,
                Outcome::Replaced,
            ],
            _ => &[
                Outcome::Annulled,
                Outcome::Replaced,
                Outcome::Ordered,
                Outcome::Remanded,
                Outcome::Dismissed,
                Outcome::Dismissed,
                Outcome::Left,
            ],
        };
        let outcome = *chance.of(outcomes);
        let overrules = !outcome.is_against() && chance.permille(700);
        let ruling = Ruling {
            outcome,
            rights: match outcome {
                Outcome::Dismissed | Outcome::Left => Rights::NotViolated,
                _ => Rights::Restored,
            },
            overruled: if overrules {
                self.doubtful.clone()
            } else {
                Vec::new()
            },
            lateness: late.then_some(if outcome == Outcome::Dismissed {
                Lateness::NotExcused
            } else {
                Lateness::Excused
            }),
        };
        let reasons = "қаралды".into();
        let command = if outcome.is_against() {
            let without = self.without(chance);
            Command::PrepareRuling {
                ruling,
                reasons,
                without,
            }
        } else {
            Command::Rule { ruling, reasons }
        };
        // That the body was wrong is for those who lead it to say.
        if below && chance.permille(800) {
            return Some((command, self.higher()));
        }
        let place = *chance.of(&["appeal-1", "appeal-2", "1"]);
        Some((command, Actor::Officer(self.one(place))))
    }

    /// A steward finds that the register is wrong, and corrects it; or two find that it is right. Not
    /// all of them come to it.
    fn defect(&self, chance: &mut Chance) -> Option<(Command, Actor)> {
        let ruling = |outcome, rights| Ruling {
            outcome,
            rights,
            overruled: Vec::new(),
            lateness: None,
        };
        let reasons = "тексерілді".into();
        let command = match (self.case.mending.is_some(), chance.below(10)) {
            (false, 0..=5) => Command::ConfirmDefect { reasons },
            (false, 6 | 7) => Command::PrepareRuling {
                ruling: ruling(Outcome::Unchanged, Rights::NotViolated),
                reasons,
                without: self.without(chance),
            },
            // Also before it is confirmed, and must then not get through.
            (true, 0..=6) | (false, 8) => Command::Rule {
                ruling: ruling(Outcome::Corrected, Rights::Restored),
                reasons,
            },
            _ => return None,
        };
        Some(self.by_anyone(command, chance))
    }

    fn afterwards(&self, phase: &Phase, chance: &mut Chance) -> Option<Command> {
        if self.case.correction.is_some() {
            return Some(if chance.permille(600) {
                Command::Correct {
                    was: "Орал".into(),
                    reads: "Теректі".into(),
                    answers: chance.permille(800),
                }
            } else {
                Command::DeclineCorrection {
                    why: "қате жоқ".into(),
                }
            });
        }
        match phase {
            Phase::PostCheck if chance.permille(500) => Some(Command::PassPostCheck),
            Phase::Issued | Phase::PostCheck if chance.permille(80) => {
                Some(Command::PrepareRevocation {
                    ground: *chance.of(&RevocationGround::ALL),
                    reasons: "негіз анықталды".into(),
                    without: self.without(chance),
                })
            }
            Phase::Refused | Phase::NotAccepted if chance.permille(120) => {
                Some(Command::RevokeBurden {
                    ground: *chance.of(&[
                        RevocationGround::UnlawfulBurden,
                        RevocationGround::LawfulBurden,
                    ]),
                    reasons: "заңсыз".into(),
                })
            }
            _ => None,
        }
    }
}

/// Some officers name a deficiency whose window is open: the core must turn them down. Which ones,
/// follows from the minute.
fn chance_is_bold(now: Timestamp) -> bool {
    now.as_second() / 60 % 5 == 0
}
