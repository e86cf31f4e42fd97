//! Printing the typed tree: in the language of rules, and as SQL for PostgreSQL.

mod postgres;
mod text;

pub(crate) use postgres::{postgres, query};
pub(crate) use text::text;

/// A text literal.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A decimal literal with at least one digit after the point, so that it stays a decimal.
fn decimal(millionths: i128) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let digits = millionths.unsigned_abs();
    let fraction = format!("{:06}", digits % 1_000_000);
    let fraction = fraction.trim_end_matches('0');
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    format!("{sign}{}.{fraction}", digits / 1_000_000)
}

/// A date literal.
fn date(days: i32) -> String {
    crate::date::from_days(days).map_or_else(
        || "CAST(NULL AS date)".to_owned(),
        |date| format!("DATE '{date}'"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_keep_their_value_and_their_type() {
        assert_eq!(decimal(38_000_000), "38.0");
        assert_eq!(decimal(-1_050_000), "-1.05");
        assert_eq!(decimal(-1), "-0.000001");
        assert_eq!(quoted("it's"), "'it''s'");
        assert_eq!(date(0), "DATE '1970-01-01'");
    }
}
