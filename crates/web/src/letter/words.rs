//! What a letter says: what happened, why, until when, what the person can do, to whom to complain.
//!
//! A letter is drawn from its case. Some letters outlive what they were about (a deficiency is
//! supplied, a preliminary decision becomes a decision); what is over then says so.

use tutas_app::view::{
    AppealView, CaseView, DeciderView, DecisionView, DeficiencyView, Kind, LetterKind, LetterView,
    MeansView,
};
use tutas_domain::text::Law;

use super::later;
use super::told::Told;
use crate::i18n::T;

/// The sentences of a letter.
pub(crate) struct Words {
    /// What has happened.
    pub(crate) what: String,
    /// Why, in a sentence; requirements, values and law stand beside it.
    pub(crate) why: Option<String>,
    /// Until when, each with the law it rests on.
    pub(crate) until: Vec<(String, Law)>,
    /// What the person can do.
    pub(crate) todo: Vec<String>,
    /// To whom and until when to complain.
    pub(crate) complain: Vec<String>,
    /// The amount given, if the letter is about that.
    pub(crate) amount: Option<String>,
    /// Whether the documents are listed.
    pub(crate) documents: bool,
    /// Whether documents that were turned down are listed.
    pub(crate) turned_down: bool,
    /// Where on the page of the case the link leads.
    pub(crate) anchor: &'static str,
}

impl Words {
    /// The words of `letter`.
    pub(crate) fn of(t: T, letter: &LetterView) -> Self {
        let case = &letter.case;
        let said = match letter.line.kind {
            LetterKind::Filed => filed(t, letter),
            LetterKind::Opened => opened(t, letter),
            LetterKind::Deficiency => deficiency(t, case),
            LetterKind::DeficiencyCured => cured(t, case),
            LetterKind::DocumentTurnedDown => turned_down(t, case),
            LetterKind::Preliminary => preliminary(t, letter),
            LetterKind::Granted => granted(t, case),
            LetterKind::Issued => issued(t, case),
            LetterKind::Refused => refused(t, case),
            LetterKind::DeemedRefused => deemed_refused(t, letter),
            LetterKind::Withdrawn => withdrawn(t, case),
            LetterKind::NotAccepted => later::not_accepted(t, letter),
            LetterKind::Redirected => later::redirected(t, letter),
            LetterKind::Extended => later::extended(t, letter),
            LetterKind::StoodStill => later::stood_still(t, letter),
            LetterKind::Recounted => later::recounted(t, letter),
            LetterKind::PreliminaryWithdrawn => later::preliminary_withdrawn(t, letter),
            LetterKind::Protocol => later::protocol(t, letter),
            LetterKind::HeldUp => later::held_up(t, letter),
            LetterKind::StepsDropped => later::steps_dropped(t, letter),
            LetterKind::ReceiptRecorded => later::receipt_recorded(t, letter),
            LetterKind::PostChecked => later::post_checked(t, letter),
            LetterKind::DeemedGranted => later::deemed_granted(t, letter),
            LetterKind::Revoked => later::revoked(t, letter),
            LetterKind::Corrected => later::corrected(t, letter),
            LetterKind::CorrectionDeclined => later::correction_declined(t, letter),
            LetterKind::CorrectionOverdue => later::correction_overdue(t, letter),
            LetterKind::DefectConfirmed => later::defect_confirmed(t, letter),
            LetterKind::MendingOverdue => later::mending_overdue(t, letter),
            LetterKind::RegisterCorrected => later::register_corrected(t, letter),
            LetterKind::Ruled => later::ruled(t, letter),
            LetterKind::RulingApplied => later::ruling_applied(t, letter),
        };
        Self {
            complain: complain(t, letter.line.kind, &case.appeal),
            ..said
        }
    }

    pub(super) fn new(what: String) -> Self {
        Self {
            what,
            why: None,
            until: Vec::new(),
            todo: Vec::new(),
            complain: Vec::new(),
            amount: None,
            documents: false,
            turned_down: false,
            anchor: "",
        }
    }
}

/// Deficiencies a letter speaks of.
pub(crate) fn lacks(letter: &LetterView) -> Vec<&DeficiencyView> {
    let wanted = |lack: &&DeficiencyView| match letter.line.kind {
        LetterKind::Deficiency => true,
        LetterKind::DeficiencyCured => lack.cured,
        LetterKind::DocumentTurnedDown => lack
            .uploads
            .iter()
            .any(|upload| upload.turned_down.is_some()),
        _ => false,
    };
    letter.case.deficiencies.iter().filter(wanted).collect()
}

/// What every letter names: the service and the number of the case.
pub(super) fn about(t: T, id: &str, case: &CaseView) -> String {
    let number = &case.summary.number;
    t.a(
        id,
        &[
            ("service", t.x(&case.title).into()),
            ("number", number.into()),
        ],
    )
}

/// The end of the term, said of a day or of an instant, and the law of its length.
fn term(t: T, case: &CaseView, of_day: &str, of_instant: &str) -> (String, Law) {
    let view = &case.summary.term;
    (t.ends(view, of_day, of_instant), view.law.clone())
}

