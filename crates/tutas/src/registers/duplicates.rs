//! `tutas registers duplicates`: who may stand in a register twice.
//!
//! It tells records by their places, and nothing that stands in them: who looks at a record does so
//! where looks are on record.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context as _, anyhow, bail, ensure};
use rusqlite::{Connection, OpenFlags};
use serde_json::json;
use tutas_app::{App, Group};
use tutas_catalog::{Catalog, Field, Register};
use tutas_domain::duplicate;
use tutas_domain::evidence::Record;
use tutas_domain::person::Sex;
use tutas_domain::value::Value;
use tutas_quality::{Cluster, Entry, Index, Link, Pass, Spelling, Verdict, Weights, clusters};

use crate::{Format, say};

/// What a register must tell of people for its records to be compared.
const NEEDED: [&str; 3] = ["surname", "given_name", "born_on"];

/// What is compared, if a register tells it; the needed ones first.
const COMPARED: [&str; 7] = [
    "surname",
    "given_name",
    "born_on",
    "iin",
    "document",
    "patronymic",
    "sex",
];

/// A register in comparable form, and where each record stands.
struct Known<'a> {
    index: Index<'a>,
    places: Vec<i64>,
}

/// Looks for duplicates in a register of the data folder, and prints how many there are and where.
pub(crate) fn duplicates(
    database: &Path,
    catalog: &Catalog,
    register: &str,
    format: Format,
) -> anyhow::Result<ExitCode> {
    let spelling = Spelling::of(&catalog.country.names).map_err(|error| anyhow!(error))?;
    let weights = Weights::built_in().map_err(|error| anyhow!(error))?;
    let known = read(database, catalog, register, &spelling)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let (links, _) = compare(&known.index, &weights, threads);
    let found = clusters(&links);
    say(&match format {
        Format::Json => {
            let told: Vec<_> = found.iter().map(|one| known.told(one, &weights)).collect();
            let records = known.index.len();
            let value = json!({"register": register, "records": records, "clusters": told});
            serde_json::to_string_pretty(&value)?
        }
        Format::Table => known.table(register, &found, &weights),
    });
    Ok(ExitCode::SUCCESS)
}

/// Whether records of a register can be compared, and somebody answers for them.
pub(crate) fn can_be_searched(register: &Register) -> bool {
    let fields = &register.fields;
    let has = |field: &&str| fields.contains_key(*field);
    register.steward_body.is_some() && NEEDED.iter().all(has) && has(&"iin")
}

/// Looks for duplicates in a register of the data folder, and opens a case of its steward for each
/// group that nobody has looked into. Says how many were opened.
pub(crate) async fn raise(app: &App, database: &Path, register: &str) -> anyhow::Result<usize> {
    let (app_there, path, id) = (app.clone(), database.to_owned(), register.to_owned());
    // It may take a while, and holds up nobody.
    let search = tokio::task::spawn_blocking(move || new_groups(&app_there, &path, &id));
    let (records, groups) = search.await??;
    Ok(app.raise_duplicates(register, records, groups).await?)
}

/// How many records a register has, and the groups among them that were not raised yet.
fn new_groups(app: &App, database: &Path, register: &str) -> anyhow::Result<(usize, Vec<Group>)> {
    let catalog = app.catalog();
    let spelling = Spelling::of(&catalog.country.names).map_err(|error| anyhow!(error))?;
    let weights = Weights::built_in().map_err(|error| anyhow!(error))?;
    let known = read(database, catalog, register, &spelling)?;
    let (links, _) = compare(&known.index, &weights, 1);
    let records = Records::open(database, catalog, register)?;
    let mut new = Vec::new();
    for link in links {
        let (a, b) = (
            known.record(&records, link.a)?,
            known.record(&records, link.b)?,
        );
        if !app.is_raised(register, &a, &b)? {
            new.push(link);
        }
    }
    let group = |cluster: &Cluster| {
        let members = cluster.members.iter();
        let told = members.map(|member| known.record(&records, *member));
        let told = told.collect::<anyhow::Result<Vec<_>>>()?;
        let place = |member: u32| cluster.members.iter().position(|one| *one == member);
        let pairs = cluster.links.iter().filter_map(|link| {
            let reasons = known.index.reasons(link.a, link.b, &weights);
            let reasons = reasons.into_iter().map(|reason| duplicate::Reason {
                code: reason.what.code().to_owned(),
                speaks_for: reason.bits > 0.0,
            });
            Some(duplicate::Pair {
                a: place(link.a)?,
                b: place(link.b)?,
                is_certain: weights.verdict(link.bits) == Verdict::Certain,
                reasons: reasons.collect(),
            })
        });
        Ok(Group {
            pairs: pairs.collect(),
            records: told,
        })
    };
    let groups: anyhow::Result<Vec<_>> = clusters(&new).iter().map(group).collect();
    Ok((known.index.len(), groups?))
}

