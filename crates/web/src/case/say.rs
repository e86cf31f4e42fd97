//! What a case is, said in words.

use jiff::{SignedDuration, Timestamp};
use tutas_app::view::{
    CaseView, DeciderView, DecisionView, DeficiencyView, LetterKind, MeansView, PhaseView,
    TermView, UploadLine,
};
use tutas_domain::evidence::Verdict;
use tutas_domain::term::TermUnit;

use crate::i18n::T;

impl T {
    /// Where a case in this phase is, in a sentence.
    pub fn where_is(&self, phase: &PhaseView) -> String {
        self.m(match phase {
            PhaseView::Gathering => "where-gathering",
            PhaseView::Curing => "where-curing",
            PhaseView::Examining => "where-examining",
            PhaseView::Hearing => "where-hearing",
            PhaseView::Granted => "where-granted",
            PhaseView::Issued => "where-issued",
            PhaseView::Refused => "where-refused",
            PhaseView::DeemedRefused => "where-deemed-refused",
            PhaseView::Withdrawn => "where-withdrawn",
        })
    }

    /// Until when a term runs: a day, or for terms in minutes an instant.
    pub fn term_end(&self, term: &TermView) -> String {
        match term.length.unit {
            TermUnit::Minutes => self.date_time(term.ends_at),
            TermUnit::WorkingDays | TermUnit::CalendarDays | TermUnit::Months => {
                self.date(term.last_day)
            }
        }
    }

    /// The last day of what ends at an instant: an end at midnight belongs to the day before.
    pub fn last_day(&self, ends_at: &Timestamp) -> String {
        let within = ends_at.checked_sub(SignedDuration::from_secs(1));
        self.day(within.unwrap_or(*ends_at))
    }

    /// The same as a sentence that fits the phase: a case that is over has no running term.
    pub fn until(&self, phase: &PhaseView, term: &TermView) -> String {
        let open = is_open(phase);
        if let Some(since) = term.paused_since.filter(|_| open) {
            return self.a("case-until-paused", &[("date", self.day(since).into())]);
        }
        let id = match (open, term.length.unit) {
            (false, _) => "case-until-ended",
            (true, TermUnit::Minutes) => "case-until-instant",
            (true, _) => "case-until-day",
        };
        self.a(id, &[("date", self.term_end(term).into())])
    }

    /// What may happen next; nothing for an id without a message.
    pub fn next(&self, id: &str) -> Option<String> {
        self.has(id).then(|| self.m(id))
    }

    /// An event of a case by its name.
    pub fn event(&self, name: &str) -> String {
        self.m(&format!("history-{}", name.trim_start_matches("history-")))
    }

    /// A verdict on a requirement.
    pub fn verdict(&self, verdict: &Verdict) -> String {
        self.m(match verdict {
            Verdict::Met => "verdict-met",
            Verdict::Unmet => "verdict-unmet",
            Verdict::Unknown => "verdict-unknown",
        })
    }

    /// What the window of a deficiency does to the term.
    pub fn effect(&self, effect: &str) -> String {
        self.m(match effect {
            "restart" => "case-effect-restart",
            "pause" => "case-effect-pause",
            _ => "case-effect-none",
        })
    }

    /// The amount a decision gives, once or each month.
    pub fn amount(&self, decision: &DecisionView) -> Option<String> {
        let id = if decision.monthly {
            "case-amount-monthly"
        } else {
            "case-amount-once"
        };
        decision
            .amount
            .map(|amount| self.a(id, &[("amount", self.money(amount).into())]))
    }

    /// Who decided.
    pub fn decided_by(&self, by: &DeciderView) -> String {
        match by {
            DeciderView::Officers(officer, None) => {
                self.a("case-decision-officer", &[("officer", officer.into())])
            }
            DeciderView::Officers(officer, Some(second)) => {
                let args = [("officer", officer.into()), ("second", second.into())];
                self.a("case-decision-officers", &args)
            }
            DeciderView::Machine(_) => self.m("case-decision-machine"),
        }
    }

    /// What a letter is about.
    pub fn subject(&self, kind: &LetterKind) -> String {
        self.m(match kind {
            LetterKind::Filed => "letter-filed-subject",
            LetterKind::Opened => "letter-opened-subject",
            LetterKind::Deficiency => "letter-deficiency-subject",
            LetterKind::DeficiencyCured => "letter-deficiency-cured-subject",
            LetterKind::DocumentTurnedDown => "letter-document-turned-down-subject",
            LetterKind::Preliminary => "letter-preliminary-subject",
            LetterKind::Granted => "letter-granted-subject",
            LetterKind::Issued => "letter-issued-subject",
            LetterKind::Refused => "letter-refused-subject",
            LetterKind::DeemedRefused => "letter-deemed-refused-subject",
            LetterKind::Withdrawn => "letter-withdrawn-subject",
        })
    }
}

