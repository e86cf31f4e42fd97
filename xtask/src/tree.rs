//! The files of the repository as plain values.

use std::fmt;
use std::fs;
use std::path::Path;

/// Folders that hold nothing anybody wrote, wherever they are.
const GENERATED: [&str; 5] = ["target", "node_modules", "test-results", "report", "shots"];

/// Larger files are data, not text to be read by people.
const TEXT_LIMIT_BYTES: u64 = 4 << 20;

/// One file: its path from the repository root with `/`, and its text if it is text.
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: Option<String>,
}

impl Source {
    /// The part after the last dot of the file name; empty if there is none.
    pub(crate) fn extension(&self) -> &str {
        let name = self.name();
        name.rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The lines with their numbers, from 1; none if the file is not text.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let text = self.text.as_deref().unwrap_or_default();
        text.lines()
            .enumerate()
            .map(|(index, line)| (index + 1, line))
    }
}

/// Something to mend, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) path: String,
    pub(crate) line: Option<usize>,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn in_file(path: &str, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: None,
            message: message.into(),
        }
    }

    pub(crate) fn at(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line: Some(line),
            message: message.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(out, "{}:{line}: {}", self.path, self.message),
            None => write!(out, "{}: {}", self.path, self.message),
        }
    }
}

/// Reads the repository, ordered by path.
pub(crate) fn read(root: &Path) -> Result<Vec<Source>, String> {
    let mut sources = Vec::new();
    read_folder(root, "", &mut sources)?;
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(sources)
}

fn read_folder(root: &Path, folder: &str, sources: &mut Vec<Source>) -> Result<(), String> {
    let shown = |error: std::io::Error| format!("cannot read {folder:?}: {error}");
    for entry in fs::read_dir(root.join(folder)).map_err(shown)? {
        let entry = entry.map_err(shown)?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = if folder.is_empty() {
            name.clone()
        } else {
            format!("{folder}/{name}")
        };
        let kind = entry.file_type().map_err(shown)?;
        if kind.is_dir() {
            if is_read(&path, &name) {
                read_folder(root, &path, sources)?;
            }
        } else if kind.is_file() {
            let small = entry.metadata().map_err(shown)?.len() <= TEXT_LIMIT_BYTES;
            let text = if small {
                fs::read_to_string(entry.path()).ok()
            } else {
                None
            };
            sources.push(Source { path, text });
        }
    }
    Ok(())
}

/// The demo country lives in `data/` at the root; a folder of that name elsewhere is source.
fn is_read(path: &str, name: &str) -> bool {
    let hidden = name.starts_with('.') && name != ".ci";
    !hidden && !GENERATED.contains(&name) && path != "data"
}

/// Builds a file for a test.
#[cfg(test)]
pub(crate) fn source(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: Some(text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_and_hidden_folders_are_not_read() {
        assert!(!is_read("target", "target"));
        assert!(!is_read("e2e/node_modules", "node_modules"));
        assert!(!is_read(".git", ".git"));
        assert!(!is_read("data", "data"));
        assert!(is_read("crates/web/data", "data"));
        assert!(is_read(".ci", ".ci"));
    }

    #[test]
    fn this_repository_is_read() {
        let root = crate::repository_root();
        let tree = read(&root).expect("the repository is readable");
        assert!(
            tree.iter()
                .any(|file| file.path == "xtask/src/tree.rs" && file.text.is_some())
        );
    }

    #[test]
    fn a_problem_shows_where_it_is() {
        assert_eq!(
            Problem::at("a/b.rs", 3, "long").to_string(),
            "a/b.rs:3: long"
        );
        assert_eq!(
            Problem::in_file("a/b.rs", "long").to_string(),
            "a/b.rs: long"
        );
    }
}
