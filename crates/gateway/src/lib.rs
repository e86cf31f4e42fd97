//! The way out: registers asked over X-Road REST (message protocol 1.0.4).
//!
//! ```
//! use tutas_gateway::{XRoad, XRoadAddress};
//!
//! let births = XRoadAddress::service("KZ-DEMO", "GOV", "justice", "civil-acts", "births");
//! assert_eq!(births.to_string(), "KZ-DEMO/GOV/justice/civil-acts/births");
//! assert!(XRoad::new("http://127.0.0.1:8080").is_ok());
//! // Only on this machine is anything sent in the clear.
//! assert!(XRoad::new("http://security-server:8080").is_err());
//! ```
//!
//! # One read
//!
//! `GET /r1/{instance}/{class}/{member}/{subsystem}/{service}/v1/records?{key}={value}&fields=a,b`
//! answers `200 {"subject": {…}, "records": [{…}]}`. `subject` repeats the look-up pairs as the
//! register understood them; an empty list means that the register has no such record.
//!
//! # One write
//!
//! `POST` to the same path with `{"record": {…}}`; `X-Road-Id` is the idempotency key. The
//! register answers `201 {"record": {…}}` with the numbers it gave, and repeats that answer for a
//! repeated `X-Road-Id`.
//!
//! # What is believed
//!
//! An answer is used only if it is about what was asked, by whom it was asked and complete:
//! anything else is an [`ExchangeError`], which the program treats as *not known*, never as
//! *there is none*. Errors carry codes only: no value of a person's data, no text of the other
//! side is in them, so they can be logged as they are.
//!
//! To add another way out (SMTP, SMS), give it a module of its own with an error of its own.
#![forbid(unsafe_code)]

mod address;
mod answer;
mod error;
mod exchange;
mod hash;
mod local;
mod tls;
mod typed;

pub use address::XRoadAddress;
pub use answer::Answer;
pub use error::{ExchangeError, Flaw};
pub use exchange::{
    BadBase, HashCheck, Limits, Received, Request, Wire, WriteRequest, Written, XRoad,
};
pub use hash::{HASHED_HEADERS, request_hash};
pub use local::{
    AsOf, Connect, Connecting, Connector, Dated, Drops, Expected, Format, Found, LookedUp, Lookup,
    MOST_RECORDS, PostgresView, SqliteView, Table, USUAL_TIMEOUT, View,
};
pub use tls::{BadCertificates, Certificates};
pub use typed::{plain_record, typed_record, typed_records};
