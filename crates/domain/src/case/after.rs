//! After the decision: the check of a provisional grant, taking a decision back, slips of the pen.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::act::{Act, WithoutHearing};
use super::command::{Context, Rejection};
use super::decide::{all_hold, holds, the_person};
use super::event::{Decision, Event};
use super::hearing;
use super::letter::LetterKind;
use super::phase::Phase;
use super::state::{Case, Ended, Former};
use crate::actor::{Officer, Rank};
use crate::definition::RevocationGround;
use crate::evidence::{Finding, Verdict};
use crate::text::{Law, Words};
use crate::value::Value;

/// The check after a provisional grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostCheck {
    /// Last day.
    pub until: Date,
    /// The instant it is over: an act that nobody checked stands.
    pub ends_at: Timestamp,
    /// Its law.
    pub law: Law,
    /// Over when, and whether somebody looked.
    pub ended: Option<(Timestamp, bool)>,
}

/// The person took something for a slip of the pen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionAsked {
    /// What they say.
    pub words: Words,
    /// When.
    pub at: Timestamp,
    /// Until when it is answered.
    pub until: Date,
    /// The instant that time is over.
    pub ends_at: Timestamp,
    /// Whether it went up, unanswered.
    pub overdue: bool,
}

/// The check that begins when a provisional result is made.
pub(super) fn post_check_begins(case: &Case, context: &Context<'_>) -> Option<Event> {
    let provisional = matches!(
        case.decision,
        Some((
            _,
            Decision::Granted {
                provisional: true,
                ..
            }
        ))
    );
    let definition = context.procedure.provisional.as_ref()?;
    let made =
        case.phase == Phase::Issued || (case.phase == Phase::Granted && !context.procedure.issues);
    let begins = provisional && made && case.post_check.is_none();
    begins.then(|| {
        let length = definition.check_in.length;
        let today = context.calendar.local(context.now).date();
        Event::PostCheckBegun {
            until: length.last_day(today, context.calendar),
            ends_at: length.ends_at(context.now, context.calendar),
            law: definition.check_in.law.clone(),
        }
    })
}

/// All that was granted without was found to hold after all: the program may say so.
pub(super) fn post_check_passes(case: &Case) -> Option<Event> {
    (case.phase == Phase::PostCheck && all_hold(case))
        .then_some(Event::PostCheckEnded { looked_at: true })
}

/// An officer confirms a provisional grant: they looked at what no register tells. What is known to
/// stand against it nobody confirms.
pub(super) fn pass_post_check(case: &Case) -> Result<Vec<Event>, Rejection> {
    if case.phase != Phase::PostCheck {
        return Err(Rejection::WrongPhase);
    }
    let stands_against =
        |finding: &Finding| finding.verdict == Verdict::Unmet && !holds(case, finding);
    if case.findings.iter().any(stands_against) {
        return Err(Rejection::RequirementsNotMet);
    }
    Ok(vec![Event::PostCheckEnded { looked_at: true }])
}

/// An officer prepares to take back what was given: only on a ground the definition lists.
pub(super) fn prepare_revocation(
    case: &Case,
    officer: &Officer,
    ground: RevocationGround,
    reasons: Words,
    without: Option<WithoutHearing>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let listed = listed(ground, context)?;
    if !ground.is_of_favourable() {
        return Err(Rejection::WrongPhase);
    }
    if !matches!(
        case.phase,
        Phase::Granted | Phase::Issued | Phase::PostCheck
    ) {
        return Err(Rejection::WrongPhase);
    }
    let act = Act::Revocation {
        ground,
        law: listed.law.clone(),
        compensated: listed.compensated,
    };
    hearing::prepare(case, officer, act, reasons, without, context)
}

/// An officer takes back what was refused; the case is decided anew.
pub(super) fn revoke_burden(
    case: &Case,
    officer: &Officer,
    ground: RevocationGround,
    reasons: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let listed = listed(ground, context)?;
    if ground.is_of_favourable() || !matches!(case.phase, Phase::Refused | Phase::NotAccepted) {
        return Err(Rejection::WrongPhase);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let legal = case.filing.term.legal.clone();
    Ok(vec![Event::DecisionRevoked {
        ground,
        law: listed.law.clone(),
        compensated: listed.compensated,
        reasons,
        prepared_by: officer.id.clone(),
        approved_by: None,
        term: Some(case.term.followed_by(legal, context.now, context.calendar)),
    }])
}

fn listed<'a>(
    ground: RevocationGround,
    context: &Context<'a>,
) -> Result<&'a crate::definition::Revocation, Rejection> {
    let listed = context.procedure.revocation(ground);
    #[cfg(feature = "plant")]
    let listed = listed.or_else(|| {
        let any = context.procedure.revocation.first();
        any.filter(|_| crate::plant::is(25))
    });
    listed.ok_or(Rejection::NoSuchStep)
}

/// The person asks for a slip of the pen to be put right.
pub(super) fn ask_correction(
    case: &Case,
    words: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    the_person(case, context)?;
    let within = context
        .procedure
        .correction
        .as_ref()
        .ok_or(Rejection::NoSuchStep)?;
    if case.decision.is_none() {
        return Err(Rejection::WrongPhase);
    }
    if case.correction.is_some() {
        return Err(Rejection::OnlyOnce);
    }
    if words.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let today = context.calendar.local(context.now).date();
    Ok(vec![Event::CorrectionAsked {
        words,
        until: within.length.last_day(today, context.calendar),
        ends_at: within.length.ends_at(context.now, context.calendar),
    }])
}

