//! What steps do.

use std::collections::BTreeMap;

use tutas_domain::definition::CuringMeans;
use tutas_domain::evidence::Record;

use super::record::{by_register, record, unknown_register};
use super::review;
use super::{
    Accept, Answers, Begin, CaseRef, Due, Expectation, ExpectedCase, LETTERS, PHASES,
    PrepareRefusal, Supply, Verb,
};
use crate::draft::World;
use crate::model::Register;
use crate::reading::{Fields, Reading};
use crate::suggest;
use crate::yaml::{Entry, Node};

/// Reads the verb of a step.
pub(super) fn read(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    verb: &str,
    world: &World<'_>,
) -> Option<Verb> {
    let node = fields.need(r, verb)?;
    Some(match verb {
        "begin" => Verb::Begin(begin(r, fields, node, world)),
        "grant" => Verb::Grant(case(r, node, world)?),
        "approve" => Verb::Approve(case(r, node, world)?),
        "withdraw" => Verb::Withdraw(case(r, node, world)?),
        "appeal" => review::appeal(r, node, world)?,
        "complain" => review::complain(r, node, world)?,
        "extend" => review::extend(r, node, world)?,
        "forward" => review::forward(r, node, world)?,
        "rule" => review::rule(r, node, world)?,
        "ask_hearing" => Verb::AskHearing(case(r, node, world)?),
        "hold_hearing" => review::hold_hearing(r, node, world)?,
        "supply" => Verb::Supply(supply(r, node, world)),
        "accept" => Verb::Accept(accept(r, node, world)),
        "register" => Verb::Register(by_register(r, node, world)),
        "sign" => Verb::Sign(r.text(node, "`sign`")),
        "prepare_refusal" => Verb::PrepareRefusal(prepare_refusal(r, node, world)?),
        "read" => {
            let (said, case) = worded(r, node, "letter", world);
            let letter = r.one_of(said, "the letter", LETTERS);
            Verb::Read { letter, case }
        }
        "object" => {
            let (said, case) = worded(r, node, "text", world);
            Verb::Object {
                text: r.text(said, "the objection"),
                case,
            }
        }
        "down" => Verb::Down(registers(r, node, world)),
        "up" => Verb::Up(registers(r, node, world)),
        "wait_until" => Verb::WaitUntil(r.date_time(node, "`wait_until`")),
        _ => Verb::Expect(expect(r, node, world)),
    })
}

/// A word, or a mapping of the word under `key` and a `case`.
fn worded<'n>(
    r: &mut Reading<'_>,
    node: &'n Node,
    key: &str,
    world: &World<'_>,
) -> (&'n Node, Option<CaseRef>) {
    if node.entries().is_none() {
        return (node, None);
    }
    let fields = r.fields(node, "this step", &[key, "case", "child"]);
    let case = fields.get("case").and_then(|_| case_in(r, &fields, world));
    (fields.need(r, key).unwrap_or(node), case)
}

fn begin(r: &mut Reading<'_>, fields: &Fields<'_>, node: &Node, world: &World<'_>) -> Begin {
    let life_event = r.text(node, "`begin`");
    if !world.life_events.iter().any(|event| event.id == life_event) {
        let help = suggest::help(
            &life_event,
            world.life_events.iter().map(|e| e.id.as_str()),
            "name a life event of life-events/",
        );
        let message = format!("there is no life event `{life_event}`");
        r.error(node.place, "unknown-life-event", message, help);
    }
    let mut begin = Begin {
        subjects: fields.optional_number(r, "subjects"),
        leave_out: service_list(r, fields.get("leave_out"), world),
        file: fields.truth(r, "file", false),
        answers: fields
            .get("answers")
            .map(|node| answers(r, node, world, &life_event))
            .unwrap_or_default(),
        life_event,
        ..Begin::default()
    };
    if let Some(node) = fields.get("consent") {
        let items = r.items(node, "`consent`");
        let words = ["registers", "automated"];
        begin.consent = items
            .iter()
            .map(|item| r.one_of(item, "a consent", &words))
            .collect();
    }
    if let Some(node) = fields.get("known") {
        for entry in r.named(node, "`known`") {
            begin
                .known
                .insert(entry.key.clone(), blank_or_text(r, &entry.value));
        }
    }
    if let Some(node) = fields.get("asked") {
        for entry in r.named(node, "`asked`") {
            // The questions on the subject itself stand under the life event's name.
            if entry.key != begin.life_event {
                check_service(r, &entry.key, entry.place, world);
            }
            let items = r.items(&entry.value, "the questions");
            let names = items
                .iter()
                .map(|item| asked(r, item, &entry.key, world))
                .collect();
            begin.asked.insert(entry.key.clone(), names);
        }
    }
    begin
}

