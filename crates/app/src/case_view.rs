//! A case as a page shows it, for the person and for the desk.

use tutas_catalog::Service;
use tutas_domain::bundle::Bundle;
use tutas_domain::case::{
    Case, Decider, Decision, Deficiency, DeficiencyState, Phase, Preliminary, Supply,
};
use tutas_domain::definition::{CuringMeans, TermEffect};
use tutas_domain::evidence::{Finding, Known, Unknown, Verdict};
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::assess::Assessment;
use crate::case_after::{document_line, oral_view};
use crate::questions::label;
use crate::showing::{asked_for, finding_view, preview_row, shown_answer};
use crate::stream::At;
use crate::view::{
    CaseSummary, CaseView, DeciderView, DecisionView, DeficiencyView, DocumentLine, ExtendedView,
    Fact, FindingView, LetterLine, MeansView, Outage, PhaseView, PreliminaryView, StandstillView,
    TermView, Tone, UploadLine,
};
use crate::{App, AppError};

impl App {
    pub(crate) fn summary(&self, id: Uuid, case: &Case) -> CaseSummary {
        CaseSummary {
            id,
            number: case.filing.number.clone(),
            phase: phase_view(&case.phase),
            holder: self.body_title(case.owing_body()),
            zone: self
                .calendar_of(case)
                .zone()
                .iana_name()
                .unwrap_or_default()
                .to_owned(),
            term: TermView {
                length: case.term.legal.length,
                law: case.term.legal.law.clone(),
                registered_at: case.filing.registered_at,
                last_day: case.term.last_day,
                ends_at: case.term.ends_at,
                paused_since: case.term.paused_at,
                stands_still: self.standstill_view(case),
                extended: case
                    .extended
                    .as_ref()
                    .map(|(at, by, reasons)| ExtendedView {
                        at: *at,
                        by: by.name.clone(),
                        reasons: reasons.as_str().to_owned(),
                    }),
                escalated: case.escalated,
            },
            waits_for_you: self
                .definition_of(case)
                .is_ok_and(|service| waits_for_person(case, service)),
        }
    }

    fn standstill_view(&self, case: &Case) -> Option<StandstillView> {
        let standstill = case.standstill.as_ref()?;
        let ground = self
            .definition_of(case)
            .ok()
            .and_then(|service| service.procedure.pause(&standstill.ground))
            .map(|ground| ground.title.clone());
        Some(StandstillView {
            ground: ground.unwrap_or_default(),
            reasons: standstill.reasons.as_str().to_owned(),
            since: standstill.at,
            until: standstill.until,
            law: standstill.law.clone(),
        })
    }

    /// The event's name on an application's pages.
    pub(crate) fn bundle_title(&self, bundle: &Bundle) -> Result<Texts, AppError> {
        let application = &bundle.application;
        let subjects = application.subjects.iter();
        let records: Vec<_> = subjects.map(|subject| &subject.subject.record).collect();
        let event = self.life_event_of(bundle)?;
        Ok(self.event_title(event, &application.filer, &records, application.received_at))
    }

    pub(crate) fn tone_of(&self, bundle: &Bundle) -> Result<Tone, AppError> {
        if !bundle.application.quiet {
            return Ok(Tone {
                quiet: false,
                text: None,
            });
        }
        let event = self.life_event_of(bundle)?;
        let quiet = event.tones.iter().find(|tone| tone.name == "quiet");
        Ok(Tone {
            quiet: true,
            text: quiet.map(|tone| tone.text.clone()),
        })
    }

