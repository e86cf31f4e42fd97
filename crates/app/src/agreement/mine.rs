//! What a person agreed to, and withdrawing it.

use std::sync::Arc;

use tutas_catalog::agreement::Text;
use tutas_catalog::{Basis, Service};
use tutas_domain::bundle::Bundle;
use tutas_domain::case::{Case, Phase};
use tutas_domain::consent::{AgreedRead, Agreement, Event, Person};
use tutas_domain::definition::{AutomatedGrant, CuringMeans, Requirement};
use tutas_domain::evidence::{Evidence, Verdict};
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;
use tutas_store::Commit;
use uuid::Uuid;

use crate::case::ATTEMPTS;
use crate::draft::{DraftState, Loaded};
use crate::stream::At;
use crate::view::{AgreementView, Agreements, CaseAfterWithdrawal, Follows, Lack, WithdrawalView};
use crate::{App, AppError};

/// The most that have ended on one page; those that stand are all shown.
const PAGE: usize = 100;

impl App {
    /// What this person agreed to.
    pub fn agreements(&self, who: &PersonId) -> Result<Agreements, AppError> {
        let person = self.load_person(who)?.state;
        let now = self.now();
        let mut mine = Agreements::default();
        for agreement in person.agreements.iter().rev() {
            if agreement.stands(now) {
                mine.in_force.push(self.agreement_view(agreement)?);
            } else if mine.ended.len() < PAGE {
                mine.ended.push(self.agreement_view(agreement)?);
            }
        }
        Ok(mine)
    }

    /// What would follow if this person withdrew one that stands.
    pub fn withdrawal(
        &self,
        who: &PersonId,
        application: Uuid,
        purpose: Option<&str>,
    ) -> Result<WithdrawalView, AppError> {
        let person = self.load_person(who)?.state;
        let now = self.now();
        let mut given = person.agreements.iter().rev();
        let agreement = given
            .find(|one| is_that(one, application, purpose) && one.stands(now))
            .ok_or(AppError::NotFound)?;
        let mut cases = Vec::new();
        if agreement.ahead {
            cases = self.cases_on(who, agreement)?;
        }
        for At {
            id, state: case, ..
        } in self.cases_of(application)?
        {
            let concerned = purpose.is_none_or(|purpose| purpose == case.filing.service);
            if case.filing.filer == *who && concerned {
                cases.extend(self.after_withdrawal(id.0, &case, agreement)?);
            }
        }
        let text = self.text_of(agreement)?;
        let said = text.and_then(|text| text.consent);
        Ok(WithdrawalView {
            agreement: self.agreement_view(agreement)?,
            cases,
            says: said.map(|consent| consent.withdrawal),
        })
    }

    /// Withdraws what this person agreed to for a purpose of an application, or for all of it. From
    /// this commit on nothing is read on it. What a draft read is thrown away with it.
    pub async fn withdraw_consent(
        &self,
        who: &PersonId,
        application: Uuid,
        purpose: Option<&str>,
    ) -> Result<(), AppError> {
        for _ in 1..ATTEMPTS {
            match self.withdraw_at_once(who, application, purpose).await {
                // Another page saved a draft, or gave or took a consent, just then.
                Err(AppError::Stale) => {}
                done => return done,
            }
        }
        self.withdraw_at_once(who, application, purpose).await
    }

    async fn withdraw_at_once(
        &self,
        who: &PersonId,
        application: Uuid,
        purpose: Option<&str>,
    ) -> Result<(), AppError> {
        let now = self.now();
        let person = self.load_person(who)?;
        let mut given = person.state.agreements.iter();
        let mine = |one: &&Agreement| is_that(one, application, purpose);
        if !given.clone().any(|one| mine(&one)) {
            return Err(AppError::NotFound);
        }
        // A second click finds it withdrawn.
        if !given.any(|one| mine(&one) && one.withdrawn_at.is_none()) {
            return Ok(());
        }
        let withdrawn = Event::ConsentWithdrawn {
            application,
            purpose: purpose.map(str::to_owned),
            at: now,
        };
        let mut commit = Commit::default();
        self.add_person_change(&mut commit, &person, &[withdrawn], now)?;
        let mut withdrawn = person.state.agreements.iter().filter(mine);
        let ahead = withdrawn.find(|one| one.ahead);
        let drafts = if ahead.is_some() {
            let all = self.store().drafts_of(self.person_key(who), PAGE)?;
            all.into_iter().map(|draft| draft.id).collect()
        } else {
            vec![application]
        };
        for draft in drafts {
            match self.load_draft(who, draft) {
                Ok(draft)
                    if ahead.is_some_and(|one| !self.rests_on(&draft, one, &person.state)) => {}
                Ok(mut draft) => {
                    forget_what_was_read(Arc::make_mut(&mut draft.state));
                    commit.drafts.push(self.draft_write(&draft, now)?);
                }
                Err(AppError::NotFound | AppError::AlreadyFiled(_)) => {}
                Err(error) => return Err(error),
            }
        }
        self.commit(commit).await?;
        Ok(())
    }

    /// Whether a draft read on a consent given ahead.
    fn rests_on(&self, draft: &Loaded, ahead: &Agreement, person: &Person) -> bool {
        let now = self.now();
        let reads_on = |definition: &str| {
            let revision = self.revision_of(definition).ok().flatten();
            revision.is_some_and(|one| {
                person.given_ahead(draft.id, &one.terms, &one.reads, now) == Some(ahead)
            })
        };
        let state = &draft.state;
        let mut offers = self.offered(state, now).unwrap_or_default().into_iter();
        reads_on(&state.definition) || offers.any(|offer| reads_on(&offer.service.hash))
    }