fn asked(r: &mut Reading<'_>, node: &Node, service: &str, world: &World<'_>) -> String {
    let name = r.text(node, "a question");
    let of_service = world.services.iter().filter(|draft| draft.id == service);
    let of_event = world.life_events.iter().filter(|event| event.id == service);
    let asks: Vec<&str> = of_service
        .flat_map(|draft| &draft.asks)
        .chain(of_event.flat_map(|event| &event.subject_asks))
        .map(|ask| ask.name.as_str())
        .collect();
    if !asks.is_empty() && !asks.contains(&name.as_str()) && !name.is_empty() {
        let help = suggest::help(
            &name,
            asks.iter().copied(),
            format!("it asks {}", asks.join(", ")),
        );
        let message = format!("`{service}` has no question `{name}`");
        r.error(node.place, "unknown-ask", message, help);
    }
    name
}

fn answers(r: &mut Reading<'_>, node: &Node, world: &World<'_>, life_event: &str) -> Answers {
    let events = || {
        world
            .life_events
            .iter()
            .filter(|event| event.id == life_event)
    };
    let mut asks: Vec<&str> = events()
        .flat_map(|event| event.subject_asks.iter().map(|ask| ask.name.as_str()))
        .collect();
    let steps: Vec<&str> = events()
        .flat_map(|event| event.steps.iter().map(|step| step.service.as_str()))
        .collect();
    for draft in world
        .services
        .iter()
        .filter(|draft| steps.contains(&draft.id.as_str()))
    {
        asks.extend(draft.asks.iter().map(|ask| ask.name.as_str()));
    }
    let mut answers = Answers::default();
    for entry in r.named(node, "`answers`") {
        if entry.key == "children" {
            let items = r.items(&entry.value, "`children`");
            answers.children = items
                .iter()
                .map(|item| {
                    let entries = r.named(item, "a child's answers");
                    entries
                        .iter()
                        .map(|entry| answer(r, entry, &asks))
                        .collect()
                })
                .collect();
        } else {
            let (name, text) = answer(r, entry, &asks);
            answers.shared.insert(name, text);
        }
    }
    answers
}

fn answer(r: &mut Reading<'_>, entry: &Entry, asks: &[&str]) -> (String, String) {
    if !asks.is_empty() && !asks.contains(&entry.key.as_str()) {
        let help = suggest::help(
            &entry.key,
            asks.iter().copied(),
            "answer a question of the life event's services",
        );
        let message = format!("no question is called `{}`", entry.key);
        r.error(entry.place, "unknown-ask", message, help);
    }
    (entry.key.clone(), blank_or_text(r, &entry.value))
}

fn blank_or_text(r: &mut Reading<'_>, node: &Node) -> String {
    if node.is_null() {
        String::new()
    } else {
        r.text(node, "a value")
    }
}

