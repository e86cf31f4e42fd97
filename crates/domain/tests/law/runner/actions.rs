//! What happens: commands of people, officers and the program, each by its sentence.

use tutas_domain::actor::Actor;
use tutas_domain::case::{
    Case, Command, Competent, LetterKind, Level, Outcome, Rights, Ruling, Upload, WithoutHearing,
};
use tutas_domain::evidence::{Record, Verdict};
use tutas_domain::text::Words;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::country;
use super::pattern::Args;
use super::sentence::Step;
use super::words;
use super::world::{Stop, World};

/// When …
pub(crate) const ACTIONS: &[Step] = &[
    // What the registers say.
    ("the registers show that everything holds", |world, _| {
        world.verdicts.clear();
        world.assess()
    }),
    (
        "the registers show that {texts} {does} not hold",
        |world, args| found(world, args, Verdict::Unmet),
    ),
    ("it cannot be told whether {texts} holds", |world, args| {
        found(world, args, Verdict::Unknown)
    }),
    ("the register for {text} does not answer", |world, args| {
        let need = args.text(0);
        world.down.insert(need.clone());
        world.verdicts.insert(need, Verdict::Unknown);
        world.assess()
    }),
    (
        "the register for {text} answers again: it holds",
        |world, args| {
            let need = args.text(0);
            world.down.remove(&need);
            world.verdicts.remove(&need);
            world.assess()
        },
    ),
    ("a grant would now give {number}", |world, args| {
        world.amount = Some(args.number().into());
        world.assess()
    }),
    (
        "the register makes the result, number {text}",
        |world, args| {
            let name = Value::Text("Aigul Serikova".into());
            let command = Command::ConfirmIssue {
                number: args.text(0),
                kind: "certificate".into(),
                record: Record::from([("name".to_owned(), Some(name))]),
            };
            world.tell(&Actor::Machine, command)
        },
    ),
    // What time and decrees do.
    ("a decree makes {date} a day off", |world, args| {
        decree(world, args, false)
    }),
    (
        "a decree makes {date} a day off and {date} a day of work",
        |world, args| decree(world, args, true),
    ),
    // What the person does.
    ("{who} withdraws it", |world, args| {
        world.tell(args.who(), Command::Withdraw)
    }),
    ("{who} applies again", |world, args| {
        world.apply_again(args.who())
    }),
    ("{who} supplies a document for {text}", |world, args| {
        world.uploads += 1;
        let id = Uuid::from_u128(world.uploads);
        let name = "document.pdf".into();
        let command = Command::Supply {
            requirement: args.text(0),
            upload: Some(Upload { id, name }),
            words: None,
        };
        world.tell(args.who(), command)
    }),
    ("{who} explains about {text}: {text}", |world, args| {
        let command = Command::Supply {
            requirement: args.text(0),
            upload: None,
            words: Some(args.text(1).into()),
        };
        world.tell(args.who(), command)
    }),
    ("{who} gives another answer about {text}", |world, args| {
        let requirement = args.text(0);
        let command = Command::Answer {
            requirement: requirement.clone(),
            ask: requirement.clone(),
            value: Value::Text("KZ75125KZT1001300335".into()),
        };
        world.tell(args.who(), command)?;
        world.verdicts.remove(&requirement);
        world.assess()
    }),
    ("the other parent signs the statement", |world, _| {
        world.verdicts.remove(country::STATEMENT);
        world.assess()
    }),
    ("{who} opens the letter {text}", |world, args| {
        let letter = letter(world, &args.text(0))?;
        world.tell(args.who(), Command::ReadLetter(letter))
    }),
    ("{who} objects: {text}", |world, args| {
        world.tell(args.who(), Command::Object(args.text(0).into()))
    }),
    (
        "{who} asks for a decision without a hearing",
        |world, args| world.tell(args.who(), Command::WaiveHearing),
    ),
    ("{who} asks to be heard by word of mouth", |world, args| {
        world.tell(args.who(), Command::AskOralHearing)
    }),
    ("{who} remarks on the protocol: {text}", |world, args| {
        world.tell(args.who(), Command::Remark(args.text(0).into()))
    }),
    ("{who} asks to put a slip right: {text}", |world, args| {
        world.tell(args.who(), Command::AskCorrection(args.text(0).into()))
    }),
    ("{who} notes a claim to court: {text}", |world, args| {
        world.tell(args.who(), Command::NoteCourt(args.text(0).into()))
    }),
    ("{who} appeals: {text}", |world, args| {
        world.file_appeal(args.who(), &args.text(0))
    }),
    (
        "{who} appeals to the second instance: {text}",
        |world, args| world.file_second_appeal(args.who(), &args.text(0)),
    ),
    ("{who} complains to {level}: {text}", |world, args| {
        let level = match args.choice(0) {
            "the provider" => Level::Provider,
            _ => Level::Authority,
        };
        world.complain(args.who(), level, &args.text(0))
    }),
    // What officers do.
    ("{who} grants it", |world, args| {
        world.tell(args.who(), Command::Grant)
    }),
    ("{who} grants it provisionally", |world, args| {
        world.tell(args.who(), Command::GrantProvisionally)
    }),
    ("{who} confirms what was granted", |world, args| {
        world.tell(args.who(), Command::PassPostCheck)
    }),
    (
        "{who} asks the person to mend {text}: {text}",
        |world, args| {
            let command = Command::AskForCure {
                requirement: args.text(0),
                words: args.text(1).into(),
            };
            world.tell(args.who(), command)
        },
    ),
    ("{who} accepts the document for {text}", |world, args| {
        let command = Command::AcceptDocument {
            upload: Uuid::from_u128(world.uploads),
            record: Record::new(),
        };
        world.tell(args.who(), command)?;
        world.verdicts.remove(&args.text(0));
        world.assess()
    }),
    (
        "{who} does not accept the document: {text}",
        |world, args| {
            let command = Command::TurnDownDocument {
                upload: Uuid::from_u128(world.uploads),
                why: args.text(0).into(),
            };
            world.tell(args.who(), command)
        },
    ),
    (
        "{who} refuses to accept the application because {texts} {is} lacking",
        |world, args| {
            let command = Command::RefuseAcceptance {
                requirements: args.texts(0),
                reasons: "The papers are not complete.".into(),
            };
            world.tell(args.who(), command)
        },
    ),
    ("{who} sends it on to {body}: {text}", |world, args| {
        let body = words::body(args.choice(0));
        let to = Competent {
            body: body.into(),
            superior: (body == words::OTHER).then(|| words::SUPERIOR.to_owned()),
        };
        let reasons = args.text(0).into();
        world.tell(args.who(), Command::Redirect { to, reasons })
    }),
    (
        "{who} extends the term until {date}: {text}",
        |world, args| {
            let (until, reasons) = (args.date(0), args.text(0).into());
            world.tell(args.who(), Command::Extend { until, reasons })
        },
    ),
    (
        "{who} lets the term stand still for {text}",
        |world, args| {
            let command = Command::Pause {
                ground: args.text(0),
                reasons: "The law of the service asks for it.".into(),
            };
            world.tell(args.who(), command)
        },
    ),
    ("{who} lets the term run on", |world, args| {
        world.tell(args.who(), Command::Resume)
    }),
    (
        "{who} puts down that the letter {text} was received by {channel}, {instant}",
        |world, args| {
            let letter = letter(world, &args.text(0))?;
            let proof = words::proof(args.choice(0), args.who()).ok_or("no such channel")?;
            let on = args.instant();
            world.tell(args.who(), Command::RecordReceipt { letter, proof, on })
        },
    ),
    (
        "{who} prepares a refusal because {texts} {does} not hold",
        |world, args| prepare_refusal(world, args, None),
    ),
    (
        "{who} prepares a refusal because {texts} {does} not hold, without a hearing for {exception}: {text}",
        |world, args| {
            let without = without(args.choice(1), args.text(1))?;
            prepare_refusal(world, args, Some(without))
        },
    ),
    ("{who} adopts the act", |world, args| {
        world.tell(args.who(), Command::Approve)
    }),
    ("{who} sends the act back: {text}", |world, args| {
        let words = args.text(0).into();
        world.tell(args.who(), Command::Return { words })
    }),
    (
        "{who} holds the hearing, its protocol: {text}",
        |world, args| {
            let protocol = args.text(0).into();
            world.tell(args.who(), Command::HoldHearing { protocol })
        },
    ),
    (
        "{who} prepares to take the decision back because {ground}: {text}",
        |world, args| prepare_revocation(world, args, None),
    ),
    (
        "{who} prepares to take the decision back because {ground}, without a hearing for {exception}: {text}",
        |world, args| {
            let without = without(args.choice(1), args.text(0))?;
            prepare_revocation(world, args, Some(without))
        },
    ),
    (
        "{who} takes the refusal back because {ground}: {text}",
        |world, args| {
            let command = Command::RevokeBurden {
                ground: words::ground(args.choice(0)).ok_or("no such ground")?,
                reasons: args.text(0).into(),
            };
            world.tell(args.who(), command)
        },
    ),
    ("{who} corrects {text} to {text}", |world, args| {
        let (was, reads) = (args.text(0).into(), args.text(1).into());
        let answers = world.told()?.case.correction.is_some();
        let command = Command::Correct {
            was,
            reads,
            answers,
        };
        world.tell(args.who(), command)
    }),
    ("{who} finds no slip: {text}", |world, args| {
        let why = args.text(0).into();
        world.tell(args.who(), Command::DeclineCorrection { why })
    }),
    // Rulings on appeals and complaints.
    ("{who} {rules}: {text}", |world, args| {
        rule(world, args, ruling(args)?)
    }),
    (
        "{who} {rules}, holding {texts} to be met: {text}",
        |world, args| {
            let overruled = args.texts(0);
            let given = ruling(args)?;
            rule(world, args, Ruling { overruled, ..given })
        },
    ),
    (
        "{who} {excuses} the lateness and {rules}: {text}",
        |world, args| {
            let lateness = words::lateness(args.choice(0));
            let given = ruling_as(args.choice(1))?;
            rule(world, args, Ruling { lateness, ..given })
        },
    ),
    ("{who} prepares to dismiss it: {text}", |world, args| {
        let ruling = ruling_as("dismisses it")?;
        prepare_ruling(world, args, ruling)
    }),
    (
        "{who} prepares to leave it without examination: {text}",
        |world, args| {
            let ruling = ruling_as("leaves it without examination")?;
            prepare_ruling(world, args, ruling)
        },
    ),
    (
        "{who} {excuses} the lateness and prepares to dismiss it: {text}",
        |world, args| {
            let lateness = words::lateness(args.choice(0));
            let given = ruling_as("dismisses it")?;
            prepare_ruling(world, args, Ruling { lateness, ..given })
        },
    ),
];

