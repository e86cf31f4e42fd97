//! The files of a catalog's folder.

use std::fs;
use std::io;
use std::path::Path;

use crate::model::Problem;
use crate::yaml::MAX_FILE_BYTES;

/// The folders that hold one document a file.
pub(crate) const FOLDERS: &[&str] = &[
    "bodies",
    "registers",
    "services",
    "life-events",
    "opinions",
    "examples",
];

/// Paths relative to the catalog with their texts, in order of path, and what could not be text.
type Collected = (Vec<(String, String)>, Vec<Problem>);

/// Reads every YAML file of the catalog.
pub(crate) fn collect(folder: &Path) -> Result<Collected, io::Error> {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    add_folder(folder, "", &mut files, &mut problems)?;
    for name in FOLDERS {
        let inner = folder.join(name);
        if inner.is_dir() {
            add_folder(&inner, &format!("{name}/"), &mut files, &mut problems)?;
        }
    }
    files.sort();
    Ok((files, problems))
}

fn add_folder(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(String, String)>,
    problems: &mut Vec<Problem>,
) -> Result<(), io::Error> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = entry.path();
        let is_yaml = path
            .extension()
            .is_some_and(|kind| kind == "yaml" || kind == "yml");
        if !is_yaml || !path.is_file() {
            continue;
        }
        let shown = format!("{prefix}{name}");
        let size = entry.metadata()?.len();
        if size > MAX_FILE_BYTES as u64 {
            // Not read at all: a file of many gigabytes must not fill the memory.
            let message = format!("the file has {size} bytes; at most {MAX_FILE_BYTES} are read");
            problems.push(
                Problem::error(&shown, (1, 1), "file-too-large", message)
                    .help("split it into several files of the same folder"),
            );
            continue;
        }
        match String::from_utf8(fs::read(&path)?) {
            Ok(text) => files.push((shown, text)),
            Err(error) => {
                let good = error.utf8_error().valid_up_to();
                let before = error.as_bytes().get(..good).unwrap_or_default();
                let line = before.split(|byte| *byte == b'\n').count();
                problems.push(
                    Problem::error(&shown, (line, 1), "not-utf8", "this line is not UTF-8 text")
                        .help("save the file as UTF-8"),
                );
            }
        }
    }
    Ok(())
}
