//! The time zone of a body, and the day that ends by its clock.

mod mini;

use std::path::Path;

use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use mini::{breaks, only, with};
use tutas_catalog::{Catalog, load};
use tutas_domain::calendar::Swap;
use tutas_domain::case::RunningTerm;
use tutas_domain::definition::LegalTerm;
use tutas_domain::term::TermLength;
use tutas_domain::text::Law;

const BODIES: &str = "bodies/all.yaml";
const COUNTRY: &str = "country.yaml";
const ZONE: &str = "time_zone: Asia/Almaty\n";

/// The catalog with a zone of its own for West Kazakhstan, where the small catalog's bodies are.
const WEST: &str = "time_zone: Asia/Almaty\ntime_zones: {\"27\": Asia/Oral}\n";

fn real() -> Catalog {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let loaded = load(&folder).expect("the folder can be read");
    loaded.catalog.expect("it is good")
}

/// When a term of one working day that began at ten in the morning ends for a body.
fn ends(catalog: &Catalog, body: &str, registered: &str) -> Timestamp {
    let calendar = catalog.calendar_of(body);
    let legal = LegalTerm {
        length: TermLength::working_days(1),
        law: Law::default(),
    };
    let registered = registered.parse().expect("an instant");
    RunningTerm::begin(legal, registered, calendar).ends_at
}

#[test]
fn a_term_of_a_body_in_oral_time_ends_at_its_own_midnight() {
    let catalog = real();
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    let [west, capital] = ["social-office-2710", "ministry-labour"];
    for (registered, midnight) in [
        ("2024-01-15T05:00:00Z", "2024-01-16T19:00:00Z"),
        ("2024-02-27T05:00:00Z", "2024-02-28T19:00:00Z"),
    ] {
        let end = ends(&catalog, west, registered);
        assert_eq!(end, at(midnight));
        let elsewhere = ends(&catalog, capital, registered);
        assert_eq!(elsewhere.duration_until(end), SignedDuration::from_hours(1));
    }
    // In the night to 1 March 2024 the country came to one time: from then on days end together.
    for registered in ["2024-02-28T05:00:00Z", "2024-03-04T05:00:00Z"] {
        let end = ends(&catalog, west, registered);
        assert_eq!(end, ends(&catalog, capital, registered));
    }
    assert_eq!(
        ends(&catalog, west, "2024-03-04T05:00:00Z"),
        at("2024-03-05T19:00:00Z")
    );
}

#[test]
fn a_body_keeps_its_own_zone_else_that_of_its_territory_else_the_countrys() {
    let name = |catalog: &Catalog, body: &str| {
        let zone = catalog.calendar_of(body).zone();
        zone.iana_name().unwrap_or_default().to_owned()
    };
    let plain = with(COUNTRY, ZONE, ZONE).catalog.expect("it is good");
    assert_eq!(name(&plain, "social-office-2710"), "Asia/Almaty");

    let west = with(COUNTRY, ZONE, WEST).catalog.expect("it is good");
    assert_eq!(name(&west, "social-office-27"), "Asia/Oral");
    assert_eq!(name(&west, "social-office-2710"), "Asia/Oral", "within it");
    assert_eq!(name(&west, "no-such-body"), "Asia/Almaty");

    let own = "time_zone: Asia/Aqtau, superior: social-office-27";
    let files = mini::replaced(mini::files(), COUNTRY, ZONE, WEST);
    let files = mini::replaced(files, BODIES, "superior: social-office-27", own);
    let own = tutas_catalog::read(&files).catalog.expect("it is good");
    assert_eq!(name(&own, "social-office-2710"), "Asia/Aqtau");
    assert_eq!(name(&own, "social-office-27"), "Asia/Oral");
}

#[test]
fn a_decree_frees_a_day_in_every_zone() {
    let mut catalog = with(COUNTRY, ZONE, WEST).catalog.expect("it is good");
    let day = date(2026, 9, 16);
    assert!(catalog.calendar_of("social-office-27").is_working(day));
    catalog.decree(&[Swap {
        off: day,
        worked: None,
        law: Law::default(),
    }]);
    assert!(!catalog.calendar_of("social-office-27").is_working(day));
    assert!(!catalog.calendar.is_working(day));
}

#[test]
fn a_zone_that_does_not_exist_is_an_error_where_it_stands() {
    let wrong = "time_zone: Asia/Oralsk, superior: social-office-27";
    let problem = breaks(
        BODIES,
        "superior: social-office-27",
        wrong,
        "wrong-value",
        "Asia/Oralsk",
    );
    assert!(problem.message.contains("`Asia/Oralsk` is no time zone"));
    assert!(problem.help.is_some());
    let wrong = "time_zone: Asia/Almaty\ntime_zones: {\"27\": Oral time}\n";
    breaks(COUNTRY, ZONE, wrong, "wrong-value", "Oral time}");
    breaks(
        COUNTRY,
        ZONE,
        "time_zone: Almaty\n",
        "wrong-value",
        "Almaty\n",
    );
}

#[test]
fn a_zone_of_a_territory_that_does_not_exist_is_an_error() {
    let wrong = "time_zone: Asia/Almaty\ntime_zones: {\"28\": Asia/Oral}\n";
    let loaded = with(COUNTRY, ZONE, wrong);
    let problem = only(&loaded, "unknown-territory");
    assert!(problem.message.contains("`28`") && loaded.catalog.is_none());
}
