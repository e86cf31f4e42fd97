//! Registers that fail as they are told, on a clock of tokio's that does not wait.

use std::collections::{BTreeSet, VecDeque};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::future::join_all;
use jiff::Timestamp;
use tutas_catalog::Catalog;
use tutas_domain::consent::Ground;
use tutas_domain::evidence::Record;
use tutas_domain::text::Law;
use tutas_domain::value::Value;
use uuid::Uuid;

use super::*;

/// A register that answers after a while, with what stands next on its list, or well.
struct Moody {
    takes: Duration,
    moods: Mutex<VecDeque<ReadFailure>>,
    asked: AtomicUsize,
    at_a_time: AtomicUsize,
    most: AtomicUsize,
    written: Mutex<BTreeSet<Uuid>>,
}

struct StillClock(Mutex<Timestamp>);

struct NoChance;

struct World {
    registers: Arc<SteadyRegisters>,
    moody: Arc<Moody>,
    clock: Arc<StillClock>,
    catalog: Catalog,
    ground: Ground,
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn advance_to(&self, to: Timestamp) -> bool {
        *self.0.lock().unwrap() = to;
        true
    }
}

impl Ids for NoChance {
    fn id(&self, _: Timestamp) -> Uuid {
        Uuid::nil()
    }

    fn secret(&self) -> [u8; 32] {
        [255; 32]
    }
}

impl Moody {
    async fn mood(&self) -> Result<(), ReadFailure> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let at_a_time = self.at_a_time.fetch_add(1, Ordering::Relaxed) + 1;
        self.most.fetch_max(at_a_time, Ordering::Relaxed);
        sleep(self.takes).await;
        self.at_a_time.fetch_sub(1, Ordering::Relaxed);
        self.moods.lock().unwrap().pop_front().map_or(Ok(()), Err)
    }
}

impl Registers for Moody {
    fn read<'a>(&'a self, read: Read<'a>) -> Reply<'a, Result<ReadAnswer, ReadFailure>> {
        Box::pin(async move {
            self.mood().await?;
            let said = Some(Value::Text(read.keys[0].1.clone()));
            Ok(ReadAnswer {
                records: vec![Record::from([("iin".to_owned(), said)])],
                request: read.id.to_string(),
                dated: None,
            })
        })
    }

    fn write<'a>(&'a self, write: Write<'a>) -> Reply<'a, Result<WriteAnswer, ReadFailure>> {
        Box::pin(async move {
            self.written.lock().unwrap().insert(write.id);
            self.mood().await?;
            Ok(WriteAnswer {
                record: write.record.clone(),
            })
        })
    }
}

impl World {
    fn of(takes: u64, answers: &[ReadFailure], bounds: Bounds) -> Self {
        let moody = Arc::new(Moody {
            takes: Duration::from_millis(takes),
            moods: Mutex::new(answers.iter().cloned().collect()),
            asked: AtomicUsize::default(),
            at_a_time: AtomicUsize::default(),
            most: AtomicUsize::default(),
            written: Mutex::default(),
        });
        let clock = Arc::new(StillClock(Mutex::new(Timestamp::UNIX_EPOCH)));
        let registers =
            SteadyRegisters::new(moody.clone(), clock.clone(), Arc::new(NoChance), bounds);
        let (catalog, _) = crate::tests::loaded();
        Self {
            registers: Arc::new(registers),
            moody,
            clock,
            catalog,
            ground: Ground::law(Law::default()),
        }
    }

    async fn read(&self, issue: &str, who: &str, id: u128) -> Result<ReadAnswer, ReadFailure> {
        let read = Read {
            register: &self.catalog.registers["persons"],
            keys: &[("iin".to_owned(), who.to_owned())],
            fields: &["iin".to_owned()],
            ground: &self.ground,
            issue,
            id: Uuid::from_u128(id),
        };
        self.registers.read(read).await
    }

    async fn reads(&self) -> Result<ReadAnswer, ReadFailure> {
        self.read("2026-1", "900101100014", 1).await
    }

    fn asked(&self) -> usize {
        self.moody.asked.swap(0, Ordering::Relaxed)
    }

    fn measures(&self) -> Measures {
        self.registers.measures()["persons"].clone()
    }

    fn pass(&self, seconds: i64) {
        let now = self.clock.now() + SignedDuration::from_secs(seconds);
        self.clock.advance_to(now);
    }
}

fn down(times: usize) -> Vec<ReadFailure> {
    vec![ReadFailure::Down; times]
}

#[tokio::test(start_paused = true)]
async fn what_fails_for_a_moment_is_asked_again_with_longer_and_longer_pauses() {
    let world = World::of(1, &down(2), Bounds::default());
    let began = Instant::now();
    assert!(world.reads().await.is_ok());
    assert_eq!(world.asked(), 3);
    // Three times a millisecond, and pauses of a hundred and two hundred.
    assert_eq!(began.elapsed().as_millis(), 303);
    let measures = world.measures();
    assert_eq!((measures.repeated, measures.of(Outcome::Answered)), (2, 1));
    assert_eq!(measures.times.iter().sum::<u64>(), 3);
    assert_eq!(measures.in_flight, 0);
}

