//! What is wrong with a catalog beyond its form: names that lead nowhere, circles, rules that
//! cannot be compiled or never matter, questions whose answers the state already holds.

pub(crate) mod bodies;
pub(crate) mod compile;
pub(crate) mod held;
pub(crate) mod kind;
pub(crate) mod life_event;
pub(crate) mod needs;
pub(crate) mod privacy;
pub(crate) mod procedure;
pub(crate) mod requirement;
pub(crate) mod service;
