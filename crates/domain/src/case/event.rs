//! What happened to a case. Events carry computed dates and amounts, so folding reads no catalog.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::act::Act;
use super::deficiency::Upload;
use super::letter::{Proof, Window};
use super::review::{Outcome, Ruling};
use super::running_term::RunningTerm;
use super::state::{DroppedStep, Filing};
use crate::actor::{Author, OfficerId, Rank};
use crate::definition::{ExceptionGround, RevocationGround, WindowFrom};
use crate::evidence::{Finding, Known, Record};
use crate::text::{Law, Words};
use crate::value::Value;

/// An event with the two times that matter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// When it takes effect by law.
    pub effective_at: Timestamp,
    /// When it was written down.
    pub recorded_at: Timestamp,
    /// Who brought it about: at a counter clerk and person both. In the journal it is called
    /// `author`, for many events say `by` whom they are.
    #[serde(rename = "author")]
    pub by: Author,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// What can happen to a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The case was opened; its term is fixed.
    Filed(Box<Filing>),
    /// Registers answered, or did not.
    EvidenceRecorded {
        /// What is now known, by need.
        needs: BTreeMap<String, Known>,
    },
    /// The requirements were looked at.
    Assessed {
        /// Findings, in the definition's order.
        findings: Vec<Finding>,
        /// The amount a grant would give.
        amount: Option<Decimal>,
        /// Whether all that a grant would give can be told.
        complete: bool,
    },
    /// Something is lacking that can be mended.
    DeficiencyNoted {
        /// The requirement.
        requirement: String,
        /// Last day to mend it.
        until: Date,
        /// The instant the window closes.
        ends_at: Timestamp,
        /// From when it runs.
        from: WindowFrom,
        /// The officer who asked, with their words; none if the findings themselves show it.
        asked: Option<(OfficerId, Words)>,
    },
    /// It was mended.
    DeficiencyCured {
        /// The requirement.
        requirement: String,
    },
    /// The window closed.
    DeficiencyLapsed {
        /// The requirement.
        requirement: String,
    },
    /// The notice was not received in the time its window would have had: another channel is owed.
    DeliveryOwed {
        /// The requirement.
        requirement: String,
    },
    /// The term stands still.
    TermPaused,
    /// The term runs on, or anew.
    TermRuns {
        /// Its new end; never earlier than before.
        term: RunningTerm,
    },
    /// The case was sent on to the competent body.
    Redirected {
        /// From.
        from: String,
        /// To.
        to: String,
        /// The body above it.
        superior: Option<String>,
        /// Why, in words; none if it goes on by law.
        reasons: Option<Words>,
        /// The term, counted anew from arrival; none if it runs on.
        term: Option<RunningTerm>,
    },
    /// The term was extended.
    TermExtended {
        /// The term.
        term: RunningTerm,
        /// The reason, which is sent.
        reasons: Words,
        /// Who decided.
        by: OfficerId,
        /// The law.
        law: Law,
    },
    /// The calendar changed: what runs was worked out again. Nothing comes earlier.
    TermRecounted {
        /// The term.
        term: RunningTerm,
        /// Cure windows that end later now.
        windows: Vec<Window>,
    },
    /// An officer lets the term stand still.
    StoodStill {
        /// The ground's name in the definition.
        ground: String,
        /// Why, in words.
        reasons: Words,
        /// Who decided.
        by: OfficerId,
        /// At the latest until.
        until: Date,
        /// The instant at which it ends by itself.
        ends_at: Timestamp,
        /// The law.
        law: Law,
    },
    /// That is over.
    StandstillEnded,
    /// The case goes up to a higher post.
    Escalated {
        /// To which.
        to: Rank,
        /// The rule.
        law: Law,
    },
    /// The person supplied a document or words.
    Supplied {
        /// The requirement.
        requirement: String,
        /// The file, if one.
        upload: Option<Upload>,
        /// The words, if any.
        words: Option<Words>,
    },
    /// The person gave another answer.
    Answered {
        /// The question.
        ask: String,
        /// The answer.
        value: Value,
    },
    /// An officer copied a document's contents.
    DocumentAccepted {
        /// The file.
        upload: Uuid,
        /// The need it answers.
        need: String,
        /// What it says.
        record: Record,
        /// Who looked.
        by: OfficerId,
    },
    /// An officer did not accept a document.
    DocumentTurnedDown {
        /// The file.
        upload: Uuid,
        /// Why.
        why: Words,
        /// Who looked.
        by: OfficerId,
        /// Last day to mend the deficiency now: the window stood still while the document waited.
        until: Date,
        /// The instant that window closes.
        ends_at: Timestamp,
    },
    /// An act against the person was prepared: the preliminary decision.
    ActPrepared {
        /// Which act.
        act: Act,
        /// Reasons in words.
        reasons: Words,
        /// Who prepared it.
        by: OfficerId,
        /// The hearing: the first day on which the act may be adopted; none where excepted.
        hearing_until: Option<Date>,
        /// The law of the hearing or of its exception.
        law: Law,
        /// The exception an officer chose, and why.
        without: Option<(ExceptionGround, Words)>,
    },
    /// A prepared act was sent back.
    ActReturned {
        /// Who.
        by: OfficerId,
        /// Why.
        words: Words,
    },
    /// A letter was received, and that is proven.
    LetterReceived {
        /// Which.
        letter: usize,
        /// When.
        on: Timestamp,
        /// What proves it.
        proof: Proof,
        /// The last day for objections, if it is the preliminary decision.
        objection_until: Option<Date>,
        /// Windows that begin with it.
        windows: Vec<Window>,
    },
    /// The person objected.
    Objected {
        /// In their words.
        words: Words,
    },
    /// The person asked for a decision without a hearing.
    HearingWaived,
    /// The person asked to be heard by word of mouth.
    OralHearingAsked,
    /// The person was heard.
    OralHearingHeld {
        /// By whom.
        by: OfficerId,
        /// What was said.
        protocol: Words,
        /// Last day for remarks.
        remarks_until: Date,
    },
    /// The person remarked on the protocol.
    ProtocolRemarked {
        /// In their words.
        words: Words,
    },
    /// A decision.
    Decided(Decision),
    /// The result was made: written to the register and numbered.
    Issued {
        /// Number of the document.
        number: String,
        /// Kind of document.
        kind: String,
        /// The record as the register holds it.
        record: Record,
    },
    /// What was granted is not issued, or what stands again does not hold, because another case of
    /// the person's gives the same; or no case does any more.
    HeldUp {
        /// The number of that case, if there is one.
        by: Option<String>,
    },
    /// Services that were to follow this one in its application do not.
    StepsDropped {
        /// Which, and why.
        steps: Vec<DroppedStep>,
    },
    /// The term ended without a decision: deemed a refusal, which opens the appeal.
    DeemedRefused {
        /// The law.
        law: Law,
    },
    /// The term ended without a decision, and by the law cited that is consent.
    DeemedGranted {
        /// The law.
        law: Law,
    },
    /// The check of a provisional grant begins.
    PostCheckBegun {
        /// Last day.
        until: Date,
        /// The instant it is over.
        ends_at: Timestamp,
        /// The law.
        law: Law,
    },
    /// The check is over: the act stands.
    PostCheckEnded {
        /// Whether somebody looked, or its time passed.
        looked_at: bool,
    },
    /// A decision was taken back.
    DecisionRevoked {
        /// On which listed ground.
        ground: RevocationGround,
        /// Its law.
        law: Law,
        /// Whether the damage is paid.
        compensated: bool,
        /// Reasons in words.
        reasons: Words,
        /// Who prepared it.
        prepared_by: OfficerId,
        /// Who adopted it, where it takes something from the person.
        approved_by: Option<OfficerId>,
        /// The term in which the case is decided anew, if it is.
        term: Option<RunningTerm>,
    },
    /// The person asked for a slip of the pen to be put right.
    CorrectionAsked {
        /// In their words.
        words: Words,
        /// Last day for an answer.
        until: Date,
        /// The instant that time is over.
        ends_at: Timestamp,
    },
    /// Nobody answered that in time: it goes up.
    CorrectionOverdue,
    /// A slip of the pen was put right.
    SlipCorrected {
        /// What stood there.
        was: Words,
        /// What stands there now.
        reads: Words,
        /// Fields of the result in which it may have stood.
        #[serde(default)]
        fields: Vec<String>,
        /// Whether the person had pointed it out.
        #[serde(default)]
        answers: bool,
        /// Who did it.
        by: OfficerId,
    },
    /// There is no slip.
    CorrectionDeclined {
        /// Why.
        why: Words,
        /// Who says so.
        by: OfficerId,
    },
    /// An appeal against what stands was lodged.
    AppealLodged {
        /// The appeal.
        appeal: Uuid,
        /// Its number.
        number: String,
        /// Whether it suspends execution.
        suspends: bool,
    },
    /// An appeal ended without changing anything here.
    AppealEnded {
        /// The appeal.
        appeal: Uuid,
    },
    /// On appeal what stood was annulled; a decision is owed anew.
    DecisionAnnulled {
        /// The appeal.
        appeal: Uuid,
        /// What was ruled.
        outcome: Outcome,
        /// Requirements the ruling holds to be met.
        overruled: Vec<String>,
        /// The new term.
        term: RunningTerm,
    },
    /// The register's steward found that it is wrong.
    DefectConfirmed {
        /// Last day to correct it.
        until: Date,
        /// The instant that time is over.
        ends_at: Timestamp,
        /// Its law.
        law: Law,
        /// What was found.
        reasons: Words,
        /// By whom.
        by: OfficerId,
        /// The term, where it would have ended before; none if it runs on.
        term: Option<RunningTerm>,
    },
    /// It was not corrected in time.
    MendingOverdue,
    /// The person says of something a register answered that it is wrong.
    Disputed {
        /// The case of the register's steward.
        defect: Uuid,
        /// Its number.
        number: String,
        /// The register.
        register: String,
        /// The need it answered.
        need: String,
    },
    /// The register's steward answered.
    DisputeSettled {
        /// The case of the register's steward.
        defect: Uuid,
        /// Whether the register was corrected.
        corrected: bool,
        /// Whether what registers answered is asked anew.
        anew: bool,
    },
    /// A claim to court was noted.
    CourtClaimNoted {
        /// Which court, when, about what.
        words: Words,
    },
    /// The person withdrew it.
    Withdrawn,
}

