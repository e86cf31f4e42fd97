-- Programs of before migration 6 of the data key names otherwise, and would take names that are taken.
-- They are kept out: each of their transactions ends with a note in `writer`, which is not there any
-- more, so that nothing of it counts. Whoever has noted one already is waited for.
ALTER TABLE writer RENAME TO desk;
