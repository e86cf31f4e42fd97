//! `services/*.yaml`.

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_domain::definition::{AutomatedGrant, Kind, LegalTerm};
use tutas_domain::text::{Law, Texts};

use super::general::GeneralDraft;
use super::need::Registers;
use super::parts::Parts;
use super::procedure::RequirementDraft;
use super::{ask, gives, need, procedure};
use crate::hash;
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
    "acceptance",
    "redirection",
    "cure",
    "hearing",
    "extension",
    "pauses",
    "escalation",
    "silence",
    "automated",
    "provisional",
    "revocation",
    "correction",
    "mending",
    "receipt",
    "appeal",
    "gives",
    "retention",
    "channels",
    "fee",
];
/// What only a service has: an appeal or a complaint is about another case, and asks for nothing
/// that registers hold.
const OF_A_SERVICE: &[&str] = &[
    "needs",
    "asks",
    "requires",
    "term_variants",
    "acceptance",
    "automated",
    "provisional",
    "gives",
];

/// A version of a service as its file says it, before its rules are compiled.
pub(crate) struct ServiceDraft<'n> {
    /// The file.
    pub(crate) file: &'n str,
    /// This version's mapping.
    pub(crate) node: &'n Node,
    /// The general procedure it stands on: its file and mapping.
    pub(crate) general: Option<(&'n str, &'n Node)>,
    /// The hash of what it says and stands on.
    pub(crate) hash: String,
    pub(crate) id: String,
    pub(crate) kind: Kind,
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
    /// The parts that the general procedure may say too.
    pub(crate) parts: Parts,
    pub(crate) automated: Option<AutomatedGrant>,
    pub(crate) mending: Option<LegalTerm>,
    pub(crate) gives: Gives,
    pub(crate) retention: Retention,
    pub(crate) channels: Vec<String>,
    pub(crate) fee: Fee,
}

/// What a file says above its versions, and where it is.
struct Heading<'n, 'a> {
    root: &'n Node,
    id: String,
    kind: Kind,
    title: Texts,
    summary: Texts,
    registers: &'a Registers,
}

/// Reads one file: every version of one service, oldest first. A version goes on under a new text of
/// the general procedure, as a version of its own from that day, if that changes anything for it.
pub(crate) fn read<'n>(
    r: &mut Reading<'n>,
    root: &'n Node,
    registers: &Registers,
    generals: &[GeneralDraft<'n>],
) -> Vec<ServiceDraft<'n>> {
    let fields = r.fields(
        root,
        "a service",
        &["service", "kind", "title", "summary", "versions"],
    );
    let heading = Heading {
        root,
        id: fields.text(r, "service"),
        kind: fields
            .get("kind")
            .and_then(|node| {
                r.coded(
                    node,
                    "`kind`",
                    &["service", "appeal", "complaint", "data-defect"],
                )
            })
            .unwrap_or_default(),
        title: fields.texts(r, "title"),
        summary: fields.texts(r, "summary"),
        registers,
    };
    let mut drafts: Vec<ServiceDraft<'n>> = Vec::new();
    for node in versions(r, &fields) {
        let in_force = |general: &&GeneralDraft<'n>| Some(general.from) <= begins(node);
        let general = generals.iter().rev().find(in_force);
        drafts.push(version(r, node, &heading, general));
    }
    check_order(r, drafts.iter().map(|draft| (draft.from, draft.node)));
    under_later_law(r, drafts, &heading, generals)
}

