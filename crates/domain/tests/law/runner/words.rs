//! The fixed phrases of scenarios, and what each means to the engine.

use tutas_domain::actor::{Actor, Officer, OfficerId, Rank};
use tutas_domain::case::{DeficiencyState, Lateness, LetterKind, Outcome, Proof, Rights};
use tutas_domain::definition::{Channel, ExceptionGround, RevocationGround};
use tutas_domain::person::{Iin, PersonId};

pub(crate) const BODY: &str = "registrar-2710";
pub(crate) const SUPERIOR: &str = "ministry";
pub(crate) const ABOVE: &str = "government";
pub(crate) const OTHER: &str = "registrar-7510";
pub(crate) const AUTHORITY: &str = "quality-authority";

/// Who can act.
pub(crate) const PEOPLE: &[&str] = &[
    "the person",
    "the other parent",
    "a stranger",
    "the program",
    "the clerk, for the person",
    "the clerk, for a stranger",
    "the officer",
    "a second officer",
    "a third officer",
    "the deputy",
    "the head",
    "an officer who is kin of the person",
    "an officer who is the other parent",
    "an officer of another body",
    "an officer of the superior body",
    "a second officer of the superior body",
    "the deputy of the superior body",
    "an officer of the superior body who is the other parent",
    "an officer of the body above that",
    "a second officer of the body above that",
    "an officer of the authority",
    "a second officer of the authority",
];

const PHASES: &[&str] = &[
    "being gathered",
    "waiting for the person",
    "under examination",
    "in a hearing",
    "granted",
    "checked afterwards",
    "issued",
    "refused",
    "not accepted",
    "deemed refused",
    "taken back",
    "ruled on",
    "withdrawn",
];

const GROUNDS: &[(&str, RevocationGround)] = &[
    (
        "what it rests on was found unconstitutional",
        RevocationGround::Unconstitutional,
    ),
    (
        "it rests on knowingly false data",
        RevocationGround::KnowinglyFalse,
    ),
    ("an offence was proved", RevocationGround::Offence),
    (
        "public interests demand it",
        RevocationGround::PublicInterest,
    ),
    (
        "the law and the act itself allow it",
        RevocationGround::LawAndActAllow,
    ),
    (
        "its condition was broken",
        RevocationGround::ConditionBroken,
    ),
    (
        "it is burdening and unlawful",
        RevocationGround::UnlawfulBurden,
    ),
    (
        "it is burdening, though lawful",
        RevocationGround::LawfulBurden,
    ),
];

const EXCEPTIONS: &[(&str, ExceptionGround)] = &[
    ("urgency", ExceptionGround::Urgent),
    ("petition", ExceptionGround::Petition),
    ("enforcement", ExceptionGround::Enforcement),
    ("simplified procedure", ExceptionGround::Simplified),
    ("court ban", ExceptionGround::CourtBan),
];

const RANKS: &[(&str, Rank)] = &[
    ("the head", Rank::Head),
    ("the owner of last resort", Rank::LastResort),
];

const CHANNELS: &[(&str, Channel)] = &[
    ("the cabinet", Channel::Cabinet),
    ("message", Channel::Message),
    ("registered letter", Channel::RegisteredLetter),
    ("counter", Channel::Counter),
    ("refusal at a counter", Channel::Counter),
];

const OUTCOMES: &[(&str, Outcome)] = &[
    ("annuls the act", Outcome::Annulled),
    ("annuls the act and gives what was asked", Outcome::Replaced),
    ("orders the body to act", Outcome::Ordered),
    ("sends the case back", Outcome::Remanded),
    ("leaves it without examination", Outcome::Left),
    ("finds the complaint justified", Outcome::Upheld),
    ("dismisses it", Outcome::Dismissed),
];

const DEFICIENCIES: &[(&str, DeficiencyState)] = &[
    ("waits for the person", DeficiencyState::Open),
    ("waits for an officer", DeficiencyState::Supplied),
    ("is mended", DeficiencyState::Cured),
    ("has lapsed", DeficiencyState::Lapsed),
];

