//! The clock of the demonstration, and the telephone its messages come to.

mod messages;

use axum::extract::State;

use crate::Web;
use crate::form::Fields;
use crate::page::{Answer, see_done};
use crate::route::{Policy, Rooms};
use crate::visit::{Visit, is_ours};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .post(Policy::Public, "/demo/next-day", next_day)
        .get(Policy::Person, "/demo/messages", messages::show)
}

/// Moves the clock to the next working morning and comes back.
async fn next_day(State(web): State<Web>, visit: Visit, fields: Fields) -> Answer {
    web.app.advance_demo_clock()?;
    let back = fields.value("return").filter(|address| is_ours(address));
    see_done(back.unwrap_or(&visit.link("/")), "done-next-day")
}