/// Until when the decision on what was filed is due.
fn decision_due(t: T, case: &CaseView) -> (String, Law) {
    term(t, case, "letter-filed-until", "letter-filed-until-instant")
}

fn received(t: T, id: &str, letter: &LetterView) -> String {
    let case = &letter.case;
    let args = [
        ("body", t.x(&letter.from).into()),
        ("service", t.x(&case.title).into()),
        ("date", t.date_time(case.summary.term.registered_at).into()),
        ("number", (&case.summary.number).into()),
    ];
    t.a(id, &args)
}

fn filed(t: T, letter: &LetterView) -> Words {
    if letter.case.kind == Kind::DataDefect {
        return Words {
            why: Some(t.m("letter-filed-defect-why")),
            until: vec![decision_due(t, &letter.case)],
            todo: vec![t.m("letter-filed-defect-do")],
            ..Words::new(received(t, "letter-filed-defect-what", letter))
        };
    }
    Words {
        why: Some(t.m("letter-filed-why")),
        until: vec![decision_due(t, &letter.case)],
        todo: vec![t.m("letter-filed-do")],
        ..Words::new(received(t, "letter-filed-what", letter))
    }
}

fn opened(t: T, letter: &LetterView) -> Words {
    let number = &letter.case.application_number;
    Words {
        why: Some(t.a("letter-opened-why", &[("application", number.into())])),
        until: vec![decision_due(t, &letter.case)],
        todo: vec![t.m("letter-filed-do")],
        ..Words::new(received(t, "letter-opened-what", letter))
    }
}

fn deficiency(t: T, case: &CaseView) -> Words {
    let open: Vec<_> = case
        .deficiencies
        .iter()
        .filter(|lack| is_open(lack))
        .collect();
    let mut todo: Vec<_> = open.iter().map(|lack| means(t, &lack.means)).collect();
    todo.dedup();
    let signature = |lack: &&DeficiencyView| matches!(lack.means, MeansView::Statement);
    let what = if !open.is_empty() && open.iter().all(signature) {
        "letter-deficiency-signature-what"
    } else {
        "letter-deficiency-what"
    };
    if open.is_empty() {
        todo.push(t.m("letter-nothing"));
    } else {
        todo.push(t.m("letter-deficiency-lapse"));
    }
    Words {
        until: windows(t, &open),
        todo,
        anchor: "#lacking",
        ..Words::new(about(t, what, case))
    }
}

fn cured(t: T, case: &CaseView) -> Words {
    let [of_day, of_instant] = [
        "letter-deficiency-cured-until",
        "letter-deficiency-cured-until-instant",
    ];
    Words {
        until: vec![term(t, case, of_day, of_instant)],
        todo: vec![t.m("letter-nothing")],
        ..Words::new(about(t, "letter-deficiency-cured-what", case))
    }
}

fn turned_down(t: T, case: &CaseView) -> Words {
    let open: Vec<_> = case
        .deficiencies
        .iter()
        .filter(|lack| is_open(lack))
        .collect();
    let todo = if open.is_empty() {
        "letter-nothing"
    } else {
        "letter-turned-down-do"
    };
    Words {
        until: windows(t, &open),
        todo: vec![t.m(todo)],
        turned_down: true,
        anchor: "#lacking",
        ..Words::new(about(t, "letter-turned-down-what", case))
    }
}

/// A preliminary decision: a refusal, a decision taken back, or an appeal not granted.
fn preliminary(t: T, letter: &LetterView) -> Words {
    let case = &letter.case;
    let told = Told(&letter.told);
    let what = if told.revocation().is_some() {
        "letter-preliminary-revocation-what"
    } else if told.outcome().is_some() {
        "letter-preliminary-ruling-what"
    } else {
        "letter-preliminary-what"
    };
    let until = case.preliminary.as_ref().map(|preliminary| {
        let earliest = t.date(preliminary.not_before);
        let said = match preliminary.objection_until {
            Some(last) => {
                let args = [("date", t.date(last).into()), ("earliest", earliest.into())];
                t.a("letter-preliminary-until", &args)
            }
            None => t.a(
                "letter-preliminary-until-open",
                &[("earliest", earliest.into())],
            ),
        };
        (said, preliminary.law.clone())
    });
    let todo = if until.is_some() {
        ["write", "hear", "nothing"]
            .map(|what| t.m(&format!("letter-preliminary-do-{what}")))
            .to_vec()
    } else {
        vec![t.m("letter-nothing")]
    };
    Words {
        why: told.revocation().map(|ground| t.revocation(ground)),
        until: until.into_iter().collect(),
        todo,
        anchor: "#view",
        ..Words::new(about(t, what, case))
    }
}

fn granted(t: T, case: &CaseView) -> Words {
    Words {
        why: Some(t.m("letter-granted-why")),
        todo: vec![t.m("letter-granted-do")],
        amount: case
            .decision
            .as_ref()
            .and_then(|decision| t.amount(decision)),
        ..Words::new(decided(t, "letter-granted-what", case))
    }
}

