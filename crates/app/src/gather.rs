//! Evidence: first the ground, then the look-up, then the read, and every read on record.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::join_all;
use jiff::{SignedDuration, Timestamp};
use tutas_catalog::{KeySource, Need, Register, Whose};
use tutas_domain::consent::Ground;
use tutas_domain::evidence::{Evidence, Known, Record, Source, Unknown};
use tutas_domain::person::{Iin, PersonId};
use tutas_domain::text::Texts;
use tutas_store::Commit;
use uuid::Uuid;

use crate::access::{Details, Look};
use crate::grounds::Consents;
use crate::lookup::{Keys, Lookup, Sources, lookup};
use crate::registers::{Read, ReadAnswer, ReadFailure};
use crate::reply::{answer, from_register, is_fresh, is_stale, nothing, only};
use crate::statement::named_in;
use crate::view::Seen;
use crate::{App, AppError};

/// When a register that did not answer is asked again.
const RETRY: SignedDuration = SignedDuration::from_mins(1);

/// How often a round is looked at while consents it rests on keep changing; whoever asked is told to
/// come again then.
const MOST_LOOKS: usize = 4;

/// For whom and what evidence is gathered.
pub(crate) struct Purpose<'a> {
    /// The application: consents are given for it alone.
    pub(crate) application: Uuid,
    /// Stream on whose account accesses are recorded.
    pub(crate) stream: Option<Uuid>,
    /// Number shown to the person and sent as `X-Road-Issue`.
    pub(crate) number: &'a str,
    /// Service or life event.
    pub(crate) title: &'a Texts,
    /// The service, by id, if it is for one.
    pub(crate) service: Option<&'a str>,
    /// The hash of the definition that wants to know, whose agreement tells people of it.
    pub(crate) definition: &'a str,
    pub(crate) filer: &'a PersonId,
    pub(crate) subject: &'a Record,
    pub(crate) answers: &'a Record,
}

/// What one purpose wants to know, beside what it knows.
pub(crate) struct Wanted<'a> {
    pub(crate) purpose: Purpose<'a>,
    pub(crate) needs: Vec<&'a Need>,
    pub(crate) evidence: &'a Evidence,
}

/// What came of each need that was looked up.
pub(crate) type News = BTreeMap<String, Known>;

/// By what an answer is known again: register, keys and fields.
pub(crate) type Question = (String, Keys, Vec<String>);

/// Answers already had in this run: asked once, used by all.
pub(crate) type Answers = BTreeMap<Question, Known>;

