//! A bundle: one application and the services it starts, in order.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::case::Subject;
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
    /// Whether the person consented to reads that rest on consent.
    pub consents_to_reads: bool,
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
    /// Where it stands.
    pub state: StepState,
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
    /// The case, once there is one.
    pub fn case(self) -> Option<Uuid> {
        match self {
            Self::Opened { case } | Self::Fulfilled { case } | Self::Ended { case } => Some(case),
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
    /// A step will not run.
    StepDropped {
        /// Which step.
        step: usize,
        /// When.
        at: Timestamp,
    },
}

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// What was filed, with its steps as they stand now.
    pub application: Application,
}

impl Bundle {
    /// Folds a journal; `None` for an empty or malformed one (it must begin with
    /// `ApplicationFiled`, and only an opened step ends).
    pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Option<Self> {
        events.into_iter().fold(None, Self::apply)
    }

    /// The bundle after one more event.
    pub fn apply(bundle: Option<Self>, event: &Event) -> Option<Self> {
        let mut bundle = match (bundle, event) {
            (None, Event::ApplicationFiled(application)) => {
                return Some(Self {
                    application: (**application).clone(),
                });
            }
            (None, _) => return None,
            (Some(bundle), _) => bundle,
        };
        let (step, state) = match event {
            Event::ApplicationFiled(_) => return Some(bundle),
            Event::StepOpened { step, case, .. } => (*step, StepState::Opened { case: *case }),
            Event::StepEnded {
                step, fulfilled, ..
            } => {
                let case = bundle.application.steps.get(*step)?.state.case()?;
                let ended = if *fulfilled {
                    StepState::Fulfilled { case }
                } else {
                    StepState::Ended { case }
                };
                (*step, ended)
            }
            Event::StepDropped { step, .. } => (*step, StepState::WillNotRun),
        };
        if let Some(step) = bundle.application.steps.get_mut(step) {
            step.state = state;
        }
        Some(bundle)
    }

    /// Steps that can be opened now: everything they wait for has given its result.
    pub fn ready(&self) -> Vec<usize> {
        self.indices(|bundle, step| {
            step.state == StepState::Waiting
                && step.after.iter().all(|service| {
                    bundle
                        .of_subject(step.subject, service)
                        .is_none_or(|earlier| matches!(earlier.state, StepState::Fulfilled { .. }))
                })
        })
    }

    /// Steps that can never be opened: something they wait for ended otherwise.
    pub fn hopeless(&self) -> Vec<usize> {
        self.indices(|bundle, step| {
            step.state == StepState::Waiting
                && step.after.iter().any(|service| {
                    bundle
                        .of_subject(step.subject, service)
                        .is_some_and(|earlier| {
                            matches!(
                                earlier.state,
                                StepState::Ended { .. } | StepState::WillNotRun
                            )
                        })
                })
        })
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

    fn indices(&self, wanted: impl Fn(&Self, &Step) -> bool) -> Vec<usize> {
        (0..self.application.steps.len())
            .filter(|index| wanted(self, &self.application.steps[*index]))
            .collect()
    }
}

#[cfg(test)]
mod tests;
