//! The law as scenarios: every Markdown file in `tests/law` is read, every sentence of it is carried
//! out with the production engine and the calendar of Kazakhstan, and what does not come out as
//! written is told with file and line. `tests/law/README.md` says how to read and write them.

#[path = "law/runner/mod.rs"]
mod runner;

use std::fs;
use std::path::{Path, PathBuf};

use runner::{Scenario, doubts, patterns, read, run};

const SCENARIOS_MIN: usize = 80;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/law")
}

fn topics() -> Vec<(String, String)> {
    let mut topics: Vec<(String, String)> = fs::read_dir(folder())
        .expect("the folder of scenarios")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let text = fs::read_to_string(&path).expect("a text");
            (name.into_owned(), text)
        })
        .collect();
    topics.sort();
    topics
}

fn scenarios() -> Vec<Scenario> {
    topics()
        .iter()
        .flat_map(|(name, text)| read(name, text))
        .collect()
}

#[test]
fn every_scenario_comes_out_as_the_law_says() {
    let failures: Vec<String> = scenarios().iter().flat_map(run).collect();
    assert!(
        failures.is_empty(),
        "{} sentences do not hold:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn there_are_at_least_eighty_scenarios_and_no_two_of_one_name() {
    let mut names: Vec<String> = scenarios()
        .iter()
        .map(|scenario| format!("{} {}", scenario.file, scenario.heading))
        .collect();
    let all = names.len();
    assert!(all >= SCENARIOS_MIN, "{all} scenarios");
    names.sort();
    names.dedup();
    assert_eq!(names.len(), all, "two scenarios of one name");
}

#[test]
fn the_guide_lists_every_sentence_the_runner_understands() {
    let guide = fs::read_to_string(folder().join("README.md")).expect("the guide");
    let missing: Vec<&str> = patterns()
        .filter(|pattern| !guide.contains(&format!("`{pattern}`")))
        .collect();
    assert!(missing.is_empty(), "not in README.md: {missing:#?}");
}

#[test]
fn every_sentence_the_runner_understands_is_used() {
    let all = scenarios();
    let unused: Vec<&str> = patterns()
        .filter(|pattern| {
            !all.iter()
                .flat_map(|scenario| &scenario.sentences)
                .any(|sentence| runner::is_of(pattern, sentence))
        })
        .collect();
    assert!(unused.is_empty(), "said nowhere: {unused:#?}");
}

#[test]
fn every_outcome_could_fail() {
    let (mut doubted, mut blind) = (0, Vec::new());
    for scenario in scenarios() {
        for (line, doubt) in doubts(&scenario) {
            doubted += 1;
            let place = format!("{}:{line}: ", scenario.file);
            if !run(&doubt)
                .iter()
                .any(|failure| failure.starts_with(&place))
            {
                blind.push(place);
            }
        }
    }
    assert!(blind.is_empty(), "true whatever they say: {blind:#?}");
    assert!(doubted > 400, "{doubted} outcomes were doubted");
}

#[test]
fn a_wrong_expectation_an_unknown_sentence_and_a_missing_outcome_are_failures() {
    let wrong = "# T\n\n## Wrong day\n\n- Given an application received on 2026-03-19\n\
                 - Then the last day of the term is 2026-04-13\n";
    let unknown = "# T\n\n## Unknown\n\n- Given an application received on 2026-03-19\n\
                   - When the moon rises\n- Then the case is under examination\n";
    let no_outcome = "# T\n\n## Nothing\n\n- Given an application received on 2026-03-19\n";
    let silent = "# T\n\n## Silent\n\n- Given an application received on 2026-03-19\n\
                  - When the officer adopts the act\n- Then the case is being gathered\n";
    let unmarked = "# T\n\n## Unmarked\n\nArticle 76.\n\n\
                    - Given an application received on 2026-03-19\n\
                    - Then the last day of the term is 2026-04-14\n";
    let expected = [
        (wrong, "t.md:6: expected 2026-04-13, found 2026-04-14"),
        (unknown, "t.md:6: no sentence of the guide reads like this"),
        (no_outcome, "t.md:3: a scenario says what comes out: Then"),
        (
            silent,
            "t.md:6: turned down: \"this cannot be done with a case in this phase\"",
        ),
        (
            unmarked,
            "t.md:3: how sure is the law: (certain), (secondary) or (assumed)?",
        ),
    ];
    for (text, failure) in expected {
        let failures: Vec<String> = read("t.md", text).iter().flat_map(run).collect();
        assert_eq!(failures.len(), 1, "{failures:?}");
        assert!(failures[0].starts_with(failure), "{failures:?}");
    }
}
