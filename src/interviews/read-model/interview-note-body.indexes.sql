-- A search reads the newest first.
CREATE UNIQUE INDEX ON $schema.interview_note_body (recorded_ordinal);
