//! The auditor's view: accesses to persons' data, found by who looked and at what, sampled, marked
//! and exported. What an auditor looks at is on record as every other look, and shown to the person.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::ToSpan as _;
use tutas_domain::actor::Actor;
use tutas_domain::inquiry::{Finding, Rejection, Verdict};
use tutas_domain::text::Words;
use tutas_store::{AccessFilter, AuditWalk, AuditedAccess, Commit, PersonKey};
use uuid::Uuid;

use crate::access::{AUDITED, Details, Look};
use crate::view::{
    AuditList, AuditQuery, AuditRecord, AuditRow, AuditedBy, FindingLine, SampleOf, Seen,
};
use crate::worker::settled;
use crate::{App, AppError, OfficerProfile};

/// Rows of one page.
const PAGE: usize = 20;

/// The most accesses of a sample.
const MOST_DRAWN: usize = 100;

/// The most accesses of an export.
const MOST_EXPORTED: usize = 5_000;

/// The longest period, in days.
const LONGEST_PERIOD: i64 = 366;

/// The most accesses that are looked at for an export or a sample, whether or not they are wanted.
const MOST_EXAMINED: usize = 1_000_000;

impl App {
    /// What an auditor is shown who asked for nothing: the last thirty days.
    pub fn usual_audit(&self) -> AuditQuery {
        let today = self.catalog().calendar.local(self.now()).date();
        AuditQuery {
            from: today.saturating_sub(30.days()),
            until: today,
            ..AuditQuery::default()
        }
    }

    /// Accesses as asked for, newest first.
    pub async fn audit(
        &self,
        auditor: &str,
        query: &AuditQuery,
        before: Option<Uuid>,
    ) -> Result<AuditList, AppError> {
        let profile = self.auditor(auditor)?;
        let page = self
            .store()
            .audited(&self.audit_filter(query)?, before, PAGE)?;
        self.note_audit((auditor, profile), &page.rows, Seen::Record)
            .await?;
        Ok(AuditList {
            rows: self.audit_rows(&page.rows)?,
            next: page.next,
            among: None,
        })
    }

    /// A random sample of accesses; the same seed draws the same.
    pub async fn audit_sample(
        &self,
        auditor: &str,
        query: &AuditQuery,
        of: SampleOf,
    ) -> Result<AuditList, AppError> {
        let profile = self.auditor(auditor)?;
        let size = of.size.clamp(1, MOST_DRAWN);
        let filter = self.audit_filter(query)?;
        let drawn = self.walking(move |app, walk| {
            let drawn = app.store().audit_sample(&filter, (of.seed, size), walk)?;
            drawn.ok_or(AppError::NotAllowed("audit-too-many"))
        });
        let drawn = drawn.await?;
        self.note_audit((auditor, profile), &drawn.rows, Seen::Record)
            .await?;
        Ok(AuditList {
            rows: self.audit_rows(&drawn.rows)?,
            next: None,
            among: Some(drawn.among),
        })
    }

    /// One access, to be marked.
    pub async fn audited(&self, auditor: &str, access: Uuid) -> Result<AuditRow, AppError> {
        let profile = self.auditor(auditor)?;
        let found = self.store().audited_one(access)?;
        let found = found.ok_or(AppError::NotFound)?;
        let row = self.audit_row(&found)?;
        self.note_audit((auditor, profile), &[found], Seen::Record)
            .await?;
        Ok(row)
    }

    /// An auditor marks an access. What was marked before stays on record.
    pub async fn mark_access(
        &self,
        auditor: &str,
        access: Uuid,
        verdict: Verdict,
        words: Words,
    ) -> Result<(), AppError> {
        self.auditor(auditor)?;
        let Actor::Officer(actor) = self.staff().actor(auditor)? else {
            return Err(AppError::NotFound);
        };
        let audited = self.store().audited_one(access)?;
        let audited = audited.ok_or(AppError::NotFound)?;
        let details: Details = serde_json::from_slice(&audited.access.details)?;
        if details.officer.as_ref() == Some(&actor.id.id) {
            return Err(AppError::NotAllowed(Rejection::OwnLook.code()));
        }
        let now = self.now();
        let finding = Finding {
            by: actor.id,
            verdict,
            words,
            at: now,
        };
        let mut at = self.load_inquiry(access)?;
        let event = at
            .state
            .find(finding)
            .map_err(|rejection| AppError::NotAllowed(rejection.code()))?;
        let Some(event) = event else { return Ok(()) };
        let mut commit = Commit::default();
        self.add_inquiry_change(&mut commit, &mut at, event, now)?;
        settled(self.commit(commit).await.map(|_| ())).map(|_| ())
    }

