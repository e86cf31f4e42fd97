//! `life-events/*.yaml`.

use jiff::civil::Date;
use tutas_domain::text::{Law, Texts};

use super::need::Registers;
use super::service::{check_order, versions};
use super::{ask, need};
use crate::model::{Ask, Need, Step, Tone};
use crate::reading::{Fields, Reading};
use crate::yaml::Node;

const VERSION_FIELDS: &[&str] = &[
    "from",
    "law",
    "needs",
    "subjects",
    "subject_key",
    "group_by",
    "subject_asks",
    "steps",
    "tones",
];

const STEP_FIELDS: &[&str] = &[
    "service",
    "after",
    "when",
    "optional",
    "on_refusal",
    "on_silence",
];

/// A version of a life event as its file says it.
pub(crate) struct LifeEventDraft<'n> {
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
    pub(crate) needs: Vec<Need>,
    pub(crate) subjects: Vec<String>,
    pub(crate) subject_key: String,
    pub(crate) group_by: String,
    pub(crate) subject_asks: Vec<Ask>,
    pub(crate) steps: Vec<Step>,
    pub(crate) tones: Vec<Tone>,
}

/// Reads one file: every version of one life event, oldest first.
pub(crate) fn read<'n>(
    r: &mut Reading<'n>,
    root: &'n Node,
    registers: &Registers,
) -> Vec<LifeEventDraft<'n>> {
    let fields = r.fields(
        root,
        "a life event",
        &["life_event", "title", "summary", "versions"],
    );
    let id = fields.text(r, "life_event");
    let (title, summary) = (fields.texts(r, "title"), fields.texts(r, "summary"));
    let drafts: Vec<LifeEventDraft<'n>> = versions(r, &fields)
        .iter()
        .map(|node| {
            let fields = r.fields(node, "a version of a life event", VERSION_FIELDS);
            LifeEventDraft {
                file: r.file,
                root,
                node,
                id: id.clone(),
                title: title.clone(),
                summary: summary.clone(),
                from: fields.date(r, "from"),
                law: fields.law(r),
                needs: fields
                    .need(r, "needs")
                    .map(|node| need::read(r, node, registers))
                    .unwrap_or_default(),
                subjects: fields.text_list(r, "subjects"),
                subject_key: fields.text(r, "subject_key"),
                group_by: fields.text(r, "group_by"),
                subject_asks: fields
                    .get("subject_asks")
                    .map(|node| ask::read(r, node))
                    .unwrap_or_default(),
                steps: steps(r, &fields),
                tones: tones(r, &fields),
            }
        })
        .collect();
    check_order(r, drafts.iter().map(|draft| (draft.from, draft.node)));
    drafts
}

fn steps(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<Step> {
    let Some(node) = fields.need(r, "steps") else {
        return Vec::new();
    };
    r.items(node, "`steps`")
        .iter()
        .map(|item| {
            let fields = r.fields(item, "a step", STEP_FIELDS);
            Step {
                on_refusal: fields
                    .get("on_refusal")
                    .and_then(|node| r.coded(node, "`on_refusal`", &["stop", "go-on"]))
                    .unwrap_or_default(),
                on_silence: fields
                    .get("on_silence")
                    .and_then(|node| r.coded(node, "`on_silence`", &["wait", "go-on", "stop"]))
                    .unwrap_or_default(),
                service: fields.text(r, "service"),
                after: fields.text_list(r, "after"),
                when: fields.optional_text(r, "when"),
                optional: fields.truth(r, "optional", false),
            }
        })
        .collect()
}

fn tones(r: &mut Reading<'_>, fields: &Fields<'_>) -> Vec<Tone> {
    let Some(node) = fields.get("tones") else {
        return Vec::new();
    };
    r.items(node, "`tones`")
        .iter()
        .map(|item| {
            let fields = r.fields(item, "a tone", &["when", "name", "text", "title"]);
            Tone {
                when: fields.text(r, "when"),
                name: fields
                    .need(r, "name")
                    .map(|node| r.one_of(node, "`name`", &["plain", "quiet"]))
                    .unwrap_or_default(),
                text: fields.texts(r, "text"),
                title: fields.get("title").map(|node| r.texts(node, "`title`")),
            }
        })
        .collect()
}