impl App {
    /// Reads what is lacking, for all purposes together: in rounds, because one record tells by what
    /// the next is looked up. The reads of a round are put on record in one commit, and then made
    /// side by side.
    pub(crate) async fn gather(
        &self,
        wanted: &[Wanted<'_>],
        answers: &mut Answers,
        now: Timestamp,
    ) -> Result<Vec<News>, AppError> {
        let mut gathered = Vec::new();
        let mut left = Vec::new();
        for (index, one) in wanted.iter().enumerate() {
            for need in &one.needs {
                let register = self.register(&need.register)?;
                let known = one.evidence.known(&need.name);
                self.note_use(known, now);
                if !is_fresh(known, register, now) {
                    left.push((index, *need));
                }
            }
            gathered.push((one.evidence.clone(), News::new()));
        }
        while !left.is_empty() {
            let (ready, later) = next_round(&left);
            let (open, mut came) = self
                .read_round(wanted, &mut gathered, &ready, answers, now)
                .await?;
            for (index, need, questions) in open {
                let known = answer(need, &questions, answers, &came, now);
                if let Some((evidence, news)) = gathered.get_mut(index) {
                    settle(evidence, news, need, known);
                }
            }
            came.retain(|_, known| known.records().is_some());
            answers.append(&mut came);
            left = later;
        }
        Ok(gathered.into_iter().map(|(_, news)| news).collect())
    }

    /// Checks the ground of what can be read now, puts it on record and reads it. Whoever gives or
    /// withdraws a consent between the check and the record turns the record down, and it is looked
    /// at again.
    async fn read_round<'a>(
        &self,
        wanted: &'a [Wanted<'a>],
        gathered: &mut [(Evidence, News)],
        ready: &[(usize, &'a Need)],
        answers: &Answers,
        now: Timestamp,
    ) -> Result<(Vec<Open<'a>>, Answers), AppError> {
        for _ in 0..MOST_LOOKS {
            let mut round = Round {
                now,
                reads: BTreeMap::new(),
                consents: Consents::default(),
            };
            let mut open = Vec::new();
            for (index, need) in ready {
                let (Some(one), Some((known, news))) =
                    (wanted.get(*index), gathered.get_mut(*index))
                else {
                    continue;
                };
                match self.plan(&mut round, answers, &one.purpose, need, known)? {
                    Ok(questions) => open.push((*index, *need, questions)),
                    Err(at_once) => settle(known, news, need, at_once),
                }
            }
            match self.read_all(round).await {
                Err(AppError::Stale) => {}
                came => return Ok((open, came?)),
            }
        }
        Err(AppError::Stale)
    }

    /// What must be asked for a need, if anything; else what is known of it at once.
    fn plan<'a>(
        &self,
        round: &mut Round<'a>,
        answers: &Answers,
        purpose: &'a Purpose<'a>,
        need: &'a Need,
        known: &Evidence,
    ) -> Result<Result<Vec<Question>, Known>, AppError> {
        let sources = Sources {
            filer: purpose.filer,
            subject: purpose.subject,
            answers: purpose.answers,
            evidence: known,
        };
        let lookups = match lookup(need, &sources) {
            Lookup::NotYet => return Ok(Err(Known::Unknown(Unknown::NoKey))),
            Lookup::Nothing => return Ok(Err(nothing(round.now))),
            Lookup::By(lookups) => lookups,
        };
        let mut questions = Vec::new();
        for keys in lookups {
            let owner = owner(need, purpose.filer, &keys);
            let Some(ground) = self.ground(&mut round.consents, purpose, need, owner.as_ref())?
            else {
                return Ok(Err(Known::Unknown(Unknown::NoConsent)));
            };
            let question = (need.register.clone(), keys, need.fields.clone());
            if !answers.contains_key(&question) {
                if ground.is_consent() {
                    round.consents.rest_on(owner.as_ref());
                }
                let readings = round.reads.entry(question.clone()).or_default();
                readings.push(Reading {
                    purpose,
                    need,
                    owner,
                    ground,
                });
            }
            questions.push(question);
        }
        Ok(Ok(questions))
    }

    /// Makes the reads of a round, each after it is on record.
    async fn read_all(&self, round: Round<'_>) -> Result<Answers, AppError> {
        let Round {
            now,
            reads,
            consents,
        } = round;
        let mut came = Answers::new();
        let (mut asked, mut own) = (Vec::new(), Vec::new());
        for (question, readings) in &reads {
            let Some(reading) = readings.first() else {
                continue;
            };
            let register = self.register(&question.0)?;
            if register.is_own() {
                own.push((question, readings, reading.purpose));
                continue;
            }
            let fields = &question.2;
            #[cfg(feature = "plant")]
            let fields = if tutas_domain::plant::is(9) {
                // Kept for good: the read outlives this turn, and the build is never shipped.
                &*Box::leak(Box::new(register.fields.keys().cloned().collect()))
            } else {
                fields
            };
            let read = Read {
                register,
                keys: &question.1,
                fields,
                ground: &reading.ground,
                issue: reading.purpose.number,
                id: self.new_id(now),
            };
            asked.push((question, readings, read));
        }
        let elsewhere = asked
            .iter()
            .map(|(question, readings, _)| (*question, *readings));
        let here = own
            .iter()
            .map(|(question, readings, _)| (*question, *readings));
        let noted = Commit {
            reads: consents.versions(),
            ..self.record_of(elsewhere.chain(here), now)?
        };
        if !noted.accesses.is_empty() {
            self.store().commit(noted).await?;
        }
        for (question, _, purpose) in own {
            let register = self.register(&question.0)?;
            let records = self.own_records(purpose, &question.2)?;
            let request = purpose.application.to_string();
            let known = from_register(register, records, request, now);
            came.insert(question.clone(), known);
        }
        let (questions, pending): (Vec<_>, Vec<_>) = asked
            .into_iter()
            .map(|(question, readings, read)| ((question, readings), self.registers().read(read)))
            .unzip();
        let replies = join_all(pending).await;
        // As they stand after the answers.
        let mut consents = Consents::default();
        for ((question, readings), reply) in questions.into_iter().zip(replies) {
            let known = if self.still_grounded(&mut consents, readings)? {
                self.known_of(question, reply, now)?
            } else {
                Known::Unknown(Unknown::NoConsent)
            };
            came.insert(question.clone(), known);
        }
        Ok(came)
    }

