//! What a catalog says, parsed and checked: plain values that the rest of the program reads.

mod register;

use std::collections::BTreeMap;

use jiff::civil::{Date, Time};
use rust_decimal::Decimal;
use tutas_domain::bundle::{OnRefusal, OnSilence};
use tutas_domain::calendar::Calendar;
use tutas_domain::definition::{LegalTerm, Procedure};
use tutas_domain::person::NameRules;
use tutas_domain::text::{Law, Mark, Texts};
use tutas_domain::value::{Value, ValueType};
use tutas_rules::Program;

pub use self::register::{Field, Offer, Own, Register};
use crate::annex::AnnexForm;
use crate::privacy::{Opinion, Privacy};
pub use crate::problem::{Problem, Severity};

/// A whole catalog.
pub struct Catalog {
    /// The country.
    pub country: Country,
    /// Days off and moved days, in the zone of the country; those of a body are `calendar_of` it.
    pub calendar: Calendar,
    /// The same days in the other zones that bodies keep, by the zone's name.
    pub(crate) elsewhere: BTreeMap<String, Calendar>,
    /// Public organisations, by id.
    pub bodies: BTreeMap<String, Body>,
    /// Territories by KATO code (two or four digits).
    pub territories: BTreeMap<String, Texts>,
    /// Registers, by id.
    pub registers: BTreeMap<String, Register>,
    /// Published versions of services, by id, oldest first.
    pub services: BTreeMap<String, Vec<Service>>,
    /// Published versions of the definitions of appeals and complaints, by id, oldest first: cases
    /// like those of services, but nobody finds them in a list of services.
    pub matters: BTreeMap<String, Vec<Service>>,
    /// Published versions of life events, by id, oldest first.
    pub life_events: BTreeMap<String, Vec<LifeEvent>>,
    /// The rights of whose data is read and the model of risks, if the country has said them.
    pub privacy: Option<Privacy>,
    /// The form of the list of basic requirements, if the country has one.
    pub annex_form: Option<AnnexForm>,
    /// What data protection officers have signed.
    pub opinions: Vec<Opinion>,
}

/// What holds for the whole country.
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// Its name.
    pub title: Texts,
    /// Where its catalog is found, `https://…` without a stroke at the end; names that others use
    /// begin with it, and so it never changes.
    pub address: Option<String>,
    /// IANA time zone of its bodies.
    pub time_zone: String,
    /// Those of territories that keep another, by KATO code; they hold within the territory too.
    pub time_zones: BTreeMap<String, String>,
    /// ISO 4217.
    pub currency: String,
    /// Currency sign.
    pub currency_sign: String,
    /// Amounts by date: `mci`, `minimum_wage`, …
    pub units: BTreeMap<String, Unit>,
    /// What people read where a rule names something that is no register's field: `filed_on`,
    /// `filer.iin`, `count`.
    pub words: BTreeMap<String, Texts>,
    /// Rules on names.
    pub names: NameRules,
    /// X-Road instance and this program's own client identifier.
    pub xroad: XRoadClient,
    /// Who answers for what is looked at, and until when; without it nobody can be asked.
    pub accountability: Option<Accountability>,
}

/// Who answers for accesses to persons' data.
pub struct Accountability {
    /// The term in which the body that looked answers why.
    pub answer: LegalTerm,
    /// The body that answers for what the program reads before any body has the case.
    pub operator: String,
    /// The law under which auditors look.
    pub audit: Law,
}

/// An amount that the law fixes anew from time to time.
pub struct Unit {
    /// Its name.
    pub title: Texts,
    /// Values by the date each is valid from, oldest first.
    pub values: Vec<UnitValue>,
}

/// One value of a unit.
pub struct UnitValue {
    /// First day.
    pub from: Date,
    /// The amount.
    pub value: Decimal,
    /// Its law.
    pub law: Law,
}

/// X-Road identifiers of this program as a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XRoadClient {
    /// Instance, e.g. `KZ-DEMO`.
    pub instance: String,
    /// Member class.
    pub class: String,
    /// Member code.
    pub member: String,
    /// Subsystem.
    pub subsystem: String,
}

/// A public organisation.
pub struct Body {
    /// Id, e.g. `registrar-2710`.
    pub id: String,
    /// Kind: `registrar`, `social-office`, `education`, `clinic`, …
    pub kind: String,
    /// Its name.
    pub title: Texts,
    /// KATO code of its territory: two or four digits; empty for the whole country.
    pub territory: String,
    /// The body above it, to which appeals go; none at the top.
    pub superior: Option<String>,
    /// The law that sets the one under the other.
    pub subordination: Option<Law>,
    /// IANA time zone: its own, that of its territory, or the country's.
    pub time_zone: String,
    /// Opening hour in its zone.
    pub opens: Time,
    /// Closing hour: what is received later is registered on the next working day.
    pub closes: Time,
}

