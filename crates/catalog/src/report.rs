//! Reports of what was found in a catalog, for people and for programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use tutas_domain::text::Mark;

use crate::Loaded;
use crate::model::{Problem, Severity};

/// How much of a long source line is shown.
const SHOWN_CHARS: usize = 110;

/// The report for people: each problem with its line and a caret, then a summary.
pub fn report_table(loaded: &Loaded) -> String {
    let mut text = String::new();
    let sources: BTreeMap<&str, Vec<&str>> = loaded
        .sources
        .iter()
        .map(|(file, source)| (file.as_str(), source.lines().collect()))
        .collect();
    for problem in &loaded.problems {
        let lines = sources.get(problem.file.as_str());
        add_problem(
            &mut text,
            lines.and_then(|lines| lines.get(problem.line - 1)),
            problem,
        );
    }
    let counts = &loaded.counts;
    let marked = |mark| counts.marks.get(&mark).copied().unwrap_or_default();
    // Writing to a String cannot fail, here and below.
    let _ = writeln!(
        text,
        "{}, {}, {}, {}, {}\nlaw: {} certain, {} secondary, {} assumed\n{}, {}",
        number(counts.services, "service"),
        number(counts.life_events, "life event"),
        number(counts.registers, "register"),
        plural(counts.bodies, "body", "bodies"),
        number(counts.examples, "example"),
        marked(Mark::Certain),
        marked(Mark::Secondary),
        marked(Mark::Assumed),
        number(counts.errors, "error"),
        number(counts.warnings, "warning"),
    );
    text
}

/// The report for programs: counts and problems as one JSON object.
pub fn report_json(loaded: &Loaded) -> String {
    let counts = &loaded.counts;
    let report = Report {
        services: counts.services,
        life_events: counts.life_events,
        registers: counts.registers,
        errors: counts.errors,
        warnings: counts.warnings,
        problems: &loaded.problems,
    };
    // A structure of numbers and texts always has a JSON form.
    serde_json::to_string(&report).unwrap_or_default()
}

#[derive(Serialize)]
struct Report<'a> {
    services: usize,
    life_events: usize,
    registers: usize,
    errors: usize,
    warnings: usize,
    problems: &'a [Problem],
}

fn add_problem(text: &mut String, source: Option<&&str>, problem: &Problem) {
    let Problem {
        file,
        line,
        column,
        code,
        message,
        help,
        ..
    } = problem;
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let _ = writeln!(
        text,
        "{file}:{line}:{column}: {severity}[{code}]: {message}"
    );
    if let Some(source) = source {
        let (shown, caret) = window(source, *column);
        let margin = " ".repeat(line.to_string().len());
        let _ = writeln!(text, "{margin} |\n{line} | {shown}");
        let _ = writeln!(text, "{margin} | {}^", " ".repeat(caret));
    }
    if let Some(help) = help {
        let _ = writeln!(text, "  help: {help}");
    }
    text.push('\n');
}

/// The part of a line around a column, and how far in the column is.
fn window(source: &str, column: usize) -> (String, usize) {
    let at = column.saturating_sub(1);
    let start = if at < SHOWN_CHARS {
        0
    } else {
        at - SHOWN_CHARS / 2
    };
    let mut shown: String = source
        .chars()
        .skip(start)
        .take(SHOWN_CHARS)
        // One cell a character, whatever the file holds.
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let mut caret = at - start;
    if start > 0 {
        shown.insert(0, '…');
        caret += 1;
    }
    if source.chars().count() > start + SHOWN_CHARS {
        shown.push('…');
    }
    (shown, caret)
}

fn number(count: usize, noun: &str) -> String {
    plural(count, noun, &format!("{noun}s"))
}

fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
