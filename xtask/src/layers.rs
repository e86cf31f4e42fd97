//! Which crate may use which, and what the pure crates never touch.
//!
//! The law is computed by crates that know no clock, no chance, no network and no database: what
//! they say depends on their arguments alone, so that a decision can be worked out again years
//! later. `ARCHITECTURE.md` says it in words; here it fails the build.

use std::path::Path;
use std::process::Command;

use crate::tree::{Problem, Source};

/// The crates that only compute.
pub(crate) const PURE: [&str; 5] = ["domain", "rules", "catalog", "ledger", "quality"];

/// Each crate and the crates of ours it may use.
const ARROWS: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("ledger", &[]),
    ("quality", &["domain"]),
    ("rules", &["domain"]),
    ("catalog", &["domain", "rules"]),
    ("store", &["domain", "ledger"]),
    ("gateway", &["domain"]),
    (
        "app",
        &[
            "domain", "rules", "catalog", "ledger", "quality", "store", "gateway",
        ],
    ),
    // Pages reach the database and the registers through `app` only.
    ("web", &["domain", "rules", "catalog", "ledger", "app"]),
    (
        "tutas",
        &[
            "domain", "rules", "catalog", "ledger", "quality", "store", "gateway", "app", "web",
        ],
    ),
    ("xtask", &[]),
];

/// Packages that wait, store or talk; a name ending in `*` stands for all that begin so.
const OUTSIDE: [&str; 24] = [
    "tokio",
    "tokio-*",
    "async-std",
    "smol",
    "mio",
    "sqlx",
    "sqlx-*",
    "rusqlite",
    "libsqlite3-sys",
    "postgres",
    "postgres-*",
    "diesel",
    "redis",
    "hyper",
    "hyper-*",
    "http",
    "http-*",
    "reqwest",
    "ureq",
    "axum",
    "axum-*",
    "tower",
    "tower-*",
    "lettre",
];

/// Packages whose purpose is chance.
const CHANCE: [&str; 5] = ["rand", "rand_*", "getrandom", "fastrand", "oorandom"];

/// Code that reads the clock or draws lots, in tests as well: a test must repeat itself.
const CLOCK_AND_CHANCE: [&str; 12] = [
    "Timestamp::now",
    "Zoned::now",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "getrandom",
    "rand::",
    "thread_rng",
    "fastrand",
    "new_v4",
    "now_v7",
];

/// Code that reaches outside, not in tests. `catalog` reads the files of the catalog.
const REACHING_OUT: [&str; 5] = [
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "std::env::",
];

/// Every arrow, package and word that breaks the layers.
pub(crate) fn check(tree: &[Source]) -> Vec<Problem> {
    let mut problems = Vec::new();
    for file in tree {
        if let Some(name) = manifest_of(file) {
            problems.extend(arrows(name, file));
            problems.extend(packages(name, file));
        }
        if let Some(name) = PURE.into_iter().find(|name| is_source_of(file, name)) {
            problems.extend(words(name, file));
        }
    }
    problems
}

/// What `cargo tree` says a crate uses in the end, one package a line.
pub(crate) fn resolve(root: &Path, name: &str) -> Result<String, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let package = format!("tutas-{name}");
    let output = Command::new(cargo)
        .args([
            "tree", "--edges", "normal", "--prefix", "none", "--format", "{p}", "-p", &package,
        ])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cannot run cargo tree: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Packages that a pure crate reaches through others. Chance is not asked here: a hash map of a
/// library may seed itself without its results depending on it.
pub(crate) fn check_resolved(name: &str, packages: &str) -> Vec<Problem> {
    let mut found: Vec<&str> = packages
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    found.sort_unstable();
    found.dedup();
    found
        .into_iter()
        .filter(|package| is_listed(&OUTSIDE, package))
        .map(|package| {
            let message = format!("`{name}` is pure, yet `{package}` comes with what it uses");
            Problem::in_file(&format!("crates/{name}/Cargo.toml"), message)
        })
        .collect()
}

