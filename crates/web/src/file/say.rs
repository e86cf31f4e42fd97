//! What happened to a case, said in words: each point of an event as a labelled line.

use tutas_app::view::{
    ActKind, AuthorView, ExceptionGround, FindingView, Lateness, Outcome, Point, ProofView, Rank,
    RevocationGround, Rights, Said,
};
use tutas_domain::text::{Law, Texts};

use crate::i18n::T;
use crate::letter::end_said;

/// A point of an event, as a page shows it.
pub(crate) struct Line {
    /// What it is.
    pub(crate) label: String,
    /// What it says.
    pub(crate) text: Text,
}

/// What a line says.
pub(crate) enum Text {
    /// A sentence or a value.
    Plain(String),
    /// Somebody's own words.
    Quote(String),
    /// A citation.
    Law(Law),
    /// A requirement with the values it rests on.
    Finding(Box<FindingView>),
}

impl T {
    /// The points of an event, in their order.
    pub(crate) fn lines(&self, points: &[Point]) -> Vec<Line> {
        points.iter().map(|point| self.line(point)).collect()
    }

    fn line(&self, point: &Point) -> Line {
        let (id, text) = match point {
            Point::Reasons(words) => ("file-reasons", Text::Quote(words.clone())),
            Point::Asked(words) => ("file-asked", Text::Quote(words.clone())),
            Point::Protocol(words) => ("file-protocol", Text::Quote(words.clone())),
            Point::Words(words) => ("file-words", Text::Quote(words.clone())),
            Point::Was(words) => ("file-was", Text::Quote(words.clone())),
            Point::Reads(words) => ("file-reads", Text::Quote(words.clone())),
            Point::Law(law) => ("file-law", Text::Law(law.clone())),
            Point::Machine(law) => ("file-machine", Text::Law(law.clone())),
            Point::Silence(law) => ("file-silence", Text::Law(law.clone())),
            Point::Finding(finding) => ("file-finding", Text::Finding(finding.clone())),
            Point::Fact(fact) => {
                return Line {
                    label: self.x(&fact.label).to_owned(),
                    text: Text::Plain(self.shown(&fact.value)),
                };
            }
            dated => self.dated(dated),
        };
        Line {
            label: self.m(id),
            text,
        }
    }

    /// Points about days, bodies and numbers.
    fn dated(&self, point: &Point) -> (&'static str, Text) {
        let last = |day| {
            self.a(
                "case-lacking-until-text",
                &[("date", self.date(day).into())],
            )
        };
        let (id, said) = match point {
            Point::Number(number) => ("file-number", number.clone()),
            Point::Other(number) => ("file-other", number.clone()),
            Point::Holder(body) => ("file-holder", self.x(body).to_owned()),
            Point::From(body) => ("file-from", self.x(body).to_owned()),
            Point::To(body) => ("file-to", self.x(body).to_owned()),
            Point::Rank(rank) => ("file-rank", self.rank(*rank)),
            Point::Term(end) => {
                let [day, instant] = ["file-term-day", "file-term-instant"];
                ("file-term", end_said(*self, end, day, instant))
            }
            Point::TermRunsOn => ("file-term", self.m("file-term-runs-on")),
            Point::Until(day) => ("file-until", last(*day)),
            Point::FromReceipt => ("file-runs-from", self.m("file-from-receipt")),
            Point::ReceivedOn(day) => ("file-received-on", self.date(*day)),
            Point::NotBefore(day) => ("file-not-before", self.date(*day)),
            Point::ObjectionUntil(day) => ("file-objection-until", last(*day)),
            Point::RemarksUntil(day) => ("file-remarks-until", last(*day)),
            Point::Window(title, day) => {
                let args = [
                    ("requirement", self.x(title).into()),
                    ("date", last(*day).into()),
                ];
                ("file-window", self.a("file-window-text", &args))
            }
            Point::Register(title, said) => {
                let args = [
                    ("register", self.x(title).into()),
                    ("said", self.said(*said).into()),
                ];
                ("file-register", self.a("file-register-text", &args))
            }
            ruled => return self.ruled(ruled),
        };
        (id, Text::Plain(said))
    }

    /// Points about what was looked at and decided.
    fn ruled(&self, point: &Point) -> (&'static str, Text) {
        let (id, said) = match point {
            Point::Requirement(title) => ("file-requirement", self.x(title).to_owned()),
            Point::Lacks(text) => ("file-lacks", self.x(text).to_owned()),
            Point::HeldMet(title) => ("file-held-met", self.x(title).to_owned()),
            Point::Amount(amount, monthly) => {
                let id = if *monthly {
                    "case-amount-monthly"
                } else {
                    "case-amount-once"
                };
                let said = self.a(id, &[("amount", self.money(*amount).into())]);
                ("case-amount", said)
            }
            Point::Provisional => ("file-condition", self.m("file-provisional")),
            Point::Late => ("file-late", self.m("file-late-text")),
            Point::Standstill(ground) => ("file-ground", self.x(ground).to_owned()),
            Point::Revocation(ground) => ("file-ground", self.revocation(*ground)),
            Point::Compensated => ("file-damage", self.m("letter-revoked-compensated")),
            Point::Without(ground) => ("file-without", self.exception(*ground)),
            Point::Outcome(outcome) => ("file-outcome", self.outcome(*outcome)),
            Point::Rights(rights) => ("file-rights", self.rights(*rights)),
            Point::Lateness(lateness) => ("file-late", self.lateness(*lateness)),
            Point::Officer(name) => ("file-officer", name.clone()),
            Point::Second(name) => ("file-second", name.clone()),
            Point::File(name) => ("file-file", name.clone()),
            Point::Letter(kind) => ("file-letter", self.subject(kind)),
            Point::Proof(proof) => ("file-proof", self.proof(proof)),
            Point::Document(title, number) => {
                let args = [("title", self.x(title).into()), ("number", number.into())];
                ("file-document", self.a("case-document", &args))
            }
            Point::LookedAt(true) => ("file-check", self.m("letter-post-checked-why")),
            Point::LookedAt(false) => ("file-check", self.m("letter-post-checked-why-time")),
            Point::Dropped(title, taken) => ("file-dropped", self.dropped(title, *taken)),
            Point::Suspends(true) => ("file-execution", self.m("file-suspends")),
            Point::Suspends(false) => ("file-execution", self.m("file-suspends-not")),
            _ => ("file-words", String::new()),
        };
        (id, Text::Plain(said))
    }

