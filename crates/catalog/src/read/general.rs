//! `procedure.yaml`: the general administrative procedure, said once for every service.

use jiff::civil::Date;
use tutas_domain::definition::Acceptance;

use super::parts::{Parts, SHARED};
use super::service::{check_order, versions};
use crate::reading::Reading;
use crate::yaml::Node;

/// A version of the general procedure.
#[derive(Clone)]
pub(crate) struct GeneralDraft<'n> {
    /// The file.
    pub(crate) file: &'n str,
    /// This version's mapping.
    pub(crate) node: &'n Node,
    pub(crate) from: Date,
    pub(crate) parts: Parts,
}

/// Reads every version, oldest first.
pub(crate) fn read<'n>(r: &mut Reading<'n>, root: &'n Node) -> Vec<GeneralDraft<'n>> {
    let fields = r.fields(root, "the general procedure", &["versions"]);
    let known: Vec<&str> = ["from"].iter().chain(SHARED).copied().collect();
    let drafts: Vec<GeneralDraft<'n>> = versions(r, &fields)
        .iter()
        .map(|node| {
            let fields = r.fields(node, "a version of the general procedure", &known);
            let parts = Parts::read(r, &fields, &Parts::default());
            if matches!(parts.acceptance, Acceptance::Refuse { .. }) {
                r.error(
                    node.place_of(&["acceptance"]),
                    "acceptance-not-special",
                    "only a special law lets papers be turned away, and this is the general one",
                    "write `refuse` in the service that the special law names",
                );
            }
            GeneralDraft {
                file: r.file,
                node,
                from: fields.date(r, "from"),
                parts,
            }
        })
        .collect();
    check_order(r, drafts.iter().map(|draft| (draft.from, draft.node)));
    drafts
}
