//! `tutas check catalog` and `tutas test catalog`.

use std::path::Path;
use std::process::ExitCode;

use tutas_catalog::{report_json, report_table};

use crate::{Format, catalog_files, staff};

/// Checks a catalog.
pub(crate) fn check(folder: Option<&Path>, format: Format) -> anyhow::Result<ExitCode> {
    let loaded = catalog_files::load(folder)?;
    let text = match format {
        Format::Table => report_table(&loaded),
        Format::Json => report_json(&loaded),
    };
    println!("{}", text.trim_end());
    Ok(if loaded.counts.errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Plays the examples.
pub(crate) fn test(folder: Option<&Path>, format: Format) -> anyhow::Result<ExitCode> {
    let _ = (folder, format, staff::staff);
    anyhow::bail!("not wired yet")
}
