//! Rules over evidence: what the requirements, amounts and choices of a service come to.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_catalog::{Catalog, Need, Service};
use tutas_domain::calendar::Calendar;
use tutas_domain::evidence::{Evidence, Finding, Known, Record, Source};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::value::Value;
use tutas_rules::{Case, Outcome, Program, Tri, WorkingDays};

/// What is said of somebody of whom nothing was read.
pub(crate) static NOTHING_KNOWN: Evidence = Evidence(BTreeMap::new());

/// The expression that says what is paid; others may name what it comes to.
const AMOUNT: &str = "amount";

/// A program over the facts of one case. An expression is computed when it is asked for: whoever
/// asks one question pays for one.
pub(crate) struct Assessment<'a> {
    program: &'a Program,
    calendar: &'a Calendar,
    evidence: &'a Evidence,
    /// What stands before the evidence.
    before: Evidence,
    named: BTreeMap<String, Value>,
    /// The same with the amount, for expressions that name it.
    with_amount: OnceLock<BTreeMap<String, Value>>,
}

/// What a program is run over.
pub(crate) struct Facts<'f, 'e> {
    pub(crate) filer: &'f PersonId,
    pub(crate) answers: &'f Record,
    pub(crate) evidence: &'e Evidence,
    pub(crate) filed_on: Date,
    /// The day of the decision, once there is one: until then what depends on it is unknown.
    pub(crate) decided_on: Option<Date>,
    /// A record standing in for a relation that no need has: the chosen subject.
    pub(crate) subject: Option<(&'f str, &'f Record)>,
}

struct Days<'a>(&'a Calendar);

impl WorkingDays for Days<'_> {
    fn working_days_between(&self, after: Date, until: Date) -> Option<i64> {
        self.0.working_days_between(after, until)
    }
}

/// Lays the facts out for a program.
pub(crate) fn assess<'a>(
    catalog: &'a Catalog,
    program: &'a Program,
    facts: &Facts<'_, 'a>,
) -> Assessment<'a> {
    let mut named: BTreeMap<String, Value> = program
        .all_named()
        .filter_map(|name| {
            let unit = catalog.country.unit(name, facts.filed_on)?;
            Some((name.to_owned(), Value::Decimal(unit.value)))
        })
        .collect();
    named.insert("filed_on".to_owned(), Value::Date(facts.filed_on));
    if let Some(date) = facts.decided_on {
        named.insert("decided_on".to_owned(), Value::Date(date));
    }
    Assessment {
        program,
        calendar: &catalog.calendar,
        evidence: facts.evidence,
        before: stand_ins(program, facts),
        named,
        with_amount: OnceLock::new(),
    }
}

/// What stands before the evidence: the chosen subject, the answers, who files. Only what the
/// program reads of them.
fn stand_ins(program: &Program, facts: &Facts<'_, '_>) -> Evidence {
    let mut before = Evidence::default();
    let source = Source::Derived {
        at: Timestamp::UNIX_EPOCH,
    };
    let mut stand_in = |name: &str, record: Record| {
        let known = Known::Records {
            records: [record].into(),
            source: source.clone(),
        };
        before.0.insert(name.to_owned(), known);
    };
    let fields_of = |name: &str| {
        let reads = program.all_reads();
        let fields = reads.filter_map(|(relation, field)| field.filter(|_| relation == name));
        fields.collect::<Vec<_>>()
    };
    if let Some((name, record)) = facts.subject
        && facts.evidence.records(name).is_none()
    {
        let known = |field: &&str| record.contains_key(*field);
        let value = |field: &str| (field.to_owned(), record.get(field).cloned().flatten());
        let fields = fields_of(name).into_iter().filter(known);
        stand_in(name, fields.map(value).collect());
    }
    // A question that was not answered, or not asked, is none: nobody is waited for.
    let answer = |field: &str| {
        (
            field.to_owned(),
            facts.answers.get(field).cloned().flatten(),
        )
    };
    stand_in(
        "answers",
        fields_of("answers").into_iter().map(answer).collect(),
    );
    let text = |text: Option<&str>| text.map(|text| Value::Text(text.to_owned()));
    let filer = Record::from([
        ("iin".to_owned(), text(facts.filer.iin().map(Iin::as_str))),
        ("document".to_owned(), text(facts.filer.document())),
    ]);
    stand_in("filer", filer);
    before
}

impl Assessment<'_> {
    /// A predicate's truth: `None` while unknown.
    pub(crate) fn holds(&self, expression: &str) -> Option<bool> {
        match self.result(expression)? {
            Tri::Known(value) => Some(value == Some(Value::Bool(true))),
            Tri::Unknown => None,
        }
    }

    /// An expression's value, if it is known and there is one.
    pub(crate) fn value(&self, expression: &str) -> Option<Value> {
        match self.result(expression)? {
            Tri::Known(value) => value,
            Tri::Unknown => None,
        }
    }

    /// Whether it can be told what a grant gives: the amount, and all that is to be written.
    pub(crate) fn tells_result(&self, service: &Service) -> bool {
        let known = |expression: &str| matches!(self.result(expression), Some(Tri::Known(_)));
        let gives = &service.gives;
        let mut fields = gives.write.iter().flat_map(|write| write.fields.keys());
        (gives.amount.is_none() || known(AMOUNT))
            && fields.all(|field| known(&format!("write:{field}")))
    }

    /// The amount, if there is one and it is known.
    pub(crate) fn amount(&self) -> Option<Decimal> {
        match self.value(AMOUNT)? {
            Value::Decimal(amount) => Some(amount),
            Value::Int(amount) => Some(Decimal::from(amount)),
            _ => None,
        }
    }

    /// Findings on the service's requirements, in their order.
    pub(crate) fn findings(&self, service: &Service) -> Vec<Finding> {
        let requirements = service.procedure.requirements.iter();
        requirements
            .filter_map(|requirement| {
                let name = &requirement.name;
                let days = Days(self.calendar);
                self.program.outcome(name, self.case_for(name), &days)
            })
            .map(Outcome::finding)
            .collect()
    }

    fn result(&self, expression: &str) -> Option<Tri<Option<Value>>> {
        let case = self.case_for(expression);
        self.program.result(expression, case, &Days(self.calendar))
    }

    /// The facts for one expression: what is written to registers may name the amount.
    fn case_for(&self, expression: &str) -> Case<'_> {
        let names_amount = expression != AMOUNT && self.program.names_in(expression, AMOUNT);
        Case {
            evidence: self.evidence,
            before: Some(&self.before),
            named: if names_amount {
                self.with_amount.get_or_init(|| self.named_with_amount())
            } else {
                &self.named
            },
        }
    }

    fn named_with_amount(&self) -> BTreeMap<String, Value> {
        let amount = self
            .amount()
            .map(|it| (AMOUNT.to_owned(), Value::Decimal(it)));
        self.named.clone().into_iter().chain(amount).collect()
    }
}

/// The need that a name stands for.
pub(crate) fn need<'a>(needs: &'a [Need], name: &str) -> Option<&'a Need> {
    needs.iter().find(|need| need.name == name)
}
