//! What a register has wrong: said in a case that rests on it, looked into by the register's steward,
//! and carried out on every open case of the person that rests on the same register.

mod said;

use jiff::Timestamp;
use tutas_catalog::{Need, Register, Service};
use tutas_domain::actor::Actor;
use tutas_domain::case::{Case, Command, Decision, Defect, Matter, Outcome, Phase, Recorded};
use tutas_domain::definition::Kind;
use tutas_domain::evidence::{Known, Record};
use tutas_domain::person::PersonId;
use tutas_domain::text::Words;
use tutas_store::{Commit, EffectKey, StreamKind};
use uuid::Uuid;

use crate::review::{Reviewing, said};
use crate::showing::{facts, preview_row};
use crate::stream::At;
use crate::view::{DefectFacts, MayDispute, MendingView, WhoseView};
use crate::worker::settled;
use crate::{App, AppError};

/// A person's cases, looked through at a time for those that rest on a corrected register.
const PAGE: usize = 100;

/// What a register answered in a case, of which a person may say that it is wrong.
struct Answered<'a> {
    need: &'a Need,
    register: &'a Register,
    records: &'a [Record],
    known: &'a Known,
}

impl Answered<'_> {
    /// Whether it is about the person who files or their child: nobody disputes what is said of
    /// another adult.
    fn is_about(&self, filer: &PersonId) -> bool {
        let whose = preview_row(self.register, self.need, self.known, filer).whose;
        matches!(whose, WhoseView::You | WhoseView::Child)
    }
}

impl App {
    /// Says that something a register answered in a case is wrong. Gives the case of its steward.
    pub async fn file_defect(
        &self,
        who: &PersonId,
        case: Uuid,
        need: &str,
        words: String,
    ) -> Result<Uuid, AppError> {
        let words = Words::from(words);
        self.own_case_for(who, case, "dispute").await?;
        self.up_to_date(case).await?;
        let filed = self
            .file_review(|commit| self.add_defect(commit, who, case, need, &words))
            .await;
        self.noted(who, case, "dispute", filed).await
    }

    fn add_defect(
        &self,
        commit: &mut Commit,
        who: &PersonId,
        case: Uuid,
        need: &str,
        words: &Words,
    ) -> Result<Uuid, AppError> {
        let now = self.now();
        said(words)?;
        let mut about = self.own_case(who, case)?;
        let state = about.state.clone();
        let definition = self.definition_of(&state)?;
        let answered = self.answered(&state, definition);
        let answered = answered
            .into_iter()
            .find(|one| one.need.name == need && one.is_about(who))
            .ok_or(AppError::NotFound)?;
        let body = answered.register.steward_body.clone();
        let body = body.ok_or(AppError::NotAllowed("not-allowed-no-steward"))?;
        let service = self.review_service(Kind::DataDefect, None, now)?;
        let defect = Defect {
            about: case,
            number: state.filing.number.clone(),
            register: answered.register.id.clone(),
            need: need.to_owned(),
            shown: answered.records.to_vec(),
            words: words.clone(),
        };
        let reviewing = Reviewing {
            superior: self.superior(&body),
            about: &about,
            service,
            body,
            announced: None,
        };
        let matter = Matter::DataDefect(Box::new(defect));
        let filed = self.open_review(commit, &reviewing, matter, now)?;
        let mut events: Vec<Recorded> = Vec::new();
        let dispute = Command::Dispute {
            defect: filed.id.0,
            number: filed.state.filing.number.clone(),
            need: need.to_owned(),
        };
        self.decide(&mut about, &mut events, dispute, &Actor::Machine, now)?;
        self.add_case_change(commit, Some(&state), &about, &events, now)?;
        Ok(filed.id.0)
    }

