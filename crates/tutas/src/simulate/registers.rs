//! The registers of a simulated world: what they hold, how they fail, and what they were asked.
//!
//! Every answer is put into the form in which it would come over X-Road, spoiled there if it is to
//! be, and judged by the gateway that judges real ones.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json, json};
use tutas_app::{Clock as _, Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer};
use tutas_catalog::Catalog;
use tutas_domain::evidence::Record;
use tutas_domain::text::Law;
use tutas_domain::value::{Value, ValueType};
use tutas_gateway::{
    Received, Request, Wire, XRoad, XRoadAddress, plain_record, request_hash, typed_records,
};
use uuid::Uuid;

use super::stage::NodeClock;
use crate::registers::Chance;

/// How an answer is spoiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spoiled {
    /// It is about somebody else, and says so.
    WrongSubject,
    /// It says it is about the right one, but a record in it is not.
    WrongRecord,
    /// Its hash is not that of the request.
    Forged,
    /// It is the answer to an earlier request.
    Late,
    /// Not what a register answers at all.
    Garbled,
    /// It tells more than was asked for.
    Talkative,
}

impl Spoiled {
    const ALL: [Self; 6] = [
        Self::WrongSubject,
        Self::WrongRecord,
        Self::Forged,
        Self::Late,
        Self::Garbled,
        Self::Talkative,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::WrongSubject => "answer-about-another",
            Self::WrongRecord => "record-of-another",
            Self::Forged => "answer-forged",
            Self::Late => "answer-late",
            Self::Garbled => "answer-garbled",
            Self::Talkative => "answer-talkative",
        }
    }
}

/// One read, as the register saw it.
pub(super) struct ReadNote {
    pub(super) register: String,
    pub(super) fields: Vec<String>,
    pub(super) keys: Vec<(String, String)>,
    pub(super) law: Law,
    pub(super) by_consent: bool,
    pub(super) issue: String,
    pub(super) at: Timestamp,
}

/// What came of an exchange.
pub(super) struct Exchange {
    pub(super) register: String,
    pub(super) fields: Vec<String>,
    pub(super) at: Timestamp,
    /// What was truthfully answered; none if the answer must not be believed.
    pub(super) records: Option<Vec<Record>>,
}

/// How registers fail just now.
#[derive(Default)]
pub(super) struct Weather {
    /// Those that do not answer.
    pub(super) down: BTreeSet<String>,
    /// Of a thousand answers, so many come too late to be waited for.
    pub(super) slow: u32,
    /// Of a thousand answers, so many are spoiled.
    pub(super) spoiled: u32,
    /// Of a thousand writes, so many take effect without an answer.
    pub(super) unanswered: u32,
}

struct State {
    held: BTreeMap<String, Held>,
    weather: Weather,
    chance: Chance,
    reads: Vec<ReadNote>,
    exchanges: HashMap<String, Exchange>,
    /// What was written under which id, and how often it was asked to be.
    written: HashMap<Uuid, (Record, u64)>,
    faults: BTreeMap<&'static str, u64>,
    earlier: Option<Received>,
    numbers: u64,
}

impl State {
    /// Changes a record that was written. One that never came is not taken any more.
    fn amend(&mut self, register: &str, amended: Uuid, write: &Write<'_>) -> Record {
        let taken = self.written.get(&amended).map(|(taken, _)| taken.clone());
        let mut changed = taken.clone().unwrap_or_default();
        changed.extend(write.record.clone());
        let held = self.held.get_mut(register).map(|held| &mut held.records);
        for record in held.into_iter().flatten() {
            if Some(&*record) == taken.as_ref() {
                record.clone_from(&changed);
            }
        }
        let times = self.written.get(&amended).map_or(0, |(_, times)| *times);
        self.written.insert(amended, (changed.clone(), times));
        self.written.insert(write.id, (changed.clone(), 1));
        changed
    }
}

