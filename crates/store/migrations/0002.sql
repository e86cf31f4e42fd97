-- Accesses, found by who looked and at what: for auditors, who look without knowing a person first.
-- Adds only, and takes no longer with many accesses than with few: auditors see accesses from this
-- version on, what was put on record before stands on its person's page as it always did.

-- Whose data it was: the hash under which `lookup` has the access, with whose key it is sealed.
ALTER TABLE access ADD COLUMN subject BYTES;

-- One row an access and facet: a body, an officer, a register, a service, by its code. No personal
-- data. Ids are time-ordered, so that a facet's accesses of a period lie side by side.
CREATE TABLE access_facet (
    facet TEXT NOT NULL,
    access BYTES NOT NULL,
    PRIMARY KEY (facet, access)
) CLUSTERED;
