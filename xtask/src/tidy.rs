//! The form of the source: what a reader may rely on in every file.

use crate::messages;
use crate::tree::{Problem, Source};

/// A file longer than this is two files.
const LINES_MAX: usize = 600;

/// Names that say nothing about what is inside.
const EMPTY_NAMES: [&str; 9] = [
    "util", "utils", "helper", "helpers", "manager", "managers", "common", "base", "misc",
];

/// Extensions of files that people write and read.
const WRITTEN: [&str; 18] = [
    "c", "rs", "toml", "md", "yaml", "yml", "ftl", "html", "css", "scss", "ts", "js", "mjs", "sql",
    "json", "svg", "txt", "sh",
];

/// Files that people write and that have no extension.
const WRITTEN_NAMES: [&str; 3] = ["start", "check", "run"];

/// Roots of absolute paths on one person's machine. Split, so that this file passes.
const MACHINE_ROOTS: [&str; 4] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/wo", "rk/"),
    concat!("/Us", "ers/"),
];

/// Words that mark unfinished work. Split, so that this file passes.
const UNFINISHED: [&str; 3] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("XX", "X:"),
];

/// Every problem of form in the repository.
pub(crate) fn check(tree: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree {
        problems.extend(length(file));
        problems.extend(name(file));
        if is_written(file) {
            problems.extend(whitespace(file));
            problems.extend(unfinished(file));
            problems.extend(machine_paths(file));
        }
        problems.extend(lock_hosts(file));
    }
    problems.extend(crate_docs(tree));
    problems.extend(messages::check(tree));
    problems
}

fn is_written(file: &Source) -> bool {
    let kind = WRITTEN.contains(&file.extension()) || WRITTEN_NAMES.contains(&file.name());
    // Fixtures may be broken on purpose.
    kind && file.name() != "package-lock.json" && !file.path.contains("/fixtures/")
}

fn length(file: &Source) -> Option<Problem> {
    let lines = file.lines().count();
    (file.extension() == "rs" && lines > LINES_MAX).then(|| {
        Problem::in_file(
            &file.path,
            format!("{lines} lines; split it, at most {LINES_MAX}"),
        )
    })
}

fn name(file: &Source) -> Option<Problem> {
    let part = file.path.split('/').find(|part| {
        let stem = part.split('.').next().unwrap_or(part);
        EMPTY_NAMES.contains(&stem.to_lowercase().as_str())
    })?;
    Some(Problem::in_file(
        &file.path,
        format!("`{part}` does not say what is inside; rename it"),
    ))
}

fn whitespace(file: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (number, line) in file.lines() {
        if line.contains('\t') {
            problems.push(Problem::at(&file.path, number, "a tab; use spaces"));
        }
        if line.ends_with([' ', '\r']) {
            problems.push(Problem::at(
                &file.path,
                number,
                "space at the end of the line",
            ));
        }
    }
    let text = file.text.as_deref().unwrap_or_default();
    if !text.is_empty() && !text.ends_with('\n') {
        problems.push(Problem::in_file(&file.path, "the last line has no end"));
    }
    problems
}

fn unfinished(file: &Source) -> Vec<Problem> {
    let marked = file
        .lines()
        .filter(|(_, line)| UNFINISHED.iter().any(|word| line.contains(word)));
    marked
        .map(|(number, _)| Problem::at(&file.path, number, "unfinished; do it or open an issue"))
        .collect()
}

fn machine_paths(file: &Source) -> Vec<Problem> {
    let found = file.lines().filter(|(_, line)| names_machine_path(line));
    found
        .map(|(number, _)| Problem::at(&file.path, number, "a path of one person's machine"))
        .collect()
}

/// Whether an absolute path starts in the line; the same letters inside an address do not count.
fn names_machine_path(line: &str) -> bool {
    MACHINE_ROOTS.iter().any(|root| {
        line.match_indices(root).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            !before.is_some_and(|c| c.is_alphanumeric() || "/.-_}]*".contains(c))
        })
    })
}

/// A lock file with hosts would bind every build to one registry mirror.
fn lock_hosts(file: &Source) -> Vec<Problem> {
    if file.name() != "package-lock.json" {
        return Vec::new();
    }
    let found = file
        .lines()
        .filter(|(_, line)| line.trim_start().starts_with("\"resolved\":"));
    found
        .map(|(number, _)| {
            let message = "names a host; run `npm install --omit-lockfile-registry-resolved`";
            Problem::at(&file.path, number, message)
        })
        .collect()
}

