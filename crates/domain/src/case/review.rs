//! Appeals and complaints: cases like any other, with a term, letters, hearing and silence of their
//! own; what differs is what they are directed against, and what is ruled.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::acceptance;
use super::act::{Act, WithoutHearing};
use super::command::{Context, Rejection};
use super::defect::{self, Defect};
use super::desk::the_officer;
use super::event::{Decider, Decision, Event};
use super::hearing;
use super::letter::LetterKind;
use super::phase::Phase;
use super::state::{Case, Ended, Floor, Former, Lodged};
use crate::actor::{Actor, Officer, OfficerId, Rank};
use crate::definition::Kind;
use crate::text::Words;

/// What a case is about: a service, or another case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Matter {
    /// A public service.
    #[default]
    Service,
    /// An appeal.
    Appeal(Box<Appeal>),
    /// A complaint.
    Complaint(Box<Complaint>),
    /// Something that a register has wrong.
    DataDefect(Box<Defect>),
}

impl Matter {
    /// The kind of case.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Service => Kind::Service,
            Self::Appeal(_) => Kind::Appeal,
            Self::Complaint(_) => Kind::Complaint,
            Self::DataDefect(_) => Kind::DataDefect,
        }
    }

    /// The case it is directed against or about.
    pub fn against(&self) -> Option<Uuid> {
        match self {
            Self::Service => None,
            Self::Appeal(appeal) => Some(appeal.against),
            Self::Complaint(complaint) => Some(complaint.about),
            Self::DataDefect(defect) => Some(defect.about),
        }
    }
}

/// An appeal. It is filed with the body that acted, which satisfies it in full or sends it on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// The case whose decision or silence it is against.
    pub against: Uuid,
    /// That case's number.
    pub number: String,
    /// First or second instance.
    pub instance: u8,
    /// When the act was adopted, or deemed.
    pub act_at: Timestamp,
    /// Whether it is against a silence.
    #[serde(default)]
    pub silence: bool,
    /// Until when it could be filed in time; none while the person has not learned of the act.
    pub last_day: Option<Date>,
    /// Whether it came later. That is no ground not to accept it: it is judged with the merits.
    pub late: bool,
    /// Last day for the body that acted to satisfy it or send it on.
    pub forward_until: Date,
    /// The instant at which it goes on by itself.
    pub forward_at: Timestamp,
    /// The body above the one it goes to, which answers for an appeal nobody decides.
    #[serde(default)]
    pub above: Option<String>,
    /// Officers who acted in the case: they do not decide on the appeal.
    pub acted: Vec<OfficerId>,
    /// What the person says.
    pub words: Words,
}

/// A complaint about how a service is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// The case it is about.
    pub about: Uuid,
    /// That case's number.
    pub number: String,
    /// To whom.
    pub level: Level,
    /// The complaint to the provider it follows.
    pub earlier: Option<Uuid>,
    /// Officers it is about or who acted: they do not answer it.
    pub acted: Vec<OfficerId>,
    /// What the person says.
    pub words: Words,
}

/// To whom a complaint is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The body that gives the service.
    Provider,
    /// The authority that watches over the quality of services.
    Authority,
}

/// A decision on an appeal or a complaint, coded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// What it does.
    pub outcome: Outcome,
    /// Whether rights were restored.
    pub rights: Rights,
    /// Requirements it holds to be met, against the findings of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overruled: Vec<String>,
    /// What it says of an appeal that came late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lateness: Option<Lateness>,
}

/// What a ruling does (article 100, and the law on public services for complaints).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// The act is annulled; the body decides anew.
    Annulled,
    /// The act is annulled, and what was asked is given.
    Replaced,
    /// The body must act.
    Ordered,
    /// Sent back to the competent body, to be decided soon.
    Remanded,
    /// Left without examination: decided earlier, before a court, or withdrawn.
    Left,
    /// Not granted.
    Dismissed,
    /// A complaint is well founded.
    Upheld,
    /// What a register had wrong is corrected.
    Corrected,
    /// A register was found to be right.
    Unchanged,
}

impl Outcome {
    /// Whether it is against the person, and so needs two people and a hearing.
    pub fn is_against(self) -> bool {
        matches!(self, Self::Dismissed | Self::Left | Self::Unchanged)
    }

