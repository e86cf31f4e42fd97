//! What a person may still do, appeals and complaints, and what came after a decision.

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
pub use tutas_domain::case::{Lateness, Level, Outcome, Rights};
pub use tutas_domain::definition::{ExceptionGround, Kind, RevocationGround};
use tutas_domain::text::{Law, Texts};
use uuid::Uuid;

use super::{DocumentLine, Fact, PhaseView, PreviewRow};

/// What the person may do beside mending, objecting and withdrawing.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is offered or not, whatever the others are"
)]
#[derive(Clone, Default)]
pub struct May {
    /// Appeal, and how.
    pub appeal: Option<MayAppeal>,
    /// Complain, and to whom.
    pub complain: Vec<MayComplain>,
    /// Ask for a decision without a hearing.
    pub waive: bool,
    /// Ask to be heard by word of mouth.
    pub ask_oral: bool,
    /// Remark on the protocol of the hearing.
    pub remark: bool,
    /// Ask for a slip of the pen to be put right.
    pub ask_correction: bool,
    /// Note a claim to court.
    pub note_court: bool,
    /// Say that something a register answered is wrong, and what.
    pub dispute: Vec<MayDispute>,
}

/// Something a register answered, of which the person may say that it is wrong.
#[derive(Clone)]
pub struct MayDispute {
    /// The need that it answers.
    pub need: String,
    /// What it answered.
    pub row: PreviewRow,
    /// The body that looks into it.
    pub steward: Texts,
    /// In which time it is answered.
    pub answered_in: tutas_domain::term::TermLength,
    /// The law.
    pub law: Law,
}

/// An appeal that may be filed.
#[derive(Clone)]
pub struct MayAppeal {
    /// First or second instance.
    pub instance: u8,
    /// The body it is filed with: the one that acted.
    pub filed_with: Texts,
    /// The body that decides on it, if the first does not satisfy it.
    pub decided_by: Option<Texts>,
    /// Last day to file it in time; none while the person has not learned of the act.
    pub last_day: Option<Date>,
    /// That day has passed: it is accepted all the same, and judged with the merits.
    pub late: bool,
    /// Whether it suspends execution.
    pub suspends: bool,
    /// The law.
    pub law: Law,
}

/// A complaint that may be made.
#[derive(Clone)]
pub struct MayComplain {
    /// To whom.
    pub level: Level,
    /// That body.
    pub to: Texts,
    /// In which time it is answered.
    pub answered_in: tutas_domain::term::TermLength,
    /// The law.
    pub law: Law,
}

/// Appeals and complaints about a case, and what it is itself directed against.
#[derive(Clone, Default)]
pub struct Reviews {
    /// The case an appeal or complaint is about: id, number, service.
    pub against: Option<CaseLink>,
    /// What this appeal or complaint is; none for a service.
    pub own: Option<ReviewFacts>,
    /// Appeals, oldest first.
    pub appeals: Vec<ReviewLine>,
    /// Complaints, oldest first.
    pub complaints: Vec<ReviewLine>,
    /// What was said to be wrong in registers, oldest first.
    pub defects: Vec<ReviewLine>,
}

/// Another case, to link to.
#[derive(Clone)]
pub struct CaseLink {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Its service.
    pub title: Texts,
}

/// What an appeal or a complaint says.
#[derive(Clone)]
pub struct ReviewFacts {
    /// What the person says.
    pub words: String,
    /// First or second instance, if an appeal.
    pub instance: Option<u8>,
    /// To whom, if a complaint.
    pub level: Option<Level>,
    /// Last day to file it in time, if an appeal and known.
    pub last_day: Option<Date>,
    /// Whether it came later.
    pub late: bool,
    /// Until when the body that acted satisfies it or sends it on; none once it went on.
    pub forward_until: Option<Date>,
    /// What is said to be wrong, if it is a steward's case.
    pub defect: Option<DefectFacts>,
}

/// What a register is said to have wrong, and what its steward found.
#[derive(Clone)]
pub struct DefectFacts {
    /// The register.
    pub register: Texts,
    /// What it answered.
    pub shown: Vec<Vec<Fact>>,
    /// What was found to be wrong, if it was.
    pub mending: Option<MendingView>,
}

/// What a steward found to be wrong, and owes to correct.
#[derive(Clone)]
pub struct MendingView {
    /// Last day.
    pub until: Date,
    /// Its law.
    pub law: Law,
    /// What was found.
    pub reasons: String,
    /// Whether that time passed.
    pub overdue: bool,
}

