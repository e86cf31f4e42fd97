//! The shim that stands between the server and its disk: compiled, given to the server, and told
//! what is to fail.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// `EIO`: the disk failed. `ENOSPC`: it is full.
pub(crate) const FAILED: i64 = 5;
pub(crate) const FULL: i64 = 28;
/// `EROFS`: it may only be read.
pub(crate) const READ_ONLY: i64 = 30;

/// Off, for a counter.
const OFF: i64 = -1;

/// The shim with its folder.
#[derive(Clone, Debug)]
pub(crate) struct Shim {
    library: PathBuf,
    data: PathBuf,
    pub(crate) side: PathBuf,
}

/// What is to fail: `control` in `fault.c`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The write, and the sync, that fails: 0 is the next one.
    pub(crate) write_in: Option<i64>,
    pub(crate) sync_in: Option<i64>,
    /// All after it fail too.
    pub(crate) lasting: bool,
    pub(crate) error: i64,
    /// So many bytes may files still grow.
    pub(crate) space: Option<i64>,
    /// Syncs are said to be done and are not.
    pub(crate) lies: bool,
}

impl Wish {
    /// A disk on which nothing fails.
    pub(crate) const HEALTHY: Self = Self {
        write_in: None,
        sync_in: None,
        lasting: false,
        error: FAILED,
        space: None,
        lies: false,
    };
}

impl Shim {
    /// Compiles the shim beside its folder, and makes that, which must be on the same disk as the
    /// data.
    pub(crate) fn new(data: &Path, side: &Path) -> Result<Self, String> {
        let library = side.with_extension("so");
        compile("shim/fault.c", &library)?;
        fs::create_dir_all(side).map_err(|error| error.to_string())?;
        let shim = Self {
            library,
            data: data.to_owned(),
            side: side.to_owned(),
        };
        shim.wish(Wish::HEALTHY)?;
        Ok(shim)
    }

    /// What the server is started with.
    pub(crate) fn environment(&self) -> Vec<(String, String)> {
        let shown = |path: &Path| path.display().to_string();
        vec![
            ("LD_PRELOAD".to_owned(), shown(&self.library)),
            ("TUTAS_FAULT_DATA".to_owned(), shown(&self.data)),
            ("TUTAS_FAULT_SIDE".to_owned(), shown(&self.side)),
        ]
    }

    /// Says what fails from now on.
    pub(crate) fn wish(&self, wish: Wish) -> Result<(), String> {
        let words = [
            wish.write_in.unwrap_or(OFF),
            wish.sync_in.unwrap_or(OFF),
            i64::from(wish.lasting),
            wish.error,
            wish.space.unwrap_or(OFF),
            i64::from(wish.lies),
        ];
        let bytes: Vec<u8> = words.into_iter().flat_map(i64::to_le_bytes).collect();
        let path = self.side.join("control");
        let file = fs::File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(|error| error.to_string())?;
        let length = file.metadata().map_or(0, |about| about.len());
        let sized = file.set_len(length.max(72));
        let written = sized.and_then(|()| file.write_all_at(&bytes, 0));
        written.map_err(|error| error.to_string())
    }

    /// How many writes and syncs failed since this was last asked.
    pub(crate) fn take_failures(&self) -> u64 {
        const AT: usize = 48;
        let path = self.side.join("control");
        let bytes = fs::read(&path).unwrap_or_default();
        let word = bytes
            .get(AT..AT + 8)
            .and_then(|bytes| bytes.try_into().ok());
        if let Ok(file) = fs::File::options().write(true).open(path) {
            // Counted twice at worst.
            let _ = file.write_all_at(&[0; 8], AT as u64);
        }
        u64::from_le_bytes(word.unwrap_or_default())
    }
}

/// The environment of a server whose machine's clock is so many seconds ahead.
pub(crate) fn wrong_clock(library: &Path, seconds: i64) -> Result<Vec<(String, String)>, String> {
    compile("shim/clock.c", library)?;
    Ok(vec![
        ("LD_PRELOAD".to_owned(), library.display().to_string()),
        ("TUTAS_CLOCK_AHEAD".to_owned(), seconds.to_string()),
    ])
}

fn compile(source: &str, library: &Path) -> Result<(), String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(source);
    let mut compiler = Command::new("cc");
    compiler.args([
        "-std=gnu11",
        "-shared",
        "-fPIC",
        "-O2",
        "-Wall",
        "-Wextra",
        "-Werror",
    ]);
    compiler
        .arg("-o")
        .arg(library)
        .arg(source)
        .args(["-ldl", "-lpthread"]);
    match compiler.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        Err(_) => {
            Err("there is no C compiler. Type: sudo apt-get install gcc libc6-dev".to_owned())
        }
    }
}
