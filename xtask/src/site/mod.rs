//! The real server as a process of its own, and whoever comes to it by HTTP: what the crash and the
//! load harness share.

pub(crate) mod chance;
pub(crate) mod html;
pub(crate) mod http;
pub(crate) mod server;

use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the server, which then stands beside this program: so it is optimised if this one is.
pub(crate) fn build(root: &Path) -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--locked", "--package", "tutas"]);
    if !cfg!(debug_assertions) {
        command.arg("--release");
    }
    let built = command.current_dir(root).status();
    if !built.is_ok_and(|status| status.success()) {
        return Err("the server cannot be built".to_owned());
    }
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    Ok(own.with_file_name("tutas"))
}

/// The value of an option that is a number.
pub(crate) fn number<N: std::str::FromStr>(name: &str, text: &str) -> Result<N, String> {
    text.parse()
        .map_err(|_| format!("{name} takes a number, not {text}"))
}
