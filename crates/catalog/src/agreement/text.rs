//! The text of an agreement: read again exactly as it was written.

use serde::{Deserialize, Serialize};
use tutas_domain::consent::Whom;
use tutas_domain::definition::{AutomatedGrant, LegalTerm};
use tutas_domain::text::{Law, Texts};

use super::whom;
use crate::model::{Basis, Catalog, Register, Whose};
use crate::privacy::{Level, Notice, PlainRule, Read};

/// The shape of the text; another shape gets another number.
const FORMAT: u32 = 1;

/// What is agreed to. The order of its fields is that of its serialisation: a field that is added
/// goes to the end and is left out where it is empty, so that texts that were agreed to keep their
/// hash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Text {
    /// Its shape.
    pub format: u32,
    /// The service or life event.
    pub of: String,
    /// What data are for: its name.
    pub purpose: Texts,
    /// Who reads: a body's name.
    pub operator: Texts,
    /// Its number.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operator_number: String,
    /// What is read.
    pub reads: Vec<ReadText>,
    /// Whether a program may decide, and by which law or with consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated: Option<Ground>,
    /// Who gets the data.
    pub recipients: Vec<Recipient>,
    /// For how many years after the case has ended they are kept, by which law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<(u32, Law)>,
    /// How long a consent holds, whether data leave the country or are published, and what withdrawal
    /// does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentText>,
    /// What the assessment of risks came to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risks: Option<Risks>,
    /// The hash of the text that this one takes the place of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<String>,
}

/// What is read about one person in one register on one basis.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadText {
    /// The register.
    pub register: String,
    /// Its name.
    pub title: Texts,
    /// Who owns it.
    pub owner: Texts,
    /// About whom; none for public data.
    pub whose: Option<Whom>,
    /// As what that other adult stands there: the father, say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Texts>,
    /// On what.
    pub ground: Ground,
    /// The fields: name, title, and whether it needs more care.
    pub fields: Vec<(String, Texts, bool)>,
}

/// On what something rests.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ground {
    /// Consent, by this law; else the law by itself.
    pub by_consent: bool,
    /// The law.
    pub law: Law,
}

/// Who gets data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "as", rename_all = "kebab-case")]
pub enum Recipient {
    /// The body that decides, of this kind.
    Decider {
        /// The kind.
        kind: String,
        /// The law.
        law: Law,
    },
    /// A register into which some are entered when it is granted.
    Register {
        /// The register.
        register: String,
        /// Its name.
        title: Texts,
        /// Who owns it.
        owner: Texts,
        /// What is entered.
        fields: Vec<Texts>,
    },
}

impl Recipient {
    /// The name by which a consent knows it.
    pub fn code(&self) -> String {
        match self {
            Self::Decider { kind, .. } => format!("body:{kind}"),
            Self::Register { register, .. } => format!("register:{register}"),
        }
    }
}

/// What the country says of every consent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ConsentText {
    /// How long it holds that nobody withdraws.
    pub lasts: LegalTerm,
    /// Whether data leave the country.
    pub cross_border: bool,
    /// Whether data are published.
    pub publication: bool,
    /// Where data stay.
    pub place: (Texts, Law),
    /// How it is withdrawn, and what follows.
    pub withdrawal: (Texts, Law),
    /// Who consents for a child, and that nobody does for another adult.
    pub representatives: (Texts, Law),
    /// Until when the law wants reading to have stopped. Here it stops at once.
    pub stops: LegalTerm,
}

/// What the assessment of risks came to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Risks {
    /// Level before measures.
    pub before: Level,
    /// Level after them.
    pub after: Level,
    /// The hash of the data part that was weighed.
    pub data: String,
    /// The post of the officer who approved exactly that, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed: Option<(Texts, jiff::civil::Date)>,
}

