//! A parent and the officer of their registrar: one after another they do what can be done again
//! and again, and keep account of what they were told.

mod outcome;

use std::thread;
use std::time::Duration;

use super::account::Account;
use super::chance::Chance;
use super::html;
use super::http::{Broken, Browser, Request};
use super::visit::Stay;

pub(crate) use outcome::of_application;

/// How long somebody waits who was asked to come again.
const A_MOMENT: Duration = Duration::from_millis(20);

/// Applications of one parent in one country; the cabinet shows twenty.
const MOST_APPLICATIONS: usize = 15;

/// Whose child was born, by the name on the sign-in page.
pub(crate) const PARENTS: [&str; 7] = [
    "Әйгерім Нұрғалиева",
    "Айгерім Ахметова",
    "Дана Қайратқызы",
    "Назгүл Дүйсенова",
    "Жанна Оразова",
    "Гүлнұр Сағынова",
    "Нилуфар Каримова",
];

/// The office that they choose, and to which it sends a case on.
const OFFICE: &str = "registrar-2710";
const OTHER_OFFICE: &str = "registrar-2736";

/// The requirement of the case of whoever's child has no medical record yet.
const LACKING: &str = "medical record";

/// One parent with their officer.
pub(crate) struct Parent {
    pub(crate) name: &'static str,
    pub(crate) account: Account,
    /// Applications and drafts, by id.
    pub(crate) papers: Vec<String>,
    /// Cases of the applications, by id.
    pub(crate) cases: Vec<String>,
    /// What was turned down though it might have been done, or answered in a way that was no answer.
    pub(crate) surprises: Vec<String>,
    pub(crate) session: Option<String>,
    /// The officer's session.
    officer: Option<String>,
    chance: Chance,
    /// The next mark, of which none is part of another.
    marks: u32,
    number: usize,
    draft: Option<Draft>,
    /// The application whose case was not looked up yet.
    filed: Option<String>,
    case: Option<Case>,
    /// The birth is registered: there is nothing more to apply for.
    granted: bool,
    /// What was sent and not answered.
    open: Option<Act>,
    /// It was sent before.
    repeats: bool,
    /// How often somebody was asked to come again.
    pub(crate) refused: usize,
}

/// What a draft has beside its name.
pub(crate) const PARTS: [&str; 2] = ["answers", "choice"];

/// A draft being written.
#[derive(Clone, Debug)]
struct Draft {
    id: String,
    stage: Stage,
    /// So many more times is an answer changed.
    changes: u64,
    /// It cannot be filed.
    spoilt: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begun,
    Read,
    Chosen,
    Answering(u32),
}

/// A case on which things are done.
#[derive(Clone, Debug)]
struct Case {
    id: String,
    /// The complaint that waits.
    complaint: Option<(String, String)>,
    /// The file that the officer has not looked at.
    file: Option<String>,
    /// So many more acts until it ends.
    acts: u64,
    lacks: bool,
    /// It went on to another office.
    sent_on: bool,
}

/// Something that is done by one form.
#[derive(Clone, Debug)]
struct Act {
    kind: Kind,
    by: By,
    request: Request,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Parent,
    Officer,
}

#[derive(Clone, Debug)]
enum Kind {
    Begin,
    Consent,
    Choose,
    Answer { page: u32, state: String },
    File,
    Discard,
    Complain(String),
    WithdrawComplaint,
    Supply(String),
    TurnDown(String),
    Redirect(String),
    Grant,
    Withdraw,
}

/// Why a visitor stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The server is gone.
    Gone,
    /// There is nothing more to do.
    Enough,
    /// It is time to go.
    Over,
    /// The server does not do what it is asked, again and again.
    Refused,
}

impl From<Broken> for Stop {
    fn from(_: Broken) -> Self {
        Self::Gone
    }
}

impl Parent {
    /// A parent who has done nothing yet.
    pub(crate) fn new(number: usize, seed: u64) -> Self {
        Self {
            name: PARENTS[number % PARENTS.len()],
            account: Account::default(),
            papers: Vec::new(),
            cases: Vec::new(),
            surprises: Vec::new(),
            session: None,
            officer: None,
            chance: Chance::new(seed, 1 + number as u64),
            marks: 0,
            number,
            draft: None,
            filed: None,
            case: None,
            granted: false,
            open: None,
            repeats: false,
            refused: 0,
        }
    }

