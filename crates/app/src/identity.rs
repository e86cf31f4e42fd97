//! Who is signed in: persons, officers, and the people of a demonstration.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tutas_domain::actor::{Actor, Officer, OfficerId, Rank};
use tutas_domain::consent::Ground;
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Texts;
use tutas_domain::value::Value;
use tutas_store::Commit;

use crate::access::{Details, Look};
use crate::message::Outbox;
use crate::registers::{Read, ReadFailure};
use crate::view::Seen;
use crate::{App, AppError, SignInProblem};

/// How long a session lasts.
const SESSION: SignedDuration = SignedDuration::from_hours(12);

/// The same in a demonstration, whose clock is moved by whole days: nobody is to be signed out by
/// a press of the button that moves it.
const DEMO_SESSION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Who acts in a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", content = "id", rename_all = "lowercase")]
pub enum Identity {
    /// A person.
    Person(PersonId),
    /// An officer, by id.
    Officer(String),
    /// An auditor, by id: sees who looked at what, and no case.
    Auditor(String),
}

/// A session.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// Who.
    pub identity: Identity,
    /// Name to show.
    pub name: String,
}

/// Officers of the bodies.
#[derive(Clone, Default)]
pub struct Staff(pub BTreeMap<String, OfficerProfile>);

/// One officer.
#[derive(Clone)]
pub struct OfficerProfile {
    /// Surname and initials.
    pub name: String,
    /// Post.
    pub post: Texts,
    /// Body.
    pub body: String,
    /// How high the post is.
    pub rank: Rank,
    /// The officer as a person, and close kin, as declared.
    pub family: Vec<PersonId>,
    /// Whether this is an auditor of accesses, who handles no cases.
    pub audits: bool,
}

impl Staff {
    /// As whom a member of the staff signs in.
    pub fn identity(&self, id: &str) -> Option<Identity> {
        let profile = self.0.get(id)?;
        Some(if profile.audits {
            Identity::Auditor(id.to_owned())
        } else {
            Identity::Officer(id.to_owned())
        })
    }

    /// The officer as the domain knows one.
    pub(crate) fn actor(&self, id: &str) -> Result<Actor, AppError> {
        let profile = self.0.get(id).ok_or(AppError::NotFound)?;
        Ok(Actor::Officer(Officer {
            id: OfficerId {
                id: id.to_owned(),
                name: profile.name.clone(),
                body: profile.body.clone(),
            },
            rank: profile.rank,
            family: profile.family.clone(),
        }))
    }

    pub(crate) fn profile(&self, id: &str) -> Result<&OfficerProfile, AppError> {
        self.0.get(id).ok_or(AppError::NotFound)
    }
}

/// The people of a demonstration.
#[derive(Default)]
pub struct Demo {
    /// Persons to sign in as.
    pub people: Vec<DemoPerson>,
    /// Officers to sign in as first; others by their id.
    pub officers: Vec<DemoOfficer>,
    /// Messages that were sent.
    pub outbox: Arc<Outbox>,
}

/// A person to sign in as.
pub struct DemoPerson {
    /// Who.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Who they are and what to try.
    pub says: Texts,
    /// The family's story.
    pub group: Texts,
}

/// An officer to sign in as.
pub struct DemoOfficer {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Post.
    pub post: Texts,
    /// Body.
    pub body: Texts,
    /// Kind of body: `registrar`, `clinic`, …
    pub kind: String,
    /// Region in which the body is.
    pub region: Texts,
}

impl App {
    /// As whom a member of the staff signs in.
    pub fn staff_identity(&self, id: &str) -> Option<Identity> {
        self.staff().identity(id)
    }

