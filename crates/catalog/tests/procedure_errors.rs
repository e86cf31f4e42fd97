//! Mistakes in a procedure, each at its line and column with what to write instead.

mod mini;

use mini::{breaks_in, only, replaced, with_general_law};
use tutas_catalog::{Problem, Severity, read};
use tutas_domain::definition::{Acceptance, Silence};

const SERVICE: &str = "services/allowance.yaml";
const GENERAL: &str = "procedure.yaml";
const AUTOMATED: &str = "    automated:";
const LAW: &str = "law: {act: SC, articles: \"1\", mark: certain}";

fn with_own(key: &str) -> Vec<(String, String)> {
    let own = format!("    {}\n{AUTOMATED}", key.replace("LAW", LAW));
    replaced(with_general_law(), SERVICE, AUTOMATED, &own)
}

/// The problem that a key of the service gives, where `at` begins.
fn own_breaks(key: &str, code: &str, at: &str) -> Problem {
    let own = format!("    {}\n{AUTOMATED}", key.replace("LAW", LAW));
    breaks_in(with_general_law(), SERVICE, AUTOMATED, &own, code, at)
}

#[test]
fn silence_is_consent_only_by_law() {
    own_breaks(
        "silence: consent",
        "silence-without-law",
        "consent\n    automated",
    );
    own_breaks(
        "silence: {consent: {}}",
        "silence-without-law",
        "consent: {}}",
    );
    let problem = own_breaks(
        "silence: {refusal: {LAW}, consent: {LAW}}",
        "contradiction",
        "consent: {law: {act: SC, articles: \"1\"",
    );
    assert!(problem.help.is_some());
    let mut files = with_own("silence: {consent: {LAW}}");
    for (path, text) in &mut files {
        if path == SERVICE {
            let amount = text.find("      amount:\n").expect("it pays");
            let end = text.find("      documents:").expect("and gives a paper");
            text.replace_range(amount..end, "");
            *text = text.replace("amount: amount, ", "");
        }
    }
    let loaded = read(&files);
    assert_eq!(loaded.counts.errors, 0, "{:?}", loaded.problems);
    let catalog = loaded.catalog.expect("it is good");
    let silence = &catalog.services["allowance"][0].procedure.silence;
    assert!(matches!(silence, Silence::Consent { law } if law.articles == "1"));
    let unsure = loaded
        .problems
        .iter()
        .find(|one| one.code == "silence-unknown");
    let unsure = unsure.expect("what is written may be unknown");
    assert_eq!(unsure.severity, Severity::Warning);
    assert!(unsure.message.contains("`child_iin`"), "{}", unsure.message);
}

#[test]
fn by_silence_nobody_is_paid_what_nobody_worked_out() {
    let problem = own_breaks(
        "silence: {consent: {LAW}}",
        "silence-pays",
        "consent: {law: {act: SC, articles: \"1\"",
    );
    assert_eq!(problem.severity, Severity::Error);
    assert!(
        problem.message.contains("`siblings`"),
        "{}",
        problem.message
    );
    let fixed = replaced(
        with_own("silence: {consent: {LAW}}"),
        SERVICE,
        "CASE WHEN COUNT(siblings) <= 3\n            THEN 38 ELSE 63 END * mci",
        "38 * mci",
    );
    let loaded = read(&fixed);
    assert_eq!(only(&loaded, "silence-pays").severity, Severity::Warning);
}

#[test]
fn papers_are_turned_away_only_by_law_and_only_where_papers_are_asked_for() {
    own_breaks(
        "acceptance: refuse",
        "acceptance-without-law",
        "refuse\n    automated",
    );
    own_breaks(
        "acceptance: {refuse: {within: {working_days: 2, LAW}}}",
        "acceptance-without-law",
        "{refuse: {within",
    );
    own_breaks("acceptance: perhaps", "wrong-value", "perhaps");
    let refuse = "acceptance: {refuse: {LAW, within: {working_days: 2, LAW}}}";
    let loaded = read(&with_own(refuse));
    assert_eq!(loaded.problems, []);
    let catalog = loaded.catalog.expect("it is good");
    let acceptance = &catalog.services["allowance"][0].procedure.acceptance;
    assert!(matches!(acceptance, Acceptance::Refuse { within, .. } if within.length.count == 2));
    let cured = "        cured_by: {document: {title: {kk: Қ, ru: Д, en: Paper}, need: child}}\n";
    breaks_in(
        with_own(refuse),
        SERVICE,
        cured,
        "",
        "acceptance-without-papers",
        "refuse: {law",
    );
}

