//! From files to a catalog: parse, read, compare, compile, finish.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;
use tutas_domain::calendar::Calendar;
use tutas_domain::definition::{Kind, Procedure};
use tutas_domain::text::Texts;
use tutas_domain::value::ValueType;
use tutas_rules::Program;

use crate::check;
use crate::draft::World;
use crate::model::{
    Catalog, LifeEvent, MarkCounts, Need, Problem, Register, Service, Severity, Write,
};
use crate::read::life_event::LifeEventDraft;
use crate::read::service::ServiceDraft;
use crate::reading::Reading;
use crate::yaml::{Node, parse};
use crate::{Counts, Loaded, example, hash, principles, read};

/// The rights of whose data is read, and the model of risks.
pub(crate) const PRIVACY: &str = "privacy.yaml";
/// The form of the list of basic requirements.
const ANNEX: &str = "annex.yaml";

/// A file that could be parsed.
struct Parsed<'n> {
    path: &'n str,
    root: &'n Node,
}

/// Everything found on the way.
struct Found {
    problems: Vec<Problem>,
    marks: MarkCounts,
}

impl Found {
    fn take(&mut self, reading: Reading<'_>) {
        self.problems.extend(reading.problems);
        for (mark, count) in reading.marks {
            *self.marks.entry(mark).or_default() += count;
        }
    }

    fn count(&self, severity: Severity) -> usize {
        let of = |problem: &&Problem| problem.severity == severity;
        self.problems.iter().filter(of).count()
    }
}

/// Reads, checks and compiles everything.
pub(crate) fn assemble(files: &[(String, String)], mut problems: Vec<Problem>) -> Loaded {
    let mut roots: Vec<(&str, Node)> = Vec::new();
    for (path, text) in files {
        if let Some(root) = parse(path, text, &mut problems) {
            roots.push((path, root));
        }
    }
    let parsed: Vec<Parsed<'_>> = roots
        .iter()
        .map(|(path, root)| Parsed { path, root })
        .collect();
    let mut found = Found {
        problems,
        marks: MarkCounts::new(),
    };
    let acts = one(&parsed, "country.yaml")
        .map(|file| read::country::acts(file.path, file.root))
        .unwrap_or_default();
    let texts = files
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    let (mut world, calendar) = read_world(&parsed, texts, &acts, &mut found);
    let mut examples = Vec::new();
    for file in in_folder(&parsed, "examples") {
        let mut r = Reading::new(file.path, &acts);
        examples.push(example::read(&mut r, file.root, &world));
        found.take(r);
    }
    example::check_ids(&examples, &mut found.problems);
    unknown_files(&parsed, &mut found.problems);
    let programs = compile(&mut world, &mut found.problems);
    principles::weigh(&world, &programs.services, &mut found.problems);
    check::privacy::unused(&world, &programs, &mut found.problems);
    let places = check::privacy::places(&world);
    let texts = world.texts.clone();
    let mut counts = count(&world, &examples, &found);
    let catalog = if found.count(Severity::Error) == 0 {
        finish(world, calendar, programs)
    } else {
        None
    };
    // What may not go live can be read all the same: open cases rest on catalogs of former days.
    if let Some(catalog) = &catalog {
        check::privacy::gate(catalog, &places, &mut found.problems);
    }
    found.problems.sort_by(|a, b| place(a).cmp(&place(b)));
    found.problems.dedup();
    counts.errors = found.count(Severity::Error);
    counts.warnings = found.count(Severity::Warning);
    let problems = found.problems;
    let mut sources = BTreeMap::new();
    for problem in &problems {
        if let Some(text) = texts.get(problem.file.as_str())
            && !sources.contains_key(&problem.file)
        {
            sources.insert(problem.file.clone(), (*text).to_owned());
        }
    }
    Loaded {
        catalog,
        problems,
        counts,
        examples,
        sources,
    }
}

fn place(problem: &Problem) -> (&str, usize, usize, &str, &str) {
    (
        &problem.file,
        problem.line,
        problem.column,
        &problem.code,
        &problem.message,
    )
}

fn one<'p, 'n>(parsed: &'p [Parsed<'n>], path: &str) -> Option<&'p Parsed<'n>> {
    parsed.iter().find(|file| file.path == path)
}

