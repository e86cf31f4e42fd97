//! A case for tests of pages: with something lacking, a preliminary decision and a refusal.

use jiff::Timestamp;
use jiff::civil::date;
use tutas_app::view::{
    ActView, After, AppealView, CaseSummary, CaseView, ChildLabel, DeciderView, DecisionView,
    DeficiencyView, DocumentLine, Fact, FindingView, Kind, LetterKind, LetterLine, May, MeansView,
    PhaseView, PreliminaryView, PreviewRow, Question, QuestionKind, ReviewLine, Reviews, Shown,
    TermView, Tone, UploadLine, WhoseView,
};
use tutas_domain::evidence::Verdict;
use tutas_domain::term::{TermLength, TermUnit};
use tutas_domain::text::{Lang, Law, Mark, Texts};
use uuid::Uuid;

use crate::i18n::tests::words;
use crate::page::Page;

pub(crate) fn page(lang: Lang) -> Page {
    Page {
        t: words(lang),
        title: "title".to_owned(),
        path: "/cases/1".to_owned(),
        who: None,
        unasked: false,
        flash: None,
        quiet: false,
        erroneous: false,
        back: None,
        demo_now: None,
    }
}

pub(crate) fn texts(text: &str) -> Texts {
    Texts {
        kk: format!("{text} (kk)"),
        ru: format!("{text} (ru)"),
        en: format!("{text} (en)"),
    }
}

pub(crate) fn law(articles: &str) -> Law {
    Law {
        act: texts("Code"),
        articles: articles.to_owned(),
        mark: Mark::Certain,
    }
}

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn finding() -> FindingView {
    FindingView {
        requirement: "lives here".to_owned(),
        title: texts("The mother lives here"),
        law: law("79(1)"),
        verdict: Verdict::Unmet,
        applies: true,
        seen: vec![Fact {
            label: texts("Residence"),
            value: Shown::None,
        }],
        curable: true,
    }
}

pub(crate) fn question() -> Question {
    Question {
        key: "iban".to_owned(),
        title: texts("Account"),
        hint: Texts::default(),
        required: true,
        kind: QuestionKind::Iban,
        value: String::new(),
        problem: None,
        from_register: None,
        only_if: None,
    }
}

pub(crate) fn deficiency(name: &str, means: MeansView) -> DeficiencyView {
    DeficiencyView {
        requirement: name.to_owned(),
        title: texts(name),
        otherwise: texts("The record is missing"),
        words: None,
        law: law("187"),
        until: date(2026, 4, 1),
        window_law: law("64(6)"),
        effect: "restart",
        means,
        uploads: vec![UploadLine {
            id: Uuid::from_u128(7),
            name: "photo.jpg".to_owned(),
            at: at("2026-03-19T05:00:00Z"),
            turned_down: Some("The date cannot be read".to_owned()),
            accepted: false,
        }],
        cured: false,
        lapsed: false,
    }
}

/// Nothing but the court is left.
pub(crate) fn court(until: Option<jiff::civil::Date>) -> AppealView {
    AppealView {
        to: None,
        court: true,
        within: Some(TermLength {
            count: 1,
            unit: TermUnit::Months,
        }),
        until,
        law: law("136"),
    }
}

pub(crate) fn summary(phase: PhaseView) -> CaseSummary {
    CaseSummary {
        id: Uuid::from_u128(1),
        number: "2710-2026-000123".to_owned(),
        phase,
        holder: texts("Registrar of Uralsk"),
        zone: "Asia/Oral".to_owned(),
        term: TermView {
            length: TermLength::working_days(2),
            law: law("189"),
            registered_at: at("2026-03-18T05:00:00Z"),
            last_day: date(2026, 3, 26),
            ends_at: at("2026-03-26T19:00:00Z"),
            paused_since: None,
            stands_still: None,
            extended: None,
            escalated: None,
        },
        waits_for_you: matches!(phase, PhaseView::Curing | PhaseView::Hearing),
    }
}

/// A term of half an hour, which ends at 10:30.
pub(crate) fn in_minutes() -> TermView {
    TermView {
        length: TermLength {
            count: 30,
            unit: TermUnit::Minutes,
        },
        registered_at: at("2026-03-18T05:00:00Z"),
        last_day: date(2026, 3, 18),
        ends_at: at("2026-03-18T05:30:00Z"),
        ..summary(PhaseView::Examining).term
    }
}