const PROVISIONAL: &str = "provisional: {LAW, later: [in time], condition: {kk: Ш, ru: У, en: If so}, check_in: {working_days: 5, LAW}}";
const BROKEN: &str = "revocation: [{ground: condition-broken, LAW}]";

#[test]
fn a_provisional_grant_postpones_only_what_nobody_could_mend() {
    let both = |provisional: &str| format!("{provisional}\n    {BROKEN}");
    assert_eq!(read(&with_own(&both(PROVISIONAL))).problems, []);
    let unknown = both(&PROVISIONAL.replace("[in time]", "[in tmie]"));
    let problem = own_breaks(&unknown, "unknown-requirement", "in tmie]");
    assert_eq!(problem.help.as_deref(), Some("did you mean `in time`?"));
    let curable = both(&PROVISIONAL.replace("[in time]", "[registered]"));
    own_breaks(&curable, "provisional-curable", "registered], condition");
    let nothing = both(&PROVISIONAL.replace("[in time]", "[]"));
    own_breaks(&nothing, "missing-field", "later: []");
}

#[test]
fn a_provisional_grant_has_a_consequence_a_law_and_a_condition_in_every_language() {
    own_breaks(PROVISIONAL, "provisional-for-good", "provisional:");
    let lawless = PROVISIONAL.replacen("LAW, ", "", 1);
    own_breaks(&format!("{lawless}\n    {BROKEN}"), "missing-law", "{later");
    let mute = PROVISIONAL.replace("ru: У, ", "");
    own_breaks(
        &format!("{mute}\n    {BROKEN}"),
        "missing-language",
        "{kk: Ш",
    );
}

#[test]
fn a_pause_has_an_end_by_law() {
    let title = "title: {kk: С, ru: З, en: Waiting}";
    let problem = own_breaks(
        &format!("pauses: {{expertise: {{{title}}}}}"),
        "pause-without-end",
        "expertise:",
    );
    assert!(problem.help.is_some_and(|help| help.contains("at_most")));
    own_breaks(
        &format!("pauses: {{expertise: {{{title}, at_most: {{working_days: 9}}}}}}"),
        "missing-law",
        "{working_days: 9}",
    );
    let whole = format!("pauses: {{expertise: {{{title}, at_most: {{working_days: 9, LAW}}}}}}");
    let catalog = read(&with_own(&whole)).catalog.expect("it is good");
    let procedure = &catalog.services["allowance"][0].procedure;
    let pause = procedure.pause("expertise").expect("it is listed");
    assert_eq!(pause.at_most.length.count, 9);
}

#[test]
fn a_case_goes_up_rung_by_rung() {
    let rung = |to: &str, before: &str| format!("{{to: {to}, {before}LAW}}");
    let early = "before_end: {working_days: 4}, ";
    let late = "before_end: {working_days: 2}, ";
    let upside_down = format!(
        "escalation: [{}, {}]",
        rung("head", early),
        rung("deputy", late)
    );
    own_breaks(&upside_down, "escalation-order", "{to: deputy");
    let backwards = format!(
        "escalation: [{}, {}]",
        rung("deputy", late),
        rung("head", early)
    );
    own_breaks(&backwards, "escalation-order", "{to: head");
    let after_the_end = format!(
        "escalation: [{}, {}]",
        rung("deputy", ""),
        rung("head", late)
    );
    own_breaks(&after_the_end, "escalation-order", "{to: head");
    let months = rung("head", "before_end: {months: 1}, ");
    own_breaks(
        &format!("escalation: [{months}]"),
        "wrong-value",
        "{months: 1}",
    );
    let right = format!(
        "escalation: [{}, {}]",
        rung("deputy", early),
        rung("head", late)
    );
    assert_eq!(read(&with_own(&right)).problems, []);
}

#[test]
fn a_case_that_goes_up_at_once_is_weighed() {
    let short = replaced(
        with_general_law(),
        SERVICE,
        "term: {working_days: 7",
        "term: {working_days: 2",
    );
    let loaded = read(&short);
    let problem = only(&loaded, "escalation-at-once");
    assert_eq!(
        (problem.severity, problem.file.as_str()),
        (Severity::Warning, SERVICE)
    );
}

