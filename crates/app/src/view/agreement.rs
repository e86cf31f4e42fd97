//! Agreements: what a person agreed to, and what follows if they withdraw.

use jiff::Timestamp;
use tutas_domain::consent::Whom;
use tutas_domain::text::{Law, Texts};
use uuid::Uuid;

/// A person's agreements, newest first.
#[derive(Default)]
pub struct Agreements {
    /// Those that stand.
    pub in_force: Vec<AgreementView>,
    /// Those that were withdrawn, or whose time is over.
    pub ended: Vec<AgreementView>,
}

/// One agreement.
#[derive(Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is told on the page by itself, and all of them meet"
)]
pub struct AgreementView {
    /// The application it was given for, or an id of its own if it was given ahead.
    pub application: Uuid,
    /// Whether it was given ahead: for whatever this person applies for under its text.
    pub ahead: bool,
    /// Its number, once it is filed.
    pub number: Option<String>,
    /// Whether it is filed: else it is a draft, or nothing any more.
    pub filed: bool,
    /// Whether it is for a service that the application left out: nothing is read on it.
    pub unused: bool,
    /// The service or life event; none of what was agreed to before each had a text of its own.
    pub purpose: Option<String>,
    /// Its name as the text has it.
    pub title: Texts,
    /// The hash of the text.
    pub revision: Option<String>,
    /// Registers and whose data, as the text names them.
    pub reads: Vec<(Texts, Option<Whom>)>,
    /// Whether a program may grant on it.
    pub automated: bool,
    /// Its law.
    pub law: Law,
    /// Since when.
    pub given_at: Timestamp,
    /// Until when, if nobody withdraws it.
    pub until: Option<Timestamp>,
    /// Withdrawn when.
    pub withdrawn_at: Option<Timestamp>,
}

/// What a person may agree to ahead.
pub struct AheadView {
    /// The service or life event.
    pub purpose: String,
    /// Its name.
    pub title: Texts,
    /// The hash of the text.
    pub revision: String,
    /// Registers and whose data, as the text names them.
    pub reads: Vec<(Texts, Option<Whom>)>,
    /// Its law.
    pub law: Law,
    /// Until when it would hold, given now.
    pub until: Option<Timestamp>,
}

/// What a person is told before they withdraw.
pub struct WithdrawalView {
    /// What would be withdrawn.
    pub agreement: AgreementView,
    /// What follows for each case that rests on it.
    pub cases: Vec<CaseAfterWithdrawal>,
    /// What holds for every withdrawal, by the text that was agreed to, and its law.
    pub says: Option<(Texts, Law)>,
}

/// What follows for one case.
pub struct CaseAfterWithdrawal {
    /// The case.
    pub case: Uuid,
    /// The service.
    pub title: Texts,
    /// Its number.
    pub number: String,
    /// What follows.
    pub follows: Follows,
    /// Whether an officer decides from now on, and no program.
    pub officer_decides: bool,
}

/// What follows for a case.
pub enum Follows {
    /// Nothing: it is decided.
    Decided,
    /// Nothing is lacking: it is decided on what was read before.
    HasAll,
    /// These requirements are not shown yet: with a document where one is named, else it is decided
    /// without.
    Lacks(Vec<Lack>),
}

/// A requirement that was not shown yet, and can no longer be read.
pub struct Lack {
    /// The requirement.
    pub title: Texts,
    /// The document that shows it, if one does.
    pub document: Option<Texts>,
}