/// A case in a phase, with what belongs to it.
pub(crate) fn case(phase: PhaseView) -> CaseView {
    let refused = phase == PhaseView::Refused;
    let granted = matches!(phase, PhaseView::Granted | PhaseView::Issued);
    let curing = phase == PhaseView::Curing;
    CaseView {
        summary: summary(phase),
        application: Uuid::from_u128(2),
        application_number: "A-000045".to_owned(),
        title: texts("Birth registration"),
        law: law("187-192"),
        tone: Tone {
            quiet: false,
            text: None,
        },
        child: ChildLabel {
            ordinal: 1,
            of: 1,
            born_on: Some(date(2026, 3, 17)),
            sex: None,
        },
        next: vec!["next-officer-decides"],
        deficiencies: if curing { lacking() } else { Vec::new() },
        outages: Vec::new(),
        evidence: vec![PreviewRow {
            register: texts("Persons"),
            whose: WhoseView::You,
            at: Some(at("2026-03-18T05:00:00Z")),
            records: vec![vec![Fact {
                label: texts("Surname"),
                value: Shown::Text("А".into()),
            }]],
            unknown: None,
            odd_number: false,
            wrong: None,
        }],
        answers: vec![Fact {
            label: texts("Name"),
            value: Shown::Text("Айша".into()),
        }],
        findings: vec![finding()],
        letters: vec![line(LetterKind::Filed)],
        preliminary: (phase == PhaseView::Hearing).then(preliminary),
        decision: (refused || granted).then(|| decision(granted)),
        documents: if phase == PhaseView::Issued {
            vec![document()]
        } else {
            Vec::new()
        },
        history: vec![(at("2026-03-18T05:00:00Z"), "filed".to_owned())],
        appeal: AppealView {
            to: Some(texts("Ministry of Justice")),
            court: false,
            within: Some(TermLength {
                count: 3,
                unit: TermUnit::Months,
            }),
            until: refused.then(|| date(2026, 6, 26)),
            law: law("92(1)"),
        },
        may_withdraw: super::is_open(&phase),
        kind: Kind::Service,
        may: May::default(),
        reviews: Reviews::default(),
        after: After::default(),
        desk: None,
    }
}

pub(crate) fn lacking() -> Vec<DeficiencyView> {
    let document = MeansView::Document(texts("Certificate of the clinic"));
    vec![
        deficiency("medical record", document),
        deficiency("statement", MeansView::Statement),
        deficiency("account", MeansView::Answer(Box::new(question()))),
        deficiency("words", MeansView::Words),
    ]
}

pub(crate) fn line(kind: LetterKind) -> LetterLine {
    LetterLine {
        of: Kind::Service,
        case: Uuid::from_u128(1),
        index: 0,
        title: texts("Birth registration"),
        kind,
        at: at("2026-03-18T05:00:00Z"),
    }
}

/// An appeal of the first instance that is being examined.
pub(crate) fn review() -> ReviewLine {
    ReviewLine {
        id: Uuid::from_u128(9),
        number: "2710-2026-000900".to_owned(),
        instance: Some(1),
        level: None,
        register: None,
        filed_at: at("2026-03-27T05:00:00Z"),
        phase: PhaseView::Examining,
        holder: texts("Ministry of Justice"),
        last_day: date(2026, 4, 20),
        outcome: None,
        suspends: true,
    }
}

pub(crate) fn preliminary() -> PreliminaryView {
    PreliminaryView {
        grounds: vec![finding()],
        reasons: "No residence is registered.".to_owned(),
        given_at: at("2026-03-20T05:00:00Z"),
        received_at: Some(at("2026-03-20T06:00:00Z")),
        objection_until: Some(date(2026, 3, 27)),
        not_before: date(2026, 3, 30),
        law: law("73"),
        objections: vec![(
            at("2026-03-20T07:00:00Z"),
            "I live here.\nSince 2020.".to_owned(),
        )],
        prepared_by: "Сейтова А.".to_owned(),
        act: ActView::Refusal,
        oral: None,
        without: None,
        waived_at: None,
    }
}

pub(crate) fn decision(granted: bool) -> DecisionView {
    DecisionView {
        granted,
        provisional: false,
        ruling: None,
        at: at("2026-03-25T05:00:00Z"),
        by: DeciderView::Officers(
            "Сейтова А.".to_owned(),
            (!granted).then(|| "Ким В.".to_owned()),
        ),
        amount: granted.then(|| 164_350.into()),
        monthly: false,
        grounds: if granted { Vec::new() } else { vec![finding()] },
        reasons: (!granted).then(|| "No residence is registered.".to_owned()),
        law: law("79-80"),
    }
}

fn document() -> DocumentLine {
    DocumentLine {
        kind: "birth-certificate".to_owned(),
        title: texts("Birth certificate"),
        number: "BC-1".to_owned(),
    }
}

/// Ids that stand more than once in a page, and links into it that lead nowhere.
pub(crate) fn broken_anchors(html: &str) -> Vec<String> {
    let values = |attribute: &str| -> Vec<String> {
        let opening = format!(" {attribute}=\"");
        let split = html.split(&opening).skip(1);
        split
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let mut ids = values("id");
    ids.sort();
    let twice = ids
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0].clone());
    let targets = ["for", "aria-labelledby", "aria-describedby"]
        .into_iter()
        .flat_map(values)
        .flat_map(|list| {
            list.split_whitespace()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        });
    let links = values("href")
        .into_iter()
        .filter_map(|to| to.strip_prefix('#').map(str::to_owned));
    let lost = targets.chain(links).filter(|to| !ids.contains(to));
    twice.chain(lost).collect()
}
