//! What a case is, said in words.

use jiff::{SignedDuration, Timestamp};
use tutas_app::view::{
    AppealView, CaseView, DeciderView, DecisionView, DeficiencyView, MeansView, PhaseView,
    TermView, UploadLine,
};
use tutas_domain::evidence::Verdict;
use tutas_domain::term::TermUnit;

use crate::i18n::T;

impl T {
    /// To whom one can complain; where nobody else is left, to the court.
    pub fn complain_to(&self, appeal: &AppealView) -> String {
        let court = || self.m("case-court");
        appeal
            .to
            .as_ref()
            .map_or_else(court, |to| self.x(to).to_owned())
    }

    /// Where a case in this phase is, in a sentence.
    pub fn where_is(&self, phase: &PhaseView) -> String {
        self.m(match phase {
            PhaseView::Gathering => "where-gathering",
            PhaseView::Curing => "where-curing",
            PhaseView::Examining => "where-examining",
            PhaseView::Hearing => "where-hearing",
            PhaseView::Granted => "where-granted",
            PhaseView::PostCheck => "where-post-check",
            PhaseView::Issued => "where-issued",
            PhaseView::NotAccepted => "where-not-accepted",
            PhaseView::Revoked => "where-revoked",
            PhaseView::Ruled => "where-ruled",
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

    /// A sentence about the end of a term: one about a day, or one about an instant where the term is
    /// counted in minutes.
    pub(crate) fn ends(&self, term: &TermView, of_day: &str, of_instant: &str) -> String {
        let length = self.term(&term.length);
        match term.length.unit {
            TermUnit::Minutes => {
                let args = [
                    ("day", self.day(term.ends_at).into()),
                    ("time", self.time(term.ends_at).into()),
                    ("term", length.into()),
                ];
                self.a(of_instant, &args)
            }
            TermUnit::WorkingDays | TermUnit::CalendarDays | TermUnit::Months => {
                let args = [
                    ("date", self.date(term.last_day).into()),
                    ("term", length.into()),
                ];
                self.a(of_day, &args)
            }
        }
    }

    /// How long a term is; that it was extended, where its length alone would mislead.
    pub fn term_length(&self, term: &TermView) -> String {
        let length = self.term(&term.length);
        if term.extended.is_some() {
            self.a("case-term-extended", &[("term", length.into())])
        } else {
            length
        }
    }

    /// When something is due: its last day, or its time if it is not due at the end of a day.
    pub fn due(&self, ends_at: &Timestamp) -> String {
        if self.time(*ends_at) == "00:00" {
            self.last_day(ends_at)
        } else {
            self.date_time(*ends_at)
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
        if open {
            self.ends(term, "case-until-day", "case-until-instant")
        } else {
            self.ends(term, "case-until-ended", "case-until-ended-instant")
        }
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
            DeciderView::Silence(_) => self.m("case-decision-silence"),
            DeciderView::Superior(officer) => {
                self.a("case-decision-superior", &[("officer", officer.into())])
            }
        }
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
    // What cannot be done now is not offered; how to apply again stands with a link above.
    let offered = |id: &&str| match *id {
        "next-you-may-appeal" => case.may.appeal.is_some(),
        "next-you-may-apply-again" => case.summary.phase != PhaseView::Withdrawn,
        _ => true,
    };
    ids.extend(case.next.iter().copied().filter(offered));
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
        | PhaseView::PostCheck
        | PhaseView::Issued
        | PhaseView::NotAccepted
        | PhaseView::Revoked
        | PhaseView::Ruled
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

    /// What stands after `arrow` in quotes in a file of the domain: names that need their words.
    fn named_in(file: &str, arrow: &str) -> Vec<String> {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../domain/src/case/");
        let source = std::fs::read_to_string(format!("{folder}{file}")).unwrap();
        let named = source.split(arrow).skip(1);
        named
            .filter_map(|rest| rest.split('"').next())
            .map(str::to_owned)
            .collect()
    }

    fn term(length: TermLength) -> TermView {
        TermView {
            length,
            law: Law::default(),
            registered_at: "2026-03-18T05:00:00Z".parse().unwrap(),
            last_day: date(2026, 3, 26),
            ends_at: "2026-03-18T05:30:00Z".parse().unwrap(),
            paused_since: None,
            stands_still: None,
            extended: None,
            escalated: None,
        }
    }

    #[test]
    fn every_event_has_words_in_every_language() {
        let events = named_in("event.rs", "=> \"");
        assert!(events.len() > 40, "only {} events found", events.len());
        for (lang, event) in Lang::ALL
            .into_iter()
            .flat_map(|lang| events.iter().map(move |event| (lang, event)))
        {
            let id = format!("history-{event}");
            assert!(words(lang).has(&id), "{lang} lacks {event}");
            assert_eq!(words(lang).event(event), words(lang).event(&id));
        }
    }

    #[test]
    fn every_rejection_is_explained_in_every_language() {
        let codes = named_in("command.rs", "=> \"");
        assert!(codes.len() > 30, "only {} codes found", codes.len());
        for (lang, code) in Lang::ALL
            .into_iter()
            .flat_map(|lang| codes.iter().map(move |code| (lang, code)))
        {
            assert!(words(lang).has(code), "{lang} lacks {code}");
            let said = words(lang).m(code);
            assert!(said.ends_with('.') && said.contains(' '), "{lang}: {said}");
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
        let over = |term| plain(t.until(&PhaseView::Refused, term));
        assert_eq!(over(&days), "Last day of the term: 26 March 2026");
        assert_eq!(over(&minutes), "End of the term: 18 March 2026, 10:30");
        let over = plain(words(Lang::Kk).until(&PhaseView::Refused, &minutes));
        assert_eq!(over, "Мерзімнің соңы: 2026 жылғы 18 наурыз, 10:30");
    }

    #[test]
    fn a_term_that_was_extended_is_not_told_by_its_first_length_alone() {
        let t = words(Lang::En);
        let mut days = term(TermLength::working_days(2));
        let plain = t.term_length(&days);
        assert_eq!(plain, t.term(&days.length));
        days.extended = Some(tutas_app::view::ExtendedView {
            at: days.registered_at,
            by: "Сейтова А.".to_owned(),
            reasons: "Archive".to_owned(),
        });
        let said = t.term_length(&days);
        assert!(
            said.starts_with(&plain) && said.contains("extended"),
            "{said}"
        );
    }

    #[test]
    fn what_ends_at_midnight_ends_on_the_day_before() {
        let midnight = "2026-04-01T19:00:00Z".parse().unwrap();
        let said = words(Lang::En).last_day(&midnight).replace('\u{a0}', " ");
        assert_eq!(said, "1 April 2026");
    }

    #[test]
    fn what_ends_within_a_day_is_due_at_its_time() {
        let due = |at: &str| {
            let due = words(Lang::En).due(&at.parse().unwrap());
            due.replace('\u{a0}', " ")
        };
        assert_eq!(due("2026-04-01T19:00:00Z"), "1 April 2026");
        assert_eq!(due("2026-03-18T05:30:00Z"), "18 March 2026, 10:30");
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
