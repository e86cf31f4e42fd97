//! Dates and what lies between them.

use tutas_domain::value::ValueType::{Date, Int};

use crate::family::{plain, truth};

#[test]
fn days_are_added_to_a_date_and_taken_off_it() {
    assert_eq!(plain("child.born_on + 29", Date), "2026-03-01");
    assert_eq!(plain("1 + child.born_on", Date), "2026-02-01");
    assert_eq!(plain("child.born_on - child.order", Date), "2026-01-28");
    assert_eq!(plain("child.born_on - 800000", Date), "unknown");
    assert_eq!(
        plain("child.born_on + 9223372036854775807", Date),
        "unknown"
    );
}

#[test]
fn what_lies_between_two_dates_is_counted_in_full() {
    assert_eq!(plain("days_between(child.born_on, filed_on)", Int), "293");
    assert_eq!(
        plain("months_between(child.born_on, DATE '2026-02-27')", Int),
        "0"
    );
    assert_eq!(
        plain("months_between(child.born_on, DATE '2026-02-28')", Int),
        "1"
    );
    assert_eq!(
        plain("months_between(DATE '2026-02-28', child.born_on)", Int),
        "-1"
    );
    assert_eq!(
        plain("years_between(DATE '2008-02-29', DATE '2026-02-28')", Int),
        "18"
    );
    assert_eq!(
        plain("months_between(MIN(payments.paid_on), filed_on)", Int),
        "unknown"
    );
    assert_eq!(plain("months_between(NULL, filed_on)", Int), "null");
}

#[test]
fn working_days_come_from_the_calendar_and_are_unknown_beyond_it() {
    // From Friday to Monday; the calendar of the tests rests at weekends and every tenth day.
    let weekend = "working_days_between(DATE '2026-11-20', DATE '2026-11-23')";
    assert_eq!(plain(weekend, Int), "1");
    let backwards = "working_days_between(DATE '2026-11-23', DATE '2026-11-20')";
    assert_eq!(plain(backwards, Int), "0");
    assert_eq!(
        plain("working_days_between(filed_on, DATE '2041-01-01')", Int),
        "unknown"
    );
}

#[test]
fn dates_are_compared() {
    assert_eq!(truth("child.born_on < filed_on"), "true");
    assert_eq!(
        truth("child.born_on BETWEEN DATE '2026-01-01' AND DATE '2026-01-31'"),
        "true"
    );
}
