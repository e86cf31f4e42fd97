//! Every statement, in the SQL that SQLite and PostgreSQL share.
//!
//! Rules that make one text do for both, held by `tests/postgres_prepares.rs`: parameters are
//! `$1`, `$2`, … numbered in the order of first appearance (SQLite counts them so); standard
//! upserts; no function that only one of them has; types are TEXT, BIGINT and bytes.
//!
//! What is not here: `BEGIN`, `COMMIT` and pragmas, which belong to the engine, the locks that
//! PostgreSQL takes at the end of a statement, and what several programs on one PostgreSQL have
//! among themselves.

macro_rules! statements {
    ($($(#[$doc:meta])+ $name:ident = $text:literal;)+) => {
        $($(#[$doc])+ pub const $name: &str = $text;)+

        /// All statements with their names.
        pub const ALL: &[(&str, &str)] = &[$((stringify!($name), $text)),+];
    };
}

statements! {
    /// Which migration the database is at.
    SCHEMA_VERSION = "SELECT COALESCE(MAX(version), 0) FROM migration";
    /// Notes that a migration was applied.
    MIGRATED = "INSERT INTO migration (version) VALUES ($1)";

    /// A wrapped data key.
    KEY = "SELECT wrapped FROM data_key WHERE owner = $1";
    /// Whether there is any data key.
    ANY_KEY = "SELECT owner FROM data_key LIMIT 1";
    /// Whether there is any data key after that of an owner.
    ANY_OTHER_KEY = "SELECT owner FROM data_key WHERE owner > $1 LIMIT 1";
    /// Stores a wrapped data key.
    INSERT_KEY = "INSERT INTO data_key (owner, wrapped) VALUES ($1, $2)";
    /// Stores a wrapped data key, unless there is one; changes a row unless there is another.
    PUT_KEY = "INSERT INTO data_key (owner, wrapped) VALUES ($1, $2) \
        ON CONFLICT (owner) DO UPDATE SET wrapped = excluded.wrapped \
        WHERE data_key.wrapped = excluded.wrapped";

    /// Version and number of a stream.
    HEAD = "SELECT version, number FROM state WHERE stream = $1";
    /// A new stream.
    INSERT_STATE = "INSERT INTO state (stream, kind, version, sealed, body, phase, due_at, open, \
        service, bundle, number, wake_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// A stream's next version; the clock moves only where `$10` is 1.
    UPDATE_STATE = "UPDATE state SET version = $1, sealed = $2, body = $3, phase = $4, \
        due_at = $5, open = $6, service = $7, bundle = $8, number = $9, \
        wake_at = CASE WHEN $10 = 1 THEN $11 ELSE wake_at END \
        WHERE stream = $12 AND version = $13";
    /// Takes away a stream that was made only so that nobody else makes it.
    DELETE_STATE = "DELETE FROM state WHERE stream = $1";
    /// Sets or clears a stream's clock.
    SET_CLOCK = "UPDATE state SET wake_at = $1 WHERE stream = $2";
    /// One change.
    INSERT_JOURNAL = "INSERT INTO journal (stream, version, recorded_at, sealed, leaf) \
        VALUES ($1, $2, $3, $4, $5)";
    /// A stream as it stands.
    LOAD = "SELECT version, kind, sealed, body, phase, due_at, open, service, bundle, number \
        FROM state WHERE stream = $1";
    /// A stream's state as it is kept.
    KEPT = "SELECT stream, version, kind, sealed FROM state WHERE stream = $1";
    /// The same of the cases of a bundle.
    KEPT_OF_BUNDLE = "SELECT stream, version, kind, sealed FROM state WHERE bundle = $1 \
        ORDER BY stream LIMIT $2";
    /// All changes of a stream.
    JOURNAL = "SELECT version, recorded_at, sealed, leaf FROM journal WHERE stream = $1 \
        ORDER BY version";
    /// Streams in the order of their ids.
    STREAMS = "SELECT stream FROM state WHERE stream > $1 ORDER BY stream LIMIT $2";
    /// Streams that have a journal, in the order of their ids.
    JOURNALED = "SELECT DISTINCT stream FROM journal WHERE stream > $1 ORDER BY stream LIMIT $2";

    /// What stands under a keyed hash.
    FIND = "SELECT note FROM lookup WHERE hash = $1 AND kind = $2 AND slot = $3";
    /// The same of a name that was keyed by its own hash alone, of which half is known.
    FIND_ALONE = "SELECT note FROM lookup WHERE hash >= $1 AND hash <= $2 AND kind = $3 AND slot = $4";
    /// Kinds of names of which some are keyed by their own hash alone.
    KEYED_ALONE = "SELECT kind FROM keyed_alone WHERE kind > '' LIMIT 1";
    /// Puts something under a keyed hash.
    INSERT_LOOKUP = "INSERT INTO lookup (hash, kind, slot, note) VALUES ($1, $2, $3, $4)";
    /// Changes what stands under a keyed hash.
    UPDATE_LOOKUP = "UPDATE lookup SET note = $1 WHERE hash = $2 AND kind = $3 AND slot = $4";
    /// Takes something away from under a keyed hash.
    DELETE_LOOKUP = "DELETE FROM lookup WHERE hash = $1 AND kind = $2 AND slot = $3";
    /// Gives up a name, if it stands for this stream.
    RELEASE = "DELETE FROM lookup WHERE hash = $1 AND kind = $2 AND slot = $3 AND note = $4";
    /// The same of one that was keyed by its own hash alone.
    RELEASE_ALONE = "DELETE FROM lookup WHERE hash >= $1 AND hash <= $2 AND kind = $3 AND slot = $4 \
        AND note = $5";

    /// The streams a person is party to, newest first.
    STREAMS_OF = "SELECT lookup.slot, lookup.note, state.body, state.phase, state.due_at, \
        state.open, state.service, state.bundle, state.number \
        FROM lookup JOIN state ON state.stream = lookup.slot \
        WHERE lookup.hash = $1 AND lookup.kind = 'party' AND lookup.slot < $2 AND state.kind = $3 \
        ORDER BY lookup.slot DESC LIMIT $4";
    /// The cases of a bundle.
    CASES_OF_BUNDLE = "SELECT stream FROM state WHERE bundle = $1 ORDER BY stream LIMIT $2";
    /// The open streams of a body by due date; `$4` is 0 for any phase.
    WORKLIST = "SELECT stream, service, phase, due_at, number FROM state \
        WHERE open = 1 AND body = $1 AND (due_at, stream) > ($2, $3) \
        AND ($4 = 0 OR phase IN ($5, $6, $7, $8, $9, $10, $11, $12)) \
        ORDER BY due_at, stream LIMIT $13";
    /// Streams whose clock is due.
    DUE_STREAMS = "SELECT stream FROM state WHERE wake_at <= $1 ORDER BY wake_at, stream LIMIT $2";
    /// The next clock.
    NEXT_CLOCK = "SELECT MIN(wake_at) FROM state WHERE wake_at IS NOT NULL";

    /// A new effect.
    INSERT_EFFECT = "INSERT INTO effect (stream, version, ordinal, kind, due_at, tries, sealed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Whether an effect still waits.
    EFFECT = "SELECT tries FROM effect WHERE stream = $1 AND version = $2 AND ordinal = $3";
    /// An effect that is done.
    DELETE_EFFECT = "DELETE FROM effect WHERE stream = $1 AND version = $2 AND ordinal = $3";
    /// Puts an effect off.
    POSTPONE_EFFECT = "UPDATE effect SET due_at = $1, tries = $2 \
        WHERE stream = $3 AND version = $4 AND ordinal = $5";
    /// Effects that are due.
    DUE_EFFECTS = "SELECT stream, version, ordinal, kind, due_at, tries, sealed FROM effect \
        WHERE due_at <= $1 ORDER BY due_at, stream, version, ordinal LIMIT $2";
    /// Effects of the cases of a bundle, whenever they are due.
    EFFECTS_OF_BUNDLE = "SELECT effect.stream, effect.version, effect.ordinal, effect.kind, \
        effect.due_at, effect.tries, effect.sealed \
        FROM state JOIN effect ON effect.stream = state.stream \
        WHERE state.bundle = $1 LIMIT $2";
    /// Effects that are not done, whenever they are due, and when they were wanted.
    UNDONE_EFFECTS = "SELECT stream, version, ordinal, kind, due_at, tries, \
        (SELECT recorded_at FROM journal \
        WHERE journal.stream = effect.stream AND journal.version = effect.version) \
        FROM effect WHERE (due_at, stream, version, ordinal) > ($1, $2, $3, $4) \
        ORDER BY due_at, stream, version, ordinal LIMIT $5";
    /// The next effect.
    NEXT_EFFECT = "SELECT MIN(due_at) FROM effect";

    /// A read of a person's data.
    INSERT_ACCESS = "INSERT INTO access (id, recorded_at, stream, sealed, leaf, subject, facets) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// That some seconds have accesses with a facet.
    INSERT_FACET = "INSERT INTO access_facet (facet, access) VALUES ($1, $2) \
        ON CONFLICT (facet, access) DO NOTHING";
    /// One access.
    ACCESS = "SELECT recorded_at, stream, sealed, leaf, subject FROM access WHERE id = $1";
    /// The last seconds, or the last access, of a facet in a period.
    LAST_OF_FACET = "SELECT access FROM access_facet \
        WHERE facet = $1 AND access < $2 AND access >= $3 ORDER BY access DESC LIMIT 1";
    /// Whether an access has a facet that does not stand with it.
    HAS_FACET = "SELECT facet FROM access_facet WHERE facet = $1 AND access = $2";
    /// The accesses of a period with their facets, newest first.
    EXAMINE = "SELECT id, facets FROM access WHERE id < $1 AND id >= $2 ORDER BY id DESC LIMIT $3";
    /// The reads of a person's data, newest first.
    ACCESSES_OF = "SELECT access.id, access.recorded_at, access.stream, access.sealed, access.leaf \
        FROM lookup JOIN access ON access.id = lookup.slot \
        WHERE lookup.hash = $1 AND lookup.kind = 'access' AND lookup.slot < $2 \
        ORDER BY lookup.slot DESC LIMIT $3";

    /// A draft.
    DRAFT = "SELECT id, owner, version, saved_at, sealed FROM draft WHERE id = $1";
    /// Whose a draft is, and its version.
    DRAFT_HEAD = "SELECT owner, version FROM draft WHERE id = $1";
    /// A new draft.
    INSERT_DRAFT = "INSERT INTO draft (id, owner, version, saved_at, sealed) \
        VALUES ($1, $2, $3, $4, $5)";
    /// A draft saved again.
    UPDATE_DRAFT = "UPDATE draft SET version = $1, saved_at = $2, sealed = $3 WHERE id = $4";
    /// Deletes a draft.
    DELETE_DRAFT = "DELETE FROM draft WHERE id = $1";
    /// A person's drafts, newest first.
    DRAFTS_OF = "SELECT draft.id, draft.owner, draft.version, draft.saved_at, draft.sealed \
        FROM lookup JOIN draft ON draft.id = lookup.slot \
        WHERE lookup.hash = $1 AND lookup.kind = 'draft' ORDER BY lookup.slot DESC LIMIT $2";

    /// Saves a session.
    PUT_SESSION = "INSERT INTO session (token, expires_at, sealed) VALUES ($1, $2, $3) \
        ON CONFLICT (token) DO UPDATE SET expires_at = excluded.expires_at, \
        sealed = excluded.sealed";
    /// A session that has not expired.
    SESSION = "SELECT sealed FROM session WHERE token = $1 AND expires_at > $2";
    /// Ends a session.
    DELETE_SESSION = "DELETE FROM session WHERE token = $1";
    /// Deletes expired sessions.
    PURGE_SESSIONS = "DELETE FROM session WHERE expires_at <= $1";

    /// An upload without its chunks.
    INSERT_UPLOAD = "INSERT INTO upload (id, home, owner, uploaded_at, media_type, size, chunks, \
        content_key, name) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// One chunk.
    INSERT_CHUNK = "INSERT INTO upload_chunk (upload, ordinal, sealed) VALUES ($1, $2, $3)";
    /// What is known of an upload.
    UPLOAD = "SELECT id, home, owner, uploaded_at, media_type, size, chunks, content_key, name \
        FROM upload WHERE id = $1";
    /// The uploads of a stream or draft.
    UPLOADS_OF = "SELECT id, home, owner, uploaded_at, media_type, size, chunks, content_key, name \
        FROM upload WHERE home = $1 ORDER BY id LIMIT $2";
    /// An upload's chunks.
    CHUNKS = "SELECT sealed FROM upload_chunk WHERE upload = $1 ORDER BY ordinal";
    /// Where an upload is.
    UPLOAD_HOME = "SELECT home FROM upload WHERE id = $1";
    /// Moves an upload to another home.
    MOVE_UPLOAD = "UPDATE upload SET home = $1, owner = $2, content_key = $3 WHERE id = $4";
    /// Deletes an upload.
    DELETE_UPLOAD = "DELETE FROM upload WHERE id = $1";
    /// Deletes an upload's chunks.
    DELETE_CHUNKS = "DELETE FROM upload_chunk WHERE upload = $1";
    /// The uploads of a draft that goes.
    UPLOADS_HELD = "SELECT id FROM upload WHERE home = $1";

    /// Stores a definition, unless it is there.
    PUT_DEFINITION = "INSERT INTO definition (hash, kind, text) VALUES ($1, $2, $3) \
        ON CONFLICT (hash) DO NOTHING";
    /// A definition.
    DEFINITION = "SELECT kind, text FROM definition WHERE hash = $1";
    /// What a program counted within an hour.
    PUT_COUNTS = "INSERT INTO counts (name, hour, node, counted) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (name, hour, node) DO UPDATE SET counted = excluded.counted";
    /// What was counted under a name from an hour on.
    COUNTS = "SELECT hour, node, counted FROM counts WHERE name = $1 AND hour >= $2 \
        ORDER BY name, hour, node";
    /// Deletes what was counted before an hour.
    FORGET_COUNTS = "DELETE FROM counts WHERE name = $1 AND hour < $2";
    /// Whether the database answers.
    PING = "SELECT COUNT(*) FROM migration";
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::ALL;
    use crate::{Dialect, KEY_MIGRATIONS, MIGRATIONS};

    #[test]
    fn parameters_are_numbered_in_the_order_of_first_appearance() {
        for (name, text) in ALL {
            let mut seen = 0;
            for part in text.split('$').skip(1) {
                let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
                let number: usize = digits.parse().unwrap();
                assert!(
                    number <= seen + 1,
                    "{name}: ${number} comes before ${}",
                    seen + 1
                );
                seen = seen.max(number);
            }
        }
    }

    #[test]
    fn no_statement_walks_through_a_table_or_sorts_one() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(Dialect::Sqlite.migration_table()).unwrap();
        for migration in MIGRATIONS.iter().chain(KEY_MIGRATIONS) {
            db.execute_batch(&Dialect::Sqlite.spell(migration)).unwrap();
        }
        // These take the first row of an index, or look at the handful of migrations.
        let short = [
            "SCHEMA_VERSION",
            "PING",
            "ANY_KEY",
            "NEXT_CLOCK",
            "NEXT_EFFECT",
        ];
        for (name, text) in ALL.iter().filter(|(name, _)| !short.contains(name)) {
            let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {text}")).unwrap();
            let nothing = vec![rusqlite::types::Null; explain.parameter_count()];
            let steps = explain
                .query_map(rusqlite::params_from_iter(nothing), |row| {
                    row.get::<_, String>(3)
                })
                .unwrap();
            for step in steps.map(Result::unwrap) {
                assert!(
                    !step.contains("SCAN") && !step.contains("TEMP B-TREE"),
                    "{name}: {step}"
                );
            }
        }
    }
}
