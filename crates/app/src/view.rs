//! What pages show: plain values, already allowed for the person who looks.
//!
//! Texts come in all languages; dates, money and codes are formatted by the page.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::evidence::Verdict;
use tutas_domain::text::{Lang, Law, Texts};
use uuid::Uuid;

/// A value as shown.
#[derive(Clone, PartialEq)]
pub enum Shown {
    /// Plain text.
    Text(String),
    /// A coded value with its name.
    Coded(Texts),
    /// A date.
    Date(Date),
    /// A whole number.
    Int(i64),
    /// Another number.
    Number(Decimal),
    /// Money in the country's currency.
    Money(Decimal),
    /// Yes or no.
    Bool(bool),
    /// The register says there is none.
    None,
    /// Not known.
    Unknown,
}

/// A labelled value.
#[derive(Clone)]
pub struct Fact {
    /// What it is.
    pub label: Texts,
    /// The value.
    pub value: Shown,
}

/// Whose data a row is about.
#[derive(Clone, PartialEq, Eq)]
pub enum WhoseView {
    /// The person who looks.
    You,
    /// The child.
    Child,
    /// Another adult, by role.
    Adult(Texts),
    /// Public data.
    Public,
}

// ── before filing ───────────────────────────────────────────────────────────────────────────────

/// The page "which data would be read".
pub struct DataPlan {
    /// The draft.
    pub draft: Uuid,
    /// The life event's name.
    pub title: Texts,
    /// Rows, by register.
    pub rows: Vec<PlanRow>,
    /// Whether any row rests on the filer's consent.
    pub asks_consent: bool,
    /// Services that the machine would grant if the person consents to that (law: which).
    pub automated: Vec<(Texts, Law)>,
    /// What was ticked before, when the person comes back.
    pub ticked: Consents,
    /// Whether the reads were already made.
    pub already_read: bool,
}

/// One read that would be made.
#[derive(Clone)]
pub struct PlanRow {
    /// The register's name.
    pub register: Texts,
    /// Its owner.
    pub owner: Texts,
    /// Whose data.
    pub whose: WhoseView,
    /// Which fields.
    pub fields: Vec<Texts>,
    /// For which services (empty: to find the event itself).
    pub services: Vec<Texts>,
    /// The law it rests on or under which consent is given.
    pub law: Law,
    /// How it is allowed.
    pub basis: PlanBasis,
}

/// How a read is allowed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum PlanBasis {
    /// By law: told, not asked.
    Law,
    /// By the viewer's consent.
    YourConsent,
    /// By the consent of the other adult, who is asked separately.
    TheirConsent,
}

/// What the person consents to.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Consents {
    /// The reads that rest on consent.
    pub registers: bool,
    /// Automated decisions, where a law lets consent suffice.
    pub automated: bool,
}

/// The page that shows what registers answered.
pub struct Preview {
    /// The draft.
    pub draft: Uuid,
    /// The life event's name.
    pub title: Texts,
    /// Tone of the pages: `plain` or `quiet`; with a sentence shown first.
    pub tone: Tone,
    /// Events found (one or more children each); the chosen one is marked.
    pub events: Vec<EventChoice>,
    /// What each register said.
    pub rows: Vec<PreviewRow>,
    /// Services that will run, in order.
    pub steps: Vec<StepChoice>,
    /// Registers that do not answer now.
    pub down: Vec<Texts>,
    /// Questions about the event itself when no register has it; then `events` is empty.
    pub subject_questions: Vec<Question>,
    /// Whether this event was already registered or applied for: where to look.
    pub already: Option<Already>,
}

/// An application that already exists for this event.
pub enum Already {
    /// This person's own application.
    Yours(Uuid),
    /// Somebody else's (the other parent's), or an act in the register.
    Elsewhere,
}

/// Tone of pages.
#[derive(Clone)]
pub struct Tone {
    /// Whether the pages are quiet: no congratulation, no cheerful word.
    pub quiet: bool,
    /// A sentence shown first, if any.
    pub text: Option<Texts>,
}

/// One event the person can apply for.
pub struct EventChoice {
    /// Its key, for the form.
    pub key: String,
    /// Date of birth of the first child.
    pub on: Option<Date>,
    /// How many children.
    pub children: usize,
    /// Whether it is the chosen one.
    pub chosen: bool,
}

/// What one read brought.
pub struct PreviewRow {
    /// The register's name.
    pub register: Texts,
    /// Whose data.
    pub whose: WhoseView,
    /// When it answered.
    pub at: Option<Timestamp>,
    /// The records: facts by field.
    pub records: Vec<Vec<Fact>>,
    /// Why nothing is shown: nothing there (`records` empty and this `None`), or unknown and why.
    pub unknown: Option<WhyUnknown>,
}

