-- Lists by time, title and year; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.literature_source (ordinal);
CREATE UNIQUE INDEX ON $schema.literature_source (recorded_ordinal);
CREATE INDEX ON $schema.literature_source (title_sort, ordinal);
CREATE INDEX ON $schema.literature_source ((coalesce(year, -100000) + 100000), ordinal);
CREATE INDEX ON $schema.literature_source (doi) WHERE doi IS NOT NULL;
-- Likely duplicates: of one author, and of one title.
CREATE INDEX ON $schema.literature_source (first_author, title_numbers, year) WHERE first_author IS NOT NULL;
CREATE INDEX ON $schema.literature_source (title_words, year) WHERE title_words IS NOT NULL;
CREATE INDEX ON $schema.literature_source (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX ON $schema.literature_source_by_reference (system, reference);
CREATE INDEX ON $schema.literature_source_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.literature_source_search USING gin (en) WITH (gin_pending_list_limit = 512);
