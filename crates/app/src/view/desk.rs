//! The desk of officers, and who looked at a person's data.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
pub use tutas_domain::definition::Channel;
use tutas_domain::inquiry::Verdict;
use tutas_domain::term::TermLength;
use tutas_domain::text::{Lang, Law, Texts};
use uuid::Uuid;

use super::{
    ExceptionGround, Kind, LetterKind, Outcome, PhaseView, Question, Rank, RevocationGround,
    UploadLine,
};

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is shown or not, whatever the others are"
)]
pub struct WorkRow {
    /// The case.
    pub case: Uuid,
    /// Its number.
    pub number: String,
    /// The service.
    pub title: Texts,
    /// Phase.
    pub phase: PhaseView,
    /// When what an officer owes is due: the end of the term, or of the time to answer or to check.
    /// None where nothing runs.
    pub due: Option<Timestamp>,
    /// Working days left; negative when past.
    pub days_left: i64,
    /// A document waits to be looked at.
    pub document_waits: bool,
    /// A notice was not received in time: another channel is owed.
    pub delivery_owed: bool,
    /// The person took something for a slip of the pen.
    pub correction_asked: bool,
    /// Granted or given, but another case has the same claim.
    pub held_up: bool,
    /// The highest post it went up to.
    pub escalated: Option<Rank>,
    /// What kind of case it is.
    pub kind: Kind,
}

/// What an officer may do with a case just now.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is offered or not, whatever the others are"
)]
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
    /// What would come next and cannot be done, with the reason.
    pub not_now: Vec<NotNow>,
    /// The language in which the person reads letters.
    pub reads: Option<Lang>,
    /// Documents to look at: the upload, its requirement, fields to copy out of it.
    pub to_examine: Vec<Examine>,
    /// Last day on which a preliminary decision can still be given within the term.
    pub last_day_for_preliminary: Option<Date>,
    /// Expected amount, while it is not decided.
    pub amount: Option<Decimal>,
    /// May extend the term.
    pub may_extend: Option<ExtensionView>,
    /// Grounds on which the officer may let the term stand still.
    pub may_pause: Vec<PauseView>,
    /// May let it run on.
    pub may_resume: bool,
    /// Bodies to which the case may be sent on: id and name.
    pub may_redirect: Vec<(String, Texts)>,
    /// Letters not yet received, whose receipt by another channel may be put down.
    pub may_record_receipt: Vec<UnreceivedLetter>,
    /// Owes the hearing by word of mouth, and may give its protocol.
    pub may_hold_hearing: bool,
    /// Requirements on which incomplete papers may be turned away.
    pub may_refuse_acceptance: Vec<(String, Texts)>,
    /// May grant before everything is looked at: the condition the act prints, and the law.
    pub may_grant_provisionally: Option<(Texts, Law)>,
    /// May confirm a provisional grant.
    pub may_pass_post_check: bool,
    /// Grounds on which taking back what was given may be prepared.
    pub may_prepare_revocation: Vec<RevocationView>,
    /// Grounds on which a refusal may be taken back.
    pub may_revoke_burden: Vec<RevocationView>,
    /// May put a slip of the pen right.
    pub may_correct: bool,
    /// May say that what the person took for a slip is none.
    pub may_decline_correction: bool,
    /// May find that the register is wrong.
    pub may_confirm_defect: bool,
    /// Outcomes of an appeal or a complaint that the officer may rule alone.
    pub may_rule: Vec<Outcome>,
    /// Outcomes against the person that may be prepared.
    pub may_prepare_ruling: Vec<Outcome>,
    /// Whether a ruling must say what becomes of the lateness.
    pub judges_lateness: bool,
    /// Requirements of the challenged case that a ruling may hold to be met.
    pub may_overrule: Vec<(String, Texts)>,
    /// Exceptions by which an act against the person may be prepared without a hearing.
    pub without_hearing: Vec<(ExceptionGround, Law)>,
    /// May note a claim to court.
    pub may_note_court: bool,
}

impl DeskView {
    /// The reasons why something cannot be done, each once.
    pub fn why_not(&self) -> Vec<&'static str> {
        let mut reasons: Vec<&'static str> = Vec::new();
        for NotNow { why, .. } in &self.not_now {
            if !reasons.contains(why) {
                reasons.push(why);
            }
        }
        reasons
    }
}

/// An act that an officer would come to next, and why it cannot be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotNow {
    /// The act, by its stable name: `grant`, `approve`, `prepare-refusal`, `rule`, `extend`.
    pub act: &'static str,
    /// Why not: the id of the rejection's message.
    pub why: &'static str,
}

/// How far the term may be put off.
#[derive(Clone)]
pub struct ExtensionView {
    /// The first day that is an extension at all.
    pub from: Date,
    /// The last day the law allows.
    pub until: Date,
    /// The law.
    pub law: Law,
}