    /// Whether it gives all that was asked, so that the body that acted may rule so itself.
    fn is_in_full(self) -> bool {
        self == Self::Replaced
    }

    /// Whether it can be ruled on what was appealed: there is nothing to annul in a silence, and who
    /// decided was not idle.
    fn fits(self, silence: bool) -> bool {
        match self {
            Self::Annulled => !silence,
            Self::Ordered => silence,
            _ => true,
        }
    }

    /// Whether it changes the case that was appealed.
    pub fn changes_case(self) -> bool {
        matches!(
            self,
            Self::Annulled | Self::Replaced | Self::Ordered | Self::Remanded
        )
    }

    /// Whether it agrees with what is said of the person's rights: what is put right was wrong, and
    /// what is dismissed was not.
    pub fn agrees_with(self, rights: Rights) -> bool {
        let violated = rights != Rights::NotViolated;
        match self {
            Self::Annulled | Self::Replaced | Self::Ordered | Self::Upheld | Self::Corrected => {
                violated
            }
            Self::Dismissed | Self::Unchanged => !violated,
            Self::Remanded | Self::Left => true,
        }
    }

    fn is_of(self, kind: Kind) -> bool {
        match kind {
            Kind::Service => false,
            Kind::Appeal => !matches!(self, Self::Upheld | Self::Corrected | Self::Unchanged),
            Kind::Complaint => matches!(self, Self::Upheld | Self::Dismissed | Self::Left),
            Kind::DataDefect => matches!(self, Self::Corrected | Self::Unchanged | Self::Left),
        }
    }
}

/// Whether rights were restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rights {
    /// They were violated, and are restored.
    Restored,
    /// They were violated, and cannot be restored; the reasons say why.
    NotRestored,
    /// They were not violated.
    NotViolated,
}

/// What is said of an appeal that came late.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lateness {
    /// The time is restored.
    Excused,
    /// It is not.
    NotExcused,
}

/// An officer rules in the person's favour, sends back or leaves without examination.
pub(super) fn rule(
    case: &Case,
    officer: &Officer,
    ruling: Ruling,
    reasons: Words,
) -> Result<Vec<Event>, Rejection> {
    may_rule(case, officer, &ruling)?;
    if ruling.outcome.is_against() {
        return Err(Rejection::SecondNeeded);
    }
    if matches!(case.phase, Phase::Hearing(_)) {
        return Err(Rejection::WrongPhase);
    }
    if reasons.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    Ok(vec![Event::Decided(Decision::Ruled {
        ruling,
        reasons,
        prepared_by: officer.id.clone(),
        approved_by: None,
    })])
}

/// An officer prepares to dismiss it.
pub(super) fn prepare(
    case: &Case,
    officer: &Officer,
    ruling: Ruling,
    reasons: Words,
    without: Option<WithoutHearing>,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    may_rule(case, officer, &ruling)?;
    if !ruling.outcome.is_against() {
        return Err(Rejection::GroundsNotUnmet);
    }
    if !matches!(case.phase, Phase::Examining | Phase::DeemedRefused) {
        return Err(Rejection::WrongPhase);
    }
    hearing::prepare(
        case,
        officer,
        Act::Ruling { ruling },
        reasons,
        without,
        context,
    )
}

/// Whether this officer may rule so: neither the body that acted nor who acted judges its own act.
pub(super) fn may_rule(case: &Case, officer: &Officer, ruling: &Ruling) -> Result<(), Rejection> {
    if !ruling.outcome.is_of(case.kind()) {
        return Err(Rejection::WrongKind);
    }
    if !ruling.outcome.agrees_with(ruling.rights) {
        return Err(Rejection::RightsContradict);
    }
    let acted = match &case.filing.matter {
        Matter::Service => return Err(Rejection::WrongKind),
        Matter::Appeal(appeal) => appeal.acted.as_slice(),
        Matter::Complaint(complaint) => complaint.acted.as_slice(),
        Matter::DataDefect(_) => &[],
    };
    defect::may_rule(case, ruling.outcome)?;
    if let Matter::Appeal(appeal) = &case.filing.matter {
        if !ruling.outcome.fits(appeal.silence) {
            return Err(Rejection::WrongKind);
        }
        // The body that acted may only satisfy the appeal in full; all else is for the one above.
        // That it was wrong itself is said by those who lead it.
        if case.redirected_at.is_none() {
            return if !ruling.outcome.is_in_full() {
                Err(Rejection::NotCompetent)
            } else if officer.rank == Rank::Officer {
                Err(Rejection::RankNeeded)
            } else {
                Ok(())
            };
        }
        match (appeal.late, ruling.lateness) {
            (true, None) if ruling.outcome != Outcome::Left => {
                return Err(Rejection::LatenessUnjudged);
            }
            (true, Some(Lateness::NotExcused)) if !ruling.outcome.is_against() => {
                return Err(Rejection::LatenessUnjudged);
            }
            _ => {}
        }
    }
    let excluded = acted.iter().any(|one| one.id == officer.id.id);
    #[cfg(feature = "plant")]
    let excluded = excluded && !crate::plant::is(24);
    if excluded {
        return Err(Rejection::Excluded);
    }
    Ok(())
}