/// Whether something sent for this deficiency still waits for an officer.
pub(crate) fn is_sent(lack: &DeficiencyView) -> bool {
    let waits = |upload: &UploadLine| !upload.accepted && upload.turned_down.is_none();
    !lack.cured && lack.uploads.iter().any(waits)
}

/// What may happen next: the steps of the phase, preceded by those that the file itself shows to
/// come first, and followed by what the law does if nothing happens.
pub(crate) fn next_ids(case: &CaseView) -> Vec<&'static str> {
    let open = || {
        case.deficiencies
            .iter()
            .filter(|lack| !lack.cured && !lack.lapsed)
    };
    let means = |wanted: fn(&MeansView) -> bool| open().any(|lack| wanted(&lack.means));
    let examined = case.deficiencies.iter().any(is_sent);
    let first = [
        (!case.outages.is_empty(), "next-register-retried"),
        (examined, "next-officer-looks-at-document"),
        (
            means(|means| matches!(means, MeansView::Statement)),
            "next-other-signs",
        ),
        (
            means(|means| matches!(means, MeansView::Document(_))),
            "next-register-mends",
        ),
    ];
    let mut ids: Vec<_> = first
        .into_iter()
        .filter(|(is, _)| *is)
        .map(|(_, id)| id)
        .collect();
    ids.extend(case.next.iter().copied());
    if is_open(&case.summary.phase) {
        ids.push("next-no-decision");
    }
    ids
}

/// Whether the body still owes a decision within the term.
#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "templates pass references"
)]
pub(crate) fn is_open(phase: &PhaseView) -> bool {
    match phase {
        PhaseView::Gathering | PhaseView::Curing | PhaseView::Examining | PhaseView::Hearing => {
            true
        }
        PhaseView::Granted
        | PhaseView::Issued
        | PhaseView::Refused
        | PhaseView::DeemedRefused
        | PhaseView::Withdrawn => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tutas_domain::term::TermLength;
    use tutas_domain::text::{Lang, Law};

    use super::*;
    use crate::i18n::tests::words;

    /// Names of events as the domain gives them; a new one needs its words.
    const EVENTS: [&str; 21] = [
        "filed",
        "evidence-recorded",
        "assessed",
        "deficiency-noted",
        "deficiency-cured",
        "deficiency-lapsed",
        "term-paused",
        "term-runs",
        "supplied",
        "answered",
        "document-accepted",
        "document-turned-down",
        "refusal-prepared",
        "refusal-returned",
        "letter-received",
        "objected",
        "granted",
        "refused",
        "issued",
        "deemed-refused",
        "withdrawn",
    ];

    fn term(length: TermLength) -> TermView {
        TermView {
            length,
            law: Law::default(),
            registered_at: "2026-03-18T05:00:00Z".parse().unwrap(),
            last_day: date(2026, 3, 26),
            ends_at: "2026-03-18T05:30:00Z".parse().unwrap(),
            paused_since: None,
        }
    }

    #[test]
    fn every_event_has_words_in_every_language() {
        for (lang, event) in Lang::ALL.into_iter().flat_map(|l| EVENTS.map(|e| (l, e))) {
            assert!(
                words(lang).has(&format!("history-{event}")),
                "{lang} lacks {event}"
            );
            assert_eq!(
                words(lang).event(event),
                words(lang).event(&format!("history-{event}"))
            );
        }
    }

    #[test]
    fn a_term_in_days_ends_on_a_day_and_one_in_minutes_at_an_instant() {
        let t = words(Lang::En);
        let open = PhaseView::Examining;
        let plain = |text: String| text.replace('\u{a0}', " ");
        let days = term(TermLength::working_days(2));
        assert_eq!(
            plain(t.until(&open, &days)),
            "26 March 2026, this day included"
        );
        let minutes = term(TermLength {
            count: 30,
            unit: TermUnit::Minutes,
        });
        assert_eq!(plain(t.until(&open, &minutes)), "18 March 2026, 10:30");
        assert!(plain(t.until(&PhaseView::Refused, &days)).starts_with("The term was"));
    }

    #[test]
    fn what_ends_at_midnight_ends_on_the_day_before() {
        let midnight = "2026-04-01T19:00:00Z".parse().unwrap();
        let said = words(Lang::En).last_day(&midnight).replace('\u{a0}', " ");
        assert_eq!(said, "1 April 2026");
    }

    #[test]
    fn a_term_that_stands_still_names_no_last_day() {
        let mut paused = term(TermLength::working_days(2));
        paused.paused_since = Some("2026-03-18T05:00:00Z".parse().unwrap());
        let said = words(Lang::En)
            .until(&PhaseView::Curing, &paused)
            .replace('\u{a0}', " ");
        assert!(said.starts_with("The term has stood still since 18 March 2026."));
        assert!(!said.contains("26 March"));
    }

    #[test]
    fn an_unknown_next_step_is_left_out_rather_than_shown_as_a_code() {
        assert!(words(Lang::Kk).next("next-officer-decides").is_some());
        assert_eq!(words(Lang::Kk).next("next-no-such-thing"), None);
    }
}
