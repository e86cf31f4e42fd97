//! How the program and registers meet over a network: certificates, and a door that asks for them.

mod certificates;
mod door;

pub(crate) use certificates::{Party, certificates_of, make_certificates};
pub(crate) use door::Door;
