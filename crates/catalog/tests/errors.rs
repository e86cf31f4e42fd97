//! Errors of meaning: names that lead nowhere, circles, rules, contradictions; each at its line and
//! column.

mod mini;

use mini::{breaks, only, with};

const SERVICE: &str = "services/allowance.yaml";
const EVENT: &str = "life-events/birth.yaml";

#[test]
fn asking_what_a_register_holds_is_an_error() {
    let ask = "      born_on: {kind: date, title: {kk: К, ru: К, en: When}}\n    requires:\n";
    let problem = breaks(
        SERVICE,
        "    requires:\n",
        ask,
        "asks-what-a-register-holds",
        "born_on: {kind",
    );
    assert!(problem.message.contains("`births`"), "{}", problem.message);
    assert!(
        problem
            .help
            .is_some_and(|help| help.contains("child.born_on"))
    );
}

#[test]
fn how_many_years_ago_is_a_limit_of_a_date_and_of_nothing_else() {
    let ask =
        "      told: {kind: text, years: 18, title: {kk: К, ru: К, en: When}}\n    requires:\n";
    let problem = breaks(
        SERVICE,
        "    requires:\n",
        ask,
        "unknown-field",
        "years: 18",
    );
    assert!(problem.message.contains("`years`"), "{}", problem.message);
    let ask = ask.replace("kind: text", "kind: date");
    let loaded = with(SERVICE, "    requires:\n", &ask);
    let mut problems = loaded.problems.iter();
    assert!(problems.all(|one| one.code != "unknown-field"));
}

#[test]
fn asking_for_an_account_without_confirming_it_is_an_error() {
    let code = "asks-what-a-register-holds";
    // The service writes `iban` from the answer into benefits; renamed, only its kind tells.
    let loaded = with(SERVICE, "      iban:\n", "      payee:\n");
    assert!(loaded.problems.iter().all(|problem| problem.code != code));
    let loaded = with(
        SERVICE,
        "      iban:\n        kind: iban\n        title: {kk: Шот, ru: Счёт, en: Account}\n        confirm_from: account.iban\n",
        "      payee:\n        kind: iban\n        title: {kk: Шот, ru: Счёт, en: Account}\n",
    );
    assert_eq!(
        (only(&loaded, code).line, only(&loaded, code).column),
        (32, 7)
    );
}

#[test]
fn what_the_service_itself_enters_first_may_be_asked() {
    let loaded = with(SERVICE, "        confirm_from: account.iban\n", "");
    assert!(
        loaded
            .problems
            .iter()
            .all(|one| one.code != "asks-what-a-register-holds")
    );
}

#[test]
fn a_dead_requirement_is_an_error() {
    let passage = "child.kato LIKE '27%' AND child.born_on IS NOT NULL";
    let constant = "child.born_on IS NULL OR 1 = 1";
    breaks(
        SERVICE,
        passage,
        constant,
        "dead-requirement",
        &format!("that: {constant}"),
    );
    let nobody = "filed_on > DATE '2024-01-01'";
    breaks(
        SERVICE,
        passage,
        nobody,
        "dead-requirement",
        &format!("that: {nobody}"),
    );
}

#[test]
fn a_rule_with_an_unknown_relation_points_into_the_plain_scalar() {
    let problem = breaks(
        SERVICE,
        "AND child.born_on IS NOT NULL",
        "AND chidl.born_on IS NOT NULL",
        "rule",
        "chidl.born_on",
    );
    assert!(problem.help.is_some_and(|help| help.contains("child")));
}

#[test]
fn a_rule_points_into_folded_literal_and_quoted_scalars() {
    breaks(
        SERVICE,
        "months_between(child.born_on,",
        "months_between(child.bron_on,",
        "rule",
        "bron_on, filed",
    );
    breaks(
        SERVICE,
        "THEN 38 ELSE 63 END * mci",
        "THEN 38 ELSE 63 END * mcii",
        "rule",
        "mcii",
    );
    breaks(
        EVENT,
        "child.outcome <> 'stillborn'",
        "child.outcom <> 'stillborn'",
        "rule",
        "outcom <>",
    );
}

#[test]
fn an_amount_must_be_a_number() {
    let loaded = with(SERVICE, "END * mci\n", "END * mci > 5\n");
    assert_eq!(only(&loaded, "rule").file, SERVICE);
}

