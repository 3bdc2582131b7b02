CREATE INDEX ON $schema.interview_note_coding (id);
CREATE INDEX ON $schema.interview_note_coding (concept, id);
