//! A bundle: one application and the services it starts, in order. What one of them waits for may be
//! refused, or be late: the life event says whether the others stop, wait or go on. What was given
//! up revives when a late grant or an appeal succeeds.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::{SaidWrong, Subject};
use crate::evidence::Record;
use crate::person::PersonId;
use crate::text::Lang;

/// Everything said when an application is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Application {
    /// Number people quote.
    pub number: String,
    /// The life event.
    pub life_event: String,
    /// Hash of its definition.
    pub definition: String,
    /// Who files.
    pub filer: PersonId,
    /// Language of letters.
    pub lang: Lang,
    /// Through which channel: `portal`, `counter`, `phone`.
    pub channel: String,
    /// Received.
    pub received_at: Timestamp,
    /// Whether the person consented to automated decisions.
    pub consents_to_automation: bool,
    /// Answers that hold for all subjects.
    pub answers: Record,
    /// The subjects with their own answers.
    pub subjects: Vec<SubjectAnswers>,
    /// Steps, each subject's in order.
    pub steps: Vec<Step>,
    /// Whether pages are quiet.
    pub quiet: bool,
}

/// A subject and what was answered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectAnswers {
    /// The subject.
    pub subject: Subject,
    /// Answers given for it alone.
    pub answers: Record,
    /// What registers answered for a service and the person said is wrong, by service.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub said_wrong: BTreeMap<String, Vec<SaidWrong>>,
}

/// One service for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// The service.
    pub service: String,
    /// Index of the subject.
    pub subject: usize,
    /// Services that must have given their result to this subject before.
    pub after: Vec<String>,
    /// What its refusal means for the steps that come after it.
    #[serde(default)]
    pub on_refusal: OnRefusal,
    /// What its silence means for the steps that come after it.
    #[serde(default)]
    pub on_silence: OnSilence,
    /// Where it stands.
    pub state: StepState,
}

/// What becomes of later steps when one is refused, not accepted, revoked or withdrawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnRefusal {
    /// They are given up.
    #[default]
    Stop,
    /// They go on without it.
    GoOn,
}

/// What becomes of later steps when the term of one ends without a decision.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnSilence {
    /// They wait: a decision is still owed.
    #[default]
    Wait,
    /// They go on without it.
    GoOn,
    /// They are given up.
    Stop,
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum StepState {
    /// It waits for others.
    Waiting,
    /// Its case is open.
    Opened {
        /// The case.
        case: Uuid,
    },
    /// The term of its case ended without a decision, which is still owed.
    Silent {
        /// The case.
        case: Uuid,
    },
    /// Its case gave its result.
    Fulfilled {
        /// The case.
        case: Uuid,
    },
    /// Its case ended otherwise.
    Ended {
        /// The case.
        case: Uuid,
    },
    /// What it waits for ended without a result: it will not run.
    WillNotRun,
}

impl StepState {
    /// Whether something is still to come of it.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Self::Waiting | Self::Opened { .. } | Self::Silent { .. }
        )
    }

    /// The case, once there is one.
    pub fn case(self) -> Option<Uuid> {
        match self {
            Self::Opened { case }
            | Self::Silent { case }
            | Self::Fulfilled { case }
            | Self::Ended { case } => Some(case),
            Self::Waiting | Self::WillNotRun => None,
        }
    }
}