/// The program notes on the case that an appeal against it was lodged.
pub(super) fn lodge(
    case: &Case,
    appeal: Uuid,
    number: String,
    replaced: bool,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    acceptance::the_machine(context)?;
    if case.appeals.iter().any(|lodged| lodged.appeal == appeal) {
        return Ok(Vec::new());
    }
    if !case.is_appealable() {
        return Err(Rejection::WrongPhase);
    }
    let suspends = context.procedure.appeal.suspends.is_some() && !replaced;
    Ok(vec![Event::AppealLodged {
        appeal,
        number,
        suspends,
    }])
}

/// A ruling comes back to the case it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulingGiven {
    /// The appeal.
    pub appeal: Uuid,
    /// What was ruled; none if it was withdrawn, or its own term ended in silence.
    pub ruling: Option<Ruling>,
    /// Who ruled.
    pub by: Option<OfficerId>,
}

/// The program carries out a ruling on the case.
pub(super) fn apply(
    case: &Case,
    given: &RulingGiven,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    acceptance::the_machine(context)?;
    let lodged = case
        .appeals
        .iter()
        .find(|lodged| lodged.appeal == given.appeal)
        .ok_or(Rejection::NoSuchItem)?;
    let appeal = given.appeal;
    let changing = given
        .ruling
        .as_ref()
        .filter(|ruling| ruling.outcome.changes_case() && !lodged.annulled)
        .filter(|_| case.is_appealable() && still_stands(case, lodged));
    let Some(ruling) = changing else {
        return Ok(if lodged.pending {
            vec![Event::AppealEnded { appeal }]
        } else {
            Vec::new()
        });
    };
    let route = &context.procedure.appeal;
    let legal = match (ruling.outcome, &route.remand_in) {
        (Outcome::Remanded, Some(soon)) => soon.clone(),
        _ => case.filing.term.legal.clone(),
    };
    let term = case.term.followed_by(legal, context.now, context.calendar);
    let mut overruled = ruling.overruled.clone();
    if ruling.outcome == Outcome::Replaced {
        // What is given in full is not refused on the same grounds again.
        overruled.extend(case.grounds().map(str::to_owned));
        overruled.sort();
        overruled.dedup();
    }
    let is_given = ruling.outcome == Outcome::Replaced
        && case.phase != Phase::Revoked
        && case.can_be_given(&overruled);
    let mut events = vec![Event::DecisionAnnulled {
        appeal,
        outcome: ruling.outcome,
        overruled,
        term,
    }];
    if is_given && let Some(by) = &given.by {
        events.push(Event::Decided(Decision::Granted {
            amount: case.amount,
            by: Decider::OnAppeal {
                officer: by.clone(),
                appeal,
            },
            provisional: false,
        }));
    }
    Ok(events)
}

/// Whether what the appeal was lodged against still stands: nothing of it was taken back since, and
/// no decision took the place of the silence, which would be appealed on its own.
fn still_stands(case: &Case, lodged: &Lodged) -> bool {
    let ended = case.former.iter().any(|former| former.ended_at > lodged.at);
    let decided = case
        .decision
        .as_ref()
        .is_some_and(|(at, _)| *at > lodged.at);
    !ended && !decided
}

