//! The way of an application before it is filed: which data would be read, what was found, what
//! only the person knows, and a last look.

mod check;
mod data;
mod preview;
mod questions;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod way;

use axum::extract::State;
use serde::Deserialize;
use uuid::Uuid;

use crate::Web;
use crate::page::{Answer, see, see_done};
use crate::route::{At, Policy, Rooms};
use crate::visit::Who;

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Person, "/apply/{draft}", resume)
        .get(Policy::Person, "/apply/{draft}/data", data::show)
        .post(Policy::Person, "/apply/{draft}/data", data::consent)
        .get(Policy::Person, "/apply/{draft}/preview", preview::show)
        .post(Policy::Person, "/apply/{draft}/preview", preview::choose)
        .post(Policy::Person, "/apply/{draft}/wrong", preview::say_wrong)
        .get(
            Policy::Person,
            "/apply/{draft}/questions/{index}",
            questions::show,
        )
        .post(
            Policy::Person,
            "/apply/{draft}/questions/{index}",
            questions::answer,
        )
        .get(Policy::Person, "/apply/{draft}/check", check::show)
        .post(Policy::Person, "/apply/{draft}/check", check::file)
        .post(Policy::Person, "/apply/{draft}/discard", discard)
}

/// Goes on where the person left off.
async fn resume(State(web): State<Web>, who: Who, At(draft): At<Uuid>) -> Answer {
    let plan = web.app.data_plan(&who.id, draft)?;
    see(&place(
        &who,
        draft,
        if plan.already_read { "preview" } else { "data" },
    ))
}

async fn discard(State(web): State<Web>, who: Who, At(draft): At<Uuid>) -> Answer {
    web.app.discard(&who.id, draft).await?;
    see_done(&who.visit.link("/cabinet"), "done-discarded")
}

/// The address of a page of the draft.
fn place(who: &Who, draft: Uuid, page: &str) -> String {
    who.visit.link(&format!("/apply/{draft}/{page}"))
}

/// From where somebody came to a page of the draft: who changes something on the last page is led
/// back there, and not through all that follows.
#[derive(Deserialize)]
struct Came {
    from: Option<String>,
}

impl Came {
    fn is_from_check(&self) -> bool {
        self.from.as_deref() == Some("check")
    }

    /// What the address of this page, and of its form, ends with.
    fn query(&self) -> &'static str {
        if self.is_from_check() {
            "?from=check"
        } else {
            ""
        }
    }
}
