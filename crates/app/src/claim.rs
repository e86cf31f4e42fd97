//! Claims: what only one live case may hold.

use tutas_domain::case::{Case, Filing, Level, Matter, Phase, Subject};
use tutas_domain::definition::Kind;
use tutas_domain::person::PersonId;
use tutas_store::{Claim, Commit};

use crate::stream::At;
use crate::{App, AppError};

impl App {
    pub(crate) fn claim_key(&self, claim: &Name) -> [u8; 32] {
        self.store().claim_key(&claim.about, &claim.name)
    }

    /// Takes or gives up the claim on what only one live case may hold. A case that is owed anew
    /// takes it again; where the person has applied anew meanwhile and that case holds it, the ruling
    /// is carried out all the same, but nothing is issued (see `may_issue`).
    pub(crate) fn add_claim(
        &self,
        commit: &mut Commit,
        before: Option<&Case>,
        after: &At<Case>,
    ) -> Result<(), AppError> {
        let name = self.claim_key(&claim_name(&after.state.filing));
        let held = before.is_some_and(holds_claim);
        let holds = holds_claim(&after.state);
        let free = before.is_none() || (!held && self.store().find_claim(&name)?.is_none());
        if (holds && free) || (held && !holds) {
            commit.claims.push(Claim {
                name,
                holder: after.id,
                release: !holds,
            });
        }
        Ok(())
    }
}

/// Whether a case holds its claim: a service until it ended without giving what was asked, and while
/// taking back what it gave is suspended; an appeal for good, unless it was withdrawn; a complaint
/// and what is said of a register until it is answered.
fn holds_claim(case: &Case) -> bool {
    match case.kind() {
        Kind::Service => !case.phase.ended_without() || case.result_holds().is_some(),
        Kind::Appeal => case.phase != Phase::Withdrawn,
        Kind::Complaint | Kind::DataDefect => case.phase.is_undecided(),
    }
}

/// What only one live case may hold, by its name and what it is about: claims about the same lie side
/// by side in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) about: String,
    pub(crate) name: String,
}

/// What only one live case may hold: this service for this subject; an appeal against this act in
/// this instance; a complaint on this level about this case; what is said of one answer in it.
pub(crate) fn claim_name(filing: &Filing) -> Name {
    let (about, name) = match &filing.matter {
        Matter::Service => {
            return service_claim(&filing.service, &filing.filer, &filing.subject);
        }
        Matter::Appeal(appeal) => {
            let act = appeal.act_at.as_microsecond();
            let name = format!("appeal:{}:{act}:{}", appeal.against, appeal.instance);
            (appeal.against, name)
        }
        Matter::Complaint(complaint) => {
            let level = match complaint.level {
                Level::Provider => "provider",
                Level::Authority => "authority",
            };
            let name = format!("complaint:{}:{level}", complaint.about);
            (complaint.about, name)
        }
        Matter::DataDefect(defect) => {
            let name = format!("defect:{}:{}", defect.about, defect.need);
            (defect.about, name)
        }
    };
    let about = about.to_string();
    Name { about, name }
}

/// The claim of a service for a subject: by the subject's key, or by who asks and what they stated.
pub(crate) fn service_claim(service: &str, filer: &PersonId, subject: &Subject) -> Name {
    if let Some(key) = &subject.key {
        return claim_on(service, key);
    }
    let stated = subject
        .record
        .iter()
        .filter_map(|(field, value)| Some(format!("{field}={}", value.as_ref()?.to_plain())));
    let stated: Vec<String> = stated.collect();
    let filer = filer.key_text();
    let stated = format!("{filer}:{}:{}", stated.join(","), subject.ordinal);
    Name {
        name: format!("{service}:{stated}"),
        about: filer,
    }
}

/// The claim of a service for a subject with this key.
pub(crate) fn claim_on(service: &str, key: &str) -> Name {
    Name {
        name: format!("{service}:{key}"),
        about: key.to_owned(),
    }
}
