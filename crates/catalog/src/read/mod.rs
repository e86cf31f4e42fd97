//! From YAML trees to drafts of the model: what each file says, before anything is compared.

pub(crate) mod annex;
pub(crate) mod ask;
pub(crate) mod bodies;
pub(crate) mod calendar;
pub(crate) mod country;
pub(crate) mod general;
pub(crate) mod gives;
pub(crate) mod life_event;
pub(crate) mod need;
pub(crate) mod offer;
pub(crate) mod parts;
pub(crate) mod privacy;
pub(crate) mod procedure;
pub(crate) mod register;
pub(crate) mod service;
