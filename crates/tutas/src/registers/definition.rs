//! What the database and the server need to know of a register.

use std::collections::BTreeMap;

use tutas_catalog::{Catalog, Register};
use tutas_domain::value::ValueType;
use tutas_gateway::XRoadAddress;

/// All registers that others hold, with the client that may ask them.
#[derive(Clone, Debug)]
pub(super) struct Definitions {
    /// The only client with access.
    pub(super) client: XRoadAddress,
    /// Registers by id.
    pub(super) registers: BTreeMap<String, Definition>,
    /// Territory of each body: numbers of acts begin with it.
    pub(super) bodies: BTreeMap<String, String>,
}

/// One register.
#[derive(Clone, Debug)]
pub(super) struct Definition {
    /// Its service over X-Road.
    pub(super) address: XRoadAddress,
    /// Fields it is looked up by.
    pub(super) keys: Vec<String>,
    /// Its fields.
    pub(super) fields: BTreeMap<String, ValueType>,
    /// Whether records can be written to it.
    pub(super) writable: bool,
    /// The field that it numbers itself.
    pub(super) number_field: Option<String>,
}

impl Definitions {
    /// The registers of a catalog but this program's own. What a register numbers itself is what
    /// the services that write to it read back.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let network = &catalog.country.xroad;
        let client = XRoadAddress::client(
            &network.instance,
            &network.class,
            &network.member,
            &network.subsystem,
        );
        let numbered: BTreeMap<&str, &str> = catalog
            .services
            .values()
            .flatten()
            .filter_map(|service| service.gives.write.as_ref())
            .map(|write| (write.register.as_str(), write.number_field.as_str()))
            .collect();
        let registers = catalog
            .registers
            .values()
            .filter(|register| !register.is_own())
            .map(|register| {
                let number_field = numbered.get(register.id.as_str()).copied();
                let definition = Definition::of(register, &network.instance, number_field);
                (register.id.clone(), definition)
            })
            .collect();
        let bodies = catalog
            .bodies
            .values()
            .map(|body| (body.id.clone(), body.territory.clone()))
            .collect();
        Self {
            client,
            registers,
            bodies,
        }
    }
}

impl Definition {
    fn of(register: &Register, instance: &str, number_field: Option<&str>) -> Self {
        Self {
            address: XRoadAddress::service(
                instance,
                &register.class,
                &register.member,
                &register.subsystem,
                &register.service_code,
            ),
            keys: register.keys.clone(),
            fields: register
                .fields
                .iter()
                .map(|(name, field)| (name.clone(), field.value_type))
                .collect(),
            writable: register.writable,
            number_field: number_field.map(str::to_owned),
        }
    }
}