fn manifest_of(file: &Source) -> Option<&str> {
    let parts: Vec<&str> = file.path.split('/').collect();
    match parts[..] {
        ["crates", name, "Cargo.toml"] => Some(name),
        ["xtask", "Cargo.toml"] => Some("xtask"),
        _ => None,
    }
}

fn is_source_of(file: &Source, name: &str) -> bool {
    let inside = file
        .path
        .strip_prefix("crates/")
        .and_then(|path| path.strip_prefix(name));
    file.extension() == "rs" && inside.is_some_and(|path| path.starts_with("/src/"))
}

fn arrows(name: &str, manifest: &Source) -> Vec<Problem> {
    let Some((_, allowed)) = ARROWS.iter().find(|(known, _)| *known == name) else {
        let message = format!("`{name}` has no layer; name it in xtask/src/layers.rs");
        return vec![Problem::in_file(&manifest.path, message)];
    };
    let ours = dependencies(manifest)
        .into_iter()
        .filter_map(|(line, package)| {
            let used = package.strip_prefix("tutas-")?.to_owned();
            (!allowed.contains(&used.as_str())).then_some((line, used))
        });
    ours.map(|(line, used)| {
        Problem::at(
            &manifest.path,
            line,
            format!("`{name}` may not use `{used}`"),
        )
    })
    .collect()
}

fn packages(name: &str, manifest: &Source) -> Vec<Problem> {
    if !PURE.contains(&name) {
        return Vec::new();
    }
    dependencies(manifest)
        .into_iter()
        .filter(|(_, package)| is_listed(&OUTSIDE, package) || is_listed(&CHANCE, package))
        .map(|(line, package)| {
            let message = format!("`{name}` is pure and may not use `{package}`");
            Problem::at(&manifest.path, line, message)
        })
        .collect()
}

fn words(name: &str, file: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut testing = file.name() == "tests.rs" || file.path.contains("/tests/");
    for (number, line) in file.lines() {
        testing |= line.trim() == "#[cfg(test)]";
        if line.trim_start().starts_with("//") {
            continue;
        }
        let chance = CLOCK_AND_CHANCE.iter().find(|word| mentions(line, word));
        let reaching = REACHING_OUT.iter().find(|word| mentions(line, word));
        let reaching = reaching.filter(|_| !testing && name != "catalog");
        if let Some(word) = chance.or(reaching) {
            let message = format!("`{name}` is pure: `{word}` has to come in as an argument");
            problems.push(Problem::at(&file.path, number, message));
        }
    }
    problems
}

/// Whether the word stands in the line by itself: `rand::` is not in `operand::`.
fn mentions(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(is_part))
}

fn is_listed(list: &[&str], package: &str) -> bool {
    list.iter().any(|entry| match entry.strip_suffix('*') {
        Some(prefix) => package.starts_with(prefix),
        None => *entry == package,
    })
}

/// Line and package of each dependency that ends up in the program; those for tests are left out.
fn dependencies(manifest: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut inside = false;
    for (number, line) in manifest.lines() {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_end_matches(']');
            inside = is_dependency_table(header);
            let entry = header
                .rsplit_once('.')
                .filter(|(table, _)| is_dependency_table(table));
            if let Some((_, package)) = entry {
                found.push((number, package.trim_matches('"').to_owned()));
            }
        } else if inside && let Some((key, value)) = line.split_once('=') {
            let key = key
                .split('.')
                .next()
                .unwrap_or(key)
                .trim()
                .trim_matches('"');
            found.push((number, renamed(value).unwrap_or(key).to_owned()));
        }
    }
    found
}

/// `[dependencies]`, `[build-dependencies]` and the same for one target.
fn is_dependency_table(header: &str) -> bool {
    let table = if header.starts_with("target.") {
        header.rsplit_once('.').map_or(header, |(_, table)| table)
    } else {
        header
    };
    matches!(table, "dependencies" | "build-dependencies")
}