    /// Puts down whether an answer that was kept is within the time its register declares.
    fn note_use(&self, known: &Known, now: Timestamp) {
        if let Known::Records {
            source: Source::Register { register, .. },
            ..
        } = known
            && let Some(declared) = self.catalog().registers.get(register)
        {
            let is_fresh = !is_stale(known, declared, now);
            self.measured.used(register, is_fresh, now);
        }
    }

    /// What is known after a register answered, or did not.
    fn known_of(
        &self,
        (register, _, fields): &Question,
        answer: Result<ReadAnswer, ReadFailure>,
        now: Timestamp,
    ) -> Result<Known, AppError> {
        let next_try = now.saturating_add(RETRY).unwrap_or(now);
        Ok(match answer {
            Ok(answer) => {
                let records = only(answer.records, fields);
                // Of a copy it is known what held when it was made, and nothing later.
                let at = answer.dated.map_or(now, |dated| dated.min(now));
                from_register(self.register(register)?, records, answer.request, at)
            }
            Err(ReadFailure::Down | ReadFailure::Busy) => Known::Unknown(Unknown::Unavailable {
                since: now,
                next_try,
            }),
            Err(ReadFailure::Unusable(code)) => {
                Known::Unknown(Unknown::Unusable { code, next_try })
            }
        })
    }

    /// What is put on record before reads are made, so that none is without its record: for whoever
    /// answers for the data, and for everybody it is looked up by. One record a person.
    fn record_of<'a>(
        &self,
        reads: impl Iterator<Item = (&'a Question, &'a Vec<Reading<'a>>)>,
        now: Timestamp,
    ) -> Result<Commit, AppError> {
        #[cfg(feature = "plant")]
        if tutas_domain::plant::is(8) {
            return Ok(Commit::default());
        }
        let mut told: BTreeMap<(PersonId, Option<Uuid>), Vec<Look>> = BTreeMap::new();
        for ((register, keys, fields), readings) in reads {
            for reading in readings {
                let Reading {
                    purpose,
                    owner: Some(owner),
                    ground,
                    ..
                } = reading
                else {
                    continue;
                };
                #[cfg(feature = "plant")]
                if tutas_domain::plant::is(108) && self.was_asked(purpose, &reading.need.name) {
                    continue;
                }
                let mut subjects: BTreeSet<PersonId> = named(keys).collect();
                subjects.insert(owner.clone());
                if self.register(register)?.is_own() {
                    subjects.extend(named_in(purpose.answers));
                }
                for subject in subjects {
                    let looks = told.entry((subject, purpose.stream)).or_default();
                    looks.push(Look {
                        register: Some(register.clone()),
                        fields: fields.clone(),
                        service: purpose.service.map(str::to_owned),
                        purpose: purpose.title.clone(),
                        number: purpose.number.to_owned(),
                        law: ground.cited().clone(),
                        by_consent: ground.is_consent(),
                        agreement: ground.agreement().map(str::to_owned),
                        seen: Seen::Data,
                    });
                }
            }
        }
        let accesses = told
            .into_iter()
            .map(|((subject, stream), looks)| {
                let details = Details {
                    looks,
                    ..Details::default()
                };
                self.access_row(now, &subject, stream, &details)
            })
            .collect::<Result<_, AppError>>()?;
        Ok(Commit {
            accesses,
            ..Commit::default()
        })
    }

    pub(crate) fn register(&self, id: &str) -> Result<&Register, AppError> {
        self.catalog()
            .registers
            .get(id)
            .ok_or(AppError::Internal("register-not-in-catalog"))
    }
}

/// The reads that can be made at once.
struct Round<'a> {
    now: Timestamp,
    /// Each with all it is made for.
    reads: BTreeMap<Question, Vec<Reading<'a>>>,
    /// Consents as they stood when grounds were checked.
    consents: Consents,
}