/// What is compared of a register's records, one record at a time.
struct Records<'a> {
    db: Connection,
    sql: String,
    fields: Vec<(&'static str, &'a Field)>,
}

impl<'a> Records<'a> {
    fn open(database: &Path, catalog: &'a Catalog, register: &str) -> anyhow::Result<Self> {
        let definition = catalog.registers.get(register);
        let definition =
            definition.with_context(|| format!("there is no register `{register}`"))?;
        let known = COMPARED.into_iter();
        let known = known.filter_map(|name| Some((name, definition.fields.get(name)?)));
        let fields: Vec<_> = known.collect();
        let names: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
        let sql = format!(
            "SELECT {} FROM \"{}\" WHERE rowid = ?1",
            names.join(", "),
            register.replace('"', "\"\"")
        );
        let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        Ok(Self { db, sql, fields })
    }

    fn at(&self, place: i64) -> anyhow::Result<Record> {
        let mut select = self.db.prepare_cached(&self.sql)?;
        let told = select.query_row([place], |row| {
            let field = |(column, (name, field)): (usize, &(&'static str, &Field))| {
                let text: Option<String> = row.get(column)?;
                let value = text.and_then(|text| Value::from_plain(field.value_type, &text));
                Ok(((*name).to_owned(), value))
            };
            self.fields.iter().enumerate().map(field).collect()
        });
        Ok(told?)
    }
}

/// All that a register has to compare, one record after another.
fn read<'a>(
    database: &Path,
    catalog: &Catalog,
    register: &str,
    spelling: &'a Spelling,
) -> anyhow::Result<Known<'a>> {
    let Some(definition) = catalog.registers.get(register) else {
        let known: Vec<&str> = catalog.registers.keys().map(String::as_str).collect();
        bail!(
            "there is no register `{register}`; there are: {}",
            known.join(", ")
        );
    };
    for field in NEEDED {
        ensure!(
            definition.fields.contains_key(field),
            "`{register}` has no field `{field}`: only records of people can be compared"
        );
    }
    ensure!(
        database.exists(),
        "there are no registers in this folder: give --data, or make a country with `tutas demo`"
    );
    let db = Connection::open_with_flags(database, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .context("the registers' database cannot be opened")?;
    let columns = COMPARED.map(|field| {
        if definition.fields.contains_key(field) {
            field
        } else {
            "NULL"
        }
    });
    let sql = format!(
        "SELECT rowid, {} FROM \"{}\" ORDER BY rowid",
        columns.join(", "),
        register.replace('"', "\"\"")
    );
    let mut select = db.prepare(&sql)?;
    let mut rows = select.query([])?;
    let mut known = Known {
        index: Index::new(spelling),
        places: Vec::new(),
    };
    while let Some(row) = rows.next()? {
        let text = |place: usize| {
            row.get_ref(place)?
                .as_str_or_null()
                .map_err(anyhow::Error::from)
        };
        let told = |place: usize| text(place).map(Option::unwrap_or_default);
        known.index.add(&Entry {
            surname: told(1)?,
            given_name: told(2)?,
            born_on: told(3)?.parse().ok(),
            iin: told(4)?,
            document: told(5)?,
            patronymic: told(6)?,
            sex: match told(7)? {
                "male" => Some(Sex::Male),
                "female" => Some(Sex::Female),
                _ => None,
            },
        });
        known.places.push(row.get(0)?);
    }
    Ok(known)
}

