-- Nothing changes that has been written. What is written from now on has forms that an earlier program
-- would take for damage, or not find, and so must not open:
--   journal, access   salts are made of the nonces instead of standing in `sealed`
--   access.facets     marks of the facets, behind a `~`, instead of a line each
--   state             of a case at rest a digest, instead of its state
SELECT 1;