    /// Everything about a case that anyone allowed to see it may see.
    pub(crate) fn case_view(&self, at: &At<Case>) -> Result<CaseView, AppError> {
        let case = &at.state;
        let service = self.definition_of(case)?;
        let bundle = self.load_bundle(case.filing.bundle)?.state;
        let subject = &case.filing.subject;
        // A service reads only what it needs of a child: the rest is known from the application.
        let mut child = subject.record.clone();
        let read = case.evidence.records("child").and_then(<[_]>::first);
        let known = read
            .into_iter()
            .flatten()
            .filter(|(_, value)| value.is_some());
        child.extend(known.map(|(field, value)| (field.clone(), value.clone())));
        let about = self.about_case(case)?;
        Ok(CaseView {
            summary: self.summary(at.id.0, case),
            application: case.filing.bundle,
            application_number: bundle.application.number.clone(),
            title: service.procedure.title.clone(),
            law: service.law.clone(),
            tone: self.tone_of(&bundle)?,
            child: label(self, Some(&child), subject.ordinal, subject.of),
            next: next_steps(case),
            deficiencies: self.deficiency_views(case, service),
            outages: self.outages(case, service),
            evidence: self.evidence_views(case, service)?,
            answers: self.answer_views(case, service),
            findings: case
                .findings
                .iter()
                .map(|finding| self.found(service, &about, finding))
                .collect(),
            letters: letter_lines(at.id.0, case, &service.procedure.title),
            preliminary: match &case.phase {
                Phase::Hearing(preliminary) => Some(self.preliminary(case, service, preliminary)),
                _ => None,
            },
            decision: self.decision_view(case, service),
            documents: document_lines(case, service),
            history: case.history.clone(),
            appeal: self.appeal_view(at, service)?,
            may_withdraw: case.phase.is_undecided(),
            kind: case.kind(),
            may: self.may(at)?,
            reviews: self.reviews_view(at)?,
            after: self.after_view(case, service)?,
            desk: None,
        })
    }

    pub(crate) fn finding(&self, service: &Service, finding: &Finding) -> FindingView {
        finding_view(self.catalog(), service, finding)
    }

    /// A finding in a case that was looked at: what does not apply is no achievement to be met.
    pub(crate) fn found(
        &self,
        service: &Service,
        about: &Assessment<'_>,
        finding: &Finding,
    ) -> FindingView {
        let applies = about.holds(&format!("applies:{}", finding.requirement)) != Some(false);
        FindingView {
            applies: finding.verdict != Verdict::Met || applies,
            ..self.finding(service, finding)
        }
    }

    fn deficiency_views(&self, case: &Case, service: &Service) -> Vec<DeficiencyView> {
        case.deficiencies
            .iter()
            .map(|deficiency| self.deficiency_view(case, service, deficiency))
            .collect()
    }

    fn deficiency_view(
        &self,
        case: &Case,
        service: &Service,
        deficiency: &Deficiency,
    ) -> DeficiencyView {
        let requirement = service.procedure.requirement(&deficiency.requirement);
        let means = match requirement.and_then(|known| known.cured_by.as_ref()) {
            _ if deficiency.asked.is_some() && requirement.is_none() => MeansView::Words,
            Some(CuringMeans::Document(document)) => MeansView::Document(document.title.clone()),
            Some(CuringMeans::Statement { .. }) => MeansView::Statement,
            Some(CuringMeans::Answer { .. }) => self
                .curing_question(case, &deficiency.requirement)
                .map_or(MeansView::Words, |(_, question)| {
                    MeansView::Answer(Box::new(question))
                }),
            None => MeansView::Words,
        };
        let cure = &service.procedure.cure;
        DeficiencyView {
            requirement: deficiency.requirement.clone(),
            title: requirement
                .map(|known| known.title.clone())
                .unwrap_or_default(),
            otherwise: requirement
                .map(|known| known.otherwise.clone())
                .unwrap_or_default(),
            words: deficiency
                .asked
                .as_ref()
                .map(|(_, words)| words.as_str().to_owned()),
            law: requirement
                .map(|known| known.law.clone())
                .unwrap_or_default(),
            until: deficiency.until,
            window_law: cure.window.law.clone(),
            effect: match cure.effect {
                TermEffect::Restart => "restart",
                TermEffect::Pause => "pause",
                TermEffect::None => "none",
            },
            means,
            uploads: deficiency.supplies.iter().filter_map(upload_line).collect(),
            cured: deficiency.state == DeficiencyState::Cured,
            lapsed: deficiency.state == DeficiencyState::Lapsed,
        }
    }

    fn outages(&self, case: &Case, service: &Service) -> Vec<Outage> {
        let mut outages: Vec<Outage> = Vec::new();
        for need in &service.needs {
            let (since, next) = match case.evidence.known(&need.name) {
                Known::Unknown(Unknown::Unavailable { since, next_try }) => {
                    (Some(*since), *next_try)
                }
                Known::Unknown(Unknown::Unusable { next_try, .. }) => (None, *next_try),
                _ => continue,
            };
            let Some(register) = self.catalog().registers.get(&need.register) else {
                continue;
            };
            if !outages.iter().any(|one| one.register == register.title) {
                outages.push(Outage {
                    register: register.title.clone(),
                    since,
                    next,
                });
            }
        }
        outages
    }

