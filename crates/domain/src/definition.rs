//! What the procedure needs to know of a service: terms, windows, grounds, as data.
//!
//! A published definition is immutable and known by its hash; a case pins the one it was filed
//! under. Everything here is data of the catalog: nothing in the engine knows a service by name.

use serde::{Deserialize, Serialize};

use crate::actor::Rank;
use crate::term::TermLength;
use crate::text::{Law, Texts};

/// What kind of work a case is. The engine is one; what differs is data and who may do what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A public service.
    #[default]
    Service,
    /// An appeal against a decision or a silence.
    Appeal,
    /// A complaint about how a service was given.
    Complaint,
    /// Something that a register has wrong.
    DataDefect,
}

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

/// From when a cure window runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum WindowFrom {
    /// From the notice in the cabinet.
    Notice,
    /// From its proven receipt; the window of who has not received it does not close.
    #[default]
    Receipt,
}

/// How deficiencies are cured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cure {
    /// How long the person has.
    pub window: LegalTerm,
    /// What it does to the term.
    pub effect: TermEffect,
    /// From when it runs.
    #[serde(default)]
    pub from: WindowFrom,
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
        /// Cases in which the officer may do without it, each by its own law.
        #[serde(default)]
        exceptions: Vec<HearingException>,
        /// The hearing by word of mouth, if the person asks for it in the time for objections.
        #[serde(default)]
        oral: Option<Box<OralHearing>>,
    },
    /// The cited exception applies.
    Excepted {
        /// The exception.
        law: Law,
    },
}

/// A case in which there need be no hearing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HearingException {
    /// Which.
    pub ground: ExceptionGround,
    /// Its law.
    pub law: Law,
}

/// Why there need be no hearing (article 73(2)). That an act is favourable, that the term is short
/// and that a machine decides without discretion are not chosen by an officer: the engine knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionGround {
    /// The act is needed at once to protect rights or public interests: the act says why.
    Urgent,
    /// The person asks for it.
    Petition,
    /// Enforcement proceedings.
    Enforcement,
    /// The simplified procedure.
    Simplified,
    /// A court act in force bans the activity or takes the special right away.
    CourtBan,
    /// A refusal to register for a personal reception.
    Reception,
    /// The procedure was ended under article 88(1).
    Ended,
}

/// The hearing by word of mouth.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OralHearing {
    /// The protocol is made within this.
    pub protocol: LegalTerm,
    /// Remarks on it are given within this.
    pub remarks: LegalTerm,
}

impl Hearing {
    /// The law of an exception an officer may choose.
    pub fn chosen_exception(&self, ground: ExceptionGround) -> Option<&Law> {
        let Self::Required { exceptions, .. } = self else {
            return None;
        };
        exceptions
            .iter()
            .find(|exception| exception.ground == ground)
            .map(|exception| &exception.law)
    }

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
    /// A deemed consent; only revocation takes it back.
    Consent {
        /// The law that says so.
        law: Law,
    },
}

/// Whether papers that are not complete may be turned away at the door.
#[expect(
    clippy::large_enum_variant,
    reason = "a definition has one; a box would save nothing"
)]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case")]
pub enum Acceptance {
    /// Everything is registered (article 64(1)).
    #[default]
    Register,
    /// A special law commands refusal to accept what is incomplete. That refusal is a reasoned,
    /// appealable record of its own.
    Refuse {
        /// The special law.
        law: Law,
        /// Until when, from registration.
        within: LegalTerm,
    },
}

/// Sending a case on to the body that is competent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redirection {
    /// Within this the term counts anew from arrival; later it does not.
    pub within: LegalTerm,
    /// Whether it goes on by itself when that time passes: an appeal goes to the superior body.
    #[serde(default)]
    pub by_itself: bool,
}

/// Extending the term: once, with a reason that is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// At most so long.
    pub at_most: LegalTerm,
    /// Counted from what.
    pub counted_from: ExtensionFrom,
    /// The lowest post that may.
    pub by: Rank,
    /// The person is told within this.
    pub told_in: LegalTerm,
}

/// From when an extension is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtensionFrom {
    /// From the decision to extend.
    Decision,
    /// From the end of the term.
    End,
}

/// A ground on which the law lets the term stand still.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PauseGround {
    /// Its name in the definition.
    pub name: String,
    /// In plain words.
    pub title: Texts,
    /// At most so long; its law allows the pause.
    pub at_most: LegalTerm,
}

/// When a case goes up, if nobody decides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Escalation {
    /// To whom.
    pub to: Rank,
    /// So many days before the end of the term; at its end if none.
    pub before_end: Option<TermLength>,
    /// The rule.
    pub law: Law,
}

/// A grant before everything is looked at, checked afterwards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provisional {
    /// The law that allows it.
    pub law: Law,
    /// Requirements that may be looked at afterwards.
    pub later: Vec<String>,
    /// The condition as the act prints it.
    pub condition: Texts,
    /// The check is made within this; an act that nobody checked stands.
    pub check_in: LegalTerm,
}

/// A ground on which a decision may be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// Which.
    pub ground: RevocationGround,
    /// Its law.
    pub law: Law,
    /// Whether the damage of who trusted the act is paid.
    #[serde(default)]
    pub compensated: bool,
}

