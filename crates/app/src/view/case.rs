//! After filing: the cabinet, an application, its cases, letters and documents.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
pub use tutas_domain::actor::Rank;
pub use tutas_domain::case::LetterKind;
use tutas_domain::definition::{ExceptionGround, Kind};
use tutas_domain::evidence::Verdict;
use tutas_domain::text::{Lang, Law, Texts};
use uuid::Uuid;

use super::{
    ActView, After, ChildLabel, DeskView, Fact, May, OralView, PlanRow, PreviewRow, Question,
    Reviews, RulingView, SaidWrongView, Tone,
};

/// A person's own page.
pub struct Cabinet {
    /// Name as the persons register has it, if it was read; else empty.
    pub name: String,
    /// Unfinished applications.
    pub drafts: Vec<DraftLine>,
    /// Applications, newest first.
    pub applications: Vec<ApplicationLine>,
    /// Statements somebody asks this person to sign.
    pub requests: Vec<StatementRequestView>,
    /// Letters not yet opened, newest first.
    pub unread: Vec<LetterLine>,
}

/// An unfinished application.
pub struct DraftLine {
    /// Its id.
    pub id: Uuid,
    /// The life event.
    pub title: Texts,
    /// When it was last saved.
    pub saved_at: Timestamp,
}

/// An application in a list.
pub struct ApplicationLine {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The life event.
    pub title: Texts,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// How many of its steps are open or still to come.
    pub open: usize,
    /// How many gave their result.
    pub fulfilled: usize,
    /// How many ended otherwise: refused or withdrawn.
    pub ended: usize,
    /// How many never begin.
    pub dropped: usize,
    /// How many there are.
    pub total: usize,
    /// Whether the person is to supply what is lacking.
    pub lacking: bool,
    /// Whether the person is asked for their view.
    pub heard: bool,
    /// Appeals and complaints, oldest first.
    pub reviews: Vec<super::ReviewLine>,
}

impl ApplicationLine {
    /// Whether something waits for the person.
    pub fn waits_for_you(&self) -> bool {
        self.lacking || self.heard
    }
}

/// A statement to sign.
pub struct StatementRequestView {
    /// Its id.
    pub id: Uuid,
    /// Case number it belongs to.
    pub number: String,
    /// Who asks (name as the register has it).
    pub asked_by: String,
    /// Children it concerns: dates of birth.
    pub born_on: Vec<Date>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// What would be read about the signer, on signing.
    pub reads: Vec<PlanRow>,
    /// The law.
    pub law: Law,
    /// Signed or declined already.
    pub answered: Option<bool>,
}

/// A letter in a list.
#[derive(Clone)]
pub struct LetterLine {
    /// The case.
    pub case: Uuid,
    /// Its place in the case's letters.
    pub index: usize,
    /// What it is about.
    pub title: Texts,
    /// Kind of the case: what was received is not always an application.
    pub of: Kind,
    /// Kind.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
}

/// An application: the slip and each step.
pub struct ApplicationView {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// The life event.
    pub title: Texts,
    /// Tone.
    pub tone: Tone,
    /// Received.
    pub received_at: Timestamp,
    /// Channel.
    pub channel: String,
    /// Children.
    pub children: Vec<ChildLabel>,
    /// Steps, each child's in order.
    pub steps: Vec<StepView>,
    /// What the person said is wrong in registers, and nobody was told yet.
    pub wrong: Vec<SaidWrongView>,
}

/// One step of an application.
pub struct StepView {
    /// Which child (index in `children`).
    pub child: usize,
    /// The service's name.
    pub title: Texts,
    /// Its case, once opened.
    pub case: Option<CaseSummary>,
    /// Services it waits for, while not opened.
    pub after: Vec<Texts>,
    /// It will not run because what it waits for ended otherwise.
    pub will_not_run: bool,
}

/// A case in short.
#[derive(Clone)]
pub struct CaseSummary {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Phase.
    pub phase: PhaseView,
    /// Who holds it.
    pub holder: Texts,
    /// The IANA time zone in which its days are counted.
    pub zone: String,
    /// The term.
    pub term: TermView,
    /// Whether something waits for the person.
    pub waits_for_you: bool,
}

/// The term as shown.
#[derive(Clone)]
pub struct TermView {
    /// Length, `2 working days`.
    pub length: tutas_domain::term::TermLength,
    /// The law.
    pub law: Law,
    /// Registered on.
    pub registered_at: Timestamp,
    /// Last day (for terms in minutes: the instant matters).
    pub last_day: Date,
    /// The instant it ends.
    pub ends_at: Timestamp,
    /// Standing still since.
    pub paused_since: Option<Timestamp>,
    /// Standing still by an officer's decision.
    pub stands_still: Option<StandstillView>,
    /// Extended.
    pub extended: Option<ExtendedView>,
    /// The highest post it went up to.
    pub escalated: Option<Rank>,
}

