//! What each field that is read serves: worked out from the rules, never said by hand.

use std::collections::BTreeMap;

use serde::Serialize;
use tutas_domain::text::Texts;
use tutas_rules::Program;

use crate::model::{
    Ask, AskKind, DeciderBy, DocumentVariant, Gives, KeySource, LifeEvent, Need, Register, Service,
};
use crate::read::life_event::LifeEventDraft;
use crate::read::service::ServiceDraft;

/// Fields of a subject's record by which pages tell children apart.
const TELL_APART: [&str; 2] = ["born_on", "sex"];
/// Where the names that a child may get come from: need and field.
const NAMES_FROM: [(&str, &str); 3] = [
    ("mother", "surname"),
    ("father", "surname"),
    ("father", "given_name"),
];
/// The parts of a person's name.
const NAME: [&str; 3] = ["surname", "given_name", "patronymic"];

/// What a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Use {
    /// A requirement is judged by it.
    Requirement,
    /// It decides which term holds.
    Term,
    /// A question is asked, or answered, by it.
    Question,
    /// The amount is worked out from it.
    Amount,
    /// It stands on, or chooses, a document.
    Document,
    /// It is entered in a register.
    Entry,
    /// Another record is looked up by it.
    LookUp,
    /// It shows that a record is about who was asked for, or tells records apart.
    Identity,
    /// It finds the office that decides.
    Decider,
    /// Records that have it are left out.
    LeftOut,
    /// It says whom the application can be for, and who belongs on one form.
    Subject,
    /// It says whether a step is offered, or is handed to it.
    Step,
    /// It chooses the tone of the pages.
    Tone,
}

/// One thing that a field is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Purpose<'a> {
    /// What.
    #[serde(rename = "use")]
    pub of: Use,
    /// Of what: the title of the requirement, question, document, register, service.
    pub title: Option<&'a Texts>,
}

/// Purposes by need and field.
pub(crate) type Uses<'a> = BTreeMap<(&'a str, &'a str), Vec<Purpose<'a>>>;

/// The parts of a definition that can use what is read.
pub(crate) struct Definition<'a> {
    pub(crate) needs: &'a [Need],
    asks: &'a [Ask],
    program: &'a Program,
    requirements: Vec<(&'a str, &'a Texts)>,
    decider: Option<&'a DeciderBy>,
    gives: Option<&'a Gives>,
    event: Option<Event<'a>>,
}

/// What only a life event has.
struct Event<'a> {
    subjects: &'a [String],
    key: &'a str,
    group_by: &'a str,
    /// Service, its title, its needs.
    steps: Vec<(&'a str, &'a Texts, &'a [Need])>,
}

impl<'a> Definition<'a> {
    pub(crate) fn of_service(service: &'a Service) -> Self {
        let requirements = service.procedure.requirements.iter();
        Self {
            needs: &service.needs,
            asks: &service.asks,
            program: &service.program,
            requirements: requirements
                .map(|one| (one.name.as_str(), &one.title))
                .collect(),
            decider: Some(&service.decider.by),
            gives: Some(&service.gives),
            event: None,
        }
    }

    pub(crate) fn of_event(event: &'a LifeEvent, services: &[&'a Service]) -> Self {
        let of = |id: &str| services.iter().find(|service| service.id == *id);
        let steps = event.steps.iter().filter_map(|step| of(&step.service));
        Self {
            needs: &event.needs,
            asks: &event.subject_asks,
            program: &event.program,
            requirements: Vec::new(),
            decider: None,
            gives: None,
            event: Some(Event {
                subjects: &event.subjects,
                key: &event.subject_key,
                group_by: &event.group_by,
                steps: steps
                    .map(|service| {
                        (
                            service.id.as_str(),
                            &service.procedure.title,
                            &*service.needs,
                        )
                    })
                    .collect(),
            }),
        }
    }

    pub(crate) fn of_draft(draft: &'a ServiceDraft<'_>, program: &'a Program) -> Self {
        let requirements = draft.requires.iter().map(|one| &one.requirement);
        Self {
            needs: &draft.needs,
            asks: &draft.asks,
            program,
            requirements: requirements
                .map(|one| (one.name.as_str(), &one.title))
                .collect(),
            decider: Some(&draft.decider.by),
            gives: Some(&draft.gives),
            event: None,
        }
    }

    pub(crate) fn of_event_draft(
        draft: &'a LifeEventDraft<'_>,
        program: &'a Program,
        services: &'a [ServiceDraft<'_>],
    ) -> Self {
        let of = |id: &str| services.iter().find(|service| service.id == *id);
        let steps = draft.steps.iter().filter_map(|step| of(&step.service));
        Self {
            needs: &draft.needs,
            asks: &draft.subject_asks,
            program,
            requirements: Vec::new(),
            decider: None,
            gives: None,
            event: Some(Event {
                subjects: &draft.subjects,
                key: &draft.subject_key,
                group_by: &draft.group_by,
                steps: steps
                    .map(|service| (service.id.as_str(), &service.title, &*service.needs))
                    .collect(),
            }),
        }
    }

    /// What every field that is read is for; a field that is for nothing has no entry.
    pub(crate) fn uses(&self, registers: &'a BTreeMap<String, Register>) -> Uses<'a> {
        let mut found = Found {
            definition: self,
            uses: Uses::new(),
        };
        found.rules(registers);
        found.questions();
        found.records(registers);
        found.shown();
        if let Some(DeciderBy::Territory { need, field }) = self.decider {
            found.add(need, field, Use::Decider, None);
        }
        found.event();
        found.uses
    }

    fn need(&self, name: &str) -> Option<&'a Need> {
        self.needs.iter().find(|need| need.name == name)
    }
}