/// An officer puts a slip right. It changes words, never a right: neither outcome, amount, number
/// nor date.
pub(super) fn correct(
    case: &Case,
    officer: &Officer,
    was: Words,
    reads: Words,
    answers: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    if answers && case.correction.is_none() {
        return Err(Rejection::NotAskedFor);
    }
    if context.procedure.correction.is_none() {
        return Err(Rejection::NoSuchStep);
    }
    if case.decision.is_none() {
        return Err(Rejection::WrongPhase);
    }
    if was.is_blank() || reads.is_blank() || was == reads {
        return Err(Rejection::WordsNeeded);
    }
    let mut signs = was.as_str().chars().chain(reads.as_str().chars());
    if signs.any(|c| c.is_ascii_digit()) {
        return Err(Rejection::NotASlip);
    }
    let fields = &context.procedure.correctable;
    if !case.says(was.as_str(), reads.as_str(), fields) {
        return Err(Rejection::NoSuchItem);
    }
    Ok(vec![Event::SlipCorrected {
        was,
        reads,
        fields: fields.clone(),
        answers,
        by: officer.id.clone(),
    }])
}

/// An officer finds no slip.
pub(super) fn decline_correction(
    case: &Case,
    officer: &Officer,
    why: Words,
) -> Result<Vec<Event>, Rejection> {
    if case.correction.is_none() {
        return Err(Rejection::NotAskedFor);
    }
    if why.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    Ok(vec![Event::CorrectionDeclined {
        why,
        by: officer.id.clone(),
    }])
}

impl Case {
    /// Whether the decision's reasons or the result say this where they do not yet read so.
    fn says(&self, was: &str, reads: &str, fields: &[String]) -> bool {
        let slips = |text: &str| text != put_right(text, was, reads);
        let reasons = self
            .decision
            .as_ref()
            .and_then(|(_, decision)| decision.reasons())
            .is_some_and(|reasons| slips(reasons.as_str()));
        let result = self.issued.as_ref().is_some_and(|issue| {
            let words = issue
                .record
                .iter()
                .filter(|(field, _)| fields.contains(field));
            let mut texts = words.filter_map(|(_, value)| value.as_ref()?.as_text());
            texts.any(slips)
        });
        reasons || result
    }

    pub(super) fn apply_after(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::PostCheckBegun {
                until,
                ends_at,
                law,
            } => {
                self.post_check = Some(PostCheck {
                    until: *until,
                    ends_at: *ends_at,
                    law: law.clone(),
                    ended: None,
                });
                self.phase = Phase::PostCheck;
            }
            Event::PostCheckEnded { looked_at } => {
                if let Some(check) = &mut self.post_check {
                    check.ended = Some((at, *looked_at));
                }
                self.phase = match self.issued {
                    Some(_) => Phase::Issued,
                    None => Phase::Granted,
                };
                self.write_letter(LetterKind::PostChecked, at);
            }
            Event::DecisionRevoked { .. } => self.apply_revocation(event, at),
            Event::CorrectionAsked {
                words,
                until,
                ends_at,
            } => {
                self.correction = Some(CorrectionAsked {
                    words: words.clone(),
                    at,
                    until: *until,
                    ends_at: *ends_at,
                    overdue: false,
                });
            }
            Event::CorrectionOverdue => {
                self.escalated = self.escalated.max(Some(Rank::Head));
                if let Some(correction) = &mut self.correction {
                    correction.overdue = true;
                }
                self.write_letter(LetterKind::CorrectionOverdue, at);
            }
            Event::SlipCorrected {
                was,
                reads,
                fields,
                answers,
                ..
            } => {
                self.put_right(was.as_str(), reads.as_str(), fields);
                self.correction.take_if(|_| *answers);
                self.write_letter(LetterKind::Corrected, at);
            }
            Event::CorrectionDeclined { .. } => {
                self.correction = None;
                self.write_letter(LetterKind::CorrectionDeclined, at);
            }
            _ => {}
        }
    }

    fn apply_revocation(&mut self, event: &Event, at: Timestamp) {
        let Event::DecisionRevoked {
            ground,
            law,
            compensated,
            reasons,
            prepared_by,
            approved_by,
            term,
        } = event
        else {
            return;
        };
        let ended = Ended::Revoked {
            ground: *ground,
            law: law.clone(),
            compensated: *compensated,
            reasons: reasons.clone(),
            prepared_by: prepared_by.clone(),
            approved_by: approved_by.clone(),
        };
        if let Some(term) = term {
            self.reopen(ended, term.clone(), at);
        } else {
            self.former.push(Former {
                decision: self.decision.take(),
                deemed_at: self.deemed_granted_at.take(),
                issued: self.issued.take(),
                ended_at: at,
                ended,
            });
            if let Some(check) = &mut self.post_check {
                check.ended.get_or_insert((at, true));
            }
            self.held_up = None;
            self.correction = None;
            // Whoever gave the hearing up did so for this act, not for another.
            self.waived_at = None;
            self.phase = Phase::Revoked;
        }
        self.write_letter(LetterKind::Revoked, at);
    }

    fn put_right(&mut self, was: &str, reads: &str, fields: &[String]) {
        if let Some((_, decision)) = &mut self.decision
            && let Some(reasons) = decision.reasons_mut()
        {
            *reasons = put_right(reasons.as_str(), was, reads).into();
        }
        if let Some(issue) = &mut self.issued {
            for (field, value) in &mut issue.record {
                if let Some(Value::Text(text)) = value
                    && fields.contains(field)
                {
                    *text = put_right(text, was, reads);
                }
            }
        }
    }
}

/// What reads right already is left alone, so that a correction that comes twice corrects once.
fn put_right(text: &str, was: &str, reads: &str) -> String {
    let parts: Vec<String> = text
        .split(reads)
        .map(|part| part.replace(was, reads))
        .collect();
    parts.join(reads)
}
