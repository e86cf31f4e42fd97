//! The list as a table in a file, there and back: CSV, plain text, and the rows of an HTML table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use thiserror::Error;
use tutas_domain::text::Lang;

use super::{Annex, Row};

/// The mark that spreadsheets need to see that a file is UTF-8.
const UTF8_MARK: char = '\u{feff}';

/// What is wrong with a table.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AnnexProblem {
    /// No row of it has a number.
    #[error(
        "no row begins with its number: the table has a row each for 1 to {}, as `tutas print annex` \
         prints it",
        Row::ALL.len()
    )]
    NoRows,
    /// The same row twice.
    #[error("row {0} stands twice")]
    Twice(usize),
    /// The service has no name.
    #[error("row 1, the name of the service, is empty")]
    NoName,
    /// The texts in two languages do not go together.
    #[error("row {row} has {kk} lines in Kazakh and {ru} in Russian; each needs its counterpart")]
    Unequal {
        /// Its number.
        row: usize,
        /// Lines in Kazakh.
        kk: usize,
        /// Lines in Russian.
        ru: usize,
    },
}

/// The lines of each row.
pub type Lines = BTreeMap<Row, Vec<String>>;

pub(super) fn to_csv(annex: &Annex<'_>, lang: Lang) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut csv = String::from(UTF8_MARK);
    for row in Row::ALL {
        let lines: Vec<&str> = annex.rows[&row].iter().map(|line| line.get(lang)).collect();
        // Writing to a String cannot fail.
        let _ = write!(
            csv,
            "{},{},{}\r\n",
            row.number(),
            quoted(annex.title(row, lang)),
            quoted(&lines.join("\n"))
        );
    }
    csv
}

pub(super) fn to_text(annex: &Annex<'_>, lang: Lang) -> String {
    let title = annex.service.procedure.title.get(lang);
    let mut text = format!("{}\n{title}\n", annex.form.title.get(lang));
    for row in Row::ALL {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "\n{}. {}", row.number(), annex.title(row, lang));
        for line in &annex.rows[&row] {
            let _ = writeln!(text, "   {}", line.get(lang));
        }
    }
    text
}

/// Reads a list that was printed as CSV, as plain text, or as a page.
///
/// Rows are known by their numbers, whatever they are called.
pub fn read_table(text: &str) -> Result<Lines, AnnexProblem> {
    let text = text.strip_prefix(UTF8_MARK).unwrap_or(text);
    let cells = if text.contains("<tr") {
        of_html(text)
    } else if text.starts_with(|c: char| c.is_ascii_digit() || c == '"') && text.contains(',') {
        of_csv(text)
    } else {
        of_text(text)
    };
    let mut lines = Lines::new();
    for (number, said) in cells {
        let number = number_in(&number);
        let row = number.and_then(|number| Row::ALL.get(number.checked_sub(1)?));
        let (Some(row), Some(number)) = (row, number) else {
            continue;
        };
        let said = said.lines().map(str::trim).filter(|line| !line.is_empty());
        if lines
            .insert(*row, said.map(str::to_owned).collect())
            .is_some()
        {
            return Err(AnnexProblem::Twice(number));
        }
    }
    if lines.is_empty() {
        return Err(AnnexProblem::NoRows);
    }
    if lines.get(&Row::Name).is_none_or(Vec::is_empty) {
        return Err(AnnexProblem::NoName);
    }
    Ok(lines)
}

/// The number that stands in a cell: `4` or `4.`.
fn number_in(cell: &str) -> Option<usize> {
    cell.trim().trim_end_matches('.').parse().ok()
}

/// First and last cell of each record (RFC 4180).
fn of_csv(text: &str) -> Vec<(String, String)> {
    let mut records: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut is_quoted = false;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        let Some(record) = records.last_mut() else {
            break;
        };
        match sign {
            '"' if is_quoted && signs.peek() == Some(&'"') => {
                signs.next();
                push(record, '"');
            }
            '"' => is_quoted = !is_quoted,
            ',' | ';' if !is_quoted => record.push(String::new()),
            '\r' if !is_quoted => {}
            '\n' if !is_quoted => records.push(vec![String::new()]),
            other => push(record, other),
        }
    }
    let ends = |record: Vec<String>| {
        let number = record.first()?.clone();
        Some((number, record.into_iter().skip(1).next_back()?))
    };
    records.into_iter().filter_map(ends).collect()
}

fn push(record: &mut [String], sign: char) {
    if let Some(cell) = record.last_mut() {
        cell.push(sign);
    }
}

/// `3. What the row is called`, and below it the lines, moved in.
fn of_text(text: &str) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        let number = line.split_once('.').map(|(number, _)| number);
        let is_number = |text: &&str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if let Some(number) = number.filter(is_number) {
            rows.push((number.to_owned(), String::new()));
        } else if line.starts_with([' ', '\t'])
            && let Some((_, said)) = rows.last_mut()
        {
            said.push_str(line);
            said.push('\n');
        }
    }
    rows
}

/// First and last cell of each row of an HTML table; a list or a break in a cell begins a line.
fn of_html(text: &str) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for row in text.split("<tr").skip(1) {
        let row = row.split("</tr").next().unwrap_or_default();
        let cells = row.split("<td").skip(1).chain(row.split("<th").skip(1));
        let cells: Vec<String> = cells
            .map(|cell| {
                let inner = cell.split_once('>').map_or("", |(_, inner)| inner);
                let end = ["</td", "</th"]
                    .iter()
                    .filter_map(|end| inner.find(end))
                    .min();
                plain(inner.get(..end.unwrap_or(inner.len())).unwrap_or_default())
            })
            .collect();
        let number = cells.iter().find(|cell| number_in(cell).is_some());
        let said = row.rsplit("<td").next().map(|cell| {
            let inner = cell.split_once('>').map_or("", |(_, inner)| inner);
            plain(inner.split("</td").next().unwrap_or_default())
        });
        if let (Some(number), Some(said)) = (number, said) {
            rows.push((number.clone(), said));
        }
    }
    rows
}

/// The text of a piece of HTML.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        // How the source is laid out is no line of the text.
        text.push_str(&before.replace(['\n', '\r'], " "));
        let (tag, after) = tag.split_once('>').unwrap_or((tag, ""));
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        if name.is_some_and(|name| ["li", "br", "p"].contains(&name)) {
            text.push('\n');
        }
        rest = after;
    }
    text.push_str(&rest.replace(['\n', '\r'], " "));
    let lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = lines.collect::<Vec<_>>().join("\n");
    [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&nbsp;", " "),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text, |text, (name, sign)| text.replace(name, sign))
}
