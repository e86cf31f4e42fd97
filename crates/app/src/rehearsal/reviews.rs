//! Appeals, complaints, terms and hearings.

use jiff::civil::Date;
use tutas_catalog::CaseRef;
use tutas_domain::bundle::StepState;
use tutas_domain::case::{Command, Lateness, Level, Outcome, Rights, Ruling};
use tutas_domain::definition::Kind;
use tutas_domain::person::PersonId;
use tutas_store::StreamId;
use uuid::Uuid;

use super::player::{Halt, Player, Standing};
use crate::view::DeskView;

impl Player<'_> {
    /// Appeals and complaints about the cases of an application.
    pub(super) fn reviews(&self, filer: &PersonId, bundle: Uuid) -> Result<Vec<Standing>, Halt> {
        let store = self.app.store();
        let cases = store
            .cases_of_bundle(StreamId(bundle))
            .map_err(crate::AppError::from)?;
        let mut reviews = Vec::new();
        for StreamId(id) in cases {
            let case = self.app.load_case(id)?.state;
            if case.kind() != Kind::Service {
                reviews.push(Standing {
                    service: case.filing.service.clone(),
                    child: case.filing.subject.ordinal,
                    filer: filer.clone(),
                    state: StepState::Opened { case: id },
                });
            }
        }
        Ok(reviews)
    }

    pub(super) async fn appeal(
        &mut self,
        who: &PersonId,
        case: &CaseRef,
        text: &str,
    ) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let view = self.app.case(who, id).await?;
            if view.may.appeal.is_none() {
                return Err(Halt("the page offers no appeal".into()));
            }
            self.app.file_appeal(who, id, text.to_owned()).await?;
        }
        Ok(())
    }

    pub(super) async fn complain(
        &mut self,
        who: &PersonId,
        case: &CaseRef,
        to_authority: bool,
        text: &str,
    ) -> Result<(), Halt> {
        let level = if to_authority {
            Level::Authority
        } else {
            Level::Provider
        };
        for id in self.cases(Some(case))? {
            let view = self.app.case(who, id).await?;
            if !view.may.complain.iter().any(|may| may.level == level) {
                return Err(Halt("the page offers no such complaint".into()));
            }
            let text = text.to_owned();
            self.app.file_complaint(who, id, level, text).await?;
        }
        Ok(())
    }

    pub(super) async fn extend(
        &mut self,
        officer: &str,
        case: &CaseRef,
        until: Date,
        reasons: &str,
    ) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let desk = self.desk(officer, id).await?;
            if desk.may_extend.is_none() {
                return Err(Halt(format!("{officer} cannot extend the term")));
            }
            let reasons = reasons.into();
            let command = Command::Extend { until, reasons };
            self.app.desk_command(officer, id, command).await?;
        }
        Ok(())
    }

    pub(super) async fn forward(
        &mut self,
        officer: &str,
        case: &CaseRef,
        reasons: &str,
    ) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let desk = self.desk(officer, id).await?;
            let [(above, _)] = desk.may_redirect.as_slice() else {
                return Err(Halt("the appeal cannot be sent on".into()));
            };
            let reasons = reasons.to_owned();
            self.app.redirect(officer, id, above, reasons).await?;
        }
        Ok(())
    }

    pub(super) async fn rule(
        &mut self,
        officer: &str,
        case: &CaseRef,
        (outcome, reasons, overruled): (&str, &str, &[String]),
    ) -> Result<(), Halt> {
        let outcome = outcome_named(outcome);
        for id in self.cases(Some(case))? {
            let desk = self.desk(officer, id).await?;
            let offered = |may: fn(&DeskView) -> &[Outcome]| may(&desk).contains(&outcome);
            let ruling = Ruling {
                outcome,
                rights: if outcome.is_against() {
                    Rights::NotViolated
                } else {
                    Rights::Restored
                },
                overruled: overruled.to_vec(),
                lateness: desk.judges_lateness.then_some(Lateness::Excused),
            };
            let reasons = reasons.into();
            let command = if offered(|desk| &desk.may_rule) {
                Command::Rule { ruling, reasons }
            } else if offered(|desk| &desk.may_prepare_ruling) {
                Command::PrepareRuling {
                    ruling,
                    reasons,
                    without: None,
                }
            } else {
                let outcome = outcome_name(outcome);
                return Err(Halt(format!("{officer} cannot rule `{outcome}`")));
            };
            self.app.desk_command(officer, id, command).await?;
        }
        Ok(())
    }

    pub(super) async fn ask_hearing(&mut self, who: &PersonId, case: &CaseRef) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let view = self.app.case(who, id).await?;
            if !view.may.ask_oral {
                return Err(Halt("the page offers no hearing by word of mouth".into()));
            }
            self.app
                .own_command(who, id, Command::AskOralHearing)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn hold_hearing(
        &mut self,
        officer: &str,
        case: &CaseRef,
        protocol: &str,
    ) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            if !self.desk(officer, id).await?.may_hold_hearing {
                return Err(Halt(format!("{officer} owes no hearing")));
            }
            let protocol = protocol.into();
            let command = Command::HoldHearing { protocol };
            self.app.desk_command(officer, id, command).await?;
        }
        Ok(())
    }
}

const OUTCOMES: [(Outcome, &str); 9] = [
    (Outcome::Annulled, "annulled"),
    (Outcome::Replaced, "replaced"),
    (Outcome::Ordered, "ordered"),
    (Outcome::Remanded, "remanded"),
    (Outcome::Left, "left"),
    (Outcome::Dismissed, "dismissed"),
    (Outcome::Upheld, "upheld"),
    (Outcome::Corrected, "corrected"),
    (Outcome::Unchanged, "unchanged"),
];

/// An outcome by the name examples use.
pub(super) fn outcome_name(outcome: Outcome) -> &'static str {
    OUTCOMES
        .into_iter()
        .find(|(known, _)| *known == outcome)
        .map_or("", |(_, name)| name)
}

fn outcome_named(name: &str) -> Outcome {
    OUTCOMES
        .into_iter()
        .find(|(_, known)| *known == name)
        .map_or(Outcome::Left, |(outcome, _)| outcome)
}
