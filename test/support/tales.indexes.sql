CREATE INDEX ON $schema.tale_by_tag (tag, ordinal, id);
CREATE INDEX ON $schema.tale_search USING gin (vector);
CREATE INDEX ON $schema.tale USING gin (title gin_trgm_ops);