/// For what something is read, and why that is allowed.
pub(crate) struct Reading<'a> {
    pub(crate) purpose: &'a Purpose<'a>,
    pub(crate) need: &'a Need,
    pub(crate) owner: Option<PersonId>,
    pub(crate) ground: Ground,
}

/// A need whose questions are being asked.
type Open<'a> = (usize, &'a Need, Vec<Question>);

/// Needs to look up now, and those that wait for what these tell.
type Needs<'a> = Vec<(usize, &'a Need)>;

/// Parts what is left: what is looked up by something that is still to be read comes later.
fn next_round<'a>(left: &[(usize, &'a Need)]) -> (Needs<'a>, Needs<'a>) {
    let waits = |(index, need): &(usize, &Need)| {
        let sources = need.by.iter().flat_map(BTreeMap::values);
        sources.into_iter().any(|source| {
            let KeySource::Need { need: other, .. } = source else {
                return false;
            };
            left.iter()
                .take_while(|one| !std::ptr::eq(one.1, *need) || one.0 != *index)
                .any(|(purpose, one)| purpose == index && one.name == *other)
        })
    };
    let (later, ready) = left.iter().copied().partition(waits);
    (ready, later)
}

/// Takes up what came of a need.
fn settle(known: &mut Evidence, news: &mut News, need: &Need, came: Known) {
    known.0.insert(need.name.clone(), came.clone());
    news.insert(need.name.clone(), came);
}

/// Whose data a read is: they consent to it, and it is shown to them. A child's data is answered
/// for by the parent or guardian who files.
fn owner(need: &Need, filer: &PersonId, keys: &Keys) -> Option<PersonId> {
    match need.of {
        Whose::Public => None,
        Whose::Filer | Whose::Child => Some(filer.clone()),
        Whose::Adult(_) => named(keys).next(),
    }
}

/// The persons that look-up pairs name by number or document.
fn named(keys: &Keys) -> impl Iterator<Item = PersonId> {
    keys.iter().filter_map(|(field, value)| {
        if field.ends_with("document") {
            return Some(PersonId::Document(value.clone()));
        }
        let is_number = field.ends_with("iin");
        is_number.then(|| Iin::parse(value).ok().map(PersonId::Iin))?
    })
}

#[cfg(test)]
mod tests {
    use tutas_catalog::Basis;
    use tutas_domain::text::Law;

    use super::*;

    fn need(name: &str, by: Option<&str>) -> Need {
        let source = by.map_or(KeySource::Answer("iin".into()), |need| KeySource::Need {
            need: need.into(),
            field: "iin".into(),
        });
        Need {
            name: name.into(),
            register: "persons".into(),
            by: vec![BTreeMap::from([("iin".to_owned(), source)])],
            fields: Vec::new(),
            many: false,
            without: Vec::new(),
            of: Whose::Filer,
            basis: Basis::Law(Law::default()),
        }
    }

    #[test]
    fn what_is_looked_up_by_a_record_waits_for_it_and_for_nothing_else() {
        let needs = [
            need("child", None),
            need("mother", Some("child")),
            need("address", Some("mother")),
            need("kindergartens", None),
            need("father", Some("child")),
        ];
        let mut left: Needs<'_> = needs.iter().map(|need| (0, need)).collect();
        // Another purpose knows its child already.
        left.push((1, &needs[1]));
        let mut rounds: Vec<Vec<&str>> = Vec::new();
        while !left.is_empty() {
            let (ready, later) = next_round(&left);
            rounds.push(ready.iter().map(|(_, need)| need.name.as_str()).collect());
            left = later;
        }
        let expected: [Vec<&str>; 3] = [
            vec!["child", "kindergartens", "mother"],
            vec!["mother", "father"],
            vec!["address"],
        ];
        assert_eq!(rounds, expected);
    }

    #[test]
    fn needs_that_name_each_other_in_a_circle_end_all_the_same() {
        let needs = [need("a", Some("b")), need("b", Some("a"))];
        let left: Needs<'_> = needs.iter().map(|need| (0, need)).collect();
        let (ready, later) = next_round(&left);
        assert_eq!((ready.len(), later.len()), (1, 1));
        assert_eq!(next_round(&later).0.len(), 1);
    }
}
