//! Signing in and out. In the demonstration everybody may be anybody, and the page says so.

use askama::Template;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use serde::Deserialize;
use tutas_app::{AppError, DemoOfficer, DemoPerson, Identity, SignInProblem};
use tutas_domain::person::IinProblem;
use tutas_domain::text::Texts;

use crate::Web;
use crate::form::Fields;
use crate::i18n::T;
use crate::page::{Answer, Page, Wrong, render, render_unaccepted, see};
use crate::problem::Fault;
use crate::route::{Policy, Rooms};
use crate::visit::{Visit, is_ours};

/// The routes of this room.
pub(crate) fn rooms() -> Rooms {
    Rooms::new()
        .get(Policy::Public, "/sign-in", show)
        .post(Policy::Public, "/sign-in", sign_in)
        .post(Policy::Public, "/sign-out", sign_out)
}

#[derive(Template)]
#[template(path = "sign_in/sign_in.html")]
struct SignInPage<'a> {
    page: Page,
    is_demo: bool,
    /// A form was sent after the session had ended, and is lost.
    unsent: bool,
    families: Vec<Family<'a>>,
    desks: Vec<Desks<'a>>,
    next: String,
    iin: String,
    wrong: Vec<Wrong>,
}

/// People of the demonstration with one story.
struct Family<'a> {
    story: &'a Texts,
    /// Each with its place in the demonstration's list: the form names the place, not the person.
    people: Vec<(usize, &'a DemoPerson)>,
}

/// Officers of one kind of body: there are hundreds, so each region is folded in.
struct Desks<'a> {
    title: String,
    regions: Vec<(&'a Texts, Vec<&'a DemoOfficer>)>,
}

#[derive(Deserialize)]
struct Wish {
    next: Option<String>,
    unsent: Option<String>,
}

async fn show(
    State(web): State<Web>,
    visit: Visit,
    wish: Result<Query<Wish>, QueryRejection>,
) -> Answer {
    let wish = wish.ok().map(|Query(wish)| wish);
    let unsent = wish.as_ref().is_some_and(|wish| wish.unsent.is_some());
    let next = wish
        .and_then(|wish| wish.next)
        .filter(|next| is_ours(next))
        .unwrap_or_default();
    let page = page(&web, &visit, next, String::new(), Vec::new());
    render(&SignInPage { unsent, ..page })
}

async fn sign_in(State(web): State<Web>, visit: Visit, fields: Fields) -> Answer {
    let next = fields
        .value("next")
        .filter(|next| is_ours(next))
        .unwrap_or_default()
        .to_owned();
    let typed = fields.value("iin").unwrap_or_default().trim().to_owned();
    match identify(&web, &fields, &typed).await {
        Ok((identity, name)) => enter(&web, &visit, identity, name, &next).await,
        Err(SignInProblem::Failed(error)) => Err(error.into()),
        Err(problem) => {
            let text = visit.t.m(message(&problem));
            let wrong = vec![Wrong {
                field: "iin".to_owned(),
                text,
            }];
            render_unaccepted(&page(&web, &visit, next, typed, wrong))
        }
    }
}

async fn sign_out(State(web): State<Web>, visit: Visit) -> Answer {
    if let Some(token) = &visit.token {
        web.app.sign_out(token).await?;
    }
    let mut response = see(&visit.link("/"))?;
    let headers = response.headers_mut();
    headers.append(header::SET_COOKIE, cookie(&web, "", "; Max-Age=0")?);
    headers.insert(
        "clear-site-data",
        HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""),
    );
    Ok(response)
}

