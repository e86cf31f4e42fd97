//! Weighing: facts of a definition, the risks they make, and what measures leave of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Measure, Privacy, Risk};

/// What a risk or a measure can hang on. All are counted from the definition but one: how many
/// people it is for, which counts as many while nobody has said it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Fields read that are marked as sensitive in their register.
    SensitiveFields,
    /// Fields read about a child.
    ChildFields,
    /// Fields read about another adult than the one who files.
    OtherAdultFields,
    /// Fields read about persons in all.
    Fields,
    /// Registers read that hold personal data.
    Registers,
    /// Fields read by law, without asking the person.
    FieldsWithoutConsent,
    /// Fields read that nothing uses.
    UnusedFields,
    /// Fields entered in a register.
    FieldsPassedOn,
    /// Whether a machine may grant.
    AutomatedGrants,
    /// How many people a year it is for.
    PeopleAYear,
}

/// The facts of one definition. What is not there is nought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(pub BTreeMap<Fact, u32>);

impl Facts {
    /// How much of it there is; as much as can be where it is not known.
    pub fn of(&self, fact: Fact) -> u32 {
        let unknown = match fact {
            Fact::PeopleAYear => u32::MAX,
            _ => 0,
        };
        self.0.get(&fact).copied().unwrap_or(unknown)
    }

    fn reaches(&self, least: &BTreeMap<Fact, u32>) -> bool {
        least.iter().all(|(fact, least)| self.of(*fact) >= *least)
    }

    fn touches(&self, any: &BTreeMap<Fact, u32>) -> bool {
        any.iter().any(|(fact, least)| self.of(*fact) >= *least)
    }
}

/// How high a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Low.
    Low,
    /// Medium.
    Medium,
    /// High.
    High,
}

/// What was found: risks, measures, and how high it all is before and after them.
pub struct Assessment<'a> {
    /// The risks that are there.
    pub risks: Vec<RiskFound<'a>>,
    /// The measures that are there.
    pub measures: Vec<&'a Measure>,
    /// Points before measures.
    pub before: u32,
    /// Points after measures.
    pub after: u32,
    /// Level before measures.
    pub level_before: Level,
    /// Level after measures.
    pub level_after: Level,
    /// Whether an officer has to sign.
    pub needs_opinion: bool,
}

/// A risk that is there.
pub struct RiskFound<'a> {
    /// Which.
    pub risk: &'a Risk,
    /// Its points after measures.
    pub after: u32,
    /// The measures that make it smaller.
    pub measures: Vec<&'a Measure>,
}

impl Privacy {
    /// Weighs facts by the model.
    pub fn assess(&self, facts: &Facts) -> Assessment<'_> {
        let there = |one: &&Measure| facts.reaches(&one.when) && !facts.touches(&one.unless);
        let measures: Vec<&Measure> = self.measures.iter().filter(there).collect();
        let risks: Vec<RiskFound<'_>> = self
            .risks
            .iter()
            .filter(|risk| facts.reaches(&risk.when))
            .map(|risk| {
                let against = |one: &&&Measure| one.against.contains_key(&risk.id);
                let helps: Vec<&Measure> = measures.iter().filter(against).copied().collect();
                let less = helps
                    .iter()
                    .filter_map(|one| one.against.get(&risk.id))
                    .sum();
                RiskFound {
                    risk,
                    after: risk.points.saturating_sub(less),
                    measures: helps,
                }
            })
            .collect();
        let before = risks.iter().map(|found| found.risk.points).sum();
        let after = risks.iter().map(|found| found.after).sum();
        let level_before = self.level(before);
        Assessment {
            level_before,
            level_after: self.level(after),
            needs_opinion: level_before >= self.sign_off,
            risks,
            measures,
            before,
            after,
        }
    }

    fn level(&self, points: u32) -> Level {
        let reached = self.levels.iter().filter(|(_, from)| points >= *from);
        reached.map(|(level, _)| *level).max().unwrap_or(Level::Low)
    }
}