/// A decision with who made it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "kebab-case")]
pub enum Decision {
    /// What was asked is given.
    Granted {
        /// The amount, if one.
        amount: Option<Decimal>,
        /// Who decided.
        by: Decider,
        /// Whether something is still looked at afterwards.
        #[serde(default)]
        provisional: bool,
    },
    /// It is not accepted, because a special law commands it.
    NotAccepted {
        /// What is lacking.
        grounds: Vec<Finding>,
        /// Reasons in words.
        reasons: Words,
        /// Who.
        by: OfficerId,
        /// The special law.
        law: Law,
    },
    /// An appeal or a complaint is decided.
    Ruled {
        /// What was ruled.
        ruling: Ruling,
        /// Reasons in words.
        reasons: Words,
        /// Who ruled, or prepared it.
        prepared_by: OfficerId,
        /// Who adopted it, where it is against the person.
        approved_by: Option<OfficerId>,
    },
    /// It is refused, by two people.
    Refused {
        /// Requirements that do not hold, with the values seen.
        grounds: Vec<Finding>,
        /// Reasons in words.
        reasons: Words,
        /// Who prepared it.
        prepared_by: OfficerId,
        /// Who approved it: another.
        approved_by: OfficerId,
    },
}

/// Who granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "who", rename_all = "kebab-case")]
pub enum Decider {
    /// An officer.
    Officer(OfficerId),
    /// The program, by this law.
    Machine {
        /// The law, or the law that lets the person's consent suffice.
        law: Law,
    },
    /// Nobody, and by this law that is consent.
    Silence {
        /// The law.
        law: Law,
    },
    /// Who decided on an appeal: the instance above, or the body itself that satisfied it in full.
    OnAppeal {
        /// Who.
        officer: OfficerId,
        /// The appeal.
        appeal: Uuid,
    },
}