#[test]
fn a_written_field_must_have_the_registers_type() {
    let loaded = with(SERVICE, "amount: amount,", "amount: child.born_on,");
    assert_eq!(only(&loaded, "rule").file, SERVICE);
}

#[test]
fn amount_belongs_to_what_is_written() {
    breaks(
        SERVICE,
        "AND child.born_on IS NOT NULL",
        "AND amount > 5",
        "rule",
        "that: child.kato",
    );
}

#[test]
fn a_cure_that_outlasts_the_term_needs_a_law() {
    breaks(
        SERVICE,
        "effect: restart",
        "effect: none",
        "cure-outlasts-term",
        "effect: none",
    );
    let law = "effect: none\n      law: {act: SC, articles: \"83\", mark: certain}";
    let loaded = with(SERVICE, "effect: restart", law);
    assert_eq!(loaded.problems, []);
}

#[test]
fn a_machine_grants_only_by_law_or_consent() {
    breaks(
        SERVICE,
        "{consent: {law: {act: SC, articles: \"19-1\", mark: certain}}}",
        "true",
        "automated-without-law",
        "true\n    appeal",
    );
}

#[test]
fn a_step_must_be_a_service() {
    let problem = breaks(
        EVENT,
        "service: allowance",
        "service: alowance",
        "unknown-service",
        "service: alowance",
    );
    assert_eq!(problem.help.as_deref(), Some("did you mean `allowance`?"));
}

#[test]
fn steps_that_wait_for_one_another_are_an_error() {
    breaks(
        EVENT,
        "service: allowance,",
        "service: allowance, after: [allowance],",
        "cycle",
        "after: [",
    );
}

#[test]
fn needs_that_wait_for_one_another_are_an_error() {
    let problem = breaks(
        SERVICE,
        "by: [{child_iin: subject.child_iin}]",
        "by: [{child_iin: siblings.child_iin}]",
        "cycle",
        "by: [{mother_iin: child.mother_iin}]",
    );
    assert!(
        problem.message.contains("siblings → child → siblings"),
        "{}",
        problem.message
    );
}

#[test]
fn a_key_must_be_one_of_the_registers() {
    breaks(
        SERVICE,
        "{mother_iin: child",
        "{born_on: child",
        "not-a-key",
        "born_on: child.mother",
    );
}

#[test]
fn a_keys_source_must_exist_and_be_read() {
    breaks(
        SERVICE,
        "[{mother_iin: child.mother_iin}]",
        "[{mother_iin: mother.iin}]",
        "unknown-source",
        "mother_iin: mother.iin",
    );
    breaks(
        SERVICE,
        "subject.child_iin",
        "subject.iin",
        "unknown-source",
        "child_iin: subject.iin",
    );
    breaks(
        SERVICE,
        "[{iin: filer.iin}]",
        "[{iin: answers.iin}]",
        "unknown-source",
        "iin: answers.iin",
    );
    breaks(
        SERVICE,
        "[{iin: filer.iin}]",
        "[{iin: filer.passport}]",
        "wrong-value",
        "filer.passport",
    );
}

#[test]
fn a_field_must_be_in_the_register() {
    breaks(
        SERVICE,
        "fields: [iban]",
        "fields: [iban, bank]",
        "unknown-field",
        "bank]",
    );
}

#[test]
fn a_read_needs_a_basis_and_another_adult_a_role() {
    let consent = "        of: filer\n        basis: {consent: {act: SC, articles: \"8(1)\", mark: certain}}\n";
    breaks(
        SERVICE,
        consent,
        "        of: filer\n",
        "missing-basis",
        "register: accounts",
    );
    breaks(
        SERVICE,
        "of: {adult: {kk: ана, ru: мать, en: mother}}",
        "of: mother",
        "missing-role",
        "mother\n",
    );
}

#[test]
fn a_read_of_another_adult_cannot_rest_on_consent() {
    breaks(
        SERVICE,
        "mother}}\n        basis: {law: {act: SC, articles: \"8(1)\"",
        "mother}}\n        basis: {consent: {act: SC, articles: \"8(2)\"",
        "consent-of-another",
        "{consent: {act: SC, articles: \"8(2)\"",
    );
}

