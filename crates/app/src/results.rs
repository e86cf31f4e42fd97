//! What registers hold of a case's results after they were made: what was taken back is ended there,
//! what was corrected is put right, what stands again holds again.
//!
//! What a register should hold follows from the case's state, so that it does not matter which of
//! several changes is carried out first, or twice.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use tutas_domain::case::{Case, Decision, Former, Issue, Phase};
use tutas_domain::evidence::Record;
use tutas_domain::value::Value;
use tutas_store::{Commit, EffectKey};
use uuid::Uuid;

use crate::registers::Write;
use crate::stream::At;
use crate::worker::settled;
use crate::{App, AppError};

/// A result as its register should hold it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Held {
    /// The message that wrote it, if it ever was sent.
    written: Uuid,
    /// Its number; none if it was not confirmed, so that the register may have it or not.
    number: Option<String>,
    record: Record,
    /// Taken back when.
    ended: Option<Timestamp>,
}

impl App {
    /// Tells the register what of a case's results holds no more, or reads otherwise.
    pub(crate) async fn amend_results(&self, id: Uuid, key: EffectKey) -> Result<(), AppError> {
        let case = self.load_case(id)?;
        self.tell_register(&case, key).await?;
        let commit = Commit {
            effects_done: vec![key],
            reads: vec![(case.id, case.version)],
            ..Commit::default()
        };
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// Writes each earlier result as it should be held.
    pub(crate) async fn tell_register(
        &self,
        case: &At<Case>,
        key: EffectKey,
    ) -> Result<(), AppError> {
        let service = self.definition_of(&case.state)?;
        let Some(write) = &service.gives.write else {
            return Ok(());
        };
        let register = self.register(&write.register)?;
        let ended = register
            .ended
            .as_ref()
            .ok_or(AppError::Internal("register-has-no-end"))?;
        let calendar = self.calendar_of(&case.state);
        for held in results(&case.state, case.id.0) {
            let mut record = held.record;
            let date = held.ended.map(|at| Value::Date(calendar.local(at).date()));
            record.insert(ended.clone(), date);
            let request = Write {
                register,
                record: &record,
                issue: &case.state.filing.number,
                id: message_of(key, held.written, &record)?,
                amends: Some(held.written),
            };
            self.registers()
                .write(request)
                .await
                .map_err(|_| AppError::Internal("register-does-not-take-the-change"))?;
        }
        Ok(())
    }
}

/// Whether a change of a case is one that its register must be told of.
pub(crate) fn register_differs(before: &Case, after: &Case, id: Uuid) -> bool {
    if after.former.is_empty() && before.issued.is_none() {
        return false;
    }
    let before = results(before, id);
    let mut after = results(after, id).into_iter();
    after.any(|held| {
        let known = before.iter().find(|known| known.written == held.written);
        known.map_or(held.ended.is_some(), |known| *known != held)
    })
}

/// The id of the message that writes the result of the decision that stands: a result made again
/// after an earlier one ceased to stand is another result. What was granted and taken back before it
/// was confirmed counts too: the register may have taken it.
pub(crate) fn write_id(case: &Case, id: Uuid) -> Uuid {
    let earlier = case.former.iter().filter(|former| was_granted(former));
    message(id, earlier.count())
}

fn was_granted(former: &Former) -> bool {
    matches!(former.decision, Some((_, Decision::Granted { .. }))) || former.issued.is_some()
}

fn message(id: Uuid, earlier: usize) -> Uuid {
    Uuid::from_u128(id.as_u128() ^ earlier as u128)
}

/// All results that were made of a case's decisions, or may have been.
fn results(case: &Case, id: Uuid) -> Vec<Held> {
    let mut all: Vec<Held> = Vec::new();
    let stands = case.result_holds().map(|issue| issue.number.as_str());
    let granted = case.former.iter().filter(|former| was_granted(former));
    let mut count = 0;
    for former in granted.clone() {
        let written = message(id, count);
        count += 1;
        let number = former.issued.as_ref().map(|issue| issue.number.clone());
        let last = case.former.last() == Some(former);
        let holds = match &number {
            Some(number) => stands == Some(number),
            // A revocation that is suspended takes nothing back yet.
            None => case.phase == Phase::Revoked && case.is_suspended() && last,
        };
        // What was kept until there was more ended with that.
        let next = granted.clone().filter_map(|later| later.issued.as_ref());
        let next = next.chain(&case.issued).map(|issue| issue.at);
        let replaced = next.filter(|at| *at > former.ended_at).min();
        let ended_at = former.kept().and(replaced).unwrap_or(former.ended_at);
        let ended = (!holds).then_some(ended_at);
        // What stood again in between is one result.
        let same = |held: &&mut Held| number.is_some() && held.number == number;
        if let Some(known) = all.iter_mut().find(same) {
            known.ended = ended;
            continue;
        }
        all.push(Held {
            written,
            number,
            record: former
                .issued
                .as_ref()
                .map_or_else(Record::new, |issue| issue.record.clone()),
            ended,
        });
    }
    if let Some(issue) = &case.issued {
        let number = Some(issue.number.clone());
        match all.iter_mut().find(|held| held.number == number) {
            Some(known) => known.record = issue.record.clone(),
            None => all.push(Held {
                written: message(id, count),
                number,
                record: issue.record.clone(),
                ended: None,
            }),
        }
    }
    // What nobody knows the register to have, and what still holds, is no change.
    all.retain(|held| held.number.is_some() || held.ended.is_some());
    all
}

/// A document that was issued in a case.
pub(crate) struct Document<'a> {
    /// As it was issued last.
    pub(crate) issue: &'a Issue,
    /// The body that issued it.
    pub(crate) body: &'a str,
    /// Since when it does not hold any more.
    pub(crate) ended: Option<Timestamp>,
}

/// All documents that were issued in a case, each once, as its register should hold them.
pub(crate) fn documents(case: &Case, id: Uuid) -> Vec<Document<'_>> {
    let former = case.former.iter();
    let former = former.map(|former| (former.issued.as_ref(), former.decision.as_ref()));
    let now = (case.issued.as_ref(), case.decision.as_ref());
    let mut all: BTreeMap<&str, Document<'_>> = BTreeMap::new();
    for (issue, decision) in former.chain([now]) {
        let Some(issue) = issue else { continue };
        let signed = decision.and_then(|(_, decision)| decision.signed_by());
        let document = Document {
            issue,
            body: signed.map_or(&case.body, |officer| &officer.body),
            ended: None,
        };
        all.insert(&issue.number, document);
    }
    for held in results(case, id) {
        let known = held
            .number
            .as_deref()
            .and_then(|number| all.get_mut(number));
        if let Some(document) = known {
            document.ended = held.ended;
        }
    }
    all.into_values().collect()
}

/// The id of the message with a change: the same only for the same change on the same occasion.
fn message_of(key: EffectKey, written: Uuid, record: &Record) -> Result<Uuid, AppError> {
    let mut digest = Sha256::new();
    digest.update(key.stream.0.as_bytes());
    digest.update(key.version.to_be_bytes());
    digest.update(written.as_bytes());
    digest.update(serde_json::to_vec(record)?);
    let bytes: [u8; 32] = digest.finalize().into();
    let mut short = [0_u8; 16];
    short.copy_from_slice(&bytes[..16]);
    Ok(uuid::Builder::from_random_bytes(short).into_uuid())
}
