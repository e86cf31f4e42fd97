//! Saying that something a register answered is wrong.

use askama::Template;
use axum::extract::State;
use tutas_app::AppError;
use tutas_app::view::{CaseView, MayDispute, ReviewLine};
use uuid::Uuid;

use super::filed_as;
use crate::Web;
use crate::case::{Reading, Tried, is_open};
use crate::form::Fields;
use crate::page::{Answer, Choice, Page, Wrong, render, render_unaccepted, see};
use crate::problem::Fault;
use crate::route::At;
use crate::visit::{Visit, Who};

#[derive(Template)]
#[template(path = "review/defect.html")]
struct DefectPage {
    page: Page,
    case: CaseView,
    tried: Tried,
    wrong: Vec<Wrong>,
}

impl DefectPage {
    fn new(visit: &Visit, case: CaseView, tried: Tried) -> Self {
        let wrong = tried.wrong();
        let page = visit
            .page(visit.t.m("defect-title"))
            .back_to(format!("/cases/{}", case.summary.id))
            .quiet(case.tone.quiet)
            .erroneous(!wrong.is_empty());
        Self {
            page,
            case,
            tried,
            wrong,
        }
    }

    /// What registers answered, each with what it says and who looks into it.
    fn answers(&self) -> Vec<Choice> {
        let t = self.page.t;
        let choice = |may: &MayDispute| {
            let facts = may.row.records.iter().flatten();
            let says: Vec<String> = facts
                .map(|fact| format!("{}: {}", t.x(&fact.label), t.shown(&fact.value)))
                .collect();
            let says = if says.is_empty() {
                t.m("case-evidence-none")
            } else {
                format!("{}.", says.join("; "))
            };
            let args = [
                ("body", t.x(&may.steward).into()),
                ("term", t.term(&may.answered_in).into()),
            ];
            let note = format!("{says} {}", t.a("defect-note", &args));
            let title = format!("{} ({})", t.x(&may.row.register), t.whose(&may.row.whose));
            Choice::new(may.need.clone(), title).noted(note)
        };
        self.case.may.dispute.iter().map(choice).collect()
    }
}

pub(super) async fn page(State(web): State<Web>, who: Who, At(id): At<Uuid>) -> Answer {
    let case = web.app.case(&who.id, id).await?;
    if case.may.dispute.is_empty() {
        return match pending(&case.reviews.defects) {
            Some(pending) => see(&who.visit.link(&format!("/cases/{pending}"))),
            None => Err(Fault::Rejected("defect-not-now")),
        };
    }
    render(&DefectPage::new(&who.visit, case, Tried::default()))
}

pub(super) async fn send(
    State(web): State<Web>,
    who: Who,
    At(id): At<Uuid>,
    fields: Fields,
) -> Answer {
    let t = who.visit.t;
    let mut form = Reading::new(t, &fields);
    let need = form.line("need", "need", "defect-problem-need");
    let words = form.words("words", "words", "defect-problem-words");
    let tried = if form.is_right() {
        let filed = web.app.file_defect(&who.id, id, &need, words.into_string());
        match filed.await {
            Err(AppError::Rejected(rejection)) => form.turned_down("words", t.m(rejection.code())),
            filed => return filed_as(&who, filed?, "done-defect"),
        }
    } else {
        form.tried()
    };
    let case = web.app.case(&who.id, id).await?;
    render_unaccepted(&DefectPage::new(&who.visit, case, tried))
}

/// One that is being looked into.
fn pending(lines: &[ReviewLine]) -> Option<Uuid> {
    let open = |line: &&ReviewLine| is_open(&line.phase);
    lines.iter().rev().find(open).map(|line| line.id)
}
