//! `tutas check catalog` and `tutas test catalog`.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use tutas_app::rehearsal;
use tutas_catalog::{Loaded, report_json, report_table};

use crate::staff::staff;
use crate::{Format, catalog_files, say};

/// Checks a catalog.
pub(crate) fn check(folder: Option<&Path>, format: Format) -> anyhow::Result<ExitCode> {
    let loaded = catalog_files::load(folder)?;
    let text = match format {
        Format::Table => report_table(&loaded),
        Format::Json => report_json(&loaded),
    };
    say(&text);
    Ok(if loaded.counts.errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Plays the examples.
pub(crate) fn test(folder: Option<&Path>, format: Format) -> anyhow::Result<ExitCode> {
    let Loaded {
        catalog, examples, ..
    } = catalog_files::load(folder)?;
    let catalog = Arc::new(catalog.context("the catalog has errors: run `tutas check catalog`")?);
    let report = rehearsal::run(&catalog, &examples, &staff(&catalog));
    let text = match format {
        Format::Table => report.table(),
        Format::Json => report.json(),
    };
    say(&text);
    Ok(if report.is_success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
