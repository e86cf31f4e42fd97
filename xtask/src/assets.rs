//! The web assets: style sheets and fonts that npm packages bring.
//!
//! `crates/web/ui/package.json` has a script `build`. It runs again only when something it reads or
//! writes has changed, so that a second start is quick.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::tree;

const FOLDER: &str = "crates/web/ui";

/// Folders the asset build neither reads nor writes.
const RUST_SIDE: [&str; 3] = ["src", "templates", "tests"];

/// Installs the packages and builds the assets, unless both are up to date.
pub(crate) fn build(root: &Path) -> Result<(), String> {
    let folder = root.join(FOLDER);
    if !folder.join("package.json").exists() {
        return Ok(());
    }
    let stamp = stamp_path(root);
    let installed = folder.join("node_modules/.package-lock.json").exists();
    let recorded = fs::read_to_string(&stamp).unwrap_or_default();
    if installed && recorded == fingerprint(&folder)? {
        return Ok(());
    }
    npm(
        &folder,
        &["ci", "--no-audit", "--no-fund", "--loglevel=error"],
    )?;
    npm(&folder, &["run", "--silent", "build"])?;
    record(&stamp, &fingerprint(&folder)?)
}

fn record(stamp: &Path, fingerprint: &str) -> Result<(), String> {
    let folder = stamp.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(stamp, fingerprint))
        .map_err(|error| format!("cannot write {}: {error}", stamp.display()))
}

fn stamp_path(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or("target".into(), PathBuf::from);
    root.join(target).join("web-assets.stamp")
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let shown = format!("npm {}", arguments.join(" "));
    let output = Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .output()
        .map_err(|error| format!("cannot run `{shown}` in {FOLDER}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    Err(format!("`{shown}` failed in {FOLDER}:\n{said}{complained}"))
}

/// A number for everything the asset build reads and writes, the results too: a deleted result
/// is built anew.
fn fingerprint(folder: &Path) -> Result<String, String> {
    let mut hasher = DefaultHasher::new();
    for file in tree::read(folder)? {
        let first = file.path.split('/').next().unwrap_or_default();
        if !RUST_SIDE.contains(&first) {
            file.path.hash(&mut hasher);
            fs::read(folder.join(&file.path))
                .unwrap_or_default()
                .hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_styles_but_not_rust_sources() {
        let folder = std::env::temp_dir().join(format!("tutas-assets-{}", std::process::id()));
        fs::create_dir_all(folder.join("src")).expect("a temporary folder");
        fs::write(folder.join("page.scss"), "a").expect("a file");
        let before = fingerprint(&folder).expect("readable");
        fs::write(folder.join("src/lib.rs"), "//! Rust.").expect("a file");
        assert_eq!(fingerprint(&folder).expect("readable"), before);
        fs::write(folder.join("page.scss"), "b").expect("a file");
        assert_ne!(fingerprint(&folder).expect("readable"), before);
        fs::remove_dir_all(&folder).expect("removed");
    }
}
