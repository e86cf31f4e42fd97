//! The parts of a procedure that the general law says once and a special law may say otherwise.

mod after;
mod door;
mod hearing;
mod time;

use tutas_domain::definition::{
    Acceptance, AppealRoute, Channel, Cure, Escalation, Extension, Hearing, LegalTerm, PauseGround,
    Provisional, Redirection, Revocation, Silence,
};

use super::procedure::optional_term;
use crate::reading::{Fields, Reading};
use crate::yaml::Node;

/// The keys that the general law and a service share.
pub(crate) const SHARED: &[&str] = &[
    "acceptance",
    "redirection",
    "cure",
    "hearing",
    "extension",
    "pauses",
    "escalation",
    "silence",
    "revocation",
    "correction",
    "receipt",
    "appeal",
];

/// Shared keys of which a service may say a part; the rest is the general law's.
pub(crate) const MERGED: &[&str] = &["redirection", "cure", "hearing", "extension", "appeal"];

/// What was said about the procedure, and what the general law says where nothing was.
#[derive(Clone, Default)]
pub(crate) struct Parts {
    pub(crate) acceptance: Acceptance,
    pub(crate) redirection: Option<Redirection>,
    pub(crate) cure: Option<CureDraft>,
    pub(crate) hearing: Option<Hearing>,
    pub(crate) extension: Option<Extension>,
    pub(crate) pauses: Vec<PauseGround>,
    pub(crate) escalation: Vec<Escalation>,
    pub(crate) silence: Option<Silence>,
    pub(crate) provisional: Option<Provisional>,
    pub(crate) revocation: Vec<Revocation>,
    pub(crate) correction: Option<LegalTerm>,
    pub(crate) receipt: Vec<Channel>,
    pub(crate) appeal: Option<AppealRoute>,
}

/// The cure window, and the law on its effect if one is cited.
#[derive(Clone)]
pub(crate) struct CureDraft {
    /// The window.
    pub(crate) cure: Cure,
    /// Whether a law is cited for the effect on the term.
    pub(crate) effect_law: bool,
}

impl Parts {
    /// Reads the parts that a mapping says, over those of the general law.
    pub(crate) fn read(r: &mut Reading<'_>, fields: &Fields<'_>, general: &Self) -> Self {
        let own = |name: &str| fields.get(name);
        let cure = own("cure").map(|node| time::cure(r, node, general.cure.as_ref()));
        let hearing = own("hearing").map(|node| hearing::read(r, node, general.hearing.as_ref()));
        let silence = own("silence").map(|node| time::silence(r, node));
        let appeal = own("appeal").map(|node| after::appeal(r, node, general.appeal.as_ref()));
        Self {
            acceptance: own("acceptance").map_or_else(
                || general.acceptance.clone(),
                |node| door::acceptance(r, node),
            ),
            redirection: optional(own("redirection"), general.redirection.as_ref(), |node| {
                door::redirection(r, node, general.redirection.as_ref())
            }),
            cure: cure.or_else(|| general.cure.clone()),
            hearing: hearing.or_else(|| general.hearing.clone()),
            extension: optional(own("extension"), general.extension.as_ref(), |node| {
                time::extension(r, node, general.extension.as_ref())
            }),
            pauses: own("pauses")
                .map_or_else(|| general.pauses.clone(), |node| time::pauses(r, node)),
            escalation: own("escalation").map_or_else(
                || general.escalation.clone(),
                |node| time::escalation(r, node),
            ),
            silence: silence.or_else(|| general.silence.clone()),
            provisional: own("provisional").map(|node| after::provisional(r, node)),
            revocation: own("revocation").map_or_else(
                || general.revocation.clone(),
                |node| after::revocation(r, node),
            ),
            correction: match own("correction") {
                Some(node) if is_none(node) => None,
                _ => optional_term(r, fields, "correction").or_else(|| general.correction.clone()),
            },
            receipt: own("receipt")
                .map_or_else(|| general.receipt.clone(), |node| after::receipt(r, node)),
            appeal: appeal.or_else(|| general.appeal.clone()),
        }
    }
}

/// A part that a service can also do away with, by the word `none`.
fn optional<'n, T: Clone>(
    own: Option<&'n Node>,
    general: Option<&T>,
    read: impl FnOnce(&'n Node) -> T,
) -> Option<T> {
    match own {
        None => general.cloned(),
        Some(node) if is_none(node) => None,
        Some(node) => Some(read(node)),
    }
}

fn is_none(node: &Node) -> bool {
    node.scalar() == Some("none")
}
