//! Small tools for people of the field: terms and identification numbers.

use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use jiff::ToSpan as _;
use jiff::civil::{DateTime, Time};
use serde_json::json;
use tutas_domain::calendar::{Calendar, Special};
use tutas_domain::person::{Iin, IinReport, Sex};
use tutas_domain::term::{TermLength, TermUnit, registered_at};

use crate::{Format, catalog_files, parse_date_time};

/// Arguments of `tutas term`.
#[derive(Args)]
pub(crate) struct TermArgs {
    /// Received: a date (noon), or a date and time in the country's zone.
    #[arg(long, value_parser = parse_date_time)]
    received: DateTime,
    /// Length of the term.
    #[arg(long, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    days: u32,
    /// What it is counted in.
    #[arg(long, value_enum, default_value_t)]
    kind: Kind,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// What a term is counted in.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Kind {
    /// Working days.
    #[default]
    Working,
    /// Calendar days.
    Calendar,
    /// Months.
    Months,
}

/// Arguments of `tutas iin`.
#[derive(Args)]
pub(crate) struct IinArgs {
    /// The number.
    number: String,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Office hours the tool assumes: `09:00` to `18:30`, as the demonstration's bodies.
const OPENS: Time = Time::constant(9, 0, 0, 0);
const CLOSES: Time = Time::constant(18, 30, 0, 0);

/// Works out a term.
pub(crate) fn term(args: &TermArgs) -> anyhow::Result<ExitCode> {
    let loaded = catalog_files::load(None)?;
    let catalog = loaded
        .catalog
        .context("the catalog has errors: run `tutas check catalog`")?;
    let calendar = &catalog.calendar;
    let received = args.received.to_zoned(calendar.zone().clone())?.timestamp();
    let registered = calendar
        .local(registered_at(received, OPENS, CLOSES, calendar))
        .date();
    let unit = match args.kind {
        Kind::Working => TermUnit::WorkingDays,
        Kind::Calendar => TermUnit::CalendarDays,
        Kind::Months => TermUnit::Months,
    };
    let due = TermLength {
        count: args.days,
        unit,
    }
    .last_day(registered, calendar);
    let days_off = days_off(calendar, registered, due);
    if args.format == Format::Json {
        let off: Vec<_> = days_off
            .iter()
            .map(|(date, why)| json!({"date": date.to_string(), "why": why}))
            .collect();
        let value = json!({
            "received": args.received.date().to_string(),
            "registered": registered.to_string(),
            "due": due.to_string(),
            "counted_from": registered.saturating_add(1.day()).to_string(),
            "days_off": off,
            "calendar_known": calendar.covers(registered) && calendar.covers(due),
        });
        println!("{value}");
    } else {
        println!("received    {}", args.received.date());
        println!("registered  {registered}");
        println!("due         {due}");
        for (date, why) in days_off {
            println!("  {date} is not counted: {why}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn days_off(
    calendar: &Calendar,
    from: jiff::civil::Date,
    until: jiff::civil::Date,
) -> Vec<(jiff::civil::Date, String)> {
    let mut off = Vec::new();
    let mut day = from;
    while day < until {
        day = day.saturating_add(1.day());
        let why = match calendar.special(day) {
            Some(Special::Holiday(title)) => title.en.clone(),
            Some(Special::Transferred(title)) => format!("day off for {}", title.en),
            Some(Special::SwappedOff) => "day off by decree".to_owned(),
            Some(Special::SwappedOn) | None => continue,
        };
        off.push((day, why));
    }
    off
}

/// Looks at an identification number.
pub(crate) fn iin(args: &IinArgs) -> ExitCode {
    let parsed = Iin::parse(&args.number);
    let report = parsed.as_ref().ok().map(Iin::report);
    let remarks = report.map(remarks).unwrap_or_default();
    if args.format == Format::Json {
        let value = match &parsed {
            Ok(_) => json!({
                "valid": true,
                "reasons": [],
                "born_on": report.and_then(|report| report.born_on).map(|date| date.to_string()),
                "sex": report.and_then(|report| report.sex).map(sex_name),
                "remarks": remarks,
            }),
            Err(problem) => json!({"valid": false, "reasons": [problem.to_string()]}),
        };
        println!("{value}");
    } else {
        match &parsed {
            Ok(_) => println!("valid: 12 digits and the check digit fits"),
            Err(problem) => println!("not valid: {problem}"),
        }
        if let Some(date) = report.and_then(|report| report.born_on) {
            println!("the digits suggest a birth on {date}; only the register knows");
        }
        for remark in &remarks {
            println!("note: {remark}");
        }
    }
    if parsed.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn sex_name(sex: Sex) -> &'static str {
    match sex {
        Sex::Male => "male",
        Sex::Female => "female",
    }
}

fn remarks(report: IinReport) -> Vec<&'static str> {
    let mut remarks = Vec::new();
    if report.born_on.is_none() {
        remarks.push(
            "the first digits are no date of birth; since 2013 the law does not ask them to be",
        );
    }
    if report.sex.is_none() {
        remarks.push("the seventh digit names no century and sex; some foreigners have such");
    }
    remarks
}