impl Decision {
    /// The officer whose act it is: who adopted it. None where no officer decided.
    pub fn signed_by(&self) -> Option<&OfficerId> {
        match self {
            Self::Granted { by, .. } => match by {
                Decider::Officer(officer) | Decider::OnAppeal { officer, .. } => Some(officer),
                Decider::Machine { .. } | Decider::Silence { .. } => None,
            },
            Self::Refused { approved_by, .. } => Some(approved_by),
            Self::NotAccepted { by, .. } => Some(by),
            Self::Ruled {
                prepared_by,
                approved_by,
                ..
            } => approved_by.as_ref().or(Some(prepared_by)),
        }
    }

    /// Its reasons in words, if it has any.
    pub fn reasons(&self) -> Option<&Words> {
        match self {
            Self::Granted { .. } => None,
            Self::Refused { reasons, .. }
            | Self::NotAccepted { reasons, .. }
            | Self::Ruled { reasons, .. } => Some(reasons),
        }
    }

    pub(super) fn reasons_mut(&mut self) -> Option<&mut Words> {
        match self {
            Self::Granted { .. } => None,
            Self::Refused { reasons, .. }
            | Self::NotAccepted { reasons, .. }
            | Self::Ruled { reasons, .. } => Some(reasons),
        }
    }
}

