//! Copies of the data folder, and the way back from one.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::bail;
use clap::Args;
use serde_json::json;
use tutas_store::{Backup, Store};

use crate::wiring::{DatabaseArg, machine_now};
use crate::{Format, say};

/// Arguments of `tutas backup`.
#[derive(Args)]
pub(crate) struct BackupArgs {
    /// Folder with all data; a program may be writing in it.
    #[arg(long, env = "TUTAS_DATA", default_value = "data")]
    data: PathBuf,
    #[command(flatten)]
    database: DatabaseArg,
    /// Folder of the backup: new or empty.
    #[arg(long)]
    to: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Arguments of `tutas restore`.
#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// Folder of the backup.
    #[arg(long)]
    from: PathBuf,
    /// The new folder with all data; there must be no database in it. Never taken from the
    /// environment, which names the folder that is in use.
    #[arg(long)]
    data: PathBuf,
    /// File with the master key, which is in no backup.
    #[arg(long)]
    master_key: PathBuf,
    /// How to print.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Copies the databases of a data folder.
pub(crate) fn back_up(args: &BackupArgs) -> anyhow::Result<ExitCode> {
    if args.database.database.is_some() {
        bail!(
            "the data is in PostgreSQL, which makes its own backups. Of the whole server: \
             pg_basebackup. Of this database, first the data and then the keys, since a key is \
             there before the first row that needs it:\n  pg_dump --format custom --schema tutas \
             --file data.dump URL\n  pg_dump --format custom --schema tutas_keys --file \
             keys.dump URL\nKeep the two apart, and {} apart from both",
            args.data.join("master.key").display()
        );
    }
    let backup = Store::back_up(&args.data, &args.to, machine_now())?;
    let to = args.to.display();
    if args.format == Format::Json {
        let mut value = described(&backup);
        value["to"] = json!(to.to_string());
        value["master_key_included"] = json!(false);
        say(&value.to_string());
    } else {
        let bytes: u64 = backup.files.iter().map(|file| file.bytes).sum();
        let key = args.data.join("master.key");
        let key = key.display();
        say(&format!(
            "backed up: {} streams, {} changes, {bytes} bytes, to {to}\n\
             The master key is not in it. Keep {key} apart from it: without that key nothing in \
             this backup can be read.\n\
             To see that it can be restored: tutas restore --from {to} --data NEW --master-key \
             {key}",
            backup.streams, backup.changes
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup into a new data folder, once everything in it has been verified.
pub(crate) fn restore(args: &RestoreArgs) -> anyhow::Result<ExitCode> {
    let backup = Store::restore(&args.from, &args.data, &args.master_key, tutas_app::fold)?;
    let (from, data) = (args.from.display(), args.data.display());
    if args.format == Format::Json {
        let mut value = described(&backup);
        value["from"] = json!(from.to_string());
        value["data"] = json!(data.to_string());
        say(&value.to_string());
    } else {
        say(&format!(
            "restored: {} streams, {} changes verified\n\
             {from}, made at {}, is now in {data}: each file has the SHA-256 noted when it was \
             made, each leaf is that of its change, each state the fold of its changes.",
            backup.streams, backup.changes, backup.made_at
        ));
    }
    Ok(ExitCode::SUCCESS)
}

fn described(backup: &Backup) -> serde_json::Value {
    let files: Vec<_> = backup
        .files
        .iter()
        .map(|file| json!({"name": file.name, "bytes": file.bytes, "sha256": file.sha256}))
        .collect();
    json!({
        "made_at": backup.made_at.to_string(),
        "streams": backup.streams,
        "changes": backup.changes,
        "files": files,
    })
}
