//! Which registers would be read, whose data, on what basis; and consent where law alone does not
//! suffice.

use askama::Template;
use axum::extract::State;
use tutas_app::view::{Consents, DataPlan, PlanBasis, PlanRow};
use uuid::Uuid;

use super::place;
use crate::Web;
use crate::form::Fields;
use crate::page::{Answer, Page, render, see};
use crate::route::At;
use crate::visit::Who;

#[derive(Template)]
#[template(path = "apply/data.html")]
pub(super) struct DataPage {
    pub(super) page: Page,
    pub(super) plan: DataPlan,
}

impl DataPage {
    fn rows(&self, basis: PlanBasis) -> Vec<&PlanRow> {
        self.plan
            .rows
            .iter()
            .filter(|row| row.basis == basis)
            .collect()
    }
}

pub(super) async fn show(State(web): State<Web>, who: Who, At(draft): At<Uuid>) -> Answer {
    let plan = web.app.data_plan(&who.id, draft)?;
    let page = who.visit.page(who.visit.t.m("data-title"));
    render(&DataPage { page, plan })
}

pub(super) async fn consent(
    State(web): State<Web>,
    who: Who,
    At(draft): At<Uuid>,
    fields: Fields,
) -> Answer {
    let consents = Consents {
        registers: fields.is_ticked("registers"),
        automated: fields.is_ticked("automated"),
    };
    web.app.give_consents(&who.id, draft, consents).await?;
    see(&place(&who, draft, "preview"))
}
