-- Lists by time and by name; every key ends in the ordinal, which is unique.
CREATE UNIQUE INDEX ON $schema.organization (ordinal);
CREATE UNIQUE INDEX ON $schema.organization (recorded_ordinal);
CREATE INDEX ON $schema.organization (name_sort, ordinal);
CREATE INDEX ON $schema.organization (region);
CREATE INDEX ON $schema.organization (merged_into) WHERE merged_into IS NOT NULL;
-- A list by concept is a range of this index, in the list's order.
CREATE INDEX ON $schema.organization_by_concept (concept, ordinal);
CREATE INDEX ON $schema.organization_by_reference (system, reference);
CREATE INDEX ON $schema.organization_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.organization_search USING gin (en) WITH (gin_pending_list_limit = 512);
