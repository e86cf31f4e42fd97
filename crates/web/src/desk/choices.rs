//! What the fields of the desk's forms offer.

use tutas_app::view::{Channel, Lateness, Outcome, RevocationView, Rights, UnreceivedLetter};
use tutas_domain::text::Texts;

use super::show::DeskPage;
use crate::form::code;
use crate::page::Choice;

/// Which act of a kind a group of forms is about; a group without any is not shown.
impl DeskPage {
    fn titled(&self, list: &[(String, Texts)]) -> Vec<Choice> {
        let t = self.page.t;
        list.iter()
            .map(|(name, title)| Choice::new(name.as_str(), t.x(title)))
            .collect()
    }

    pub(super) fn cures(&self) -> Vec<Choice> {
        self.titled(&self.desk.may_ask_cure)
    }

    pub(super) fn grounds(&self) -> Vec<Choice> {
        self.titled(&self.desk.may_prepare_refusal)
    }

    pub(super) fn papers(&self) -> Vec<Choice> {
        self.titled(&self.desk.may_refuse_acceptance)
    }

    /// Bodies by what tells them apart; what all their names begin with stands above them once.
    pub(super) fn bodies(&self) -> Vec<Choice> {
        let head = self.shared_head();
        let bodies = self.titled(&self.desk.may_redirect).into_iter();
        bodies
            .map(|body| match body.label.strip_prefix(&head) {
                Some(place) => Choice::new(body.value, place),
                None => body,
            })
            .collect()
    }

    /// What the names of all bodies begin with, up to a colon; nothing if there is no such thing.
    pub(super) fn shared_head(&self) -> String {
        let t = self.page.t;
        let mut names = self.desk.may_redirect.iter().map(|(_, title)| t.x(title));
        let head = names
            .next()
            .and_then(|name| name.find(": ").map(|at| &name[..at + 2]));
        let shared = head.filter(|head| {
            self.desk.may_redirect.len() > 1 && names.all(|name| name.starts_with(head))
        });
        shared.unwrap_or_default().to_owned()
    }

    /// That a correction is what the person pointed out.
    pub(super) fn answering(&self) -> Vec<Choice> {
        vec![Choice::new(
            "yes",
            self.page.t.m("desk-correct-answers-yes"),
        )]
    }

    pub(super) fn overruled(&self) -> Vec<Choice> {
        self.titled(&self.desk.may_overrule)
    }

    /// Grounds on which the term stands still, each with its longest time and law.
    pub(super) fn pauses(&self) -> Vec<Choice> {
        let t = self.page.t;
        let pauses = self.desk.may_pause.iter();
        pauses
            .map(|pause| {
                let longest = t.a(
                    "desk-pause-most",
                    &[("term", t.term(&pause.at_most).into())],
                );
                let note = format!("{longest} {}", t.law(&pause.law));
                Choice::new(pause.name.as_str(), t.x(&pause.title)).noted(note)
            })
            .collect()
    }

    pub(super) fn revocations(&self) -> Vec<Choice> {
        self.taking_back(&self.desk.may_prepare_revocation)
    }

    pub(super) fn burdens(&self) -> Vec<Choice> {
        self.taking_back(&self.desk.may_revoke_burden)
    }

    fn taking_back(&self, grounds: &[RevocationView]) -> Vec<Choice> {
        let t = self.page.t;
        grounds
            .iter()
            .map(|ground| {
                let law = t.law(&ground.law);
                let note = if ground.compensated {
                    format!("{law}. {}", t.m("after-compensated"))
                } else {
                    law
                };
                Choice::new(code(ground.ground), t.revocation(ground.ground)).noted(note)
            })
            .collect()
    }

    /// Hearing the person, and each exception by which an act may be prepared without it.
    pub(super) fn hearings(&self) -> Vec<Choice> {
        let t = self.page.t;
        let exceptions = self.desk.without_hearing.iter();
        let exceptions = exceptions.map(|(ground, law)| {
            let label = t.a("desk-without", &[("ground", t.exception(*ground).into())]);
            Choice::new(code(ground), label).noted(t.law(law))
        });
        std::iter::once(Choice::new("", t.m("desk-without-none")))
            .chain(exceptions)
            .collect()
    }

    /// How this letter may have been received.
    pub(super) fn channels(&self, letter: &UnreceivedLetter) -> Vec<Choice> {
        let t = self.page.t;
        let offers = |channel: &Channel| match channel {
            Channel::Cabinet => Vec::new(),
            Channel::Message => vec![Choice::new("message", t.m("desk-channel-message"))],
            Channel::RegisteredLetter => {
                vec![Choice::new("registered-letter", t.m("desk-channel-letter"))]
            }
            Channel::Counter => vec![
                Choice::new("counter", t.m("desk-channel-counter")),
                Choice::new("counter-refused", t.m("desk-channel-counter-refused")),
            ],
        };
        letter.channels.iter().flat_map(offers).collect()
    }

    pub(super) fn outcomes(&self, of: &[Outcome]) -> Vec<Choice> {
        let t = self.page.t;
        let outcome = |outcome: &Outcome| Choice::new(code(outcome), t.outcome(*outcome));
        of.iter().map(outcome).collect()
    }

    /// What may be said of the person's rights beside one of these outcomes; what is against the
    /// person restores none.
    pub(super) fn rights(&self, of: &[Outcome]) -> Vec<Choice> {
        let t = self.page.t;
        let fits = |rights: Rights| {
            let restored = rights == Rights::Restored;
            of.iter()
                .any(|one| one.agrees_with(rights) && !(restored && one.is_against()))
        };
        [Rights::Restored, Rights::NotRestored, Rights::NotViolated]
            .into_iter()
            .filter(|rights| fits(*rights))
            .map(|rights| Choice::new(code(rights), t.rights(rights)))
            .collect()
    }

    /// What may be said of lateness; one that is not excused can only be dismissed.
    pub(super) fn latenesses(&self, is_against: bool) -> Vec<Choice> {
        let t = self.page.t;
        [Lateness::Excused, Lateness::NotExcused]
            .into_iter()
            .filter(|lateness| is_against || *lateness == Lateness::Excused)
            .map(|lateness| Choice::new(code(lateness), t.lateness(lateness)))
            .collect()
    }
}
