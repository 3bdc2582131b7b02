-- Lists by time and by year; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.interview_note (ordinal);
CREATE UNIQUE INDEX ON $schema.interview_note (recorded_ordinal);
CREATE INDEX ON $schema.interview_note (year, ordinal);
CREATE INDEX ON $schema.interview_note (study);
CREATE INDEX ON $schema.interview_note (author);
CREATE INDEX ON $schema.interview_note (about_organization) WHERE about_organization IS NOT NULL;
CREATE INDEX ON $schema.interview_note (about_initiative) WHERE about_initiative IS NOT NULL;
CREATE INDEX ON $schema.interview_note USING gin (participants) WITH (fastupdate = off);
-- What is to be carried on.
CREATE INDEX interview_note_destroying ON $schema.interview_note (id) WHERE state = 'destroying';
CREATE INDEX interview_note_to_erase ON $schema.interview_note (id) WHERE erase_below > erased_below;
