CREATE UNIQUE INDEX ON $schema.interview_note_version (id, number);
