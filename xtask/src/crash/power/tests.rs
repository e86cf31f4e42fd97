use std::process::Command;

use super::*;
use crate::crash::shim::{FULL, Shim, Wish};

/// A folder of data with the shim beside it.
struct Disk {
    folder: PathBuf,
    data: PathBuf,
    shim: Shim,
}

impl Disk {
    fn new(name: &str) -> Self {
        let name = format!("tutas-power-{}-{name}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        let (data, side) = (folder.join("data"), folder.join("side"));
        fs::create_dir_all(&data).unwrap();
        let shim = Shim::new(&data, &side).unwrap();
        Self { folder, data, shim }
    }

    /// Runs a line of shell in the data folder under the shim; says whether it went well.
    fn run(&self, line: &str) -> bool {
        let line = line.replace("DATA", &self.data.display().to_string());
        let mut shell = Command::new("sh");
        shell.args(["-c", &line]).envs(self.shim.environment());
        shell.output().unwrap().status.success()
    }

    fn cut(&self) -> Undone {
        cut(&self.data, &self.shim.side, None).unwrap()
    }

    fn text(&self, name: &str) -> Option<String> {
        fs::read_to_string(self.data.join(name)).ok()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

const SYNCED: &str = "printf one | dd of=DATA/a conv=fsync status=none && sync DATA";

#[test]
fn what_was_not_synced_is_gone_after_a_power_cut_and_what_was_stays() {
    let disk = Disk::new("lost");
    assert!(disk.run(SYNCED));
    assert!(disk.run("printf two | dd of=DATA/a conv=notrunc status=none"));
    assert_eq!(disk.text("a").unwrap(), "two");
    let undone = disk.cut();
    assert!(undone.processes > 0 && undone.changes >= 2, "{undone:?}");
    assert_eq!(undone.unsynced, 1);
    assert_eq!(disk.text("a").unwrap(), "one");
}

#[test]
fn what_was_appended_cut_off_or_emptied_without_a_sync_is_as_before() {
    let disk = Disk::new("sizes");
    assert!(disk.run(SYNCED));
    for change in [
        "printf more >> DATA/a",
        "truncate -s 1 DATA/a",
        ": > DATA/a",
    ] {
        assert!(disk.run(change));
        assert_ne!(disk.text("a").unwrap(), "one", "{change}");
        disk.cut();
        assert_eq!(disk.text("a").unwrap(), "one", "{change}");
    }
}

#[test]
fn names_are_as_durable_as_the_folder_was_synced() {
    let disk = Disk::new("names");
    assert!(disk.run("printf one | dd of=DATA/a conv=fsync status=none"));
    disk.cut();
    assert_eq!(disk.text("a"), None, "the folder was never synced");
    assert!(disk.run(SYNCED));
    assert!(disk.run("printf two | dd of=DATA/b conv=fsync status=none && mv DATA/b DATA/a"));
    assert_eq!(disk.text("a").unwrap(), "two");
    disk.cut();
    assert_eq!(
        (disk.text("a").unwrap().as_str(), disk.text("b")),
        ("one", None)
    );
}

#[test]
fn names_in_a_folder_of_the_data_are_as_durable_as_that_folder_was_synced() {
    let disk = Disk::new("folders");
    assert!(disk.run("mkdir DATA/in && printf one | dd of=DATA/in/new conv=fsync status=none"));
    assert!(disk.run("mv DATA/in/new DATA/in/a && sync DATA"));
    disk.cut();
    assert_eq!(disk.text("in/a"), None, "only the folder above was synced");
    assert!(disk.run("printf one | dd of=DATA/in/new conv=fsync status=none"));
    assert!(disk.run("mv DATA/in/new DATA/in/a && sync DATA/in"));
    assert!(disk.run("printf two | dd of=DATA/in/b conv=fsync status=none && sync DATA"));
    disk.cut();
    assert_eq!(
        (disk.text("in/a").unwrap().as_str(), disk.text("in/b")),
        ("one", None)
    );
}

#[test]
fn a_sync_that_failed_is_made_good_by_writing_again_and_not_by_syncing_again() {
    let disk = Disk::new("doomed");
    assert!(disk.run(SYNCED));
    let next = Wish {
        sync_in: Some(0),
        ..Wish::HEALTHY
    };
    let write = "printf two | dd of=DATA/a conv=notrunc,fsync status=none";
    disk.shim.wish(next).unwrap();
    assert!(!disk.run(write));
    assert_eq!(disk.shim.take_failures(), 1);
    assert!(disk.run("sync DATA/a"));
    disk.cut();
    assert_eq!(disk.text("a").unwrap(), "one");
    disk.shim.wish(next).unwrap();
    assert!(!disk.run(write));
    assert!(disk.run(write));
    disk.cut();
    assert_eq!(disk.text("a").unwrap(), "two");
}

#[test]
fn a_disk_runs_full_and_has_space_again() {
    let disk = Disk::new("full");
    assert!(disk.run(SYNCED));
    let full = Wish {
        space: Some(2),
        error: FULL,
        ..Wish::HEALTHY
    };
    disk.shim.wish(full).unwrap();
    assert!(!disk.run("printf long | dd of=DATA/b status=none"));
    assert!(disk.run("printf two | dd of=DATA/a conv=notrunc status=none"));
    disk.shim.wish(Wish::HEALTHY).unwrap();
    assert!(disk.run("printf long | dd of=DATA/b status=none"));
}

#[test]
fn a_torn_file_has_in_each_sector_what_stood_there_at_some_moment() {
    let disk = Disk::new("torn");
    assert!(disk.run("head -c 65536 /dev/zero | dd of=DATA/a conv=fsync status=none && sync DATA"));
    let all = |letter| format!("head -c 65536 /dev/zero | tr '\\0' {letter}");
    assert!(disk.run(&format!(
        "{} | dd of=DATA/a conv=notrunc bs=4k status=none",
        all('x')
    )));
    let mut chance = Chance::new(1, 1);
    cut(&disk.data, &disk.shim.side, Some(&mut chance)).unwrap();
    let bytes = fs::read(disk.data.join("a")).unwrap();
    assert_eq!(bytes.len(), 65_536);
    let sectors: BTreeSet<Vec<u8>> = bytes.chunks(512).map(<[u8]>::to_vec).collect();
    assert_eq!(sectors, [vec![0; 512], vec![b'x'; 512]].into());
}
