CREATE UNIQUE INDEX ON $schema.concept (scheme_id, code);
CREATE INDEX ON $schema.concept (label_sort, recorded_ordinal);
CREATE INDEX ON $schema.concept (ordinal);
CREATE UNIQUE INDEX ON $schema.concept (recorded_ordinal);
CREATE INDEX ON $schema.concept_search USING gin (fr);
CREATE INDEX ON $schema.concept_search USING gin (en);