/// Records of a register, found by any of its fields that is ever a key.
#[derive(Default)]
struct Held {
    records: Vec<Record>,
    by_key: HashMap<(String, String), Vec<usize>>,
}

impl Held {
    fn add(&mut self, record: Record) {
        let index = self.records.len();
        for (field, value) in &record {
            let is_key = field.ends_with("iin")
                || field.ends_with("_no")
                || field.ends_with("document")
                || field == "kato"
                || field == "number";
            if let (true, Some(value)) = (is_key, value) {
                let key = (field.clone(), value.to_plain());
                self.by_key.entry(key).or_default().push(index);
            }
        }
        self.records.push(record);
    }

    fn find(&self, keys: &[(String, String)]) -> Vec<&Record> {
        let best = keys
            .iter()
            .filter_map(|key| self.by_key.get(key))
            .min_by_key(|all| all.len());
        let holds = |record: &&Record| {
            keys.iter().all(|(field, wanted)| {
                let value = record.get(field).and_then(Option::as_ref);
                value.is_some_and(|value| value.to_plain() == *wanted)
            })
        };
        best.into_iter()
            .flatten()
            .filter_map(|index| self.records.get(*index))
            .filter(holds)
            .collect()
    }
}

/// The registers of a world.
pub(super) struct WorldRegisters {
    state: Mutex<State>,
    clock: Arc<NodeClock>,
    gateway: XRoad,
    client: XRoadAddress,
    instance: String,
    number_fields: BTreeMap<String, String>,
}

impl WorldRegisters {
    pub(super) fn new(catalog: &Catalog, clock: Arc<NodeClock>, gateway: XRoad, seed: u64) -> Self {
        let own = &catalog.country.xroad;
        let writes = catalog
            .services
            .values()
            .flatten()
            .filter_map(|service| service.gives.write.as_ref());
        let state = State {
            held: BTreeMap::new(),
            weather: Weather::default(),
            chance: Chance::new(seed),
            reads: Vec::new(),
            exchanges: HashMap::new(),
            written: HashMap::new(),
            faults: BTreeMap::new(),
            earlier: None,
            numbers: 0,
        };
        Self {
            state: Mutex::new(state),
            clock,
            gateway,
            client: XRoadAddress::client(&own.instance, &own.class, &own.member, &own.subsystem),
            instance: own.instance.clone(),
            number_fields: writes
                .map(|write| (write.register.clone(), write.number_field.clone()))
                .collect(),
        }
    }

    /// A record comes to be in a register.
    pub(super) fn add(&self, register: &str, record: Record) {
        self.lock()
            .held
            .entry(register.to_owned())
            .or_default()
            .add(record);
    }

    /// Changes how registers fail.
    pub(super) fn weather(&self, change: impl FnOnce(&mut Weather)) {
        change(&mut self.lock().weather);
    }

    /// The reads since the last time this was asked.
    pub(super) fn take_reads(&self) -> Vec<ReadNote> {
        std::mem::take(&mut self.lock().reads)
    }

    /// What came of an exchange, by its id.
    pub(super) fn exchange<T>(&self, id: &str, look: impl FnOnce(Option<&Exchange>) -> T) -> T {
        look(self.lock().exchanges.get(id))
    }

    /// How many records a register holds with this number.
    pub(super) fn numbered(&self, register: &str, field: &str, number: &str) -> usize {
        let key = [(field.to_owned(), number.to_owned())];
        self.lock()
            .held
            .get(register)
            .map_or(0, |held| held.find(&key).len())
    }