fn issued(t: T, case: &CaseView) -> Words {
    let with_documents = !case.documents.is_empty();
    let mut todo = Vec::new();
    if with_documents {
        todo.push(t.m("letter-issued-do"));
    }
    todo.push(t.m("letter-issued-do-none"));
    Words {
        why: Some(t.m("letter-granted-why")),
        todo,
        amount: case
            .decision
            .as_ref()
            .and_then(|decision| t.amount(decision)),
        documents: with_documents,
        ..Words::new(about(t, "letter-issued-what", case))
    }
}

fn refused(t: T, case: &CaseView) -> Words {
    Words {
        todo: vec![
            t.m("letter-refused-do-complain"),
            t.m("letter-refused-do-again"),
        ],
        ..Words::new(decided(t, "letter-refused-what", case))
    }
}

fn deemed_refused(t: T, letter: &LetterView) -> Words {
    let case = &letter.case;
    let args = [
        ("body", t.x(&letter.from).into()),
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
    ];
    let [of_day, of_instant] = [
        "letter-deemed-refused-until",
        "letter-deemed-refused-until-instant",
    ];
    Words {
        why: Some(t.m("letter-deemed-refused-why")),
        until: vec![term(t, case, of_day, of_instant)],
        todo: vec![t.m("letter-deemed-refused-do")],
        ..Words::new(t.a("letter-deemed-refused-what", &args))
    }
}

fn withdrawn(t: T, case: &CaseView) -> Words {
    Words {
        why: Some(t.m("letter-withdrawn-why")),
        todo: vec![t.m("letter-withdrawn-do")],
        ..Words::new(about(t, "letter-withdrawn-what", case))
    }
}

/// What was decided, on which day, by which officers.
fn decided(t: T, id: &str, case: &CaseView) -> String {
    let decision = case.decision.as_ref();
    let at = decision
        .map(|decision| t.day(decision.at))
        .unwrap_or_default();
    let args = [
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
        ("date", at.into()),
        (
            "officers",
            decision
                .map(|decision| officers(t, decision))
                .unwrap_or_default()
                .into(),
        ),
    ];
    t.a(id, &args)
}

fn officers(t: T, decision: &DecisionView) -> String {
    match &decision.by {
        DeciderView::Officers(..) | DeciderView::Superior(_) => t.decided_by(&decision.by),
        DeciderView::Machine(_) | DeciderView::Silence(_) => String::new(),
    }
}

fn is_open(lack: &DeficiencyView) -> bool {
    !lack.cured && !lack.lapsed
}

/// The last day of each open window with its law, said once where several share both.
fn windows(t: T, open: &[&DeficiencyView]) -> Vec<(String, Law)> {
    let mut windows: Vec<_> = open
        .iter()
        .map(|lack| {
            let last = t.a(
                "letter-deficiency-until",
                &[("date", t.date(lack.until).into())],
            );
            (
                format!("{last} {}", t.effect(lack.effect)),
                lack.window_law.clone(),
            )
        })
        .collect();
    windows.dedup();
    windows
}

fn means(t: T, means: &MeansView) -> String {
    match means {
        MeansView::Document(document) => {
            t.a("case-means-document", &[("document", t.x(document).into())])
        }
        MeansView::Statement => t.m("case-means-statement"),
        MeansView::Answer(_) => t.m("case-means-answer"),
        MeansView::Words => t.m("case-means-words"),
    }
}

fn complain(t: T, kind: LetterKind, appeal: &AppealView) -> Vec<String> {
    let to = t.a(
        "letter-complain-text",
        &[("to", t.complain_to(appeal).into())],
    );
    // An appeal is accepted late too; a suit must not come late, and nothing here may say it can.
    let [of_day, of_length] = if appeal.court {
        ["letter-court-until", "letter-court-within"]
    } else {
        ["letter-complain-until", "letter-complain-within"]
    };
    let until = match (appeal.until, &appeal.within) {
        (Some(last), _) => Some(t.a(of_day, &[("date", t.date(last).into())])),
        (None, Some(within)) => Some(t.a(of_length, &[("term", t.term(within).into())])),
        (None, None) => None,
    };
    let mut lines: Vec<String> = [Some(to), until].into_iter().flatten().collect();
    match kind {
        LetterKind::Preliminary | LetterKind::Protocol => {
            lines.insert(0, t.m("letter-preliminary-complain"));
        }
        LetterKind::Filed
        | LetterKind::Opened
        | LetterKind::Redirected
        | LetterKind::Deficiency
        | LetterKind::DeficiencyCured
        | LetterKind::DocumentTurnedDown
        | LetterKind::Extended
        | LetterKind::StoodStill
        | LetterKind::Recounted
        | LetterKind::PreliminaryWithdrawn => lines.push(t.m("letter-complain-silence")),
        _ => {}
    }
    lines
}
