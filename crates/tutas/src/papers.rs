//! `tutas print`: papers that are generated from a catalog; `tutas import`: definitions begun from
//! papers.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use tutas_catalog::Catalog;
use tutas_catalog::annex::{read_table, start};
use tutas_catalog::privacy::Notice;
use tutas_domain::text::Lang;

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
    /// The list of basic requirements to a service, as the law on public services wants it.
    #[command(
        after_help = "Examples:\n  tutas print annex --of birth-allowance --lang kk\n  tutas print annex --of birth-allowance --lang ru --as csv > birth-allowance-ru.csv"
    )]
    Annex(AnnexArgs),
}

/// What can be begun from a paper.
#[derive(Subcommand)]
pub(crate) enum ImportCommand {
    /// Begins the definition of a service from its list of basic requirements, and prints it.
    #[command(
        after_help = "Examples:\n  tutas import annex --id burial-allowance --kk list-kk.csv --ru list-ru.csv > my/catalog/services/burial-allowance.yaml"
    )]
    Annex(ImportArgs),
}

/// Which list, in which language and form.
#[derive(Args)]
pub(crate) struct AnnexArgs {
    #[command(flatten)]
    one: OfOne,
    /// Language: kk, ru or en.
    #[arg(long, value_parser = parse_lang, default_value = "kk")]
    lang: Lang,
    /// Form of the file.
    #[arg(long = "as", value_enum, default_value_t)]
    form: TableForm,
}

/// How a table is printed.
#[derive(Clone, Copy, Default, ValueEnum)]
enum TableForm {
    /// Plain text.
    #[default]
    Text,
    /// CSV.
    Csv,
}

/// The list in two languages, and the id of the new service.
#[derive(Args)]
pub(crate) struct ImportArgs {
    /// Folder of the catalog whose words the list uses; the one built in, if none is given and there
    /// is no ./catalog.
    folder: Option<PathBuf>,
    /// Id of the new service: letters, digits and hyphens.
    #[arg(long, value_parser = parse_id)]
    id: String,
    /// The list in Kazakh: CSV, plain text, or the page.
    #[arg(long, value_name = "FILE")]
    kk: PathBuf,
    /// The list in Russian.
    #[arg(long, value_name = "FILE")]
    ru: PathBuf,
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

/// Begins a definition from a paper.
pub(crate) fn import(command: &ImportCommand) -> anyhow::Result<ExitCode> {
    let ImportCommand::Annex(args) = command;
    let catalog = catalog_files::load(args.folder.as_deref())?.catalog;
    let catalog = catalog.context("the catalog has errors: run `tutas check catalog`")?;
    let lines = |path: &Path| {
        let text = fs::read_to_string(path)
            .with_context(|| format!("{} cannot be read as text", path.display()))?;
        read_table(&text).with_context(|| format!("{} is no such list", path.display()))
    };
    let started = start(&catalog, &args.id, &lines(&args.kk)?, &lines(&args.ru)?)?;
    say(&started.file);
    for (row, line) in &started.unread {
        eprintln!("row {row} was not understood and is left to do: {line}");
    }
    Ok(ExitCode::SUCCESS)
}

fn parse_lang(tag: &str) -> Result<Lang, String> {
    let unknown = |()| format!("`{tag}` is none of kk, ru, en");
    tag.parse().map_err(unknown)
}

fn parse_id(id: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if id.starts_with(|c: char| c.is_ascii_lowercase()) && id.chars().all(plain) {
        Ok(id.to_owned())
    } else {
        Err("an id is small Latin letters, digits and hyphens: `burial-allowance`".to_owned())
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
        PrintCommand::Annex(args) => {
            let (catalog, date) = args.one.from.open()?;
            // Says which there are, if there is none like it.
            args.one.notice(&catalog, date)?;
            let annex = catalog.annex(&args.one.of, date).context(
                "there is no such list: it is made of services, in the form that annex.yaml gives",
            )?;
            say(&match args.form {
                TableForm::Text => annex.text(args.lang),
                TableForm::Csv => annex.csv(args.lang),
            });
        }
    }
    Ok(ExitCode::SUCCESS)
}
