//! What the procedure needs: conditions, terms, windows, hearing, silence, appeal.

use tutas_domain::definition::{
    AppealRoute, AutomatedGrant, Cure, CuringDocument, CuringMeans, Hearing, LegalTerm,
    Requirement, Silence, TermEffect,
};
use tutas_domain::term::TermLength;
use tutas_domain::text::{Law, Texts};

use crate::model::TermVariant;
use crate::reading::{Fields, Reading, TERM_FIELDS};
use crate::yaml::{Entry, Node};

/// A requirement with its predicate.
pub(crate) struct RequirementDraft {
    /// As the procedure sees it.
    pub(crate) requirement: Requirement,
    /// Its predicate.
    pub(crate) that: String,
}

/// The cure window, and the law on its effect if one is cited.
pub(crate) struct CureDraft {
    /// The window.
    pub(crate) cure: Cure,
    /// Whether a law is cited for the effect on the term.
    pub(crate) effect_law: bool,
}

/// A term with its law: `{working_days: 7, law: {…}}`.
pub(crate) fn legal_term(r: &mut Reading<'_>, fields: &Fields<'_>, name: &str) -> LegalTerm {
    let Some(node) = fields.need(r, name) else {
        return no_term();
    };
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
        &["that", "title", "otherwise", "law", "cured_by"],
    );
    RequirementDraft {
        that: fields.text(r, "that"),
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

/// How deficiencies are cured.
pub(crate) fn cure(r: &mut Reading<'_>, fields: &Fields<'_>) -> CureDraft {
    let Some(node) = fields.need(r, "cure") else {
        let cure = Cure {
            window: no_term(),
            effect: TermEffect::Restart,
        };
        return CureDraft {
            cure,
            effect_law: false,
        };
    };
    let fields = r.fields(node, "`cure`", &["window", "effect", "law"]);
    let window = legal_term(r, &fields, "window");
    let effect = fields
        .need(r, "effect")
        .map(|node| r.one_of(node, "`effect`", &["restart", "pause", "none"]))
        .unwrap_or_default();
    let effect = match effect.as_str() {
        "pause" => TermEffect::Pause,
        "none" => TermEffect::None,
        _ => TermEffect::Restart,
    };
    let effect_law = fields.get("law").map(|node| r.law(node)).is_some();
    CureDraft {
        cure: Cure { window, effect },
        effect_law,
    }
}

/// The hearing before a refusal, or its exception.
pub(crate) fn hearing(r: &mut Reading<'_>, fields: &Fields<'_>) -> Hearing {
    let Some(node) = fields.need(r, "hearing") else {
        return Hearing::Excepted {
            law: Law::default(),
        };
    };
    let fields = r.fields(
        node,
        "`hearing`",
        &["notice", "objection", "unless_shorter", "excepted"],
    );
    if let Some(excepted) = fields.get("excepted") {
        for name in ["notice", "objection", "unless_shorter"] {
            if fields.get(name).is_some() {
                r.error(
                    node.place_of(&[name]),
                    "contradiction",
                    "a hearing cannot be excepted and held at once",
                    "keep either `excepted` or `notice` and `objection`",
                );
            }
        }
        return Hearing::Excepted {
            law: r.law_or_wrapped(excepted),
        };
    }
    Hearing::Required {
        notice: legal_term(r, &fields, "notice"),
        objection: legal_term(r, &fields, "objection"),
        unless_shorter: fields
            .get("unless_shorter")
            .map(|_| Box::new(legal_term(r, &fields, "unless_shorter"))),
    }
}

/// What silence means.
pub(crate) fn silence(r: &mut Reading<'_>, fields: &Fields<'_>) -> Silence {
    let nothing = Silence::Refusal {
        law: Law::default(),
    };
    let Some(node) = fields.need(r, "silence") else {
        return nothing;
    };
    if let Some(consent) = node.get("consent") {
        let uncited = consent
            .get("law")
            .or(Some(consent))
            .and_then(|law| law.get("act"))
            .is_none();
        let (code, message) = if uncited {
            (
                "silence-without-law",
                "`silence: consent` needs a law that says so, and cites none",
            )
        } else {
            (
                "silence-not-supported",
                "deemed consent is not supported yet",
            )
        };
        r.error(
            node.place_of(&["consent"]),
            code,
            message,
            "write `silence: {refusal: {law: {act: …}}}`: a deemed refusal that opens the appeal",
        );
        return nothing;
    }
    if let Some(word) = node.scalar() {
        let message = format!("`silence: {word}` cites no law");
        let help = "write `silence: {refusal: {law: {act: …, articles: …}}}`";
        r.error(node.place, "silence-without-law", message, help);
        return nothing;
    }
    let fields = r.fields(node, "`silence`", &["refusal"]);
    let law = fields.need(r, "refusal").map(|node| r.law_or_wrapped(node));
    Silence::Refusal {
        law: law.unwrap_or_default(),
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

/// Where a decision is appealed.
pub(crate) fn appeal(r: &mut Reading<'_>, fields: &Fields<'_>) -> AppealRoute {
    let Some(node) = fields.need(r, "appeal") else {
        return AppealRoute {
            to: Texts::default(),
            within: no_term(),
            decided_in: no_term(),
        };
    };
    let fields = r.fields(node, "`appeal`", &["to", "within", "decided_in"]);
    AppealRoute {
        to: fields.texts(r, "to"),
        within: legal_term(r, &fields, "within"),
        decided_in: legal_term(r, &fields, "decided_in"),
    }
}

fn no_term() -> LegalTerm {
    LegalTerm {
        length: TermLength::working_days(0),
        law: Law::default(),
    }
}