/// A claim to court is noted, by the person or by an officer.
pub(super) fn note_court(
    case: &Case,
    words: Words,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    match context.actor {
        Actor::Officer(_) => {
            the_officer(case, context)?;
        }
        _ => super::decide::the_person(case, context)?,
    }
    if !case.is_appealable() {
        return Err(Rejection::WrongPhase);
    }
    if words.is_blank() {
        return Err(Rejection::WordsNeeded);
    }
    let noted = case
        .court
        .as_ref()
        .is_some_and(|(_, noted)| *noted == words);
    Ok(if noted {
        Vec::new()
    } else {
        vec![Event::CourtClaimNoted { words }]
    })
}

impl Case {
    pub(super) fn apply_to_review(&mut self, event: &Event, at: Timestamp) {
        match event {
            Event::AppealLodged {
                appeal,
                number,
                suspends,
            } => self.appeals.push(Lodged {
                appeal: *appeal,
                number: number.clone(),
                at,
                suspends: *suspends,
                pending: true,
                annulled: false,
            }),
            Event::AppealEnded { appeal } => {
                self.end_appeal(*appeal, false);
                self.write_letter(LetterKind::RulingApplied, at);
            }
            Event::DecisionAnnulled {
                appeal,
                outcome,
                overruled,
                term,
            } => {
                self.end_appeal(*appeal, true);
                let ended = Ended::Annulled { appeal: *appeal };
                if matches!(self.decision, Some((_, Decision::Granted { .. }))) {
                    let amount = self.granted_amount();
                    self.floor = Some(Floor { amount });
                }
                // What is given with the ruling rests on what was found.
                let given = *outcome == Outcome::Replaced && self.can_be_given(overruled);
                let found = (self.findings.clone(), self.amount, self.complete);
                self.reopen(ended, term.clone(), at);
                if given {
                    (self.findings, self.amount, self.complete) = found;
                    self.settle_phase();
                }
                for name in overruled {
                    if !self.is_overruled(name) {
                        self.overruled.push(name.clone());
                    }
                }
                self.write_letter(LetterKind::RulingApplied, at);
            }
            Event::CourtClaimNoted { words } => self.court = Some((at, words.clone())),
            _ => {}
        }
    }

    pub(super) fn granted_amount(&self) -> Option<rust_decimal::Decimal> {
        match &self.decision {
            Some((_, Decision::Granted { amount, .. })) => *amount,
            _ => None,
        }
    }

    /// A case that is decided anew is looked at anew: registers are asked again, and what the person
    /// was asked for the former act gives no ground for the next one.
    fn forget_findings(&mut self) {
        self.findings.clear();
        self.amount = None;
        self.complete = false;
        for deficiency in &mut self.deficiencies {
            deficiency.former |= !deficiency.is_pending();
        }
    }

    fn end_appeal(&mut self, appeal: Uuid, annulled: bool) {
        for lodged in &mut self.appeals {
            if lodged.appeal == appeal {
                lodged.pending = false;
                lodged.annulled |= annulled;
            }
        }
    }

    /// What stood does not stand any more; a decision is owed anew, in a term of its own.
    pub(super) fn reopen(
        &mut self,
        ended: Ended,
        term: super::running_term::RunningTerm,
        at: Timestamp,
    ) {
        // A revocation that is annulled: what it took back stands again.
        let revoked = match self.phase {
            Phase::Revoked => self.former.last().cloned(),
            _ => None,
        };
        if let Some(revoked) = revoked {
            self.former.push(Former {
                decision: None,
                deemed_at: None,
                issued: None,
                ended_at: at,
                ended,
            });
            self.decision = revoked.decision;
            self.deemed_granted_at = revoked.deemed_at;
            self.issued = revoked.issued;
            self.waived_at = None;
            self.phase = match self.issued {
                Some(_) => Phase::Issued,
                None => Phase::Granted,
            };
            return;
        }
        self.former.push(Former {
            decision: self.decision.take(),
            deemed_at: self.deemed_refused_at.take(),
            issued: self.issued.take(),
            ended_at: at,
            ended,
        });
        self.term = term;
        self.escalated = None;
        self.extended = None;
        self.post_check = None;
        self.held_up = None;
        self.correction = None;
        self.waived_at = None;
        self.forget_findings();
        self.phase = Phase::Gathering;
        self.settle_phase();
    }
}
