//! The acts whose forms say all that their commands are made of.

use tutas_domain::case::Command;

use super::{Act, Done, without};
use crate::form::coded;

/// In the order of a case's life.
pub(super) const ACTS: [Act; 17] = [
    Act {
        path: "/desk/cases/{id}/refuse-acceptance",
        read: |form| {
            Some(Command::RefuseAcceptance {
                requirements: form.some("desk-door-papers", "requirement", "desk-problem-grounds"),
                reasons: form.words("desk-door-reasons", "reasons", "desk-problem-reasons"),
            })
        },
        done: Done("desk-door-reasons", "done-desk-not-accepted"),
    },
    Act {
        path: "/desk/cases/{id}/ask-cure",
        read: |form| {
            Some(Command::AskForCure {
                requirement: form.line(
                    "desk-ask-requirement",
                    "requirement",
                    "desk-problem-requirement",
                ),
                words: form.words("desk-ask-words", "words", "desk-problem-words"),
            })
        },
        done: Done("desk-ask-words", "done-desk-asked"),
    },
    Act {
        path: "/desk/cases/{id}/pause",
        read: |form| {
            Some(Command::Pause {
                ground: form.line("desk-pause-ground", "ground", "desk-problem-ground"),
                reasons: form.words("desk-pause-reasons", "reasons", "desk-problem-reasons"),
            })
        },
        done: Done("desk-pause-ground", "done-desk-paused"),
    },
    Act {
        path: "/desk/cases/{id}/resume",
        read: |_| Some(Command::Resume),
        done: Done("decide", "done-desk-resumed"),
    },
    Act {
        path: "/desk/cases/{id}/grant",
        read: |_| Some(Command::Grant),
        done: Done("decide", "done-desk-granted"),
    },
    Act {
        path: "/desk/cases/{id}/grant-provisionally",
        read: |_| Some(Command::GrantProvisionally),
        done: Done("decide", "done-desk-granted"),
    },
    Act {
        path: "/desk/cases/{id}/pass-post-check",
        read: |_| Some(Command::PassPostCheck),
        done: Done("decide", "done-desk-post-check"),
    },
    Act {
        path: "/desk/cases/{id}/prepare-refusal",
        read: |form| {
            let grounds = "desk-refusal-grounds";
            Some(Command::PrepareRefusal {
                requirements: form.some(grounds, "requirement", "desk-problem-grounds"),
                reasons: form.words("desk-refusal-reasons", "reasons", "desk-problem-reasons"),
                without: without(form, "desk-refusal"),
            })
        },
        done: Done("desk-refusal-reasons", "done-desk-prepared"),
    },
    Act {
        path: "/desk/cases/{id}/hold-hearing",
        read: |form| {
            let protocol = form.words("desk-protocol", "protocol", "desk-problem-protocol");
            Some(Command::HoldHearing { protocol })
        },
        done: Done("desk-protocol", "done-desk-heard"),
    },
    Act {
        path: "/desk/cases/{id}/approve",
        read: |form| {
            form.confirmed("desk-confirm", "confirm", "desk-problem-confirm");
            Some(Command::Approve)
        },
        done: Done("decide", "done-desk-approved"),
    },
    Act {
        path: "/desk/cases/{id}/return",
        read: |form| {
            let words = form.words("desk-return", "words", "desk-problem-words");
            Some(Command::Return { words })
        },
        done: Done("desk-return", "done-desk-returned"),
    },
    Act {
        path: "/desk/cases/{id}/correct",
        read: |form| {
            let was = form.words("desk-correct-was", "was", "desk-problem-words");
            let reads = form.words("desk-correct-reads", "reads", "desk-problem-words");
            if was == reads {
                form.lacks("desk-correct-reads", "desk-problem-same");
            }
            let answers = !form.any("desk-correct-answers", "answers").is_empty();
            Some(Command::Correct {
                was,
                reads,
                answers,
            })
        },
        done: Done("desk-correct-was", "done-desk-corrected"),
    },
    Act {
        path: "/desk/cases/{id}/decline-correction",
        read: |form| {
            let why = form.words("desk-decline-why", "why", "desk-problem-reasons");
            Some(Command::DeclineCorrection { why })
        },
        done: Done("desk-decline-why", "done-desk-declined"),
    },
    Act {
        path: "/desk/cases/{id}/revoke-burden",
        read: |form| {
            let ground = form.choice("desk-burden-ground", "ground", "desk-problem-ground", coded);
            let reasons = form.words("desk-burden-reasons", "reasons", "desk-problem-reasons");
            ground.map(|ground| Command::RevokeBurden { ground, reasons })
        },
        done: Done("desk-burden-ground", "done-desk-taken-back"),
    },
    Act {
        path: "/desk/cases/{id}/prepare-revocation",
        read: |form| {
            let field = "desk-revocation-ground";
            let ground = form.choice(field, "ground", "desk-problem-ground", coded);
            let reasons = form.words("desk-revocation-reasons", "reasons", "desk-problem-reasons");
            let without = without(form, "desk-revocation");
            ground.map(|ground| Command::PrepareRevocation {
                ground,
                reasons,
                without,
            })
        },
        done: Done("desk-revocation-ground", "done-desk-prepared"),
    },
    Act {
        path: "/desk/cases/{id}/confirm-defect",
        read: |form| {
            let reasons = form.words("desk-defect-reasons", "reasons", "desk-problem-reasons");
            Some(Command::ConfirmDefect { reasons })
        },
        done: Done("desk-defect-reasons", "done-desk-defect"),
    },
    Act {
        path: "/desk/cases/{id}/note-court",
        read: |form| {
            let words = form.words("desk-court-words", "words", "desk-problem-words");
            Some(Command::NoteCourt(words))
        },
        done: Done("desk-court-words", "done-desk-court"),
    },
];

