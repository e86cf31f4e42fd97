//! What a case tells of itself to whoever asks.

use uuid::Uuid;

use super::super::*;
use super::story::*;
use crate::evidence::Record;

#[test]
fn an_appeal_and_a_complaint_tell_which_case_they_are_about() {
    let about = Some(Uuid::from_u128(7));
    assert_eq!(Matter::Service.against(), None);
    assert_eq!(appealed(false).against(), about);
    assert_eq!(complained().against(), about);
}

#[test]
fn a_proof_of_receipt_that_is_debugged_tells_the_channel_only() {
    let number = "RR123456785KZ".into();
    let letter = Proof::RegisteredLetter { number };
    assert_eq!(format!("{letter:?}"), "Proof(RegisteredLetter)");
    let counter = Proof::Counter {
        clerk: officer_id(9),
        signed: true,
    };
    assert_eq!(format!("{counter:?}"), "Proof(Counter)");
}

#[test]
fn whom_a_case_is_about_is_debugged_by_its_place_only() {
    let subject = Subject {
        key: Some("900101100014".into()),
        ordinal: 1,
        of: 2,
        record: Record::new(),
    };
    let shown = format!("{subject:?}");
    assert_eq!(shown, "Subject { ordinal: 1, of: 2, record: {}, .. }");
}