/// An appeal or a complaint in a list.
#[derive(Clone)]
pub struct ReviewLine {
    /// Its id.
    pub id: Uuid,
    /// Its number.
    pub number: String,
    /// Instance of an appeal.
    pub instance: Option<u8>,
    /// Level of a complaint.
    pub level: Option<Level>,
    /// The register that is said to have something wrong.
    pub register: Option<Texts>,
    /// Filed.
    pub filed_at: Timestamp,
    /// Phase.
    pub phase: PhaseView,
    /// Who holds it.
    pub holder: Texts,
    /// Last day of its term.
    pub last_day: Date,
    /// What was ruled.
    pub outcome: Option<Outcome>,
    /// Whether it suspends execution now.
    pub suspends: bool,
}

/// What came after the decision.
#[derive(Clone, Default)]
pub struct After {
    /// The check of a provisional grant.
    pub post_check: Option<PostCheckView>,
    /// The condition of a provisional grant.
    pub condition: Option<Texts>,
    /// What was given was taken back.
    pub revoked: Option<EndedView>,
    /// Decisions that do not stand any more, oldest first.
    pub former: Vec<FormerView>,
    /// Execution is suspended by an appeal.
    pub suspended: bool,
    /// The person took something for a slip of the pen, not answered yet.
    pub correction: Option<CorrectionView>,
    /// The number of the case that has the same claim, so that nothing is issued here yet.
    pub held_up: Option<String>,
    /// A claim to court was noted: when, in which words.
    pub court: Option<(Timestamp, String)>,
    /// Sent on to another body when.
    pub redirected_at: Option<Timestamp>,
}

/// The check after a provisional grant.
#[derive(Clone)]
pub struct PostCheckView {
    /// Last day.
    pub until: Date,
    /// Its law.
    pub law: Law,
    /// Over when, and whether somebody looked.
    pub ended: Option<(Timestamp, bool)>,
}

/// A decision, or a silence, that does not stand any more.
#[derive(Clone)]
pub struct FormerView {
    /// Decided or deemed when; none where only a revocation was annulled.
    pub at: Option<Timestamp>,
    /// Whether it gave what was asked; none for a silence.
    pub granted: Option<bool>,
    /// Its amount.
    pub amount: Option<Decimal>,
    /// Its reasons.
    pub reasons: Option<String>,
    /// The document made of it.
    pub document: Option<DocumentLine>,
    /// When it ceased to stand.
    pub ended_at: Timestamp,
    /// By what.
    pub ended: EndedView,
}

/// By what a decision ceased to stand.
#[derive(Clone)]
pub enum EndedView {
    /// Taken back.
    Revoked {
        /// On which ground.
        ground: RevocationGround,
        /// Its law.
        law: Law,
        /// Whether the damage is paid.
        compensated: bool,
        /// Why.
        reasons: String,
        /// Who prepared and who adopted it.
        by: (String, Option<String>),
    },
    /// Annulled on appeal.
    Annulled(CaseLink),
    /// Given up by the person.
    GivenUp,
}

/// A slip of the pen that was asked about.
#[derive(Clone)]
pub struct CorrectionView {
    /// What the person says.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// Until when it is answered.
    pub until: Date,
    /// That time has passed.
    pub overdue: bool,
}

/// What was ruled on an appeal or a complaint, or is prepared.
#[derive(Clone)]
pub struct RulingView {
    /// What it does.
    pub outcome: Outcome,
    /// Whether rights were restored.
    pub rights: Rights,
    /// Requirements it holds to be met: their titles.
    pub overruled: Vec<Texts>,
    /// What it says of lateness.
    pub lateness: Option<Lateness>,
}

/// Which act is prepared.
#[derive(Clone)]
pub enum ActView {
    /// A refusal.
    Refusal,
    /// What was given is to be taken back.
    Revocation {
        /// On which ground.
        ground: RevocationGround,
        /// Its law.
        law: Law,
        /// Whether the damage is paid.
        compensated: bool,
    },
    /// The dismissal of an appeal or complaint.
    Ruling(RulingView),
}

/// A hearing by word of mouth.
#[derive(Clone)]
pub struct OralView {
    /// Asked for when.
    pub asked_at: Timestamp,
    /// Held: when, by whom, what was said.
    pub held: Option<(Timestamp, String, String)>,
    /// Last day for remarks.
    pub remarks_until: Option<Date>,
    /// Remarks.
    pub remarks: Vec<(Timestamp, String)>,
}