#[cfg(test)]
mod tests {
    use tutas_app::view::PhaseView;
    use tutas_domain::text::Lang;

    use tutas_domain::case::Rejection;

    use super::super::said;
    use super::*;
    use crate::case::sample::{case, page};
    use crate::case::{Reading, Tried};
    use crate::desk::{show, tests::desk};
    use crate::form::Fields;

    fn read(path: &str, pairs: &[(&str, &str)]) -> (Option<Command>, Tried) {
        let act = ACTS
            .into_iter()
            .find(|act| act.path.ends_with(path))
            .unwrap();
        let pairs = pairs.iter();
        let fields = pairs.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let fields = Fields::of(fields.collect());
        let mut form = Reading::new(page(Lang::En).t, &fields);
        let command = (act.read)(&mut form);
        (command, form.tried())
    }

    #[test]
    fn a_correction_that_changes_nothing_says_so_and_one_that_answers_the_person_tells_it() {
        let (_, tried) = read("/correct", &[("was", "Олеговна"), ("reads", "Олеговна")]);
        let same = page(Lang::En).t.m("desk-problem-same");
        assert_eq!(tried.problem("desk-correct-reads"), Some(same.as_str()));
        let slip = [("was", "Олеговна"), ("reads", "Олегқызы")];
        let (other, tried) = read("/correct", &slip);
        assert!(tried.wrong().is_empty());
        assert!(matches!(
            other,
            Some(Command::Correct { answers: false, .. })
        ));
        let (asked, _) = read("/correct", &[slip[0], slip[1], ("answers", "yes")]);
        assert!(matches!(
            asked,
            Some(Command::Correct { answers: true, .. })
        ));
    }

    #[test]
    fn a_rejection_is_said_in_the_words_of_its_form_at_the_field_it_is_about() {
        let of_correction = said("desk-correct-was", Rejection::NoSuchItem);
        assert_eq!(
            of_correction,
            ("desk-correct-was", "desk-problem-not-there")
        );
        let contradicts = ["desk-rule-outcome", "desk-dismiss-reasons"]
            .map(|field| said(field, Rejection::RightsContradict));
        let code = "rejected-rights-contradict";
        assert_eq!(
            contradicts,
            [("desk-rule-rights", code), ("desk-dismiss-rights", code)]
        );
        let other = said("desk-turn-down-1", Rejection::NoSuchItem);
        assert_eq!(other, ("desk-turn-down-1", "rejected-no-such-item"));
        for lang in Lang::ALL {
            let case = case(PhaseView::Hearing);
            let html = show::html(page(lang), case, desk(), Tried::default());
            for (field, said) in contradicts.into_iter().chain([of_correction]) {
                assert!(html.contains(&format!(" id=\"{field}\"")), "{field}");
                assert!(page(lang).t.has(said), "{lang}: {said}");
            }
        }
    }

    #[test]
    fn all_that_a_form_lacks_is_said_at_once() {
        let (_, tried) = read("/prepare-refusal", &[("without", "urgent")]);
        let fields: Vec<String> = tried.wrong().into_iter().map(|line| line.field).collect();
        let lacking = [
            "desk-refusal-grounds",
            "desk-refusal-reasons",
            "desk-refusal-without-why",
        ];
        assert_eq!(fields, lacking);
    }

    #[test]
    fn a_rejection_stands_at_a_field_of_the_page_and_what_is_done_is_said() {
        for lang in Lang::ALL {
            let case = case(PhaseView::Hearing);
            let html = show::html(page(lang), case, desk(), Tried::default());
            for Act { path, done, .. } in ACTS {
                let Done(field, said) = done;
                assert!(
                    html.contains(&format!(" id=\"{field}\"")),
                    "{path}: {field}"
                );
                assert!(page(lang).t.has(said), "{path}: {said}");
            }
        }
    }
}
