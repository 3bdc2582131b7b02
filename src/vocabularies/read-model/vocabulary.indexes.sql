CREATE UNIQUE INDEX ON $schema.concept_scheme (ordinal);
CREATE UNIQUE INDEX ON $schema.concept_scheme (recorded_ordinal);
CREATE INDEX ON $schema.concept_scheme (title_sort, ordinal);
CREATE UNIQUE INDEX ON $schema.concept_scheme (code);
CREATE INDEX ON $schema.concept_scheme_search USING gin (fr);
CREATE INDEX ON $schema.concept_scheme_search USING gin (en);
