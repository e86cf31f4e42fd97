//! `services/*.yaml`.

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::definition::{AppealRoute, AutomatedGrant, Hearing, LegalTerm, Silence};
use tutas_domain::text::{Law, Texts};

use super::need::Registers;
use super::procedure::{CureDraft, RequirementDraft};
use super::{ask, gives, need, procedure};
use crate::model::{Ask, Decider, DeciderBy, Fee, Gives, Need, Retention, TermVariant};
use crate::reading::{Fields, Reading, list};
use crate::yaml::Node;

/// The channels that a service can name.
pub(crate) const CHANNELS: &[&str] = &["portal", "counter", "phone"];

const VERSION_FIELDS: &[&str] = &[
    "from",
    "law",
    "decider",
    "needs",
    "asks",
    "requires",
    "term",
    "term_variants",
    "cure",
    "hearing",
    "silence",
    "automated",
    "appeal",
    "gives",
    "retention",
    "channels",
    "fee",
];

/// A version of a service as its file says it, before its rules are compiled.
pub(crate) struct ServiceDraft<'n> {
    /// The file.
    pub(crate) file: &'n str,
    /// The document.
    pub(crate) root: &'n Node,
    /// This version's mapping.
    pub(crate) node: &'n Node,
    pub(crate) id: String,
    pub(crate) title: Texts,
    pub(crate) summary: Texts,
    pub(crate) from: Date,
    pub(crate) law: Law,
    pub(crate) decider: Decider,
    pub(crate) needs: Vec<Need>,
    pub(crate) asks: Vec<Ask>,
    pub(crate) requires: Vec<RequirementDraft>,
    pub(crate) term: LegalTerm,
    pub(crate) term_variants: Vec<TermVariant>,
    pub(crate) cure: CureDraft,
    pub(crate) hearing: Hearing,
    pub(crate) silence: Silence,
    pub(crate) automated: Option<AutomatedGrant>,
    pub(crate) appeal: AppealRoute,
    pub(crate) gives: Gives,
    pub(crate) retention: Retention,
    pub(crate) channels: Vec<String>,
    pub(crate) fee: Fee,
}

/// Reads one file: every version of one service, oldest first.
pub(crate) fn read<'n>(
    r: &mut Reading<'n>,
    root: &'n Node,
    registers: &Registers,
) -> Vec<ServiceDraft<'n>> {
    let fields = r.fields(
        root,
        "a service",
        &["service", "title", "summary", "versions"],
    );
    let id = fields.text(r, "service");
    let (title, summary) = (fields.texts(r, "title"), fields.texts(r, "summary"));
    let drafts: Vec<ServiceDraft<'n>> = versions(r, &fields)
        .iter()
        .map(|node| version(r, root, node, (&id, &title, &summary), registers))
        .collect();
    check_order(r, drafts.iter().map(|draft| (draft.from, draft.node)));
    drafts
}

/// The nodes of `versions`, of which there must be one.
pub(crate) fn versions<'n>(r: &mut Reading<'_>, fields: &Fields<'n>) -> &'n [Node] {
    let Some(node) = fields.need(r, "versions") else {
        return &[];
    };
    let items = r.items(node, "`versions`");
    if items.is_empty() && node.items().is_some() {
        r.error(
            node.place,
            "missing-field",
            "there is no version",
            "write `- from: 2026-01-01`",
        );
    }
    items
}

/// Versions must follow one another in time.
pub(crate) fn check_order<'n>(
    r: &mut Reading<'_>,
    versions: impl Iterator<Item = (Date, &'n Node)>,
) {
    let mut last: Option<Date> = None;
    for (from, node) in versions {
        if last.is_some_and(|last| last >= from) {
            r.error(
                node.place_of(&["from"]),
                "order",
                "this version does not begin after the one above it",
                "write the versions oldest first, each with a later `from`",
            );
        }
        last = Some(from);
    }
}

