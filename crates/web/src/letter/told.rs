//! What the event says that wrote a letter, by what it is asked for.

use jiff::civil::Date;
use tutas_app::view::{
    FindingView, Lateness, LetterKind, Outcome, Point, ProofView, RevocationGround, Rights, TermEnd,
};
use tutas_domain::term::TermUnit;
use tutas_domain::text::{Law, Texts};

use crate::i18n::T;

/// The points of an event.
#[derive(Clone, Copy)]
pub(crate) struct Told<'a>(pub(crate) &'a [Point]);

impl<'a> Told<'a> {
    fn first<V>(self, is: impl Fn(&'a Point) -> Option<V>) -> Option<V> {
        self.0.iter().find_map(is)
    }

    /// How the term ends from now on.
    pub(crate) fn end(self) -> Option<TermEnd> {
        self.first(|point| match point {
            Point::Term(end) => Some(*end),
            _ => None,
        })
    }

    /// Whether the term is not counted anew.
    pub(crate) fn runs_on(self) -> bool {
        self.first(|point| matches!(point, Point::TermRunsOn).then_some(()))
            .is_some()
    }

    /// The reasons in words.
    pub(crate) fn reasons(self) -> Option<&'a str> {
        self.first(|point| match point {
            Point::Reasons(words) => Some(words.as_str()),
            _ => None,
        })
    }

    /// Who decided or prepared it.
    pub(crate) fn officer(self) -> Option<&'a str> {
        self.first(|point| match point {
            Point::Officer(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Who adopted it.
    pub(crate) fn second(self) -> Option<&'a str> {
        self.first(|point| match point {
            Point::Second(name) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The law it cites.
    pub(crate) fn law(self) -> Option<&'a Law> {
        self.first(|point| match point {
            Point::Law(law) | Point::Silence(law) | Point::Machine(law) => Some(law),
            _ => None,
        })
    }

    /// The last day of what it began.
    pub(crate) fn until(self) -> Option<Date> {
        self.first(|point| match point {
            Point::Until(day) | Point::RemarksUntil(day) => Some(*day),
            _ => None,
        })
    }

    /// Windows that end later now.
    pub(crate) fn windows(self) -> impl Iterator<Item = (&'a Texts, Date)> {
        self.0.iter().filter_map(|point| match point {
            Point::Window(title, until) => Some((title, *until)),
            _ => None,
        })
    }

    /// To which body.
    pub(crate) fn to(self) -> Option<&'a Texts> {
        self.first(|point| match point {
            Point::To(body) => Some(body),
            _ => None,
        })
    }

    /// On which ground the term stands still.
    pub(crate) fn standstill(self) -> Option<&'a Texts> {
        self.first(|point| match point {
            Point::Standstill(ground) => Some(ground),
            _ => None,
        })
    }

    /// On which ground a decision is taken back.
    pub(crate) fn revocation(self) -> Option<RevocationGround> {
        self.first(|point| match point {
            Point::Revocation(ground) => Some(*ground),
            _ => None,
        })
    }

    /// Whether damage is paid.
    pub(crate) fn is_compensated(self) -> bool {
        self.first(|point| matches!(point, Point::Compensated).then_some(()))
            .is_some()
    }

    /// What was ruled.
    pub(crate) fn outcome(self) -> Option<Outcome> {
        self.first(|point| match point {
            Point::Outcome(outcome) => Some(*outcome),
            _ => None,
        })
    }

    /// Whether rights were restored.
    pub(crate) fn rights(self) -> Option<Rights> {
        self.first(|point| match point {
            Point::Rights(rights) => Some(*rights),
            _ => None,
        })
    }

    /// What is said of lateness.
    pub(crate) fn lateness(self) -> Option<Lateness> {
        self.first(|point| match point {
            Point::Lateness(lateness) => Some(*lateness),
            _ => None,
        })
    }

    /// The number of the appeal, or of the case it is about.
    pub(crate) fn other(self) -> Option<&'a str> {
        self.first(|point| match point {
            Point::Other(number) => Some(number.as_str()),
            _ => None,
        })
    }

    /// Services that do not follow, and whether another case for the same is open.
    pub(crate) fn dropped(self) -> impl Iterator<Item = (&'a Texts, bool)> {
        self.0.iter().filter_map(|point| match point {
            Point::Dropped(title, taken) => Some((title, *taken)),
            _ => None,
        })
    }

    /// The letter whose receipt was put down, how it was proven, and of which day.
    pub(crate) fn receipt(self) -> Option<(LetterKind, &'a ProofView, Date)> {
        let kind = self.first(|point| match point {
            Point::Letter(kind) => Some(*kind),
            _ => None,
        })?;
        let proof = self.first(|point| match point {
            Point::Proof(proof) => Some(proof),
            _ => None,
        })?;
        let on = self.first(|point| match point {
            Point::ReceivedOn(day) => Some(*day),
            _ => None,
        })?;
        Some((kind, proof, on))
    }

    /// The protocol of a hearing.
    pub(crate) fn protocol(self) -> Option<&'a str> {
        self.first(|point| match point {
            Point::Protocol(words) => Some(words.as_str()),
            _ => None,
        })
    }

    /// What stood there, and what stands there now.
    pub(crate) fn slip(self) -> Option<(&'a str, &'a str)> {
        let was = self.first(|point| match point {
            Point::Was(words) => Some(words.as_str()),
            _ => None,
        });
        let reads = self.first(|point| match point {
            Point::Reads(words) => Some(words.as_str()),
            _ => None,
        });
        was.zip(reads)
    }

    /// Whether somebody looked.
    pub(crate) fn is_looked_at(self) -> Option<bool> {
        self.first(|point| match point {
            Point::LookedAt(looked) => Some(*looked),
            _ => None,
        })
    }

    /// Requirements that were looked at.
    pub(crate) fn findings(self) -> Vec<&'a FindingView> {
        let findings = self.0.iter().filter_map(|point| match point {
            Point::Finding(finding) => Some(finding.as_ref()),
            _ => None,
        });
        findings.collect()
    }
}

/// A sentence about the end of a term: one about a day, or one about an instant where the term is
/// counted in minutes.
pub(crate) fn end_said(t: T, end: &TermEnd, of_day: &str, of_instant: &str) -> String {
    let length = t.term(&end.length);
    if end.length.unit == TermUnit::Minutes {
        let args = [
            ("day", t.day(end.ends_at).into()),
            ("time", t.time(end.ends_at).into()),
            ("term", length.into()),
        ];
        return t.a(of_instant, &args);
    }
    let args = [
        ("date", t.date(end.last_day).into()),
        ("term", length.into()),
    ];
    t.a(of_day, &args)
}