    /// Finds a person by the number they typed: for demonstrations, where a number is enough.
    pub async fn find_person(&self, iin: &str) -> Result<(PersonId, String), SignInProblem> {
        if self.demo().is_none() {
            return Err(SignInProblem::Failed(AppError::NotFound));
        }
        let iin = Iin::parse(iin).map_err(SignInProblem::Malformed)?;
        let register = self
            .catalog()
            .registers
            .get("persons")
            .ok_or(SignInProblem::Failed(AppError::Internal(
                "no-persons-register",
            )))?;
        let fields: Vec<String> = ["iin", "surname", "given_name"].map(String::from).to_vec();
        let ground = Ground::law(register.law.clone());
        let now = self.now();
        let read = Read {
            register,
            keys: &[("iin".into(), iin.as_str().into())],
            fields: &fields,
            ground: &ground,
            issue: "sign-in",
            id: self.new_id(now),
        };
        let person = PersonId::Iin(iin.clone());
        self.note_sign_in(&person, &ground, fields.clone(), now)
            .await
            .map_err(SignInProblem::Failed)?;
        let answer = self
            .registers()
            .read(read)
            .await
            .map_err(|failure| match failure {
                ReadFailure::Down | ReadFailure::Busy | ReadFailure::Unusable(_) => {
                    SignInProblem::RegisterDown
                }
            })?;
        let record = answer.records.first().ok_or(SignInProblem::Unknown)?;
        let text = |field: &str| {
            record
                .get(field)
                .and_then(Option::as_ref)
                .and_then(Value::as_text)
                .unwrap_or_default()
        };
        let name = format!("{} {}", text("given_name"), text("surname"))
            .trim()
            .to_owned();
        Ok((person, name))
    }

    /// Whoever's number was typed sees that somebody did.
    async fn note_sign_in(
        &self,
        person: &PersonId,
        ground: &Ground,
        fields: Vec<String>,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let words = &self.catalog().country.words;
        let look = Look {
            register: Some("persons".into()),
            fields,
            service: None,
            purpose: words.get("sign_in").cloned().unwrap_or_default(),
            number: String::new(),
            law: ground.cited().clone(),
            by_consent: ground.is_consent(),
            agreement: None,
            seen: Seen::Data,
        };
        let details = Details {
            looks: vec![look],
            ..Details::default()
        };
        let commit = Commit {
            accesses: vec![self.access_row(now, person, None, &details)?],
            ..Commit::default()
        };
        self.commit(commit).await?;
        Ok(())
    }

    /// Starts a session and gives its token, which only the browser keeps.
    pub async fn sign_in(&self, identity: Identity, name: String) -> Result<String, AppError> {
        if let Identity::Officer(id) | Identity::Auditor(id) = &identity
            && self.staff().identity(id).as_ref() != Some(&identity)
        {
            return Err(AppError::NotFound);
        }
        let secret = self.new_secret();
        let mut token = String::new();
        for byte in secret {
            // Writing to a string does not fail.
            let _ = write!(token, "{byte:02x}");
        }
        let session = serde_json::to_vec(&Session { identity, name })?;
        let expires = self
            .now()
            .saturating_add(session_length(self.demo().is_some()))
            .map_err(|_| AppError::Internal("clock"))?;
        self.store()
            .put_session(hash(&token), &session, expires)
            .await?;
        Ok(token)
    }

    /// The session of a token.
    pub fn session(&self, token: &str) -> Result<Option<Session>, AppError> {
        let found = self.store().session(hash(token), self.now())?;
        Ok(found
            .map(|plaintext| serde_json::from_slice(&plaintext))
            .transpose()?)
    }

    /// Deletes sessions that have expired.
    pub async fn purge(&self) -> Result<usize, AppError> {
        Ok(self.store().purge_sessions(self.now()).await?)
    }

    /// Ends a session.
    pub async fn sign_out(&self, token: &str) -> Result<(), AppError> {
        Ok(self.store().delete_session(hash(token)).await?)
    }
}

fn session_length(is_demo: bool) -> SignedDuration {
    if is_demo { DEMO_SESSION } else { SESSION }
}

fn hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_outlives_the_longest_holidays_of_a_demonstration_and_else_ends_within_the_day() {
        assert!(session_length(true) > SignedDuration::from_hours(14 * 24));
        assert!(session_length(false) < SignedDuration::from_hours(24));
    }
}
