//! Appeals and complaints about a case, and what came after its decision, as a page shows them.

use tutas_catalog::Service;
use tutas_domain::case::{Act, Case, Decision, Ended, Former, Held, Matter, Oral, Phase, Ruling};
use tutas_domain::text::Words;
use uuid::Uuid;

use crate::case_view::phase_view;
use crate::may::level_of;
use crate::stream::At;
use crate::view::{
    ActView, After, CaseLink, CorrectionView, DocumentLine, EndedView, FormerView, OralView,
    PostCheckView, ReviewFacts, ReviewLine, Reviews, RulingView,
};
use crate::{App, AppError};

impl App {
    /// What a case is directed against, and what is directed against it.
    pub(crate) fn reviews_view(&self, at: &At<Case>) -> Result<Reviews, AppError> {
        let case = &at.state;
        let against = match case.filing.matter.against() {
            Some(id) => Some(self.case_link(id)?),
            None => None,
        };
        let mut reviews = Reviews {
            against,
            own: self.review_facts(case),
            ..Reviews::default()
        };
        if case.filing.matter != Matter::Service {
            return Ok(reviews);
        }
        for review in self.reviews_of(at)? {
            let line = self.review_line(case, &review);
            match review.state.filing.matter {
                Matter::Appeal(_) => reviews.appeals.push(line),
                Matter::DataDefect(_) => reviews.defects.push(line),
                _ => reviews.complaints.push(line),
            }
        }
        Ok(reviews)
    }

    fn review_line(&self, about: &Case, review: &At<Case>) -> ReviewLine {
        let case = &review.state;
        let lodged = about.appeals.iter().find(|one| one.appeal == review.id.0);
        let instance = match &case.filing.matter {
            Matter::Appeal(appeal) => Some(appeal.instance),
            _ => None,
        };
        ReviewLine {
            id: review.id.0,
            number: case.filing.number.clone(),
            instance,
            level: level_of(case),
            filed_at: case.filing.received_at,
            phase: phase_view(&case.phase),
            holder: self.body_title(&case.body),
            last_day: case.term.last_day,
            outcome: match &case.decision {
                Some((_, Decision::Ruled { ruling, .. })) => Some(ruling.outcome),
                _ => None,
            },
            register: match &case.filing.matter {
                Matter::DataDefect(defect) => {
                    let register = self.catalog().registers.get(&defect.register);
                    register.map(|register| register.title.clone())
                }
                _ => None,
            },
            suspends: lodged.is_some_and(|one| one.pending && one.suspends) && has_execution(about),
        }
    }

    fn case_link(&self, id: Uuid) -> Result<CaseLink, AppError> {
        let case = self.load_case(id)?.state;
        Ok(CaseLink {
            id,
            title: self.definition_of(&case)?.procedure.title.clone(),
            number: case.filing.number.clone(),
        })
    }

    /// What came after the decision.
    pub(crate) fn after_view(&self, case: &Case, service: &Service) -> Result<After, AppError> {
        let former = case
            .former
            .iter()
            .map(|former| self.former_view(former, service))
            .collect::<Result<Vec<FormerView>, AppError>>()?;
        let revoked = match (&case.phase, former.last()) {
            (Phase::Revoked, Some(last)) => Some(last.ended.clone()),
            _ => None,
        };
        let provisional = matches!(
            case.decision,
            Some((
                _,
                Decision::Granted {
                    provisional: true,
                    ..
                }
            ))
        );
        let condition = service.procedure.provisional.as_ref();
        Ok(After {
            post_check: case.post_check.as_ref().map(|check| PostCheckView {
                until: check.until,
                law: check.law.clone(),
                ended: check.ended,
            }),
            condition: condition
                .filter(|_| provisional)
                .map(|provisional| provisional.condition.clone()),
            revoked,
            former,
            suspended: case.is_suspended() && has_execution(case),
            held_up: case.held_up.as_ref().map(|(_, number)| number.clone()),
            correction: case.correction.as_ref().map(|asked| CorrectionView {
                words: asked.words.as_str().to_owned(),
                at: asked.at,
                until: asked.until,
                overdue: asked.overdue,
            }),
            court: case
                .court
                .as_ref()
                .map(|(at, words)| (*at, words.as_str().to_owned())),
            redirected_at: case.redirected_at,
        })
    }