/// Who wants in: one of the demonstration's people or officers, or whoever has the typed number.
async fn identify(
    web: &Web,
    fields: &Fields,
    typed: &str,
) -> Result<(Identity, String), SignInProblem> {
    // Nothing but a demonstration lets people in without proof of who they are.
    let demo = web
        .app
        .demo()
        .ok_or(SignInProblem::Failed(AppError::NotFound))?;
    if let Some(place) = fields.number("person") {
        let place = usize::try_from(place).unwrap_or(usize::MAX);
        let person = demo
            .people
            .get(place)
            .ok_or(SignInProblem::Failed(AppError::NotFound))?;
        return Ok((Identity::Person(person.id.clone()), person.name.clone()));
    }
    if let Some(id) = fields.value("officer") {
        let officer = demo.officers.iter().find(|officer| officer.id == id);
        let officer = officer.ok_or(SignInProblem::Failed(AppError::NotFound))?;
        let identity = web.app.staff_identity(&officer.id);
        let identity = identity.ok_or(SignInProblem::Failed(AppError::NotFound))?;
        return Ok((identity, officer.name.clone()));
    }
    let (person, name) = web.app.find_person(typed).await?;
    Ok((Identity::Person(person), name))
}

async fn enter(web: &Web, visit: &Visit, identity: Identity, name: String, next: &str) -> Answer {
    if let Some(old) = &visit.token {
        web.app.sign_out(old).await?;
    }
    let is_auditor = matches!(identity, Identity::Auditor(_));
    let is_officer = is_auditor || matches!(identity, Identity::Officer(_));
    let token = web.app.sign_in(identity, name).await?;
    let to_desk = next.get(3..).is_some_and(|path| path.starts_with("/desk"));
    let to_audit = next
        .get(3..)
        .is_some_and(|path| path.starts_with("/desk/audit"));
    let home = visit.link(match (is_auditor, is_officer) {
        (true, _) => "/desk/audit",
        (false, true) => "/desk",
        (false, false) => "/cabinet",
    });
    let leads_home = to_desk == is_officer && to_audit == is_auditor;
    let mut response = see(if !next.is_empty() && leads_home {
        next
    } else {
        &home
    })?;
    response
        .headers_mut()
        .append(header::SET_COOKIE, cookie(web, &token, "")?);
    Ok(response)
}

fn cookie(web: &Web, token: &str, more: &str) -> Result<HeaderValue, Fault> {
    let secure = if web.is_https() { "; Secure" } else { "" };
    let name = web.sign_in_cookie();
    let cookie = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{more}");
    HeaderValue::from_str(&cookie).map_err(|_| Fault::Internal("cookie"))
}

fn message(problem: &SignInProblem) -> &'static str {
    match problem {
        SignInProblem::Malformed(IinProblem::Length(_) | IinProblem::NotDigits) => {
            "problem-iin-length"
        }
        SignInProblem::Malformed(IinProblem::CheckDigit | IinProblem::NeverIssued) => {
            "problem-iin-check"
        }
        SignInProblem::Unknown => "sign-in-unknown",
        SignInProblem::RegisterDown | SignInProblem::Failed(_) => "sign-in-register-down",
    }
}

fn page<'a>(
    web: &'a Web,
    visit: &Visit,
    next: String,
    iin: String,
    wrong: Vec<Wrong>,
) -> SignInPage<'a> {
    let demo = web.app.demo();
    let families = demo.map(|demo| families(&demo.people)).unwrap_or_default();
    let desks = demo
        .map(|demo| desks(visit.t, &demo.officers))
        .unwrap_or_default();
    let page = visit
        .page(visit.t.m("sign-in"))
        .erroneous(!wrong.is_empty());
    SignInPage {
        page,
        is_demo: demo.is_some(),
        unsent: false,
        families,
        desks,
        next,
        iin,
        wrong,
    }
}

fn families(people: &[DemoPerson]) -> Vec<Family<'_>> {
    let mut families: Vec<Family<'_>> = Vec::new();
    for (place, person) in people.iter().enumerate() {
        match families
            .iter_mut()
            .find(|family| *family.story == person.group)
        {
            Some(family) => family.people.push((place, person)),
            None => families.push(Family {
                story: &person.group,
                people: vec![(place, person)],
            }),
        }
    }
    families
}

