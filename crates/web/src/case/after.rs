//! Appeals, complaints and what came of a decision, said in words.

#![expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates hand over references"
)]

use tutas_app::view::{
    ActView, DecisionView, ExceptionGround, FormerView, Kind, Lateness, LetterKind, Level, Outcome,
    PhaseView, Rank, ReviewLine, RevocationGround, Rights,
};

use crate::i18n::T;

impl T {
    /// The name of a phase.
    pub(crate) fn phase(&self, phase: &PhaseView) -> String {
        self.m(match phase {
            PhaseView::Gathering => "phase-gathering",
            PhaseView::Curing => "phase-curing",
            PhaseView::Examining => "phase-examining",
            PhaseView::Hearing => "phase-hearing",
            PhaseView::Granted => "phase-granted",
            PhaseView::PostCheck => "phase-post-check",
            PhaseView::Issued => "phase-issued",
            PhaseView::NotAccepted => "phase-not-accepted",
            PhaseView::Revoked => "phase-revoked",
            PhaseView::Ruled => "phase-ruled",
            PhaseView::Refused => "phase-refused",
            PhaseView::DeemedRefused => "phase-deemed-refused",
            PhaseView::Withdrawn => "phase-withdrawn",
        })
    }

    /// What was decided.
    pub(crate) fn decided(&self, phase: &PhaseView, decision: &DecisionView) -> String {
        if let Some(ruling) = &decision.ruling {
            return self.outcome(ruling.outcome);
        }
        self.m(match (decision.granted, decision.provisional, phase) {
            (true, true, _) => "case-decision-provisional",
            (true, false, _) => "case-decision-granted",
            (false, _, PhaseView::NotAccepted) => "case-decision-not-accepted",
            (false, ..) => "case-decision-refused",
        })
    }

    /// What is prepared, as a heading at the desk.
    pub(crate) fn prepared(&self, act: &ActView) -> String {
        self.m(match act {
            ActView::Refusal => "desk-approve",
            ActView::Revocation { .. } => "desk-approve-revocation",
            ActView::Ruling(_) => "desk-approve-ruling",
        })
    }

    /// What an officer intends, and that it is no decision yet.
    pub(crate) fn intends(&self, act: &ActView) -> String {
        self.m(match act {
            ActView::Refusal => "case-preliminary-what",
            ActView::Revocation { .. } => "case-preliminary-revocation",
            ActView::Ruling(_) => "case-preliminary-ruling",
        })
    }

    /// The instance of an appeal.
    pub(crate) fn instance(&self, instance: &u8) -> String {
        self.m(if *instance > 1 {
            "review-instance-second"
        } else {
            "review-instance-first"
        })
    }

    /// To whom one complains.
    pub(crate) fn level(&self, level: &Level) -> String {
        self.m(match level {
            Level::Provider => "review-level-provider",
            Level::Authority => "review-level-authority",
        })
    }

    /// A decision, or a silence, that does not stand any more.
    pub(crate) fn former(&self, former: &FormerView) -> String {
        let Some(at) = former.at else {
            return self.m("after-former-revocation");
        };
        let id = match former.granted {
            Some(true) => "after-former-granted",
            Some(false) => "after-former-refused",
            None => "after-former-silence",
        };
        self.a(id, &[("date", self.day(at).into())])
    }

    /// Who took a decision back.
    pub(crate) fn taken_back_by(&self, by: &(String, Option<String>)) -> String {
        match by {
            (officer, None) => self.a("after-taken-back-by", &[("officer", officer.into())]),
            (officer, Some(second)) => {
                let args = [("officer", officer.into()), ("second", second.into())];
                self.a("after-taken-back-by-two", &args)
            }
        }
    }

    /// An appeal or a complaint in a list.
    pub(crate) fn review(&self, line: &ReviewLine) -> String {
        let id = match (line.instance, line.level) {
            (_, Some(Level::Provider)) => "after-review-provider",
            (_, Some(Level::Authority)) => "after-review-authority",
            _ if line.register.is_some() => "after-review-defect",
            (Some(2..), None) => "after-review-second",
            (_, None) => "after-review-first",
        };
        let args = [
            ("number", (&line.number).into()),
            ("date", self.day(line.filed_at).into()),
        ];
        self.a(id, &args)
    }

    /// What a letter of a case is about: that of an appeal or a complaint is of no application.
    pub(crate) fn subject_in(&self, kind: &Kind, letter: &LetterKind) -> String {
        match (kind, letter) {
            (Kind::DataDefect, LetterKind::Filed) => self.m("letter-filed-defect-subject"),
            (Kind::DataDefect, LetterKind::Ruled) => self.m("letter-ruled-defect-subject"),
            (Kind::Appeal | Kind::Complaint, LetterKind::Filed) => {
                self.m("letter-filed-review-subject")
            }
            _ => self.subject(letter),
        }
    }

    /// What was ruled. Templates hand over references.
    pub(crate) fn outcome_of(&self, outcome: &Outcome) -> String {
        self.outcome(*outcome)
    }

    /// Whether rights were restored.
    pub(crate) fn rights_of(&self, rights: &Rights) -> String {
        self.rights(*rights)
    }

    /// What is said of lateness.
    pub(crate) fn lateness_of(&self, lateness: &Lateness) -> String {
        self.lateness(*lateness)
    }

    /// On which ground a decision is taken back.
    pub(crate) fn ground(&self, ground: &RevocationGround) -> String {
        self.revocation(*ground)
    }

    /// By which exception there is no hearing.
    pub(crate) fn excepted(&self, ground: &ExceptionGround) -> String {
        self.exception(*ground)
    }

    /// A post to which a case went up.
    pub(crate) fn post(&self, rank: &Rank) -> String {
        self.rank(*rank)
    }
}
