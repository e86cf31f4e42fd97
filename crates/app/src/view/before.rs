//! Before filing: the plan of reads, the preview, questions, the last check.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::term::TermLength;
use tutas_domain::text::{Law, Texts};
use uuid::Uuid;

use super::{Fact, Shown, WhoseView};

/// The page "which data would be read".
pub struct DataPlan {
    /// The draft.
    pub draft: Uuid,
    /// The life event.
    pub life_event: String,
    /// Its name.
    pub title: Texts,
    /// Rows, by register.
    pub rows: Vec<PlanRow>,
    /// Whether any row rests on the filer's consent that was not given ahead.
    pub asks_consent: bool,
    /// For what consent is asked.
    pub asked_for: Vec<Texts>,
    /// Until when a consent given now would hold.
    pub until: Option<Timestamp>,
    /// What the filer agreed to ahead, and until when: it is not asked again.
    pub ahead: Vec<(Texts, Option<Timestamp>)>,
    /// Services that the machine would grant if the person consents to that (law: which).
    pub automated: Vec<(Texts, Law)>,
    /// What was ticked before, when the person comes back.
    pub ticked: Consents,
    /// Whether the reads were already made.
    pub already_read: bool,
    /// The texts that would be agreed to: for what, and their hashes.
    pub texts: Vec<(Texts, String)>,
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
    /// By the viewer's consent. There is no consent of another adult: the catalog does not take it.
    YourConsent,
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
    /// Registers that answer what must not be used.
    pub unusable: Vec<Texts>,
    /// Nobody looked for the event, because the person did not agree to it.
    pub declined: bool,
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
#[derive(Clone)]
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
    /// The digits of a number here suggest another date of birth than the register has. The law
    /// does not ask them to agree: a remark, never an error.
    pub odd_number: bool,
    /// Before filing: how to say that it is wrong, if that can be said of it.
    pub wrong: Option<WrongHere>,
}

/// Saying before filing that an answer is wrong: kept with the draft, told to the register's steward
/// with the case that rests on it.
#[derive(Clone)]
pub struct WrongHere {
    /// The answer, for the form.
    pub place: String,
    /// The body that will look into it.
    pub steward: Texts,
    /// In which time it is answered.
    pub answered_in: TermLength,
    /// The law.
    pub law: Law,
    /// Whether the service that rests on it begins only after another one: then it is told when that
    /// begins, not at filing.
    pub later: bool,
    /// What the person said already.
    pub said: Option<String>,
}

impl WrongHere {
    /// Of two places of one answer the one at which something is said, else the one that is told
    /// sooner, else the first.
    pub fn either(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        let places = first.into_iter().chain(second);
        places.min_by_key(|one| (one.said.is_none(), one.later))
    }
}

/// What a person said is wrong, on the last page before filing.
pub struct SaidWrongView {
    /// The register.
    pub register: Texts,
    /// The body that will be told.
    pub steward: Texts,
    /// Whether only when a later service begins; after filing else when the register answers.
    pub later: bool,
    /// What is wrong.
    pub words: String,
}

impl SaidWrongView {
    /// Whether it is the same words about the same register.
    pub fn is_same(&self, other: &Self) -> bool {
        self.register == other.register && self.words == other.words
    }
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

impl Question {
    /// What a form sends for a choice that may be left out, and is.
    pub const NONE: &str = "-";

    /// Whether the person may say that none of the choices is to be.
    pub fn may_be_none(&self) -> bool {
        !self.required && matches!(self.kind, QuestionKind::Choice(_))
    }

    /// Puts an answer into a form as its page sends it: a date goes into three fields.
    pub fn put(&self, form: &mut BTreeMap<String, String>, answer: &str) {
        let key = &self.key;
        let mut parts = answer.splitn(3, '-');
        match (&self.kind, parts.next(), parts.next(), parts.next()) {
            (QuestionKind::Date, Some(year), Some(month), Some(day)) => {
                form.insert(format!("{key}-year"), year.to_owned());
                form.insert(format!("{key}-month"), month.to_owned());
                form.insert(format!("{key}-day"), day.to_owned());
            }
            _ => {
                form.insert(key.clone(), answer.to_owned());
            }
        }
    }
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
    /// No day of the calendar.
    NoSuchDay,
    /// In the future.
    Future,
    /// Longer ago than the question can be about: the first day it can.
    TooEarly(Date),
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
    /// How many pages of questions there are.
    pub pages: usize,
    /// Answers: page index to change them at, the question, what was answered.
    pub answers: Vec<(usize, Option<ChildLabel>, Texts, Shown)>,
    /// What registers have wrong, as the person said.
    pub wrong: Vec<SaidWrongView>,
    /// Services that will run.
    pub steps: Vec<StepChoice>,
    /// Questions that must still be answered: page index.
    pub missing: Vec<(usize, Texts)>,
    /// What is lacking already now (it can be filed all the same, and mended after).
    pub lacking: Vec<Doubt>,
}
