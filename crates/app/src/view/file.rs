//! My file: the whole dossier of a case, for the person and, with an access on record, for the desk.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::term::{TermDay, TermLength};
use tutas_domain::text::{Law, Texts};

use super::{
    AccessLine, CaseView, ExceptionGround, Fact, FindingView, Lateness, LetterKind, Outcome, Rank,
    RevocationGround, Rights, WhyUnknown,
};

/// The dossier of a case.
pub struct FileView {
    /// The case as it stands.
    pub case: CaseView,
    /// Who filed, as the persons register has the name; empty if it was not read.
    pub filed_by: String,
    /// When this was put together.
    pub made_at: Timestamp,
    /// What happened, oldest first.
    pub entries: Vec<EntryView>,
    /// Terms, oldest first: a case decided anew has more than one.
    pub terms: Vec<CountedTerm>,
    /// Every read of data for the case, oldest first.
    pub reads: Vec<ReadView>,
    /// Letters with their receipt, oldest first.
    pub letters: Vec<SentLetter>,
    /// What can be appealed; none while there is nothing.
    pub appealed: Option<AppealedAct>,
}

/// Something that happened to a case.
pub struct EntryView {
    /// When it took effect.
    pub at: Timestamp,
    /// When it was put down, where that is later.
    pub written_at: Timestamp,
    /// Its stable name: `term-extended`.
    pub name: &'static str,
    /// Who brought it about.
    pub by: AuthorView,
    /// What it says.
    pub points: Vec<Point>,
}

/// Who brought something about.
#[derive(Clone, PartialEq, Eq)]
pub enum AuthorView {
    /// The person who filed.
    Person,
    /// A clerk at a counter, for that person.
    Clerk(String),
    /// An officer.
    Officer(String),
    /// The program.
    Program,
}

/// One thing that an event says.
#[derive(Clone)]
pub enum Point {
    /// A number people quote.
    Number(String),
    /// The number of an appeal, or of the case that an appeal or complaint is about.
    Other(String),
    /// Who holds the case.
    Holder(Texts),
    /// From which body.
    From(Texts),
    /// To which body.
    To(Texts),
    /// To whom it went up.
    Rank(Rank),
    /// The term as it now runs.
    Term(TermEnd),
    /// The term runs on, it is not counted anew.
    TermRunsOn,
    /// Last day of what the event began.
    Until(Date),
    /// That time runs only from receipt.
    FromReceipt,
    /// First day on which the act may be adopted.
    NotBefore(Date),
    /// Last day for objections.
    ObjectionUntil(Date),
    /// Last day for remarks on a protocol.
    RemarksUntil(Date),
    /// Another window that runs now, by its requirement.
    Window(Texts, Date),
    /// What a register said.
    Register(Texts, Said),
    /// A requirement that was looked at.
    Finding(Box<FindingView>),
    /// The requirement it is about.
    Requirement(Texts),
    /// What is lacking and what to do.
    Lacks(Texts),
    /// A requirement a higher instance holds to be met.
    HeldMet(Texts),
    /// An amount, and whether it is given each month.
    Amount(Decimal, bool),
    /// Something is still looked at afterwards.
    Provisional,
    /// An appeal or a complaint that came after its time.
    Late,
    /// On which ground the term stands still.
    Standstill(Texts),
    /// On which ground a decision is taken back.
    Revocation(RevocationGround),
    /// Damage of trust is paid.
    Compensated,
    /// By which exception there is no hearing.
    Without(ExceptionGround),
    /// What was ruled.
    Outcome(Outcome),
    /// Whether rights were restored.
    Rights(Rights),
    /// What is said of the lateness.
    Lateness(Lateness),
    /// Reasons of an officer.
    Reasons(String),
    /// What an officer asks for.
    Asked(String),
    /// What was put down of a hearing.
    Protocol(String),
    /// What the person said.
    Words(String),
    /// Who decided or prepared it.
    Officer(String),
    /// Who adopted it.
    Second(String),
    /// The program decided, on this ground.
    Machine(Law),
    /// Nobody decided, and by this law that is consent.
    Silence(Law),
    /// The law.
    Law(Law),
    /// A file by its name.
    File(String),
    /// A value.
    Fact(Fact),
    /// A letter.
    Letter(LetterKind),
    /// What proves receipt.
    Proof(ProofView),
    /// When it was received.
    ReceivedOn(Date),
    /// A service that does not follow, and whether another case for the same is open.
    Dropped(Texts, bool),
    /// What stood there.
    Was(String),
    /// What stands there now.
    Reads(String),
    /// A document and its number.
    Document(Texts, String),
    /// Whether somebody looked, or time passed.
    LookedAt(bool),
    /// Whether execution waits for the appeal.
    Suspends(bool),
}

/// What a register said.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// So many records.
    Records(usize),
    /// Nothing is known yet, and why.
    Unknown(WhyUnknown),
}

/// What proves that a letter was received.
#[derive(Clone, PartialEq, Eq)]
pub enum ProofView {
    /// Opened in the cabinet, or answered.
    Cabinet,
    /// The operator confirms that the message reached the phone.
    Message,
    /// A registered letter, by its number.
    RegisteredLetter(String),
    /// Handed over at a counter by this clerk.
    Counter {
        /// Surname and initials.
        clerk: String,
        /// Signed for; else the refusal to take it is noted.
        signed: bool,
    },
}

/// A letter with its receipt.
pub struct SentLetter {
    /// Its place in the case's letters.
    pub index: usize,
    /// What it is.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
    /// Received when, and what proves it.
    pub received: Option<(Timestamp, ProofView)>,
}

/// How a term ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct TermEnd {
    /// Its length.
    pub length: TermLength,
    /// Its last day.
    pub last_day: Date,
    /// The instant it ends.
    pub ends_at: Timestamp,
}

/// A term, worked out day by day.
pub struct CountedTerm {
    /// Its length.
    pub length: TermLength,
    /// The law of its length.
    pub law: Law,
    /// When it began.
    pub started_at: Timestamp,
    /// How it ends.
    pub end: TermEnd,
    /// Standing still since.
    pub paused_since: Option<Timestamp>,
    /// Its days.
    pub days: Vec<TermDay>,
    /// Extended to which day.
    pub extended_to: Option<Date>,
    /// The day on which another term took its place.
    pub replaced_on: Option<Date>,
}

/// A read of data for the case.
pub struct ReadView {
    /// The read.
    pub line: AccessLine,
    /// Whether it was the filer's data.
    pub own: bool,
    /// Of how many other people in the case it was.
    pub others: usize,
}

/// What is appealed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct AppealedAct {
    /// What it is.
    pub kind: ActKind,
    /// When it was adopted, or deemed.
    pub at: Timestamp,
}

/// Kinds of what is appealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActKind {
    /// A refusal.
    Refusal,
    /// Papers were not accepted.
    NotAccepted,
    /// A silence.
    Silence,
    /// A decision was taken back.
    Revocation,
    /// A grant: of less than was asked.
    Grant,
    /// The decision on an earlier appeal or complaint.
    Ruling,
}
