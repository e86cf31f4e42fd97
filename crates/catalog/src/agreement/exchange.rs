//! Agreements as other programs want them: records in the shape of the `GovStack` building block
//! Consent (1.1.0-rc1), whose `DataAgreement` requires `purpose`, `lawfulBasis` and `dpia`, and whose
//! `Revision` carries `serializedHash` and `predecessorHash`.

use serde_json::{Value, json};

use super::{ReadText, Revision, Text};

/// One data agreement for each read of a revision, with the revision itself.
pub fn data_agreements(revision: &Revision, from: &str) -> Value {
    let text = Text::parse(&revision.serialized);
    let reads = text.iter().flat_map(|text| {
        let reads = text.reads.iter().enumerate();
        reads.map(|(place, read)| agreement(text, read, place, from))
    });
    json!({
        "dataAgreements": reads.collect::<Vec<_>>(),
        "revision": {
            "schemaName": "dataAgreement",
            "objectId": revision.of,
            "serializedSnapshot": revision.serialized,
            "serializedHash": revision.hash,
            "predecessorHash": text.as_ref().and_then(|text| text.predecessor.clone()),
        },
    })
}

fn agreement(text: &Text, read: &ReadText, place: usize, from: &str) -> Value {
    let consent = text.consent.as_ref();
    json!({
        "id": format!("{}/{}", text.of, place + 1),
        "version": from,
        "controller": { "name": text.operator, "number": text.operator_number },
        "policy": {
            "name": text.purpose,
            "jurisdiction": consent.map(|one| &one.place.0),
            "dataRetentionPeriodYears": text.kept.as_ref().map(|(years, _)| years),
            "thirdPartyDataSharing": !text.recipients.is_empty(),
            "crossBorder": consent.map(|one| one.cross_border),
            "publication": consent.map(|one| one.publication),
        },
        "purpose": text.purpose,
        "lawfulBasis": if read.ground.by_consent { "consent" } else { "legal_obligation" },
        "law": read.ground.law,
        "dataUse": "data_using_service",
        "dpia": text.risks,
        "active": true,
        "forgettable": false,
        "source": { "register": read.register, "name": read.title, "owner": read.owner },
        "whose": read.whose,
        "role": read.role,
        "dataAttributes": read.fields.iter().map(|(name, title, sensitive)| json!({
            "name": name, "description": title, "sensitivity": sensitive,
        })).collect::<Vec<_>>(),
    })
}