    /// Accesses as records for other programs: codes and ids, nobody's name. A sample, if one is
    /// asked for.
    pub async fn audit_export(
        &self,
        auditor: &str,
        query: &AuditQuery,
        of: Option<SampleOf>,
    ) -> Result<Vec<AuditRecord>, AppError> {
        let profile = self.auditor(auditor)?;
        let filter = self.audit_filter(query)?;
        let rows = self.walking(move |app, walk| {
            let rows = if let Some(of) = of {
                let size = of.size.clamp(1, MOST_DRAWN);
                let drawn = app.store().audit_sample(&filter, (of.seed, size), walk)?;
                drawn.map(|drawn| drawn.rows)
            } else {
                app.store().all_audited(&filter, MOST_EXPORTED, walk)?
            };
            rows.ok_or(AppError::NotAllowed("audit-too-many"))
        });
        let rows = rows.await?;
        self.note_audit((auditor, profile), &rows, Seen::Export)
            .await?;
        let records = self.walking(move |app, _| {
            let records = rows.iter().map(|row| app.audit_record(row));
            records.collect()
        });
        records.await
    }

    /// Does what goes through many accesses away from the threads that make pages. The walk ends when
    /// whoever asked waits no longer.
    async fn walking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self, AuditWalk<'_>) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let app = self.clone();
        let waits = Arc::new(());
        let who_waits = Arc::downgrade(&waits);
        let walk = move || {
            let walk = AuditWalk {
                most: MOST_EXAMINED,
                goes_on: &|| who_waits.strong_count() > 0,
            };
            work(&app, walk)
        };
        let done = tokio::task::spawn_blocking(walk).await;
        drop(waits);
        done.map_err(|_| AppError::Internal("audit-walk"))?
    }

    /// Puts on record what an auditor is about to see: one record a person.
    async fn note_audit(
        &self,
        (auditor, profile): (&str, &OfficerProfile),
        rows: &[AuditedAccess],
        seen: Seen,
    ) -> Result<(), AppError> {
        let country = &self.catalog().country;
        let law = country.accountability.as_ref();
        let law = law.map(|accountability| accountability.audit.clone());
        let law = law.ok_or(AppError::NotFound)?;
        let purpose = country.words.get("audit").cloned().unwrap_or_default();
        let mut looked: BTreeMap<PersonKey, BTreeSet<String>> = BTreeMap::new();
        for row in rows {
            let details: Details = serde_json::from_slice(&row.access.details)?;
            let numbers = details.looks.into_iter().map(|look| look.number);
            looked.entry(row.subject).or_default().extend(numbers);
        }
        let now = self.now();
        let mut accesses = Vec::new();
        for (subject, numbers) in looked {
            let look = |number| Look {
                seen,
                purpose: purpose.clone(),
                law: law.clone(),
                ..Look::at_nothing(number)
            };
            let details = Details {
                officer_of: Some(profile.body.clone()),
                officer: Some(auditor.to_owned()),
                looks: numbers.into_iter().map(look).collect(),
                ..Details::default()
            };
            accesses.push(self.access_row_for(now, subject, None, &details)?);
        }
        self.put_on_record(accesses).await
    }

    fn auditor(&self, id: &str) -> Result<&OfficerProfile, AppError> {
        let profile = self.staff().profile(id)?;
        let audits = profile.audits && self.catalog().country.accountability.is_some();
        if audits {
            Ok(profile)
        } else {
            Err(AppError::NotFound)
        }
    }

    fn audit_filter(&self, query: &AuditQuery) -> Result<AccessFilter, AppError> {
        let days = query.from.until(query.until).map(|span| span.get_days());
        if !days.is_ok_and(|days| (0..=LONGEST_PERIOD).contains(&i64::from(days))) {
            return Err(AppError::NotAllowed("audit-period-wrong"));
        }
        // What one officer did is likely to be rarest.
        let asked = [
            ("officer", &query.officer),
            ("member", &query.member),
            ("body", &query.body),
            ("service", &query.service),
            ("register", &query.register),
        ];
        let asked = asked.into_iter().filter(|(_, code)| !code.is_empty());
        let calendar = &self.catalog().calendar;
        Ok(AccessFilter {
            facets: asked
                .map(|(facet, code)| format!("{facet}:{code}"))
                .collect(),
            without: (!query.auditors).then(|| AUDITED.to_owned()),
            from: Some(calendar.start_of(query.from)),
            until: Some(calendar.end_of(query.until)),
        })
    }

    fn audit_rows(&self, rows: &[AuditedAccess]) -> Result<Vec<AuditRow>, AppError> {
        rows.iter().map(|row| self.audit_row(row)).collect()
    }

    fn audit_row(&self, row: &AuditedAccess) -> Result<AuditRow, AppError> {
        let details: Details = serde_json::from_slice(&row.access.details)?;
        let inquiry = self.load_inquiry(row.access.id)?.state;
        let findings = inquiry.findings.iter().map(|finding| FindingLine {
            by: finding.by.name.clone(),
            verdict: finding.verdict,
            words: finding.words.as_str().to_owned(),
            at: finding.at,
        });
        let name = |id: &str| self.staff().profile(id).ok().map(|who| who.name.clone());
        let officer = details.officer.as_ref();
        Ok(AuditRow {
            id: row.access.id,
            at: row.access.at,
            officer: officer.map(|id| (id.clone(), name(id).unwrap_or_default())),
            lines: self.access_lines(row.access.at, &details).collect(),
            asked: inquiry.question.is_some(),
            answered: inquiry.answer.is_some(),
            findings: findings.collect(),
        })
    }

    fn audit_record(&self, row: &AuditedAccess) -> Result<AuditRecord, AppError> {
        let details: Details = serde_json::from_slice(&row.access.details)?;
        let inquiry = self.load_inquiry(row.access.id)?.state;
        let looks = &details.looks;
        let each = |of: &dyn Fn(&Look) -> String| {
            let all: BTreeSet<String> = looks.iter().map(of).collect();
            all.into_iter().filter(|one| !one.is_empty()).collect()
        };
        let fields = looks.iter().flat_map(|look| {
            let register = look.register.as_deref().unwrap_or_default();
            look.fields
                .iter()
                .map(move |field| format!("{register}.{field}"))
        });
        let fields: BTreeSet<String> = fields.collect();
        let asker = details.asked_by.as_ref();
        let user = asker.and_then(|asker| asker.user.as_ref());
        Ok(AuditRecord {
            access: row.access.id,
            at: row.access.at,
            by: match (&details.officer_of, looks.iter().any(Look::is_audit)) {
                (_, true) => AuditedBy::Auditor,
                (Some(_), _) => AuditedBy::Officer,
                (None, _) if details.attempt.is_some() => AuditedBy::Person,
                (None, _) if details.asked_by.is_some() => AuditedBy::Member,
                (None, _) => AuditedBy::Program,
            },
            body: details.officer_of.clone(),
            officer: details.officer.clone().or_else(|| user.cloned()),
            member: asker.map(|asker| asker.member.clone()),
            registers: each(&|look| look.register.clone().unwrap_or_default()),
            fields: fields.into_iter().collect(),
            services: each(&|look| look.service.clone().unwrap_or_default()),
            numbers: each(&|look| look.number.clone()),
            laws: each(&|look| format!("{}: {}", look.law.act.en, look.law.articles)),
            by_consent: looks.iter().any(|look| look.by_consent),
            turned_down: details.attempt.as_ref().map(|attempt| attempt.code.clone()),
            asked: inquiry.question.is_some(),
            answered: inquiry.answer.is_some(),
            verdict: inquiry.findings.last().map(|finding| finding.verdict),
        })
    }
}
