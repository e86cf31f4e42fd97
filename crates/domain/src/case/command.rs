//! Commands to a case, and why one is turned down.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use thiserror::Error;
use uuid::Uuid;

use super::acceptance::Competent;
use super::act::WithoutHearing;
use super::deficiency::Upload;
use super::letter::Proof;
use super::review::{Ruling, RulingGiven};
use super::state::{Case, DroppedStep, Filing};
use crate::actor::Actor;
use crate::calendar::Calendar;
use crate::definition::{Procedure, RevocationGround};
use crate::evidence::{Finding, Known, Record};
use crate::text::Words;
use crate::value::Value;

/// What a decision depends on beside the case: time, actor, calendar, definition.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// Now.
    pub now: Timestamp,
    /// Who acts.
    pub actor: &'a Actor,
    /// The calendar.
    pub calendar: &'a Calendar,
    /// The definition pinned by the case.
    pub procedure: &'a Procedure,
}

impl Context<'_> {
    /// The same, no earlier than the case knows: its now never runs backwards.
    pub(super) fn not_before(&self, case: &Case) -> Self {
        Self {
            now: self.now.max(case.as_of),
            ..*self
        }
    }
}

/// What someone asks of a case.
#[derive(Clone, Debug)]
pub enum Command {
    /// Open it.
    File(Box<Filing>),
    /// Let clocks fire, nothing else.
    Advance,
    /// Put down what registers answered.
    RecordEvidence(BTreeMap<String, Known>),
    /// Put down findings, and what follows from them.
    Assess {
        /// Findings, in the definition's order.
        findings: Vec<Finding>,
        /// The amount a grant would give.
        amount: Option<Decimal>,
        /// Whether all that a grant would give can be told.
        complete: bool,
    },
    /// Supply something for a deficiency.
    Supply {
        /// The requirement.
        requirement: String,
        /// A file.
        upload: Option<Upload>,
        /// Words.
        words: Option<Words>,
    },
    /// Give another answer.
    Answer {
        /// The requirement it mends.
        requirement: String,
        /// The question.
        ask: String,
        /// The answer.
        value: Value,
    },
    /// Open a letter.
    ReadLetter(usize),
    /// Say something to a preliminary decision.
    Object(Words),
    /// Withdraw the application.
    Withdraw,
    /// Grant.
    Grant,
    /// Ask the person to mend something.
    AskForCure {
        /// The requirement.
        requirement: String,
        /// In the officer's words.
        words: Words,
    },
    /// Copy out a document and accept it.
    AcceptDocument {
        /// The file.
        upload: Uuid,
        /// What it says.
        record: Record,
    },
    /// Do not accept a document.
    TurnDownDocument {
        /// The file.
        upload: Uuid,
        /// Why.
        why: Words,
    },
    /// Prepare a refusal.
    PrepareRefusal {
        /// Requirements that do not hold.
        requirements: Vec<String>,
        /// Reasons.
        reasons: Words,
        /// The exception by which there is no hearing, if one is named.
        without: Option<WithoutHearing>,
    },
    /// Adopt a prepared act.
    Approve,
    /// Send a prepared act back.
    Return {
        /// Why.
        words: Words,
    },
    /// Not accept incomplete papers, where a special law commands it.
    RefuseAcceptance {
        /// What is lacking.
        requirements: Vec<String>,
        /// Reasons.
        reasons: Words,
    },
    /// Send on to the competent body.
    Redirect {
        /// To which.
        to: Competent,
        /// Why.
        reasons: Words,
    },
    /// Extend the term.
    Extend {
        /// Until which day.
        until: Date,
        /// Why: it is sent.
        reasons: Words,
    },
    /// Let the term stand still.
    Pause {
        /// The ground's name in the definition.
        ground: String,
        /// Why.
        reasons: Words,
    },
    /// Let it run on.
    Resume,
    /// Work terms out again after a change of the calendar.
    Recount,
    /// Put down that a letter was received by another channel.
    RecordReceipt {
        /// Which.
        letter: usize,
        /// What proves it.
        proof: Proof,
        /// When.
        on: Timestamp,
    },
    /// Ask for a decision without a hearing.
    WaiveHearing,
    /// Ask to be heard by word of mouth.
    AskOralHearing,
    /// Give the protocol of the hearing.
    HoldHearing {
        /// What was said.
        protocol: Words,
    },
    /// Remark on the protocol.
    Remark(Words),
    /// Grant before everything is looked at, where the law allows it.
    GrantProvisionally,
    /// Confirm a provisional grant.
    PassPostCheck,
    /// Prepare to take back what was given.
    PrepareRevocation {
        /// On which listed ground.
        ground: RevocationGround,
        /// Why.
        reasons: Words,
        /// The exception by which there is no hearing, if one is named.
        without: Option<WithoutHearing>,
    },
    /// Take back what was refused.
    RevokeBurden {
        /// On which listed ground.
        ground: RevocationGround,
        /// Why.
        reasons: Words,
    },
    /// Ask for a slip of the pen to be put right.
    AskCorrection(Words),
    /// Put a slip of the pen right.
    Correct {
        /// What stands there.
        was: Words,
        /// What should.
        reads: Words,
        /// Whether that is what the person pointed out: another slip leaves their request open.
        answers: bool,
    },
    /// Find no slip.
    DeclineCorrection {
        /// Why.
        why: Words,
    },
    /// Rule on an appeal or a complaint, not against the person.
    Rule {
        /// What.
        ruling: Ruling,
        /// Why.
        reasons: Words,
    },
    /// Prepare to dismiss an appeal or a complaint.
    PrepareRuling {
        /// What.
        ruling: Ruling,
        /// Why.
        reasons: Words,
        /// The exception by which there is no hearing, if one is named.
        without: Option<WithoutHearing>,
    },
    /// Note that an appeal against this case was lodged.
    Lodge {
        /// The appeal.
        appeal: Uuid,
        /// Its number.
        number: String,
        /// Whether another case for the same took the place of this one: an appeal brings nothing
        /// back that is given elsewhere.
        replaced: bool,
    },
    /// Carry out what was ruled on an appeal.
    ApplyRuling(RulingGiven),
    /// Find that the register is wrong: it is to be corrected.
    ConfirmDefect {
        /// What was found.
        reasons: Words,
    },
    /// Note that the person says of something a register answered that it is wrong.
    Dispute {
        /// The case of the register's steward.
        defect: Uuid,
        /// Its number.
        number: String,
        /// The need.
        need: String,
    },
    /// Carry out what became of that.
    SettleDispute {
        /// The case of the register's steward.
        defect: Uuid,
        /// The register.
        register: String,
        /// Whether it was corrected.
        corrected: bool,
    },
    /// Note a claim to court.
    NoteCourt(Words),
    /// What was granted cannot be given, because another case gives the same; or none does any more.
    HoldUp {
        /// The number of that case, if there is one.
        by: Option<String>,
    },
    /// Tell that services which were to follow do not.
    DropSteps(Vec<DroppedStep>),
    /// The register has the result.
    ConfirmIssue {
        /// Number.
        number: String,
        /// Kind of document.
        kind: String,
        /// The record.
        record: Record,
    },
}