struct Found<'d, 'a> {
    definition: &'d Definition<'a>,
    uses: Uses<'a>,
}

impl<'a> Found<'_, 'a> {
    fn add(&mut self, need: &str, field: &str, of: Use, title: Option<&'a Texts>) {
        let Some(need) = self.definition.need(need) else {
            return;
        };
        let Some(field) = need.fields.iter().find(|known| *known == field) else {
            return;
        };
        let purposes = self.uses.entry((&need.name, field)).or_default();
        let purpose = Purpose { of, title };
        if !purposes.contains(&purpose) {
            purposes.push(purpose);
        }
    }

    /// Every expression of the program, by what its name says it is.
    fn rules(&mut self, registers: &'a BTreeMap<String, Register>) {
        let program = self.definition.program;
        for expression in program.expressions() {
            let (of, title) = self.purpose(expression, registers);
            for (relation, field) in program.reads(expression) {
                let Some(field) = field else { continue };
                let event = self.definition.event.as_ref();
                match event.filter(|_| relation == "child") {
                    // In the rules of a life event, whichever of its subjects was chosen.
                    Some(event) => {
                        for subject in event.subjects {
                            self.add(subject, &field, of, title);
                        }
                    }
                    None => self.add(&relation, &field, of, title),
                }
            }
        }
    }

    fn purpose(
        &self,
        expression: &str,
        registers: &'a BTreeMap<String, Register>,
    ) -> (Use, Option<&'a Texts>) {
        let definition = self.definition;
        let requirement = |name: &str| {
            let mut known = definition.requirements.iter();
            known
                .find(|(known, _)| *known == name)
                .map(|(_, title)| *title)
        };
        match expression.split_once(':') {
            Some(("applies", name)) => (Use::Requirement, requirement(name)),
            Some(("term", _)) => (Use::Term, None),
            Some(("tone", _)) => (Use::Tone, None),
            Some(("step", id)) => (Use::Step, self.step_title(id)),
            Some(("ask", name)) => {
                let ask = definition.asks.iter().find(|ask| ask.name == name);
                (Use::Question, ask.map(|ask| &ask.title))
            }
            Some(("document", place)) => {
                let document = |place: usize| definition.gives?.documents.get(place);
                let document: Option<&DocumentVariant> = place.parse().ok().and_then(document);
                (Use::Document, document.map(|document| &document.title))
            }
            Some(("write", _)) => {
                let write = definition.gives.and_then(|gives| gives.write.as_ref());
                let register = write.and_then(|write| registers.get(&write.register));
                (Use::Entry, register.map(|register| &register.title))
            }
            _ if expression == "amount" => (Use::Amount, None),
            _ => (Use::Requirement, requirement(expression)),
        }
    }

    fn step_title(&self, id: &str) -> Option<&'a Texts> {
        let mut steps = self.definition.event.as_ref()?.steps.iter();
        steps
            .find(|(step, ..)| *step == id)
            .map(|(_, title, _)| *title)
    }

    fn questions(&mut self) {
        for ask in self.definition.asks {
            let title = Some(&ask.title);
            if let Some((need, field)) = &ask.confirm_from {
                self.add(need, field, Use::Question, title);
            }
            match &ask.kind {
                AskKind::Record { need, value, label } => {
                    self.add(need, value, Use::Question, title);
                    self.add(need, label, Use::Question, title);
                }
                AskKind::Surname | AskKind::Patronymic => {
                    for (need, field) in NAMES_FROM {
                        self.add(need, field, Use::Question, title);
                    }
                }
                _ => {}
            }
        }
    }

    /// How records are found, told apart and left out.
    fn records(&mut self, registers: &'a BTreeMap<String, Register>) {
        for need in self.definition.needs {
            let register = registers.get(&need.register);
            let title = register.map(|register| &register.title);
            for (key, source) in need.by.iter().flatten() {
                self.add(&need.name, key, Use::Identity, None);
                if let KeySource::Need { need, field } = source {
                    self.add(need, field, Use::LookUp, title);
                }
            }
            if need.many {
                for key in register.iter().flat_map(|register| &register.keys) {
                    self.add(&need.name, key, Use::Identity, None);
                }
            }
            for field in &need.without {
                self.add(&need.name, field, Use::LeftOut, None);
            }
            if let Some(ended) = register.and_then(|register| register.ended.as_ref()) {
                self.add(&need.name, ended, Use::LeftOut, None);
            }
        }
    }

    fn shown(&mut self) {
        let documents = self
            .definition
            .gives
            .iter()
            .flat_map(|gives| &gives.documents);
        for document in documents {
            let title = Some(&document.title);
            for shown in &document.shows {
                match shown.split_once('.') {
                    Some((need, field)) => self.add(need, field, Use::Document, title),
                    // A need alone stands for the person's name.
                    None => {
                        for field in NAME {
                            self.add(shown, field, Use::Document, title);
                        }
                    }
                }
            }
        }
    }

    fn event(&mut self) {
        let Some(event) = &self.definition.event else {
            return;
        };
        for subject in event.subjects {
            self.add(subject, event.key, Use::Subject, None);
            self.add(subject, event.group_by, Use::Subject, None);
            for field in TELL_APART {
                self.add(subject, field, Use::Subject, None);
            }
            for (_, title, needs) in &event.steps {
                for source in needs
                    .iter()
                    .flat_map(|need| &need.by)
                    .flat_map(BTreeMap::values)
                {
                    if let KeySource::Subject(field) = source {
                        self.add(subject, field, Use::Step, Some(title));
                    }
                }
            }
        }
    }
}
