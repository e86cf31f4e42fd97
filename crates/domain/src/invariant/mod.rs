//! What must hold of every case after every step, whoever did what and when.
//!
//! Nothing here stops anything: [`Checks`] counts what was looked at and keeps what did not hold, so
//! that the unit tests, the scenarios of the law and the simulation look at the same things. The
//! code here works out what the law says in its own way; it shares as little as it can with the
//! engine it watches.
//!
//! ```
//! use tutas_domain::invariant::{ALL, Checks};
//!
//! let mut checks = Checks::default();
//! checks.check(21, true, "a machine refused");
//! checks.check(22, false, "the term's end came earlier");
//! assert_eq!((checks.count(21), checks.count(22)), (1, 1));
//! assert_eq!(checks.violations()[0].invariant, 22);
//! assert!(ALL.iter().all(|known| !known.title.is_empty()));
//! ```

mod act;
mod date;
mod decision;

use crate::actor::{Actor, Author};
use crate::case::{Case, Command, Context, Event, Recorded, decide, next_wake};

/// An invariant of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invariant {
    /// Its number.
    pub number: u8,
    /// What it says.
    pub title: &'static str,
}

const fn invariant(number: u8, title: &'static str) -> Invariant {
    Invariant { number, title }
}

/// The invariants that are looked at here, each of a single case. The others of the design are of
/// the store, the registers and the ledger.
pub const ALL: [Invariant; 21] = [
    invariant(
        1,
        "no case is refused while a curable deficiency's window is open",
    ),
    invariant(
        2,
        "a deemed outcome never arises before the term's last instant, pauses excluded",
    ),
    invariant(
        3,
        "a term that ends without a decision yields one deemed outcome, at its end",
    ),
    invariant(
        4,
        "while paused the remaining time is constant; what follows is as defined",
    ),
    invariant(5, "at most one decision stands; what follows it is named"),
    invariant(6, "after deemed consent only revocation changes it"),
    invariant(
        11,
        "unavailability alone neither refuses nor moves a deadline",
    ),
    invariant(13, "state is the fold of events"),
    invariant(
        15,
        "who prepared does not adopt; no kin and no other body acts",
    ),
    invariant(16, "each document maps to one decision; revocation shows"),
    invariant(18, "a command given twice changes nothing the second time"),
    invariant(19, "what is done at a counter records clerk and person"),
    invariant(20, "every due clock has fired"),
    invariant(21, "no act against a person is made by a machine"),
    invariant(22, "no date on a slip or notice is brought forward"),
    invariant(23, "nobody is worse off for having appealed"),
    invariant(
        24,
        "who acted in a case does not rule on the appeal or complaint",
    ),
    invariant(
        25,
        "a decision is taken back on a listed ground only, what was given by two",
    ),
    invariant(
        26,
        "a term is extended once, by a post high enough, no longer than the law lets, and told of",
    ),
    invariant(
        27,
        "no act against a person without the hearing the law gives, or its exception",
    ),
    invariant(
        28,
        "nobody is refused while a register's steward owes an answer on what is said to be wrong",
    ),
];

/// Something that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Of which invariant.
    pub invariant: u8,
    /// What was seen: never personal data.
    pub text: &'static str,
}

/// Numbers of invariants are smaller than this.
const NUMBERS: usize = 64;

/// So many violations are kept: one is enough to stop, and a broken run must not fill the memory.
const KEPT: usize = 1_000;

/// How often each invariant was looked at, and what did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checks {
    counts: [u64; NUMBERS],
    violations: Vec<Violation>,
}

impl Default for Checks {
    fn default() -> Self {
        Self {
            counts: [0; NUMBERS],
            violations: Vec::new(),
        }
    }
}

impl Checks {
    /// Counts one look at an invariant, and keeps what did not hold. `text` says what was wrong.
    pub fn check(&mut self, invariant: u8, holds: bool, text: &'static str) {
        if let Some(count) = self.counts.get_mut(usize::from(invariant)) {
            *count += 1;
        }
        if !holds && self.violations.len() < KEPT {
            self.violations.push(Violation { invariant, text });
        }
    }