/// Why the core turns a command down. The state is unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Rejection {
    /// There is no such case yet, or there is one already.
    #[error("the case does not exist, or exists already")]
    NoSuchCase,
    /// Not in this phase.
    #[error("this cannot be done with a case in this phase")]
    WrongPhase,
    /// It is decided already.
    #[error("the case is decided already")]
    AlreadyDecided,
    /// Only the person who filed may do this.
    #[error("only the person who filed may do this")]
    NotTheFiler,
    /// Only an officer may do this.
    #[error("only an officer may do this")]
    NotAnOfficer,
    /// The case belongs to another body.
    #[error("the case belongs to another body")]
    OtherBody,
    /// The officer or close kin is a party.
    #[error("nobody decides in a case of their own or of close kin")]
    BarredKin,
    /// Who prepared a refusal may not approve it.
    #[error("a refusal is approved by another person than the one who prepared it")]
    SamePerson,
    /// Requirements do not hold or are unknown.
    #[error("it can be granted only when every requirement is met")]
    RequirementsNotMet,
    /// A named requirement is not one that fails.
    #[error("a refusal names requirements that do not hold")]
    GroundsNotUnmet,
    /// The person can still mend something, or was never asked to.
    #[error("no refusal while the person can still mend a deficiency")]
    CureOpen,
    /// What it rests on is said to be wrong, and the register's steward has not answered.
    #[error("no refusal while the register's steward owes an answer on what is said to be wrong")]
    Disputed,
    /// That the register is wrong is confirmed before it is corrected.
    #[error("confirm that the register is wrong before you say that it is corrected")]
    NotConfirmed,
    /// A register does not answer; that alone refuses nobody.
    #[error("a register does not answer; that alone is no ground to refuse")]
    RegisterDown,
    /// What it would give cannot be told from what is known.
    #[error("it can be granted only when all that it gives can be told")]
    ResultNotKnown,
    /// Reasons or words are missing.
    #[error("words are needed")]
    WordsNeeded,
    /// The hearing is still on.
    #[error("the hearing is still open")]
    HearingOpen,
    /// The person has not been shown to have received the preliminary decision.
    #[error("the person has not received the preliminary decision yet")]
    NotReceived,
    /// There is no such deficiency, letter or document.
    #[error("there is no such deficiency, letter or document in the case")]
    NoSuchItem,
    /// The window is over.
    #[error("the time to mend this is over")]
    WindowClosed,
    /// The definition, and so the law, knows no such step for this service.
    #[error("the law of this service knows no such step")]
    NoSuchStep,
    /// It is for another kind of case.
    #[error("this is done with another kind of case")]
    WrongKind,
    /// Only the program does this.
    #[error("only the program does this")]
    OnlyTheProgram,
    /// A post of this rank may not.
    #[error("a higher post is needed")]
    RankNeeded,
    /// It may be done once, and was.
    #[error("this may be done once, and was")]
    OnlyOnce,
    /// Longer than the law allows.
    #[error("longer than the law allows")]
    TooLong,
    /// The time for it has passed.
    #[error("the time for this has passed")]
    TooLate,
    /// The term is over.
    #[error("the term is over")]
    TermOver,
    /// The term stands still.
    #[error("the term stands still")]
    TermStandsStill,
    /// That instant is in the future, or before what it follows.
    #[error("the date is in the future, or before what it follows")]
    NotThen,
    /// Papers may be turned away only where a special law commands it.
    #[error("everything is registered; only a special law could say otherwise")]
    MustAccept,
    /// Not the competent body.
    #[error("that body is not competent for this")]
    NotCompetent,
    /// Nobody asked for it.
    #[error("nobody asked for this")]
    NotAskedFor,
    /// The hearing by word of mouth was asked for and is owed.
    #[error("the person asked to be heard and was not yet")]
    OralHearingOwed,
    /// What is against the person needs a second officer.
    #[error("what is against the person is prepared by one and adopted by another")]
    SecondNeeded,
    /// The officer acted in the case.
    #[error("who acted in a case does not decide on the appeal")]
    Excluded,
    /// The ruling does not say what becomes of the lateness.
    #[error("an appeal that came late: the ruling says whether the time is restored")]
    LatenessUnjudged,
    /// What is ruled, and what is said of the person's rights, contradict one another.
    #[error("what is ruled contradicts what is said of rights")]
    RightsContradict,
    /// Nothing may come out worse after an appeal.
    #[error("nobody is worse off for having appealed")]
    Worsening,
    /// The officer put down the receipt that the act rests on.
    #[error("who put down that a letter was received does not adopt what follows from it")]
    OwnReceipt,
    /// It changes more than words.
    #[error("a correction changes words, never a number, a date or a right")]
    NotASlip,
}