/// What can happen to a bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The application was filed.
    ApplicationFiled(Box<Application>),
    /// A step's case was opened.
    StepOpened {
        /// Which step.
        step: usize,
        /// The case.
        case: Uuid,
        /// When.
        at: Timestamp,
    },
    /// A step's case came to its end.
    StepEnded {
        /// Which step.
        step: usize,
        /// Whether it gave its result.
        fulfilled: bool,
        /// When.
        at: Timestamp,
    },
    /// The term of a step's case ended without a decision.
    StepSilent {
        /// Which step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// A decision on a step's case is owed anew: what ended it does not stand any more.
    StepReopened {
        /// Which step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// A step will not run.
    StepDropped {
        /// Which step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// A step that was given up waits again: what it waits for gave its result after all.
    StepRevived {
        /// Which step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// The person is told of letters in one message.
    Told {
        /// How many letters of each case the person has been told of by now.
        letters: BTreeMap<Uuid, usize>,
        /// When.
        at: Timestamp,
    },
}

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// What was filed, with its steps as they stand now.
    pub application: Application,
    /// How many letters of each case the person has been told of.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub told: BTreeMap<Uuid, usize>,
    /// How many messages were sent.
    #[serde(default)]
    pub messages: usize,
}

/// Where the case of a step stands, as the application sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A decision is owed, or its result is being made.
    Open,
    /// The term ended without a decision.
    Silent,
    /// Its result is there.
    Fulfilled,
    /// It ended otherwise.
    Ended,
}

impl Bundle {
    /// Folds a journal; `None` for an empty or malformed one (it must begin with
    /// `ApplicationFiled`, and only an opened step ends or falls silent).
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        events.into_iter().fold(None, Self::apply)
    }

    /// The bundle after one more event.
    pub fn apply(bundle: Option<Self>, event: &Event) -> Option<Self> {
        let mut bundle = match (bundle, event) {
            (None, Event::ApplicationFiled(application)) => {
                return Some(Self {
                    application: (**application).clone(),
                    told: BTreeMap::new(),
                    messages: 0,
                });
            }
            (None, _) => return None,
            (Some(bundle), _) => bundle,
        };
        let case_of = |step: usize| bundle.application.steps.get(step)?.state.case();
        let (step, state) = match event {
            Event::ApplicationFiled(_) => return Some(bundle),
            Event::Told { letters, .. } => {
                bundle.told.extend(letters);
                bundle.messages += 1;
                return Some(bundle);
            }
            Event::StepOpened { step, case, .. } => (*step, StepState::Opened { case: *case }),
            Event::StepReopened { step, .. } => {
                let case = case_of(*step)?;
                (*step, StepState::Opened { case })
            }
            Event::StepSilent { step, .. } => {
                let case = case_of(*step)?;
                (*step, StepState::Silent { case })
            }
            Event::StepEnded {
                step, fulfilled, ..
            } => {
                let case = case_of(*step)?;
                let ended = if *fulfilled {
                    StepState::Fulfilled { case }
                } else {
                    StepState::Ended { case }
                };
                (*step, ended)
            }
            Event::StepDropped { step, .. } => (*step, StepState::WillNotRun),
            Event::StepRevived { step, .. } => (*step, StepState::Waiting),
        };
        if let Some(step) = bundle.application.steps.get_mut(step) {
            step.state = state;
        }
        Some(bundle)
    }

    /// What is to be noted about a step whose case stands so now; empty if it is noted already. When
    /// a step that had been given up gives its result after all, what was given up with it revives.
    pub fn note(&self, step: usize, standing: Standing, at: Timestamp) -> Vec<Event> {
        let Some(before) = self.application.steps.get(step).map(|known| known.state) else {
            return Vec::new();
        };
        let Some(case) = before.case() else {
            return Vec::new();
        };
        let (after, event) = match standing {
            Standing::Open => (StepState::Opened { case }, Event::StepReopened { step, at }),
            Standing::Silent => (StepState::Silent { case }, Event::StepSilent { step, at }),
            Standing::Fulfilled | Standing::Ended => {
                let fulfilled = standing == Standing::Fulfilled;
                let after = if fulfilled {
                    StepState::Fulfilled { case }
                } else {
                    StepState::Ended { case }
                };
                let event = Event::StepEnded {
                    step,
                    fulfilled,
                    at,
                };
                (after, event)
            }
        };
        if after == before {
            return Vec::new();
        }
        let mut events = vec![event];
        if standing == Standing::Fulfilled {
            events.extend(
                self.given_up_with(step)
                    .into_iter()
                    .map(|step| Event::StepRevived { step, at }),
            );
        }
        events
    }

    /// Steps that were given up and wait, directly or through others given up, for this one.
    fn given_up_with(&self, step: usize) -> Vec<usize> {
        let steps = &self.application.steps;
        let mut causes = vec![step];
        let mut found = Vec::new();
        while let Some(cause) = causes.pop().and_then(|cause| steps.get(cause)) {
            let waits = |index: &usize| {
                let later = &steps[*index];
                later.state == StepState::WillNotRun
                    && later.subject == cause.subject
                    && later.after.contains(&cause.service)
            };
            for index in (0..steps.len()).filter(waits) {
                if !found.contains(&index) {
                    found.push(index);
                    causes.push(index);
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// Steps that can be opened now: everything they wait for has given its result, or the life
    /// event lets them go on without it.
    pub fn ready(&self) -> Vec<usize> {
        self.waiting(|earlier| {
            earlier
                .iter()
                .all(|step| waiting_for(step) == Waiting::Over)
        })
    }

    /// Steps that can never be opened, as things stand: something they wait for ended otherwise.
    pub fn hopeless(&self) -> Vec<usize> {
        self.waiting(|earlier| {
            earlier
                .iter()
                .any(|step| waiting_for(step) == Waiting::InVain)
        })
    }

    /// Whether something is still to come of any step.
    pub fn is_open(&self) -> bool {
        let mut steps = self.application.steps.iter();
        steps.any(|step| step.state.is_open())
    }

    /// The step whose case this is.
    pub fn step_of(&self, case: Uuid) -> Option<usize> {
        self.application
            .steps
            .iter()
            .position(|step| step.state.case() == Some(case))
    }

    fn of_subject(&self, subject: usize, service: &str) -> Option<&Step> {
        self.application
            .steps
            .iter()
            .find(|step| step.subject == subject && step.service == service)
    }

    /// Waiting steps of which this holds for the steps they wait for. A service the application does
    /// not have is not waited for.
    fn waiting(&self, wanted: impl Fn(&[&Step]) -> bool) -> Vec<usize> {
        let steps = self.application.steps.iter().enumerate();
        steps
            .filter(|(_, step)| step.state == StepState::Waiting)
            .filter(|(_, step)| {
                let earlier: Vec<&Step> = step
                    .after
                    .iter()
                    .filter_map(|service| self.of_subject(step.subject, service))
                    .collect();
                wanted(&earlier)
            })
            .map(|(index, _)| index)
            .collect()
    }
}

/// How it stands with waiting for a step.
#[derive(PartialEq, Eq)]
enum Waiting {
    Over,
    On,
    InVain,
}

fn waiting_for(step: &Step) -> Waiting {
    match (step.state, step.on_refusal, step.on_silence) {
        (StepState::Fulfilled { .. }, ..)
        | (StepState::Ended { .. }, OnRefusal::GoOn, _)
        | (StepState::Silent { .. }, _, OnSilence::GoOn) => Waiting::Over,
        (StepState::Waiting | StepState::Opened { .. }, ..)
        | (StepState::Silent { .. }, _, OnSilence::Wait) => Waiting::On,
        (StepState::Ended { .. }, OnRefusal::Stop, _)
        | (StepState::Silent { .. }, _, OnSilence::Stop)
        | (StepState::WillNotRun, ..) => Waiting::InVain,
    }
}

#[cfg(test)]
mod tests;