/// One version of a service.
pub struct Service {
    /// Id.
    pub id: String,
    /// SHA-256 of the canonical text of this version and of what it takes over from the general
    /// procedure, hex.
    pub hash: String,
    /// SHA-256 of what of it is about people's data: what an officer's opinion is about.
    pub data: String,
    /// First day on which it may be filed under: its own, or that of the general procedure that
    /// changed it.
    pub from: Date,
    /// What the state machine reads.
    pub procedure: Procedure,
    /// What it gives, in a sentence or two.
    pub summary: Texts,
    /// Law it rests on.
    pub law: Law,
    /// Who decides.
    pub decider: Decider,
    /// Needs, each after those it is looked up by.
    pub needs: Vec<Need>,
    /// Questions.
    pub asks: Vec<Ask>,
    /// Ordinary term.
    pub term: LegalTerm,
    /// Terms for special cases: the first whose predicate holds at filing.
    pub term_variants: Vec<TermVariant>,
    /// What a grant gives.
    pub gives: Gives,
    /// How long the case is kept.
    pub retention: Retention,
    /// Channels: `portal`, `counter`, `phone`.
    pub channels: Vec<String>,
    /// Fee in the country's currency; zero is free.
    pub fee: Fee,
    /// All predicates and amounts of this version, compiled. Expression names: the requirement's
    /// name; `applies:<requirement>`; `term:<i>`; `ask:<name>`; `amount`; `document:<i>`; `write:<field>`.
    pub program: Program,
}

/// Who decides a case.
pub struct Decider {
    /// Kind of body.
    pub kind: String,
    /// How the one body is found.
    pub by: DeciderBy,
    /// The law.
    pub law: Law,
}

/// How the deciding body is found.
pub enum DeciderBy {
    /// The answer to this question names the body: the person chooses.
    Ask(String),
    /// The body of that kind in the territory held by this field (`need`, `field`; a KATO code,
    /// longest prefix wins); with a fallback to the territory of the filer's chosen body.
    Territory {
        /// The need.
        need: String,
        /// Its field.
        field: String,
    },
    /// The body that decided, kept silent or is complained of. Only of appeals and complaints.
    Concerned,
    /// The authority of that kind for the territory of the body concerned. Only of complaints and
    /// appeals.
    Authority,
    /// The steward of the register concerned. Only of data defects.
    Steward,
}

/// A variant of the term.
pub struct TermVariant {
    /// Predicate (SQL).
    pub when: String,
    /// The term then.
    pub term: LegalTerm,
}

/// One look-up in a register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// Name: also the relation's name in rules.
    pub name: String,
    /// The register.
    pub register: String,
    /// Alternatives, in order: the first whose sources are all known is used.
    /// Register field → where its value comes from.
    pub by: Vec<BTreeMap<String, KeySource>>,
    /// Fields asked for: no other is requested or stored.
    pub fields: Vec<String>,
    /// Whether many records are expected; if not, only the first is kept.
    pub many: bool,
    /// Records that have one of these fields are not kept: a marriage that has ended, say.
    pub without: Vec<String>,
    /// Whose data it is.
    pub of: Whose,
    /// On what basis it is read.
    pub basis: Basis,
}

/// Where a look-up key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// A field of an earlier need's only or first record.
    Need {
        /// The need.
        need: String,
        /// Its field.
        field: String,
    },
    /// The answer to a question: `answers.father_iin`.
    Answer(String),
    /// The person who files: `filer.iin`, `filer.document`.
    Filer(FilerKey),
    /// The subject of the application: `subject.child_iin` (the record the form was filed for).
    Subject(String),
    /// A constant.
    Literal(Value),
}

/// How a filer is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilerKey {
    /// By individual identification number.
    Iin,
    /// By a foreign document number.
    Document,
}

/// Whose data a need reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The person who files.
    Filer,
    /// A minor for whom the filer acts.
    Child,
    /// Another adult: the role's name (`father`, `mother`), as a text of the catalog.
    Adult(Texts),
    /// Nobody's: public data.
    Public,
}

/// On what basis a need is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A law names it.
    Law(Law),
    /// The person whose data it is consents.
    Consent {
        /// The law under which consent is given.
        law: Law,
    },
}

/// A question: only what no register holds.
pub struct Ask {
    /// Name; answers are the relation `answers` in rules.
    pub name: String,
    /// Kind.
    pub kind: AskKind,
    /// The question.
    pub title: Texts,
    /// A hint under it.
    pub hint: Texts,
    /// Must it be answered.
    pub required: bool,
    /// Whether it is asked anew for each child.
    pub each: bool,
    /// Predicate (SQL) saying when it is asked; none means always.
    pub when: Option<String>,
    /// Whether it is asked only once the predicate is known to hold (`when_known`): what a
    /// register may yet answer is not asked while that register is down.
    pub only_known: bool,
    /// A register's value to confirm instead of typing: need and field.
    pub confirm_from: Option<(String, String)>,
}

