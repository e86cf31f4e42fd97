//! Registers: what they hold, and what of those held here is told to others.

use std::collections::BTreeMap;

use jiff::civil::Date;
use tutas_domain::text::{Law, Texts};
use tutas_domain::value::ValueType;

/// A register and how it is asked.
pub struct Register {
    /// Id, e.g. `medical-births`.
    pub id: String,
    /// Its name.
    pub title: Texts,
    /// Who owns it.
    pub owner: Texts,
    /// Who answers for the quality of its data.
    pub steward: Texts,
    /// The body whose officers look into what is said to be wrong in it; without one nobody can be
    /// told, and the register's card says so.
    pub steward_body: Option<String>,
    /// What it is made of, if this program itself holds it; it is then asked nowhere else.
    pub own: Option<Own>,
    /// X-Road member class.
    pub class: String,
    /// X-Road member code.
    pub member: String,
    /// X-Road subsystem.
    pub subsystem: String,
    /// X-Road service code.
    pub service_code: String,
    /// Fields it can be looked up by (a look-up names one or more).
    pub keys: Vec<String>,
    /// Fields, by name.
    pub fields: BTreeMap<String, Field>,
    /// The law that sets it up.
    pub law: Law,
    /// Whether results may be written to it.
    pub writable: bool,
    /// The date from which a record does not hold any more; such records answer nobody's need.
    pub ended: Option<String>,
    /// How many minutes an answer may be used.
    pub fresh_minutes: u32,
    /// Who else is answered about it, what and why.
    pub offered: Vec<Offer>,
}

impl Register {
    /// Whether this program itself holds it.
    pub fn is_own(&self) -> bool {
        self.own.is_some()
    }
}

/// What a register that this program holds is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Statements that persons signed here.
    Statements,
    /// Documents that were issued here.
    Documents,
}

impl Own {
    /// What it can tell.
    pub fn fields(self) -> &'static [(&'static str, ValueType)] {
        use ValueType::{Bool, Date, Text};
        match self {
            Self::Statements => &[
                ("statement_no", Text),
                ("application_no", Text),
                ("father_iin", Text),
                ("mother_iin", Text),
                ("child_iin", Text),
                ("delivery_no", Text),
                ("signed_on", Date),
            ],
            Self::Documents => &[
                ("case_no", Text),
                ("document_no", Text),
                ("kind", Text),
                ("service", Text),
                ("issued_by", Text),
                ("issued_on", Date),
                ("holds", Bool),
                ("ended_on", Date),
            ],
        }
    }

    /// By what it can be looked up: a look-up names one of these at least.
    pub fn keys(self) -> &'static [&'static str] {
        match self {
            Self::Statements => &["application_no", "father_iin", "mother_iin"],
            Self::Documents => &["case_no"],
        }
    }
}

/// An agreement by which another member of the exchange is answered.
pub struct Offer {
    /// X-Road member class of who asks.
    pub class: String,
    /// X-Road member code.
    pub member: String,
    /// X-Road subsystem.
    pub subsystem: String,
    /// Who that is, in words.
    pub title: Texts,
    /// By what they look up.
    pub by: Vec<String>,
    /// What they are told; nothing else.
    pub fields: Vec<String>,
    /// What for.
    pub purpose: Texts,
    /// The law that allows it.
    pub law: Law,
    /// The last day on which they are answered, if there is one.
    pub until: Option<Date>,
}

/// A field of a register.
pub struct Field {
    /// Its type.
    pub value_type: ValueType,
    /// Of how many digits each of its values is, if they are numbers written as text.
    pub digits: Option<usize>,
    /// Its name.
    pub title: Texts,
    /// Names of its coded values, if it is coded.
    pub values: BTreeMap<String, Texts>,
    /// Names of codes from a list that stands elsewhere in the catalog, and need not have them all.
    pub codes: BTreeMap<String, Texts>,
    /// Whether it says of people what needs more care: their health, family, income.
    pub sensitive: bool,
    /// What it says of its subject, if another register says it too: fields with one fact must
    /// agree before anything is decided on either.
    pub fact: Option<String>,
}

impl Field {
    /// What people read for a code; none where it has no name.
    pub fn name_of(&self, code: &str) -> Option<&Texts> {
        self.values.get(code).or_else(|| self.codes.get(code))
    }
}
