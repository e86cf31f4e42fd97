//! Why a case takes longer: every delay is told with its written reason.

use tutas_app::view::{CaseView, PhaseView};
use tutas_domain::text::Law;

use crate::i18n::T;

/// A delay, as the page of a case tells it.
pub(crate) struct Delay {
    /// What it is and since when.
    pub(crate) title: String,
    /// What follows from it.
    pub(crate) text: String,
    /// The officer's written reason.
    pub(crate) reasons: Option<String>,
    /// The law.
    pub(crate) law: Option<Law>,
}

/// Why a case that is not decided takes longer. Registers that do not answer have a section of
/// their own on the page.
pub(crate) fn delays(t: T, case: &CaseView) -> Vec<Delay> {
    let phase = case.summary.phase;
    if !crate::case::is_open(&phase) && phase != PhaseView::DeemedRefused {
        return Vec::new();
    }
    [
        redirected(t, case),
        extended(t, case),
        standstill(t, case),
        lacking(t, case),
        escalated(t, case),
        silence(t, case),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn redirected(t: T, case: &CaseView) -> Option<Delay> {
    let at = case.after.redirected_at?;
    let holder = t.x(&case.summary.holder);
    Some(Delay {
        title: t.a("delay-redirected", &[("date", t.day(at).into())]),
        text: t.a("delay-redirected-text", &[("body", holder.into())]),
        reasons: None,
        law: None,
    })
}

fn extended(t: T, case: &CaseView) -> Option<Delay> {
    let term = &case.summary.term;
    let extended = term.extended.as_ref()?;
    let args = [
        ("date", t.date(term.last_day).into()),
        ("officer", (&extended.by).into()),
    ];
    Some(Delay {
        title: t.a("delay-extended", &[("date", t.day(extended.at).into())]),
        text: t.a("delay-extended-text", &args),
        reasons: Some(extended.reasons.clone()),
        law: None,
    })
}

fn standstill(t: T, case: &CaseView) -> Option<Delay> {
    let still = case.summary.term.stands_still.as_ref()?;
    let args = [
        ("ground", t.x(&still.ground).into()),
        ("date", t.date(still.until).into()),
    ];
    Some(Delay {
        title: t.a("delay-standstill", &[("date", t.day(still.since).into())]),
        text: t.a("delay-standstill-text", &args),
        reasons: Some(still.reasons.clone()),
        law: Some(still.law.clone()),
    })
}

fn lacking(t: T, case: &CaseView) -> Option<Delay> {
    let term = &case.summary.term;
    let since = term.paused_since.filter(|_| term.stands_still.is_none())?;
    let open = case
        .deficiencies
        .iter()
        .find(|lack| !lack.cured && !lack.lapsed);
    Some(Delay {
        title: t.a("delay-standstill", &[("date", t.day(since).into())]),
        // What the term does then is the definition's to say, not this page's.
        text: open.map_or_else(
            || t.m("delay-lacking-text"),
            |lack| format!("{} {}", t.m("delay-lacking-text"), t.effect(lack.effect)),
        ),
        reasons: None,
        law: open.map(|lack| lack.window_law.clone()),
    })
}

fn escalated(t: T, case: &CaseView) -> Option<Delay> {
    let rank = case.summary.term.escalated?;
    Some(Delay {
        title: t.m("delay-escalated"),
        text: t.a("delay-escalated-text", &[("rank", t.rank(rank).into())]),
        reasons: None,
        law: None,
    })
}

fn silence(t: T, case: &CaseView) -> Option<Delay> {
    let term = &case.summary.term;
    let gave_reason = term.extended.is_some() || term.stands_still.is_some();
    (case.summary.phase == PhaseView::DeemedRefused).then(|| Delay {
        title: t.ends(term, "case-until-ended", "case-until-ended-instant"),
        text: t.m(if gave_reason {
            "delay-silence-after"
        } else {
            "delay-silence-text"
        }),
        reasons: None,
        law: None,
    })
}

#[cfg(test)]
mod tests {
    use tutas_app::view::ExtendedView;
    use tutas_domain::text::Lang;

    use super::*;
    use crate::case::sample::{at, case, lacking, page};

    #[test]
    fn a_body_that_gave_its_reason_is_not_said_to_have_been_silent_about_it() {
        for lang in Lang::ALL {
            let t = page(lang).t;
            let mut silent = case(PhaseView::DeemedRefused);
            let told = |case: &CaseView| -> Vec<String> {
                delays(t, case)
                    .into_iter()
                    .map(|delay| delay.text)
                    .collect()
            };
            assert_eq!(told(&silent), [t.m("delay-silence-text")], "{lang}");
            silent.summary.term.extended = Some(ExtendedView {
                at: at("2026-03-20T05:00:00Z"),
                by: "Сейтова А.".to_owned(),
                reasons: "The archive".to_owned(),
            });
            let told = told(&silent);
            assert!(!told.contains(&t.m("delay-silence-text")), "{lang}");
            assert!(told.contains(&t.m("delay-silence-after")), "{lang}");
        }
    }

    #[test]
    fn what_the_term_does_after_what_is_lacking_is_told_as_the_definition_has_it() {
        for (lang, effect) in Lang::ALL
            .into_iter()
            .flat_map(|lang| ["restart", "pause"].map(|effect| (lang, effect)))
        {
            let t = page(lang).t;
            let mut waiting = case(PhaseView::Curing);
            waiting.summary.term.paused_since = Some(at("2026-03-18T05:00:00Z"));
            waiting.deficiencies = lacking();
            for lack in &mut waiting.deficiencies {
                lack.effect = effect;
            }
            let told = delays(t, &waiting).remove(0).text;
            assert!(told.contains(&t.effect(effect)), "{lang}: {told}");
        }
    }
}
