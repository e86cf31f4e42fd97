//! What persons wish to do with their cases, and what nobody may do with anybody's.

use jiff::Timestamp;
use tutas_catalog::Service;
use tutas_domain::actor::{Actor, Rank};
use tutas_domain::case::{
    Case, Command, DeficiencyState, Level, Outcome, Phase, Proof, Rights, Ruling, RulingGiven,
};
use tutas_domain::definition::{CuringMeans, Kind, RevocationGround};
use tutas_domain::evidence::Record;
use tutas_domain::person::PersonId;
use tutas_domain::text::Words;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::country::District;
use super::family::Family;
use super::officer::officer;
use crate::registers::Chance;

/// What a person does.
pub(super) enum Wish {
    /// Opens a letter.
    Open(usize),
    /// Brings a file.
    Bring(String),
    /// The other parent signs.
    Sign,
    /// Appeals.
    Appeal,
    /// Complains.
    Complain(Level),
    /// Withdraws the consent to reads: for this service, or for the whole application.
    TakeBackConsent { all: bool },
    /// Says that something a register answered is wrong: one of the answers.
    SayWrong(usize),
    /// Gives a command.
    Give(Command),
}

/// What the person who filed wishes, seeing the case.
pub(super) fn wish(
    case: &Case,
    service: &Service,
    family: &Family,
    district: &District,
    chance: &mut Chance,
) -> Option<Wish> {
    let unread = case
        .letters
        .iter()
        .position(|one| one.received_at.is_none());
    if let Some(letter) = unread
        && chance.permille(850)
    {
        return Some(Wish::Open(letter));
    }
    if case.phase.is_undecided() && chance.permille(12) {
        return Some(Wish::Give(Command::Withdraw));
    }
    if case.kind() == Kind::Service
        && let Some(wish) = of_registers(case, chance)
    {
        return Some(wish);
    }
    match &case.phase {
        Phase::Hearing(_) => hearing(chance),
        phase if phase.is_undecided() => {
            mend(case, service, family, district, chance).or_else(|| silence(case, chance))
        }
        Phase::Refused | Phase::NotAccepted | Phase::Revoked => against(case, chance),
        Phase::Issued | Phase::Granted | Phase::PostCheck => content(case, chance),
        Phase::Ruled if case.kind() == Kind::Appeal && chance.permille(250) => Some(Wish::Appeal),
        _ => None,
    }
}

/// What registers are asked and answer does not suit the person.
fn of_registers(case: &Case, chance: &mut Chance) -> Option<Wish> {
    match chance.below(100) {
        0 | 1 => Some(Wish::TakeBackConsent {
            all: chance.permille(500),
        }),
        2..=6 if case.rests_on_registers() => Some(Wish::SayWrong(
            usize::try_from(chance.below(8)).unwrap_or(0),
        )),
        _ => None,
    }
}

/// What is lacking is brought, answered or signed.
fn mend(
    case: &Case,
    service: &Service,
    family: &Family,
    district: &District,
    chance: &mut Chance,
) -> Option<Wish> {
    let open = case
        .deficiencies
        .iter()
        .find(|one| one.state == DeficiencyState::Open)?;
    if chance.permille(150) {
        return None;
    }
    let requirement = open.requirement.clone();
    Some(match service.procedure.curing_means(&requirement) {
        Some(CuringMeans::Document(_)) => Wish::Bring(requirement),
        Some(CuringMeans::Statement { .. }) => Wish::Sign,
        Some(CuringMeans::Answer { ask }) => {
            let answer = family.answer(ask, district).unwrap_or_default();
            Wish::Give(Command::Answer {
                requirement,
                ask: ask.clone(),
                value: match answer.as_str() {
                    "true" => Value::Bool(true),
                    _ => Value::Text(answer),
                },
            })
        }
        None => Wish::Give(Command::Supply {
            requirement,
            upload: None,
            words: Some("міне".into()),
        }),
    })
}

fn hearing(chance: &mut Chance) -> Option<Wish> {
    Some(Wish::Give(match chance.below(10) {
        0..=3 => Command::Object("келіспеймін".into()),
        4 => Command::WaiveHearing,
        5 | 6 => Command::AskOralHearing,
        7 => Command::Remark("ескерту".into()),
        _ => return None,
    }))
}

/// After the silence of the body.
fn silence(case: &Case, chance: &mut Chance) -> Option<Wish> {
    case.deemed_refused_at?;
    against(case, chance)
}

fn against(case: &Case, chance: &mut Chance) -> Option<Wish> {
    if case.kind() != Kind::Service {
        return None;
    }
    match chance.below(20) {
        0..=8 => Some(Wish::Appeal),
        9 => Some(Wish::Give(Command::NoteCourt("сотқа".into()))),
        10 => Some(Wish::Give(Command::AskCorrection("қате бар".into()))),
        11 => Some(Wish::Complain(Level::Provider)),
        12 => Some(Wish::Complain(Level::Authority)),
        _ => None,
    }
}

fn content(case: &Case, chance: &mut Chance) -> Option<Wish> {
    if case.kind() != Kind::Service {
        return None;
    }
    match chance.below(100) {
        0..=3 => Some(Wish::Give(Command::AskCorrection("қате бар".into()))),
        4 => Some(Wish::Complain(Level::Provider)),
        5 => Some(Wish::Appeal),
        _ => None,
    }
}