/// What kind of answer a question takes.
pub enum AskKind {
    /// Free text up to a length in characters.
    Text {
        /// Longest.
        max: usize,
    },
    /// Given name or names within the law.
    GivenName,
    /// One of the surnames the law allows for this child (derived from the parents' names).
    Surname,
    /// None, or one derived from the father's name.
    Patronymic,
    /// One of a few.
    Choice {
        /// Code and text.
        options: Vec<(String, Texts)>,
    },
    /// A date that is not in the future.
    Date {
        /// The most years ago it can be; none if any day will do.
        years: Option<u16>,
    },
    /// Yes or no.
    Bool,
    /// An identification number.
    Iin,
    /// An account number (IBAN).
    Iban,
    /// A body of a kind, anywhere in the country.
    Body {
        /// The kind.
        kind: String,
    },
    /// One of the records of a need (e.g. kindergartens near): need, value field, label field.
    Record {
        /// The need.
        need: String,
        /// The field stored.
        value: String,
        /// The field shown.
        label: String,
    },
}

impl AskKind {
    /// The type its answer has in rules.
    pub fn value_type(&self) -> ValueType {
        match self {
            Self::Date { .. } => ValueType::Date,
            Self::Bool => ValueType::Bool,
            _ => ValueType::Text,
        }
    }
}

/// What a grant gives.
pub struct Gives {
    /// Whether there is an amount (expression `amount`), and how often it is paid.
    pub amount: Option<Amount>,
    /// The document issued: variants, the first whose predicate holds.
    pub documents: Vec<DocumentVariant>,
    /// What is written to a register on grant: register and the fields written.
    pub write: Option<Write>,
}

/// An amount of money.
pub struct Amount {
    /// The expression (SQL), in the country's currency.
    pub sql: String,
    /// Once or each month.
    pub monthly: bool,
    /// The law.
    pub law: Law,
}

/// A document kind chosen by predicate.
pub struct DocumentVariant {
    /// Predicate (SQL); none is always.
    pub when: Option<String>,
    /// Kind: `birth-certificate`, `stillbirth-statement`, `notice`.
    pub kind: String,
    /// Its title.
    pub title: Texts,
    /// Ask that names the language, if it is issued in one language only.
    pub language_ask: Option<String>,
    /// What it shows, in order: a field of the written record (`surname`), a field of a need
    /// (`mother.citizenship`), or a need for the person's name (`mother`).
    pub shows: Vec<String>,
}

/// A record written to a register when the service is granted.
pub struct Write {
    /// The register.
    pub register: String,
    /// Field → expression (SQL) of the service's program.
    pub fields: BTreeMap<String, String>,
    /// Field of the register's reply that numbers the document.
    pub number_field: String,
}

/// How long a case is kept.
pub struct Retention {
    /// Years after its end.
    pub years: u32,
    /// The law.
    pub law: Law,
}

/// What the service costs the person.
pub struct Fee {
    /// In the country's currency.
    pub amount: Decimal,
    /// The law.
    pub law: Law,
}

/// One version of a life event.
pub struct LifeEvent {
    /// Id.
    pub id: String,
    /// SHA-256, hex.
    pub hash: String,
    /// SHA-256 of what of it is about people's data: what an officer's opinion is about.
    pub data: String,
    /// First day.
    pub from: Date,
    /// Its name.
    pub title: Texts,
    /// What one application does, in plain words.
    pub summary: Texts,
    /// Law it rests on.
    pub law: Law,
    /// Needs read before filing to find whom the application is for, in order.
    pub needs: Vec<Need>,
    /// Needs (of `needs`) whose records are the possible subjects, and the field that identifies one.
    pub subjects: Vec<String>,
    /// Identifying field of a subject record.
    pub subject_key: String,
    /// Records with the same value here are one event (twins): one form, one application a child.
    pub group_by: String,
    /// Questions asked when no register has the subject (e.g. the date of birth).
    pub subject_asks: Vec<Ask>,
    /// Services in order.
    pub steps: Vec<Step>,
    /// Predicates that set the tone of all pages; the first that holds.
    pub tones: Vec<Tone>,
    /// Compiled predicates: `step:<service>`, `tone:<i>`, `ask:<name>`.
    pub program: Program,
}

/// One service of a life event.
pub struct Step {
    /// The service.
    pub service: String,
    /// Services that must have given their result before.
    pub after: Vec<String>,
    /// Predicate over the subject saying whether it is offered at all.
    pub when: Option<String>,
    /// Whether the person can leave it out.
    pub optional: bool,
    /// What its refusal means for the steps that come after it.
    pub on_refusal: OnRefusal,
    /// What its silence means for the steps that come after it.
    pub on_silence: OnSilence,
}

/// A tone for pages.
pub struct Tone {
    /// Predicate.
    pub when: String,
    /// `plain` or `quiet`.
    pub name: String,
    /// A sentence shown first.
    pub text: Texts,
    /// The event's name in this tone, where its own would hurt.
    pub title: Option<Texts>,
}

/// Marks of certainty found in a catalog, for its report.
pub type MarkCounts = BTreeMap<Mark, usize>;