    /// Sends again what was not answered: it must be recognised if it counted.
    pub(crate) fn settle(&mut self, browser: &Browser) -> Result<(), Stop> {
        self.sign_in(browser)?;
        match self.open.clone() {
            Some(act) => self.send(browser, &act),
            None => Ok(()),
        }
    }

    /// Does the next thing, until the server is gone or it is time to go.
    pub(crate) fn live(&mut self, browser: &Browser, stay: &Stay) -> Stop {
        loop {
            if stay.is_over() {
                return Stop::Over;
            }
            let done = match self.next(browser) {
                Ok(Some(act)) => {
                    self.try_for_the_first_time(&act);
                    self.open = Some(act.clone());
                    self.send(browser, &act)
                }
                Ok(None) => Err(Stop::Enough),
                Err(stop) => Err(stop),
            };
            if let Err(stop) = done {
                return stop;
            }
            stay.serve();
        }
    }

    /// A browser of the parent's.
    pub(crate) fn as_parent(&self, browser: &Browser) -> Browser {
        browser.with(self.session.clone())
    }

    fn sign_in(&mut self, browser: &Browser) -> Result<(), Stop> {
        if self.session.is_none() {
            let mut own = self.as_parent(browser);
            let page = page(&mut own, "/en/sign-in")?;
            let before = page.split(&format!("<b>{}</b>", self.name)).next();
            let value = before.and_then(|page| page.rsplit(" value=\"").next());
            let place = value.and_then(|rest| rest.split('"').next()).unwrap_or("0");
            let form = Request::form("/en/sign-in", &[("person", place)]);
            self.session = session(&mut own, &form)?;
            if self.session.is_some() {
                self.account.is_in("session", "open");
            }
        }
        if self.officer.is_none() {
            let officer = format!("{OFFICE}/1");
            let form = Request::form("/en/sign-in", &[("officer", officer.as_str())]);
            self.officer = session(&mut browser.stranger(), &form)?;
        }
        Ok(())
    }

    /// What comes next, with its form.
    fn next(&mut self, browser: &Browser) -> Result<Option<Act>, Stop> {
        let mut own = self.as_parent(browser);
        if let Some(draft) = self.draft.clone() {
            return self.next_of_draft(&mut own, &draft).map(Some);
        }
        if let Some(application) = self.filed.clone() {
            self.look_up_case(&mut own, &application)?;
        }
        if let Some(case) = self.case.clone() {
            return self.next_of_case(&mut own, case).map(Some);
        }
        if self.granted || self.papers.len() >= MOST_APPLICATIONS {
            return Ok(None);
        }
        let begin = Request::form("/en/life-events/birth", &[]);
        Ok(Some(act(Kind::Begin, By::Parent, begin)))
    }

    fn next_of_draft(&mut self, own: &mut Browser, draft: &Draft) -> Result<Act, Stop> {
        let place = |page: &str| format!("/en/apply/{}/{page}", draft.id);
        Ok(match draft.stage {
            Stage::Begun => {
                let form = Request::form(place("data"), &[("registers", "yes")]);
                act(Kind::Consent, By::Parent, form)
            }
            Stage::Read => {
                let page = page(own, place("preview"))?;
                let event = html::field(&page, "event").unwrap_or_default();
                let fields = [
                    ("event", event),
                    ("born_on-day", "16"),
                    ("born_on-month", "3"),
                    ("born_on-year", "2026"),
                    ("sex", "female"),
                ];
                act(
                    Kind::Choose,
                    By::Parent,
                    Request::form(place("preview"), &fields),
                )
            }
            Stage::Chosen => self.answer(own, draft, 0)?,
            Stage::Answering(_) if draft.changes == 0 => {
                let page = page(own, place("check"))?;
                let version = html::field(&page, "version");
                let form = |to, version| Request::form(place(to), &[("version", version)]);
                match version {
                    Some(version) if !draft.spoilt && !self.chance.once_in(8) => {
                        act(Kind::File, By::Parent, form("check", version))
                    }
                    _ => act(Kind::Discard, By::Parent, form("discard", "0")),
                }
            }
            Stage::Answering(page) => self.answer(own, draft, page)?,
        })
    }