impl Rejection {
    /// The id of the message that tells a person.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoSuchCase => "rejected-no-such-case",
            Self::WrongPhase => "rejected-wrong-phase",
            Self::AlreadyDecided => "rejected-already-decided",
            Self::NotTheFiler => "rejected-not-the-filer",
            Self::NotAnOfficer => "rejected-not-an-officer",
            Self::OtherBody => "rejected-other-body",
            Self::BarredKin => "rejected-barred-kin",
            Self::SamePerson => "rejected-same-person",
            Self::RequirementsNotMet => "rejected-requirements-not-met",
            Self::GroundsNotUnmet => "rejected-grounds-not-unmet",
            Self::CureOpen => "rejected-cure-open",
            Self::Disputed => "rejected-disputed",
            Self::NotConfirmed => "rejected-not-confirmed",
            Self::RegisterDown => "rejected-register-down",
            Self::ResultNotKnown => "rejected-result-not-known",
            Self::WordsNeeded => "rejected-words-needed",
            Self::HearingOpen => "rejected-hearing-open",
            Self::NotReceived => "rejected-not-received",
            Self::NoSuchItem => "rejected-no-such-item",
            Self::WindowClosed => "rejected-window-closed",
            Self::NoSuchStep => "rejected-no-such-step",
            Self::WrongKind => "rejected-wrong-kind",
            Self::OnlyTheProgram => "rejected-only-the-program",
            Self::RankNeeded => "rejected-rank-needed",
            Self::OnlyOnce => "rejected-only-once",
            Self::TooLong => "rejected-too-long",
            Self::TooLate => "rejected-too-late",
            Self::TermOver => "rejected-term-over",
            Self::TermStandsStill => "rejected-term-stands-still",
            Self::NotThen => "rejected-not-then",
            Self::MustAccept => "rejected-must-accept",
            Self::NotCompetent => "rejected-not-competent",
            Self::NotAskedFor => "rejected-not-asked-for",
            Self::OralHearingOwed => "rejected-oral-hearing-owed",
            Self::SecondNeeded => "rejected-second-needed",
            Self::Excluded => "rejected-excluded",
            Self::LatenessUnjudged => "rejected-lateness-unjudged",
            Self::RightsContradict => "rejected-rights-contradict",
            Self::Worsening => "rejected-worsening",
            Self::OwnReceipt => "rejected-own-receipt",
            Self::NotASlip => "rejected-not-a-slip",
        }
    }
}