    /// Faults so far.
    pub(super) fn faults(&self) -> BTreeMap<&'static str, u64> {
        self.lock().faults.clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, read: &Read<'_>) -> Result<ReadAnswer, ReadFailure> {
        let mut state = self.lock();
        let at = self.clock.now();
        state.reads.push(ReadNote {
            register: read.register.id.clone(),
            fields: read.fields.to_vec(),
            keys: read.keys.to_vec(),
            law: read.ground.cited().clone(),
            by_consent: read.ground.is_consent(),
            issue: read.issue.to_owned(),
            at,
        });
        if state.weather.down.contains(&read.register.id) {
            *state.faults.entry("register-down").or_default() += 1;
            return Err(ReadFailure::Down);
        }
        let slow = state.weather.slow;
        if slow > 0 && state.chance.permille(slow) {
            *state.faults.entry("register-slow").or_default() += 1;
            self.clock.wait(SignedDuration::from_secs(5));
            return Err(ReadFailure::Down);
        }
        let found: Vec<Record> = state
            .held
            .get(&read.register.id)
            .map(|held| held.find(read.keys))
            .unwrap_or_default()
            .into_iter()
            .rev()
            .cloned()
            .collect();
        self.over_the_wire(&mut state, read, &found, at)
    }

    /// Puts an answer into the form of the exchange, spoils it perhaps, and has it judged.
    fn over_the_wire(
        &self,
        state: &mut State,
        read: &Read<'_>,
        found: &[Record],
        at: Timestamp,
    ) -> Result<ReadAnswer, ReadFailure> {
        let provider = XRoadAddress::service(
            &self.instance,
            &read.register.class,
            &read.register.member,
            &read.register.subsystem,
            &read.register.service_code,
        );
        let request = Request {
            client: &self.client,
            provider: &provider,
            keys: read.keys.to_vec(),
            fields: read.fields.to_vec(),
            issue: read.issue.to_owned(),
            user_id: None,
            id: read.id,
        };
        let unusable = |error: &tutas_gateway::ExchangeError| {
            if error.is_outage() {
                ReadFailure::Down
            } else {
                ReadFailure::Unusable(error.code())
            }
        };
        let wire = self
            .gateway
            .wire(&request)
            .map_err(|error| unusable(&error))?;
        state.numbers += 1;
        let exchange = format!("exchange-{}", state.numbers);
        let honest = honest(&wire, &provider, &exchange, read, found);
        let share = state.weather.spoiled;
        let spoiled =
            (share > 0 && state.chance.permille(share)).then(|| *state.chance.of(&Spoiled::ALL));
        let received = match spoiled {
            Some(how) => {
                *state.faults.entry(how.name()).or_default() += 1;
                spoil(how, &honest, state.earlier.take())
            }
            None => honest,
        };
        let is_true = spoiled.is_none_or(|how| how == Spoiled::Talkative);
        let judged = self.gateway.judge(&request, &received);
        if spoiled.is_none() {
            state.earlier = Some(received);
        }
        let answer = judged.map_err(|error| unusable(&error))?;
        let types: BTreeMap<String, ValueType> = read
            .register
            .fields
            .iter()
            .map(|(name, field)| (name.clone(), field.value_type))
            .collect();
        let records = typed_records(&answer, &types).map_err(|error| unusable(&error))?;
        let note = Exchange {
            register: read.register.id.clone(),
            fields: read.fields.to_vec(),
            at,
            records: is_true.then(|| records.clone()),
        };
        state.exchanges.insert(answer.request_id.clone(), note);
        Ok(ReadAnswer {
            records,
            request: answer.request_id,
            dated: None,
        })
    }

    fn take(&self, write: &Write<'_>) -> Result<Record, ReadFailure> {
        let mut state = self.lock();
        let register = &write.register.id;
        if state.weather.down.contains(register) {
            *state.faults.entry("register-down").or_default() += 1;
            return Err(ReadFailure::Down);
        }
        let taken = if let Some((before, times)) = state.written.get_mut(&write.id) {
            *times += 1;
            before.clone()
        } else if let Some(amended) = write.amends {
            state.amend(register, amended, write)
        } else {
            let mut record = write.record.clone();
            state.numbers += 1;
            if let Some(field) = self.number_fields.get(register) {
                let number = format!("R-{:08}", state.numbers);
                record.insert(field.clone(), Some(Value::Text(number)));
            }
            let held = state.held.entry(register.clone()).or_default();
            held.add(record.clone());
            state.written.insert(write.id, (record.clone(), 1));
            record
        };
        let share = state.weather.unanswered;
        if share > 0 && state.chance.permille(share) {
            *state.faults.entry("write-unanswered").or_default() += 1;
            return Err(ReadFailure::Down);
        }
        Ok(taken)
    }
}