fn case(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<CaseRef> {
    if let Some(service) = node.scalar() {
        check_service(r, service, node.place, world);
        return Some(CaseRef {
            service: service.to_owned(),
            child: None,
        });
    }
    let fields = r.fields(node, "a case", &["case", "child"]);
    case_in(r, &fields, world)
}

/// A case given by the fields `case` and `child` of a larger mapping.
pub(super) fn case_in(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    world: &World<'_>,
) -> Option<CaseRef> {
    let node = fields.need(r, "case")?;
    let service = r.text(node, "`case`");
    check_service(r, &service, node.place, world);
    Some(CaseRef {
        service,
        child: fields.optional_number(r, "child"),
    })
}

fn check_service(r: &mut Reading<'_>, service: &str, place: crate::yaml::Place, world: &World<'_>) {
    if service.is_empty() || world.has_service(service) {
        return;
    }
    let help = suggest::help(
        service,
        world.services.iter().map(|draft| draft.id.as_str()),
        "name a service of services/",
    );
    r.error(
        place,
        "unknown-service",
        format!("there is no service `{service}`"),
        help,
    );
}

fn service_list(r: &mut Reading<'_>, node: Option<&Node>, world: &World<'_>) -> Vec<String> {
    let Some(node) = node else { return Vec::new() };
    let items = r.items(node, "`leave_out`");
    items
        .iter()
        .map(|item| {
            let service = r.text(item, "a service");
            check_service(r, &service, item.place, world);
            service
        })
        .collect()
}

fn supply(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Supply {
    let fields = r.fields(node, "`supply`", &["requirement", "case", "child", "file"]);
    let case = fields.get("case").and_then(|_| case_in(r, &fields, world));
    curing_register(r, &fields, case.as_ref(), world);
    let requirement = fields.text(r, "requirement");
    let (mut file_name, mut file_type) = (String::new(), String::new());
    if let Some(node) = fields.need(r, "file") {
        let file = r.fields(node, "`file`", &["name", "type"]);
        (file_name, file_type) = (file.text(r, "name"), file.text(r, "type"));
    }
    Supply {
        requirement,
        case,
        file_name,
        file_type,
    }
}

fn accept(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Accept {
    let fields = r.fields(
        node,
        "`accept`",
        &["requirement", "case", "child", "record"],
    );
    let case = fields.get("case").and_then(|_| case_in(r, &fields, world));
    let register = curing_register(r, &fields, case.as_ref(), world);
    let copied = fields.need(r, "record");
    let record = match (register, copied) {
        (Some(register), Some(node)) => record(r, node, register),
        _ => Record::new(),
    };
    Accept {
        requirement: fields.text(r, "requirement"),
        case,
        record,
    }
}

/// The register whose record a document stands for.
fn curing_register<'w>(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    case: Option<&CaseRef>,
    world: &'w World<'_>,
) -> Option<&'w Register> {
    let node = fields.get("requirement")?;
    let name = node.scalar()?;
    let services = || {
        let in_case = |id: &str| case.is_none_or(|case| case.service == id);
        world
            .services
            .iter()
            .filter(move |draft| in_case(&draft.id))
    };
    let found = services().find_map(|draft| {
        let require = draft
            .requires
            .iter()
            .find(|one| one.requirement.name == name)?;
        let Some(CuringMeans::Document(document)) = &require.requirement.cured_by else {
            return None;
        };
        let need = draft.needs.iter().find(|need| need.name == document.need)?;
        world.registers.get(&need.register)
    });
    if found.is_none() && services().next().is_some() {
        let names = services().flat_map(|draft| {
            draft
                .requires
                .iter()
                .map(|one| one.requirement.name.as_str())
        });
        let help = suggest::help(
            name,
            names,
            "name a requirement that is `cured_by: {document: …}`",
        );
        let message = format!("no requirement `{name}` is cured by a document");
        r.error(node.place, "unknown-requirement", message, help);
    }
    found
}

fn prepare_refusal(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Option<PrepareRefusal> {
    let fields = r.fields(
        node,
        "`prepare_refusal`",
        &["case", "child", "requirements", "reasons"],
    );
    let case = case_in(r, &fields, world)?;
    Some(PrepareRefusal {
        case,
        requirements: fields.text_list(r, "requirements"),
        reasons: fields.text(r, "reasons"),
    })
}

fn registers(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Vec<String> {
    let items = r.items(node, "the registers");
    let mut names = Vec::new();
    for item in items {
        let name = r.text(item, "a register");
        if !world.registers.contains_key(&name) {
            unknown_register(r, &name, item.place, world);
        }
        names.push(name);
    }
    names
}

fn expect(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> Expectation {
    let fields = r.fields(node, "`expect`", &["cases", "letters", "messages"]);
    let letters = fields.get("letters").map(|node| {
        let items = r.items(node, "`letters`");
        items
            .iter()
            .map(|item| r.one_of(item, "a letter", LETTERS))
            .collect()
    });
    let mut cases = BTreeMap::new();
    if let Some(node) = fields.get("cases") {
        for entry in r.named(node, "`cases`") {
            check_service(r, &entry.key, entry.place, world);
            let expected = match entry.value.items() {
                Some(items) => items.iter().map(|item| expected(r, item, world)).collect(),
                None => vec![expected(r, &entry.value, world)],
            };
            cases.insert(entry.key.clone(), expected);
        }
    }
    Expectation {
        cases,
        letters,
        messages: fields.optional_number(r, "messages"),
    }
}

fn expected(r: &mut Reading<'_>, node: &Node, world: &World<'_>) -> ExpectedCase {
    let fields = r.fields(
        node,
        "an expected case",
        &[
            "phase", "due", "body", "amount", "document", "lacks", "outcome",
        ],
    );
    let body = fields.optional_text(r, "body");
    if let Some(id) = &body
        && !world.bodies.contains_key(id)
    {
        let help = suggest::help(
            id,
            world.bodies.keys().map(String::as_str),
            "name the id of a body",
        );
        let message = format!("there is no body `{id}`");
        r.error(fields.value_place("body"), "unknown-body", message, help);
    }
    ExpectedCase {
        phase: fields
            .get("phase")
            .map(|node| r.one_of(node, "`phase`", PHASES)),
        due: fields.get("due").and_then(|node| {
            r.parsed(node, "`due`", "2026-03-26", |text| match text.len() {
                10 => text.parse().ok().map(Due::Day),
                _ => text.parse().ok().map(Due::Instant),
            })
        }),
        body,
        amount: fields.get("amount").map(|_| fields.decimal(r, "amount")),
        document: fields.optional_text(r, "document"),
        lacks: fields.get("lacks").map(|_| fields.text_list(r, "lacks")),
        outcome: fields.get("outcome").map(|node| review::outcome(r, node)),
    }
}
