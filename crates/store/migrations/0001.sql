-- The whole database but for the data keys, which live in a file of their own (keys/0001.sql).
--
-- One text for SQLite and PostgreSQL. Two words are spelled by the engine (src/engine/mod.rs):
-- BYTES is a string of bytes, and CLUSTERED keeps a table's rows in the order of its primary key
-- where the engine can. Instants are microseconds since 1970, ids and hashes are bytes, truth is
-- 0 or 1. What is called `sealed` is encrypted; nothing else here is personal data.
--
-- Ids of cases, bundles, drafts, accesses and uploads are time-ordered, so new rows land at the
-- end of every index but one: `lookup` alone is keyed at random. (Sessions are few and
-- short-lived, definitions few.)

-- One row a change: salt and events.
CREATE TABLE journal (
    stream BYTES NOT NULL,
    version BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    leaf BYTES NOT NULL,
    PRIMARY KEY (stream, version)
);

-- One row a stream: the fold of its journal, what lists show of it, and when to look at it again.
-- due_at is the largest BIGINT where no term runs, so that such streams come last.
CREATE TABLE state (
    stream BYTES NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    version BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    body TEXT,
    phase TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    open BIGINT NOT NULL,
    service TEXT,
    bundle BYTES,
    number TEXT,
    wake_at BIGINT
);
CREATE INDEX state_worklist ON state (body, due_at, stream) WHERE open = 1;
CREATE INDEX state_bundle ON state (bundle, stream) WHERE bundle IS NOT NULL;
CREATE INDEX state_wake ON state (wake_at, stream) WHERE wake_at IS NOT NULL;

-- All that is found by a keyed hash. `kind` says by what, `slot` tells several rows apart:
--   party   hash of a person    slot: stream         note: roles, with commas between
--   draft   hash of a person    slot: draft          note: empty
--   access  hash of a person    slot: access         note: empty
--   claim   hash of a name      slot: empty          note: the stream that holds it
--   number  hash of a number    slot: empty          note: the stream that has it
--   once    idempotency key     slot: empty          note: the answer
CREATE TABLE lookup (
    hash BYTES NOT NULL,
    kind TEXT NOT NULL,
    slot BYTES NOT NULL,
    note BYTES NOT NULL,
    PRIMARY KEY (hash, kind, slot)
) CLUSTERED;

-- Work that follows from a change; the row goes in the commit that records its outcome.
CREATE TABLE effect (
    stream BYTES NOT NULL,
    version BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    kind TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    tries BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    PRIMARY KEY (stream, version, ordinal)
);
CREATE INDEX effect_due ON effect (due_at, stream, version, ordinal);

-- Each read of a person's data: salt and details, sealed with the subject's key.
CREATE TABLE access (
    id BYTES NOT NULL PRIMARY KEY,
    recorded_at BIGINT NOT NULL,
    stream BYTES,
    sealed BYTES NOT NULL,
    leaf BYTES NOT NULL
);

-- Forms that nobody filed yet, sealed with the owner's key.
CREATE TABLE draft (
    id BYTES NOT NULL PRIMARY KEY,
    owner BYTES NOT NULL,
    version BIGINT NOT NULL,
    saved_at BIGINT NOT NULL,
    sealed BYTES NOT NULL
);

CREATE TABLE session (
    token BYTES NOT NULL PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    sealed BYTES NOT NULL
) CLUSTERED;
CREATE INDEX session_expiry ON session (expires_at);

-- An upload has a content key of its own, wrapped with the data key of `owner`; when the upload
-- moves from a draft to a case, the content key is wrapped anew and the chunks stay as they are.
CREATE TABLE upload (
    id BYTES NOT NULL PRIMARY KEY,
    home BYTES NOT NULL,
    owner BYTES NOT NULL,
    uploaded_at BIGINT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    chunks BIGINT NOT NULL,
    content_key BYTES NOT NULL,
    name BYTES NOT NULL
);
CREATE INDEX upload_home ON upload (home, id);

CREATE TABLE upload_chunk (
    upload BYTES NOT NULL,
    ordinal BIGINT NOT NULL,
    sealed BYTES NOT NULL,
    PRIMARY KEY (upload, ordinal)
);

-- What ministries published: immutable, no personal data.
CREATE TABLE definition (
    hash BYTES NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
);
