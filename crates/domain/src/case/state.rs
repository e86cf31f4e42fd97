//! What a case is: the fold of its events.

use std::fmt;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::after::{CorrectionAsked, PostCheck};
use super::defect::{Dispute, Mending, SaidWrong};
use super::deficiency::{Deficiency, DeficiencyState};
use super::event::Decision;
use super::letter::Letter;
use super::phase::Phase;
use super::review::Matter;
use super::running_term::RunningTerm;
use super::time::Standstill;
use crate::actor::{OfficerId, Rank};
use crate::definition::{Kind, RevocationGround};
use crate::evidence::{Evidence, Finding, Known, Record, Verdict};
use crate::person::PersonId;
use crate::text::{Lang, Law, Words};

/// Everything fixed when a case is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Number people quote.
    pub number: String,
    /// The application it belongs to.
    pub bundle: Uuid,
    /// The service.
    pub service: String,
    /// What kind of case it is, and against what an appeal or complaint is directed.
    #[serde(default)]
    pub matter: Matter,
    /// Hash of the definition it is filed under.
    pub definition: String,
    /// Who files.
    pub filer: PersonId,
    /// Language of letters.
    pub lang: Lang,
    /// Whom it is about, first: the child of a birth.
    pub subject: Subject,
    /// Answers to the questions.
    pub answers: Record,
    /// What registers answered and the person said is wrong, before there was a case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub said_wrong: Vec<SaidWrong>,
    /// The body it is filed with.
    pub body: String,
    /// The body above it, which answers for a case nobody decides.
    #[serde(default)]
    pub superior: Option<String>,
    /// Whether the person consented to an automated decision on this.
    pub automated_consent: bool,
    /// Whether it follows an earlier service of the application, or what the person said before there
    /// was a case, so that the person did nothing to open it just now.
    pub follows: bool,
    /// The case on the same matter that was refused, not accepted or withdrawn before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earlier: Option<Uuid>,
    /// Received.
    pub received_at: Timestamp,
    /// Registered: the term counts from the next day.
    pub registered_at: Timestamp,
    /// The term.
    pub term: RunningTerm,
}

/// Whom or what a case is about.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// The identifying value in its register (a child's number), once known.
    pub key: Option<String>,
    /// Which of the application's subjects, from 0.
    pub ordinal: usize,
    /// How many subjects the application has.
    pub of: usize,
    /// What was known of it at filing.
    pub record: Record,
}

/// The number says who it is.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subject")
            .field("ordinal", &self.ordinal)
            .field("of", &self.of)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

/// The result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Number.
    pub number: String,
    /// Kind of document.
    pub kind: String,
    /// The record as the register holds it.
    pub record: Record,
    /// When.
    pub at: Timestamp,
}

/// A service that does not follow.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DroppedStep {
    /// The service.
    pub service: String,
    /// Whether another case for the same is open already; else what it needed was not given.
    pub taken: bool,
}

/// A decision, or a silence, that does not stand any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// The decision with its time; none for a silence.
    pub decision: Option<(Timestamp, Decision)>,
    /// Deemed when, if it was a silence.
    pub deemed_at: Option<Timestamp>,
    /// The result that was made of it.
    pub issued: Option<Issue>,
    /// When it ceased.
    pub ended_at: Timestamp,
    /// By what.
    pub ended: Ended,
}

impl Former {
    /// The result that holds on until there is another: its decision was annulled on the appeal of
    /// the person to whom it gave too little.
    pub fn kept(&self) -> Option<&Issue> {
        match self.ended {
            Ended::Annulled { .. } => self.issued.as_ref(),
            Ended::Revoked { .. } | Ended::GivenUp => None,
        }
    }
}

/// By what a decision ceased to stand.
#[expect(
    clippy::large_enum_variant,
    reason = "there are few of them; a box would save nothing"
)]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case")]
pub enum Ended {
    /// Taken back on a listed ground.
    Revoked {
        /// Which.
        ground: RevocationGround,
        /// Its law.
        law: Law,
        /// Whether the damage is paid.
        compensated: bool,
        /// Reasons in words.
        reasons: Words,
        /// Who prepared it.
        prepared_by: OfficerId,
        /// Who adopted it, where two are needed.
        approved_by: Option<OfficerId>,
    },
    /// Annulled on appeal.
    Annulled {
        /// The appeal.
        appeal: Uuid,
    },
    /// Given up by the person, because another case gives the same.
    GivenUp,
}

/// An appeal against the decision that stands, or the silence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lodged {
    /// The appeal.
    pub appeal: Uuid,
    /// Its number.
    pub number: String,
    /// When.
    pub at: Timestamp,
    /// Whether it suspends execution.
    pub suspends: bool,
    /// Whether it is still pending.
    pub pending: bool,
    /// Whether what it was against was annulled on it.
    #[serde(default)]
    pub annulled: bool,
}

