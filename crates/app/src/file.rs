//! My file: everything about a case on one page, from the journal itself.
//!
//! What happened is told from the events, so that a page years later says what the law and the
//! officers said then; the case as it stands now is told by its view.

mod points;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use tutas_domain::actor::Author;
use tutas_domain::calendar::Calendar;
use tutas_domain::case::{Case, Decision, Phase, Proof, Recorded, RunningTerm};
use tutas_domain::evidence::{Known, Source};
use tutas_domain::person::PersonId;
use tutas_domain::term;
use tutas_store::StreamId;
use uuid::Uuid;

use crate::access::Details;
use crate::stream::At;
use crate::view::{
    ActKind, AppealedAct, AuthorView, CaseView, CountedTerm, EntryView, FileView, Point, ProofView,
    ReadView, SentLetter, TermEnd,
};
use crate::{App, AppError};

/// How many reads are taken from the database at once.
const PAGE: usize = 200;

impl App {
    /// The file of a case, for the person who filed it.
    pub async fn case_file(&self, who: &PersonId, case: Uuid) -> Result<FileView, AppError> {
        self.own_case_for(who, case, "open").await?;
        self.up_to_date(case).await?;
        let at = self.own_case(who, case)?;
        let view = self.case_view(&at)?;
        self.file_view(&at, view, Reader::Person)
    }

    /// The file of a case, for an officer who may see the case. Opening it is an access on record,
    /// and the file itself shows it.
    pub async fn desk_file(&self, officer: &str, case: Uuid) -> Result<FileView, AppError> {
        let mut view = self.desk_case(officer, case).await?;
        view.desk = None;
        self.file_view(&self.load_case(case)?, view, Reader::Officer)
    }

    /// What the event says that wrote a letter.
    pub(crate) fn told(&self, at: &At<Case>, letter: usize) -> Result<Vec<Point>, AppError> {
        let service = self.definition_of(&at.state)?;
        let mut told = Vec::new();
        self.walk(at.id, |before, after, recorded| {
            let written = before.map_or(0, |case| case.letters.len())..after.letters.len();
            if written.contains(&letter) {
                let event = self.at_event(service, before, recorded, Reader::Person);
                told = event.points();
            }
        })?;
        Ok(told)
    }

    fn file_view(
        &self,
        at: &At<Case>,
        case: CaseView,
        reader: Reader,
    ) -> Result<FileView, AppError> {
        let service = self.definition_of(&at.state)?;
        let mut entries = Vec::new();
        let mut terms = Terms::default();
        self.walk(at.id, |before, after, recorded| {
            terms.take(&after.term, recorded.effective_at);
            entries.push(EntryView {
                at: recorded.effective_at,
                written_at: recorded.recorded_at,
                name: recorded.event.name(),
                by: author(&recorded.by),
                points: self.at_event(service, before, recorded, reader).points(),
            });
        })?;
        Ok(FileView {
            filed_by: self.name_of(&at.state, &at.state.filing.filer)?,
            made_at: self.now(),
            entries,
            terms: terms.counted(self.calendar_of(&at.state)),
            reads: self.reads_for(at)?,
            letters: letters(&at.state),
            appealed: appealed(&at.state),
            case,
        })
    }

    /// Tells each event with the case before and after it.
    pub(crate) fn walk(
        &self,
        stream: StreamId,
        mut tell: impl FnMut(Option<&Case>, &Case, &Recorded),
    ) -> Result<(), AppError> {
        let mut case: Option<Case> = None;
        for entry in self.store().journal(stream)? {
            let events: Vec<Recorded> = serde_json::from_slice(&entry.events)?;
            for recorded in events {
                let after = Case::apply(case.clone(), &recorded);
                let after = after.ok_or(AppError::Internal("fold"))?;
                tell(case.as_ref(), &after, &recorded);
                case = Some(after);
            }
        }
        Ok(())
    }

    /// Every read of data for this case: those on its own account, and those of the draft it began
    /// as, known by register and time of what the case holds.
    fn reads_for(&self, at: &At<Case>) -> Result<Vec<ReadView>, AppError> {
        let case = &at.state;
        let held = held(case);
        let filer = self.person_key(&case.filing.filer);
        let parties: BTreeSet<PersonId> = case.parties().into_iter().collect();
        let mut found: BTreeMap<(Timestamp, Vec<u8>), (bool, usize)> = BTreeMap::new();
        for person in &parties {
            let key = self.person_key(person);
            let mut before = None;
            loop {
                let page = self.store().accesses_of(key, before, PAGE)?;
                let full = page.len() == PAGE;
                before = page.last().map(|access| access.id);
                for access in page {
                    let details: Details = serde_json::from_slice(&access.details)?;
                    for look in details.one_by_one() {
                        let of_draft = || {
                            let register = look.register().unwrap_or_default().to_owned();
                            access.stream.is_none() && held.contains(&(register, access.at))
                        };
                        if access.stream == Some(at.id) || of_draft() {
                            let same = (access.at, serde_json::to_vec(&look)?);
                            let read = found.entry(same).or_default();
                            read.0 |= key == filer;
                            read.1 += usize::from(key != filer);
                        }
                    }
                }
                if !full {
                    break;
                }
            }
        }
        let mut reads = Vec::new();
        for ((at, details), (own, others)) in found {
            let details: Details = serde_json::from_slice(&details)?;
            let lines = self.access_lines(at, &details);
            reads.extend(lines.map(|line| ReadView { line, own, others }));
        }
        Ok(reads)
    }
}