impl Registers for WorldRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            // Here another node may come in between.
            tokio::task::yield_now().await;
            self.answer(&read)
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            Ok(WriteAnswer {
                record: self.take(&write)?,
            })
        })
    }
}

/// The answer as an honest register gives it.
fn honest(
    wire: &Wire,
    provider: &XRoadAddress,
    exchange: &str,
    read: &Read<'_>,
    found: &[Record],
) -> Received {
    let header = |name: &str| {
        let mut headers = wire.headers.iter();
        let found = headers.find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    };
    let subject: Map<String, Json> = read
        .keys
        .iter()
        .map(|(key, value)| (key.clone(), Json::String(value.clone())))
        .collect();
    let records: Vec<Json> = found
        .iter()
        .map(|record| {
            let wanted: Record = read
                .fields
                .iter()
                .map(|name| (name.clone(), record.get(name).cloned().flatten()))
                .collect();
            Json::Object(plain_record(&wanted))
        })
        .collect();
    let echoed = |name: &str| (name.to_owned(), header(name).unwrap_or_default().to_owned());
    Received {
        status: 200,
        headers: vec![
            echoed("x-road-client"),
            echoed("x-road-id"),
            ("x-road-service".into(), provider.to_string()),
            ("x-road-request-id".into(), exchange.to_owned()),
            (
                "x-road-request-hash".into(),
                request_hash("GET", &wire.target, header, None),
            ),
            ("content-type".into(), "application/json".into()),
        ],
        body: json!({ "subject": subject, "records": records })
            .to_string()
            .into_bytes(),
    }
}

fn spoil(how: Spoiled, honest: &Received, earlier: Option<Received>) -> Received {
    let mut spoiled = Received {
        status: honest.status,
        headers: honest.headers.clone(),
        body: honest.body.clone(),
    };
    match how {
        Spoiled::WrongSubject => {
            spoiled.body = edited(&honest.body, |body| {
                for value in body["subject"].as_object_mut().into_iter().flatten() {
                    *value.1 = Json::String("000000000000".into());
                }
            });
        }
        Spoiled::WrongRecord => {
            spoiled.body = edited(&honest.body, |body| {
                let subject = body["subject"].clone();
                let mut stranger = subject.as_object().cloned().unwrap_or_default();
                for value in stranger.values_mut() {
                    *value = Json::String("000000000000".into());
                }
                if let Some(records) = body["records"].as_array_mut() {
                    records.push(Json::Object(stranger));
                }
            });
        }
        Spoiled::Forged => {
            for (name, value) in &mut spoiled.headers {
                if name == "x-road-request-hash" {
                    *value = request_hash("GET", "/forged", |_| None, None);
                }
            }
        }
        Spoiled::Late => {
            return earlier.unwrap_or(Received {
                status: 504,
                ..spoiled
            });
        }
        Spoiled::Garbled => spoiled.body = b"<html>504</html>".to_vec(),
        Spoiled::Talkative => {
            spoiled.body = edited(&honest.body, |body| {
                for record in body["records"].as_array_mut().into_iter().flatten() {
                    record["diagnosis"] = json!("not asked for");
                }
            });
        }
    }
    spoiled
}

fn edited(body: &[u8], edit: impl FnOnce(&mut Json)) -> Vec<u8> {
    let mut json: Json = serde_json::from_slice(body).unwrap_or_default();
    edit(&mut json);
    json.to_string().into_bytes()
}