/// Adds what becomes of each version when the general procedure changes while it is in force.
fn under_later_law<'n>(
    r: &Reading<'n>,
    drafts: Vec<ServiceDraft<'n>>,
    heading: &Heading<'n, '_>,
    generals: &[GeneralDraft<'n>],
) -> Vec<ServiceDraft<'n>> {
    let until: Vec<Option<Date>> = drafts
        .iter()
        .skip(1)
        .map(|next| Some(next.from))
        .chain([None])
        .collect();
    let mut all: Vec<ServiceDraft<'n>> = Vec::new();
    for (draft, until) in drafts.into_iter().zip(until) {
        let (from, node) = (draft.from, draft.node);
        all.push(draft);
        let later = generals.iter().filter(|general| {
            general.from > from && until.is_none_or(|until| general.from < until)
        });
        for general in later {
            // Its own mistakes are reported already.
            let mut again = Reading::new(r.file, r.acts);
            let mut changed = version(&mut again, node, heading, Some(general));
            changed.from = general.from;
            if all.last().is_none_or(|last| last.hash != changed.hash) {
                all.push(changed);
            }
        }
    }
    all
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
    node: &'n Node,
    heading: &Heading<'n, '_>,
    general: Option<&GeneralDraft<'n>>,
) -> ServiceDraft<'n> {
    let fields = r.fields(node, "a version of a service", VERSION_FIELDS);
    let nothing = Parts::default();
    let parts = Parts::read(
        r,
        &fields,
        general.map_or(&nothing, |general| &general.parts),
    );
    must_be_said(r, &fields, &parts);
    let is_service = heading.kind == Kind::Service;
    if !is_service {
        only_of_a_service(r, &fields, heading.kind);
    }
    ServiceDraft {
        file: r.file,
        node,
        general: general.map(|general| (general.file, general.node)),
        hash: hash::of_version(heading.root, node, general.map(|general| general.node)),
        id: heading.id.clone(),
        kind: heading.kind,
        title: heading.title.clone(),
        summary: heading.summary.clone(),
        from: fields.date(r, "from"),
        law: fields.law(r),
        decider: decider(r, &fields, heading.kind),
        needs: match fields.get("needs") {
            Some(node) if is_service => need::read(r, node, heading.registers),
            _ => Vec::new(),
        },
        asks: match fields.get("asks") {
            Some(node) if is_service => ask::read(r, node),
            _ => Vec::new(),
        },
        requires: if is_service {
            procedure::requires(r, &fields)
        } else {
            Vec::new()
        },
        term: procedure::legal_term(r, &fields, "term"),
        term_variants: procedure::term_variants(r, &fields),
        parts,
        automated: procedure::automated(r, &fields),
        mending: mending(r, &fields, heading.kind),
        gives: if is_service {
            gives::read(r, &fields)
        } else {
            Gives {
                amount: None,
                documents: Vec::new(),
                write: None,
            }
        },
        retention: retention(r, &fields),
        channels: channels(r, &fields),
        fee: fee(r, &fields),
    }
}

/// The day a version begins; what is wrong with it is reported where it is read.
fn begins(node: &Node) -> Option<Date> {
    node.get("from")?.scalar()?.parse().ok()
}

/// What neither the service nor the general procedure says.
fn must_be_said(r: &mut Reading<'_>, fields: &Fields<'_>, parts: &Parts) {
    for (name, said) in [
        ("cure", parts.cure.is_some()),
        ("hearing", parts.hearing.is_some()),
        ("silence", parts.silence.is_some()),
        ("appeal", parts.appeal.is_some()),
    ] {
        if !said {
            fields.need(r, name);
        }
    }
}

fn only_of_a_service(r: &mut Reading<'_>, fields: &Fields<'_>, kind: Kind) {
    let what = match kind {
        Kind::Complaint => "a complaint",
        Kind::DataDefect => "a data defect",
        Kind::Service | Kind::Appeal => "an appeal",
    };
    for name in OF_A_SERVICE {
        if fields.get(name).is_some() {
            r.error(
                fields.node.place_of(&[name]),
                "not-of-this-kind",
                format!("{what} has no `{name}`: it is about what was decided or done elsewhere"),
                "leave it out, or leave out `kind`",
            );
        }
    }
}

/// What is found to be wrong is corrected in a time that the law sets.
fn mending(r: &mut Reading<'_>, fields: &Fields<'_>, kind: Kind) -> Option<LegalTerm> {
    if kind == Kind::DataDefect {
        return Some(procedure::legal_term(r, fields, "mending"));
    }
    if fields.get("mending").is_some() {
        r.error(
            fields.node.place_of(&["mending"]),
            "not-of-this-kind",
            "only what a register has wrong is mended",
            "leave it out, or write `kind: data-defect`",
        );
    }
    None
}

fn decider(r: &mut Reading<'_>, fields: &Fields<'_>, kind: Kind) -> Decider {
    let nobody = || DeciderBy::Ask(String::new());
    let Some(node) = fields.need(r, "decider") else {
        return Decider {
            kind: String::new(),
            by: nobody(),
            law: Law::default(),
        };
    };
    let fields = r.fields(node, "`decider`", &["kind", "by", "law"]);
    let by = fields.need(r, "by").map_or_else(nobody, |node| match kind {
        Kind::Service => decider_by(r, node),
        Kind::DataDefect => {
            r.one_of(node, "`by`", &["steward"]);
            DeciderBy::Steward
        }
        Kind::Appeal | Kind::Complaint => {
            match r.one_of(node, "`by`", &["concerned", "authority"]).as_str() {
                "authority" => DeciderBy::Authority,
                _ => DeciderBy::Concerned,
            }
        }
    });
    Decider {
        kind: match by {
            // Whichever body it is.
            DeciderBy::Concerned | DeciderBy::Steward => {
                fields.optional_text(r, "kind").unwrap_or_default()
            }
            _ => fields.text(r, "kind"),
        },
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
