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
    /// The fields of several registers that must say the same, where it is made of these.
    pub(crate) agree: Vec<Vec<String>>,
    /// To whom it applies, where not to everybody: `that` holds for all others.
    pub(crate) when: Option<String>,
}

impl RequirementDraft {
    /// Where its predicate stands.
    pub(crate) fn place(&self) -> [&str; 3] {
        let written = if self.agree.is_empty() {
            "that"
        } else {
            "agree"
        };
        ["requires", &self.requirement.name, written]
    }
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
        &[
            "when",
            "that",
            "agree",
            "title",
            "otherwise",
            "law",
            "cured_by",
        ],
    );
    let agree = agree(r, &fields);
    RequirementDraft {
        that: if agree.is_empty() {
            fields.text(r, "that")
        } else {
            agreement(&agree)
        },
        agree,
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

/// `agree: [[child.born_on, act.born_on], …]` in the place of `that`.
fn agree(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<Vec<String>> {
    let Some(node) = fields.get("agree") else {
        return Vec::new();
    };
    if fields.get("that").is_some() {
        r.error(
            node.place,
            "wrong-value",
            "a requirement has either `that` or `agree`".to_owned(),
            "write what must hold besides as a requirement of its own",
        );
    }
    let mut groups = Vec::new();
    for item in r.items(node, "`agree`") {
        let fields = r.items(item, "what must agree").iter();
        let group: Vec<String> = fields.map(|one| r.text(one, "a field of a need")).collect();
        if group.len() < 2 {
            r.error(
                item.place,
                "wrong-value",
                "nothing is there for it to agree with".to_owned(),
                "name the same fact as two needs say it: `[child.born_on, act.born_on]`",
            );
        }
        groups.push(group);
    }
    groups
}

/// Whatever two registers both say is the same; of what one of them does not say, nothing is said.
fn agreement(groups: &[Vec<String>]) -> String {
    let pairs = groups
        .iter()
        .flat_map(|group| group.iter().zip(group.iter().skip(1)));
    let agrees = |(one, other): (&String, &String)| {
        format!("({one} IS NULL OR {other} IS NULL OR {one} = {other})")
    };
    pairs.map(agrees).collect::<Vec<_>>().join(" AND ")
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
