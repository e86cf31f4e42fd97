//! What comes out: expectations, each by its sentence.

use std::fmt::Display;

use jiff::Timestamp;
use tutas_domain::actor::Author;
use tutas_domain::case::{
    Appeal, Case, Decider, Decision, Deficiency, Ended, Letter, Matter, Phase, Preliminary,
    next_wake,
};

use super::sentence::Outcome;
use super::words;
use super::world::World;

type Checked = Result<(), String>;

/// Then …
pub(crate) const OUTCOMES: &[Outcome] = &[
    // The term.
    ("it is registered at {instant}", |world, args| {
        let found = world.told()?.case.filing.registered_at;
        same_time(world, args.instant(), found)
    }),
    ("the last day of the term is {date}", |world, args| {
        same(args.date(0), world.told()?.case.term.last_day)
    }),
    ("the term ends at {instant}", |world, args| {
        same_time(world, args.instant(), world.told()?.case.term.ends_at)
    }),
    ("the term stands still", |world, _| {
        let term = &world.told()?.case.term;
        holds(term.paused_at.is_some(), "the term runs")
    }),
    ("the term runs", |world, _| {
        let term = &world.told()?.case.term;
        holds(term.paused_at.is_none(), "the term stands still")
    }),
    (
        "the program next looks at it at {instant}",
        |world, args| {
            let told = world.told()?;
            let found = next_wake(&told.case, &told.procedure, &world.calendar);
            same_time(world, args.instant(), found.ok_or("never again")?)
        },
    ),
    ("the case went up to {rank}", |world, args| {
        let found = world.told()?.case.escalated;
        let expected = words::rank(args.choice(0));
        holds(found == expected, format!("it went up to {found:?}"))
    }),
    ("the case did not go up", |world, _| {
        let found = world.told()?.case.escalated;
        holds(found.is_none(), format!("it went up to {found:?}"))
    }),
    // Where it stands.
    ("the case is {phase}", |world, args| {
        let found = world.told()?.case.phase.name();
        same(words::phase(args.choice(0)), found)
    }),
    ("a decision is still owed", |world, _| {
        let case = &world.told()?.case;
        holds(case.phase.is_undecided(), "no decision is owed")
    }),
    ("no decision is owed", |world, _| {
        let case = &world.told()?.case;
        holds(!case.phase.is_undecided(), "a decision is owed")
    }),
    ("{body} owes the decision", |world, args| {
        same(words::body(args.choice(0)), &world.told()?.case.body)
    }),
    ("the person {may} appeal", |world, args| {
        let found = world.told()?.case.is_appealable();
        same(args.choice(0), if found { "may" } else { "may not" })
    }),
    ("the person {may} apply again", |world, args| {
        let found = world.told()?.case.phase.ended_without();
        same(args.choice(0), if found { "may" } else { "may not" })
    }),
    // The record.
    ("{text} is on record {times}", |world, args| {
        let name = args.text(0).replace(' ', "-");
        same(
            words::times(args.choice(0)),
            on_record(world, &name)?.count(),
        )
    }),
    ("{text} is on record as of {instant}", |world, args| {
        let name = args.text(0).replace(' ', "-");
        let times: Vec<Timestamp> = on_record(world, &name)?.map(|(at, _)| at).collect();
        let [found] = times[..] else {
            return Err(format!("expected it once, found it {} times", times.len()));
        };
        same_time(world, args.instant(), found)
    }),
    ("{who} is on record for {text}", |world, args| {
        let name = args.text(0).replace(' ', "-");
        let found = on_record(world, &name)?.last();
        let (_, found) = found.ok_or("it never happened")?;
        holds(found == args.who().author(), "somebody else is on record")
    }),
    (
        "the record names clerk and person for {text}",
        |world, args| {
            let name = args.text(0).replace(' ', "-");
            let (_, found) = on_record(world, &name)?.last().ok_or("it never happened")?;
            let both = matches!(found, Author::Clerk { .. });
            holds(both, "the record does not name both")
        },
    ),
    // Deficiencies.
    ("nothing is asked of the person", |world, _| {
        let count = world.told()?.case.deficiencies.len();
        same(0, count)
    }),
    ("{text} {stands}", |world, args| {
        let expected = words::deficiency(args.choice(0));
        let found = deficiency(world, &args.text(0))?.state;
        holds(expected == Some(found), format!("it is {found:?}"))
    }),
    ("the last day to mend {text} is {date}", |world, args| {
        same(args.date(0), deficiency(world, &args.text(0))?.until)
    }),
    (
        "the body must deliver the notice about {text} by another channel",
        |world, args| {
            let owed = deficiency(world, &args.text(0))?.delivery_owed_at;
            holds(owed.is_some(), "nothing of that kind is owed")
        },
    ),
    // The hearing.
    ("the act may be adopted from {date}", |world, args| {
        let found = preliminary(world)?.not_before;
        same(args.date(0), found.ok_or("there is no hearing")?)
    }),
    ("objections are taken until {date}", |world, args| {
        let found = preliminary(world)?.objection_until;
        same(args.date(0), found.ok_or("it was not received")?)
    }),
    ("there is no hearing, by article {text}", |world, args| {
        let found = preliminary(world)?;
        holds(found.not_before.is_none(), "there is a hearing")?;
        same(args.text(0), found.law.articles.clone())
    }),
    (
        "the act says why there is no hearing: {text}",
        |world, args| {
            let found = preliminary(world)?.without.as_ref();
            let (_, why) = found.ok_or("it does not say why")?;
            same(args.text(0), why.as_str())
        },
    ),
    (
        "remarks on the protocol are taken until {date}",
        |world, args| {
            let oral = preliminary(world)?.oral.as_ref();
            let held = oral.and_then(|oral| oral.held.as_ref());
            same(args.date(0), held.ok_or("it was not held")?.remarks_until)
        },
    ),
    // Letters.
    ("the person has a letter {text}", |world, args| {
        let found = letters(world, &args.text(0))?.len();
        holds(found == 1, format!("found {found}"))
    }),
    ("the person has no letter {text}", |world, args| {
        same(0, letters(world, &args.text(0))?.len())
    }),
    (
        "the letter {text} was received at {instant}",
        |world, args| {
            let letters = letters(world, &args.text(0))?;
            let found = letters.last().and_then(|letter| letter.received_at);
            same_time(world, args.instant(), found.ok_or("it was not received")?)
        },
    ),
    (
        "the letter {text} is not shown to be received",
        |world, args| {
            let letters = letters(world, &args.text(0))?;
            let last = letters.last().ok_or("there is no such letter")?;
            holds(last.received_at.is_none(), "it was received")
        },
    ),
    // The decision.
    ("the decision is by {decider}", |world, args| {
        let found = match &world.told()?.case.decision {
            Some((_, Decision::Granted { by, .. })) => match by {
                Decider::Officer(_) => "an officer",
                Decider::Machine { .. } => "the program",
                Decider::Silence { .. } => "nobody",
                Decider::OnAppeal { .. } => "the superior body",
            },
            Some(_) => "an officer",
            None => "not made",
        };
        same(args.choice(0), found)
    }),
    ("the amount is {number}", |world, args| {
        match &world.told()?.case.decision {
            Some((
                _,
                Decision::Granted {
                    amount: Some(found),
                    ..
                },
            )) => same(rust_decimal::Decimal::from(args.number()), *found),
            _ => Err("no amount was granted".into()),
        }
    }),
    ("the refusal names {texts}", |world, args| {
        let Some((_, decision)) = &world.told()?.case.decision else {
            return Err("nothing is decided".into());
        };
        let (Decision::Refused { grounds, .. } | Decision::NotAccepted { grounds, .. }) = decision
        else {
            return Err("it is no refusal".into());
        };
        let named: Vec<&str> = grounds
            .iter()
            .map(|finding| finding.requirement.as_str())
            .collect();
        same(args.texts(0).join(", "), named.join(", "))
    }),
    ("the decision is by two officers", |world, _| {
        let (prepared_by, approved_by) = match &world.told()?.case.decision {
            Some((
                _,
                Decision::Refused {
                    prepared_by,
                    approved_by,
                    ..
                },
            )) => (prepared_by, Some(approved_by)),
            Some((
                _,
                Decision::Ruled {
                    prepared_by,
                    approved_by,
                    ..
                },
            )) => (prepared_by, approved_by.as_ref()),
            _ => return Err("one officer is enough for what was decided".into()),
        };
        let two = approved_by.is_some_and(|approved_by| approved_by.id != prepared_by.id);
        holds(two, "one officer decided alone")
    }),
    ("the decision says {text}", |world, args| {
        let decision = world.told()?.case.decision.as_ref();
        let reasons = decision.and_then(|(_, decision)| decision.reasons());
        let said = reasons.is_some_and(|reasons| reasons.as_str().contains(&args.text(0)));
        holds(said, "it does not say so")
    }),
    ("the result says {text}", |world, args| {
        let issued = world.told()?.case.issued.as_ref();
        let record = &issued.ok_or("there is no result")?.record;
        let mut values = record
            .values()
            .flatten()
            .filter_map(|value| value.as_text());
        let said = values.any(|value| value == args.text(0));
        holds(said, "it does not say so")
    }),
    ("the last day of the check is {date}", |world, args| {
        let check = world.told()?.case.post_check.as_ref();
        same(args.date(0), check.ok_or("there is no check")?.until)
    }),
    ("the damage is paid", |world, _| paid(world, true)),
    ("the damage is not paid", |world, _| paid(world, false)),
    ("the result holds", |world, _| {
        let holding = world.told()?.case.result_holds().is_some();
        holds(holding, "it does not hold")
    }),
    ("the result does not hold", |world, _| {
        let holding = world.told()?.case.result_holds().is_some();
        holds(!holding, "it holds")
    }),
    (
        "the last day to answer about the slip is {date}",
        |world, args| {
            let asked = world.told()?.case.correction.as_ref();
            same(args.date(0), asked.ok_or("nobody asked")?.until)
        },
    ),
    // Appeals and complaints.
    ("execution is suspended", |world, _| {
        let found = world.told()?.case.is_suspended();
        holds(found, "execution is not suspended")
    }),
    ("execution is not suspended", |world, _| {
        let found = world.told()?.case.is_suspended();
        holds(!found, "execution is suspended")
    }),
    (
        "it was filed in time, the last day being {date}",
        |world, args| {
            let appeal = challenge(world)?;
            holds(!appeal.late, "it was filed late")?;
            same(args.date(0), appeal.last_day.ok_or("there is no last day")?)
        },
    ),
    (
        "it was filed late, the last day having been {date}",
        |world, args| {
            let appeal = challenge(world)?;
            holds(appeal.late, "it was filed in time")?;
            same(args.date(0), appeal.last_day.ok_or("there is no last day")?)
        },
    ),
    (
        "it was filed in time, for the act was not received",
        |world, _| {
            let appeal = challenge(world)?;
            holds(!appeal.late && appeal.last_day.is_none(), "it was")
        },
    ),
    ("the last day to send it on is {date}", |world, args| {
        same(args.date(0), challenge(world)?.forward_until)
    }),
    ("{text} is held to be met", |world, args| {
        let found = world.told()?.case.is_overruled(&args.text(0));
        holds(found, "no instance holds so")
    }),
    ("the rights were {rights}", |world, args| {
        let Some((_, Decision::Ruled { ruling, .. })) = &world.told()?.case.decision else {
            return Err("there is no ruling".into());
        };
        let expected = words::rights(args.choice(0));
        holds(
            expected == Some(ruling.rights),
            format!("found {:?}", ruling.rights),
        )
    }),
];

