//! The seam to registers: what is asked of them and what comes back.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;

use jiff::Timestamp;
use tutas_catalog::{Country, Register};
use tutas_domain::consent::Ground;
use tutas_domain::evidence::Record;
use tutas_domain::value::ValueType;
use tutas_gateway::{Request, WriteRequest, XRoad, XRoadAddress, typed_record, typed_records};
use uuid::Uuid;

use crate::steady::Measures;

/// A pending answer.
pub type Reply<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One read. It cannot be made without a [`Ground`]: a law, or a consent valid now.
#[derive(Clone, Copy)]
pub struct Read<'a> {
    /// The register.
    pub register: &'a Register,
    /// Look-up pairs.
    pub keys: &'a [(String, String)],
    /// Fields wanted.
    pub fields: &'a [String],
    /// Why it is allowed.
    pub ground: &'a Ground,
    /// Application or case number.
    pub issue: &'a str,
    /// The message's id.
    pub id: Uuid,
}

/// What a register answered.
#[derive(Clone)]
pub struct ReadAnswer {
    /// Records, with the fields asked for only.
    pub records: Vec<Record>,
    /// The exchange's id.
    pub request: String,
    /// The moment that it is of, where it was read from a copy; else that of the reading.
    pub dated: Option<Timestamp>,
}

/// Why a register's answer is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadFailure {
    /// It does not answer.
    Down,
    /// It was not asked: it has as many questions of ours to answer as it may have at a time.
    Busy,
    /// It answered something that must not be used; a code for the log.
    Unusable(String),
}

/// One write. Repeating it with the same id writes nothing twice.
#[derive(Clone, Copy)]
pub struct Write<'a> {
    /// The register.
    pub register: &'a Register,
    /// The record.
    pub record: &'a Record,
    /// Case number.
    pub issue: &'a str,
    /// Idempotency key.
    pub id: Uuid,
    /// The id of the write whose record this one changes, in the fields it names. If that one never
    /// came, it is not taken any more.
    pub amends: Option<Uuid>,
}

/// What a register took.
pub struct WriteAnswer {
    /// The record with its numbers.
    pub record: Record,
}

/// Registers, wherever they are.
pub trait Registers: Send + Sync {
    /// Reads records.
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>>;

    /// Writes a record.
    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>>;

    /// How calls went since the start, by register, where somebody counts them.
    fn measures(&self) -> BTreeMap<String, Measures> {
        BTreeMap::new()
    }
}

/// Registers behind X-Road.
pub struct XRoadRegisters {
    gateway: XRoad,
    client: XRoadAddress,
    instance: String,
}

impl XRoadRegisters {
    /// Through this security server, as this country's client.
    pub fn new(gateway: XRoad, country: &Country) -> Self {
        let own = &country.xroad;
        let client = XRoadAddress::client(&own.instance, &own.class, &own.member, &own.subsystem);
        Self {
            gateway,
            client,
            instance: own.instance.clone(),
        }
    }

    fn address(&self, register: &Register) -> XRoadAddress {
        XRoadAddress::service(
            &self.instance,
            &register.class,
            &register.member,
            &register.subsystem,
            &register.service_code,
        )
    }
}

impl Registers for XRoadRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            let provider = self.address(read.register);
            let request = Request {
                client: &self.client,
                provider: &provider,
                keys: read.keys.to_vec(),
                fields: read.fields.to_vec(),
                issue: read.issue.to_owned(),
                user_id: None,
                id: read.id,
            };
            let answer = self
                .gateway
                .read(request)
                .await
                .map_err(|error| failure(&error))?;
            let types = field_types(read.register);
            let records = typed_records(&answer, &types).map_err(|error| failure(&error))?;
            Ok(ReadAnswer {
                records,
                request: answer.request_id,
                dated: None,
            })
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            let provider = self.address(write.register);
            let request = WriteRequest {
                client: &self.client,
                provider: &provider,
                record: write.record,
                issue: write.issue.to_owned(),
                user_id: None,
                id: write.id,
                amends: write.amends,
            };
            let written = self
                .gateway
                .write(request)
                .await
                .map_err(|error| failure(&error))?;
            let types = field_types(write.register);
            let record = typed_record(&written.record, &types).map_err(|error| failure(&error))?;
            Ok(WriteAnswer { record })
        })
    }
}

pub(crate) fn field_types(register: &Register) -> BTreeMap<String, ValueType> {
    register
        .fields
        .iter()
        .map(|(name, field)| (name.clone(), field.value_type))
        .collect()
}

pub(crate) fn failure(error: &tutas_gateway::ExchangeError) -> ReadFailure {
    tracing::warn!(code = error.code(), "register");
    if error.is_outage() {
        ReadFailure::Down
    } else {
        ReadFailure::Unusable(error.code())
    }
}