    /// How often an invariant was looked at.
    pub fn count(&self, invariant: u8) -> u64 {
        self.counts
            .get(usize::from(invariant))
            .copied()
            .unwrap_or_default()
    }

    /// What did not hold, oldest first.
    pub fn violations(&self) -> &[Violation] {
        &self.violations
    }

    /// Adds what was counted elsewhere.
    pub fn merge(&mut self, other: &Self) {
        for (own, others) in self.counts.iter_mut().zip(other.counts) {
            *own += others;
        }
        let room = KEPT.saturating_sub(self.violations.len());
        self.violations
            .extend(other.violations.iter().take(room).cloned());
    }
}

/// Looks at one event: what was before it (nothing, if it opens the case), what after, and in which
/// context the command that brought it about was decided.
pub fn after_event(
    before: Option<&Case>,
    recorded: &Recorded,
    after: &Case,
    context: &Context<'_>,
    checks: &mut Checks,
) {
    let now = before.map_or(context.now, |case| context.now.max(case.as_of));
    checks.check(13, recorded.recorded_at == now, "an event of another time");
    checks.check(
        13,
        recorded.effective_at <= recorded.recorded_at,
        "an event takes effect in the future",
    );
    who_brought_it_about(recorded, context, checks);
    let Some(before) = before else {
        checks.check(
            13,
            matches!(recorded.event, Event::Filed(_)),
            "a case does not begin with its filing",
        );
        return;
    };
    let step = Step {
        before,
        recorded,
        after,
        context,
    };
    date::look(&step, checks);
    decision::look(&step, checks);
    act::look(&step, checks);
}

/// Looks at a whole case with its journal, after a command was carried out to its end. Folding the
/// journal costs as much as it is long; [`of_state`] looks at all the rest.
pub fn of_case(case: &Case, journal: &[Recorded], context: &Context<'_>, checks: &mut Checks) {
    checks.check(
        13,
        Case::fold(journal).as_ref() == Some(case),
        "state is not the fold of the journal",
    );
    checks.check(
        13,
        case.history.len() == journal.len(),
        "the history has another length than the journal",
    );
    of_state(case, context, checks);
}

/// Looks at a case without its journal, after a command was carried out to its end.
pub fn of_state(case: &Case, context: &Context<'_>, checks: &mut Checks) {
    let now = context.now.max(case.as_of);
    let wake = next_wake(case, context.procedure, context.calendar);
    checks.check(
        20,
        wake.is_none_or(|at| at > now),
        "a clock that was due has not fired",
    );
    date::of_case(case, context, checks);
    decision::of_case(case, checks);
}

/// Looks at whether a command that was just carried out changes nothing when it comes again: `case`
/// is the case after it, `context` that of the first time.
pub fn repeats(case: &Case, command: Command, context: &Context<'_>, checks: &mut Checks) {
    let again = decide(Some(case), command, context).unwrap_or_default();
    checks.check(
        18,
        again.is_empty(),
        "a command that came again changed something",
    );
}

/// One event with what was before and after it.
struct Step<'a> {
    before: &'a Case,
    recorded: &'a Recorded,
    after: &'a Case,
    context: &'a Context<'a>,
}

fn who_brought_it_about(recorded: &Recorded, context: &Context<'_>, checks: &mut Checks) {
    let of_the_actor = recorded.by == context.actor.author();
    checks.check(
        15,
        of_the_actor || recorded.by == Author::Machine,
        "an event bears another author's name",
    );
    if let Actor::Clerk { clerk, person } = context.actor
        && recorded.by != Author::Machine
    {
        let both = Author::Clerk {
            clerk: clerk.id.clone(),
            person: person.clone(),
        };
        checks.check(
            19,
            recorded.by == both,
            "clerk or person is missing from the record",
        );
    }
}