/// Officers by kind of body and region, each in the order they come in.
fn desks(t: T, officers: &[DemoOfficer]) -> Vec<Desks<'_>> {
    let mut desks: Vec<(&str, Desks<'_>)> = Vec::new();
    for officer in officers {
        let known = desks.iter().position(|(kind, _)| *kind == officer.kind);
        let place = known.unwrap_or_else(|| {
            let id = format!("body-{}", officer.kind);
            let title = if t.has(&id) {
                t.m(&id)
            } else {
                officer.kind.clone()
            };
            let regions = Vec::new();
            desks.push((&officer.kind, Desks { title, regions }));
            desks.len() - 1
        });
        let regions = &mut desks[place].1.regions;
        match regions
            .iter_mut()
            .find(|(region, _)| **region == officer.region)
        {
            Some((_, there)) => there.push(officer),
            None => regions.push((&officer.region, vec![officer])),
        }
    }
    desks.into_iter().map(|(_, desks)| desks).collect()
}

#[cfg(test)]
mod tests {
    use tutas_domain::person::PersonId;
    use tutas_domain::text::Lang;

    use super::*;
    use crate::case::sample::{page as frame, texts};

    fn officer(id: &str, kind: &str, region: &str) -> DemoOfficer {
        DemoOfficer {
            id: id.to_owned(),
            name: format!("Ким {id}"),
            post: texts("Head"),
            body: texts("Body"),
            kind: kind.to_owned(),
            region: texts(region),
        }
    }

    #[test]
    fn officers_are_folded_by_kind_of_body_and_region() {
        let officers = [
            officer("registrar-27/1", "registrar", "West Kazakhstan"),
            officer("clinic-27/1", "clinic", "West Kazakhstan"),
            officer("registrar-10/1", "registrar", "Abai"),
            officer("registrar-27/2", "registrar", "West Kazakhstan"),
        ];
        for lang in Lang::ALL {
            let t = frame(lang).t;
            let desks = desks(t, &officers);
            let shape: Vec<_> = desks
                .iter()
                .map(|of_kind| {
                    of_kind
                        .regions
                        .iter()
                        .map(|(_, there)| there.len())
                        .collect()
                })
                .collect::<Vec<Vec<usize>>>();
            assert_eq!(shape, [vec![2, 1], vec![1]]);
            let html = SignInPage {
                page: frame(lang),
                is_demo: true,
                unsent: true,
                families: Vec::new(),
                desks,
                next: "/kk/desk".to_owned(),
                iin: String::new(),
                wrong: Vec::new(),
            }
            .render()
            .unwrap();
            let open: String = html
                .split("</details>")
                .map(|part| part.split("<details").next().unwrap_or_default())
                .collect();
            assert!(!open.contains("name=\"officer\""), "{lang}: {open}");
            for id in ["registrar-27/1", "clinic-27/1", "registrar-10/1"] {
                let button = format!("name=\"officer\" value=\"{id}\"");
                assert_eq!(html.matches(&button).count(), 1, "{lang} {id}");
            }
            assert!(html.contains(&t.m("sign-in-ended")), "{lang}");
            assert_eq!(html.matches(&t.m("body-registrar")).count(), 1);
            assert_eq!(html.matches("West Kazakhstan").count(), 2);
        }
    }

    #[test]
    fn every_kind_of_body_has_a_name_in_every_language() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog");
        let loaded = tutas_catalog::load(std::path::Path::new(folder)).unwrap();
        let catalog = loaded.catalog.unwrap();
        assert!(!catalog.bodies.is_empty());
        for body in catalog.bodies.values() {
            let id = format!("body-{}", body.kind);
            for lang in Lang::ALL {
                assert!(frame(lang).t.has(&id), "{lang} lacks {id}");
            }
        }
    }

    fn person(document: &str, group: &str) -> DemoPerson {
        DemoPerson {
            id: PersonId::Document(document.to_owned()),
            name: document.to_owned(),
            says: Texts::default(),
            group: Texts {
                en: group.to_owned(),
                ..Texts::default()
            },
        }
    }

    #[test]
    fn people_of_one_story_stand_together_and_keep_their_places() {
        let people = [
            person("A:1", "twins"),
            person("B:1", "alone"),
            person("A:2", "twins"),
        ];
        let families = families(&people);
        assert_eq!(families.len(), 2);
        let places: Vec<_> = families[0].people.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [0, 2]);
    }
}