#[expect(
    clippy::needless_pass_by_value,
    reason = "what is compared is mostly made for the comparison"
)]
fn same<A: PartialEq<B> + Display, B: Display>(expected: A, found: B) -> Checked {
    if expected == found {
        Ok(())
    } else {
        Err(format!("expected {expected}, found {found}"))
    }
}

fn same_time(world: &World, expected: Timestamp, found: Timestamp) -> Checked {
    if expected == found {
        return Ok(());
    }
    let local = |instant| world.calendar.local(instant).datetime();
    let (expected, found) = (local(expected), local(found));
    Err(format!("expected {expected}, found {found}"))
}

fn holds(condition: bool, found: impl Into<String>) -> Checked {
    if condition {
        Ok(())
    } else {
        Err(format!("it is otherwise: {}", found.into()))
    }
}

/// When what bears the name took effect, and who brought it about.
fn on_record<'a>(
    world: &'a World,
    name: &'a str,
) -> Result<impl Iterator<Item = (Timestamp, Author)> + use<'a>, String> {
    let journal = &world.told()?.journal;
    Ok(journal
        .iter()
        .filter(move |recorded| recorded.event.name() == name)
        .map(|recorded| (recorded.effective_at, recorded.by.clone())))
}

fn deficiency<'a>(world: &'a World, name: &str) -> Result<&'a Deficiency, String> {
    let case: &Case = &world.told()?.case;
    case.deficiencies
        .iter()
        .rfind(|deficiency| deficiency.requirement == name)
        .ok_or_else(|| format!("nothing was asked about \"{name}\""))
}

fn preliminary(world: &World) -> Result<&Preliminary, String> {
    match &world.told()?.case.phase {
        Phase::Hearing(preliminary) => Ok(preliminary),
        other => Err(format!("nothing is prepared: the case is {}", other.name())),
    }
}

fn letters<'a>(world: &'a World, name: &str) -> Result<Vec<&'a Letter>, String> {
    let kind = words::letter(name)?;
    let case: &Case = &world.told()?.case;
    Ok(case
        .letters
        .iter()
        .filter(|letter| letter.kind == kind)
        .collect())
}

fn challenge(world: &World) -> Result<&Appeal, String> {
    match &world.told()?.case.filing.matter {
        Matter::Appeal(appeal) => Ok(appeal),
        _ => Err("it is no appeal".into()),
    }
}

fn paid(world: &World, expected: bool) -> Checked {
    match world.told()?.case.former.last().map(|former| &former.ended) {
        Some(Ended::Revoked { compensated, .. }) => {
            holds(*compensated == expected, "it is the other way round")
        }
        _ => Err("nothing was taken back".into()),
    }
}
