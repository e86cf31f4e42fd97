//! How the program and registers meet over a network: certificates, a door that asks for them, and
//! the protocol as whoever is asked speaks it.

mod certificates;
mod door;
mod message;
mod serving;

pub(crate) use certificates::{Party, certificates_of, make_certificates};
pub(crate) use door::Door;
pub(crate) use message::{Failure, Message, RECORDS};
pub(crate) use serving::Serving;
