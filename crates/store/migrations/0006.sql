-- Names that streams hold (claims, numbers) are keyed beside others that are about the same from now
-- on: the first half of `hash` is of what they are about, the second half of the name. What one
-- application leaves lies on a few pages, not on one page a name.
--
-- Names that are here already stay where they are, keyed by the whole hash of the name; no later
-- program need go through them. A database that has some is told by a row, and looked through for
-- both.
CREATE TABLE keyed_alone (kind TEXT NOT NULL PRIMARY KEY);
INSERT INTO keyed_alone SELECT 'claim' WHERE EXISTS (SELECT 1 FROM lookup WHERE kind = 'claim');
INSERT INTO keyed_alone SELECT 'number' WHERE EXISTS (SELECT 1 FROM lookup WHERE kind = 'number');