    /// Who brought something about; `person` says who the person is to the reader.
    pub(crate) fn author(&self, by: &AuthorView, person: &str) -> String {
        match by {
            AuthorView::Person => person.to_owned(),
            AuthorView::Clerk(clerk) => {
                let args = [("clerk", clerk.into()), ("person", person.into())];
                self.a("file-by-clerk", &args)
            }
            AuthorView::Officer(name) => self.a("file-by-officer", &[("officer", name.into())]),
            AuthorView::Program => self.m("file-by-program"),
        }
    }

    /// A service that does not follow, and why.
    pub(crate) fn dropped(&self, title: &Texts, taken: bool) -> String {
        let id = if taken {
            "letter-steps-dropped-taken"
        } else {
            "letter-steps-dropped-needed"
        };
        self.a(id, &[("service", self.x(title).into())])
    }

    /// What a register said.
    fn said(&self, said: Said) -> String {
        match said {
            Said::Records(0) => self.m("file-register-none"),
            Said::Records(count) => self.a("file-register-records", &[("count", count.into())]),
            Said::Unknown(why) => self.why_unknown(&why),
        }
    }

    /// A post to which a case goes up.
    pub(crate) fn rank(&self, rank: Rank) -> String {
        self.m(match rank {
            Rank::Officer => "rank-officer",
            Rank::Deputy => "rank-deputy",
            Rank::Head => "rank-head",
            Rank::LastResort => "rank-last-resort",
        })
    }

    /// What proves that a letter was received.
    pub(crate) fn proof(&self, proof: &ProofView) -> String {
        match proof {
            ProofView::Cabinet => self.m("proof-cabinet"),
            ProofView::Message => self.m("proof-message"),
            ProofView::RegisteredLetter(number) => {
                self.a("proof-registered-letter", &[("number", number.into())])
            }
            ProofView::Counter { clerk, signed } => {
                let id = if *signed {
                    "proof-counter"
                } else {
                    "proof-counter-refused"
                };
                self.a(id, &[("clerk", clerk.into())])
            }
        }
    }

    /// On which ground a decision is taken back.
    pub(crate) fn revocation(&self, ground: RevocationGround) -> String {
        self.m(match ground {
            RevocationGround::Unconstitutional => "revocation-unconstitutional",
            RevocationGround::KnowinglyFalse => "revocation-knowingly-false",
            RevocationGround::Offence => "revocation-offence",
            RevocationGround::PublicInterest => "revocation-public-interest",
            RevocationGround::LawAndActAllow => "revocation-law-and-act-allow",
            RevocationGround::ConditionBroken => "revocation-condition-broken",
            RevocationGround::UnlawfulBurden => "revocation-unlawful-burden",
            RevocationGround::LawfulBurden => "revocation-lawful-burden",
        })
    }

    /// By which exception there is no hearing.
    pub(crate) fn exception(&self, ground: ExceptionGround) -> String {
        self.m(match ground {
            ExceptionGround::Urgent => "exception-urgent",
            ExceptionGround::Petition => "exception-petition",
            ExceptionGround::Enforcement => "exception-enforcement",
            ExceptionGround::Simplified => "exception-simplified",
            ExceptionGround::CourtBan => "exception-court-ban",
            ExceptionGround::Reception => "exception-reception",
            ExceptionGround::Ended => "exception-ended",
        })
    }

    /// What was ruled on an appeal or a complaint.
    pub(crate) fn outcome(&self, outcome: Outcome) -> String {
        self.m(match outcome {
            Outcome::Annulled => "outcome-annulled",
            Outcome::Replaced => "outcome-replaced",
            Outcome::Ordered => "outcome-ordered",
            Outcome::Remanded => "outcome-remanded",
            Outcome::Left => "outcome-left",
            Outcome::Dismissed => "outcome-dismissed",
            Outcome::Upheld => "outcome-upheld",
            Outcome::Corrected => "outcome-corrected",
            Outcome::Unchanged => "outcome-unchanged",
        })
    }

    /// Whether rights were restored.
    pub(crate) fn rights(&self, rights: Rights) -> String {
        self.m(match rights {
            Rights::Restored => "rights-restored",
            Rights::NotRestored => "rights-not-restored",
            Rights::NotViolated => "rights-not-violated",
        })
    }

    /// What is said of an appeal that came late.
    pub(crate) fn lateness(&self, lateness: Lateness) -> String {
        self.m(match lateness {
            Lateness::Excused => "lateness-excused",
            Lateness::NotExcused => "lateness-not-excused",
        })
    }

    /// What is appealed, of a day.
    pub(crate) fn act(&self, kind: ActKind, day: String) -> String {
        let id = match kind {
            ActKind::Refusal => "act-refusal",
            ActKind::NotAccepted => "act-not-accepted",
            ActKind::Silence => "act-silence",
            ActKind::Revocation => "act-revocation",
            ActKind::Grant => "act-grant",
            ActKind::Ruling => "act-ruling",
        };
        self.a(id, &[("date", day.into())])
    }
}
