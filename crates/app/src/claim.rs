//! Claims: what only one live case may hold.

use tutas_domain::case::{Case, Filing, Level, Matter, Phase, Subject};
use tutas_domain::definition::Kind;
use tutas_domain::person::PersonId;
use tutas_store::{Claim, Commit};

use crate::stream::At;
use crate::{App, AppError};

impl App {
    /// Takes or gives up the claim on what only one live case may hold. A case that is owed anew
    /// takes it again; where the person has applied anew meanwhile and that case holds it, the ruling
    /// is carried out all the same, but nothing is issued (see `may_issue`).
    pub(crate) fn add_claim(
        &self,
        commit: &mut Commit,
        before: Option<&Case>,
        after: &At<Case>,
    ) -> Result<(), AppError> {
        let name = self.store().claim_key(&claim_name(&after.state.filing));
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

/// What only one live case may hold: this service for this subject; an appeal against this act in
/// this instance; a complaint on this level about this case; what is said of one answer in it.
pub(crate) fn claim_name(filing: &Filing) -> String {
    match &filing.matter {
        Matter::Service => service_claim(&filing.service, &filing.filer, &filing.subject),
        Matter::Appeal(appeal) => {
            let act = appeal.act_at.as_microsecond();
            format!("appeal:{}:{act}:{}", appeal.against, appeal.instance)
        }
        Matter::Complaint(complaint) => {
            let level = match complaint.level {
                Level::Provider => "provider",
                Level::Authority => "authority",
            };
            format!("complaint:{}:{level}", complaint.about)
        }
        Matter::DataDefect(defect) => format!("defect:{}:{}", defect.about, defect.need),
    }
}

/// The claim of a service for a subject: by the subject's key, or by who asks and what they stated.
pub(crate) fn service_claim(service: &str, filer: &PersonId, subject: &Subject) -> String {
    let subject = subject.key.clone().unwrap_or_else(|| {
        let stated = subject
            .record
            .iter()
            .filter_map(|(field, value)| Some(format!("{field}={}", value.as_ref()?.to_plain())));
        let stated: Vec<String> = stated.collect();
        format!(
            "{}:{}:{}",
            filer.key_text(),
            stated.join(","),
            subject.ordinal
        )
    });
    format!("{service}:{subject}")
}
