//! What letters say of a case that takes longer, goes elsewhere, is taken back or put right, and of
//! appeals and complaints.

use tutas_app::view::{CaseView, Kind, LetterView, Outcome, PhaseView, TermEnd};
use tutas_domain::text::Law;

use super::told::{Told, end_said};
use super::words::{Words, about};
use crate::i18n::T;

/// The end of the term as the event has it, or as it stands.
fn due(t: T, letter: &LetterView) -> (String, Law) {
    let term = &letter.case.summary.term;
    let standing = TermEnd {
        length: term.length,
        last_day: term.last_day,
        ends_at: term.ends_at,
    };
    let end = Told(&letter.told).end().unwrap_or(standing);
    let [of_day, of_instant] = ["letter-filed-until", "letter-filed-until-instant"];
    (end_said(t, &end, of_day, of_instant), term.law.clone())
}

pub(super) fn redirected(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let case = &letter.case;
    let to = told.to().unwrap_or(&case.summary.holder);
    let args = [
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
        ("body", t.x(to).into()),
    ];
    let counted = if told.runs_on() {
        "letter-redirected-runs-on"
    } else {
        "letter-redirected-anew"
    };
    let (until, law) = due(t, letter);
    Words {
        why: told
            .reasons()
            .is_none()
            .then(|| t.m("letter-redirected-why")),
        until: vec![(format!("{until} {}", t.m(counted)), law)],
        todo: vec![t.m("letter-redirected-do")],
        ..Words::new(t.a("letter-redirected-what", &args))
    }
}

pub(super) fn extended(t: T, letter: &LetterView) -> Words {
    let (until, law) = due(t, letter);
    Words {
        why: Some(t.m("letter-extended-why")),
        until: vec![(format!("{until} {}", t.m("letter-extended-once")), law)],
        todo: vec![t.m("letter-delay-do")],
        ..Words::new(about(t, "letter-extended-what", &letter.case))
    }
}

pub(super) fn stood_still(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let ground = told.standstill().map(|ground| t.x(ground));
    let until = told.until().map(|day| {
        let said = t.a("letter-stood-still-until", &[("date", t.date(day).into())]);
        (said, told.law().cloned().unwrap_or_default())
    });
    Words {
        why: ground.map(|ground| t.a("letter-stood-still-why", &[("ground", ground.into())])),
        until: until.into_iter().collect(),
        todo: vec![t.m("letter-delay-do")],
        ..Words::new(about(t, "letter-stood-still-what", &letter.case))
    }
}

pub(super) fn recounted(t: T, letter: &LetterView) -> Words {
    let mut until = vec![due(t, letter)];
    let law = until[0].1.clone();
    for (title, day) in Told(&letter.told).windows() {
        let args = [
            ("requirement", t.x(title).into()),
            ("date", t.date(day).into()),
        ];
        until.push((t.a("letter-recounted-window", &args), law.clone()));
    }
    Words {
        why: Some(t.m("letter-recounted-why")),
        until,
        todo: vec![t.m("letter-nothing")],
        ..Words::new(about(t, "letter-recounted-what", &letter.case))
    }
}

pub(super) fn protocol(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let law = letter.case.preliminary.as_ref();
    let law = law.map(|preliminary| preliminary.law.clone());
    let until = told.until().map(|day| {
        let said = t.a("letter-protocol-until", &[("date", t.date(day).into())]);
        (said, law.unwrap_or_else(|| letter.case.appeal.law.clone()))
    });
    Words {
        why: Some(t.m("letter-protocol-why")),
        until: until.into_iter().collect(),
        todo: vec![t.m("letter-protocol-do"), t.m("letter-protocol-do-nothing")],
        anchor: "#view",
        ..Words::new(about(t, "letter-protocol-what", &letter.case))
    }
}

pub(super) fn preliminary_withdrawn(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-preliminary-withdrawn-why")),
        todo: vec![t.m("letter-preliminary-withdrawn-do")],
        ..Words::new(about(t, "letter-preliminary-withdrawn-what", &letter.case))
    }
}

