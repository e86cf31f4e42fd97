//! Compiling the rules of a version, with problems placed in the file.

use std::collections::BTreeMap;

use tutas_domain::value::ValueType;
use tutas_rules::{Expression, Program, Relation, Schema, compile};

use super::needs::{answers, field_type};
use crate::draft::World;
use crate::model::{Ask, Need, Problem, Register};
use crate::read::life_event::LifeEventDraft;
use crate::read::service::ServiceDraft;
use crate::yaml::{Node, within};

/// An expression and the path to it in a version's mapping.
pub(crate) struct Slot<'a> {
    /// Its name in the program.
    pub(crate) name: String,
    /// Where it stands.
    pub(crate) path: Vec<String>,
    sql: &'a str,
    expects: ValueType,
}

impl<'a> Slot<'a> {
    fn new(name: impl Into<String>, path: &[&str], sql: &'a str, expects: ValueType) -> Self {
        let path = path.iter().map(|step| (*step).to_owned()).collect();
        Self {
            name: name.into(),
            path,
            sql,
            expects,
        }
    }
}

/// Compiles all rules of a service version.
pub(crate) fn service(
    world: &World<'_>,
    draft: &ServiceDraft<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Program> {
    let schema = service_schema(world, draft);
    run(
        &schema,
        &service_slots(world, draft),
        (draft.file, draft.node),
        world,
        problems,
    )
}

/// Compiles all rules of a life event version.
pub(crate) fn life_event(
    world: &World<'_>,
    draft: &LifeEventDraft<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Program> {
    let mut schema = schema(
        world,
        &draft.needs,
        &draft.subject_asks.iter().collect::<Vec<_>>(),
    );
    let fields = subject_fields(&world.registers, draft)
        .into_iter()
        .map(|(name, value_type)| (name.to_owned(), value_type))
        .collect();
    schema.relations.insert(
        "child".to_owned(),
        Relation {
            many: false,
            fields,
        },
    );
    let mut slots = Vec::new();
    for (position, step) in draft.steps.iter().enumerate() {
        if let Some(when) = &step.when {
            let path = ["steps", &position.to_string(), "when"];
            slots.push(Slot::new(
                format!("step:{}", step.service),
                &path,
                when,
                ValueType::Bool,
            ));
        }
    }
    for (position, tone) in draft.tones.iter().enumerate() {
        let path = ["tones", &position.to_string(), "when"];
        slots.push(Slot::new(
            format!("tone:{position}"),
            &path,
            &tone.when,
            ValueType::Bool,
        ));
    }
    ask_slots(&draft.subject_asks, "subject_asks", &mut slots);
    run(&schema, &slots, (draft.file, draft.node), world, problems)
}

/// The questions whose answers a service can read: its own, and those on the subject.
pub(crate) fn all_asks<'a>(world: &'a World<'_>, draft: &'a ServiceDraft<'_>) -> Vec<&'a Ask> {
    let on_subject = world
        .events_with(&draft.id)
        .flat_map(|event| &event.subject_asks);
    draft.asks.iter().chain(on_subject).collect()
}

/// The fields that every need which can give the subject reads.
pub(crate) fn subject_fields<'a>(
    registers: &BTreeMap<String, Register>,
    draft: &'a LifeEventDraft<'_>,
) -> BTreeMap<&'a str, ValueType> {
    let subjects: Vec<&Need> = draft
        .needs
        .iter()
        .filter(|need| draft.subjects.contains(&need.name))
        .collect();
    let Some((first, others)) = subjects.split_first() else {
        return BTreeMap::new();
    };
    first
        .fields
        .iter()
        .filter(|field| others.iter().all(|need| need.fields.contains(field)))
        .filter_map(|field| Some((field.as_str(), field_type(registers, first, field)?)))
        .collect()
}

fn service_schema(world: &World<'_>, draft: &ServiceDraft<'_>) -> Schema {
    let mut schema = schema(world, &draft.needs, &all_asks(world, draft));
    if draft.gives.amount.is_some() {
        schema.named.insert("amount".to_owned(), ValueType::Decimal);
    }
    schema
}

