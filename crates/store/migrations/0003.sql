-- Counts of what was seen, one row a name (a register), hour and program: each program writes its own
-- rows only, and whoever reads adds them up. Numbers only, nothing about anybody, so not sealed.
CREATE TABLE counts (
    name TEXT NOT NULL,
    hour BIGINT NOT NULL,
    node BYTES NOT NULL,
    counted TEXT NOT NULL,
    PRIMARY KEY (name, hour, node)
) CLUSTERED;
