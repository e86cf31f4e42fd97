//! What an event says, point by point.

mod parts;

use jiff::civil::Date;
use rust_decimal::Decimal;
use tutas_catalog::Service;
use tutas_domain::actor::OfficerId;
use tutas_domain::case::{
    Act, Case, Decider, Decision, DroppedStep, Event, Recorded, Ruling, Window,
};
use tutas_domain::definition::{ExceptionGround, WindowFrom};
use tutas_domain::evidence::{Finding, Known, Record};
use tutas_domain::text::{Law, Texts, Words};
use tutas_domain::value::Value;
use uuid::Uuid;

use self::parts::{ends, law_point, matter, officer, reasons, said, second};
use super::{Reader, proof_view};
use crate::App;
use crate::showing::{facts, shown_answer, why_unknown};
use crate::view::{Fact, Point, Said};

impl App {
    pub(super) fn at_event<'a>(
        &'a self,
        service: &'a Service,
        before: Option<&'a Case>,
        recorded: &'a Recorded,
        reader: Reader,
    ) -> AtEvent<'a> {
        AtEvent {
            app: self,
            service,
            before,
            event: &recorded.event,
            reader,
        }
    }
}

/// An event with what it is told from.
pub(super) struct AtEvent<'a> {
    app: &'a App,
    service: &'a Service,
    before: Option<&'a Case>,
    event: &'a Event,
    reader: Reader,
}

