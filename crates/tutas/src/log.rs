//! The log: lines of text or JSON on standard error, with ids, codes and counts only.

use std::env;
use std::io::IsTerminal as _;

use anyhow::anyhow;
use clap::{Args, ValueEnum};
use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

/// How the log is written. What is written is said by `TUTAS_LOG`: error, warn, info, debug, trace.
#[derive(Args)]
pub(crate) struct LogArg {
    /// How the log on standard error is written; `TUTAS_LOG` says how much of it.
    #[arg(long, env = "TUTAS_LOG_FORMAT", value_enum, default_value_t)]
    log: LogFormat,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One object a line, for programs.
    Json,
}

impl LogArg {
    /// As it is named on the command line.
    pub(crate) fn name(&self) -> &'static str {
        match self.log {
            LogFormat::Text => "text",
            LogFormat::Json => "json",
        }
    }

    /// Tells whoever started the program of something that takes its time.
    pub(crate) fn tell(&self, what: &str) {
        match self.log {
            LogFormat::Text => eprintln!("{what}"),
            LogFormat::Json => tracing::info!("{what}"),
        }
    }

    /// Begins to write.
    pub(crate) fn start(&self) -> anyhow::Result<()> {
        let level = level(env::var("TUTAS_LOG").ok().as_deref())?;
        // Libraries may write addresses and headers below a warning, and in them is what was typed.
        let targets = Targets::new()
            .with_default(level.min(Level::WARN))
            .with_target("tutas", level);
        let stderr = std::io::stderr;
        let lines = fmt::layer().with_writer(stderr);
        // Colours are for a terminal; in a file they are signs between the words one looks for.
        let lines = lines.with_ansi(stderr().is_terminal());
        let lines = match self.log {
            LogFormat::Text => lines.boxed(),
            LogFormat::Json => lines
                .json()
                .flatten_event(true)
                .with_span_list(false)
                .boxed(),
        };
        tracing_subscriber::registry()
            .with(lines.with_filter(targets))
            .init();
        Ok(())
    }
}

/// How much is written: warnings and errors, if nobody says otherwise.
fn level(wanted: Option<&str>) -> anyhow::Result<Level> {
    match wanted.unwrap_or_default().trim() {
        "" => Ok(Level::WARN),
        word => word.parse().map_err(|_| {
            anyhow!("TUTAS_LOG is `{word}`, and must be error, warn, info, debug or trace")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_that_is_none_is_refused_and_none_at_all_is_the_usual_one() {
        assert_eq!(level(None).unwrap(), Level::WARN);
        assert_eq!(level(Some(" ")).unwrap(), Level::WARN);
        assert_eq!(level(Some("Info")).unwrap(), Level::INFO);
        let refused = level(Some("loud")).unwrap_err().to_string();
        assert!(refused.contains("loud") && refused.contains("info"));
    }
}