impl Text {
    pub(super) fn of(catalog: &Catalog, notice: &Notice<'_>) -> Self {
        let operator = catalog.country.accountability.as_ref();
        let operator = operator.and_then(|one| catalog.bodies.get(&one.operator));
        let contents = notice.privacy.and_then(|one| one.contents.as_ref());
        Self {
            format: FORMAT,
            of: notice.id.to_owned(),
            purpose: notice.title.clone(),
            operator: operator.map_or_else(Texts::default, |body| body.title.clone()),
            operator_number: contents.map_or_else(String::new, |one| one.operator_number.clone()),
            reads: notice.reads.iter().map(ReadText::of).collect(),
            automated: notice.automated.map(|automated| match automated {
                AutomatedGrant::Law { law } => Ground::of(false, law),
                AutomatedGrant::Consent { law } => Ground::of(true, law),
            }),
            recipients: recipients(notice),
            kept: notice.retention.map(|kept| (kept.years, kept.law.clone())),
            consent: consent(notice),
            risks: notice.assessment.as_ref().map(|assessment| Risks {
                before: assessment.level_before,
                after: assessment.level_after,
                data: notice.data.to_owned(),
                signed: notice.signed().map(|one| (one.post.clone(), one.on)),
            }),
            predecessor: None,
        }
    }

    /// The text as it is kept and hashed: JSON without spaces, its fields in this order.
    pub fn serialized(&self) -> String {
        // Texts, numbers and lists only: there is nothing in it that JSON cannot say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Reads it again.
    pub fn parse(serialized: &str) -> Option<Self> {
        serde_json::from_str(serialized).ok()
    }

    /// The law by which something of it wants consent, if anything does.
    pub fn consent_law(&self) -> Option<&Law> {
        let reads = self.reads.iter().map(|read| &read.ground);
        let mut grounds = reads.chain(&self.automated);
        let wants = grounds.find(|one| one.by_consent)?;
        Some(&wants.law)
    }
}

impl Ground {
    fn of(by_consent: bool, law: &Law) -> Self {
        let law = law.clone();
        Self { by_consent, law }
    }
}

impl ReadText {
    fn of(read: &Read<'_>) -> Self {
        let ground = match read.basis {
            Basis::Law(law) => Ground::of(false, law),
            Basis::Consent { law } => Ground::of(true, law),
        };
        let role = match read.whose {
            Whose::Adult(role) => Some(role.clone()),
            _ => None,
        };
        let Register {
            id, title, owner, ..
        } = read.register;
        let fields = read.fields.iter().map(|field| {
            let known = field.field;
            (field.name.to_owned(), known.title.clone(), known.sensitive)
        });
        Self {
            register: id.clone(),
            title: title.clone(),
            owner: owner.clone(),
            whose: whom(read.whose),
            role,
            ground,
            fields: fields.collect(),
        }
    }
}

fn recipients(notice: &Notice<'_>) -> Vec<Recipient> {
    let decider = notice.decider.map(|decider| Recipient::Decider {
        kind: decider.kind.clone(),
        law: decider.law.clone(),
    });
    let entry = notice.entry.as_ref().map(|entry| Recipient::Register {
        register: entry.register.id.clone(),
        title: entry.register.title.clone(),
        owner: entry.register.owner.clone(),
        fields: entry.fields.iter().map(|one| one.title.clone()).collect(),
    });
    decider.into_iter().chain(entry).collect()
}

fn consent(notice: &Notice<'_>) -> Option<ConsentText> {
    let privacy = notice.privacy?;
    let contents = privacy.contents.as_ref()?;
    let said = |rule: &PlainRule| (rule.text.clone(), rule.law.clone());
    Some(ConsentText {
        lasts: contents.lasts.clone(),
        cross_border: contents.cross_border,
        publication: contents.publication,
        place: said(&privacy.place),
        withdrawal: said(&contents.withdrawal),
        representatives: said(&contents.representatives),
        stops: privacy.withdrawal.clone(),
    })
}