/// A term that an officer let stand still.
#[derive(Clone)]
pub struct StandstillView {
    /// On which ground.
    pub ground: Texts,
    /// Why.
    pub reasons: String,
    /// Since.
    pub since: Timestamp,
    /// At the latest until.
    pub until: Date,
    /// The law.
    pub law: Law,
}

/// A term that was extended.
#[derive(Clone)]
pub struct ExtendedView {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub reasons: String,
}

/// Phase as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PhaseView {
    /// Registers are being asked.
    Gathering,
    /// Something is lacking; the person can mend it.
    Curing,
    /// An officer examines.
    Examining,
    /// A preliminary decision was given; the person may object.
    Hearing,
    /// Granted; the result is being made.
    Granted,
    /// The result is there.
    Issued,
    /// The result is there; what it was granted without is still looked at.
    PostCheck,
    /// Refused by an officer.
    Refused,
    /// Not accepted: a special law commands it.
    NotAccepted,
    /// The term ended without a decision.
    DeemedRefused,
    /// What was given was taken back.
    Revoked,
    /// An appeal or a complaint, decided.
    Ruled,
    /// Withdrawn.
    Withdrawn,
}

/// A whole case for the person (or, with `desk`, for an officer).
pub struct CaseView {
    /// In short.
    pub summary: CaseSummary,
    /// The application it belongs to.
    pub application: Uuid,
    /// Application number.
    pub application_number: String,
    /// The service's name.
    pub title: Texts,
    /// The service's law.
    pub law: Law,
    /// Tone.
    pub tone: Tone,
    /// Which child.
    pub child: ChildLabel,
    /// What may happen next, as message ids (`next-officer-decides`, …).
    pub next: Vec<&'static str>,
    /// Deficiencies.
    pub deficiencies: Vec<DeficiencyView>,
    /// Registers whose answers are waited for.
    pub outages: Vec<Outage>,
    /// Evidence.
    pub evidence: Vec<PreviewRow>,
    /// What the person answered.
    pub answers: Vec<Fact>,
    /// Findings.
    pub findings: Vec<FindingView>,
    /// Letters, oldest first.
    pub letters: Vec<LetterLine>,
    /// The preliminary decision, while it stands.
    pub preliminary: Option<PreliminaryView>,
    /// The decision.
    pub decision: Option<DecisionView>,
    /// Documents issued.
    pub documents: Vec<DocumentLine>,
    /// History: when and what (message id with the event's name).
    pub history: Vec<(Timestamp, String)>,
    /// How to complain or appeal.
    pub appeal: AppealView,
    /// Whether the person may withdraw it.
    pub may_withdraw: bool,
    /// What kind of case it is.
    pub kind: Kind,
    /// What else the person may do.
    pub may: May,
    /// Appeals and complaints.
    pub reviews: Reviews,
    /// What came after the decision.
    pub after: After,
    /// Desk only.
    pub desk: Option<DeskView>,
}

/// A deficiency.
pub struct DeficiencyView {
    /// Its requirement's name.
    pub requirement: String,
    /// What is demanded.
    pub title: Texts,
    /// What is lacking and what to do.
    pub otherwise: Texts,
    /// An officer's own words, when an officer asked.
    pub words: Option<String>,
    /// Its law.
    pub law: Law,
    /// Until when it can be mended.
    pub until: Date,
    /// The law of the window.
    pub window_law: Law,
    /// What the window does to the term: `restart`, `pause`, `none`.
    pub effect: &'static str,
    /// How.
    pub means: MeansView,
    /// Uploads so far: id, file name, when, and whether turned down and why.
    pub uploads: Vec<UploadLine>,
    /// Mended.
    pub cured: bool,
    /// The window is over.
    pub lapsed: bool,
}

/// How a deficiency is mended.
pub enum MeansView {
    /// By this document.
    Document(Texts),
    /// By the other person's signature.
    Statement,
    /// By another answer.
    Answer(Box<Question>),
    /// In words, to the officer (with or without a file).
    Words,
}

/// A supplied file.
#[derive(Clone)]
pub struct UploadLine {
    /// Its id.
    pub id: Uuid,
    /// File name.
    pub name: String,
    /// When.
    pub at: Timestamp,
    /// Turned down, and why.
    pub turned_down: Option<String>,
    /// Accepted.
    pub accepted: bool,
}

