//! A register of persons in which some stand twice, and it is known who.

use std::collections::HashMap;

use jiff::civil::{Date, date};
use tutas_quality::{Entry, Link};

use super::Found;
use super::slips::again;
use crate::registers::{Crowd, Face};

/// Of a thousand people, so many stand in the register twice.
const TWICE: u32 = 30;

/// Of those, so many of a thousand three times.
const THRICE: u32 = 60;

/// Of a thousand people, so many have a namesake of the same birthday.
const NAMESAKES: u32 = 5;

/// A register in the making, and what is known of it.
pub(super) struct Register {
    crowd: Crowd,
    today: Date,
    /// Who each record is about.
    people: Vec<u32>,
    last: u32,
    pub(super) twins: usize,
    pub(super) namesakes: usize,
}

impl Register {
    pub(super) fn new(seed: u64) -> Self {
        let today = date(2026, 3, 18);
        Self {
            crowd: Crowd::new(seed, today),
            today,
            people: Vec::new(),
            last: 0,
            twins: 0,
            namesakes: 0,
        }
    }

    /// So many records, or a few less than one family more.
    pub(super) fn take(&mut self, count: u32) -> Vec<Face> {
        let mut records = Vec::new();
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        while records.len() < count {
            let family = self.crowd.family();
            let births = family.iter().enumerate();
            self.twins += births
                .flat_map(|(at, one)| family.iter().skip(at + 1).map(move |other| (one, other)))
                .filter(|(one, other)| one.born_on == other.born_on)
                .count();
            for face in family {
                self.enter(&mut records, face);
            }
        }
        records.truncate(count);
        self.people.truncate(count);
        records
    }

    fn enter(&mut self, records: &mut Vec<Face>, face: Face) {
        self.last += 1;
        if self.crowd.chance.permille(TWICE) {
            let thrice = self.crowd.chance.permille(THRICE);
            for _ in 0..=u32::from(thrice) {
                records.push(again(&mut self.crowd, &face, self.today));
                self.people.push(self.last);
            }
        }
        let namesake = self.crowd.chance.permille(NAMESAKES);
        let namesake = namesake.then(|| self.crowd.namesake(&face));
        records.push(face);
        self.people.push(self.last);
        if let Some(namesake) = namesake {
            self.namesakes += 1;
            self.last += 1;
            records.push(namesake);
            self.people.push(self.last);
        }
    }

    /// Pairs of records of one person.
    pub(super) fn pairs(&self) -> usize {
        let mut records: HashMap<u32, usize> = HashMap::new();
        for person in &self.people {
            *records.entry(*person).or_default() += 1;
        }
        let pairs = records.into_values().map(|count| count * (count - 1) / 2);
        pairs.sum()
    }

    /// What is found from a threshold on.
    pub(super) fn found(&self, links: &[Link], bits: f32) -> Found {
        let who = |place: u32| self.people.get(usize::try_from(place).ok()?);
        let told = links.iter().filter(|link| link.bits >= bits);
        let (right, wrong): (Vec<&Link>, Vec<&Link>) =
            told.partition(|link| who(link.a) == who(link.b));
        Found {
            bits,
            right: right.len(),
            wrong: wrong.len(),
            missed: self.pairs().saturating_sub(right.len()),
        }
    }
}

/// A record as a register tells it.
pub(super) fn entry(face: &Face) -> Entry<'_> {
    Entry {
        iin: &face.iin,
        document: "",
        surname: &face.surname,
        given_name: &face.given_name,
        patronymic: face.patronymic.as_deref().unwrap_or_default(),
        sex: Some(face.sex),
        born_on: Some(face.born_on),
    }
}
