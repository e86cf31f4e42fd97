//! A case as a page shows it, for the person and for the desk.

use jiff::Timestamp;
use tutas_catalog::Service;
use tutas_domain::bundle::Bundle;
use tutas_domain::case::{
    Case, Decider, Decision, Deficiency, DeficiencyState, LetterKind as Kind, Phase, Preliminary,
    Supply,
};
use tutas_domain::definition::{CuringMeans, TermEffect};
use tutas_domain::evidence::{Known, Unknown};
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use uuid::Uuid;

use crate::questions::label;
use crate::showing::{finding_view, preview_row, shown_answer};
use crate::stream::At;
use crate::view::{
    AppealView, CaseSummary, CaseView, DeciderView, DecisionView, DeficiencyView, DocumentLine,
    Fact, LetterKind, LetterLine, MeansView, PhaseView, PreliminaryView, TermView, Tone,
    UploadLine,
};
use crate::{App, AppError};

impl App {
    pub(crate) fn summary(&self, id: Uuid, case: &Case) -> CaseSummary {
        CaseSummary {
            id,
            number: case.filing.number.clone(),
            phase: phase_view(&case.phase),
            holder: self.body_title(&case.filing.body),
            term: TermView {
                length: case.term.legal.length,
                law: case.term.legal.law.clone(),
                registered_at: case.filing.registered_at,
                last_day: case.term.last_day,
                ends_at: case.term.ends_at,
                paused_since: case.term.paused_at,
            },
            waits_for_you: self
                .definition_of(case)
                .is_ok_and(|service| waits_for_person(case, service)),
        }
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
        let record = case.evidence.records("child").and_then(<[_]>::first);
        let record = record.or(Some(&subject.record));
        Ok(CaseView {
            summary: self.summary(at.id.0, case),
            application: case.filing.bundle,
            application_number: bundle.application.number.clone(),
            title: service.procedure.title.clone(),
            law: service.law.clone(),
            tone: self.tone_of(&bundle)?,
            child: label(self, record, subject.ordinal, subject.of),
            next: next_steps(case),
            deficiencies: self.deficiency_views(case, service),
            outages: self.outages(case, service),
            evidence: self.evidence_views(case, service)?,
            answers: self.answer_views(case, service),
            findings: case
                .findings
                .iter()
                .map(|finding| self.finding(service, finding))
                .collect(),
            letters: letter_lines(at.id.0, case, &service.procedure.title),
            preliminary: match &case.phase {
                Phase::Hearing(preliminary) => Some(self.preliminary(service, preliminary)),
                _ => None,
            },
            decision: self.decision_view(case, service),
            documents: document_lines(case, service),
            history: case.history.clone(),
            appeal: self.appeal_view(case, service),
            may_withdraw: case.phase.is_undecided(),
            desk: None,
        })
    }