const RIGHTS: &[(&str, Rights)] = &[
    ("violated and restored", Rights::Restored),
    ("violated and cannot be restored", Rights::NotRestored),
    ("not violated", Rights::NotViolated),
];

const LATENESS: &[(&str, Lateness)] = &[
    ("excuses", Lateness::Excused),
    ("does not excuse", Lateness::NotExcused),
];

const BODIES: &[(&str, &str)] = &[
    ("the body it was filed with", BODY),
    ("the superior body", SUPERIOR),
    ("the body above that", ABOVE),
    ("another body", OTHER),
    ("the authority", AUTHORITY),
];

const DECIDERS: &[&str] = &["an officer", "the program", "nobody", "the superior body"];

const TIMES: &[&str] = &["never", "once", "twice", "three times"];

/// The phrases a kind of slot takes.
pub(crate) fn choices(kind: &str) -> Option<Vec<&'static str>> {
    Some(match kind {
        "phase" => PHASES.to_vec(),
        "ground" => firsts(GROUNDS),
        "exception" => firsts(EXCEPTIONS),
        "rank" => firsts(RANKS),
        "channel" => firsts(CHANNELS),
        "rules" => firsts(OUTCOMES),
        "stands" => firsts(DEFICIENCIES),
        "rights" => firsts(RIGHTS),
        "excuses" => firsts(LATENESS),
        "body" => firsts(BODIES),
        "decider" => DECIDERS.to_vec(),
        "times" => TIMES.to_vec(),
        "is" => vec!["is", "are"],
        "does" => vec!["does", "do"],
        "may" => vec!["may", "may not"],
        "effect" => vec!["begins anew", "stands still meanwhile", "runs on"],
        "from" => vec!["the notice", "its receipt"],
        "level" => vec!["the provider", "the authority"],
        _ => return None,
    })
}