/// A command that this actor has no business giving, or not now, or not so.
pub(super) fn misuse(
    case: &Case,
    family: &Family,
    stranger: &PersonId,
    now: Timestamp,
    chance: &mut Chance,
) -> (Command, Actor) {
    let command = wrong_command(case, now, chance);
    let body = case.body.clone();
    let actor = match chance.below(8) {
        0 => Actor::Person(stranger.clone()),
        1 => Actor::Officer(officer("registrar-99", Rank::Head, "head")),
        2 => {
            // Kin as officer: the mother's own family.
            let mut kin = officer(&body, Rank::Head, "kin");
            kin.family = vec![family.mother.clone(), family.father.clone()];
            Actor::Officer(kin)
        }
        3 => Actor::Officer(officer(&body, Rank::Officer, "1")),
        4 => Actor::Officer(officer(&body, Rank::Head, "head")),
        5 => Actor::Clerk {
            clerk: officer(&body, Rank::Officer, "1"),
            person: stranger.clone(),
        },
        6 => Actor::Clerk {
            clerk: officer("registrar-99", Rank::Officer, "1"),
            person: family.filer.clone(),
        },
        _ => Actor::Person(family.filer.clone()),
    };
    (command, actor)
}

fn wrong_command(case: &Case, now: Timestamp, chance: &mut Chance) -> Command {
    let requirement = case.findings.first().map_or_else(
        || "nothing".to_owned(),
        |finding| finding.requirement.clone(),
    );
    let mut all = plain_commands(case, &requirement);
    all.extend(odd_commands(case, now, requirement));
    chance.of(&all).clone()
}

fn words() -> Words {
    "бос сөз".into()
}

fn plain_commands(case: &Case, requirement: &str) -> Vec<Command> {
    vec![
        Command::Grant,
        Command::GrantProvisionally,
        Command::PassPostCheck,
        Command::Approve,
        Command::ConfirmDefect { reasons: words() },
        Command::Withdraw,
        Command::Resume,
        Command::Recount,
        Command::WaiveHearing,
        Command::AskOralHearing,
        Command::ReadLetter(case.letters.len()),
        Command::ReadLetter(0),
        Command::Object(words()),
        Command::Remark(words()),
        Command::Return { words: words() },
        Command::NoteCourt(words()),
        Command::AskCorrection(words()),
        Command::DeclineCorrection { why: words() },
        Command::Correct {
            was: "164350".into(),
            reads: "999999".into(),
            answers: false,
        },
        Command::PrepareRefusal {
            requirements: vec![requirement.to_owned()],
            reasons: words(),
            without: None,
        },
        Command::RefuseAcceptance {
            requirements: vec![requirement.to_owned()],
            reasons: words(),
        },
    ]
}

fn odd_commands(case: &Case, now: Timestamp, requirement: String) -> Vec<Command> {
    let day = case.term.last_day;
    vec![
        Command::AskForCure {
            requirement: requirement.clone(),
            words: words(),
        },
        Command::Extend {
            until: day.saturating_add(jiff::ToSpan::days(200)),
            reasons: words(),
        },
        Command::Pause {
            ground: "because".into(),
            reasons: words(),
        },
        Command::RecordReceipt {
            letter: 0,
            proof: Proof::RegisteredLetter { number: "X".into() },
            on: super::stage::minutes(now, 60),
        },
        Command::PrepareRevocation {
            ground: RevocationGround::Offence,
            reasons: words(),
            without: None,
        },
        Command::RevokeBurden {
            ground: RevocationGround::UnlawfulBurden,
            reasons: words(),
        },
        Command::Rule {
            ruling: Ruling {
                outcome: Outcome::Replaced,
                rights: Rights::Restored,
                overruled: Vec::new(),
                lateness: None,
            },
            reasons: words(),
        },
        Command::ApplyRuling(RulingGiven {
            appeal: Uuid::nil(),
            ruling: None,
            by: None,
        }),
        Command::Lodge {
            appeal: Uuid::nil(),
            number: "0".into(),
            replaced: false,
        },
        Command::Dispute {
            defect: Uuid::nil(),
            number: "0".into(),
            need: case.evidence.0.keys().next().cloned().unwrap_or_default(),
        },
        Command::SettleDispute {
            defect: case.disputes.last().map_or(Uuid::nil(), |one| one.defect),
            register: "persons".into(),
            corrected: true,
        },
        Command::Supply {
            requirement,
            upload: None,
            words: Some(words()),
        },
        Command::ConfirmIssue {
            number: "0".into(),
            kind: "forged".into(),
            record: Record::new(),
        },
    ]
}

/// Whether a command is the program's own, which its use cases give and no page can: a person or
/// officer is never to get through with it.
pub(super) fn is_the_programs(command: &Command) -> bool {
    matches!(
        command,
        Command::Recount
            | Command::ApplyRuling(_)
            | Command::Lodge { .. }
            | Command::Dispute { .. }
            | Command::SettleDispute { .. }
            | Command::ConfirmIssue { .. }
            | Command::RecordEvidence(_)
            | Command::Assess { .. }
            | Command::File(_)
    )
}