/// Why nothing is known.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum WhyUnknown {
    /// No consent was given; the person may bring the document.
    NoConsent,
    /// The register does not answer; retries go on.
    Down,
    /// The answer could not be used.
    Unusable,
    /// It will be read later, when what it is looked up by is known.
    Later,
    /// It waits for the other adult.
    OtherPerson,
}

/// A service that will run.
pub struct StepChoice {
    /// Service id.
    pub service: String,
    /// Its name.
    pub title: Texts,
    /// In a sentence.
    pub summary: Texts,
    /// Whether the person can leave it out.
    pub optional: bool,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Requirements which, by what is known now, do not hold: the person may apply all the same.
    pub doubts: Vec<Doubt>,
    /// The expected amount, if it is one and can be told.
    pub amount: Option<Decimal>,
}

/// A requirement that does not seem to hold.
pub struct Doubt {
    /// What it demands.
    pub title: Texts,
    /// What is lacking.
    pub otherwise: Texts,
    /// Its law.
    pub law: Law,
}

/// A page of questions.
pub struct QuestionPage {
    /// The draft.
    pub draft: Uuid,
    /// The draft's version when the page was made: a later save says so.
    pub version: u64,
    /// Which page, from 0, and how many.
    pub index: usize,
    /// How many.
    pub of: usize,
    /// Which child it is about, when it is about one: ordinal from 1, its date of birth and sex.
    pub child: Option<ChildLabel>,
    /// The services it is for.
    pub services: Vec<Texts>,
    /// The questions.
    pub questions: Vec<Question>,
    /// Tone.
    pub tone: Tone,
}

/// Which child.
#[derive(Clone)]
pub struct ChildLabel {
    /// From 1.
    pub ordinal: usize,
    /// How many children the application is for.
    pub of: usize,
    /// Date of birth.
    pub born_on: Option<Date>,
    /// Sex, coded name.
    pub sex: Option<Texts>,
}

/// One question.
#[derive(Clone)]
pub struct Question {
    /// Form field name.
    pub key: String,
    /// What it asks.
    pub title: Texts,
    /// A hint.
    pub hint: Texts,
    /// Whether it must be answered.
    pub required: bool,
    /// How it is answered.
    pub kind: QuestionKind,
    /// What is filled in: the saved answer, or what was just typed.
    pub value: String,
    /// What is wrong with it.
    pub problem: Option<AnswerProblem>,
    /// Where the value to confirm comes from, if it is one.
    pub from_register: Option<Texts>,
    /// Shown only when another question has this answer (key, value): an enhancement; the server
    /// decides.
    pub only_if: Option<(String, String)>,
}

/// How a question is answered.
#[derive(Clone)]
pub enum QuestionKind {
    /// A line of text.
    Text,
    /// One of these (radio buttons): code, text, hint.
    Choice(Vec<(String, Texts)>),
    /// One of these (a select, since there are many): code, text; grouped by heading.
    Select(Vec<(Texts, Vec<(String, Texts)>)>),
    /// A date in three fields `<key>-day`, `<key>-month`, `<key>-year`.
    Date,
    /// A tick.
    Bool,
    /// An identification number.
    Iin,
    /// An account number.
    Iban,
}

/// What is wrong with an answer. The page has a message for each.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum AnswerProblem {
    /// It must be answered.
    Missing,
    /// None of the choices.
    NotAChoice,
    /// Not a date.
    NotADate,
    /// In the future.
    Future,
    /// A name: too many given names (at most so many).
    TooManyNames(usize),
    /// A name with a sign that is no letter.
    NotALetter(char),
    /// Too long (at most so many).
    TooLong(usize),
    /// An IIN that has not 12 digits.
    IinLength,
    /// An IIN with a wrong check digit.
    IinCheck,
    /// Your own number where another's is asked.
    IinOwn,
    /// Not an IBAN of the country.
    Iban,
    /// An IBAN with wrong check digits.
    IbanCheck,
}

/// The page to check before filing.
pub struct CheckPage {
    /// The draft.
    pub draft: Uuid,
    /// Its version.
    pub version: u64,
    /// The life event's name.
    pub title: Texts,
    /// Tone.
    pub tone: Tone,
    /// Answers: page index to change them at, the question, what was answered.
    pub answers: Vec<(usize, Option<ChildLabel>, Texts, Shown)>,
    /// Services that will run.
    pub steps: Vec<StepChoice>,
    /// Questions that must still be answered: page index.
    pub missing: Vec<(usize, Texts)>,
    /// What is lacking already now (it can be filed all the same, and mended after).
    pub lacking: Vec<Doubt>,
}

