//! What the procedure needs of a service alone: conditions, terms, whether a machine may grant. What
//! the general law can say as well is in `parts`.

use tutas_domain::definition::{
    AutomatedGrant, CuringDocument, CuringMeans, LegalTerm, Requirement,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::Law;

use crate::model::TermVariant;
use crate::reading::{Fields, Reading, TERM_FIELDS};
use crate::yaml::{Entry, Node};

/// A requirement with its predicate.
pub(crate) struct RequirementDraft {
    /// As the procedure sees it.
    pub(crate) requirement: Requirement,
    /// Its predicate.
    pub(crate) that: String,
    /// To whom it applies, where not to everybody: `that` holds for all others.
    pub(crate) when: Option<String>,
}

/// A term with its law: `{working_days: 7, law: {…}}`.
pub(crate) fn legal_term(r: &mut Reading<'_>, fields: &Fields<'_>, name: &str) -> LegalTerm {
    let Some(node) = fields.need(r, name) else {
        return no_term();
    };
    term_at(r, node)
}

/// A term that may be there.
pub(crate) fn optional_term(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    name: &str,
) -> Option<LegalTerm> {
    fields.get(name).map(|node| term_at(r, node))
}

/// A term, where the general law may have one already.
pub(crate) fn term_over(
    r: &mut Reading<'_>,
    fields: &Fields<'_>,
    name: &str,
    general: Option<&LegalTerm>,
) -> LegalTerm {
    match (fields.get(name), general) {
        (None, Some(general)) => general.clone(),
        _ => legal_term(r, fields, name),
    }
}

/// A term with its law at a node.
pub(crate) fn term_at(r: &mut Reading<'_>, node: &Node) -> LegalTerm {
    let known: Vec<&str> = TERM_FIELDS.iter().copied().chain(["law"]).collect();
    let fields = r.fields(node, "a term", &known);
    LegalTerm {
        length: fields.term_length(r),
        law: fields.law(r),
    }
}

/// Terms for special cases.
pub(crate) fn term_variants(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<TermVariant> {
    let Some(node) = fields.get("term_variants") else {
        return Vec::new();
    };
    let known: Vec<&str> = TERM_FIELDS.iter().copied().chain(["law", "when"]).collect();
    r.items(node, "`term_variants`")
        .iter()
        .map(|item| {
            let fields = r.fields(item, "a term variant", &known);
            TermVariant {
                when: fields.text(r, "when"),
                term: LegalTerm {
                    length: fields.term_length(r),
                    law: fields.law(r),
                },
            }
        })
        .collect()
}

/// The conditions.
pub(crate) fn requires(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<RequirementDraft> {
    let Some(node) = fields.need(r, "requires") else {
        return Vec::new();
    };
    r.named(node, "`requires`")
        .iter()
        .map(|entry| requirement(r, entry))
        .collect()
}

fn requirement(r: &mut Reading<'_>, entry: &Entry) -> RequirementDraft {
    if entry.key == "amount" || entry.key.contains(':') {
        r.error(
            entry.place,
            "reserved-name",
            format!("a requirement cannot be called `{}`", entry.key),
            "give it a name in plain words, without a colon",
        );
    }
    let fields = r.fields(
        &entry.value,
        "a requirement",
        &["when", "that", "title", "otherwise", "law", "cured_by"],
    );
    RequirementDraft {
        that: fields.text(r, "that"),
        when: fields.optional_text(r, "when"),
        requirement: Requirement {
            name: entry.key.clone(),
            title: fields.texts(r, "title"),
            otherwise: fields.texts(r, "otherwise"),
            law: fields.law(r),
            cured_by: fields
                .get("cured_by")
                .and_then(|node| curing_means(r, node)),
        },
    }
}

fn curing_means(r: &mut Reading<'_>, node: &Node) -> Option<CuringMeans> {
    match node.entries() {
        Some([only]) if only.key == "document" => {
            let fields = r.fields(&only.value, "a curing document", &["title", "need"]);
            Some(CuringMeans::Document(CuringDocument {
                title: fields.texts(r, "title"),
                need: fields.text(r, "need"),
            }))
        }
        Some([only]) if only.key == "statement" => Some(CuringMeans::Statement {
            need: r.text(&only.value, "`statement`"),
        }),
        Some([only]) if only.key == "answer" => Some(CuringMeans::Answer {
            ask: r.text(&only.value, "`answer`"),
        }),
        _ => {
            r.error(
                node.place,
                "wrong-value",
                "`cured_by` says how the person can mend it",
                "write one of `{document: {title: {…}, need: …}}`, `{statement: need}`, \
                 `{answer: ask}`; leave it out if nothing can",
            );
            None
        }
    }
}

/// On what ground the machine may grant.
pub(crate) fn automated(r: &mut Reading<'_>, fields: &Fields<'_>) -> Option<AutomatedGrant> {
    let node = fields.get("automated")?;
    match node.entries() {
        Some([only]) if only.key == "law" => Some(AutomatedGrant::Law {
            law: r.law_or_wrapped(&only.value),
        }),
        Some([only]) if only.key == "consent" => Some(AutomatedGrant::Consent {
            law: r.law_or_wrapped(&only.value),
        }),
        _ => {
            r.error(
                node.place,
                "automated-without-law",
                "a machine may grant only where a law allows it or lets consent suffice",
                "write `automated: {consent: {law: {act: …}}}` or `automated: {law: {act: …}}`; \
                 leave it out and an officer decides",
            );
            None
        }
    }
}

/// A term that nobody gave.
pub(crate) fn no_term() -> LegalTerm {
    LegalTerm {
        length: TermLength::working_days(0),
        law: Law::default(),
    }
}