    fn evidence_views(
        &self,
        case: &Case,
        service: &Service,
    ) -> Result<Vec<crate::view::PreviewRow>, AppError> {
        let mut rows = Vec::new();
        for need in &service.needs {
            let known = case.evidence.known(&need.name);
            let public = need.of == tutas_catalog::Whose::Public;
            let derived = matches!(
                known,
                Known::Records {
                    source: tutas_domain::evidence::Source::Derived { .. },
                    ..
                }
            );
            if !public && !derived {
                rows.push(preview_row(
                    self.register(&need.register)?,
                    need,
                    known,
                    &case.filing.filer,
                ));
            }
        }
        Ok(rows)
    }

    fn answer_views(&self, case: &Case, service: &Service) -> Vec<Fact> {
        asked_for(self.catalog(), service)
            .filter_map(|ask| {
                let value = case.answers.get(&ask.name)?.as_ref()?;
                let value = shown_answer(self.catalog(), ask, Some(value), Some(&case.evidence));
                Some(Fact {
                    label: ask.title.clone(),
                    value,
                })
            })
            .collect()
    }

    fn preliminary(
        &self,
        case: &Case,
        service: &Service,
        preliminary: &Preliminary,
    ) -> PreliminaryView {
        PreliminaryView {
            grounds: preliminary
                .grounds()
                .iter()
                .map(|finding| self.finding(service, finding))
                .collect(),
            reasons: preliminary.reasons.as_str().to_owned(),
            given_at: preliminary.at,
            received_at: preliminary.received_at,
            objection_until: preliminary.objection_until,
            not_before: preliminary
                .not_before
                .unwrap_or_else(|| self.calendar_of(case).local(preliminary.at).date()),
            law: preliminary.law.clone(),
            objections: preliminary
                .objections
                .iter()
                .map(|(at, words)| (*at, words.as_str().to_owned()))
                .collect(),
            prepared_by: preliminary.by.name.clone(),
            act: self.act_view(case, &preliminary.act),
            oral: preliminary.oral.as_ref().map(oral_view),
            without: preliminary
                .without
                .as_ref()
                .map(|(ground, why)| (*ground, why.as_str().to_owned())),
            waived_at: case.waived_at,
        }
    }

    fn decision_view(&self, case: &Case, service: &Service) -> Option<DecisionView> {
        let (at, decision) = case.decision.as_ref()?;
        let plain = DecisionView {
            granted: false,
            provisional: false,
            ruling: None,
            at: *at,
            by: decided_by(decision),
            amount: None,
            monthly: false,
            grounds: Vec::new(),
            reasons: decision.reasons().map(|words| words.as_str().to_owned()),
            law: service.law.clone(),
        };
        let findings = |grounds: &[Finding]| {
            grounds
                .iter()
                .map(|finding| self.finding(service, finding))
                .collect()
        };
        Some(match decision {
            Decision::Granted {
                amount,
                provisional,
                ..
            } => {
                let amount_of = service.gives.amount.as_ref();
                DecisionView {
                    granted: true,
                    provisional: *provisional,
                    amount: *amount,
                    monthly: amount_of.is_some_and(|amount| amount.monthly),
                    law: amount_of.map_or(plain.law.clone(), |amount| amount.law.clone()),
                    ..plain
                }
            }
            Decision::Refused { grounds, .. } => DecisionView {
                grounds: findings(grounds),
                ..plain
            },
            Decision::NotAccepted { grounds, law, .. } => DecisionView {
                grounds: findings(grounds),
                law: law.clone(),
                ..plain
            },
            Decision::Ruled { ruling, .. } => DecisionView {
                granted: !ruling.outcome.is_against(),
                ruling: Some(self.ruling_view(case, ruling)),
                ..plain
            },
        })
    }
}

/// Who decided.
fn decided_by(decision: &Decision) -> DeciderView {
    match decision {
        Decision::Granted { by, .. } => match by {
            Decider::Officer(officer) => DeciderView::Officers(officer.name.clone(), None),
            Decider::Machine { law } => DeciderView::Machine(law.clone()),
            Decider::Silence { law } => DeciderView::Silence(law.clone()),
            Decider::OnAppeal { officer, .. } => DeciderView::Superior(officer.name.clone()),
        },
        Decision::NotAccepted { by, .. } => DeciderView::Officers(by.name.clone(), None),
        Decision::Refused {
            prepared_by,
            approved_by,
            ..
        } => DeciderView::Officers(prepared_by.name.clone(), Some(approved_by.name.clone())),
        Decision::Ruled {
            prepared_by,
            approved_by,
            ..
        } => {
            let second = approved_by.as_ref().map(|officer| officer.name.clone());
            DeciderView::Officers(prepared_by.name.clone(), second)
        }
    }
}