/// Who reads a file. What officers write for one another stays at the desk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reader {
    Person,
    Officer,
}

/// Terms in the order in which they began.
#[derive(Default)]
struct Terms(Vec<(RunningTerm, Option<Timestamp>)>);

impl Terms {
    /// Takes the term as it runs after an event at `now`.
    fn take(&mut self, term: &RunningTerm, now: Timestamp) {
        match self.0.last_mut() {
            Some((last, _)) if last.started_at == term.started_at => *last = term.clone(),
            Some((_, replaced)) => {
                *replaced = Some(now);
                self.0.push((term.clone(), None));
            }
            None => self.0.push((term.clone(), None)),
        }
    }

    fn counted(self, calendar: &Calendar) -> Vec<CountedTerm> {
        let terms = self.0.into_iter();
        terms
            .map(|(term, replaced)| {
                let replaced_on = replaced.map(|at| calendar.local(at).date());
                let mut days = term::days(&term, calendar);
                days.retain(|day| replaced_on.is_none_or(|on| day.date <= on));
                CountedTerm {
                    days,
                    extended_to: term.extended_to,
                    replaced_on,
                    end: term_end(&term),
                    length: term.legal.length,
                    started_at: term.started_at,
                    paused_since: term.paused_at,
                    law: term.legal.law,
                }
            })
            .collect()
    }
}

fn term_end(term: &RunningTerm) -> TermEnd {
    TermEnd {
        length: term.legal.length,
        last_day: term.last_day,
        ends_at: term.ends_at,
    }
}

/// Registers that answered, with the time of each answer.
fn held(case: &Case) -> BTreeSet<(String, Timestamp)> {
    let known = case.evidence.0.values();
    known
        .filter_map(|known| match known {
            Known::Records {
                source: Source::Register { register, at, .. },
                ..
            } => Some((register.clone(), *at)),
            _ => None,
        })
        .collect()
}

fn author(by: &Author) -> AuthorView {
    match by {
        Author::Person { .. } => AuthorView::Person,
        Author::Clerk { clerk, .. } => AuthorView::Clerk(clerk.name.clone()),
        Author::Officer { officer } => AuthorView::Officer(officer.name.clone()),
        Author::Machine => AuthorView::Program,
    }
}

fn letters(case: &Case) -> Vec<SentLetter> {
    let letters = case.letters.iter().enumerate();
    letters
        .map(|(index, letter)| SentLetter {
            index,
            kind: letter.kind,
            at: letter.at,
            received: letter.received_at.map(|at| {
                let proof = letter.proof.as_ref().map_or(ProofView::Cabinet, proof_view);
                (at, proof)
            }),
        })
        .collect()
}

fn proof_view(proof: &Proof) -> ProofView {
    match proof {
        Proof::Cabinet => ProofView::Cabinet,
        Proof::Message { .. } => ProofView::Message,
        Proof::RegisteredLetter { number } => ProofView::RegisteredLetter(number.clone()),
        Proof::Counter { clerk, signed } => ProofView::Counter {
            clerk: clerk.name.clone(),
            signed: *signed,
        },
    }
}

/// What can be appealed now.
fn appealed(case: &Case) -> Option<AppealedAct> {
    if case.phase == Phase::Revoked {
        let at = case.former.last()?.ended_at;
        let kind = ActKind::Revocation;
        return Some(AppealedAct { kind, at });
    }
    let Some((at, decision)) = &case.decision else {
        let at = case.deemed_refused_at?;
        let kind = ActKind::Silence;
        return Some(AppealedAct { kind, at });
    };
    let kind = match decision {
        Decision::Granted { .. } => ActKind::Grant,
        Decision::Refused { .. } => ActKind::Refusal,
        Decision::NotAccepted { .. } => ActKind::NotAccepted,
        Decision::Ruled { .. } => ActKind::Ruling,
    };
    Some(AppealedAct { kind, at: *at })
}

#[cfg(test)]
mod tests;
