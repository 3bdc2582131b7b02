-- Lists by time and by indicator; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.published_figure (ordinal);
CREATE UNIQUE INDEX ON $schema.published_figure (recorded_ordinal);
CREATE INDEX ON $schema.published_figure (indicator_code, ordinal);
-- What rests on a source.
CREATE INDEX ON $schema.published_figure (source);
CREATE INDEX ON $schema.published_figure (reported_by) WHERE reported_by IS NOT NULL;
CREATE INDEX ON $schema.published_figure_by_reference (system, reference);
CREATE INDEX ON $schema.published_figure_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.published_figure_search USING gin (en) WITH (gin_pending_list_limit = 512);
