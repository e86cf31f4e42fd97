//! At the door: whether incomplete papers are accepted, and sending on.

use tutas_domain::definition::{Acceptance, Redirection};

use crate::read::procedure::{legal_term, term_over};
use crate::reading::Reading;
use crate::yaml::Node;

/// `{register: {law}}`, or `{refuse: {law, within}}` where a special law commands it.
pub(super) fn acceptance(r: &mut Reading<'_>, node: &Node) -> Acceptance {
    match node.entries() {
        Some([only]) if only.key == "register" => {
            r.law_or_wrapped(&only.value);
            Acceptance::Register
        }
        Some([only]) if only.key == "refuse" && only.value.get("law").is_some() => {
            let fields = r.fields(&only.value, "`refuse`", &["law", "within"]);
            Acceptance::Refuse {
                law: fields.law(r),
                within: legal_term(r, &fields, "within"),
            }
        }
        _ => {
            let refuses = node.scalar() == Some("refuse") || node.get("refuse").is_some();
            let (code, message) = if refuses {
                (
                    "acceptance-without-law",
                    "only a special law lets a body turn incomplete papers away, and none is cited",
                )
            } else {
                (
                    "wrong-value",
                    "`acceptance` says what becomes of incomplete papers",
                )
            };
            r.error(
                node.place,
                code,
                message,
                "write `{register: {law: {…}}}`, or where a special law commands it \
                 `{refuse: {law: {…}, within: {working_days: …, law: {…}}}}`",
            );
            Acceptance::Register
        }
    }
}

/// `{within, by_itself?}`.
pub(super) fn redirection(
    r: &mut Reading<'_>,
    node: &Node,
    general: Option<&Redirection>,
) -> Redirection {
    let fields = r.fields(node, "`redirection`", &["within", "by_itself"]);
    Redirection {
        within: term_over(r, &fields, "within", general.map(|general| &general.within)),
        by_itself: fields.truth(
            r,
            "by_itself",
            general.is_some_and(|general| general.by_itself),
        ),
    }
}