/// What nothing may come below any more: a favourable decision that was annulled on the person's own
/// appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    /// Its amount.
    pub amount: Option<Decimal>,
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// What was fixed at filing.
    pub filing: Filing,
    /// The latest time known to the case: its time never runs backwards.
    pub as_of: Timestamp,
    /// The body that owes the decision now.
    pub body: String,
    /// The body above it.
    pub superior: Option<String>,
    /// Sent on to another body when.
    #[serde(default)]
    pub redirected_at: Option<Timestamp>,
    /// Answers now.
    pub answers: Record,
    /// The term now.
    pub term: RunningTerm,
    /// Standing still by an officer's decision.
    #[serde(default)]
    pub standstill: Option<Standstill>,
    /// Grounds on which the term stood still: each serves once.
    #[serde(default)]
    pub stood_on: Vec<String>,
    /// Extended: when, by whom, and why.
    #[serde(default)]
    pub extended: Option<(Timestamp, OfficerId, Words)>,
    /// The highest post it went up to.
    #[serde(default)]
    pub escalated: Option<Rank>,
    /// Evidence.
    pub evidence: Evidence,
    /// Findings.
    pub findings: Vec<Finding>,
    /// The amount a grant gives.
    pub amount: Option<Decimal>,
    /// Whether all that a grant gives can be told: the amount, and what a register would take.
    pub complete: bool,
    /// Deficiencies, in order.
    pub deficiencies: Vec<Deficiency>,
    /// Where it stands.
    pub phase: Phase,
    /// The person asked for a decision without a hearing when.
    #[serde(default)]
    pub waived_at: Option<Timestamp>,
    /// The decision that stands.
    pub decision: Option<(Timestamp, Decision)>,
    /// The result.
    pub issued: Option<Issue>,
    /// The result is not given, or does not hold, because the case of this number gives the same:
    /// since when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_up: Option<(Timestamp, String)>,
    /// The check after a provisional grant.
    #[serde(default)]
    pub post_check: Option<PostCheck>,
    /// Deemed refused when, in the term that is on.
    pub deemed_refused_at: Option<Timestamp>,
    /// Deemed granted when.
    #[serde(default)]
    pub deemed_granted_at: Option<Timestamp>,
    /// Decisions that do not stand any more, oldest first.
    #[serde(default)]
    pub former: Vec<Former>,
    /// Appeals, oldest first.
    #[serde(default)]
    pub appeals: Vec<Lodged>,
    /// Requirements that a higher instance holds to be met.
    #[serde(default)]
    pub overruled: Vec<String>,
    /// What nothing may come below any more.
    #[serde(default)]
    pub floor: Option<Floor>,
    /// Slips of the pen: asked about, not answered.
    #[serde(default)]
    pub correction: Option<CorrectionAsked>,
    /// What the register's steward found to be wrong, and owes to correct.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mending: Option<Mending>,
    /// What it rests on and the person says is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disputes: Vec<Dispute>,
    /// Data defects, said in other cases, for whose correction the registers were asked anew here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked_anew_for: Vec<Uuid>,
    /// A claim to court was noted: when, in which words.
    #[serde(default)]
    pub court: Option<(Timestamp, Words)>,
    /// Officers who acted in it: none of them decides on an appeal.
    #[serde(default)]
    pub acted: Vec<OfficerId>,
    /// Letters, oldest first.
    pub letters: Vec<Letter>,
    /// History: when it took effect, and the event's name.
    pub history: Vec<(Timestamp, String)>,
}

impl Case {
    /// What kind of case it is.
    pub fn kind(&self) -> Kind {
        self.filing.matter.kind()
    }

    /// The body that owes the decision: the one above once the case went up to the last resort.
    pub fn owing_body(&self) -> &str {
        match (self.escalated, &self.superior) {
            (Some(Rank::LastResort), Some(superior)) => superior,
            _ => &self.body,
        }
    }

    /// The deficiency for a requirement that is not over yet.
    pub fn pending_deficiency(&self, requirement: &str) -> Option<&Deficiency> {
        self.deficiencies
            .iter()
            .find(|deficiency| deficiency.requirement == requirement && deficiency.is_pending())
    }

    /// Whether a deficiency's window is open and waits for the person.
    pub fn waits_for_person(&self) -> bool {
        self.deficiencies
            .iter()
            .any(|deficiency| deficiency.state == DeficiencyState::Open)
    }

    /// Whether registers should be asked (again): some did not answer, or one of them may come to
    /// hold what is lacking.
    pub fn wants_evidence(&self) -> bool {
        match self.phase {
            Phase::Gathering | Phase::Curing | Phase::PostCheck => true,
            Phase::Examining => self.has_outage(),
            // The silence closes no window: while one runs, what mends it may still come.
            Phase::DeemedRefused => {
                let runs = |one: &Deficiency| one.state == DeficiencyState::Open && one.received;
                self.has_outage() || self.deficiencies.iter().any(runs)
            }
            _ => false,
        }
    }

