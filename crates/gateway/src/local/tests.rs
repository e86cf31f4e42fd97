//! Values of every type, and what is judged.

use rusqlite::Connection;

use super::*;

const IIN: &str = "990101300014";

fn types() -> BTreeMap<String, ValueType> {
    [
        ("iin", ValueType::Text),
        ("amount", ValueType::Decimal),
        ("order", ValueType::Int),
        ("since", ValueType::Date),
        ("alive", ValueType::Bool),
    ]
    .map(|(field, value_type)| (field.to_owned(), value_type))
    .into()
}

/// What is read where these values, as SQL writes them, stand in a view.
async fn read(values: [&str; 4]) -> Result<Record, ExchangeError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let [amount, order, since, alive] = values;
    Connection::open(file.path())
        .unwrap()
        .execute_batch(&format!(
            "CREATE VIEW v AS SELECT '{IIN}' AS iin, {amount} AS amount, {order} AS \"order\", \
             {since} AS since, {alive} AS alive"
        ))
        .unwrap();
    let connector = SqliteView {
        file: file.path().to_owned(),
        view: View::named("v"),
    };
    let fields: Vec<String> = types().into_keys().collect();
    let lookup = Lookup {
        keys: &[("iin".to_owned(), IIN.to_owned())],
        fields: &fields,
        types: &types(),
        now: Timestamp::UNIX_EPOCH,
    };
    let mut found = connector.look_up(lookup).await?;
    assert_eq!(found.records.len(), 1);
    assert_eq!(found.dated, None, "it is no copy");
    Ok(found.records.remove(0))
}

#[tokio::test]
async fn each_value_is_of_its_type_or_the_answer_is_unusable() {
    let right = ["'164350.50'", "2", "'2026-03-17'", "1"];
    let record = read(right).await.unwrap();
    let plain = |field: &str| record[field].as_ref().unwrap().to_plain();
    assert_eq!(plain("amount"), "164350.50");
    assert_eq!(plain("order"), "2");
    assert_eq!(plain("since"), "2026-03-17");
    assert_eq!(plain("alive"), "true");
    assert!(read(["NULL", "NULL", "NULL", "NULL"]).await.is_ok());
    assert!(read(["164350", "2", "NULL", "0"]).await.is_ok());
    for (at, wrong) in [
        (0, "164350.5"),
        (0, "'much'"),
        (1, "'2'"),
        (1, "2.0"),
        (2, "'2026-02-30'"),
        (2, "'2026-03-17T10:00'"),
        (2, "20260317"),
        (3, "'true'"),
        (3, "2"),
    ] {
        let mut values = right;
        values[at] = wrong;
        let unusable = ExchangeError::Unusable(Flaw::Malformed);
        assert!(
            read(values).await.is_err_and(|error| error == unusable),
            "{wrong}"
        );
    }
}

#[test]
fn what_is_old_or_of_a_day_to_come_is_stale() {
    let now = Timestamp::UNIX_EPOCH;
    let at = |minutes: i64| {
        check_age(
            now + SignedDuration::from_mins(minutes),
            SignedDuration::from_hours(26),
            now,
        )
    };
    assert_eq!(
        [at(-27 * 60), at(-26 * 60), at(0), at(5), at(6), at(24 * 60)].map(|age| age.is_ok()),
        [false, true, true, true, false, false]
    );
}