fn found(world: &mut World, args: &Args, verdict: Verdict) -> Result<(), Stop> {
    for name in args.texts(0) {
        if !country::REQUIREMENTS.contains(&name.as_str()) {
            return Err(format!("there is no requirement called \"{name}\"").into());
        }
        world.verdicts.insert(name, verdict);
    }
    world.assess()
}

fn decree(world: &mut World, args: &Args, with_work: bool) -> Result<(), Stop> {
    let worked = with_work.then(|| args.date(1));
    world.swaps.push(country::swap(args.date(0), worked));
    world.calendar = country::calendar(&world.swaps);
    let names: Vec<&'static str> = world.cases.keys().copied().collect();
    for name in names {
        world.tell_one(name, &Actor::Machine, Command::Recount)?;
    }
    Ok(())
}

/// The last letter of the kind.
fn letter(world: &World, name: &str) -> Result<usize, Stop> {
    let kind: LetterKind = words::letter(name)?;
    let case: &Case = &world.told()?.case;
    case.letters
        .iter()
        .rposition(|letter| letter.kind == kind)
        .ok_or_else(|| format!("there is no letter \"{name}\" in the cabinet").into())
}

fn without(exception: &str, why: String) -> Result<WithoutHearing, Stop> {
    Ok(WithoutHearing {
        ground: words::exception(exception).ok_or("no such exception")?,
        why: Words::from(why),
    })
}

