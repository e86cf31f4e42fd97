//! What the procedure needs to know of a service: terms, windows, grounds, as data.
//!
//! A published definition is immutable and known by its hash; a case pins the one it was filed
//! under. Everything here is data of the catalog: nothing in the engine knows a service by name.

use serde::{Deserialize, Serialize};

use crate::term::TermLength;
use crate::text::{Law, Texts};

/// A statutory or promised term with its law.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LegalTerm {
    /// How long.
    pub length: TermLength,
    /// By which law.
    pub law: Law,
}

/// What a cure window does to the term of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TermEffect {
    /// The term begins anew when the deficiency is cured.
    Restart,
    /// The term stands still while the window is open.
    Pause,
    /// The term runs on.
    None,
}

/// How deficiencies are cured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cure {
    /// How long the person has.
    pub window: LegalTerm,
    /// What it does to the term.
    pub effect: TermEffect,
}

/// Whether a hearing precedes a refusal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Hearing {
    /// The person is heard.
    Required {
        /// The preliminary decision is notified at least this long before the act.
        notice: LegalTerm,
        /// Objections are given within this time from receipt.
        objection: LegalTerm,
        /// No hearing where the case's own term is shorter than this, if the law says so.
        unless_shorter: Option<Box<LegalTerm>>,
    },
    /// The cited exception applies.
    Excepted {
        /// The exception.
        law: Law,
    },
}

impl Hearing {
    /// The law of the exception, if a case with this term is excepted from the hearing.
    pub fn exception(&self, term: &LegalTerm) -> Option<&Law> {
        match self {
            Self::Excepted { law } => Some(law),
            Self::Required { unless_shorter, .. } => unless_shorter
                .as_ref()
                .filter(|bound| term.length.is_shorter_than(bound.length))
                .map(|bound| &bound.law),
        }
    }
}

/// What happens when the term ends without a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "means", rename_all = "kebab-case")]
pub enum Silence {
    /// A deemed refusal, which opens the appeal; a decision is still owed.
    Refusal {
        /// The law that says so.
        law: Law,
    },
}

/// On what ground the machine may grant. It never refuses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "basis", rename_all = "kebab-case")]
pub enum AutomatedGrant {
    /// A law allows it.
    Law {
        /// Which.
        law: Law,
    },
    /// The person consents to this very thing.
    Consent {
        /// The law that lets consent suffice.
        law: Law,
    },
}

/// Where and until when a decision is appealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealRoute {
    /// Filed with whom.
    pub to: Texts,
    /// Until when, counted from learning of the decision.
    pub within: LegalTerm,
    /// The deciding instance's term.
    pub decided_in: LegalTerm,
}

/// A document that cures a deficiency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CuringDocument {
    /// What to bring.
    pub title: Texts,
    /// The need whose record an officer copies out of it.
    pub need: String,
}

/// A condition of the service, as the procedure sees it. Its predicate lives in the rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Name in the definition.
    pub name: String,
    /// What it demands, in plain words.
    pub title: Texts,
    /// What is lacking when it does not hold, and what to do.
    pub otherwise: Texts,
    /// Its law.
    pub law: Law,
    /// How the person can mend it; `None` means the facts themselves stand against it.
    pub cured_by: Option<CuringMeans>,
}

/// How a requirement that does not hold can be mended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum CuringMeans {
    /// A document, looked at by an officer.
    Document(CuringDocument),
    /// Another person's signed statement, which this state's own register `statements` will hold.
    Statement {
        /// The need that reads it.
        need: String,
    },
    /// A better answer to a question.
    Answer {
        /// The question.
        ask: String,
    },
}

/// All that the procedure needs of one version of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Procedure {
    /// Service id, e.g. `birth-allowance`.
    pub service: String,
    /// SHA-256 of the published definition, hex.
    pub hash: String,
    /// Its name.
    pub title: Texts,
    /// The cure window.
    pub cure: Cure,
    /// The hearing.
    pub hearing: Hearing,
    /// What silence means.
    pub silence: Silence,
    /// Whether the machine may grant.
    pub automated: Option<AutomatedGrant>,
    /// The appeal.
    pub appeal: AppealRoute,
    /// The conditions, in order.
    pub requirements: Vec<Requirement>,
    /// Whether something must be written to a register or numbered after the grant.
    pub issues: bool,
}

impl Procedure {
    /// The requirement called `name`.
    pub fn requirement(&self, name: &str) -> Option<&Requirement> {
        self.requirements
            .iter()
            .find(|requirement| requirement.name == name)
    }

    /// How the person can mend the requirement called `name`, if they can.
    pub fn curing_means(&self, name: &str) -> Option<&CuringMeans> {
        self.requirement(name)?.cured_by.as_ref()
    }
}