    pub(crate) fn finding(
        &self,
        service: &Service,
        finding: &tutas_domain::evidence::Finding,
    ) -> crate::view::FindingView {
        finding_view(self.catalog(), service, finding)
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
            words: deficiency.asked.as_ref().map(|(_, words)| words.clone()),
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

    fn outages(&self, case: &Case, service: &Service) -> Vec<(Texts, Timestamp, Timestamp)> {
        let mut outages: Vec<(Texts, Timestamp, Timestamp)> = Vec::new();
        for need in &service.needs {
            let since = match case.evidence.known(&need.name) {
                Known::Unknown(Unknown::Unavailable { since, next_try }) => (*since, *next_try),
                Known::Unknown(Unknown::Unusable { next_try, .. }) => (*next_try, *next_try),
                _ => continue,
            };
            let Some(register) = self.catalog().registers.get(&need.register) else {
                continue;
            };
            if !outages.iter().any(|(title, ..)| *title == register.title) {
                outages.push((register.title.clone(), since.0, since.1));
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
        service
            .asks
            .iter()
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

    fn preliminary(&self, service: &Service, preliminary: &Preliminary) -> PreliminaryView {
        PreliminaryView {
            grounds: preliminary
                .grounds
                .iter()
                .map(|finding| self.finding(service, finding))
                .collect(),
            reasons: preliminary.reasons.clone(),
            given_at: preliminary.at,
            received_at: preliminary.received_at,
            objection_until: preliminary.objection_until,
            not_before: preliminary
                .not_before
                .unwrap_or_else(|| self.catalog().calendar.local(preliminary.at).date()),
            law: preliminary.law.clone(),
            objections: preliminary.objections.clone(),
            prepared_by: preliminary.by.name.clone(),
        }
    }

    fn decision_view(&self, case: &Case, service: &Service) -> Option<DecisionView> {
        let (at, decision) = case.decision.as_ref()?;
        let amount_of = service.gives.amount.as_ref();
        let law = amount_of.map_or_else(|| service.law.clone(), |amount| amount.law.clone());
        Some(match decision {
            Decision::Granted { amount, by } => DecisionView {
                granted: true,
                at: *at,
                by: match by {
                    Decider::Officer(officer) => DeciderView::Officers(officer.name.clone(), None),
                    Decider::Machine { law } => DeciderView::Machine(law.clone()),
                },
                amount: *amount,
                monthly: amount_of.is_some_and(|amount| amount.monthly),
                grounds: Vec::new(),
                reasons: None,
                law,
            },
            Decision::Refused {
                grounds,
                reasons,
                prepared_by,
                approved_by,
            } => DecisionView {
                granted: false,
                at: *at,
                by: DeciderView::Officers(prepared_by.name.clone(), Some(approved_by.name.clone())),
                amount: None,
                monthly: false,
                grounds: grounds
                    .iter()
                    .map(|finding| self.finding(service, finding))
                    .collect(),
                reasons: Some(reasons.clone()),
                law: service.law.clone(),
            },
        })
    }

    fn appeal_view(&self, case: &Case, service: &Service) -> AppealView {
        let appeal = &service.procedure.appeal;
        // The time runs from learning of the decision: the day the letter was opened.
        let learned = case.letters.iter().rev().find_map(|letter| {
            let against = matches!(letter.kind, Kind::Refused | Kind::DeemedRefused);
            letter.received_at.filter(|_| against)
        });
        let calendar = &self.catalog().calendar;
        AppealView {
            to: appeal.to.clone(),
            within: appeal.within.length,
            until: learned.map(|at| {
                appeal
                    .within
                    .length
                    .last_day(calendar.local(at).date(), calendar)
            }),
            law: appeal.within.law.clone(),
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
        Phase::Issued => PhaseView::Issued,
        Phase::Refused => PhaseView::Refused,
        Phase::DeemedRefused => PhaseView::DeemedRefused,
        Phase::Withdrawn => PhaseView::Withdrawn,
    }
}

/// A phase by its stored name.
pub(crate) fn phase_named(name: &str) -> PhaseView {
    match name {
        "curing" => PhaseView::Curing,
        "examining" => PhaseView::Examining,
        "hearing" => PhaseView::Hearing,
        "granted" => PhaseView::Granted,
        "issued" => PhaseView::Issued,
        "refused" => PhaseView::Refused,
        "deemed-refused" => PhaseView::DeemedRefused,
        "withdrawn" => PhaseView::Withdrawn,
        _ => PhaseView::Gathering,
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
        Phase::Issued => Vec::new(),
        Phase::Refused => vec!["next-you-may-appeal", "next-you-may-apply-again"],
        Phase::DeemedRefused => vec!["next-you-may-appeal", "next-decision-still-owed"],
        Phase::Withdrawn => vec!["next-you-may-apply-again"],
    }
}

fn upload_line(supply: &Supply) -> Option<UploadLine> {
    let upload = supply.upload.as_ref()?;
    Some(UploadLine {
        id: upload.id,
        name: upload.name.clone(),
        at: supply.at,
        turned_down: supply
            .answer
            .as_ref()
            .and_then(|answer| answer.clone().err()),
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
            kind: letter_kind(letter.kind),
            at: letter.at,
        })
        .collect()
}

fn letter_kind(kind: Kind) -> LetterKind {
    match kind {
        Kind::Filed => LetterKind::Filed,
        Kind::Opened => LetterKind::Opened,
        Kind::Deficiency => LetterKind::Deficiency,
        Kind::DeficiencyCured => LetterKind::DeficiencyCured,
        Kind::DocumentTurnedDown => LetterKind::DocumentTurnedDown,
        Kind::Preliminary => LetterKind::Preliminary,
        Kind::Granted => LetterKind::Granted,
        Kind::Issued => LetterKind::Issued,
        Kind::Refused => LetterKind::Refused,
        Kind::DeemedRefused => LetterKind::DeemedRefused,
        Kind::Withdrawn => LetterKind::Withdrawn,
    }
}

fn document_lines(case: &Case, service: &Service) -> Vec<DocumentLine> {
    let issued = case.issued.iter();
    issued
        .map(|issue| {
            let variant = service
                .gives
                .documents
                .iter()
                .find(|variant| variant.kind == issue.kind);
            DocumentLine {
                kind: issue.kind.clone(),
                title: variant
                    .map(|variant| variant.title.clone())
                    .unwrap_or_default(),
                number: issue.number.clone(),
            }
        })
        .collect()
}

/// An answer or value as text, if there is one.
pub(crate) fn plain(value: Option<&Value>) -> String {
    value.map(Value::to_plain).unwrap_or_default()
}