fn version<'n>(
    r: &mut Reading<'n>,
    root: &'n Node,
    node: &'n Node,
    (id, title, summary): (&str, &Texts, &Texts),
    registers: &Registers,
) -> ServiceDraft<'n> {
    let fields = r.fields(node, "a version of a service", VERSION_FIELDS);
    ServiceDraft {
        file: r.file,
        root,
        node,
        id: id.to_owned(),
        title: title.clone(),
        summary: summary.clone(),
        from: fields.date(r, "from"),
        law: fields.law(r),
        decider: decider(r, &fields),
        needs: fields
            .get("needs")
            .map(|node| need::read(r, node, registers))
            .unwrap_or_default(),
        asks: fields
            .get("asks")
            .map(|node| ask::read(r, node))
            .unwrap_or_default(),
        requires: procedure::requires(r, &fields),
        term: procedure::legal_term(r, &fields, "term"),
        term_variants: procedure::term_variants(r, &fields),
        cure: procedure::cure(r, &fields),
        hearing: procedure::hearing(r, &fields),
        silence: procedure::silence(r, &fields),
        automated: procedure::automated(r, &fields),
        appeal: procedure::appeal(r, &fields),
        gives: gives::read(r, &fields),
        retention: retention(r, &fields),
        channels: channels(r, &fields),
        fee: fee(r, &fields),
    }
}

fn decider(r: &mut Reading<'_>, fields: &Fields<'_>) -> Decider {
    let nobody = || DeciderBy::Ask(String::new());
    let Some(node) = fields.need(r, "decider") else {
        return Decider {
            kind: String::new(),
            by: nobody(),
            law: Law::default(),
        };
    };
    let fields = r.fields(node, "`decider`", &["kind", "by", "law"]);
    let kind = fields.text(r, "kind");
    let by = fields
        .need(r, "by")
        .map_or_else(nobody, |node| decider_by(r, node));
    Decider {
        kind,
        by,
        law: fields.law(r),
    }
}

fn decider_by(r: &mut Reading<'_>, node: &Node) -> DeciderBy {
    if let Some([only]) = node.entries() {
        if only.key == "ask" {
            return DeciderBy::Ask(r.text(&only.value, "`ask`"));
        }
        if only.key == "territory" {
            let path = r.parsed(&only.value, "`territory`", "residence.kato", |text| {
                let (need, field) = text.split_once('.')?;
                Some((need.to_owned(), field.to_owned()))
            });
            let (need, field) = path.unwrap_or_default();
            return DeciderBy::Territory { need, field };
        }
    }
    r.error(
        node.place,
        "wrong-value",
        "`by` says how the one deciding body is found",
        "write `by: {ask: registrar}` or `by: {territory: residence.kato}`",
    );
    DeciderBy::Ask(String::new())
}

fn retention(r: &mut Reading<'_>, fields: &Fields<'_>) -> Retention {
    let Some(node) = fields.need(r, "retention") else {
        return Retention {
            years: 0,
            law: Law::default(),
        };
    };
    let fields = r.fields(node, "`retention`", &["years", "law"]);
    Retention {
        years: fields.count(r, "years"),
        law: fields.law(r),
    }
}

fn channels(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<String> {
    let Some(node) = fields.need(r, "channels") else {
        return Vec::new();
    };
    let channels: Vec<String> = r
        .items(node, "`channels`")
        .iter()
        .map(|item| r.one_of(item, "a channel", CHANNELS))
        .collect();
    if channels.is_empty() && node.items().is_some() {
        let help = format!("write one or more of {}", list(CHANNELS));
        r.error(
            node.place,
            "missing-field",
            "no channel leads to this service",
            help,
        );
    }
    channels
}

fn fee(r: &mut Reading<'_>, fields: &Fields<'_>) -> Fee {
    let Some(node) = fields.need(r, "fee") else {
        return Fee {
            amount: Decimal::ZERO,
            law: Law::default(),
        };
    };
    let fields = r.fields(node, "`fee`", &["amount", "law"]);
    Fee {
        amount: fields.decimal(r, "amount"),
        law: fields.law(r),
    }
}
