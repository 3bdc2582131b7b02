-- Lists by time, title and stage date; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.initiative (ordinal);
CREATE UNIQUE INDEX ON $schema.initiative (recorded_ordinal);
CREATE INDEX ON $schema.initiative (title_sort, ordinal);
CREATE INDEX ON $schema.initiative ((coalesce(stage_since, DATE '0001-01-01')), ordinal);
CREATE INDEX ON $schema.initiative (stage, ordinal);
CREATE INDEX ON $schema.initiative (region) WHERE region IS NOT NULL;
-- A list by concept or by owner is a range of these indexes, in the list's order.
CREATE INDEX ON $schema.initiative_by_concept (concept, ordinal);
CREATE INDEX ON $schema.initiative_by_owner (owner, ordinal);
CREATE INDEX ON $schema.initiative_by_reference (system, reference);
CREATE INDEX ON $schema.initiative_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.initiative_search USING gin (en) WITH (gin_pending_list_limit = 512);
