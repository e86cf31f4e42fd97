-- What auditors find an access by stands with the access, and a facet is written once for all accesses
-- of some seconds instead of once for each: `access_facet.access` is the first id of these seconds
-- from now on. Adds only: rows that name one access stay, and show its seconds as well.

-- The facets of an access, a line each; none of what was put on record before.
ALTER TABLE access ADD COLUMN facets TEXT;