impl AtEvent<'_> {
    /// What the event says.
    pub(super) fn points(&self) -> Vec<Point> {
        match self.event {
            Event::Filed(_)
            | Event::EvidenceRecorded { .. }
            | Event::Assessed { .. }
            | Event::Answered { .. }
            | Event::Issued { .. }
            | Event::Withdrawn => self.facts(),
            Event::DeficiencyNoted { .. }
            | Event::DeficiencyCured { .. }
            | Event::DeficiencyLapsed { .. }
            | Event::DeliveryOwed { .. }
            | Event::Supplied { .. }
            | Event::DocumentAccepted { .. }
            | Event::DocumentTurnedDown { .. } => self.deficiency(),
            Event::TermPaused
            | Event::TermRuns { .. }
            | Event::Redirected { .. }
            | Event::TermExtended { .. }
            | Event::TermRecounted { .. }
            | Event::StoodStill { .. }
            | Event::StandstillEnded
            | Event::Escalated { .. } => self.term(),
            Event::ActPrepared { .. }
            | Event::ActReturned { .. }
            | Event::LetterReceived { .. }
            | Event::Objected { .. }
            | Event::HearingWaived
            | Event::OralHearingAsked
            | Event::OralHearingHeld { .. }
            | Event::ProtocolRemarked { .. } => self.hearing(),
            Event::HeldUp { by } => by.iter().cloned().map(Point::Other).collect(),
            Event::StepsDropped { steps } => self.dropped(steps),
            Event::Decided(decision) => self.decision(decision),
            Event::DeemedRefused { law } | Event::DeemedGranted { law } => vec![law_point(law)],
            Event::PostCheckBegun { .. }
            | Event::PostCheckEnded { .. }
            | Event::DecisionRevoked { .. }
            | Event::CorrectionAsked { .. }
            | Event::CorrectionOverdue
            | Event::SlipCorrected { .. }
            | Event::CorrectionDeclined { .. } => self.after(),
            Event::AppealLodged { .. }
            | Event::AppealEnded { .. }
            | Event::DecisionAnnulled { .. }
            | Event::CourtClaimNoted { .. } => self.review(),
            Event::DefectConfirmed { .. }
            | Event::MendingOverdue
            | Event::Disputed { .. }
            | Event::DisputeSettled { .. } => self.defect(),
        }
    }

    fn facts(&self) -> Vec<Point> {
        match self.event {
            Event::Filed(filing) => {
                let mut points = vec![
                    Point::Number(filing.number.clone()),
                    Point::Holder(self.app.body_title(&filing.body)),
                    ends(&filing.term),
                ];
                points.extend(matter(&filing.matter));
                points
            }
            Event::EvidenceRecorded { needs } => self.registers(needs.iter()),
            Event::Assessed {
                findings, amount, ..
            } => {
                let mut points = self.assessed(findings);
                points.extend(amount.map(|amount| self.amount(amount)));
                points
            }
            Event::Answered { ask, value } => self.answer(ask, value).into_iter().collect(),
            Event::Issued { number, kind, .. } => {
                let documents = &self.service.gives.documents;
                let document = documents.iter().find(|document| document.kind == *kind);
                let title = document.map(|document| document.title.clone());
                vec![Point::Document(title.unwrap_or_default(), number.clone())]
            }
            _ => Vec::new(),
        }
    }

    fn deficiency(&self) -> Vec<Point> {
        match self.event {
            Event::DeficiencyNoted {
                requirement,
                until,
                from,
                asked,
                ..
            } => {
                let mut points = vec![self.requirement(requirement)];
                match (asked, self.service.procedure.requirement(requirement)) {
                    (Some((_, words)), _) => points.push(Point::Asked(said(words))),
                    (None, Some(known)) => points.push(Point::Lacks(known.otherwise.clone())),
                    (None, None) => {}
                }
                points.push(Point::Until(*until));
                if *from == WindowFrom::Receipt {
                    points.push(Point::FromReceipt);
                }
                points.push(law_point(&self.service.procedure.cure.window.law));
                points
            }
            Event::DeficiencyCured { requirement }
            | Event::DeficiencyLapsed { requirement }
            | Event::DeliveryOwed { requirement } => vec![self.requirement(requirement)],
            Event::Supplied {
                requirement,
                upload,
                words,
            } => {
                let mut points = vec![self.requirement(requirement)];
                let file = upload.as_ref().map(|file| said(&file.name));
                points.extend(file.map(Point::File));
                points.extend(words.as_ref().map(|words| Point::Words(said(words))));
                points
            }
            Event::DocumentAccepted {
                upload,
                need,
                record,
                by,
            } => {
                let mut points: Vec<Point> = self.file(*upload).into_iter().collect();
                points.extend(self.copied(need, record));
                points.push(officer(by));
                points
            }
            Event::DocumentTurnedDown {
                upload,
                why,
                by,
                until,
                ..
            } => {
                let mut points: Vec<Point> = self.file(*upload).into_iter().collect();
                points.extend([reasons(why), officer(by), Point::Until(*until)]);
                points
            }
            _ => Vec::new(),
        }
    }

    fn term(&self) -> Vec<Point> {
        match self.event {
            Event::TermPaused => vec![law_point(&self.service.procedure.cure.window.law)],
            Event::TermRuns { term } => vec![ends(term)],
            Event::Redirected {
                from,
                to,
                reasons: why,
                term,
                ..
            } => {
                let mut points = vec![
                    Point::From(self.app.body_title(from)),
                    Point::To(self.app.body_title(to)),
                ];
                points.extend(why.as_ref().map(reasons));
                points.push(match term {
                    Some(term) => ends(term),
                    None => Point::TermRunsOn,
                });
                let redirection = self.service.procedure.redirection.as_ref();
                points.extend(redirection.map(|by| law_point(&by.within.law)));
                points
            }
            Event::TermExtended {
                term,
                reasons: why,
                by,
                law,
            } => vec![ends(term), reasons(why), officer(by), law_point(law)],
            Event::TermRecounted { term, windows } => {
                let mut points = vec![ends(term)];
                points.extend(self.windows(windows));
                points
            }
            Event::StoodStill {
                ground,
                reasons: why,
                by,
                until,
                law,
                ..
            } => {
                let ground = self.service.procedure.pause(ground);
                let title = ground.map(|ground| Point::Standstill(ground.title.clone()));
                let mut points: Vec<Point> = title.into_iter().collect();
                points.extend([
                    reasons(why),
                    officer(by),
                    Point::Until(*until),
                    law_point(law),
                ]);
                points
            }
            Event::Escalated { to, law } => vec![Point::Rank(*to), law_point(law)],
            _ => Vec::new(),
        }
    }

    fn hearing(&self) -> Vec<Point> {
        match self.event {
            Event::ActPrepared {
                act,
                reasons: why,
                by,
                hearing_until,
                law,
                without,
            } => self.prepared(act, why, by, *hearing_until, law, without.as_ref()),
            Event::ActReturned { by, words } => {
                let own = (self.reader == Reader::Officer).then(|| reasons(words));
                [officer(by)].into_iter().chain(own).collect()
            }
            Event::LetterReceived {
                letter,
                on,
                proof,
                objection_until,
                windows,
            } => {
                let letters = self.before.map(|case| case.letters.as_slice());
                let letter = letters.and_then(|letters| letters.get(*letter));
                let kind = letter.map(|letter| Point::Letter(letter.kind));
                let mut points: Vec<Point> = kind.into_iter().collect();
                points.push(Point::Proof(proof_view(proof)));
                let calendar = self.before.map_or(&self.app.catalog().calendar, |case| {
                    self.app.calendar_of(case)
                });
                points.push(Point::ReceivedOn(calendar.local(*on).date()));
                points.extend(objection_until.map(Point::ObjectionUntil));
                points.extend(self.windows(windows));
                points
            }
            Event::Objected { words } | Event::ProtocolRemarked { words } => {
                vec![Point::Words(said(words))]
            }
            Event::OralHearingHeld {
                by,
                protocol,
                remarks_until,
            } => vec![
                officer(by),
                Point::Protocol(said(protocol)),
                Point::RemarksUntil(*remarks_until),
            ],
            _ => Vec::new(),
        }
    }

    /// A preliminary decision. Without a hearing its preparation is the body's own affair until the
    /// act is adopted.
    fn prepared(
        &self,
        act: &Act,
        why: &Words,
        by: &OfficerId,
        not_before: Option<Date>,
        law: &Law,
        without: Option<&(ExceptionGround, Words)>,
    ) -> Vec<Point> {
        if not_before.is_none() && self.reader == Reader::Person {
            return vec![officer(by), law_point(law)];
        }
        let mut points = match act {
            Act::Refusal { grounds } => self.findings(grounds),
            Act::Revocation {
                ground,
                compensated,
                ..
            } => {
                let paid = compensated.then_some(Point::Compensated);
                [Point::Revocation(*ground)]
                    .into_iter()
                    .chain(paid)
                    .collect()
            }
            Act::Ruling { ruling } => self.ruled(ruling),
        };
        points.push(reasons(why));
        points.push(officer(by));
        points.extend(not_before.map(Point::NotBefore));
        if let Some((exception, words)) = without {
            points.push(Point::Without(*exception));
            points.push(reasons(words));
        }
        points.push(law_point(law));
        points
    }

    fn decision(&self, decision: &Decision) -> Vec<Point> {
        match decision {
            Decision::Granted {
                amount,
                by,
                provisional,
            } => {
                let mut points: Vec<Point> = Vec::new();
                points.extend(amount.map(|amount| self.amount(amount)));
                points.extend(provisional.then_some(Point::Provisional));
                points.push(match by {
                    Decider::Officer(by) | Decider::OnAppeal { officer: by, .. } => officer(by),
                    Decider::Machine { law } => Point::Machine(law.clone()),
                    Decider::Silence { law } => Point::Silence(law.clone()),
                });
                points
            }
            Decision::NotAccepted {
                grounds,
                reasons: why,
                by,
                law,
            } => {
                let mut points = self.findings(grounds);
                points.extend([reasons(why), officer(by), law_point(law)]);
                points
            }
            Decision::Ruled {
                ruling,
                reasons: why,
                prepared_by,
                approved_by,
            } => {
                let mut points = self.ruled(ruling);
                points.extend([reasons(why), officer(prepared_by)]);
                points.extend(approved_by.as_ref().map(second));
                points
            }
            Decision::Refused {
                grounds,
                reasons: why,
                prepared_by,
                approved_by,
            } => {
                let mut points = self.findings(grounds);
                points.extend([reasons(why), officer(prepared_by), second(approved_by)]);
                points
            }
        }
    }

    fn after(&self) -> Vec<Point> {
        match self.event {
            Event::PostCheckBegun { until, law, .. } => vec![Point::Until(*until), law_point(law)],
            Event::PostCheckEnded { looked_at } => vec![Point::LookedAt(*looked_at)],
            Event::DecisionRevoked {
                ground,
                law,
                compensated,
                reasons: why,
                prepared_by,
                approved_by,
                term,
            } => {
                let mut points = vec![Point::Revocation(*ground), law_point(law)];
                points.extend(compensated.then_some(Point::Compensated));
                points.extend([reasons(why), officer(prepared_by)]);
                points.extend(approved_by.as_ref().map(second));
                points.extend(term.as_ref().map(ends));
                points
            }
            Event::CorrectionAsked { words, until, .. } => {
                vec![Point::Words(said(words)), Point::Until(*until)]
            }
            Event::SlipCorrected { was, reads, by, .. } => vec![
                Point::Was(said(was)),
                Point::Reads(said(reads)),
                officer(by),
            ],
            Event::CorrectionDeclined { why, by } => vec![reasons(why), officer(by)],
            _ => Vec::new(),
        }
    }

    fn review(&self) -> Vec<Point> {
        match self.event {
            Event::AppealLodged {
                number, suspends, ..
            } => vec![Point::Other(number.clone()), Point::Suspends(*suspends)],
            Event::AppealEnded { appeal } => self.lodged(*appeal).into_iter().collect(),
            Event::DecisionAnnulled {
                appeal,
                outcome,
                overruled,
                term,
            } => {
                let mut points: Vec<Point> = self.lodged(*appeal).into_iter().collect();
                points.push(Point::Outcome(*outcome));
                points.extend(self.held_met(overruled));
                points.push(ends(term));
                points
            }
            Event::CourtClaimNoted { words } => vec![Point::Words(said(words))],
            _ => Vec::new(),
        }
    }

    fn defect(&self) -> Vec<Point> {
        match self.event {
            Event::DefectConfirmed {
                law, reasons, by, ..
            } => vec![Point::Words(said(reasons)), officer(by), law_point(law)],
            Event::Disputed { number, .. } => vec![Point::Other(number.clone())],
            _ => Vec::new(),
        }
    }

    fn dropped(&self, steps: &[DroppedStep]) -> Vec<Point> {
        let catalog = self.app.catalog();
        let today = catalog.calendar.local(self.app.now()).date();
        let title = |step: &DroppedStep| {
            let service = catalog.service(&step.service, today)?;
            let title = service.procedure.title.clone();
            Some(Point::Dropped(title, step.taken))
        };
        steps.iter().filter_map(title).collect()
    }

    fn ruled(&self, ruling: &Ruling) -> Vec<Point> {
        let mut points = vec![Point::Outcome(ruling.outcome), Point::Rights(ruling.rights)];
        points.extend(ruling.lateness.map(Point::Lateness));
        points.extend(self.held_met(&ruling.overruled));
        points
    }

    fn held_met<'b>(&'b self, names: &'b [String]) -> impl Iterator<Item = Point> + 'b {
        names.iter().map(|name| Point::HeldMet(self.title(name)))
    }

    fn amount(&self, amount: Decimal) -> Point {
        let given = self.service.gives.amount.as_ref();
        Point::Amount(amount, given.is_some_and(|given| given.monthly))
    }

    /// What was found, by what the registers had answered till then.
    fn assessed(&self, findings: &[Finding]) -> Vec<Point> {
        let about = self.before.and_then(|case| self.app.about_case(case).ok());
        let Some(about) = about else {
            return self.findings(findings);
        };
        let found = |finding| self.app.found(self.service, &about, finding);
        let view = |finding| Point::Finding(Box::new(found(finding)));
        findings.iter().map(view).collect()
    }

    fn findings(&self, findings: &[Finding]) -> Vec<Point> {
        let view = |finding| Point::Finding(Box::new(self.app.finding(self.service, finding)));
        findings.iter().map(view).collect()
    }

    fn requirement(&self, name: &str) -> Point {
        Point::Requirement(self.title(name))
    }

    fn title(&self, requirement: &str) -> Texts {
        let known = self.service.procedure.requirement(requirement);
        known.map(|known| known.title.clone()).unwrap_or_default()
    }

    fn windows<'b>(&'b self, windows: &'b [Window]) -> impl Iterator<Item = Point> + 'b {
        let title = |window: &Window| self.title(&window.requirement);
        windows
            .iter()
            .map(move |window| Point::Window(title(window), window.until))
    }

    fn registers<'b>(&self, needs: impl Iterator<Item = (&'b String, &'b Known)>) -> Vec<Point> {
        let mut points = Vec::new();
        for (name, known) in needs {
            let need = crate::assess::need(&self.service.needs, name);
            let register = need.and_then(|need| self.app.catalog().registers.get(&need.register));
            if let Some(register) = register {
                let said = match known {
                    Known::Records { records, .. } => Said::Records(records.len()),
                    Known::Unknown(why) => Said::Unknown(why_unknown(why)),
                };
                points.push(Point::Register(register.title.clone(), said));
            }
        }
        points
    }

    fn answer(&self, ask: &str, value: &Value) -> Option<Point> {
        let ask = self.service.asks.iter().find(|known| known.name == ask)?;
        let evidence = self.before.map(|case| &case.evidence);
        Some(Point::Fact(Fact {
            label: ask.title.clone(),
            value: shown_answer(self.app.catalog(), ask, Some(value), evidence),
        }))
    }

    fn copied(&self, need: &str, record: &Record) -> Vec<Point> {
        let need = crate::assess::need(&self.service.needs, need);
        let register = need.and_then(|need| self.app.catalog().registers.get(&need.register));
        let (Some(need), Some(register)) = (need, register) else {
            return Vec::new();
        };
        let copied = facts(register, &need.fields, record);
        copied.into_iter().map(Point::Fact).collect()
    }

    fn file(&self, upload: Uuid) -> Option<Point> {
        let mut supplies = self
            .before?
            .deficiencies
            .iter()
            .flat_map(|one| &one.supplies);
        let file = supplies.find_map(|supply| {
            let file = supply.upload.as_ref();
            file.filter(|file| file.id == upload)
        });
        file.map(|file| Point::File(said(&file.name)))
    }

    fn lodged(&self, appeal: Uuid) -> Option<Point> {
        let mut appeals = self.before?.appeals.iter();
        let lodged = appeals.find(|lodged| lodged.appeal == appeal);
        lodged.map(|lodged| Point::Other(lodged.number.clone()))
    }
}