/// Takes passes from one another until there is none left; each link once, in the order of its
/// records. Also says how many pairs were compared.
pub(crate) fn compare(index: &Index<'_>, weights: &Weights, threads: usize) -> (Vec<Link>, u64) {
    let (next, compared) = (AtomicUsize::new(0), AtomicU64::new(0));
    let all: Mutex<BTreeMap<(u32, u32), f32>> = Mutex::default();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(pass) = Pass::ALL.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut links = Vec::new();
                    let count = index.links(*pass, weights, |link| links.push(link));
                    compared.fetch_add(count, Ordering::Relaxed);
                    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
                    all.extend(links.into_iter().map(|link| ((link.a, link.b), link.bits)));
                }
            });
        }
    });
    let all = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    let links = all
        .into_iter()
        .map(|((a, b), bits)| Link { a, b, bits })
        .collect();
    (links, compared.into_inner())
}

impl Known<'_> {
    fn told(&self, cluster: &Cluster, weights: &Weights) -> serde_json::Value {
        let links = cluster.links.iter().map(|link| {
            let places = [self.place(link.a), self.place(link.b)];
            let verdict = match weights.verdict(link.bits) {
                Verdict::Certain => "certain",
                Verdict::Review => "review",
                Verdict::Different => "different",
            };
            json!({"records": places, "bits": link.bits, "verdict": verdict})
        });
        let links: Vec<_> = links.collect();
        let records: Vec<_> = cluster.members.iter().map(|one| self.place(*one)).collect();
        json!({"records": records, "links": links})
    }

    fn record(&self, records: &Records<'_>, member: u32) -> anyhow::Result<Record> {
        let place = self.place(member);
        records.at(place.context("a record without its place")?)
    }

    fn place(&self, member: u32) -> Option<i64> {
        self.places.get(usize::try_from(member).ok()?).copied()
    }

    fn table(&self, register: &str, found: &[Cluster], weights: &Weights) -> String {
        let is_certain = |cluster: &&Cluster| {
            let strongest = cluster.links.first();
            strongest.is_some_and(|link| weights.verdict(link.bits) == Verdict::Certain)
        };
        let certain = found.iter().filter(is_certain).count();
        let records: usize = found.iter().map(|cluster| cluster.members.len()).sum();
        let all = self.index.len();
        if found.is_empty() {
            return format!("{register}: {all} records, no two of which seem to be one person's");
        }
        format!(
            "{register}: {all} records; groups that may be one person's each: {}, of {records} \
             records in all; as good as certainly so: {certain}\nSomebody must look at each before \
             anything is merged; `--format json` tells the places of the records",
            found.len(),
        )
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use tutas_domain::evidence::Record;
    use tutas_quality::What;

    use super::*;
    use crate::catalog_files::built_in;
    use crate::registers::row::{date as day, record, text};
    use crate::registers::storage::create;

    fn person(iin: &str, surname: &str, given_name: &str) -> Record {
        record([
            ("iin", text(iin)),
            ("surname", text(surname)),
            ("given_name", text(given_name)),
            ("sex", text("male")),
            ("born_on", day(date(1990, 1, 1))),
        ])
    }

    #[test]
    fn each_reason_has_its_words_in_every_language() {
        for lang in ["kk", "ru", "en"] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
            let texts = folder.join(lang).join("duplicate.ftl");
            let texts = std::fs::read_to_string(texts).unwrap();
            for what in What::ALL {
                let id = format!("\ntwice-reason-{} = ", what.code());
                assert!(texts.contains(&id), "{lang} lacks {id}");
            }
        }
    }

    #[tokio::test]
    async fn who_was_entered_twice_in_the_invented_country_is_found_and_raised_once() {
        let loaded = tutas_catalog::read(&built_in());
        let catalog = std::sync::Arc::new(loaded.catalog.unwrap());
        let name = format!("tutas-twice-{}.db", std::process::id());
        let file = std::env::temp_dir().join(name);
        let mut loading = create(&file, &catalog).unwrap();
        let ground = crate::registers::Ground::of(&catalog, &loaded.examples);
        let today = date(2026, 3, 18);
        let mut population = crate::registers::generate(400, 1, today, &ground);
        population.enter_some_twice();
        loading.load(population).unwrap();
        loading.finish().unwrap();
        let registers = tutas_gateway::XRoad::new("http://127.0.0.1:1").unwrap();
        let demo = tutas_app::Demo::default();
        let app = App::new(tutas_app::Parts {
            store: tutas_store::Store::open_in_memory().unwrap(),
            registers: std::sync::Arc::new(tutas_app::XRoadRegisters::new(
                registers,
                &catalog.country,
            )),
            clock: std::sync::Arc::new(StillClock),
            ids: std::sync::Arc::new(crate::wiring::RandomIds),
            messenger: demo.outbox.clone(),
            staff: crate::staff::staff(&catalog),
            demo: None,
            catalog,
        });
        assert_eq!(raise(&app, &file, "persons").await.unwrap(), 3);
        assert_eq!(raise(&app, &file, "persons").await.unwrap(), 0);
        let list = app.duplicates("ministry-interior/1", None).unwrap();
        assert!(list.rows.iter().all(|row| row.records == 2));
        std::fs::remove_file(&file).unwrap();
    }

    struct StillClock;

    impl tutas_app::Clock for StillClock {
        fn now(&self) -> jiff::Timestamp {
            "2026-03-18T05:00:00Z".parse().unwrap()
        }

        fn advance_to(&self, _: jiff::Timestamp) -> bool {
            false
        }
    }

    #[test]
    fn who_stands_in_a_register_twice_is_told_by_places_and_by_nothing_else() {
        let catalog = tutas_catalog::read(&built_in()).catalog.unwrap();
        let name = format!("tutas-duplicates-{}.db", std::process::id());
        let file = std::env::temp_dir().join(name);
        let mut loading = create(&file, &catalog).unwrap();
        let records = [
            person("900101500022", "Қажығалиев", "Нұрлан"),
            person("900101500309", "Оспанов", "Ерлан"),
            person("900101500202", "Kazhygaliyev", "Nurlan"),
        ];
        loading.load_records("persons", records).unwrap();
        loading.finish().unwrap();
        let spelling = Spelling::of(&catalog.country.names).unwrap();
        let weights = Weights::built_in().unwrap();
        let known = read(&file, &catalog, "persons", &spelling).unwrap();
        let (links, compared) = compare(&known.index, &weights, 2);
        let found = clusters(&links);
        assert!(compared > 0);
        let told: Vec<_> = found
            .iter()
            .map(|one| known.told(one, &weights).to_string())
            .collect();
        let [told] = told.as_slice() else {
            panic!("one cluster: {told:?}");
        };
        assert!(told.contains("\"records\":[1,3]"), "{told}");
        assert!(
            !told.contains("9001") && !told.to_lowercase().contains("nurlan"),
            "{told}"
        );
        let table = known.table("persons", &found, &weights);
        assert!(table.contains("each: 1, of 2 records"), "{table}");
        let none = known.table("persons", &[], &weights);
        assert!(none.contains("no two"), "{none}");
        let of_places = read(&file, &catalog, "clinics", &spelling).err().unwrap();
        assert!(
            of_places
                .to_string()
                .contains("`clinics` has no field `surname`")
        );
        let unknown = read(&file, &catalog, "nothing", &spelling).err().unwrap();
        assert!(unknown.to_string().contains("there are: accounts,"));
        std::fs::remove_file(&file).unwrap();
    }
}
