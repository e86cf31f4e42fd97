-- Accesses, found by who looked and at what: for auditors, who look without knowing a person first.
-- Expand only: a program of before goes on beside it, what it writes is found by its period.

-- Whose data it was: the hash under which `lookup` has the access, with whose key it is sealed.
ALTER TABLE access ADD COLUMN subject BYTES;
UPDATE access SET subject = lookup.hash FROM lookup
    WHERE lookup.kind = 'access' AND lookup.slot = access.id;

-- One row an access and facet: a body, an officer, a register, a service, by its code. No personal
-- data. Ids are time-ordered, so that a facet's accesses of a period lie side by side.
CREATE TABLE access_facet (
    facet TEXT NOT NULL,
    access BYTES NOT NULL,
    PRIMARY KEY (facet, access)
) CLUSTERED;