fn crate_docs(tree: &[Source]) -> Vec<Problem> {
    let roots = tree.iter().filter(|file| {
        let parts: Vec<&str> = file.path.split('/').collect();
        matches!(
            parts[..],
            ["crates", _, "src", "lib.rs" | "main.rs"] | ["xtask", "src", "main.rs"]
        )
    });
    roots
        .filter(|file| !file.lines().any(|(_, line)| line.starts_with("//! ")))
        .map(|file| Problem::in_file(&file.path, "the crate has no `//!` documentation"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::source;

    fn messages_of(problems: impl IntoIterator<Item = Problem>) -> Vec<String> {
        problems
            .into_iter()
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn a_file_of_601_lines_is_too_long_and_one_of_600_is_not() {
        assert!(length(&source("crates/a/src/x.rs", &"x\n".repeat(600))).is_none());
        let problem = length(&source("crates/a/src/x.rs", &"x\n".repeat(601)));
        let shown = messages_of(problem);
        assert_eq!(
            shown,
            ["crates/a/src/x.rs: 601 lines; split it, at most 600"]
        );
    }

    #[test]
    fn a_name_that_says_nothing_is_found_in_files_and_folders() {
        assert!(name(&source("crates/a/src/utils.rs", "")).is_some());
        assert!(name(&source("crates/a/src/common/mod.rs", "")).is_some());
        assert!(name(&source("crates/web/templates/base.html", "")).is_some());
        assert!(name(&source("crates/a/src/database.rs", "")).is_none());
    }

    #[test]
    fn tabs_and_trailing_space_are_found_with_their_lines() {
        let shown = messages_of(whitespace(&source("a.md", "good\nbad \n\tbad\n")));
        assert_eq!(
            shown,
            [
                "a.md:2: space at the end of the line",
                "a.md:3: a tab; use spaces"
            ]
        );
    }

    #[test]
    fn a_last_line_without_an_end_is_found() {
        assert_eq!(whitespace(&source("a.md", "text")).len(), 1);
        assert!(whitespace(&source("a.md", "text\n")).is_empty());
    }

    #[test]
    fn unfinished_work_is_found() {
        let text = format!("fn a() {{}} // {} later\n", UNFINISHED[0]);
        assert_eq!(messages_of(unfinished(&source("a.rs", &text))).len(), 1);
        assert!(unfinished(&source("a.rs", "// done\n")).is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_found_but_not_an_address() {
        assert!(names_machine_path(&format!(
            "see {}ann/x",
            MACHINE_ROOTS[0]
        )));
        assert!(names_machine_path(&format!("\"{}x\"", MACHINE_ROOTS[2])));
        assert!(!names_machine_path("https://example.org/kk/work/3"));
        assert!(!names_machine_path("e2e/work/x"));
    }

    #[test]
    fn a_lock_file_that_names_a_host_is_found() {
        let text = "{\n  \"resolved\": \"https://example.org/a.tgz\"\n}\n";
        assert_eq!(
            lock_hosts(&source("e2e/package-lock.json", text))[0].line,
            Some(2)
        );
        assert!(lock_hosts(&source("e2e/package-lock.json", "{}\n")).is_empty());
    }

    #[test]
    fn a_crate_without_documentation_is_found() {
        assert_eq!(
            crate_docs(&[source("crates/a/src/lib.rs", "mod x;\n")]).len(),
            1
        );
        assert!(crate_docs(&[source("crates/a/src/lib.rs", "//! What it is.\n")]).is_empty());
        assert!(crate_docs(&[source("crates/a/src/x/lib.rs", "")]).is_empty());
    }

    #[test]
    fn fixtures_may_be_broken_on_purpose() {
        assert!(!is_written(&source(
            "crates/catalog/tests/fixtures/tab.yaml",
            "\t"
        )));
        assert!(is_written(&source("catalog/services/birth.yaml", "\t")));
    }

    #[test]
    fn the_whole_check_reports_what_its_parts_find() {
        let tree = [source("crates/a/src/lib.rs", "//! Docs.\n\tx\n")];
        let shown = messages_of(check(&tree));
        assert!(shown.contains(&"crates/a/src/lib.rs:2: a tab; use spaces".to_owned()));
    }
}
