//! What `xtask load` is asked for.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use crate::site::{build, number};

/// How the run goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Options {
    /// Requests a second that are offered, and for how long.
    pub(crate) rate: u64,
    pub(crate) seconds: u64,
    /// How many the server serves at a time, if not as many as usual.
    pub(crate) max_inflight: Option<usize>,
    /// Three times as many come as are served at a time.
    pub(crate) overload: bool,
    /// Nothing is judged by its time: for machines that do much else.
    pub(crate) untimed: bool,
    pub(crate) format: Format,
    pub(crate) seed: u64,
    /// A server that runs already, with its data folder.
    pub(crate) server: Option<SocketAddr>,
    pub(crate) data: Option<PathBuf>,
    /// The program, if a server is started.
    pub(crate) program: PathBuf,
}

impl Options {
    /// Reads the arguments; builds the server of this repository if none is named.
    pub(crate) fn read(arguments: &[&str], root: &Path) -> Result<Self, String> {
        let mut options = Self::of(arguments)?;
        if options.server.is_none() && options.program.as_os_str().is_empty() {
            options.program = build(root)?;
        }
        Ok(options)
    }

    fn of(arguments: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            rate: 1_000,
            seconds: 30,
            max_inflight: None,
            overload: false,
            untimed: false,
            format: Format::Table,
            seed: 1,
            server: None,
            data: None,
            program: PathBuf::new(),
        };
        let mut rest = arguments.iter();
        while let Some(name) = rest.next() {
            let mut value = || rest.next().ok_or(format!("{name} lacks its value"));
            match *name {
                "--rate" => options.rate = number(name, value()?)?,
                "--seconds" => options.seconds = number(name, value()?)?,
                "--max-inflight" => options.max_inflight = Some(number(name, value()?)?),
                "--seed" => options.seed = number(name, value()?)?,
                "--overload" => options.overload = true,
                "--untimed" => options.untimed = true,
                "--url" => options.server = Some(address(value()?)?),
                "--data" => options.data = Some(PathBuf::from(value()?)),
                "--bin" => options.program = PathBuf::from(value()?),
                "--format" => options.format = Format::read(value()?)?,
                other => return Err(format!("no option {other}")),
            }
        }
        if options.server.is_some() && options.data.is_none() {
            return Err("--url needs --data, the data folder of that server".to_owned());
        }
        if options.overload && options.server.is_some() {
            return Err("--overload starts a server of its own".to_owned());
        }
        if options.rate == 0 || options.seconds == 0 {
            return Err("nobody would come".to_owned());
        }
        Ok(options)
    }
}

/// How figures are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// By kind of page.
    Table,
    /// Also by page, as the client saw it.
    Pages,
    Json,
}

impl Format {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "table" => Ok(Self::Table),
            "pages" => Ok(Self::Pages),
            "json" => Ok(Self::Json),
            other => Err(format!("--format takes table, pages or json, not {other}")),
        }
    }
}

fn address(text: &str) -> Result<SocketAddr, String> {
    let bare = text.trim_start_matches("http://").trim_end_matches('/');
    let address = bare.parse::<SocketAddr>().ok();
    address
        .filter(|address| address.ip().is_loopback())
        .ok_or_else(|| format!("--url takes http://127.0.0.1:PORT, not {text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_read_and_what_is_wrong_is_said() {
        let read = Options::of;
        let options = read(&["--rate", "250", "--seconds", "5", "--format", "json"]).unwrap();
        assert_eq!((options.rate, options.seconds), (250, 5));
        assert!(options.format == Format::Json && !options.overload);
        let url = ["--url", "http://127.0.0.1:8080/", "--data", "data"];
        assert!(read(&url).unwrap().server.is_some());
        assert!(read(&url[..2]).unwrap_err().contains("--data"));
        // Load is offered to nobody else's machine.
        assert!(read(&["--url", "http://192.0.2.1:80", "--data", "d"]).is_err());
        assert!(read(&["--rate", "0"]).is_err());
        assert!(read(&["--format", "xml"]).is_err());
    }
}
