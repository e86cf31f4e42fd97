//! The procedure of a version: whether its parts, its own and the general law's, agree.

use tutas_domain::definition::{
    Acceptance, CuringMeans, Provisional, RevocationGround, Silence, TermEffect,
};
use tutas_domain::term::TermLength;
use tutas_rules::Program;

use super::service::days;
use crate::draft::At;
use crate::model::Problem;
use crate::read::service::ServiceDraft;
use crate::suggest;

/// Checks what does not need the rules.
pub(crate) fn check(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    cure_window(draft, problems);
    acceptance(draft, problems);
    court(draft, problems);
    if let Some(provisional) = &draft.parts.provisional {
        postponed(draft, provisional, problems);
        revocable(draft, problems);
    }
}

/// The shortest term a case of this version can have.
pub(crate) fn shortest_term(draft: &ServiceDraft<'_>) -> TermLength {
    draft
        .term_variants
        .iter()
        .map(|variant| variant.term.length)
        .chain([draft.term.length])
        .min_by(|a, b| days(*a).total_cmp(&days(*b)))
        .unwrap_or(draft.term.length)
}

/// By silence a right is given that nobody looked at: it must be one that can be given unseen.
pub(crate) fn silence(
    draft: &ServiceDraft<'_>,
    program: Option<&Program>,
    problems: &mut Vec<Problem>,
) {
    let (Some(Silence::Consent { .. }), Some(program)) = (&draft.parts.silence, program) else {
        return;
    };
    if draft.gives.amount.is_some() {
        let unknown = program
            .reads("amount")
            .first()
            .map(|(read, _)| read.clone());
        let message = match &unknown {
            Some(need) => format!(
                "by silence nobody could say what is paid: the amount reads `{need}`, which may be \
                 unknown then"
            ),
            None => "by silence money would be paid that nobody decided on".to_owned(),
        };
        let problem = draft
            .error_at(&["silence", "consent"], "silence-pays", message)
            .help("write `silence: {refusal: {law: {…}}}`, or let a service without an amount consent");
        problems.push(if unknown.is_some() {
            problem
        } else {
            problem.warning()
        });
    }
    let fields = draft
        .gives
        .write
        .iter()
        .flat_map(|write| write.fields.keys());
    let unknown: Vec<&str> = fields
        .filter(|field| {
            let reads = program.reads(&format!("write:{field}"));
            reads
                .iter()
                .any(|(read, _)| draft.needs.iter().any(|need| need.name == *read))
        })
        .map(String::as_str)
        .collect();
    if let Some(field) = unknown.first() {
        let message = format!(
            "by silence `{field}` is written from data that may be unknown at the end of the term"
        );
        problems.push(
            draft
                .error_at(&["silence", "consent"], "silence-unknown", message)
                .help("see that the register can take the record without it")
                .warning(),
        );
    }
}

/// Who goes to court late has lost: a letter that names no day leaves that to chance. Definitions of
/// former days, which open cases rest on, could not name it yet: so it is no error.
fn court(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let route = draft.parts.appeal.as_ref();
    if route.is_some_and(|route| route.court.is_none()) {
        let message = "nothing says until when one can go to court after the last appeal";
        problems.push(
            draft
                .error_at(&["appeal"], "no-court-term", message)
                .help("write `court: {months: 1, law: {…}}` in `appeal`")
                .warning(),
        );
    }
}

fn cure_window(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let Some(said) = &draft.parts.cure else {
        return;
    };
    if said.cure.effect != TermEffect::None || said.effect_law {
        return;
    }
    if days(said.cure.window.length) >= days(shortest_term(draft)) {
        // Where the general law has the window, it is this service's term that does not fit.
        let path: &[&str] = if draft.node.get("cure").is_some() {
            &["cure", "effect"]
        } else {
            &["term"]
        };
        let path = match draft.node.find(path) {
            None => &["cure"],
            Some(_) => path,
        };
        problems.push(
            draft
                .error_at(
                    path,
                    "cure-outlasts-term",
                    "the person may still be mending when the term is over",
                )
                .help(
                    "write `effect: restart` or `pause`, shorten the window, or cite the law that \
                     lets the term run on: `cure: {…, law: {act: …}}`",
                ),
        );
    }
}

/// Papers are turned away only for a paper that is lacking.
fn acceptance(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let paper = |means: &Option<CuringMeans>| matches!(means, Some(CuringMeans::Document(_)));
    let asks_for_papers = draft
        .requires
        .iter()
        .any(|require| paper(&require.requirement.cured_by));
    if matches!(draft.parts.acceptance, Acceptance::Refuse { .. }) && !asks_for_papers {
        problems.push(
            draft
                .error_at(
                    &["acceptance", "refuse"],
                    "acceptance-without-papers",
                    "no requirement asks for a paper, so nothing could be incomplete",
                )
                .help("leave out `acceptance`: then everything is registered"),
        );
    }
}

/// What is looked at later must be a fact, not something the person could have mended before.
fn postponed(draft: &ServiceDraft<'_>, provisional: &Provisional, problems: &mut Vec<Problem>) {
    if provisional.later.is_empty() {
        let message = "nothing is looked at later: then the grant is not provisional";
        problems.push(
            draft
                .error_at(&["provisional", "later"], "missing-field", message)
                .help("name the requirements in `later: [..]`, or leave out `provisional`"),
        );
    }
    for (position, name) in provisional.later.iter().enumerate() {
        let position = position.to_string();
        let path = ["provisional", "later", position.as_str()];
        let known = draft
            .requires
            .iter()
            .find(|require| require.requirement.name == *name);
        let Some(require) = known else {
            let names = draft.requires.iter();
            let help = suggest::help(
                name,
                names.map(|require| require.requirement.name.as_str()),
                "name a requirement of this version",
            );
            let message = format!("there is no requirement `{name}`");
            problems.push(
                draft
                    .error_at(&path, "unknown-requirement", message)
                    .help(help),
            );
            continue;
        };
        if require.requirement.cured_by.is_some() {
            let message = format!(
                "`{name}` can be mended: it is mended before the grant, not held against the \
                 person after it"
            );
            problems.push(
                draft
                    .error_at(&path, "provisional-curable", message)
                    .help("look at it before the grant, or leave out its `cured_by`"),
            );
        }
    }
}

/// A condition that may break without consequence is none.
fn revocable(draft: &ServiceDraft<'_>, problems: &mut Vec<Problem>) {
    let mut listed = draft.parts.revocation.iter();
    if listed.any(|one| one.ground == RevocationGround::ConditionBroken) {
        return;
    }
    problems.push(
        draft
            .error_at(
                &["provisional"],
                "provisional-for-good",
                "the act would print a condition, and no ground lets anybody take it back",
            )
            .help("add `condition-broken` to `revocation`, with its law"),
    );
}