    fn agreement_view(&self, agreement: &Agreement) -> Result<AgreementView, AppError> {
        let text = self.text_of(agreement)?;
        let bundle = match self.load_bundle(agreement.application) {
            Err(AppError::NotFound) => None,
            bundle => Some(bundle?.state),
        };
        let title = match (&text, &bundle) {
            (Some(text), _) => text.purpose.clone(),
            (None, Some(bundle)) => self.bundle_title(bundle)?,
            (None, None) => Texts::default(),
        };
        Ok(AgreementView {
            application: agreement.application,
            ahead: agreement.ahead,
            number: bundle.as_ref().map(|one| one.application.number.clone()),
            filed: bundle.is_some(),
            unused: bundle.is_some_and(|bundle| is_left_out(&bundle, agreement.purpose())),
            purpose: agreement.purpose().map(str::to_owned),
            title,
            revision: agreement.revision.clone(),
            reads: reads(self, &agreement.reads),
            automated: agreement.automated,
            law: agreement.law.clone(),
            given_at: agreement.given_at,
            until: agreement.until,
            withdrawn_at: agreement.withdrawn_at,
        })
    }

    fn text_of(&self, agreement: &Agreement) -> Result<Option<Text>, AppError> {
        let revision = agreement.revision.as_deref();
        revision.map(|hash| self.agreement_text(hash)).transpose()
    }

    pub(super) fn after_withdrawal(
        &self,
        id: Uuid,
        case: &Case,
        agreement: &Agreement,
    ) -> Result<Option<CaseAfterWithdrawal>, AppError> {
        let service = self.definition_of(case)?;
        let by_consent = |need: &&tutas_catalog::Need| matches!(need.basis, Basis::Consent { .. });
        let automated = matches!(
            service.procedure.automated,
            Some(AutomatedGrant::Consent { .. })
        );
        if service.needs.iter().find(by_consent).is_none() && !automated {
            return Ok(None);
        }
        let is_open = case.phase.is_undecided() || case.phase == Phase::PostCheck;
        let lacks = if is_open {
            lacks(case, service)
        } else {
            Vec::new()
        };
        let follows = match (is_open, lacks.is_empty()) {
            (false, _) => Follows::Decided,
            (true, true) => Follows::HasAll,
            (true, false) => Follows::Lacks(lacks),
        };
        Ok(Some(CaseAfterWithdrawal {
            case: id,
            title: service.procedure.title.clone(),
            number: case.filing.number.clone(),
            officer_decides: is_open && automated && agreement.automated,
            follows,
        }))
    }
}

/// What a draft knew by consent, and what hangs on it, is thrown away; the page that asks for consent
/// comes again.
pub(crate) fn forget_what_was_read(state: &mut DraftState) {
    state.consents = None;
    state.evidence = Evidence::default();
    state.subjects.clear();
    state.chosen = None;
}

fn is_left_out(bundle: &Bundle, purpose: Option<&str>) -> bool {
    let application = &bundle.application;
    let runs = |purpose: &str| {
        let mut steps = application.steps.iter();
        application.life_event == purpose || steps.any(|step| step.service == purpose)
    };
    !purpose.is_none_or(runs)
}

fn is_that(agreement: &Agreement, application: Uuid, purpose: Option<&str>) -> bool {
    let same = |purpose| agreement.purpose() == Some(purpose);
    agreement.application == application && purpose.is_none_or(same)
}

/// Requirements that hang on what was not read yet and is read with consent only.
fn lacks(case: &Case, service: &Service) -> Vec<Lack> {
    let unknown = service.needs.iter().filter(|need| {
        let by_consent = matches!(need.basis, Basis::Consent { .. });
        by_consent && case.evidence.known(&need.name).records().is_none()
    });
    let unknown: Vec<&str> = unknown.map(|need| need.name.as_str()).collect();
    let hangs = |requirement: &&Requirement| {
        let reads = service.program.reads(&requirement.name).into_iter();
        let mut relations = reads.map(|(relation, _)| relation);
        let mut findings = case.findings.iter();
        let met = findings.any(|finding| {
            finding.requirement == requirement.name && finding.verdict == Verdict::Met
        });
        !met && relations.any(|relation| unknown.contains(&&*relation))
    };
    let requirements = service.procedure.requirements.iter().filter(hangs);
    let lack = requirements.map(|requirement| Lack {
        title: requirement.title.clone(),
        document: match &requirement.cured_by {
            Some(CuringMeans::Document(document)) => Some(document.title.clone()),
            _ => None,
        },
    });
    lack.collect()
}

/// Registers, and whose data, each once.
pub(super) fn reads(
    app: &App,
    agreed: &[AgreedRead],
) -> Vec<(Texts, Option<tutas_domain::consent::Whom>)> {
    let mut reads = Vec::new();
    for read in agreed {
        let register = app.catalog().registers.get(&read.register);
        let title = register.map_or_else(Texts::default, |register| register.title.clone());
        let one = (title, read.whose);
        if !reads.contains(&one) {
            reads.push(one);
        }
    }
    reads
}