    /// Answers a page of questions: what may be chosen is chosen, and the child is named anew.
    fn answer(&mut self, own: &mut Browser, draft: &Draft, page: u32) -> Result<Act, Stop> {
        let place = format!("/en/apply/{}/questions/{page}", draft.id);
        let html = self::page(own, place.as_str())?;
        let version = html::field(&html, "version").unwrap_or("0").to_owned();
        let letters = ["а", "е", "и", "о", "у", "ы", "і", "ә"];
        let mut name = "Мар".to_owned();
        for _ in 0..6 {
            let letter = self.chance.within(0..8);
            name.push_str(letters[usize::try_from(letter).unwrap_or(0)]);
            name.push('р');
        }
        let surname = html::field(&html, "surname").unwrap_or_default();
        let surname = if surname.is_empty() {
            "Ахметова"
        } else {
            surname
        };
        // Where there is something to choose, one may choose to have none.
        let proposed = html::field(&html, "patronymic").unwrap_or_default();
        let patronymic = if proposed.is_empty() { "" } else { "-" };
        let all = [
            ("version", version.as_str()),
            ("language", "kk"),
            ("registrar", OFFICE),
            ("father", "blank"),
            ("given_name", name.as_str()),
            ("surname", surname),
            ("patronymic", patronymic),
        ];
        let asked = |(field, _): &&(&str, &str)| html::has_field(&html, field);
        let fields: Vec<(&str, &str)> = all.iter().filter(asked).copied().collect();
        let named = html::has_field(&html, "given_name");
        let after = version.parse::<u64>().unwrap_or(0) + 1;
        let state = if named {
            format!("{after} {name}")
        } else {
            String::new()
        };
        let form = Request::form(place, &fields);
        Ok(act(Kind::Answer { page, state }, By::Parent, form))
    }

    fn next_of_case(&mut self, own: &mut Browser, mut case: Case) -> Result<Act, Stop> {
        let at = |what: &str| format!("/en/cases/{}/{what}", case.id);
        let at_desk = |what: &str| format!("/en/desk/cases/{}/{what}", case.id);
        if let Some((_, complaint)) = &case.complaint {
            let form = Request::form(
                format!("/en/cases/{complaint}/withdraw"),
                &[("confirm", "yes")],
            );
            return Ok(act(Kind::WithdrawComplaint, By::Parent, form));
        }
        if let Some(file) = case.file.take() {
            let page = page(own, format!("/en/cases/{}", case.id))?;
            let before = page
                .split(&format!(">{file}.pdf<"))
                .next()
                .unwrap_or_default();
            let upload = before
                .rsplit('/')
                .next()
                .and_then(|rest| rest.split('"').next());
            let mark = self.mark();
            let fields = [
                ("upload", upload.unwrap_or_default()),
                ("why", mark.as_str()),
            ];
            let form = Request::form(at_desk("turn-down"), &fields);
            self.case = Some(case);
            return Ok(act(Kind::TurnDown(mark), By::Officer, form));
        }
        if case.acts == 0 {
            let (kind, by, form) = match self.chance.within(0..12) {
                0 if !case.lacks && !case.sent_on => (
                    Kind::Grant,
                    By::Officer,
                    Request::form(at_desk("grant"), &[]),
                ),
                1..5 if !case.sent_on => {
                    let mark = self.mark();
                    let fields = [("to", OTHER_OFFICE), ("reasons", mark.as_str())];
                    let form = Request::form(at_desk("redirect"), &fields);
                    (Kind::Redirect(mark), By::Officer, form)
                }
                _ => {
                    let form = Request::form(at("withdraw"), &[("confirm", "yes")]);
                    (Kind::Withdraw, By::Parent, form)
                }
            };
            return Ok(act(kind, by, form));
        }
        let mark = self.mark();
        if case.lacks && self.chance.once_in(2) {
            let bytes = bytes_of(&mark);
            let field = ("requirement", LACKING);
            let form = Request::file(at("supply"), field, &format!("{mark}.pdf"), &bytes);
            return Ok(act(Kind::Supply(mark), By::Parent, form));
        }
        let fields = [("level", "provider"), ("words", mark.as_str())];
        let form = Request::form(at("complain"), &fields);
        Ok(act(Kind::Complain(mark), By::Parent, form))
    }