/// A finding.
#[derive(Clone)]
pub struct FindingView {
    /// Name of the requirement.
    pub requirement: String,
    /// What is demanded.
    pub title: Texts,
    /// Its law.
    pub law: Law,
    /// The verdict.
    pub verdict: Verdict,
    /// The values it rests on.
    pub seen: Vec<Fact>,
    /// Whether it can be cured.
    pub curable: bool,
    /// Whether it applies to this case at all; what does not is no achievement to be met.
    pub applies: bool,
}

/// A preliminary decision.
pub struct PreliminaryView {
    /// Requirements that do not hold.
    pub grounds: Vec<FindingView>,
    /// The officer's reasons.
    pub reasons: String,
    /// Given when.
    pub given_at: Timestamp,
    /// Read when.
    pub received_at: Option<Timestamp>,
    /// Objection until (known once received).
    pub objection_until: Option<Date>,
    /// Earliest day of the decision.
    pub not_before: Date,
    /// The law of the hearing.
    pub law: Law,
    /// What the person said.
    pub objections: Vec<(Timestamp, String)>,
    /// Who prepared it (officer's name), for the desk.
    pub prepared_by: String,
    /// Which act is prepared.
    pub act: ActView,
    /// The hearing by word of mouth.
    pub oral: Option<OralView>,
    /// Why there is no hearing, where an officer chose an exception.
    pub without: Option<(ExceptionGround, String)>,
    /// The person asked for a decision without a hearing when.
    pub waived_at: Option<Timestamp>,
}

/// A decision.
pub struct DecisionView {
    /// Whether it is for the person: granted, or an appeal that was not dismissed.
    pub granted: bool,
    /// Granted before everything was looked at.
    pub provisional: bool,
    /// What was ruled, if it is on an appeal or a complaint.
    pub ruling: Option<RulingView>,
    /// When.
    pub at: Timestamp,
    /// Who: an officer's name and body, or the machine on which basis.
    pub by: DeciderView,
    /// Amount.
    pub amount: Option<Decimal>,
    /// Each month.
    pub monthly: bool,
    /// Grounds of a refusal.
    pub grounds: Vec<FindingView>,
    /// Reasons of a refusal.
    pub reasons: Option<String>,
    /// Law of the amount or service.
    pub law: Law,
}

/// Who decided.
pub enum DeciderView {
    /// Officers: who prepared or decided, who approved.
    Officers(String, Option<String>),
    /// The machine, on this basis.
    Machine(Law),
    /// Nobody, which by this law is consent.
    Silence(Law),
    /// The instance that decided on an appeal: the officer's name.
    Superior(String),
}

/// A document in a list.
#[derive(Clone)]
pub struct DocumentLine {
    /// Kind: `birth-certificate`, …
    pub kind: String,
    /// Its title.
    pub title: Texts,
    /// Its number.
    pub number: String,
}

/// How to complain.
pub struct AppealView {
    /// To whom; none if there is nobody left but the court.
    pub to: Option<Texts>,
    /// Whether the time is that of a suit, which must not come late.
    pub court: bool,
    /// Within, counted from learning of the decision; none if nobody knows.
    pub within: Option<tutas_domain::term::TermLength>,
    /// Last day, when a decision was received or deemed.
    pub until: Option<Date>,
    /// Law.
    pub law: Law,
}

/// A certificate or other document, to print.
pub struct DocumentView {
    /// Kind.
    pub kind: String,
    /// Title.
    pub title: Texts,
    /// Number.
    pub number: String,
    /// Language it is made out in, if one.
    pub lang: Option<Lang>,
    /// Issued.
    pub issued_at: Timestamp,
    /// By.
    pub body: Texts,
    /// Officer.
    pub officer: String,
    /// What it says.
    pub facts: Vec<Fact>,
    /// Case and decision it maps to.
    pub case_number: String,
    /// Tone.
    pub tone: Tone,
    /// It does not hold any more: what it rests on was taken back when.
    pub revoked_at: Option<Timestamp>,
}

/// A letter in full.
pub struct LetterView {
    /// In short.
    pub line: LetterLine,
    /// To whom.
    pub to: String,
    /// From which body.
    pub from: Texts,
    /// The case it is about: the page renders what, why, until when, what to do, how to complain
    /// from it.
    pub case: CaseView,
    /// What the event says that wrote it: the letter tells it as it was then.
    pub told: Vec<super::Point>,
}

/// A register whose answer is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// The register.
    pub register: Texts,
    /// Since when it does not answer; nothing if it answers what must not be used.
    pub since: Option<Timestamp>,
    /// When it is asked again.
    pub next: Timestamp,
}