    /// What registers answered in a case, in the order of the definition.
    fn answered<'a>(&'a self, case: &'a Case, service: &'a Service) -> Vec<Answered<'a>> {
        let of = |need: &'a Need| self.answer_to(need, case.evidence.known(&need.name));
        service.needs.iter().filter_map(of).collect()
    }

    /// Of what in a case the person may say that it is wrong.
    pub(crate) fn may_dispute(&self, at: &At<Case>) -> Result<Vec<MayDispute>, AppError> {
        let case = &at.state;
        if case.kind() != Kind::Service || case.phase == Phase::Withdrawn {
            return Ok(Vec::new());
        }
        let Ok(matter) = self.review_service(Kind::DataDefect, None, self.now()) else {
            return Ok(Vec::new());
        };
        let filer = &case.filing.filer;
        let pending = |need: &str| {
            let mut disputes = case.disputes.iter();
            disputes.any(|known| known.need == need && known.settled.is_none())
        };
        let service = self.definition_of(case)?;
        let answered = self.answered(case, service).into_iter();
        Ok(answered
            .filter(|one| one.is_about(filer) && !pending(&one.need.name))
            .filter_map(|one| {
                let steward = one.register.steward_body.as_ref()?;
                Some(MayDispute {
                    need: one.need.name.clone(),
                    steward: self.body_title(steward),
                    answered_in: matter.term.length,
                    law: matter.law.clone(),
                    row: preview_row(one.register, one.need, one.known, filer),
                })
            })
            .collect())
    }

    /// What a steward's case is about.
    pub(crate) fn defect_facts(&self, case: &Case, defect: &Defect) -> DefectFacts {
        let register = self.catalog().registers.get(&defect.register);
        let shown = register.map(|register| {
            let fields: Vec<String> = register.fields.keys().cloned().collect();
            let records = defect.shown.iter();
            records
                .map(|record| facts(register, &fields, record))
                .collect()
        });
        DefectFacts {
            register: register.map_or_else(Default::default, |known| known.title.clone()),
            shown: shown.unwrap_or_default(),
            mending: case.mending.as_ref().map(|mending| MendingView {
                until: mending.until,
                law: mending.law.clone(),
                reasons: mending.reasons.as_str().to_owned(),
                overdue: mending.overdue,
            }),
        }
    }

    /// The steward answered, or the person withdrew what they said: carries that out on the cases of
    /// the person that rest on the register. Safe to repeat.
    pub(crate) async fn settle_defect(
        &self,
        id: Uuid,
        key: EffectKey,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let ended = self.load_case(id)?;
        let Matter::DataDefect(defect) = &ended.state.filing.matter else {
            return Err(AppError::Internal("defect-expected"));
        };
        let corrected = matches!(
            &ended.state.decision,
            Some((_, Decision::Ruled { ruling, .. })) if ruling.outcome == Outcome::Corrected
        );
        let settle = || Command::SettleDispute {
            defect: id,
            register: defect.register.clone(),
            corrected,
        };
        if corrected {
            for other in self.others_on(&ended.state, defect)? {
                self.settle_in(other, settle(), Commit::default(), now)
                    .await?;
            }
        }
        let commit = Commit {
            effects_done: vec![key],
            reads: vec![(ended.id, ended.version)],
            ..Commit::default()
        };
        self.settle_in(defect.about, settle(), commit, now).await
    }

    /// The person's other open cases that rest on the register.
    fn others_on(&self, ended: &Case, defect: &Defect) -> Result<Vec<Uuid>, AppError> {
        let filer = self.person_key(&ended.filing.filer);
        let (mut others, mut before) = (Vec::new(), None);
        loop {
            let rows = self
                .store()
                .streams_of(filer, StreamKind::Case, before, PAGE)?;
            for row in rows.iter().filter(|row| row.index.open) {
                let id = row.stream.0;
                if id != defect.about && self.load_case(id)?.state.rests_on(&defect.register) {
                    others.push(id);
                }
            }
            before = rows.last().map(|row| row.stream);
            if rows.len() < PAGE {
                break;
            }
        }
        Ok(others)
    }

    /// What is asked anew is asked at once; what does not answer now is asked again later.
    async fn settle_in(
        &self,
        case: Uuid,
        settle: Command,
        mut commit: Commit,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let mut at = self.load_case(case)?;
        let before = at.state.clone();
        let mut events: Vec<Recorded> = Vec::new();
        self.decide(&mut at, &mut events, settle, &Actor::Machine, now)?;
        let anew = before.rests_on_registers() && !at.state.rests_on_registers();
        if anew {
            self.refresh(&mut at, &mut events, now).await?;
        }
        if events.is_empty() {
            commit.reads.push((at.id, at.version));
        } else {
            self.add_case_change(&mut commit, Some(&before), &at, &events, now)?;
        }
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }
}