pub(super) fn held_up(t: T, letter: &LetterView) -> Words {
    let other = Told(&letter.told).other().unwrap_or_default();
    let args = [("other", other.into())];
    Words {
        why: Some(t.a("letter-held-up-why", &args)),
        todo: vec![t.a("letter-held-up-do", &args)],
        ..Words::new(about(t, "letter-held-up-what", &letter.case))
    }
}

pub(super) fn steps_dropped(t: T, letter: &LetterView) -> Words {
    let dropped = Told(&letter.told).dropped();
    let why: Vec<String> = dropped
        .map(|(title, taken)| t.dropped(title, taken))
        .collect();
    Words {
        why: Some(why.join(" ")),
        todo: vec![t.m("letter-steps-dropped-do")],
        ..Words::new(about(t, "letter-steps-dropped-what", &letter.case))
    }
}

pub(super) fn receipt_recorded(t: T, letter: &LetterView) -> Words {
    let why = Told(&letter.told).receipt().map(|(kind, proof, on)| {
        let args = [
            ("letter", t.subject(&kind).into()),
            ("proof", t.proof(proof).into()),
            ("date", t.date(on).into()),
        ];
        t.a("letter-receipt-recorded-why", &args)
    });
    Words {
        why,
        todo: vec![t.m("letter-receipt-recorded-do")],
        ..Words::new(about(t, "letter-receipt-recorded-what", &letter.case))
    }
}

pub(super) fn not_accepted(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-not-accepted-why")),
        todo: vec![
            t.m("letter-not-accepted-do-again"),
            t.m("letter-refused-do-complain"),
        ],
        ..Words::new(by_whom(t, "letter-not-accepted-what", letter))
    }
}

pub(super) fn post_checked(t: T, letter: &LetterView) -> Words {
    let why = match Told(&letter.told).is_looked_at() {
        Some(false) => "letter-post-checked-why-time",
        _ => "letter-post-checked-why",
    };
    Words {
        why: Some(t.m(why)),
        todo: vec![t.m("letter-nothing")],
        ..Words::new(about(t, "letter-post-checked-what", &letter.case))
    }
}

pub(super) fn deemed_granted(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-deemed-granted-why")),
        todo: vec![t.m("letter-granted-do")],
        ..Words::new(about(t, "letter-deemed-granted-what", &letter.case))
    }
}

pub(super) fn revoked(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let ground = told.revocation();
    let why = ground.map(|ground| t.revocation(ground));
    let is_burden = ground.is_some_and(|ground| !ground.is_of_favourable());
    if is_burden {
        return Words {
            why,
            until: vec![due(t, letter)],
            todo: vec![t.m("letter-nothing")],
            ..Words::new(by_whom(t, "letter-revoked-burden-what", letter))
        };
    }
    let mut todo = vec![t.m("letter-refused-do-complain")];
    if told.is_compensated() {
        todo.push(t.m("letter-revoked-compensated"));
    }
    Words {
        why,
        todo,
        ..Words::new(by_whom(t, "letter-revoked-what", letter))
    }
}

pub(super) fn corrected(t: T, letter: &LetterView) -> Words {
    let case = &letter.case;
    let (was, reads) = Told(&letter.told).slip().unwrap_or_default();
    let args = [
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
        ("was", was.into()),
        ("reads", reads.into()),
    ];
    Words {
        why: Some(t.m("letter-corrected-why")),
        todo: vec![t.m("letter-corrected-do")],
        ..Words::new(t.a("letter-corrected-what", &args))
    }
}

pub(super) fn correction_declined(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-correction-declined-why")),
        todo: vec![
            t.m("letter-correction-declined-do"),
            t.m("letter-correction-declined-do-complain"),
        ],
        ..Words::new(about(t, "letter-correction-declined-what", &letter.case))
    }
}

pub(super) fn correction_overdue(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-correction-overdue-why")),
        todo: vec![t.m("letter-nothing")],
        ..Words::new(about(t, "letter-correction-overdue-what", &letter.case))
    }
}

