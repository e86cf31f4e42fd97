-- The data keys, in a file (or schema) of their own: written first, backed up apart with short
-- retention. Deleting a row erases what the key sealed, once the last copy of the row is gone.
--
-- `owner` is a stream, or all zeros for the key of sessions. `wrapped` is the key, sealed with a
-- key that is derived from master.key.
CREATE TABLE data_key (
    owner BYTES NOT NULL PRIMARY KEY,
    wrapped BYTES NOT NULL
) CLUSTERED;