#[test]
fn the_decider_must_be_found_by_a_body_ask_or_a_territory() {
    breaks(
        SERVICE,
        "by: {territory: child.kato}",
        "by: {ask: iban}",
        "decider-ask",
        "ask: iban}",
    );
    breaks(
        SERVICE,
        "by: {territory: child.kato}",
        "by: {territory: child.cato}",
        "unknown-field",
        "territory: child.cato",
    );
    breaks(
        SERVICE,
        "kind: social-office",
        "kind: social-ofice",
        "unknown-body",
        "kind: social-ofice",
    );
}

#[test]
fn a_language_ask_must_be_a_choice_of_languages() {
    breaks(
        SERVICE,
        "[{kind: notice,",
        "[{language_ask: iban, kind: notice,",
        "unknown-ask",
        "language_ask",
    );
}

#[test]
fn what_is_written_must_be_a_writable_registers_field() {
    breaks(
        SERVICE,
        "number_field: decision_no",
        "number_field: number",
        "unknown-field",
        "number_field: number",
    );
    let loaded = with("registers/benefits.yaml", "writable: true\n", "");
    assert_eq!(only(&loaded, "not-writable").file, SERVICE);
    let loaded = with("registers/benefits.yaml", "ended: ended_on\n", "");
    assert_eq!(only(&loaded, "no-end").file, SERVICE);
    let loaded = with("registers/benefits.yaml", "ended: ended_on", "ended: iin");
    assert_eq!(
        only(&loaded, "unknown-field").file,
        "registers/benefits.yaml"
    );
}

#[test]
fn only_text_has_digits() {
    let file = "registers/benefits.yaml";
    let loaded = with(
        file,
        "\n  iin: {type: text, ",
        "\n  iin: {type: text, digits: 12, ",
    );
    assert!(loaded.catalog.is_some());
    let loaded = with(
        file,
        "\n  iin: {type: text, ",
        "\n  iin: {type: int, digits: 12, ",
    );
    assert_eq!(only(&loaded, "wrong-type").file, file);
}

#[test]
fn a_cure_must_be_able_to_help() {
    breaks(
        SERVICE,
        "en: Paper}, need: child}",
        "en: Paper}, need: account}",
        "cure-cannot-help",
        "document: {title",
    );
    breaks(
        SERVICE,
        "en: Paper}, need: child}",
        "en: Paper}, need: chlid}",
        "unknown-need",
        "document: {title",
    );
}

#[test]
fn a_question_asked_once_for_two_services_must_be_one_question() {
    let second = mini::SERVICE
        .replace("service: allowance", "service: second")
        .replace("        kind: iban\n", "        kind: text\n");
    let mut files = mini::files();
    files.push(("services/second.yaml".to_owned(), second));
    for (path, text) in &mut files {
        if path == EVENT {
            *text = text.replace("    tones:", "      - {service: second}\n    tones:");
        }
    }
    let loaded = tutas_catalog::read(&files);
    let problem = only(&loaded, "ask-conflict");
    assert_eq!(
        (problem.file.as_str(), problem.line, problem.column),
        ("services/second.yaml", 32, 7)
    );
}

#[test]
fn resting_on_what_two_registers_say_without_asking_whether_they_agree_is_an_error() {
    let found = |files: &[(String, String)]| {
        let problems = tutas_catalog::read(files).problems.into_iter();
        problems
            .filter(|problem| problem.code == "silent-choice")
            .map(|problem| problem.help.unwrap_or_default())
            .collect::<Vec<_>>()
    };
    let mut files = mini::real();
    assert_eq!(found(&files), Vec::<String>::new());
    for (path, text) in &mut files {
        if path == "services/birth-allowance.yaml" {
            *text = text.replace(", [child.delivery_no, act.delivery_no]", "");
        }
    }
    let said = "add a requirement with `agree: [[child.delivery_no, act.delivery_no]]`";
    assert_eq!(found(&files), [said]);
}

#[test]
fn what_must_agree_needs_something_to_agree_with_and_stands_alone() {
    let passage = "that: child.kato LIKE '27%' AND child.born_on IS NOT NULL";
    let place = "agree: [[child.born_on]]";
    breaks(SERVICE, passage, place, "wrong-value", "[child.born_on]");
    let both = format!("{passage}\n        agree: [[child.born_on, child.born_on]]");
    breaks(SERVICE, passage, &both, "wrong-value", "[[child.born_on");
}