#[test]
fn a_cure_window_cannot_outlast_the_term_without_a_law_for_it() {
    let files = replaced(
        with_general_law(),
        GENERAL,
        "effect: restart",
        "effect: none",
    );
    let loaded = read(&files);
    let problems: Vec<&Problem> = loaded
        .problems
        .iter()
        .filter(|one| one.code == "cure-outlasts-term")
        .collect();
    let [problem] = problems.as_slice() else {
        panic!("the appeal has twenty days, the service seven: {problems:?}")
    };
    assert_eq!(
        problem.file, SERVICE,
        "its term is too short for the window"
    );
    own_breaks("cure: {effect: none}", "cure-outlasts-term", "effect: none");
    assert_eq!(read(&with_own("cure: {effect: none, LAW}")).problems, []);
}

#[test]
fn an_extension_has_a_law_and_a_bound() {
    breaks_in(
        with_general_law(),
        GENERAL,
        "{months: 2, law: {act: SC, articles: \"76(3)\", mark: certain}}",
        "{months: 2}",
        "missing-law",
        "{months: 2}",
    );
    breaks_in(
        with_general_law(),
        GENERAL,
        "      counted_from: decision\n",
        "",
        "missing-field",
        "at_most: {months: 2",
    );
    breaks_in(
        with_general_law(),
        GENERAL,
        "by: deputy",
        "by: intern",
        "wrong-value",
        "intern",
    );
}

#[test]
fn a_ground_is_listed_once() {
    let twice = "- {ground: knowingly-false, law: {act: SC, articles: \"84\", mark: certain}}";
    breaks_in(
        with_general_law(),
        GENERAL,
        "ground: public-interest, compensated: true",
        "ground: knowingly-false, compensated: true",
        "duplicate-ground",
        "{ground: knowingly-false, compensated",
    );
    breaks_in(
        with_general_law(),
        GENERAL,
        "ground: urgent",
        "ground: petition",
        "duplicate-ground",
        "{ground: petition, law: {act: SC, articles: \"73(2)4)\"",
    );
    let problem = breaks_in(
        with_general_law(),
        GENERAL,
        twice,
        &twice.replace("false", "flase"),
        "wrong-value",
        "knowingly-flase",
    );
    assert_eq!(
        problem.help.as_deref(),
        Some("did you mean `knowingly-false`?")
    );
}

#[test]
fn every_ground_the_law_knows_can_be_listed() {
    let grounds = [
        "unconstitutional",
        "knowingly-false",
        "offence",
        "public-interest",
        "law-and-act-allow",
        "condition-broken",
        "unlawful-burden",
        "lawful-burden",
    ];
    let listed: Vec<String> = grounds
        .iter()
        .map(|ground| format!("{{ground: {ground}, LAW}}"))
        .collect();
    let loaded = read(&with_own(&format!("revocation: [{}]", listed.join(", "))));
    assert_eq!(loaded.problems, []);
    let catalog = loaded.catalog.expect("it is good");
    let procedure = &catalog.services["allowance"][0].procedure;
    for ground in tutas_domain::definition::RevocationGround::ALL {
        assert!(procedure.revocation(ground).is_some(), "{ground:?}");
    }
}

#[test]
fn letters_are_received_somehow() {
    own_breaks("receipt: {channels: [], LAW}", "missing-field", "[], law");
    own_breaks(
        "receipt: {channels: [pigeon], LAW}",
        "wrong-value",
        "pigeon",
    );
    own_breaks(
        "receipt: {channels: [counter]}",
        "missing-law",
        "{channels: [counter]}",
    );
}

#[test]
fn without_a_term_to_go_to_court_no_letter_can_name_the_day() {
    let court = "      court: {months: 1, law: {act: SC, articles: \"136\", mark: certain}}\n";
    let files = replaced(with_general_law(), GENERAL, court, "");
    let loaded = read(&files);
    let problems = loaded.problems.iter();
    let found = problems.filter(|one| one.code == "no-court-term");
    let warned: Vec<_> = found.map(|one| one.severity).collect();
    assert_eq!(warned, [Severity::Warning; 2], "the service and its appeal");
    assert!(loaded.catalog.is_some(), "former definitions can be read");
}
