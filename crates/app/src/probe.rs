//! What a simulation does and sees that no page may: any command by any actor, and every state as
//! it is.
//!
//! A page goes through a use case, which knows who may ask for what. A simulation must be able to
//! misuse the program: here every command reaches the same `load → decide → commit` as theirs.

use std::sync::Arc;

use tutas_catalog::Service;
use tutas_domain::actor::Actor;
use tutas_domain::bundle::Bundle;
use tutas_domain::case::{Case, Command};
use tutas_domain::consent::Person;
use tutas_domain::person::PersonId;
use tutas_store::{PersonKey, Store};
use uuid::Uuid;

use crate::{App, AppError, Parts};

/// A view of the program from inside.
#[derive(Clone, Copy)]
pub struct Probe<'a>(&'a App);

impl App {
    /// Takes the program apart, if nobody else holds it: what a node leaves behind when it dies.
    pub fn into_parts(self) -> Option<Parts> {
        let Self { parts, .. } = self;
        Arc::into_inner(parts)
    }

    /// Looks inside.
    pub fn probe(&self) -> Probe<'_> {
        Probe(self)
    }
}

impl<'a> Probe<'a> {
    /// The store.
    pub fn store(self) -> &'a Store {
        self.0.store()
    }

    /// Gives a command as `actor`, whoever that is.
    pub async fn command(
        self,
        case: Uuid,
        command: Command,
        actor: &Actor,
    ) -> Result<(), AppError> {
        self.0.command(case, command, actor).await
    }

    /// A case with its version.
    pub fn case(self, id: Uuid) -> Result<(u64, Arc<Case>), AppError> {
        let at = self.0.load_case(id)?;
        Ok((at.version, at.state))
    }

    /// A bundle.
    pub fn bundle(self, id: Uuid) -> Result<Arc<Bundle>, AppError> {
        Ok(self.0.load_bundle(id)?.state)
    }

    /// A person as the program knows them.
    pub fn person(self, who: &PersonId) -> Result<Arc<Person>, AppError> {
        Ok(self.0.load_person(who)?.state)
    }

    /// The key under which a person is found.
    pub fn person_key(self, who: &PersonId) -> PersonKey {
        self.0.person_key(who)
    }

    /// The definition that a case pins.
    pub fn service(self, case: &Case) -> Result<&'a Service, AppError> {
        self.0.definition_of(case)
    }
}
