//! Rules over evidence: what the requirements, amounts and choices of a service come to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_catalog::{Catalog, Need, Service};
use tutas_domain::calendar::Calendar;
use tutas_domain::evidence::{Evidence, Finding, Known, Record, Source};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::value::Value;
use tutas_rules::{Case, Outcome, Program, Tri, WorkingDays};

/// What a program came to, by expression.
pub(crate) struct Assessment(BTreeMap<String, Outcome>);

/// What a program is run over.
pub(crate) struct Facts<'a> {
    pub(crate) filer: &'a PersonId,
    pub(crate) answers: &'a Record,
    pub(crate) evidence: &'a Evidence,
    pub(crate) filed_on: Date,
    /// The day of the decision, once there is one: until then what depends on it is unknown.
    pub(crate) decided_on: Option<Date>,
    /// A record standing in for a relation that no need has: the chosen subject.
    pub(crate) subject: Option<(&'a str, &'a Record)>,
}

struct Days<'a>(&'a Calendar);

impl WorkingDays for Days<'_> {
    fn working_days_between(&self, after: Date, until: Date) -> Option<i64> {
        self.0.working_days_between(after, until)
    }
}

/// Runs those expressions of a program over the facts whose names are `wanted`, and computes nothing
/// else: whoever asks one question pays for one.
pub(crate) fn assess(
    catalog: &Catalog,
    program: &Program,
    facts: &Facts<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Assessment {
    let before = stand_ins(program, facts);
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

    let run = |named: &BTreeMap<String, Value>, wanted: &dyn Fn(&str) -> bool| {
        let case = Case {
            evidence: facts.evidence,
            before: Some(&before),
            named,
        };
        let outcomes = program.evaluate_some(case, &Days(&catalog.calendar), wanted);
        outcomes
            .into_iter()
            .map(|outcome| (outcome.name.clone(), outcome))
    };
    let of_amount = |name: &str| program.names_in(name, "amount");
    let wants_amount = program.names("amount")
        && program
            .expressions()
            .any(|name| wanted(name) && of_amount(name));
    let mut about = Assessment(
        run(&named, &|name| {
            wanted(name) || (wants_amount && name == "amount")
        })
        .collect(),
    );
    // What is written to registers may name the amount, which the first run gives.
    if wants_amount && let Some(amount) = about.amount() {
        named.insert("amount".to_owned(), Value::Decimal(amount));
        about
            .0
            .extend(run(&named, &|name| wanted(name) && of_amount(name)));
    }
    about
}

/// What stands before the evidence: the chosen subject, the answers, who files.
fn stand_ins(program: &Program, facts: &Facts<'_>) -> Evidence {
    let mut before = Evidence::default();
    let source = Source::Derived {
        at: Timestamp::UNIX_EPOCH,
    };
    let mut stand_in = |name: &str, record: Record| {
        let known = Known::Records {
            records: vec![record],
            source: source.clone(),
        };
        before.0.insert(name.to_owned(), known);
    };
    if let Some((name, record)) = facts.subject
        && facts.evidence.records(name).is_none()
    {
        stand_in(name, record.clone());
    }
    let mut answers = Record::new();
    for read in program.all_reads() {
        if let ("answers", Some(field)) = read {
            // A question that was not answered, or not asked, is none: nobody is waited for.
            let answer = facts.answers.get(field).cloned().flatten();
            answers.insert(field.to_owned(), answer);
        }
    }
    stand_in("answers", answers);
    let text = |text: Option<&str>| text.map(|text| Value::Text(text.to_owned()));
    let filer = Record::from([
        ("iin".to_owned(), text(facts.filer.iin().map(Iin::as_str))),
        ("document".to_owned(), text(facts.filer.document())),
    ]);
    stand_in("filer", filer);
    before
}

impl Assessment {
    /// A predicate's truth: `None` while unknown.
    pub(crate) fn holds(&self, expression: &str) -> Option<bool> {
        match &self.0.get(expression)?.result {
            Tri::Known(value) => Some(*value == Some(Value::Bool(true))),
            Tri::Unknown => None,
        }
    }

    /// An expression's value, if it is known and there is one.
    pub(crate) fn value(&self, expression: &str) -> Option<Value> {
        match &self.0.get(expression)?.result {
            Tri::Known(value) => value.clone(),
            Tri::Unknown => None,
        }
    }

    /// Whether it can be told what a grant gives: the amount, and all that is to be written.
    pub(crate) fn tells_result(&self, service: &Service) -> bool {
        let known = |expression: &str| {
            let outcome = self.0.get(expression);
            outcome.is_some_and(|outcome| matches!(outcome.result, Tri::Known(_)))
        };
        let gives = &service.gives;
        let mut fields = gives.write.iter().flat_map(|write| write.fields.keys());
        (gives.amount.is_none() || known("amount"))
            && fields.all(|field| known(&format!("write:{field}")))
    }

    /// The amount, if there is one and it is known.
    pub(crate) fn amount(&self) -> Option<Decimal> {
        match self.value("amount")? {
            Value::Decimal(amount) => Some(amount),
            Value::Int(amount) => Some(Decimal::from(amount)),
            _ => None,
        }
    }

    /// Findings on the service's requirements, in their order.
    pub(crate) fn findings(&self, service: &Service) -> Vec<Finding> {
        service
            .procedure
            .requirements
            .iter()
            .filter_map(|requirement| self.0.get(&requirement.name).cloned())
            .map(Outcome::finding)
            .collect()
    }
}

/// The need that a name stands for.
pub(crate) fn need<'a>(needs: &'a [Need], name: &str) -> Option<&'a Need> {
    needs.iter().find(|need| need.name == name)
}