fn in_folder<'p, 'n>(
    parsed: &'p [Parsed<'n>],
    folder: &'static str,
) -> impl Iterator<Item = &'p Parsed<'n>> {
    parsed.iter().filter(move |file| {
        file.path
            .strip_prefix(folder)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}

fn unknown_files(parsed: &[Parsed<'_>], problems: &mut Vec<Problem>) {
    for file in parsed {
        let folder = file.path.split_once('/').map_or("", |(folder, _)| folder);
        let known = crate::files::FOLDERS.contains(&folder)
            || matches!(
                file.path,
                "country.yaml" | "calendar.yaml" | "procedure.yaml" | PRIVACY | ANNEX
            );
        if !known {
            problems.push(
                Problem::error(file.path, (1, 1), "unknown-file", "nothing reads this file").help(
                    format!(
                        "the catalog is country.yaml, calendar.yaml, procedure.yaml, {PRIVACY}, {ANNEX} and the folders {}",
                        crate::files::FOLDERS.join(", ")
                    ),
                ),
            );
        }
    }
}

fn read_world<'n>(
    parsed: &[Parsed<'n>],
    texts: BTreeMap<&'n str, &'n str>,
    acts: &'n BTreeMap<String, Texts>,
    found: &mut Found,
) -> (World<'n>, Option<Calendar>) {
    let mut world = World {
        country: None,
        territories: BTreeMap::new(),
        bodies: BTreeMap::new(),
        registers: BTreeMap::new(),
        generals: Vec::new(),
        services: Vec::new(),
        life_events: Vec::new(),
        privacy: None,
        annex_form: None,
        opinions: Vec::new(),
        texts,
    };
    if let Some(file) = required(parsed, "country.yaml", &mut found.problems) {
        let mut r = Reading::new(file.path, acts);
        let read = read::country::read(&mut r, file.root);
        (world.country, world.territories) = (Some(read.country), read.territories);
        found.take(r);
    }
    let calendar = required(parsed, "calendar.yaml", &mut found.problems).map(|file| {
        let zone = world
            .country
            .as_ref()
            .map_or("", |country| country.time_zone.as_str());
        let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let mut r = Reading::new(file.path, acts);
        let calendar = read::calendar::read(&mut r, file.root, zone);
        found.take(r);
        calendar
    });
    if let Some(file) = one(parsed, "procedure.yaml") {
        let mut r = Reading::new(file.path, acts);
        world.generals = read::general::read(&mut r, file.root);
        found.take(r);
    }
    read_folders(parsed, acts, &mut world, found);
    if let Some(file) = one(parsed, PRIVACY) {
        let mut r = Reading::new(file.path, acts);
        world.privacy = Some(read::privacy::read(&mut r, file.root));
        found.take(r);
    }
    if let Some(file) = one(parsed, ANNEX) {
        let mut r = Reading::new(file.path, acts);
        world.annex_form = Some(read::annex::read(&mut r, file.root));
        found.take(r);
    }
    for file in in_folder(parsed, "opinions") {
        let mut r = Reading::new(file.path, acts);
        world
            .opinions
            .extend(read::privacy::opinions(&mut r, file.root));
        found.take(r);
    }
    (world, calendar)
}

fn required<'p, 'n>(
    parsed: &'p [Parsed<'n>],
    path: &str,
    problems: &mut Vec<Problem>,
) -> Option<&'p Parsed<'n>> {
    let file = one(parsed, path);
    // A file that is there but cannot be read has its problem already.
    if file.is_none() && problems.iter().all(|problem| problem.file != path) {
        problems.push(
            Problem::error(
                path,
                (1, 1),
                "missing-file",
                format!("the catalog has no {path}"),
            )
            .help("a catalog begins with its country and its calendar"),
        );
    }
    file
}

/// What the codes of registers may stand for.
fn code_lists(world: &World<'_>) -> read::register::CodeLists {
    let bodies = world.bodies.iter();
    let bodies = bodies.map(|(id, body)| (id.clone(), body.title.clone()));
    BTreeMap::from([
        ("bodies", bodies.collect()),
        ("territories", world.territories.clone()),
    ])
}

fn read_folders<'n>(
    parsed: &[Parsed<'n>],
    acts: &'n BTreeMap<String, Texts>,
    world: &mut World<'n>,
    found: &mut Found,
) {
    let mut placed = Vec::new();
    for file in in_folder(parsed, "bodies") {
        let mut r = Reading::new(file.path, acts);
        let bodies = read::bodies::read(
            &mut r,
            file.root,
            &world.territories,
            world.country.as_ref(),
        );
        placed.extend(
            bodies
                .into_iter()
                .map(|(body, id, parent)| (body, file.path, id, parent)),
        );
        found.take(r);
    }
    world.bodies = check::bodies::collect(placed, &mut found.problems);
    if let Some(file) = one(parsed, "country.yaml")
        && let Some(node) = file.root.get("accountability")
    {
        let mut r = Reading::new(file.path, acts);
        check::bodies::is_there(&mut r, node, "operator", &world.bodies);
        found.take(r);
    }
    let lists = code_lists(world);
    for file in in_folder(parsed, "registers") {
        let mut r = Reading::new(file.path, acts);
        let register = read::register::read(&mut r, file.root, &lists);
        check::bodies::is_there(&mut r, file.root, "steward_body", &world.bodies);
        once(
            &mut r,
            file.root,
            "id",
            world.registers.contains_key(&register.id),
            &register.id,
        );
        world
            .registers
            .entry(register.id.clone())
            .or_insert(register);
        found.take(r);
    }
    for file in in_folder(parsed, "life-events") {
        let mut r = Reading::new(file.path, acts);
        let drafts = read::life_event::read(&mut r, file.root, &world.registers);
        if let Some(first) = drafts.first() {
            let twin = world.life_events.iter().any(|event| event.id == first.id);
            once(&mut r, file.root, "life_event", twin, &first.id);
        }
        world.life_events.extend(drafts);
        found.take(r);
    }
    for file in in_folder(parsed, "services") {
        let mut r = Reading::new(file.path, acts);
        let drafts = read::service::read(&mut r, file.root, &world.registers, &world.generals);
        if let Some(first) = drafts.first() {
            once(
                &mut r,
                file.root,
                "service",
                world.has_service(&first.id),
                &first.id,
            );
        }
        world.services.extend(drafts);
        found.take(r);
    }
}

fn once(r: &mut Reading<'_>, root: &Node, key: &str, taken: bool, id: &str) {
    if taken {
        let message = format!("another file already describes `{id}`");
        r.error(
            root.place_of(&[key]),
            "duplicate-id",
            message,
            "give this one another id",
        );
    }
}

/// The compiled rules, in the order of the drafts; `None` where they do not compile.
pub(crate) struct Programs {
    pub(crate) services: Vec<Option<Program>>,
    pub(crate) life_events: Vec<Option<Program>>,
}

fn compile(world: &mut World<'_>, problems: &mut Vec<Problem>) -> Programs {
    let mut programs = Programs {
        services: Vec::new(),
        life_events: Vec::new(),
    };
    for draft in &world.services {
        check::service::check(world, draft, problems);
        check::procedure::check(draft, problems);
        let program = check::compile::service(world, draft, problems);
        check::requirement::check(world, draft, program.as_ref(), problems);
        check::held::check(world, draft, program.as_ref(), problems);
        check::procedure::silence(draft, program.as_ref(), problems);
        programs.services.push(program);
    }
    check::kind::check(world, problems);
    for draft in &world.life_events {
        check::life_event::check(world, draft, problems);
        programs
            .life_events
            .push(check::compile::life_event(world, draft, problems));
    }
    // Ordered only now: the places of problems follow the order of the file.
    for draft in &mut world.services {
        let needs = std::mem::take(&mut draft.needs);
        draft.needs = check::needs::in_order(&*draft, needs, problems);
    }
    for draft in &mut world.life_events {
        let needs = std::mem::take(&mut draft.needs);
        draft.needs = check::needs::in_order(&*draft, needs, problems);
    }
    programs
}

fn count(world: &World<'_>, examples: &[example::Example], found: &Found) -> Counts {
    let mut services: Vec<&str> = world
        .services
        .iter()
        .filter(|draft| draft.kind == Kind::Service)
        .map(|draft| draft.id.as_str())
        .collect();
    services.dedup();
    let mut events: Vec<&str> = world
        .life_events
        .iter()
        .map(|draft| draft.id.as_str())
        .collect();
    events.dedup();
    Counts {
        services: services.len(),
        life_events: events.len(),
        registers: world.registers.len(),
        bodies: world.bodies.len(),
        examples: examples.len(),
        errors: 0,
        warnings: 0,
        marks: found.marks.clone(),
    }
}

fn finish(world: World<'_>, calendar: Option<Calendar>, programs: Programs) -> Option<Catalog> {
    let mut services: BTreeMap<String, Vec<Service>> = BTreeMap::new();
    let mut matters: BTreeMap<String, Vec<Service>> = BTreeMap::new();
    for (draft, program) in world.services.into_iter().zip(programs.services) {
        let of_its_kind = match draft.kind {
            Kind::Service => &mut services,
            Kind::Appeal | Kind::Complaint | Kind::DataDefect => &mut matters,
        };
        of_its_kind
            .entry(draft.id.clone())
            .or_default()
            .push(service(draft, program?, &world.registers)?);
    }
    let mut life_events: BTreeMap<String, Vec<LifeEvent>> = BTreeMap::new();
    for (draft, program) in world.life_events.into_iter().zip(programs.life_events) {
        life_events
            .entry(draft.id.clone())
            .or_default()
            .push(life_event(draft, program?, &world.registers));
    }
    let (country, calendar) = (world.country?, calendar?);
    let zones: BTreeSet<&str> = world
        .bodies
        .values()
        .map(|body| body.time_zone.as_str())
        .filter(|zone| *zone != country.time_zone)
        .collect();
    let told_in = |name: &str| {
        let zone = TimeZone::get(name).ok()?;
        Some((name.to_owned(), calendar.in_zone(zone)))
    };
    let elsewhere = zones.into_iter().filter_map(told_in).collect();
    Some(Catalog {
        country,
        calendar,
        elsewhere,
        bodies: world.bodies,
        territories: world.territories,
        registers: world.registers,
        services,
        matters,
        life_events,
        privacy: world.privacy,
        annex_form: world.annex_form,
        opinions: world.opinions,
    })
}

/// A version of a service; `None` if a part is missing, which is reported where it was read.
fn service(
    draft: ServiceDraft<'_>,
    program: Program,
    registers: &BTreeMap<String, Register>,
) -> Option<Service> {
    let data = data_hash(&draft.id, draft.node, &draft.needs, registers);
    let correctable = correctable(draft.gives.write.as_ref(), registers);
    let parts = draft.parts;
    let procedure = Procedure {
        service: draft.id.clone(),
        kind: draft.kind,
        hash: draft.hash.clone(),
        title: draft.title,
        acceptance: parts.acceptance,
        redirection: parts.redirection,
        cure: parts.cure?.cure,
        hearing: parts.hearing?,
        extension: parts.extension,
        pauses: parts.pauses,
        escalation: parts.escalation,
        silence: parts.silence?,
        provisional: parts.provisional,
        revocation: parts.revocation,
        correction: parts.correction,
        mending: draft.mending,
        correctable,
        receipt: parts.receipt,
        automated: draft.automated,
        appeal: parts.appeal?,
        requirements: draft
            .requires
            .into_iter()
            .map(|require| require.requirement)
            .collect(),
        issues: draft.gives.write.is_some(),
    };
    Some(Service {
        id: draft.id,
        hash: draft.hash,
        data,
        from: draft.from,
        procedure,
        summary: draft.summary,
        law: draft.law,
        decider: draft.decider,
        needs: draft.needs,
        asks: draft.asks,
        term: draft.term,
        term_variants: draft.term_variants,
        gives: draft.gives,
        retention: draft.retention,
        channels: draft.channels,
        fee: draft.fee,
        program,
    })
}

/// Fields of a result that are words in which there can be a slip of the pen: a code stands for one of
/// a list, and what a register is looked up by, or numbers, is no words.
fn correctable(write: Option<&Write>, registers: &BTreeMap<String, Register>) -> Vec<String> {
    let Some((write, register)) =
        write.and_then(|write| Some((write, registers.get(&write.register)?)))
    else {
        return Vec::new();
    };
    let is_words = |name: &&String| {
        register.fields.get(*name).is_some_and(|field| {
            field.value_type == ValueType::Text
                && (field.values.is_empty() && field.codes.is_empty())
                && !register.keys.contains(name)
                && **name != write.number_field
        })
    };
    write.fields.keys().filter(is_words).cloned().collect()
}

fn life_event(
    draft: LifeEventDraft<'_>,
    program: Program,
    registers: &BTreeMap<String, Register>,
) -> LifeEvent {
    LifeEvent {
        hash: hash::of_version(draft.root, draft.node, None),
        data: data_hash(&draft.id, draft.node, &draft.needs, registers),
        id: draft.id,
        from: draft.from,
        title: draft.title,
        summary: draft.summary,
        law: draft.law,
        needs: draft.needs,
        subjects: draft.subjects,
        subject_key: draft.subject_key,
        group_by: draft.group_by,
        subject_asks: draft.subject_asks,
        steps: draft.steps,
        tones: draft.tones,
        program,
    }
}

/// The hash of what of a version is about people's data.
fn data_hash(
    id: &str,
    version: &Node,
    needs: &[Need],
    registers: &BTreeMap<String, Register>,
) -> String {
    let mut sensitive: Vec<String> = Vec::new();
    for need in needs {
        let register = registers.get(&need.register);
        let is_sensitive = |field: &&String| {
            let field = register.and_then(|register| register.fields.get(*field));
            field.is_some_and(|field| field.sensitive)
        };
        let of_it = need.fields.iter().filter(is_sensitive);
        sensitive.extend(of_it.map(|field| format!("{}.{field}", need.register)));
    }
    sensitive.sort();
    sensitive.dedup();
    hash::of_data(id, version, &sensitive)
}
