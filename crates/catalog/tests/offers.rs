//! What registers held here offer to others, and what cannot be offered.

mod mini;

use mini::{breaks, only, with_file};

const OWN: &str = "\
id: documents
title: {kk: Қ, ru: Д, en: Documents}
owner: {kk: М, ru: М, en: Ministry}
steward: {kk: К, ru: К, en: Corporation}
class: GOV
member: TUTAS
subsystem: services
service_code: documents
keys: [case_no, document_no]
own: documents
law: {act: SC, articles: \"1\", mark: certain}
fields:
  case_no: {type: text, title: {kk: І, ru: Д, en: Case}}
  document_no: {type: text, title: {kk: Н, ru: Н, en: Number}}
  holds: {type: bool, title: {kk: К, ru: Д, en: Holds}}
offered:
  - to: {class: GOV, member: EDU, subsystem: places}
    title: {kk: О, ru: М, en: Places}
    by: [case_no]
    fields: [case_no, holds]
    purpose: {kk: М, ru: Ц, en: Checking}
    law: {act: SC, articles: \"2\", mark: certain}
    until: 2027-01-01
";

fn wrong(passage: &str, replacement: &str, code: &str) -> String {
    assert!(OWN.contains(passage), "{passage}");
    let loaded = with_file(
        "registers/documents.yaml",
        &OWN.replacen(passage, replacement, 1),
    );
    only(&loaded, code).message.clone()
}

#[test]
fn an_agreement_is_read_with_all_that_it_says() {
    let loaded = with_file("registers/documents.yaml", OWN);
    let catalog = loaded.catalog.expect("it has no errors");
    let [offer] = catalog.registers["documents"].offered.as_slice() else {
        panic!("one offer");
    };
    assert_eq!(
        (offer.member.as_str(), offer.title.en.as_str()),
        ("EDU", "Places")
    );
    assert_eq!((offer.by.len(), offer.fields.len()), (1, 2));
    assert_eq!(offer.until, Some(jiff::civil::date(2027, 1, 1)));
    let described = tutas_catalog::openapi(&catalog.registers["documents"]);
    let told = &described["components"]["schemas"]["Record"]["properties"];
    assert_eq!(told["holds"]["type"], "boolean");
    assert_eq!(told.as_object().expect("fields").len(), 3);
}

#[test]
fn what_is_offered_must_be_there_to_be_told_and_found() {
    for (passage, replacement, code, said) in [
        (
            "fields: [case_no, holds]",
            "fields: [case_no, height]",
            "unknown-field",
            "`height`",
        ),
        (
            "by: [case_no]",
            "by: [holds]",
            "unknown-field",
            "`holds` is no key",
        ),
        (
            "by: [case_no]",
            "by: [document_no]",
            "wrong-value",
            "nothing can be found",
        ),
        (
            "fields: [case_no, holds]",
            "fields: []",
            "missing-field",
            "an offer of nothing",
        ),
        (
            "type: bool",
            "type: date",
            "unknown-field",
            "nothing here tells `holds`",
        ),
        (
            "own: documents",
            "own: papers",
            "wrong-value",
            "cannot be `papers`",
        ),
        (
            "keys: [case_no, document_no]",
            "keys: [document_no]",
            "wrong-value",
            "cannot be looked up",
        ),
    ] {
        let message = wrong(passage, replacement, code);
        assert!(message.contains(said), "{replacement}: {message}");
    }
}

#[test]
fn what_others_hold_is_not_ours_to_offer() {
    let offered = &OWN[OWN.find("offered:").expect("it offers")..];
    let offered = offered
        .replace("case_no", "child_iin")
        .replace("holds", "kato");
    let law = "law: {act: SC, articles: \"201\", mark: certain}\n";
    let problem = breaks(
        "registers/births.yaml",
        law,
        &format!("{law}{offered}"),
        "not-ours",
        "- to: {class: GOV",
    );
    assert!(problem.message.contains("`births`"), "{}", problem.message);
}
