use tutas_app::view::{CaseAfterWithdrawal, Lack};
use tutas_domain::text::Lang;

use super::*;
use crate::case::sample::{at, law, page, texts};

fn given() -> AgreementView {
    AgreementView {
        application: Uuid::from_u128(7),
        ahead: false,
        number: Some("2026-7K3M-Q9TF".to_owned()),
        filed: true,
        unused: false,
        purpose: Some("birth-allowance".to_owned()),
        title: texts("Birth <allowance>"),
        revision: Some("a".repeat(64)),
        reads: vec![(texts("Accounts"), Some(Whom::Filer))],
        automated: true,
        law: law("8(1)"),
        given_at: at("2026-03-18T05:00:00Z"),
        until: Some(at("2028-03-18T18:59:59Z")),
        withdrawn_at: None,
    }
}

fn may_agree() -> AheadView {
    AheadView {
        purpose: "kindergarten-queue".to_owned(),
        title: texts("Kindergarten <queue>"),
        revision: "b".repeat(64),
        reads: vec![(texts("Births"), Some(Whom::Child))],
        law: law("8(1)"),
        until: Some(at("2028-03-18T18:59:59Z")),
    }
}

#[test]
fn who_agrees_ahead_sees_what_is_read_until_when_and_the_text_and_agrees_to_that_very_text() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let shown = AheadPage {
            page: page(lang),
            one: may_agree(),
        };
        let html = shown.render().unwrap();
        let hash = "b".repeat(64);
        assert!(html.contains("Births") && html.contains(&t.m("whose-child")));
        assert!(html.contains(&t.m("agreement-until")) && html.contains(&t.m("ahead-whom")));
        assert!(html.contains(&format!("/{lang}/agreements/text/{hash}")));
        assert!(html.contains(&format!("name=\"text\" value=\"{hash}\"")));
        let mine = MinePage {
            page: page(lang),
            mine: Agreements {
                in_force: vec![AgreementView {
                    ahead: true,
                    number: None,
                    ..given()
                }],
                ended: Vec::new(),
            },
            ahead: vec![may_agree()],
        };
        let html = mine.render().unwrap();
        assert!(html.contains(&format!("/{lang}/agreements/ahead/kindergarten-queue")));
        assert!(html.contains("Kindergarten &#60;queue&#62;"));
        assert!(html.contains(&t.m("agreement-for-any")));
    }
}

fn withdrawal(cases: Vec<CaseAfterWithdrawal>, filed: bool) -> WithdrawalView {
    WithdrawalView {
        agreement: AgreementView { filed, ..given() },
        cases,
        says: Some((texts("It can be withdrawn."), law("8(2)"))),
    }
}

fn case(follows: Follows, officer_decides: bool) -> CaseAfterWithdrawal {
    CaseAfterWithdrawal {
        case: Uuid::from_u128(8),
        title: texts("Birth allowance"),
        number: "2026-7K3M-Q9TF/2".to_owned(),
        follows,
        officer_decides,
    }
}

#[test]
fn what_stands_can_be_withdrawn_and_what_has_ended_cannot() {
    for lang in Lang::ALL {
        let t = page(lang).t;
        let ended = AgreementView {
            withdrawn_at: Some(at("2026-04-01T05:00:00Z")),
            ..given()
        };
        let show = |mine| MinePage {
            page: page(lang),
            mine,
            ahead: vec![may_agree()],
        };
        let html = show(Agreements {
            in_force: vec![given()],
            ended: Vec::new(),
        });
        let html = html.render().unwrap();
        let address = format!(
            "/{lang}/agreements/given/{}/birth-allowance",
            Uuid::from_u128(7)
        );
        assert!(html.contains(&address), "{lang}");
        assert!(html.contains("Birth &#60;allowance&#62;"));
        assert!(html.contains(&t.m("agreement-until")));
        assert!(html.contains(&format!("/{lang}/agreements/text/{}", "a".repeat(64))));
        let html = show(Agreements {
            in_force: Vec::new(),
            ended: vec![ended],
        });
        let html = html.render().unwrap();
        assert!(!html.contains("/agreements/given/"), "{lang}");
        assert!(html.contains(&t.m("agreement-withdrawn")));
        assert!(html.contains(&t.m("agreements-none")));
    }
}

#[test]
fn what_follows_is_said_before_anything_is_withdrawn() {
    for lang in Lang::ALL {
        let lacks = vec![
            Lack {
                title: texts("Has an account"),
                document: Some(texts("Statement of the bank")),
            },
            Lack {
                title: texts("Lives here"),
                document: None,
            },
        ];
        told(
            lang,
            vec![case(Follows::Decided, false)],
            "withdraw-consent-decided",
        );
        told(
            lang,
            vec![case(Follows::HasAll, true)],
            "withdraw-consent-has-all",
        );
        told(
            lang,
            vec![case(Follows::Lacks(lacks), true)],
            "withdraw-consent-lacks",
        );
        told(lang, Vec::new(), "withdraw-consent-no-case");
    }
}

fn told(lang: Lang, cases: Vec<CaseAfterWithdrawal>, id: &str) {
    let officer = cases.iter().any(|case| case.officer_decides);
    let lacks = id == "withdraw-consent-lacks";
    let html = WithdrawPage {
        page: page(lang),
        view: withdrawal(cases, true),
        action: "/x".to_owned(),
    };
    let (html, t) = (html.render().unwrap(), page(lang).t);
    assert!(html.contains(&t.m(id)), "{lang} lacks {id}");
    assert_eq!(html.contains(&t.m("withdraw-consent-officer")), officer);
    assert_eq!(html.contains(&t.m("withdraw-consent-without")), lacks);
    assert!(html.contains("method=\"post\""));
}