#[tokio::test(start_paused = true)]
async fn what_takes_long_to_fail_or_is_answered_wrongly_is_not_asked_again() {
    let world = World::of(5_000, &down(1), Bounds::default());
    assert_eq!(world.reads().await.err(), Some(ReadFailure::Down));
    assert_eq!(world.asked(), 1);
    let wrong = ReadFailure::Unusable("unusable:wrong-subject".to_owned());
    let world = World::of(1, std::slice::from_ref(&wrong), Bounds::default());
    assert_eq!(world.reads().await.err(), Some(wrong));
    assert_eq!(world.asked(), 1);
    assert_eq!(world.measures().of(Outcome::Unusable), 1);
    // A way to a register that knows no end of its own is given one.
    let world = World::of(3_600_000, &[], Bounds::default());
    let began = Instant::now();
    assert_eq!(world.reads().await.err(), Some(ReadFailure::Down));
    assert_eq!(began.elapsed(), Bounds::default().answer);
}

#[tokio::test(start_paused = true)]
async fn a_write_is_repeated_under_the_id_by_which_it_counts_once() {
    let world = World::of(1, &down(2), Bounds::default());
    let record = Record::new();
    let write = Write {
        register: &world.catalog.registers["births"],
        record: &record,
        issue: "2026-1",
        id: Uuid::from_u128(7),
        amends: None,
    };
    assert!(world.registers.write(write).await.is_ok());
    assert_eq!(world.asked(), 3);
    assert_eq!(world.moody.written.lock().unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn who_fails_again_and_again_is_left_alone_and_then_tried_with_one_call() {
    let bounds = Bounds {
        attempts: 1,
        ..Bounds::default()
    };
    let world = World::of(1, &down(6), bounds);
    for _ in 0..5 {
        assert_eq!(world.reads().await.err(), Some(ReadFailure::Down));
    }
    assert_eq!(world.asked(), 5);
    assert_eq!(world.measures().way, Way::Shut);
    assert_eq!(world.reads().await.err(), Some(ReadFailure::Down));
    world.pass(4);
    assert_eq!(world.reads().await.err(), Some(ReadFailure::Down));
    assert_eq!(
        (world.asked(), world.measures().of(Outcome::Spared)),
        (0, 2)
    );
    // One of many tries it; it fails for the sixth time, and is left alone for twice as long.
    world.pass(1);
    assert_eq!(world.measures().way, Way::OnTrial);
    let cases: Vec<String> = (0..8).map(|case| format!("2026-{case}")).collect();
    let all = cases.iter().map(|case| world.read(case, "900101100014", 1));
    assert!(join_all(all).await.iter().all(Result::is_err));
    assert_eq!(world.asked(), 1);
    world.pass(9);
    assert_eq!(world.measures().way, Way::Shut);
    world.pass(1);
    assert!(world.reads().await.is_ok());
    assert_eq!(world.measures().way, Way::Open);
    assert!(world.reads().await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_trial_that_is_called_off_leaves_it_to_the_next_call() {
    let bounds = Bounds {
        attempts: 1,
        failures: 1,
        ..Bounds::default()
    };
    let world = World::of(1_000, &down(1), bounds);
    assert!(world.reads().await.is_err());
    world.pass(5);
    // Whoever waited has gone.
    let gone = timeout(Duration::from_millis(10), world.reads()).await;
    assert!(gone.is_err());
    assert!(world.reads().await.is_ok());
    assert_eq!(world.measures().way, Way::Open);
}

#[tokio::test(start_paused = true)]
async fn a_register_gets_so_many_calls_at_a_time_and_nobody_waits_long_for_a_place() {
    let bounds = Bounds {
        places: 2,
        ..Bounds::default()
    };
    let world = World::of(400, &[], bounds);
    let cases: Vec<String> = (0..8).map(|case| format!("2026-{case}")).collect();
    let all = cases.iter().map(|case| world.read(case, "900101100014", 1));
    let answers = join_all(all).await;
    // Two at once, and two more after four and eight tenths of a second; one second is too long.
    let busy = |one: &&Result<ReadAnswer, _>| one.as_ref().err() == Some(&ReadFailure::Busy);
    assert_eq!(answers.iter().filter(busy).count(), 2);
    assert_eq!(answers.iter().filter(|one| one.is_ok()).count(), 6);
    assert_eq!(world.moody.most.load(Ordering::Relaxed), 2);
    assert_eq!(world.measures().way, Way::Open);
}

#[tokio::test(start_paused = true)]
async fn the_same_question_of_the_same_case_goes_out_once_and_no_other_shares_its_answer() {
    let world = World::of(10, &[], Bounds::default());
    let (one, other) = ("900101100014", "850101500011");
    let answers = join_all([
        world.read("2026-1", one, 1),
        world.read("2026-1", one, 2),
        world.read("2026-2", one, 3),
        world.read("2026-1", other, 4),
    ])
    .await;
    let answers: Vec<ReadAnswer> = answers.into_iter().map(Result::unwrap).collect();
    assert_eq!((world.asked(), world.measures().shared), (3, 1));
    let told = |at: usize| answers[at].records[0]["iin"].clone();
    assert_eq!(told(0), told(1));
    assert_eq!(answers[0].request, answers[1].request);
    assert_ne!(answers[0].request, answers[2].request);
    assert_ne!(told(0), told(3));
    // An answer is shared by those who wait for it, and kept for nobody.
    assert!(world.reads().await.is_ok());
    assert_eq!(world.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn when_whoever_asked_has_gone_the_next_one_asks() {
    let world = World::of(100, &[], Bounds::default());
    let impatient = async {
        let gone = timeout(Duration::from_millis(10), world.reads()).await;
        assert!(gone.is_err());
    };
    let (answer, ()) = tokio::join!(
        async {
            sleep(Duration::from_millis(1)).await;
            world.read("2026-1", "900101100014", 2).await
        },
        impatient
    );
    assert_eq!(answer.unwrap().request, Uuid::from_u128(2).to_string());
    assert_eq!(world.asked(), 2);
}