    fn mark(&mut self) -> String {
        self.marks += 1;
        format!("m{}x{:05}y", self.number, self.marks)
    }

    /// The name of the draft, or of a part of it.
    fn of_draft(&self, what: &str) -> String {
        let id = self.draft.as_ref().map_or("", |draft| &draft.id);
        format!("{what} {id}")
    }

    fn case_name(&self) -> String {
        self.case
            .as_ref()
            .map_or_else(String::new, |case| format!("case {}", case.id))
    }

    fn complaint_name(&self) -> String {
        let complaint = self.case.as_ref().and_then(|case| case.complaint.as_ref());
        complaint.map_or_else(String::new, |(mark, _)| {
            format!("state of complaint {mark}")
        })
    }

    /// Puts down that something may be so from now on.
    fn try_for_the_first_time(&mut self, act: &Act) {
        match &act.kind {
            Kind::Begin => self.account.may_have_unnamed(1),
            Kind::Consent | Kind::Choose => {}
            Kind::Answer { state, .. } => {
                let name = self.of_draft("answers");
                self.account.trying_state(&name, state);
            }
            Kind::File | Kind::Discard => {
                let files = matches!(act.kind, Kind::File);
                let state = if files { "application" } else { "gone" };
                let paper = self.of_draft("paper");
                self.account.trying_state(&paper, state);
                for what in PARTS {
                    let name = self.of_draft(what);
                    self.account.trying_state(&name, "gone");
                }
            }
            Kind::WithdrawComplaint => {
                let name = self.complaint_name();
                self.account.trying_state(&name, "withdrawn");
            }
            Kind::Withdraw => {
                let name = self.case_name();
                self.account.trying_state(&name, "withdrawn");
            }
            Kind::Grant => {
                let name = self.case_name();
                self.account.trying_state(&name, "granted");
            }
            kind => {
                if let Some(thing) = thing(kind) {
                    self.account.trying(&thing);
                }
            }
        }
    }
}

/// What a kind of act brings about, by its mark.
fn thing(kind: &Kind) -> Option<String> {
    match kind {
        Kind::Complain(mark) => Some(format!("complaint {mark}")),
        Kind::Supply(mark) => Some(format!("file {mark}")),
        Kind::TurnDown(mark) | Kind::Redirect(mark) => Some(format!("words {mark}")),
        _ => None,
    }
}

/// A page; whoever is asked to come again does so after a moment.
fn page(own: &mut Browser, path: impl Into<String>) -> Result<String, Stop> {
    let answer = own.send(&Request::page(path))?;
    if answer.status < 500 {
        return Ok(answer.text());
    }
    thread::sleep(A_MOMENT);
    Err(Stop::Refused)
}

/// The session that signing in gives.
fn session(own: &mut Browser, form: &Request) -> Result<Option<String>, Stop> {
    let answer = own.send(form)?;
    if answer.status < 500 {
        return Ok(answer.session);
    }
    thread::sleep(A_MOMENT);
    Err(Stop::Refused)
}

fn paper(id: &str) -> String {
    format!("paper {id}")
}

fn act(kind: Kind, by: By, request: Request) -> Act {
    Act { kind, by, request }
}

/// A file that no other is like, of up to 40 kB.
pub(crate) fn bytes_of(mark: &str) -> Vec<u8> {
    let mut bytes = format!("%PDF-1.4 {mark}").into_bytes();
    let sum: u64 = mark.bytes().map(u64::from).sum();
    let mut chance = Chance::new(sum, 0);
    let length = chance.within(10..5_000);
    bytes.extend((0..length).flat_map(|_| chance.next().to_le_bytes()));
    bytes
}
