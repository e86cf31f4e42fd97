//! Several programs on one PostgreSQL.

use crate::make::{change, put, stream, version};
use crate::postgres::Schema;

#[test]
fn what_one_program_has_acknowledged_another_reads() {
    let schema = Schema::new();
    let (one, two) = (schema.open(), schema.open());
    put(&one, change(stream(1), 0)).unwrap();
    put(&two, change(stream(1), 1)).unwrap();
    assert_eq!(version(&one, stream(1)), 2);
    assert_eq!(version(&schema.open_read_only(), stream(1)), 2);
}