/// A ground on which the term stands still.
#[derive(Clone)]
pub struct PauseView {
    /// Its name in the definition.
    pub name: String,
    /// In plain words.
    pub title: Texts,
    /// At most so long.
    pub at_most: TermLength,
    /// Its law.
    pub law: Law,
}

/// A ground of revocation.
#[derive(Clone)]
pub struct RevocationView {
    /// Which.
    pub ground: RevocationGround,
    /// Its law.
    pub law: Law,
    /// Whether the damage of who trusted the act is paid.
    pub compensated: bool,
}

/// A letter that is not known to have been received.
#[derive(Clone)]
pub struct UnreceivedLetter {
    /// Its place in the case's letters.
    pub index: usize,
    /// What it is.
    pub kind: LetterKind,
    /// Given when.
    pub at: Timestamp,
    /// What it is about, if a requirement.
    pub about: Option<Texts>,
    /// Another channel is owed since.
    pub owed_since: Option<Timestamp>,
    /// Channels by which receipt may be proven.
    pub channels: Vec<Channel>,
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
    /// Whether it was read for the event itself: to find whom the application is about.
    pub finds_event: bool,
    /// Case or application number.
    pub number: Option<String>,
    /// On what law.
    pub law: Law,
    /// By consent.
    pub by_consent: bool,
    /// The hash of the agreement that tells of it.
    pub agreement: Option<String>,
    /// What it was, if neither a register nor a case file.
    pub seen: Seen,
    /// Something was tried and turned down; nothing was changed.
    pub attempt: Option<AttemptView>,
}

/// What was looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// A record of a register, or a case file.
    #[default]
    Data,
    /// A question of the person about an access.
    Question,
    /// The record of an access, by an auditor.
    Record,
    /// The same, taken out for another program.
    Export,
}

impl Seen {
    /// Whether it was a record or a case file.
    #[expect(
        clippy::trivially_copy_pass_by_ref,
        reason = "serde hands over references"
    )]
    pub(crate) fn is_data(&self) -> bool {
        *self == Self::Data
    }
}

/// One access: all that was looked at, or tried, at one moment by one actor.
pub struct AccessEntry {
    /// Its id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// What was looked at, each with purpose and law.
    pub lines: Vec<AccessLine>,
    /// Whether the person may ask why.
    pub may_ask: bool,
    /// What they asked.
    pub why: Option<WhyView>,
    /// What an auditor found last, and when.
    pub found: Option<(Verdict, Timestamp)>,
}

/// A person's question about an access.
pub struct WhyView {
    /// Their own words; may be empty.
    pub words: String,
    /// The body that owes the answer.
    pub body: Texts,
    /// Asked when.
    pub asked_at: Timestamp,
    /// The last day to answer.
    pub until: Date,
    /// Not answered in time.
    pub overdue: bool,
    /// The law.
    pub law: Law,
    /// The answer.
    pub answer: Option<AnswerView>,
}

/// What an officer answered.
pub struct AnswerView {
    /// The officer's name.
    pub by: String,
    /// The officer's body.
    pub body: Texts,
    /// In words.
    pub words: String,
    /// When.
    pub at: Timestamp,
}

/// Questions about accesses that a body owes an answer.
pub struct Questions {
    /// The body.
    pub body: Texts,
    /// By the end of their term.
    pub rows: Vec<QuestionRow>,
    /// Key of the next page.
    pub next: Option<String>,
}

/// One of them.
pub struct QuestionRow {
    /// The access it is about.
    pub id: Uuid,
    /// The case, if there was one.
    pub number: Option<String>,
    /// Asked when.
    pub asked_at: Timestamp,
    /// The last day to answer.
    pub until: Date,
    /// Working days left; negative when past.
    pub days_left: i64,
}

/// A question at the desk.
pub struct DeskQuestion {
    /// The access, with the question.
    pub entry: AccessEntry,
    /// Whether this officer may answer it now; else the id of the message that says why not.
    pub may_answer: Result<(), &'static str>,
    /// The language in which the person reads.
    pub reads: Lang,
}

/// A command that was turned down.
pub struct AttemptView {
    /// Which command: a stable name, `grant`, `prepare-refusal`, …
    pub command: String,
    /// By whom, in words: an officer's name; empty for the person.
    pub by: String,
    /// Why: the id of the rejection's message.
    pub code: String,
    /// Whether it was another person than the one whose case it is.
    pub stranger: bool,
}

/// Who looked.
pub enum AccessBy {
    /// The program, for an application of this person or of another (a parent's).
    Program,
    /// An officer of this body.
    Officer(Texts),
    /// Another member of the exchange, which was answered from what is held here.
    Member(Texts),
}
