//! The store as its callers see it, and as a thief of its files would.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on stops"
)]

/// Makes three tests of each function, one for each engine. A function that no list names is dead
/// code, which the compiler tells.
macro_rules! on_every_engine {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test] fn $test() { super::$test(|| tutas_store::Store::open_in_memory().unwrap()); })+
        }
        mod in_memory {
            $(#[test] fn $test() { super::$test(tutas_store::Store::in_memory); })+
        }
        mod on_postgres {
            $(#[test] fn $test() { super::$test(|| crate::postgres::Schema::new().open()); })+
        }
    };
}

mod audits;
mod backups;
mod capabilities;
mod commits;
mod crashes;
mod cut;
mod damaged;
mod engines;
mod faults;
mod lists;
mod make;
mod memory;
mod model;
mod names;
mod nodes;
mod postgres;
mod sealing;
mod tls;
mod uploads;
