//! Registers that are reached in different ways, each as the operator says.

use std::collections::BTreeMap;
use std::sync::Arc;

use tutas_catalog::Register;
use tutas_gateway::{Connector, Lookup};

use crate::Clock;
use crate::registers::{
    Read, ReadAnswer, ReadFailure, Registers, Reply, Write, WriteAnswer, failure, field_types,
};

/// Registers of which some have a connector of their own; the others are asked as all are.
pub struct ConnectedRegisters {
    own: BTreeMap<String, Arc<dyn Connector>>,
    others: Arc<dyn Registers>,
    clock: Arc<dyn Clock>,
}

impl ConnectedRegisters {
    /// These connectors by register, and the way to all others. The clock tells the age of what is
    /// read.
    pub fn new(
        own: BTreeMap<String, Arc<dyn Connector>>,
        others: Arc<dyn Registers>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self { own, others, clock }
    }

    fn of(&self, register: &Register) -> Option<&Arc<dyn Connector>> {
        self.own.get(&register.id)
    }
}

impl Registers for ConnectedRegisters {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        let Some(connector) = self.of(read.register) else {
            return self.others.read(read);
        };
        Box::pin(async move {
            let types = field_types(read.register);
            let lookup = Lookup {
                keys: read.keys,
                fields: read.fields,
                types: &types,
                now: self.clock.now(),
            };
            let found = connector.look_up(lookup).await;
            let found = found.map_err(|error| failure(&error))?;
            Ok(ReadAnswer {
                records: found.records,
                request: read.id.to_string(),
                dated: found.dated,
            })
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        if self.of(write.register).is_none() {
            return self.others.write(write);
        }
        // Such connectors only read; which is said at the start already.
        Box::pin(async { Err(ReadFailure::Unusable("unsendable:read-only".to_owned())) })
    }

    fn measures(&self) -> BTreeMap<String, crate::steady::Measures> {
        self.others.measures()
    }
}