impl Event {
    /// A stable name, for the history a person reads.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Filed(_) => "filed",
            Self::EvidenceRecorded { .. } => "evidence-recorded",
            Self::Assessed { .. } => "assessed",
            Self::DeficiencyNoted { .. } => "deficiency-noted",
            Self::DeficiencyCured { .. } => "deficiency-cured",
            Self::DeficiencyLapsed { .. } => "deficiency-lapsed",
            Self::DeliveryOwed { .. } => "delivery-owed",
            Self::Redirected { .. } => "redirected",
            Self::TermExtended { .. } => "term-extended",
            Self::TermRecounted { .. } => "term-recounted",
            Self::StoodStill { .. } => "stood-still",
            Self::StandstillEnded => "standstill-ended",
            Self::Escalated { .. } => "escalated",
            Self::TermPaused => "term-paused",
            Self::TermRuns { .. } => "term-runs",
            Self::Supplied { .. } => "supplied",
            Self::Answered { .. } => "answered",
            Self::DocumentAccepted { .. } => "document-accepted",
            Self::DocumentTurnedDown { .. } => "document-turned-down",
            Self::ActPrepared {
                act: Act::Refusal { .. },
                ..
            } => "refusal-prepared",
            Self::ActPrepared {
                act: Act::Revocation { .. },
                ..
            } => "revocation-prepared",
            Self::ActPrepared {
                act: Act::Ruling { .. },
                ..
            } => "ruling-prepared",
            Self::ActReturned { .. } => "act-returned",
            Self::LetterReceived { .. } => "letter-received",
            Self::Objected { .. } => "objected",
            Self::HearingWaived => "hearing-waived",
            Self::OralHearingAsked => "oral-hearing-asked",
            Self::OralHearingHeld { .. } => "oral-hearing-held",
            Self::ProtocolRemarked { .. } => "protocol-remarked",
            Self::Decided(Decision::NotAccepted { .. }) => "not-accepted",
            Self::Decided(Decision::Ruled { .. }) => "ruled",
            Self::Decided(Decision::Granted { .. }) => "granted",
            Self::Decided(Decision::Refused { .. }) => "refused",
            Self::Issued { .. } => "issued",
            Self::HeldUp { .. } => "held-up",
            Self::StepsDropped { .. } => "steps-dropped",
            Self::DeemedRefused { .. } => "deemed-refused",
            Self::DeemedGranted { .. } => "deemed-granted",
            Self::PostCheckBegun { .. } => "post-check-begun",
            Self::PostCheckEnded { .. } => "post-check-ended",
            Self::DecisionRevoked { .. } => "decision-revoked",
            Self::CorrectionAsked { .. } => "correction-asked",
            Self::CorrectionOverdue => "correction-overdue",
            Self::SlipCorrected { .. } => "slip-corrected",
            Self::CorrectionDeclined { .. } => "correction-declined",
            Self::AppealLodged { .. } => "appeal-lodged",
            Self::AppealEnded { .. } => "appeal-ended",
            Self::DecisionAnnulled { .. } => "decision-annulled",
            Self::DefectConfirmed { .. } => "defect-confirmed",
            Self::MendingOverdue => "mending-overdue",
            Self::Disputed { .. } => "disputed",
            Self::DisputeSettled { .. } => "dispute-settled",
            Self::CourtClaimNoted { .. } => "court-claim-noted",
            Self::Withdrawn => "withdrawn",
        }
    }
}
