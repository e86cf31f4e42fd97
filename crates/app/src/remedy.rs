//! What stands open against a decision or a silence: an appeal, or nothing but the court.
//!
//! The page of the case, its letters and the file all say what is worked out here. An appeal is
//! accepted late too; a suit is not, so the time of the one must never stand where the other is next.

use jiff::Timestamp;
use tutas_catalog::Service;
use tutas_domain::case::{Appeal, Case, Matter};
use tutas_domain::definition::AppealRoute;
use tutas_domain::text::Texts;

use crate::review::act_at;
use crate::stream::At;
use crate::view::AppealView;
use crate::{App, AppError};

impl App {
    /// To whom, until when and by which law a person can go on from what this case is about.
    pub(crate) fn appeal_view(
        &self,
        at: &At<Case>,
        service: &Service,
    ) -> Result<AppealView, AppError> {
        let case = &at.state;
        let route = &service.procedure.appeal;
        match &case.filing.matter {
            Matter::Service => match act_at(case) {
                Some(acted_at) => self.after_act(case, route, acted_at),
                None => Ok(self.appealed(case, route, route.to.clone())),
            },
            Matter::Appeal(appeal) => {
                let against = self.load_case(appeal.against)?.state;
                let route = &self.definition_of(&against)?.procedure.appeal;
                self.after_appeal(case, appeal, route)
            }
            // What is said of a service or a register ends with the authority, which nothing but a
            // court reviews.
            Matter::Complaint(_) | Matter::DataDefect(_) => {
                Ok(self.sued(case, route, Some(route.to.clone())))
            }
        }
    }

    /// The body above, to which the next appeal goes; none if the court is next.
    pub(crate) fn next_instance(
        &self,
        case: &Case,
        appeal: &Appeal,
        route: &AppealRoute,
    ) -> Option<String> {
        if appeal.instance >= route.instances {
            return None;
        }
        match &case.superior {
            // It goes up by itself: what is ruled there is appealed to the one above that.
            Some(superior) if case.redirected_at.is_none() && act_at(case).is_none() => {
                self.superior(superior)
            }
            _ => self.who_acted(case).1,
        }
    }

    /// What stands open against an act of a service: an appeal against it, or what is next after the
    /// newest appeal.
    fn after_act(
        &self,
        case: &Case,
        route: &AppealRoute,
        acted_at: Timestamp,
    ) -> Result<AppealView, AppError> {
        let Some(newest) = self.newest_appeal(case, acted_at)? else {
            return Ok(self.appealed(case, route, route.to.clone()));
        };
        let Matter::Appeal(appeal) = &newest.filing.matter else {
            return Err(AppError::Internal("appeal-expected"));
        };
        self.after_appeal(&newest, appeal, route)
    }

    /// What is next after an appeal, by the route of the case it is against.
    fn after_appeal(
        &self,
        case: &Case,
        appeal: &Appeal,
        route: &AppealRoute,
    ) -> Result<AppealView, AppError> {
        if self.next_instance(case, appeal, route).is_none() {
            return Ok(self.sued(case, route, None));
        }
        let to = self.definition_of(case)?.procedure.appeal.to.clone();
        Ok(self.appealed(case, route, to))
    }

    /// An appeal against what stands in `case`.
    fn appealed(&self, case: &Case, route: &AppealRoute, to: Texts) -> AppealView {
        let acted_at = act_at(case).filter(|_| case.is_appealable());
        AppealView {
            to: Some(to),
            court: false,
            within: Some(route.within.length),
            until: acted_at.and_then(|acted_at| self.last_day(route, case, acted_at)),
            law: route.within.law.clone(),
        }
    }

    /// A suit against what stands in `case`. Without a term in the definition no day is named: a
    /// wrong one would cost the person the suit.
    fn sued(&self, case: &Case, route: &AppealRoute, to: Option<Texts>) -> AppealView {
        let learned = case.learned_at().filter(|_| case.is_appealable());
        let calendar = self.calendar_of(case);
        let term = route.court.as_ref();
        AppealView {
            to,
            court: true,
            within: term.map(|term| term.length),
            until: term.zip(learned).map(|(term, learned)| {
                let learned = calendar.local(learned).date();
                term.length.last_day(learned, calendar)
            }),
            law: term.map_or(&route.within.law, |term| &term.law).clone(),
        }
    }
}
