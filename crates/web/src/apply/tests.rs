//! The pages of the wizard, rendered.

use askama::Template as _;
use jiff::Timestamp;
use jiff::civil::date;
use rust_decimal::Decimal;
use tutas_app::view::{
    AnswerProblem, CheckPage, ChildLabel, Consents, DataPlan, Doubt, EventChoice, Fact, PlanBasis,
    PlanRow, Preview, PreviewRow, Question, QuestionKind, QuestionPage, SaidWrongView, Shown,
    StepChoice, Tone, WhoseView, WhyUnknown, WrongHere,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::{Lang, Law, Mark, Texts};
use uuid::Uuid;

use super::{check, data, preview, questions};
use crate::case::Tried;
use crate::page::tests::page;

fn texts(text: &str) -> Texts {
    Texts {
        kk: format!("{text} kk"),
        ru: format!("{text} ru"),
        en: text.to_owned(),
    }
}

fn law(mark: Mark) -> Law {
    Law {
        act: texts("Code"),
        articles: "192(1)".to_owned(),
        mark,
    }
}

fn row(register: &str, basis: PlanBasis) -> PlanRow {
    PlanRow {
        register: texts(register),
        owner: texts("Ministry"),
        whose: WhoseView::You,
        fields: vec![texts("Surname"), texts("Given name")],
        services: vec![texts("Birth registration")],
        law: law(Mark::Certain),
        basis,
    }
}

fn step(service: &str, optional: bool) -> StepChoice {
    StepChoice {
        service: service.to_owned(),
        title: texts(service),
        summary: texts("What it gives"),
        optional,
        chosen: true,
        doubts: vec![Doubt {
            title: texts("Lives here"),
            otherwise: texts("No address is known"),
            law: law(Mark::Assumed),
        }],
        amount: Some(Decimal::from(164_350)),
    }
}

fn plain_tone() -> Tone {
    Tone {
        quiet: false,
        text: None,
    }
}

fn question(key: &str, kind: QuestionKind) -> Question {
    Question {
        key: key.to_owned(),
        title: texts(&format!("Title of {key}")),
        hint: texts(&format!("Hint of {key}")),
        required: true,
        kind,
        value: String::new(),
        problem: None,
        from_register: None,
        only_if: None,
    }
}

fn sample_preview() -> Preview {
    Preview {
        declined: false,
        draft: Uuid::nil(),
        title: texts("A child is born"),
        tone: plain_tone(),
        events: vec![EventChoice {
            key: "event-1".to_owned(),
            on: Some(date(2026, 3, 17)),
            children: 2,
            chosen: true,
        }],
        rows: vec![
            PreviewRow {
                register: texts("Persons"),
                whose: WhoseView::You,
                at: Some("2026-03-18T05:00:00Z".parse().unwrap()),
                records: vec![vec![
                    Fact {
                        label: texts("Surname"),
                        value: Shown::Text("Ахметова <b>".to_owned()),
                    },
                    Fact {
                        label: texts("Foreign document"),
                        value: Shown::None,
                    },
                ]],
                unknown: None,
                odd_number: false,
                wrong: None,
            },
            PreviewRow {
                register: texts("Accounts"),
                whose: WhoseView::You,
                at: None,
                records: Vec::new(),
                unknown: Some(WhyUnknown::Down),
                odd_number: false,
                wrong: None,
            },
        ],
        steps: vec![
            step("birth-registration", false),
            step("birth-allowance", true),
        ],
        down: vec![texts("Accounts")],
        unusable: Vec::new(),
        subject_questions: Vec::new(),
        already: None,
    }
}

#[test]
fn each_ground_of_reading_stands_under_its_own_heading() {
    for lang in Lang::ALL {
        let plan = DataPlan {
            draft: Uuid::nil(),
            life_event: "birth".to_owned(),
            title: texts("A child is born"),
            rows: vec![
                row("Persons", PlanBasis::Law),
                row("Accounts", PlanBasis::YourConsent),
            ],
            asks_consent: true,
            asked_for: vec![texts("A child is born")],
            until: Some("2028-03-18T18:59:59Z".parse().unwrap()),
            ahead: Vec::new(),
            automated: vec![(texts("Birth allowance"), law(Mark::Secondary))],
            ticked: Consents {
                registers: true,
                automated: false,
            },
            already_read: false,
            texts: vec![(texts("A child is born"), "a".repeat(64))],
        };
        let page = page(lang);
        let t = page.t;
        let html = data::DataPage { page, plan }.render().unwrap();
        for id in ["data-by-law", "data-by-consent", "law-secondary", "read"] {
            assert!(html.contains(&t.m(id)), "{lang} lacks {id}");
        }
        assert!(html.contains("name=\"registers\" type=\"checkbox\""));
        let until = t.last_day(&"2028-03-18T18:59:59Z".parse::<Timestamp>().unwrap());
        let until = t.a("consent-until", &[("date", until.into())]);
        assert!(html.contains(&until), "{lang}: until when it holds");
        assert_eq!(html.matches(" checked>").count(), 1);
        assert_eq!(html.matches("<h1").count(), 1);
    }
}

#[test]
fn where_some_was_agreed_to_ahead_the_consent_is_asked_for_the_rest_by_name() {
    for lang in Lang::ALL {
        let shown = |asked_for: Vec<Texts>| {
            let plan = DataPlan {
                draft: Uuid::nil(),
                life_event: "birth".to_owned(),
                title: texts("A child is born"),
                rows: vec![row("Accounts", PlanBasis::YourConsent)],
                asks_consent: !asked_for.is_empty(),
                asked_for,
                until: None,
                ahead: vec![(texts("Kindergarten"), None)],
                automated: Vec::new(),
                ticked: Consents::default(),
                already_read: false,
                texts: Vec::new(),
            };
            let page = page(lang);
            data::DataPage { page, plan }.render().unwrap()
        };
        let t = page(lang).t;
        let some = shown(vec![texts("Birth allowance")]);
        let rest = t.x(&texts("Birth allowance")).to_owned();
        assert!(some.contains(&t.a("data-ahead-rest", &[("services", rest.into())])));
        assert!(some.contains(&t.m("data-ahead-some")) && !some.contains(&t.m("data-ahead")));
        let all = shown(Vec::new());
        assert!(all.contains(&t.m("data-ahead")) && !all.contains(&t.m("data-ahead-some")));
        assert!(!all.contains("name=\"registers\""), "{lang}");
    }
}

#[test]
fn nothing_is_ticked_for_the_person_beforehand() {
    let plan = DataPlan {
        draft: Uuid::nil(),
        life_event: "birth".to_owned(),
        title: texts("A child is born"),
        rows: vec![row("Accounts", PlanBasis::YourConsent)],
        asks_consent: true,
        asked_for: vec![texts("A child is born")],
        until: None,
        ahead: Vec::new(),
        automated: Vec::new(),
        ticked: Consents::default(),
        already_read: false,
        texts: Vec::new(),
    };
    let html = data::DataPage {
        page: page(Lang::En),
        plan,
    }
    .render()
    .unwrap();
    assert!(!html.contains(" checked>"));
    assert!(!html.contains("name=\"automated\""));
}

#[test]
fn a_preview_shows_values_escaped_and_why_a_register_is_silent() {
    let view = sample_preview();
    let html = preview::PreviewPage {
        page: page(Lang::En),
        view,
        wrong: Vec::new(),
        tried: Tried::default(),
        query: "",
    }
    .render()
    .unwrap();
    assert!(html.contains("Ахметова &#60;b&#62;"), "{html}");
    assert!(html.contains("The register has none: Foreign document"));
    assert!(html.contains("The register does not answer now."));
    assert!(html.contains("born on 17\u{a0}March 2026, 2 children"));
    assert!(html.contains("Expected amount: 164\u{a0}350\u{a0}₸"));
    assert!(html.contains("name=\"step\" type=\"checkbox\" value=\"birth-allowance\" checked"));
    assert!(
        !html.contains("value=\"birth-registration\""),
        "it cannot be left out"
    );
}

#[test]
fn what_a_register_has_wrong_is_said_beside_it_and_stays_there_until_filing() {
    for lang in Lang::ALL {
        let shown = |said: Option<&str>, tried| {
            let mut view = sample_preview();
            view.rows[0].wrong = Some(WrongHere {
                place: "0.birth-registration.mother".to_owned(),
                steward: texts("Ministry of persons"),
                answered_in: TermLength::working_days(5),
                law: law(Mark::Certain),
                later: false,
                said: said.map(str::to_owned),
            });
            let page = page(lang);
            let wrong = Vec::new();
            let shown = preview::PreviewPage {
                page,
                view,
                wrong,
                tried,
                query: "",
            };
            shown.render().unwrap()
        };
        let t = page(lang).t;
        let html = shown(None, Tried::default());
        assert_eq!(html.matches("/wrong\"").count(), 1, "{lang}");
        assert!(html.contains("value=\"0.birth-registration.mother\""));
        assert!(html.contains("Ministry of persons"), "who will be told");
        assert!(!html.contains("<details class=\"govuk-details\" open"));
        let html = shown(Some("Not <i>mine</i>"), Tried::default());
        assert!(html.contains(&t.m("wrong-said")) && html.contains(&t.m("wrong-back")));
        assert!(html.contains("Not &#60;i&#62;mine&#60;/i&#62;"), "{lang}");
        let field = "wrong-0.birth-registration.mother";
        let tried = Tried::at(field, t.m("defect-problem-words"));
        let html = shown(None, tried);
        assert!(html.contains(&t.m("defect-problem-words")) && html.contains(" open>"));
    }
}

#[test]
fn what_two_services_read_of_one_register_is_shown_once() {
    let fact = |label: &str, value| Fact {
        label: texts(label),
        value,
    };
    let row = |facts| PreviewRow {
        register: texts("Persons"),
        whose: WhoseView::You,
        at: None,
        records: vec![facts],
        unknown: None,
        odd_number: false,
        wrong: None,
    };
    let surname = |value: &str| fact("Surname", Shown::Text(value.to_owned()));
    let rows = vec![
        row(vec![surname("Ахметова")]),
        row(vec![surname("Ахметова"), fact("Alive", Shown::Bool(true))]),
        row(vec![surname("Соколова")]),
    ];
    let shown = preview::together(rows);
    assert_eq!(shown.len(), 2, "another person's record stays apart");
    assert_eq!(shown[0].records[0].len(), 2);
}

#[test]
fn questions_keep_what_was_typed_and_say_what_is_wrong_at_the_field() {
    let mut name = question("given_name", QuestionKind::Text);
    "Ай3ша".clone_into(&mut name.value);
    name.problem = Some(AnswerProblem::NotALetter('3'));
    let options = vec![
        ("joint".to_owned(), texts("Joint statement")),
        ("blank".to_owned(), texts("No entry")),
    ];
    let mut father = question("father", QuestionKind::Choice(options));
    "joint".clone_into(&mut father.value);
    let mut iin = question("father_iin", QuestionKind::Iin);
    iin.only_if = Some(("father".to_owned(), "joint".to_owned()));
    let mut born = question("born_on", QuestionKind::Date);
    "2026-13-40".clone_into(&mut born.value);
    born.problem = Some(AnswerProblem::NotADate);
    let groups = vec![(
        texts("Region"),
        vec![("registrar-27".to_owned(), texts("Office"))],
    )];
    let office = question("registrar", QuestionKind::Select(groups));
    let view = QuestionPage {
        draft: Uuid::nil(),
        version: 7,
        index: 0,
        of: 2,
        child: Some(ChildLabel {
            ordinal: 1,
            of: 2,
            born_on: None,
            sex: None,
        }),
        services: vec![texts("Birth registration")],
        questions: vec![
            name,
            father,
            iin,
            born,
            office,
            question("agree", QuestionKind::Bool),
        ],
        tone: plain_tone(),
    };
    let page = page(Lang::En).erroneous(true);
    let wrong = crate::form::wrong(page.t, &view.questions);
    let html = questions::QuestionsPage {
        page,
        view,
        wrong,
        stale: false,
        query: "",
    }
    .render()
    .unwrap();
    assert!(html.contains("<title>Error: "));
    assert!(html.contains("value=\"Ай3ша\"") && html.contains("href=\"#given_name\""));
    assert!(html.contains("id=\"given_name-error\""));
    assert!(html.contains("aria-describedby=\"given_name-hint given_name-error\""));
    assert!(html.contains("href=\"#born_on-day\""));
    assert!(
        html.contains("name=\"born_on-month\" type=\"text\" inputmode=\"numeric\" value=\"13\"")
    );
    assert!(html.contains("name=\"version\" value=\"7\""));
    let conditional = html.find("govuk-radios__conditional").unwrap();
    let nested = html.find("name=\"father_iin\"").unwrap();
    let blank = html.find("value=\"blank\"").unwrap();
    assert!(
        conditional < nested && nested < blank,
        "the field stands under its choice"
    );
    assert_eq!(html.matches("name=\"father_iin\"").count(), 1);
    assert!(html.contains("<optgroup label=\"Region\">"));
}

#[test]
fn an_application_with_open_questions_cannot_be_filed() {
    let child = ChildLabel {
        ordinal: 1,
        of: 1,
        born_on: None,
        sex: None,
    };
    let view = |missing| CheckPage {
        draft: Uuid::nil(),
        version: 9,
        title: texts("A child is born"),
        tone: plain_tone(),
        pages: 2,
        answers: vec![
            (0, None, texts("Language"), Shown::Coded(texts("Kazakh"))),
            (
                1,
                Some(child.clone()),
                texts("Given name"),
                Shown::Text("Айша".to_owned()),
            ),
        ],
        wrong: vec![SaidWrongView {
            register: texts("Persons"),
            steward: texts("Ministry of persons"),
            later: false,
            words: "Not <b>my</b> name".to_owned(),
        }],
        steps: vec![step("birth-registration", false)],
        missing,
        lacking: Vec::new(),
    };
    let open = check::CheckView {
        page: page(Lang::En),
        view: view(vec![(1, texts("Surname"))]),
    };
    let html = open.render().unwrap();
    assert!(html.contains("/questions/1?from=check\">Surname"));
    assert!(!html.contains("name=\"version\""), "no button to file");
    let whole = check::CheckView {
        page: page(Lang::En),
        view: view(Vec::new()),
    };
    let html = whole.render().unwrap();
    assert!(html.contains("name=\"version\" value=\"9\""));
    assert!(html.contains("Айша"));
    let said = html.contains("Not &#60;b&#62;my&#60;/b&#62; name");
    assert!(said && html.contains("Told when you apply: Ministry of persons."));
}

#[test]
fn where_nobody_looked_no_register_is_said_to_have_answered_and_the_consent_is_one_step_back() {
    for lang in Lang::ALL {
        let page = page(lang);
        let t = page.t;
        let mut view = sample_preview();
        view.declined = true;
        view.events = Vec::new();
        view.rows.truncate(1);
        view.rows[0].records = Vec::new();
        view.rows[0].unknown = Some(WhyUnknown::NoConsent);
        view.subject_questions = vec![question("born_on", QuestionKind::Date)];
        let html = preview::PreviewPage {
            page,
            view,
            wrong: Vec::new(),
            tried: Tried::default(),
            query: "",
        };
        let html = html.render().unwrap();
        for claimed in ["preview-lead", "subject-heading", "unknown-no-consent"] {
            assert!(!html.contains(&t.m(claimed)), "{lang}: {claimed}");
        }
        assert!(html.contains(&t.m("declined")), "{lang}");
        let back = format!(
            "href=\"/{lang}/apply/{}/data\">{}",
            Uuid::nil(),
            t.m("declined-agree")
        );
        assert!(html.contains(&back), "{lang}");
    }
}

#[test]
fn a_choice_that_may_be_left_out_has_a_button_for_it() {
    let shown = |required, value: &str| {
        let options = vec![("Ерланқызы".to_owned(), texts("Ерланқызы"))];
        let mut patronymic = question("patronymic", QuestionKind::Choice(options));
        patronymic.required = required;
        value.clone_into(&mut patronymic.value);
        let view = QuestionPage {
            draft: Uuid::nil(),
            version: 1,
            index: 0,
            of: 1,
            child: None,
            services: Vec::new(),
            questions: vec![patronymic],
            tone: plain_tone(),
        };
        let page = questions::QuestionsPage {
            page: page(Lang::Kk),
            view,
            wrong: Vec::new(),
            stale: false,
            query: "",
        };
        page.render().unwrap()
    };
    let none = "id=\"patronymic-none\"";
    assert!(!shown(true, "").contains(none));
    let open = shown(false, "");
    assert!(open.contains(none) && !open.contains(" checked>"));
    assert!(shown(false, Question::NONE).contains("value=\"-\" checked>"));
}

#[test]
fn what_a_register_holds_is_to_be_checked_and_not_asked() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let shown = |questions: Vec<Question>| {
            let view = QuestionPage {
                draft: Uuid::nil(),
                version: 1,
                index: 0,
                of: 1,
                child: None,
                services: Vec::new(),
                questions,
                tone: plain_tone(),
            };
            let title = questions::title(t, &view);
            let page = questions::QuestionsPage {
                page: page(lang),
                view,
                wrong: Vec::new(),
                stale: false,
                query: "",
            };
            (title, page.render().unwrap())
        };
        let mut account = question("iban", QuestionKind::Iban);
        account.from_register = Some(texts("Accounts"));
        let kindergarten = question("kindergarten", QuestionKind::Text);
        let (title, html) = shown(vec![account.clone()]);
        assert_eq!(title, t.m("questions-title-held"));
        assert!(!html.contains(&t.m("questions-held")), "the title says it");
        let (title, html) = shown(vec![account, kindergarten.clone()]);
        assert_eq!(title, t.m("questions-title"));
        assert!(html.contains(&t.m("questions-held")), "{lang}");
        let (_, html) = shown(vec![kindergarten]);
        assert!(!html.contains(&t.m("questions-held")), "{lang}");
    }
}
