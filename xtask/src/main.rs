//! Development tasks of Tutas, run by `./check` and `./start`.
//!
//! ```text
//! cargo run -p xtask -- tidy      form of the source: length, names, whitespace, messages
//! cargo run -p xtask -- layers    which crate may use which, and what the pure crates never touch
//! cargo run -p xtask -- assets    build the web assets with npm, if they are out of date
//! cargo run -p xtask -- crash     kill the real server under load, and compare (see [`crash`])
//! cargo run -p xtask -- load      offer it more and more, and measure (see [`load`])
//! ```
//!
//! Each check is a function from files to problems, so that its tests can show it failing. To add
//! one, write such a function in [`tidy`] or [`layers`] and name it in the `check` function there.

mod assets;
mod crash;
mod layers;
mod load;
mod messages;
mod site;
mod tidy;
mod tree;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tree::{Problem, Source};

const USAGE: &str = "usage: cargo run -p xtask -- tidy | layers | assets | crash [--kills N] … | \
                     load [--rate N] [--overload] …";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let root = repository_root();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["tidy"] => report("tidy", tree::read(&root).map(|tree| tidy::check(&tree))),
        ["layers"] => report("layers", layers_of(&root)),
        ["assets"] => report("assets", assets::build(&root).map(|()| Vec::new())),
        ["crash", ref asked @ ..] => crashes(&root, asked),
        ["load", ref asked @ ..] => loads(&root, asked),
        _ => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn crashes(root: &Path, asked: &[&str]) -> ExitCode {
    let run = |options| crash::run(&options).map(|outcome| (outcome, options));
    match crash::Options::read(asked, root).and_then(run) {
        Ok((outcome, options)) => {
            println!("{}", outcome.verdict());
            ExitCode::from(u8::from(!outcome.is_expected(&options)))
        }
        Err(message) => {
            eprintln!("crash: {message}");
            ExitCode::from(2)
        }
    }
}

fn loads(root: &Path, asked: &[&str]) -> ExitCode {
    match load::Options::read(asked, root).and_then(|options| load::run(&options)) {
        Ok(is_good) => ExitCode::from(u8::from(!is_good)),
        Err(message) => {
            eprintln!("load: {message}");
            ExitCode::from(2)
        }
    }
}

fn layers_of(root: &Path) -> Result<Vec<Problem>, String> {
    let tree: Vec<Source> = tree::read(root)?;
    let mut problems = layers::check(&tree);
    for pure in layers::PURE {
        problems.extend(layers::check_resolved(pure, &layers::resolve(root, pure)?));
    }
    Ok(problems)
}

fn report(task: &str, outcome: Result<Vec<Problem>, String>) -> ExitCode {
    match outcome {
        Ok(problems) if problems.is_empty() => ExitCode::SUCCESS,
        Ok(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            eprintln!("{task}: {} to mend", problems.len());
            ExitCode::FAILURE
        }
        Err(message) => {
            eprintln!("{task}: {message}");
            ExitCode::FAILURE
        }
    }
}

fn repository_root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