// ── the cabinet ─────────────────────────────────────────────────────────────────────────────────

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
    /// How many of its cases are open.
    pub open: usize,
    /// How many there are or will be.
    pub total: usize,
    /// Whether something waits for the person.
    pub waits_for_you: bool,
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
    /// Kind.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
}

/// Kinds of letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// The application was received: number, term.
    Filed,
    /// The next service of the application began.
    Opened,
    /// Something is lacking and can be mended.
    Deficiency,
    /// It was mended.
    DeficiencyCured,
    /// A supplied document was not accepted, and why.
    DocumentTurnedDown,
    /// A preliminary decision, before a refusal.
    Preliminary,
    /// Granted.
    Granted,
    /// The result is there.
    Issued,
    /// Refused.
    Refused,
    /// The term ended without a decision.
    DeemedRefused,
    /// Withdrawn.
    Withdrawn,
}

// ── an application and its cases ────────────────────────────────────────────────────────────────

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
    /// Refused by an officer.
    Refused,
    /// The term ended without a decision.
    DeemedRefused,
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
    /// Registers that do not answer, since when, next try.
    pub outages: Vec<(Texts, Timestamp, Timestamp)>,
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
}

/// A decision.
pub struct DecisionView {
    /// Granted or refused.
    pub granted: bool,
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
}

/// A document in a list.
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
    /// To whom.
    pub to: Texts,
    /// Within.
    pub within: tutas_domain::term::TermLength,
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
}

// ── the desk ────────────────────────────────────────────────────────────────────────────────────

/// An officer's worklist.
pub struct Worklist {
    /// The officer's body.
    pub body: Texts,
    /// Rows by due date.
    pub rows: Vec<WorkRow>,
    /// Key of the next page.
    pub next: Option<String>,
    /// The shown filter: `mine` (waits for an officer) or `all` (open ones).
    pub filter: &'static str,
}

/// One row.
pub struct WorkRow {
    /// The case.
    pub case: Uuid,
    /// Its number.
    pub number: String,
    /// The service.
    pub title: Texts,
    /// Phase.
    pub phase: PhaseView,
    /// Due: end of the term.
    pub due: Option<Timestamp>,
    /// Working days left; negative when past.
    pub days_left: i64,
    /// A document waits to be looked at.
    pub document_waits: bool,
}

/// What an officer may do with a case just now.
#[derive(Default)]
pub struct DeskView {
    /// May grant.
    pub may_grant: bool,
    /// Requirements the officer can ask the person to mend.
    pub may_ask_cure: Vec<(String, Texts)>,
    /// Unmet requirements on which a refusal can be prepared.
    pub may_prepare_refusal: Vec<(String, Texts)>,
    /// May approve a prepared refusal.
    pub may_approve: bool,
    /// May send a prepared refusal back.
    pub may_return: bool,
    /// Why not: message ids (`barred-kin`, `same-person`, `hearing-open`, `not-received`,
    /// `cure-open`, `register-down`, `other-body`).
    pub why_not: Vec<&'static str>,
    /// Documents to look at: the upload, its requirement, fields to copy out of it.
    pub to_examine: Vec<Examine>,
    /// Last day on which a preliminary decision can still be given within the term.
    pub last_day_for_preliminary: Option<Date>,
    /// Expected amount.
    pub amount: Option<Decimal>,
}

/// A document an officer looks at.
pub struct Examine {
    /// The upload.
    pub upload: UploadLine,
    /// The requirement it would cure.
    pub requirement: String,
    /// Its name.
    pub title: Texts,
    /// Fields to copy out: form key, label, kind, prefilled value.
    pub fields: Vec<Question>,
}

/// One access to a person's data.
pub struct AccessLine {
    /// When.
    pub at: Timestamp,
    /// Which register.
    pub register: Texts,
    /// Which fields.
    pub fields: Vec<Texts>,
    /// Who looked: the person, an officer of a body, the program for a case.
    pub by: AccessBy,
    /// For which service or event.
    pub purpose: Texts,
    /// Case or application number.
    pub number: Option<String>,
    /// On what law.
    pub law: Law,
    /// By consent.
    pub by_consent: bool,
}

/// Who looked.
pub enum AccessBy {
    /// The person themselves.
    Yourself,
    /// The program, for an application of this person or of another (a parent's).
    Program,
    /// An officer of this body.
    Officer(Texts),
}
