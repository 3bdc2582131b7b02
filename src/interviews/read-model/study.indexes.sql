-- Lists by time and by title; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.study (ordinal);
CREATE UNIQUE INDEX ON $schema.study (recorded_ordinal);
CREATE INDEX ON $schema.study (title_sort, ordinal);
CREATE INDEX ON $schema.study_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.study_search USING gin (en) WITH (gin_pending_list_limit = 512);
