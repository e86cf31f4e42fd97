//! What persons and officers do with cases.

use std::collections::BTreeMap;

use tutas_catalog::{Accept, CaseRef, PrepareRefusal, Supply};
use tutas_domain::person::PersonId;
use uuid::Uuid;

use super::application::wrong_answers;
use super::expectation::phase_name;
use super::player::{Halt, Player};
use crate::view::{CaseView, DeskView, LetterKind, PhaseView};
use crate::{Supplied, UploadFile};

impl Player<'_> {
    pub(super) async fn grant(&mut self, officer: &str, case: &CaseRef) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let desk = self.desk(officer, id).await?;
            if !desk.may_grant {
                let why = if desk.not_now.is_empty() {
                    "the page does not offer it".to_owned()
                } else {
                    desk.why_not().join(", ")
                };
                return Err(Halt(format!("`{}` cannot be granted: {why}", case.service)));
            }
            self.app.grant(officer, id).await?;
        }
        Ok(())
    }

    pub(super) async fn supply(&mut self, who: &PersonId, supply: &Supply) -> Result<(), Halt> {
        let requirement = &supply.requirement;
        let mut supplied = false;
        for id in self.cases(supply.case.as_ref())? {
            let view = self.app.case(who, id).await?;
            if !lacking(&view).any(|name| name == requirement) {
                continue;
            }
            let file = UploadFile {
                name: supply.file_name.clone(),
                bytes: file_of(&supply.file_type)?,
            };
            let given = Supplied {
                file: Some(file),
                ..Supplied::default()
            };
            let taken = self.app.supply(who, id, requirement, given).await?;
            taken.map_err(|problem| Halt(format!("the document is not taken: {problem:?}")))?;
            supplied = true;
        }
        if supplied {
            Ok(())
        } else {
            Err(Halt(format!("no case lacks `{requirement}`")))
        }
    }

    pub(super) async fn accept(&mut self, officer: &str, accept: &Accept) -> Result<(), Halt> {
        let requirement = &accept.requirement;
        for id in self.cases(accept.case.as_ref())? {
            let body = self.app.load_case(id)?.state.body.clone();
            if !officer.starts_with(&format!("{body}/")) {
                continue;
            }
            let desk = self.desk(officer, id).await?;
            let mut waiting = desk.to_examine.into_iter();
            let Some(examined) = waiting.find(|one| one.requirement == *requirement) else {
                continue;
            };
            let mut form = BTreeMap::new();
            for question in &examined.fields {
                let copied = accept.record.get(&question.key).map(|value| {
                    value
                        .as_ref()
                        .map(tutas_domain::value::Value::to_plain)
                        .unwrap_or_default()
                });
                question.put(&mut form, copied.as_ref().unwrap_or(&question.value));
            }
            let asked = |name: &&String| !examined.fields.iter().any(|field| field.key == **name);
            if let Some(unknown) = accept.record.keys().find(asked) {
                return Err(Halt(format!("the officer is not asked for `{unknown}`")));
            }
            let upload = examined.upload.id;
            let taken = self.app.accept_document(officer, id, upload, &form).await?;
            return taken.map_err(|questions| wrong_answers(&questions));
        }
        Err(Halt(format!(
            "no document for `{requirement}` waits at {officer}"
        )))
    }

    pub(super) async fn sign(&mut self, who: &PersonId, need: &str) -> Result<(), Halt> {
        let requests = self.app.load_person(who)?.state.requests.clone();
        let open: Vec<Uuid> = self
            .app
            .cabinet(who)?
            .requests
            .into_iter()
            .filter(|request| request.answered.is_none())
            .map(|request| request.id)
            .collect();
        let mut asked = requests.iter().filter(|request| request.need == need);
        let Some(request) = asked.find(|request| open.contains(&request.application)) else {
            return Err(Halt(format!("the person is not asked to sign `{need}`")));
        };
        self.app.statement(who, request.application)?;
        Ok(self
            .app
            .sign_statement(who, request.application, true)
            .await?)
    }

    pub(super) async fn prepare_refusal(
        &mut self,
        officer: &str,
        refusal: &PrepareRefusal,
    ) -> Result<(), Halt> {
        for id in self.cases(Some(&refusal.case))? {
            let desk = self.desk(officer, id).await?;
            for requirement in &refusal.requirements {
                let mut offered = desk.may_prepare_refusal.iter();
                if !offered.any(|(name, _)| name == requirement) {
                    let why = desk.why_not().join(", ");
                    let message = format!("no refusal can be prepared on `{requirement}`: {why}");
                    return Err(Halt(message));
                }
            }
            let reasons = refusal.reasons.clone();
            self.app
                .prepare_refusal(officer, id, &refusal.requirements, reasons)
                .await?;
        }
        Ok(())
    }

    pub(super) async fn approve(&mut self, officer: &str, case: &CaseRef) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            self.desk(officer, id).await?;
            self.app.approve(officer, id).await?;
        }
        Ok(())
    }

    pub(super) async fn read(
        &mut self,
        who: &PersonId,
        letter: &str,
        case: Option<&CaseRef>,
    ) -> Result<(), Halt> {
        for id in self.cases(case)? {
            let view = self.app.case(who, id).await?;
            let is_it = |kind: LetterKind| kind.name() == letter;
            let found = view.letters.iter().rev().find(|line| is_it(line.kind));
            if let Some(line) = found {
                self.app.letter(who, id, line.index).await?;
                return Ok(());
            }
        }
        Err(Halt(format!("there is no letter `{letter}` to read")))
    }

    pub(super) async fn object(
        &mut self,
        who: &PersonId,
        text: &str,
        case: Option<&CaseRef>,
    ) -> Result<(), Halt> {
        for id in self.cases(case)? {
            let view = self.app.case(who, id).await?;
            if view.summary.phase == PhaseView::Hearing {
                return Ok(self.app.object(who, id, text.to_owned()).await?);
            }
        }
        Err(Halt(
            "no case is in hearing, so there is nothing to object to".into(),
        ))
    }

    pub(super) async fn withdraw(&mut self, who: &PersonId, case: &CaseRef) -> Result<(), Halt> {
        for id in self.cases(Some(case))? {
            let view = self.app.case(who, id).await?;
            if !view.may_withdraw {
                let phase = phase_name(view.summary.phase);
                return Err(Halt(format!("a case that is {phase} cannot be withdrawn")));
            }
            self.app.withdraw(who, id).await?;
        }
        Ok(())
    }

    /// The case as an officer opens it, with what the officer may do.
    pub(super) async fn desk(&self, officer: &str, case: Uuid) -> Result<DeskView, Halt> {
        let view = self.app.desk_case(officer, case).await?;
        view.desk
            .ok_or_else(|| Halt("the officer's page has no desk".into()))
    }

    /// The opened cases meant; all, if none is named.
    pub(super) fn cases(&self, wanted: Option<&CaseRef>) -> Result<Vec<Uuid>, Halt> {
        let meant = |service: &str, child: usize| {
            wanted.is_none_or(|case| {
                case.service == service && case.child.is_none_or(|one| one == child + 1)
            })
        };
        let standings = self.standings()?;
        let cases: Vec<Uuid> = standings
            .iter()
            .filter(|standing| meant(&standing.service, standing.child))
            .filter_map(|standing| standing.state.case())
            .collect();
        if cases.is_empty() {
            let service = wanted.map_or("any service", |case| &case.service);
            return Err(Halt(format!("no case of `{service}` is open yet")));
        }
        Ok(cases)
    }
}

/// Requirements that are lacking and can still be mended.
pub(super) fn lacking(view: &CaseView) -> impl Iterator<Item = &String> {
    let open = view
        .deficiencies
        .iter()
        .filter(|one| !one.cured && !one.lapsed);
    open.map(|deficiency| &deficiency.requirement)
}

/// The beginning of a file of this type: enough to be known by its content.
fn file_of(media_type: &str) -> Result<Vec<u8>, Halt> {
    let bytes: &[u8] = match media_type {
        "application/pdf" => b"%PDF-1.7\n%%EOF\n",
        "image/png" => b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0",
        "image/jpeg" => b"\xff\xd8\xff\xc0\0\x0b\x08\0\x01\0\x01\x01\x01\x11\0\xff\xd9",
        other => return Err(Halt(format!("a file of the type {other} cannot be played"))),
    };
    Ok(bytes.to_vec())
}