    fn former_view(&self, former: &Former, service: &Service) -> Result<FormerView, AppError> {
        let ended = match &former.ended {
            Ended::Revoked {
                ground,
                law,
                compensated,
                reasons,
                prepared_by,
                approved_by,
            } => EndedView::Revoked {
                ground: *ground,
                law: law.clone(),
                compensated: *compensated,
                reasons: reasons.as_str().to_owned(),
                by: (
                    prepared_by.name.clone(),
                    approved_by.as_ref().map(|officer| officer.name.clone()),
                ),
            },
            Ended::Annulled { appeal } => EndedView::Annulled(self.case_link(*appeal)?),
            Ended::GivenUp => EndedView::GivenUp,
        };
        let decision = former.decision.as_ref();
        let amount = match decision {
            Some((_, Decision::Granted { amount, .. })) => *amount,
            _ => None,
        };
        Ok(FormerView {
            at: decision.map(|(at, _)| *at).or(former.deemed_at),
            granted: decision.map(|(_, made)| matches!(made, Decision::Granted { .. })),
            amount,
            reasons: decision
                .and_then(|(_, made)| made.reasons())
                .map(|reasons| reasons.as_str().to_owned()),
            document: former
                .issued
                .as_ref()
                .map(|issue| document_line(&issue.kind, &issue.number, service)),
            ended_at: former.ended_at,
            ended,
        })
    }

    /// A ruling. What it holds to be met is a requirement of the case it is about.
    pub(crate) fn ruling_view(&self, case: &Case, ruling: &Ruling) -> RulingView {
        let challenged = case
            .filing
            .matter
            .against()
            .and_then(|id| self.load_case(id).ok());
        let service = challenged
            .as_ref()
            .and_then(|at| self.definition_of(&at.state).ok());
        let overruled = ruling.overruled.iter().filter_map(|name| {
            let requirement = service?.procedure.requirement(name)?;
            Some(requirement.title.clone())
        });
        RulingView {
            outcome: ruling.outcome,
            rights: ruling.rights,
            overruled: overruled.collect(),
            lateness: ruling.lateness,
        }
    }

    /// What an appeal, a complaint or a steward's case says of itself.
    fn review_facts(&self, case: &Case) -> Option<ReviewFacts> {
        let of = |words: &Words| ReviewFacts {
            words: words.as_str().to_owned(),
            instance: None,
            level: None,
            last_day: None,
            late: false,
            forward_until: None,
            defect: None,
        };
        match &case.filing.matter {
            Matter::Service => None,
            Matter::Appeal(appeal) => Some(ReviewFacts {
                instance: Some(appeal.instance),
                last_day: appeal.last_day,
                late: appeal.late,
                forward_until: case.redirected_at.is_none().then_some(appeal.forward_until),
                ..of(&appeal.words)
            }),
            Matter::Complaint(complaint) => Some(ReviewFacts {
                level: Some(complaint.level),
                ..of(&complaint.words)
            }),
            Matter::DataDefect(defect) => Some(ReviewFacts {
                defect: Some(self.defect_facts(case, defect)),
                ..of(&defect.words)
            }),
        }
    }

    pub(crate) fn act_view(&self, case: &Case, act: &Act) -> ActView {
        match act {
            Act::Refusal { .. } => ActView::Refusal,
            Act::Revocation {
                ground,
                law,
                compensated,
            } => ActView::Revocation {
                ground: *ground,
                law: law.clone(),
                compensated: *compensated,
            },
            Act::Ruling { ruling } => ActView::Ruling(self.ruling_view(case, ruling)),
        }
    }
}

/// Whether there is anything to carry out: something was given, or is taken back. A refusal or a
/// silence changes nothing, so that nothing waits for the appeal.
pub(crate) fn has_execution(case: &Case) -> bool {
    let given = matches!(&case.decision, Some((_, Decision::Granted { .. })));
    given || case.phase == Phase::Revoked
}

/// A hearing by word of mouth.
pub(crate) fn oral_view(oral: &Oral) -> OralView {
    let held = |held: &Held| {
        (
            held.at,
            held.by.name.clone(),
            held.protocol.as_str().to_owned(),
        )
    };
    let remarks = oral.held.iter().flat_map(|held| &held.remarks);
    OralView {
        asked_at: oral.asked_at,
        held: oral.held.as_ref().map(held),
        remarks_until: oral.held.as_ref().map(|held| held.remarks_until),
        remarks: remarks
            .map(|(at, words)| (*at, words.as_str().to_owned()))
            .collect(),
    }
}

/// A document in a list.
pub(crate) fn document_line(kind: &str, number: &str, service: &Service) -> DocumentLine {
    let mut variants = service.gives.documents.iter();
    let variant = variants.find(|variant| variant.kind == kind);
    DocumentLine {
        kind: kind.to_owned(),
        title: variant
            .map(|variant| variant.title.clone())
            .unwrap_or_default(),
        number: number.to_owned(),
    }
}