pub(super) fn defect_confirmed(t: T, letter: &LetterView) -> Words {
    let own = letter.case.reviews.own.as_ref();
    let mending = own.and_then(|own| own.defect.as_ref()?.mending.as_ref());
    let until = mending.map(|mending| {
        let args = [("date", t.date(mending.until).into())];
        let said = t.a("letter-defect-confirmed-until", &args);
        (said, mending.law.clone())
    });
    Words {
        why: Some(t.m("letter-defect-confirmed-why")),
        until: until.into_iter().collect(),
        todo: vec![t.m("letter-nothing")],
        ..Words::new(about(t, "letter-defect-confirmed-what", &letter.case))
    }
}

pub(super) fn mending_overdue(t: T, letter: &LetterView) -> Words {
    Words {
        why: Some(t.m("letter-mending-overdue-why")),
        todo: vec![t.m("letter-mending-overdue-do")],
        ..Words::new(about(t, "letter-mending-overdue-what", &letter.case))
    }
}

pub(super) fn register_corrected(t: T, letter: &LetterView) -> Words {
    let is_decided = matches!(
        letter.case.summary.phase,
        PhaseView::Refused | PhaseView::NotAccepted | PhaseView::Issued | PhaseView::Revoked
    );
    let (why, todo) = if is_decided {
        (
            "letter-register-corrected-why-decided",
            "letter-register-corrected-do",
        )
    } else {
        ("letter-register-corrected-why", "letter-nothing")
    };
    Words {
        why: Some(t.m(why)),
        todo: vec![t.m(todo)],
        ..Words::new(about(t, "letter-register-corrected-what", &letter.case))
    }
}

pub(super) fn ruled(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let mut why: Vec<String> = Vec::new();
    why.extend(told.outcome().map(|outcome| t.outcome(outcome)));
    why.extend(told.rights().map(|rights| t.rights(rights)));
    why.extend(told.lateness().map(|lateness| t.lateness(lateness)));
    let against = told.outcome().is_some_and(Outcome::is_against);
    let (what, done) = if letter.case.kind == Kind::DataDefect {
        ("letter-ruled-defect-what", "letter-ruled-defect-do")
    } else {
        ("letter-ruled-what", "letter-ruled-do")
    };
    let todo = if against {
        after_ruling(t, &letter.case)
    } else {
        vec![t.m(done)]
    };
    Words {
        why: Some(why.join(" ")).filter(|why| !why.is_empty()),
        todo,
        ..Words::new(by_whom(t, what, letter))
    }
}

pub(super) fn ruling_applied(t: T, letter: &LetterView) -> Words {
    let told = Told(&letter.told);
    let case = &letter.case;
    let args = [
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
        ("appeal", told.other().unwrap_or_default().into()),
    ];
    let Some(outcome) = told.outcome() else {
        return Words {
            why: Some(t.m("letter-ruling-applied-why-none")),
            todo: after_ruling(t, case),
            ..Words::new(t.a("letter-ruling-applied-what-none", &args))
        };
    };
    Words {
        why: Some(t.outcome(outcome)),
        until: vec![due(t, letter)],
        todo: vec![t.m("letter-nothing")],
        ..Words::new(t.a("letter-ruling-applied-what", &args))
    }
}

/// Where one who does not agree with a ruling goes.
fn after_ruling(t: T, case: &CaseView) -> Vec<String> {
    let next = (!case.appeal.court).then(|| t.m("letter-ruled-do-next"));
    next.into_iter()
        .chain([t.m("letter-ruled-do-court")])
        .collect()
}

/// What was done, on which day, by whom.
fn by_whom(t: T, id: &str, letter: &LetterView) -> String {
    let told = Told(&letter.told);
    let case: &CaseView = &letter.case;
    let officers = match (told.officer(), told.second()) {
        (Some(one), Some(two)) => t.a(
            "case-decision-officers",
            &[("officer", one.into()), ("second", two.into())],
        ),
        (Some(one), None) => one.to_owned(),
        _ => t.x(&letter.from).to_owned(),
    };
    let args = [
        ("service", t.x(&case.title).into()),
        ("number", (&case.summary.number).into()),
        ("date", t.day(letter.line.at).into()),
        ("officers", officers.into()),
    ];
    t.a(id, &args)
}
