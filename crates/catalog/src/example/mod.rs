//! Examples: people, what the registers hold of them, and what must happen.

mod person;
mod record;
mod review;
mod script;
mod verb;

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use rust_decimal::Decimal;
use tutas_domain::evidence::Record;
use tutas_domain::person::PersonId;
use tutas_domain::text::Texts;

use crate::draft::World;
use crate::model::Problem;
use crate::reading::Reading;
use crate::yaml::Node;

/// Phases a case can be expected in.
pub const PHASES: &[&str] = &[
    "gathering",
    "curing",
    "examining",
    "hearing",
    "granted",
    "post-check",
    "issued",
    "refused",
    "not-accepted",
    "deemed-refused",
    "revoked",
    "ruled",
    "withdrawn",
    "not-opened",
];
/// Letters the filer can be expected to get.
pub const LETTERS: &[&str] = &[
    "filed",
    "opened",
    "not-accepted",
    "redirected",
    "deficiency",
    "deficiency-cured",
    "document-turned-down",
    "extended",
    "stood-still",
    "recounted",
    "preliminary",
    "preliminary-withdrawn",
    "protocol",
    "granted",
    "held-up",
    "issued",
    "post-checked",
    "refused",
    "deemed-refused",
    "deemed-granted",
    "revoked",
    "corrected",
    "correction-declined",
    "defect-confirmed",
    "mending-overdue",
    "register-corrected",
    "ruled",
    "ruling-applied",
    "steps-dropped",
    "receipt-recorded",
    "withdrawn",
];

/// One example: a family, its records and a script. Invented people, so it may be shown.
#[derive(Clone, Debug)]
pub struct Example {
    /// Id.
    pub id: String,
    /// The file, relative to the catalog.
    pub file: String,
    /// Its name.
    pub title: Texts,
    /// The local date and time it plays at.
    pub date: DateTime,
    /// Who can sign in, by a name the script uses, in the order of the file.
    pub people: Vec<(String, ExamplePerson)>,
    /// Records by register; only the fields that the file gives.
    pub records: BTreeMap<String, Vec<Record>>,
    /// What happens, and what must then be so.
    pub script: Vec<Step>,
}

/// A person of an example.
#[derive(Clone, Debug)]
pub struct ExamplePerson {
    /// The identity to sign in with.
    pub sign_in: PersonId,
    /// Name.
    pub name: String,
    /// A line for the sign-in page: who it is and what to try.
    pub says: Texts,
}

/// One step of a script.
#[derive(Clone, Debug)]
pub struct Step {
    /// Line in the example's file.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// When, in local time; absent means right after the step before.
    pub at: Option<DateTime>,
    /// Who acts; absent for what nobody does.
    pub actor: Option<Actor>,
    /// What is done.
    pub verb: Verb,
}

/// Who acts in a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person of the example.
    Person(String),
    /// An officer: body and desk (`1`, `2`, `deputy`, `head` or `appeal`).
    Officer {
        /// The body's id.
        body: String,
        /// The desk.
        desk: String,
    },
}

/// What a step does.
#[derive(Clone, Debug)]
pub enum Verb {
    /// A person begins a life event, previews, answers and perhaps files.
    Begin(Begin),
    /// An officer grants.
    Grant(CaseRef),
    /// A person supplies a document that cures.
    Supply(Supply),
    /// An officer accepts a document and copies its record out.
    Accept(Accept),
    /// Records appear in registers.
    Register(BTreeMap<String, Vec<Record>>),
    /// A person signs a statement; the need that will read it.
    Sign(String),
    /// An officer prepares a refusal.
    PrepareRefusal(PrepareRefusal),
    /// Another officer approves the prepared refusal.
    Approve(CaseRef),
    /// The person opens a letter in the cabinet.
    Read {
        /// Which kind of letter.
        letter: String,
        /// Of which case, if several have one.
        case: Option<CaseRef>,
    },
    /// The person objects to a preliminary decision.
    Object {
        /// In these words.
        text: String,
        /// In which case, if several are in hearing.
        case: Option<CaseRef>,
    },
    /// The person withdraws.
    Withdraw(CaseRef),
    /// The person appeals against a decision or a silence.
    Appeal {
        /// In which case.
        case: CaseRef,
        /// In these words.
        text: String,
    },
    /// The person complains about how a service is given.
    Complain {
        /// In which case.
        case: CaseRef,
        /// To the authority, or else to the body itself.
        to_authority: bool,
        /// In these words.
        text: String,
    },
    /// An officer extends the term.
    Extend {
        /// Of which case.
        case: CaseRef,
        /// Until which day.
        until: Date,
        /// Why.
        reasons: String,
    },
    /// An officer of the body that acted sends an appeal on to the body above.
    Forward {
        /// The appeal.
        case: CaseRef,
        /// Why.
        reasons: String,
    },
    /// An officer rules on an appeal or a complaint; a dismissal is only prepared.
    Rule {
        /// The appeal or complaint.
        case: CaseRef,
        /// What is ruled.
        outcome: String,
        /// Why.
        reasons: String,
        /// Requirements held to be met.
        overruled: Vec<String>,
    },
    /// The person asks to be heard by word of mouth.
    AskHearing(CaseRef),
    /// An officer gives the protocol of the hearing.
    HoldHearing {
        /// In which case.
        case: CaseRef,
        /// What was said.
        protocol: String,
    },
    /// Registers stop answering.
    Down(Vec<String>),
    /// Registers answer again.
    Up(Vec<String>),
    /// Time passes until a local date and time.
    WaitUntil(DateTime),
    /// What must be so now.
    Expect(Expectation),
}