fn schema(world: &World<'_>, needs: &[Need], asks: &[&Ask]) -> Schema {
    let mut relations = BTreeMap::new();
    for need in needs {
        let fields = need
            .fields
            .iter()
            .filter_map(|name| {
                let value_type = field_type(&world.registers, need, name)?;
                Some((name.clone(), value_type))
            })
            .collect();
        relations.insert(
            need.name.clone(),
            Relation {
                many: need.many,
                fields,
            },
        );
    }
    let own = |fields: BTreeMap<&str, ValueType>| Relation {
        many: false,
        fields: fields
            .into_iter()
            .map(|(name, kind)| (name.to_owned(), kind))
            .collect(),
    };
    relations.insert("answers".to_owned(), own(answers(asks.iter().copied())));
    let filer = BTreeMap::from([("iin", ValueType::Text), ("document", ValueType::Text)]);
    relations.insert("filer".to_owned(), own(filer));
    let units = world
        .country
        .iter()
        .flat_map(|country| country.units.keys());
    let mut named: BTreeMap<String, ValueType> = units
        .map(|unit| (unit.clone(), ValueType::Decimal))
        .collect();
    named.insert("filed_on".to_owned(), ValueType::Date);
    named.insert("decided_on".to_owned(), ValueType::Date);
    Schema { relations, named }
}

fn service_slots<'a>(world: &World<'_>, draft: &'a ServiceDraft<'_>) -> Vec<Slot<'a>> {
    let mut slots = Vec::new();
    for require in &draft.requires {
        let name = &require.requirement.name;
        let path = require.place();
        slots.push(Slot::new(name, &path, &require.that, ValueType::Bool));
        if let Some(when) = &require.when {
            let (applies, path) = (format!("applies:{name}"), ["requires", name, "when"]);
            slots.push(Slot::new(applies, &path, when, ValueType::Bool));
        }
    }
    for (position, variant) in draft.term_variants.iter().enumerate() {
        let path = ["term_variants", &position.to_string(), "when"];
        slots.push(Slot::new(
            format!("term:{position}"),
            &path,
            &variant.when,
            ValueType::Bool,
        ));
    }
    ask_slots(&draft.asks, "asks", &mut slots);
    if let Some(amount) = &draft.gives.amount {
        let path = ["gives", "amount", "sql"];
        slots.push(Slot::new("amount", &path, &amount.sql, ValueType::Decimal));
    }
    for (position, document) in draft.gives.documents.iter().enumerate() {
        if let Some(when) = &document.when {
            let path = ["gives", "documents", &position.to_string(), "when"];
            slots.push(Slot::new(
                format!("document:{position}"),
                &path,
                when,
                ValueType::Bool,
            ));
        }
    }
    if let Some(write) = &draft.gives.write {
        let register = world.registers.get(&write.register);
        for (field, sql) in &write.fields {
            let Some(known) = register.and_then(|register| register.fields.get(field)) else {
                continue;
            };
            let path = ["gives", "write", "fields", field];
            slots.push(Slot::new(
                format!("write:{field}"),
                &path,
                sql,
                known.value_type,
            ));
        }
    }
    slots
}

fn ask_slots<'a>(asks: &'a [Ask], under: &str, slots: &mut Vec<Slot<'a>>) {
    for ask in asks {
        if let Some(when) = &ask.when {
            let path = [under, &ask.name, "when"];
            slots.push(Slot::new(
                format!("ask:{}", ask.name),
                &path,
                when,
                ValueType::Bool,
            ));
        }
    }
}

fn run(
    schema: &Schema,
    slots: &[Slot<'_>],
    (file, node): (&str, &Node),
    world: &World<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Program> {
    let expressions: Vec<Expression<'_>> = slots
        .iter()
        .filter(|slot| !slot.sql.is_empty())
        .map(|slot| Expression {
            name: &slot.name,
            sql: slot.sql,
            expects: slot.expects,
        })
        .collect();
    match compile(schema, &expressions) {
        Ok(program) => Some(program),
        Err(found) => {
            for problem in found {
                let slot = slots.iter().find(|slot| slot.name == problem.expression);
                let path: Vec<&str> = slot
                    .iter()
                    .flat_map(|slot| slot.path.iter().map(String::as_str))
                    .collect();
                let text = world.texts.get(file).copied().unwrap_or_default();
                let place = node.find(&path).map_or(node.place, |sql| {
                    within(text, sql, problem.line, problem.column)
                });
                let mut placed = Problem::error(file, place, "rule", problem.message);
                placed.help = problem.hint;
                problems.push(placed);
            }
            None
        }
    }
}