/// Whether the person has something to do or to read before time runs out. A signature that only
/// somebody else can give is not theirs to give.
pub(crate) fn waits_for_person(case: &Case, service: &Service) -> bool {
    let unread_hearing = matches!(
        &case.phase,
        Phase::Hearing(preliminary) if preliminary.not_before.is_some()
    );
    let for_another = |deficiency: &Deficiency| {
        matches!(
            service.procedure.curing_means(&deficiency.requirement),
            Some(CuringMeans::Statement { .. })
        )
    };
    let open = |deficiency: &&Deficiency| deficiency.state == DeficiencyState::Open;
    let mut lacking = case.deficiencies.iter().filter(open);
    lacking.any(|deficiency| !for_another(deficiency)) || unread_hearing
}

pub(crate) fn phase_view(phase: &Phase) -> PhaseView {
    match phase {
        Phase::Gathering => PhaseView::Gathering,
        Phase::Curing => PhaseView::Curing,
        Phase::Examining => PhaseView::Examining,
        // Without a hearing the preparation is the body's own affair.
        Phase::Hearing(preliminary) if preliminary.not_before.is_none() => PhaseView::Examining,
        Phase::Hearing(_) => PhaseView::Hearing,
        Phase::Granted => PhaseView::Granted,
        Phase::PostCheck => PhaseView::PostCheck,
        Phase::Issued => PhaseView::Issued,
        Phase::Refused => PhaseView::Refused,
        Phase::NotAccepted => PhaseView::NotAccepted,
        Phase::DeemedRefused => PhaseView::DeemedRefused,
        Phase::Revoked => PhaseView::Revoked,
        Phase::Ruled => PhaseView::Ruled,
        Phase::Withdrawn => PhaseView::Withdrawn,
    }
}

fn next_steps(case: &Case) -> Vec<&'static str> {
    match &case.phase {
        Phase::Gathering => vec!["next-registers-answer", "next-officer-decides"],
        Phase::Curing => vec!["next-you-mend", "next-term-goes-on"],
        Phase::Examining => vec!["next-officer-decides"],
        Phase::Hearing(preliminary) if preliminary.not_before.is_none() => {
            vec!["next-officer-decides"]
        }
        Phase::Hearing(_) => vec!["next-you-are-heard", "next-second-officer-decides"],
        Phase::Granted => vec!["next-result-is-made"],
        Phase::Issued | Phase::PostCheck | Phase::Ruled => Vec::new(),
        Phase::Refused | Phase::NotAccepted | Phase::Revoked => {
            vec!["next-you-may-appeal", "next-you-may-apply-again"]
        }
        Phase::DeemedRefused => vec!["next-you-may-appeal", "next-decision-still-owed"],
        Phase::Withdrawn => vec!["next-you-may-apply-again"],
    }
}

fn upload_line(supply: &Supply) -> Option<UploadLine> {
    let upload = supply.upload.as_ref()?;
    Some(UploadLine {
        id: upload.id,
        name: upload.name.as_str().to_owned(),
        at: supply.at,
        turned_down: supply
            .answer
            .as_ref()
            .and_then(|answer| answer.as_ref().err())
            .map(|why| why.as_str().to_owned()),
        accepted: supply.answer == Some(Ok(())),
    })
}

pub(crate) fn letter_lines(case_id: Uuid, case: &Case, title: &Texts) -> Vec<LetterLine> {
    case.letters
        .iter()
        .enumerate()
        .map(|(index, letter)| LetterLine {
            case: case_id,
            index,
            title: title.clone(),
            of: case.kind(),
            kind: letter.kind,
            at: letter.at,
        })
        .collect()
}

fn document_lines(case: &Case, service: &Service) -> Vec<DocumentLine> {
    let issued = case.result_holds().into_iter();
    issued
        .map(|issue| document_line(&issue.kind, &issue.number, service))
        .collect()
}

/// An answer or value as text, if there is one.
pub(crate) fn plain(value: Option<&Value>) -> String {
    value.map(Value::to_plain).unwrap_or_default()
}