/// A person begins a life event.
#[derive(Clone, Debug, Default)]
pub struct Begin {
    /// The life event.
    pub life_event: String,
    /// How many subjects the registers show.
    pub subjects: Option<usize>,
    /// What the person consents to: `registers`, `automated`.
    pub consent: Vec<String>,
    /// Values that the preview must show, by `need.field`.
    pub known: BTreeMap<String, String>,
    /// The questions of each service, exactly; those on the subject under the life event's id.
    pub asked: BTreeMap<String, Vec<String>>,
    /// The answers.
    pub answers: Answers,
    /// Optional steps the person leaves out.
    pub leave_out: Vec<String>,
    /// Whether the application is filed.
    pub file: bool,
}

/// Answers as form fields carry them; an empty text is left blank.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// Given once.
    pub shared: BTreeMap<String, String>,
    /// Given for each child, in order.
    pub children: Vec<BTreeMap<String, String>>,
}

/// A case of the example's application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRef {
    /// The service.
    pub service: String,
    /// Of which child, from 1; absent means every case of the service.
    pub child: Option<usize>,
}

/// A document supplied.
#[derive(Clone, Debug)]
pub struct Supply {
    /// The requirement it cures.
    pub requirement: String,
    /// In which case, if several lack it.
    pub case: Option<CaseRef>,
    /// The file's name.
    pub file_name: String,
    /// Its media type.
    pub file_type: String,
}

/// A document accepted.
#[derive(Clone, Debug)]
pub struct Accept {
    /// The requirement it cures.
    pub requirement: String,
    /// In which case, if several lack it.
    pub case: Option<CaseRef>,
    /// What the officer copies out.
    pub record: Record,
}

/// A refusal prepared.
#[derive(Clone, Debug)]
pub struct PrepareRefusal {
    /// The case.
    pub case: CaseRef,
    /// Requirements not met.
    pub requirements: Vec<String>,
    /// Reasons in words.
    pub reasons: String,
}

/// What must be so.
#[derive(Clone, Debug, Default)]
pub struct Expectation {
    /// Cases by service, in the order of children.
    pub cases: BTreeMap<String, Vec<ExpectedCase>>,
    /// Letters the filer has so far, in order; `None` says nothing about them.
    pub letters: Option<Vec<String>>,
    /// How many short messages the filer was sent so far.
    pub messages: Option<usize>,
}

/// What a case must look like; absent says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExpectedCase {
    /// One of [`PHASES`].
    pub phase: Option<String>,
    /// When its term ends.
    pub due: Option<Due>,
    /// Who holds it.
    pub body: Option<String>,
    /// What it pays.
    pub amount: Option<Decimal>,
    /// Kind of the document issued.
    pub document: Option<String>,
    /// Requirements it is deficient in.
    pub lacks: Option<Vec<String>>,
    /// What was ruled, if it is an appeal or a complaint.
    pub outcome: Option<String>,
}

/// The end of a term: a day, or an instant where the term is in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The last day.
    Day(Date),
    /// Local date and time.
    Instant(DateTime),
}

/// Reads one example; what is wrong in it is reported and left empty.
pub(crate) fn read(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Example {
    let fields = r.fields(
        node,
        "an example",
        &["example", "title", "date", "people", "records", "script"],
    );
    let people = fields
        .need(r, "people")
        .map(|node| person::read(r, node))
        .unwrap_or_default();
    let names: Vec<&str> = people.iter().map(|(name, _)| name.as_str()).collect();
    let script = fields
        .need(r, "script")
        .map(|node| script::read(r, node, world, &names))
        .unwrap_or_default();
    Example {
        id: fields.text(r, "example"),
        file: r.file.to_owned(),
        title: fields.texts(r, "title"),
        date: fields
            .need(r, "date")
            .map(|node| r.date_time(node, "`date`"))
            .unwrap_or_default(),
        records: fields
            .get("records")
            .map(|node| record::by_register(r, node, world))
            .unwrap_or_default(),
        people,
        script,
    }
}

/// Each example has an id of its own.
pub(crate) fn check_ids(examples: &[Example], problems: &mut Vec<Problem>) {
    for (position, example) in examples.iter().enumerate() {
        if examples
            .iter()
            .take(position)
            .any(|other| other.id == example.id)
        {
            let message = format!("another file already has the example `{}`", example.id);
            problems.push(
                Problem::error(&example.file, (1, 1), "duplicate-id", message)
                    .help("give this one another name"),
            );
        }
    }
}