/// The longest phrase with which the text begins.
pub(crate) fn longest(text: &str, phrases: impl AsRef<[&'static str]>) -> Option<&'static str> {
    phrases
        .as_ref()
        .iter()
        .filter(|phrase| text.starts_with(**phrase))
        .max_by_key(|phrase| phrase.len())
        .copied()
}

fn firsts<T>(table: &[(&'static str, T)]) -> Vec<&'static str> {
    table.iter().map(|(phrase, _)| *phrase).collect()
}

fn second<T: Copy>(table: &[(&str, T)], phrase: &str) -> Option<T> {
    table
        .iter()
        .find(|(known, _)| *known == phrase)
        .map(|(_, meaning)| *meaning)
}

/// The engine's name of a phase.
pub(crate) fn phase(phrase: &str) -> &'static str {
    const NAMES: [&str; 13] = [
        "gathering",
        "curing",
        "examining",
        "hearing",
        "granted",
        "post-check",
        "issued",
        "refused",
        "not-accepted",
        "deemed-refused",
        "revoked",
        "ruled",
        "withdrawn",
    ];
    PHASES
        .iter()
        .position(|known| *known == phrase)
        .map_or("", |at| NAMES[at])
}

pub(crate) fn ground(phrase: &str) -> Option<RevocationGround> {
    second(GROUNDS, phrase)
}

pub(crate) fn exception(phrase: &str) -> Option<ExceptionGround> {
    second(EXCEPTIONS, phrase)
}

pub(crate) fn rank(phrase: &str) -> Option<Rank> {
    second(RANKS, phrase)
}

pub(crate) fn channel(phrase: &str) -> Option<Channel> {
    second(CHANNELS, phrase)
}

pub(crate) fn outcome(phrase: &str) -> Option<Outcome> {
    second(OUTCOMES, phrase)
}

pub(crate) fn deficiency(phrase: &str) -> Option<DeficiencyState> {
    second(DEFICIENCIES, phrase)
}

pub(crate) fn rights(phrase: &str) -> Option<Rights> {
    second(RIGHTS, phrase)
}

pub(crate) fn lateness(phrase: &str) -> Option<Lateness> {
    second(LATENESS, phrase)
}

pub(crate) fn body(phrase: &str) -> &'static str {
    second(BODIES, phrase).unwrap_or_default()
}

pub(crate) fn times(phrase: &str) -> usize {
    TIMES
        .iter()
        .position(|known| *known == phrase)
        .unwrap_or_default()
}

/// The kind of letter that is called so: its stored name with spaces.
pub(crate) fn letter(name: &str) -> Result<LetterKind, String> {
    serde_json::from_value(name.replace(' ', "-").into())
        .map_err(|_| format!("there is no letter called \"{name}\""))
}

/// What proves a receipt by the channel.
pub(crate) fn proof(phrase: &str, by: &Actor) -> Option<Proof> {
    Some(match channel(phrase)? {
        Channel::Cabinet => Proof::Cabinet,
        Channel::Message => Proof::Message { id: "sms-1".into() },
        Channel::RegisteredLetter => Proof::RegisteredLetter {
            number: "RC123456789KZ".into(),
        },
        Channel::Counter => Proof::Counter {
            clerk: match by {
                Actor::Officer(officer) => officer.id.clone(),
                _ => clerk().id,
            },
            signed: phrase == "counter",
        },
    })
}

pub(crate) fn the_person() -> PersonId {
    numbered("900101200010")
}

pub(crate) fn the_other_parent() -> PersonId {
    numbered("900101100014")
}

fn numbered(iin: &str) -> PersonId {
    Iin::parse(iin).map_or_else(|_| PersonId::Document(iin.into()), PersonId::Iin)
}

fn stranger() -> PersonId {
    PersonId::Document("UZB:AB1234567".into())
}

fn clerk() -> Officer {
    officer("psc-2710", "clerk", Rank::Officer, Vec::new())
}

fn officer(body: &str, post: &str, rank: Rank, family: Vec<PersonId>) -> Officer {
    Officer {
        id: OfficerId {
            id: format!("{body}/{post}"),
            name: format!("{post} of {body}"),
            body: body.into(),
        },
        rank,
        family,
    }
}

/// Who a phrase names.
pub(crate) fn person(phrase: &str) -> Option<Actor> {
    let of = |body: &str, post: &str, rank| Actor::Officer(officer(body, post, rank, Vec::new()));
    let low = Rank::Officer;
    let at_counter = |person| Actor::Clerk {
        clerk: clerk(),
        person,
    };
    let kin = |person| Actor::Officer(officer(BODY, "kin", low, vec![person]));
    Some(match phrase {
        "the person" => Actor::Person(the_person()),
        "the other parent" => Actor::Person(the_other_parent()),
        "a stranger" => Actor::Person(stranger()),
        "the program" => Actor::Machine,
        "the clerk, for the person" => at_counter(the_person()),
        "the clerk, for a stranger" => at_counter(stranger()),
        "the officer" => of(BODY, "1", low),
        "a second officer" => of(BODY, "2", low),
        "a third officer" => of(BODY, "3", low),
        "the deputy" => of(BODY, "deputy", Rank::Deputy),
        "the head" => of(BODY, "head", Rank::Head),
        "an officer who is kin of the person" => kin(the_person()),
        "an officer who is the other parent" => kin(the_other_parent()),
        "an officer of the superior body who is the other parent" => {
            let parent = vec![the_other_parent()];
            Actor::Officer(officer(SUPERIOR, "parent", low, parent))
        }
        "an officer of another body" => of(OTHER, "1", low),
        "an officer of the superior body" => of(SUPERIOR, "1", low),
        "a second officer of the superior body" => of(SUPERIOR, "2", low),
        "the deputy of the superior body" => of(SUPERIOR, "deputy", Rank::Deputy),
        "an officer of the body above that" => of(ABOVE, "1", low),
        "a second officer of the body above that" => of(ABOVE, "2", low),
        "an officer of the authority" => of(AUTHORITY, "1", low),
        "a second officer of the authority" => of(AUTHORITY, "2", low),
        _ => return None,
    })
}
