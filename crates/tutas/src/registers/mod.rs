//! The demonstration country's registers: a made-up population, and a server that answers about
//! it over HTTP as registers behind X-Road do.
//!
//! [`generate`] makes the people, [`create`] a database file from the catalog's register
//! definitions, [`serve`] answers from it. The server knows no register by name: what it serves,
//! by which keys, is read from the catalog. Nothing here is used when real registers are asked.
//! [`duplicates()`] looks for people who stand in one of them twice.
//!
//! To add a register, describe it in the catalog; to give it people's data, add its records in
//! [`country`].

mod country;
mod definition;
mod duplicates;
mod row;
mod server;
mod storage;

pub(crate) use country::{Chance, Crowd, Face, Ground, generate};
pub(crate) use duplicates::{can_be_searched, compare, duplicates, raise};
pub(crate) use server::{Fault, Faults, parse_fault, serve};
pub(crate) use storage::create;
