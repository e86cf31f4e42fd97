//! What the replies of registers come to, and how long they may be used.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tutas_catalog::{Need, Register};
use tutas_domain::evidence::{Known, Record, Source};

use crate::gather::{Answers, Question};

/// What all answers to the questions of a need come to; nothing, if one did not come.
pub(crate) fn answer(
    need: &Need,
    questions: &[Question],
    answers: &Answers,
    came: &Answers,
    now: Timestamp,
) -> Known {
    let answered = |question| came.get(question).or_else(|| answers.get(question));
    // The usual case: one answer, and it is taken as it is.
    if let [question] = questions
        && need.without.is_empty()
        && let Some(known @ Known::Records { records, .. }) = answered(question)
        && records.len() <= 1
    {
        return known.clone();
    }
    let mut union: Option<(Vec<Record>, Source)> = None;
    for question in questions {
        match answered(question) {
            Some(Known::Records { records, source }) => {
                let (all, oldest) = union.get_or_insert_with(|| (Vec::new(), source.clone()));
                if let (Source::Register { at, .. }, Source::Register { at: first, .. }) =
                    (source, &*oldest)
                    && at < first
                {
                    *oldest = source.clone();
                }
                for record in records.iter() {
                    if !all.contains(record) {
                        all.push(record.clone());
                    }
                }
            }
            Some(unknown) => return unknown.clone(),
            None => {}
        }
    }
    let Some((mut records, source)) = union else {
        return nothing(now);
    };
    let has = |record: &Record, field: &String| record.get(field).is_some_and(Option::is_some);
    records.retain(|record| !need.without.iter().any(|field| has(record, field)));
    for record in &mut records {
        record.retain(|field, _| !need.without.contains(field));
    }
    if !need.many {
        records.truncate(1);
    }
    Known::Records {
        records: records.into(),
        source,
    }
}

/// Known to be nothing, without a read.
pub(crate) fn nothing(now: Timestamp) -> Known {
    Known::Records {
        records: Arc::default(),
        source: Source::Derived { at: now },
    }
}

pub(crate) fn from_register(
    register: &Register,
    records: Vec<Record>,
    request: String,
    at: Timestamp,
) -> Known {
    let source = Source::Register {
        register: register.id.clone(),
        request,
        at,
    };
    Known::Records {
        records: records.into(),
        source,
    }
}

/// Records with the declared fields only: what was not asked for is not kept.
pub(crate) fn only(records: Vec<Record>, fields: &[String]) -> Vec<Record> {
    records
        .into_iter()
        .map(|record| {
            record
                .into_iter()
                .filter(|(field, _)| fields.contains(field))
                .collect()
        })
        .collect()
}

/// Whether what is known may still be used, so that nobody is asked again.
pub(crate) fn is_fresh(known: &Known, register: &Register, now: Timestamp) -> bool {
    let Known::Records { records, source } = known else {
        return false;
    };
    match source {
        Source::Document { .. } => true,
        Source::Derived { .. } => false,
        Source::Register { .. } => !records.is_empty() && !is_stale(known, register, now),
    }
}

/// Whether a register's answer is older than it may be used.
pub(crate) fn is_stale(known: &Known, register: &Register, now: Timestamp) -> bool {
    let Known::Records {
        source: Source::Register { at, .. },
        ..
    } = known
    else {
        return false;
    };
    at.duration_until(now) > SignedDuration::from_mins(i64::from(register.fresh_minutes))
}
