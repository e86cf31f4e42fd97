//! `tutas print`: papers that are generated from a catalog.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use tutas_catalog::Catalog;
use tutas_catalog::privacy::Notice;

use crate::wiring::machine_now;
use crate::{catalog_files, say};

/// What can be printed.
#[derive(Subcommand)]
pub(crate) enum PrintCommand {
    /// The register of services as CPSV-AP 3.2.0, as others read it at /catalog.jsonld.
    #[command(
        after_help = "Examples:\n  tutas print cpsv\n  tutas print cpsv my/catalog --date 2026-03-18 > catalog.jsonld"
    )]
    Cpsv(FromCatalog),
    /// What a service or life event does with people's data, and what may come of it, as JSON.
    #[command(
        after_help = "Examples:\n  tutas print notice --of birth-allowance\n  tutas print notice my/catalog --of birth"
    )]
    Notice(OfOne),
    /// The form on which a data protection officer gives an opinion on a service or life event.
    #[command(
        after_help = "Examples:\n  tutas print opinion --of birth-allowance\n  tutas print opinion my/catalog --of birth >> my/catalog/opinions/birth.yaml"
    )]
    Opinion(OfOne),
}

/// From which catalog, and as of when.
#[derive(Args)]
pub(crate) struct FromCatalog {
    /// Folder of the catalog; the one built in, if none is given and there is no ./catalog.
    folder: Option<PathBuf>,
    /// The day whose versions are printed; today, if none is given.
    #[arg(long)]
    date: Option<Date>,
}

/// Which service or life event.
#[derive(Args)]
pub(crate) struct OfOne {
    #[command(flatten)]
    from: FromCatalog,
    /// Id of the service or life event.
    #[arg(long, value_name = "ID")]
    of: String,
}

impl FromCatalog {
    /// The catalog and the day. What is not signed yet can be printed: that is what the form is for.
    fn open(&self) -> anyhow::Result<(Catalog, Date)> {
        let catalog = catalog_files::load(self.folder.as_deref())?.catalog;
        let catalog = catalog.context("the catalog has errors: run `tutas check catalog`")?;
        let today = || catalog.calendar.local(machine_now()).date();
        let date = self.date.unwrap_or_else(today);
        Ok((catalog, date))
    }
}

impl OfOne {
    fn notice<'a>(&self, catalog: &'a Catalog, date: Date) -> anyhow::Result<Notice<'a>> {
        catalog
            .notice(&self.of, date)
            .or_else(|| catalog.event_notice(&self.of, date))
            .with_context(|| {
                let known = catalog.services.keys().chain(catalog.life_events.keys());
                let known: Vec<&str> = known.map(String::as_str).collect();
                format!(
                    "no service or life event `{}` is in force on {date}; there are: {}",
                    self.of,
                    known.join(", ")
                )
            })
    }
}

/// Prints a paper.
pub(crate) fn print(command: &PrintCommand) -> anyhow::Result<ExitCode> {
    match command {
        PrintCommand::Cpsv(from) => {
            let (catalog, date) = from.open()?;
            let document = catalog.cpsv(date).context(
                "the country has no `address`, with which the names of its catalog begin: \
                 write `address: https://…` in country.yaml",
            )?;
            say(&format!("{document:#}"));
        }
        PrintCommand::Notice(one) => {
            let (catalog, date) = one.from.open()?;
            say(&format!("{:#}", one.notice(&catalog, date)?.to_json()));
        }
        PrintCommand::Opinion(one) => {
            let (catalog, date) = one.from.open()?;
            say(&one.notice(&catalog, date)?.opinion_form(date));
        }
    }
    Ok(ExitCode::SUCCESS)
}
