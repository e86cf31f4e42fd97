-- What the running programs know of each other. PostgreSQL only, in a schema of its own: it is no
-- data, and a dump may leave it out.

-- One row a connection that writes. `batch` is the last transaction of it that was committed, so
-- that whoever lost the answer to a COMMIT can look it up.
CREATE TABLE writer (
    id BYTES NOT NULL PRIMARY KEY,
    batch BIGINT NOT NULL,
    asked BIGINT NOT NULL
);

-- One row a stream that a program works on: until then, by the clock of the database, no other
-- program takes its effects and clocks. It need not outlive anything.
CREATE UNLOGGED TABLE lease (
    stream BYTES NOT NULL PRIMARY KEY,
    holder BYTES NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX lease_until ON lease (until);
