//! A person applies: consents, preview, questions, the last check, filing.

use std::collections::{BTreeMap, BTreeSet};

use tutas_catalog::{Begin, Field, Need};
use tutas_domain::evidence::Known;
use tutas_domain::person::PersonId;
use tutas_domain::text::Lang;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::player::{Halt, Player};
use crate::Answered;
use crate::draft::Loaded;
use crate::showing::{preview_row, shown};
use crate::view::{
    Consents, Fact, Preview, PreviewRow, Question, QuestionKind, QuestionPage, Shown,
};

/// The most pages of questions an application may have.
const MOST_PAGES: usize = 50;

/// Questions put on pages, by name.
type Asked = BTreeSet<String>;

impl Player<'_> {
    pub(super) async fn begin(&mut self, who: PersonId, begin: &Begin) -> Result<(), Halt> {
        let draft = self.app.begin(&who, &begin.life_event, Lang::Kk).await?;
        self.app.data_plan(&who, draft)?;
        let gives = |what: &str| begin.consent.iter().any(|given| given == what);
        let consents = Consents {
            registers: gives("registers"),
            automated: gives("automated"),
        };
        self.app.give_consents(&who, draft, consents).await?;
        let preview = self.app.preview(&who, draft)?;
        self.check_subjects(begin, &preview);
        let stated: Asked = preview.subject_questions.iter().map(key).collect();
        self.choose(&who, draft, begin, &preview).await?;

        let preview = self.app.preview(&who, draft)?;
        let read = self.app.load_draft(&who, draft)?;
        for (path, expected) in &begin.known {
            self.check_known(&read, &preview, path, expected)?;
        }
        let mut asked = self.answer_pages(&who, draft, begin).await?;
        let chosen: Vec<String> = preview
            .steps
            .into_iter()
            .filter(|step| step.chosen)
            .map(|step| step.service)
            .collect();
        self.check_asked(begin, &stated, &asked, &chosen);
        asked.extend(stated);
        self.check_answers(begin, &asked);
        let page = self.app.check_page(&who, draft)?;
        if !begin.file {
            return Ok(());
        }
        if !page.missing.is_empty() {
            let missing: Vec<&str> = page.missing.iter().map(|(_, title)| &*title.en).collect();
            let missing = missing.join("; ");
            return Err(Halt(format!(
                "it cannot be filed: still unanswered: {missing}"
            )));
        }
        let application = self.app.file(&who, draft, page.version).await?;
        self.applications.push((who, application));
        Ok(())
    }

    fn check_subjects(&mut self, begin: &Begin, preview: &Preview) {
        let chosen = preview.events.iter().find(|event| event.chosen);
        let found = chosen.map_or(0, |event| event.children);
        if let Some(expected) = begin.subjects
            && expected != found
        {
            self.fail(format!(
                "expected {expected} subjects in the registers, found {found}"
            ));
        }
    }

    async fn choose(
        &mut self,
        who: &PersonId,
        draft: Uuid,
        begin: &Begin,
        preview: &Preview,
    ) -> Result<(), Halt> {
        for service in &begin.leave_out {
            let step = preview.steps.iter().find(|step| step.service == *service);
            if !step.is_some_and(|step| step.optional) {
                self.fail(format!(
                    "`{service}` is left out, but it is not offered as optional"
                ));
            }
        }
        let chosen: BTreeSet<String> = preview
            .steps
            .iter()
            .map(|step| step.service.clone())
            .filter(|service| !begin.leave_out.contains(service))
            .collect();
        let event = preview.events.iter().find(|event| event.chosen);
        let event = event.map(|event| event.key.as_str());
        let form = form(&preview.subject_questions, &[&begin.answers.shared]);
        match self.app.choose(who, draft, event, &chosen, &form).await? {
            Ok(()) => Ok(()),
            Err(page) => Err(wrong_answers(&page.subject_questions)),
        }
    }

    /// A value must have been read for the need, and stand in the preview as the person sees it.
    fn check_known(
        &mut self,
        draft: &Loaded,
        preview: &Preview,
        path: &str,
        expected: &str,
    ) -> Result<(), Halt> {
        let (need, field) = path.split_once('.').unwrap_or((path, ""));
        let mut found: Vec<String> = Vec::new();
        for (need, known) in self.read_for_need(draft, need)? {
            let register = self.app.register(&need.register)?;
            let Some(field) = register.fields.get(field) else {
                continue;
            };
            let value = expected_value(field, expected);
            let read = preview_row(register, need, known, &draft.state.filer);
            let same = |row: &&PreviewRow| row.register == read.register && row.whose == read.whose;
            let is_it = |fact: &&Fact| fact.label == field.title;
            for fact in read.records.iter().flatten().filter(is_it) {
                let mut shown = preview.rows.iter().filter(same);
                let is_shown = shown.any(|row| {
                    let mut facts = row.records.iter().flatten().filter(is_it);
                    facts.any(|shown| shown.value == fact.value)
                });
                if is_shown && value.as_ref() == Some(&fact.value) {
                    return Ok(());
                }
                let text = if is_shown {
                    words(&fact.value)
                } else {
                    "nothing".into()
                };
                if !found.contains(&text) {
                    found.push(text);
                }
            }
        }
        let found = if found.is_empty() {
            "nothing".into()
        } else {
            found.join(", ")
        };
        self.fail(format!(
            "expected the preview to show {path} as `{expected}`, found {found}"
        ));
        Ok(())
    }

    /// What was read for the needs of this name: for the life event, and for its services.
    fn read_for_need<'d>(
        &self,
        draft: &'d Loaded,
        name: &str,
    ) -> Result<Vec<(&Need, &'d Known)>, Halt> {
        let state = &draft.state;
        let mut read = Vec::new();
        let event = self.app.life_event(state)?;
        let called = |need: &&Need| need.name == name;
        if let (Some(need), Some(known)) =
            (event.needs.iter().find(called), state.evidence.0.get(name))
        {
            read.push((need, known));
        }
        for service in self.app.services(state, self.app.now())? {
            let Some(need) = service.needs.iter().find(called) else {
                continue;
            };
            let evidence = state.subjects.iter();
            let evidence = evidence.filter_map(|subject| subject.evidence.get(&service.id));
            read.extend(evidence.filter_map(|known| Some((need, known.0.get(name)?))));
        }
        Ok(read)
    }

    /// Answers page by page; gives the names of the questions put.
    async fn answer_pages(
        &mut self,
        who: &PersonId,
        draft: Uuid,
        begin: &Begin,
    ) -> Result<Asked, Halt> {
        let mut asked = Asked::new();
        let mut index = 0;
        for _ in 0..MOST_PAGES {
            let Some(page) = self.app.questions(who, draft, index)? else {
                return Ok(asked);
            };
            asked.extend(page.questions.iter().map(key));
            let form = page_form(begin, &page);
            match self
                .app
                .answer(who, draft, index, page.version, &form)
                .await?
            {
                Answered::Saved { next: Some(next) } => index = next,
                Answered::Saved { next: None } => return Ok(asked),
                Answered::Problems(page) => return Err(wrong_answers(&page.questions)),
                Answered::Stale(_) => return Err(Halt("the page of questions is stale".into())),
            }
        }
        Err(Halt("the questions come to no end".into()))
    }

    /// Each service asks exactly what the example says.
    fn check_asked(&mut self, begin: &Begin, stated: &Asked, asked: &Asked, chosen: &[String]) {
        if begin.asked.is_empty() {
            return;
        }
        let catalog = self.app.catalog();
        let today = catalog.calendar.local(self.app.now()).date();
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        found.insert(begin.life_event.clone(), stated.iter().cloned().collect());
        for id in chosen {
            let asks = catalog
                .service(id, today)
                .into_iter()
                .flat_map(|service| &service.asks);
            let names = asks
                .map(|ask| ask.name.clone())
                .filter(|name| asked.contains(name));
            found.insert(id.clone(), names.collect());
        }
        for id in begin.asked.keys() {
            found.entry(id.clone()).or_default();
        }
        for (id, names) in found {
            let expected = begin.asked.get(&id).cloned().unwrap_or_default();
            let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<String>>();
            if sorted(&expected) != sorted(&names) {
                let (expected, names) = (list(&expected), list(&names));
                self.fail(format!("expected `{id}` to ask {expected}, found {names}"));
            }
        }
    }

    /// Whatever the example answers must have been asked.
    fn check_answers(&mut self, begin: &Begin, asked: &Asked) {
        let children = begin.answers.children.iter().flat_map(BTreeMap::keys);
        let unasked: BTreeSet<&String> = begin
            .answers
            .shared
            .keys()
            .chain(children)
            .filter(|name| !asked.contains(*name))
            .collect();
        for name in unasked {
            self.fail(format!("the example answers `{name}`, which is not asked"));
        }
    }
}