fn prepare_refusal(
    world: &mut World,
    args: &Args,
    without: Option<WithoutHearing>,
) -> Result<(), Stop> {
    let command = Command::PrepareRefusal {
        requirements: args.texts(0),
        reasons: "It was awarded before to Aigul Serikova.".into(),
        without,
    };
    world.tell(args.who(), command)
}

fn prepare_revocation(
    world: &mut World,
    args: &Args,
    without: Option<WithoutHearing>,
) -> Result<(), Stop> {
    let command = Command::PrepareRevocation {
        ground: words::ground(args.choice(0)).ok_or("no such ground")?,
        reasons: args.text(0).into(),
        without,
    };
    world.tell(args.who(), command)
}

fn ruling(args: &Args) -> Result<Ruling, Stop> {
    ruling_as(args.choice(0))
}

fn ruling_as(phrase: &str) -> Result<Ruling, Stop> {
    let outcome = words::outcome(phrase).ok_or("no such ruling")?;
    let rights = match outcome {
        Outcome::Dismissed | Outcome::Left => Rights::NotViolated,
        _ => Rights::Restored,
    };
    Ok(Ruling {
        outcome,
        rights,
        overruled: Vec::new(),
        lateness: None,
    })
}

fn rule(world: &mut World, args: &Args, ruling: Ruling) -> Result<(), Stop> {
    let reasons = last_text(args);
    world.tell(args.who(), Command::Rule { ruling, reasons })
}

fn prepare_ruling(world: &mut World, args: &Args, ruling: Ruling) -> Result<(), Stop> {
    let command = Command::PrepareRuling {
        ruling,
        reasons: last_text(args),
        without: None,
    };
    world.tell(args.who(), command)
}

fn last_text(args: &Args) -> Words {
    args.last_text().into()
}