    /// Whether some register did not answer.
    pub fn has_outage(&self) -> bool {
        self.evidence.0.values().any(Known::is_outage)
    }

    /// The finding on a requirement.
    pub fn finding(&self, requirement: &str) -> Option<&Finding> {
        self.findings
            .iter()
            .find(|finding| finding.requirement == requirement)
    }

    /// Whether a higher instance holds a requirement to be met.
    pub fn is_overruled(&self, requirement: &str) -> bool {
        self.overruled.iter().any(|name| name == requirement)
    }

    /// The officer whose act stands: of the decision, or of taking it back. None after a silence, and
    /// where no officer decided.
    pub fn signed_by(&self) -> Option<&OfficerId> {
        if self.phase != Phase::Revoked {
            return self.decision.as_ref()?.1.signed_by();
        }
        match &self.former.last()?.ended {
            Ended::Revoked {
                prepared_by,
                approved_by,
                ..
            } => approved_by.as_ref().or(Some(prepared_by)),
            Ended::Annulled { .. } | Ended::GivenUp => None,
        }
    }

    /// Whether execution of what stands is suspended by an appeal.
    pub fn is_suspended(&self) -> bool {
        self.appeals
            .iter()
            .any(|lodged| lodged.pending && lodged.suspends)
    }

    /// Requirements on which the refusal that stands rests.
    pub(super) fn grounds(&self) -> impl Iterator<Item = &str> {
        let grounds = match &self.decision {
            Some((
                _,
                Decision::Refused { grounds, .. } | Decision::NotAccepted { grounds, .. },
            )) => grounds.as_slice(),
            _ => &[],
        };
        grounds.iter().map(|ground| ground.requirement.as_str())
    }

    /// Whether what was asked can be given with a ruling itself: all of it is known, the grounds that
    /// fall with the refusal and what is held to be met included, and it is no less than what stood.
    /// What a revocation took back stands again whenever that is annulled.
    pub fn can_be_given(&self, overruled: &[String]) -> bool {
        let holds = |finding: &Finding| {
            super::decide::holds(self, finding)
                || overruled.contains(&finding.requirement)
                || self.grounds().any(|ground| ground == finding.requirement)
        };
        self.phase == Phase::Revoked
            || (self.complete
                && !self.findings.is_empty()
                && self.findings.iter().all(holds)
                && self.amount >= self.granted_amount()
                && super::decide::is_no_worse(self))
    }

    /// The result that holds: it was made, and was not taken back, or taking it back is suspended.
    /// Who appealed against how much was given keeps it until more is given. What another case for
    /// the same gives is not given twice.
    pub fn result_holds(&self) -> Option<&Issue> {
        match (&self.phase, &self.issued) {
            (Phase::Revoked, _) if self.is_suspended() => self.former.last()?.issued.as_ref(),
            (Phase::Revoked, _) => None,
            (_, Some(issue)) => Some(issue).filter(|_| self.held_up.is_none()),
            (_, None) => self.former.iter().rev().find_map(Former::kept),
        }
    }

    /// What may be appealed now: a decision or a silence against the person, or a grant of less
    /// than was asked. A silence that is consent gave all that was asked, and who withdrew has
    /// nothing decided against them.
    pub fn is_appealable(&self) -> bool {
        match self.phase {
            Phase::Withdrawn => false,
            Phase::Revoked => true,
            _ if self.deemed_granted_at.is_some() => false,
            _ => self.decision.is_some() || self.deemed_refused_at.is_some(),
        }
    }

    /// The day on which an appeal is late, counted from when the person learned of the act.
    pub fn learned_at(&self) -> Option<Timestamp> {
        let act = match self.phase {
            Phase::Revoked => self.former.last().map(|former| former.ended_at),
            _ => self
                .decision
                .as_ref()
                .map(|(at, _)| *at)
                .or(self.deemed_refused_at),
        }?;
        self.letters
            .iter()
            .filter(|letter| letter.at >= act)
            .find_map(|letter| letter.received_at)
    }

    /// The phase that deficiencies, outages and findings call for, while nothing is prepared or
    /// decided.
    pub(super) fn called_for_phase(&self) -> Phase {
        let unknown = |finding: &Finding| finding.verdict == Verdict::Unknown;
        if !matches!(
            self.phase,
            Phase::Gathering | Phase::Curing | Phase::Examining
        ) {
            self.phase.clone()
        } else if self.waits_for_person() {
            Phase::Curing
        } else if self.kind() != Kind::Service {
            Phase::Examining
        } else if self.findings.is_empty()
            || (self.has_outage() && (!self.complete || self.findings.iter().any(unknown)))
        {
            Phase::Gathering
        } else {
            Phase::Examining
        }
    }
}