/// The package behind another name: `package = "…"` inside the braces.
fn renamed(value: &str) -> Option<&str> {
    let (_, rest) = value.split_once("package")?;
    let rest = rest
        .trim_start()
        .strip_prefix('=')?
        .trim_start()
        .strip_prefix('"')?;
    rest.split('"').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::source;

    fn shown(path: &str, text: &str) -> Vec<String> {
        check(&[source(path, text)])
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn an_arrow_against_the_layers_is_found() {
        let text = "[dependencies]\ntutas-store = { path = \"../store\" }\n";
        let problems = shown("crates/rules/Cargo.toml", text);
        assert_eq!(
            problems,
            ["crates/rules/Cargo.toml:2: `rules` may not use `store`"]
        );
        assert!(shown("crates/app/Cargo.toml", text).is_empty());
    }

    #[test]
    fn pages_reach_the_database_through_app_only() {
        let text = "[dependencies]\ntutas-store.workspace = true\ntutas-app.workspace = true\n";
        let problems = shown("crates/web/Cargo.toml", text);
        assert_eq!(
            problems,
            ["crates/web/Cargo.toml:2: `web` may not use `store`"]
        );
    }

    #[test]
    fn a_crate_without_a_layer_is_found() {
        assert!(shown("crates/news/Cargo.toml", "[package]\n")[0].contains("has no layer"));
    }

    #[test]
    fn a_package_that_waits_or_draws_lots_is_found_in_a_pure_crate() {
        let text = "[dependencies]\ntokio = \"1\"\nrand_core = \"1\"\nserde = \"1\"\n";
        assert_eq!(shown("crates/domain/Cargo.toml", text).len(), 2);
        assert!(shown("crates/store/Cargo.toml", text).is_empty());
    }

    #[test]
    fn a_package_under_another_name_or_in_a_table_of_its_own_is_found() {
        let text = "[dependencies]\nnet = { package = \"reqwest\", version = \"1\" }\n";
        assert_eq!(shown("crates/domain/Cargo.toml", text).len(), 1);
        assert_eq!(
            shown("crates/domain/Cargo.toml", "[dependencies.tokio]\n").len(),
            1
        );
        let target = "[target.'cfg(unix)'.dependencies]\ntokio = \"1\"\n";
        assert_eq!(shown("crates/domain/Cargo.toml", target).len(), 1);
    }

    #[test]
    fn packages_for_tests_are_free() {
        let text = "[dev-dependencies]\ntokio = \"1\"\n";
        assert!(shown("crates/domain/Cargo.toml", text).is_empty());
    }

    #[test]
    fn the_clock_and_chance_are_found_in_pure_sources_and_their_tests() {
        let text = "fn f() { Timestamp::now(); }\n#[cfg(test)]\nfn g() { rand::random(); }\n";
        let problems = shown("crates/domain/src/term.rs", text);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(shown("crates/app/src/term.rs", text).is_empty());
    }

    #[test]
    fn a_comment_may_name_the_clock_and_a_longer_word_may_hold_a_short_one() {
        assert!(
            shown(
                "crates/domain/src/a.rs",
                "/// Never calls Timestamp::now.\n"
            )
            .is_empty()
        );
        assert!(shown("crates/rules/src/a.rs", "let x = operand::left();\n").is_empty());
    }

    #[test]
    fn files_are_read_by_catalog_and_by_tests_only() {
        let text = "use std::fs;\n";
        assert_eq!(shown("crates/rules/src/a.rs", text).len(), 1);
        assert!(shown("crates/catalog/src/a.rs", text).is_empty());
        assert!(shown("crates/rules/src/a.rs", &format!("#[cfg(test)]\n{text}")).is_empty());
    }

    #[test]
    fn a_package_that_comes_through_another_is_found() {
        let problems = check_resolved("rules", "tutas-rules v0.1.0\ntokio v1.0.0\ntokio v1.0.0\n");
        assert_eq!(problems.len(), 1);
        assert!(check_resolved("rules", "arrow-array v60.1.0\nsqlparser v0.63.0\n").is_empty());
    }
}