/// Grounds of revocation (articles 84 and 85). A formal fault alone is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationGround {
    /// Favourable: what it rests on was found unconstitutional.
    Unconstitutional,
    /// Favourable: it rests on data the person knew to be false.
    KnowinglyFalse,
    /// Favourable: an offence was proved.
    Offence,
    /// Favourable: state or public interests, security, grave harm; trust is weighed.
    PublicInterest,
    /// Favourable and lawful: the law and the act itself allow it.
    LawAndActAllow,
    /// Favourable and lawful: its condition was broken.
    ConditionBroken,
    /// Burdening and unlawful: it must be taken back.
    UnlawfulBurden,
    /// Burdening and lawful: it may be, unless a law forbids.
    LawfulBurden,
}

impl RevocationGround {
    /// Every ground.
    pub const ALL: [Self; 8] = [
        Self::Unconstitutional,
        Self::KnowinglyFalse,
        Self::Offence,
        Self::PublicInterest,
        Self::LawAndActAllow,
        Self::ConditionBroken,
        Self::UnlawfulBurden,
        Self::LawfulBurden,
    ];

    /// Whether it takes back what was given, rather than what was refused.
    pub fn is_of_favourable(self) -> bool {
        !matches!(self, Self::UnlawfulBurden | Self::LawfulBurden)
    }
}

/// How a letter may be proven to have been received.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// Opened in the person's cabinet.
    Cabinet,
    /// A message to the phone that is confirmed as delivered.
    Message,
    /// A registered letter, with its notice of delivery.
    RegisteredLetter,
    /// Handed over at a counter, signed for, or its refusal noted.
    Counter,
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
    /// Until when, if the act did not say how to appeal.
    #[serde(default)]
    pub within_if_not_told: Option<LegalTerm>,
    /// How many instances there are before the court.
    #[serde(default = "two")]
    pub instances: u8,
    /// A case sent back is decided within this.
    #[serde(default)]
    pub remand_in: Option<LegalTerm>,
    /// Whether an appeal suspends execution; none where the act takes effect all the same.
    #[serde(default)]
    pub suspends: Option<Law>,
    /// Until when a suit is brought, counted from learning of the last decision before it. Unlike an
    /// appeal, a suit must not come late.
    #[serde(default)]
    pub court: Option<LegalTerm>,
}

fn two() -> u8 {
    2
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
    /// What kind of work its cases are.
    #[serde(default)]
    pub kind: Kind,
    /// SHA-256 of the published definition, hex.
    pub hash: String,
    /// Its name.
    pub title: Texts,
    /// Whether incomplete papers are accepted.
    #[serde(default)]
    pub acceptance: Acceptance,
    /// Sending on to the competent body.
    #[serde(default)]
    pub redirection: Option<Redirection>,
    /// The cure window.
    pub cure: Cure,
    /// The hearing.
    pub hearing: Hearing,
    /// Extending the term.
    #[serde(default)]
    pub extension: Option<Extension>,
    /// Grounds on which the term stands still.
    #[serde(default)]
    pub pauses: Vec<PauseGround>,
    /// When a case goes up, lowest post first.
    #[serde(default)]
    pub escalation: Vec<Escalation>,
    /// What silence means.
    pub silence: Silence,
    /// Granting before everything is looked at.
    #[serde(default)]
    pub provisional: Option<Provisional>,
    /// Grounds of revocation.
    #[serde(default)]
    pub revocation: Vec<Revocation>,
    /// Slips of the pen are put right within this.
    #[serde(default)]
    pub correction: Option<LegalTerm>,
    /// What a register is found to have wrong is corrected within this.
    #[serde(default)]
    pub mending: Option<LegalTerm>,
    /// Fields of the result that are words, in which there can be a slip: no codes, numbers, keys.
    #[serde(default)]
    pub correctable: Vec<String>,
    /// How letters are proven to be received, beside the cabinet.
    #[serde(default)]
    pub receipt: Vec<Channel>,
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

    /// The revocation ground, if the definition lists it.
    pub fn revocation(&self, ground: RevocationGround) -> Option<&Revocation> {
        self.revocation
            .iter()
            .find(|revocation| revocation.ground == ground)
    }

    /// The ground of a pause called `name`.
    pub fn pause(&self, name: &str) -> Option<&PauseGround> {
        self.pauses.iter().find(|ground| ground.name == name)
    }

    /// How the person can mend the requirement called `name`, if they can.
    pub fn curing_means(&self, name: &str) -> Option<&CuringMeans> {
        self.requirement(name)?.cured_by.as_ref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::TermLength;

    #[test]
    fn there_are_two_instances_before_the_court_unless_a_law_says_otherwise() {
        let legal = LegalTerm {
            length: TermLength::working_days(20),
            law: Law::default(),
        };
        let route = AppealRoute {
            to: Texts::default(),
            within: legal.clone(),
            decided_in: legal,
            within_if_not_told: None,
            instances: 2,
            remand_in: None,
            suspends: None,
            court: None,
        };
        let mut text = serde_json::to_value(&route).unwrap();
        text.as_object_mut().unwrap().remove("instances");
        let read: AppealRoute = serde_json::from_value(text).unwrap();
        assert_eq!(read, route);
    }
}
