//! One person's way through the pages, form by form: what prepares people for the load, and what
//! the generator's sessions repeat.

use std::net::SocketAddr;

use super::people::Mother;
use crate::site::html;
use crate::site::http::{Answer, Browser, Door, Request};

/// The office that all choose.
pub(super) const OFFICE: &str = "registrar-2710";

/// What is answered on the pages of questions, page by page, beside the version.
pub(super) const ANSWERS: [&[(&str, &str)]; 3] = [
    &[
        ("father", "blank"),
        ("language", "kk"),
        ("registrar", OFFICE),
    ],
    &[
        ("given_name", "Айша"),
        ("surname", super::people::CANARY),
        ("patronymic", ""),
    ],
    &[
        ("iban", "KZ067222710000007919"),
        ("kindergarten", "KG-2710-011"),
        ("clinic_no", "clinic-2710-1"),
    ],
];

/// The services asked for beside the registration.
pub(super) const STEPS: [&str; 4] = [
    "birth-allowance",
    "care-allowance",
    "kindergarten-queue",
    "clinic-attachment",
];

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) session: String,
    pub(super) delivery: String,
}

/// Somebody whose application was filed.
#[derive(Clone, Debug)]
pub(super) struct Filed {
    pub(super) session: String,
    pub(super) application: String,
    pub(super) case: String,
}

/// Signs in with some field of the form.
pub(super) fn sign_in(server: SocketAddr, field: (&str, &str)) -> Result<String, String> {
    let mut browser = Browser {
        door: Door::of(server),
        session: None,
    };
    let form = Request::form("/en/sign-in", &[field]);
    let answer = sent(&mut browser, &form, 303)?;
    answer.session.ok_or_else(|| "no session".to_owned())
}

/// A mother whom the registers know, signed in.
pub(super) fn enter(
    server: SocketAddr,
    registers: SocketAddr,
    mother: &Mother,
) -> Result<Person, String> {
    mother.appear(registers)?;
    Ok(Person {
        session: sign_in(server, ("iin", &mother.iin))?,
        delivery: mother.delivery(),
    })
}

/// Goes through the whole form and files it.
pub(super) fn file(server: SocketAddr, person: &Person) -> Result<Filed, String> {
    let session = Some(person.session.clone());
    let mut browser = Browser {
        door: Door::of(server),
        session,
    };
    let begun = sent(
        &mut browser,
        &Request::form("/en/life-events/birth", &[]),
        303,
    )?;
    let begun = begun.location.unwrap_or_default();
    let draft = html::ids(&begun, "/apply/", "/").first().copied();
    let draft = draft.ok_or("no draft was begun")?.to_owned();
    let at = |page: &str| format!("/en/apply/{draft}/{page}");
    let consent = [("registers", "yes"), ("automated", "yes")];
    sent(&mut browser, &Request::form(at("data"), &consent), 303)?;
    sent(&mut browser, &Request::page(at("preview")), 200)?;
    let mut choice = vec![("event", person.delivery.as_str())];
    choice.extend(STEPS.map(|step| ("step", step)));
    sent(&mut browser, &Request::form(at("preview"), &choice), 303)?;
    for (page, answers) in ANSWERS.iter().enumerate() {
        let place = at(&format!("questions/{page}"));
        let version = version_on(&mut browser, &place)?;
        let mut fields = vec![("version", version.as_str())];
        fields.extend(answers.iter());
        sent(&mut browser, &Request::form(place, &fields), 303)?;
    }
    let version = version_on(&mut browser, &at("check"))?;
    let form = Request::form(at("check"), &[("version", &version)]);
    sent(&mut browser, &form, 303)?;
    let page = sent(
        &mut browser,
        &Request::page(format!("/en/applications/{draft}")),
        200,
    )?;
    let case = html::ids(&page.text(), "/cases/", "\"")
        .first()
        .copied()
        .map(str::to_owned);
    Ok(Filed {
        session: person.session.clone(),
        application: draft,
        case: case.ok_or("the application has no case")?,
    })
}

fn version_on(browser: &mut Browser, place: &str) -> Result<String, String> {
    let page = sent(browser, &Request::page(place), 200)?.text();
    let version = html::field(&page, "version");
    version
        .map(str::to_owned)
        .ok_or_else(|| format!("{place} has no version"))
}

fn sent(browser: &mut Browser, request: &Request, status: u16) -> Result<Answer, String> {
    let answer = browser
        .send(request)
        .map_err(|broken| format!("{}: {broken:?}", request.path))?;
    if answer.status == status {
        return Ok(answer);
    }
    Err(format!(
        "{}: {} and not {status}",
        request.path, answer.status
    ))
}