fn key(question: &Question) -> String {
    question.key.clone()
}

fn page_form(begin: &Begin, page: &QuestionPage) -> BTreeMap<String, String> {
    let answers = &begin.answers;
    let child = page.child.as_ref();
    let own = child.and_then(|child| answers.children.get(child.ordinal - 1));
    let given: Vec<_> = own.into_iter().chain([&answers.shared]).collect();
    form(&page.questions, &given)
}

/// The form as a browser would send it: what the example answers, else what was filled in.
fn form(questions: &[Question], given: &[&BTreeMap<String, String>]) -> BTreeMap<String, String> {
    let mut form = BTreeMap::new();
    for question in questions {
        let answer = given.iter().find_map(|answers| answers.get(&question.key));
        question.put(&mut form, answer.unwrap_or(&question.value));
    }
    form
}

/// Which answers were not taken, and why.
pub(super) fn wrong_answers(questions: &[Question]) -> Halt {
    let wrong: Vec<String> = questions
        .iter()
        .filter_map(|question| {
            let problem = question.problem.as_ref()?;
            let choices = match &question.kind {
                QuestionKind::Choice(options) => {
                    let codes: Vec<&str> = options.iter().map(|(code, _)| &**code).collect();
                    format!("; the choices are {}", codes.join(", "))
                }
                _ => String::new(),
            };
            let (key, value) = (&question.key, &question.value);
            Some(format!(
                "`{key}` cannot be `{value}` ({problem:?}{choices})"
            ))
        })
        .collect();
    Halt(format!("an answer is not taken: {}", wrong.join("; ")))
}

fn expected_value(field: &Field, expected: &str) -> Option<Shown> {
    if expected.is_empty() {
        return Some(Shown::None);
    }
    let value = Value::from_plain(field.value_type, expected)?;
    Some(shown(Some(field), Some(&value)))
}

fn list(names: &[String]) -> String {
    if names.is_empty() {
        "nothing".into()
    } else {
        format!("[{}]", names.join(", "))
    }
}

/// A shown value in words. The people of examples are invented.
fn words(shown: &Shown) -> String {
    match shown {
        Shown::Text(text) => format!("`{text}`"),
        Shown::Coded(texts) => format!("`{}`", texts.en),
        Shown::Date(date) => format!("`{date}`"),
        Shown::Int(int) => format!("`{int}`"),
        Shown::Number(number) | Shown::Money(number) => format!("`{number}`"),
        Shown::Bool(truth) => format!("`{truth}`"),
        Shown::None => "none".into(),
        Shown::Unknown => "unknown".into(),
    }
}
