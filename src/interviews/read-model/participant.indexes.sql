CREATE UNIQUE INDEX ON $schema.participant (ordinal);
CREATE UNIQUE INDEX ON $schema.participant (recorded_ordinal);
CREATE INDEX ON $schema.participant (study);
CREATE INDEX ON $schema.participant (enrolled_by);
-- What is to be carried on: erasures that were begun, and terms that have passed and are not noted yet.
CREATE INDEX ON $schema.participant (id) WHERE state = 'erasing';
CREATE INDEX ON $schema.participant (consent_until) WHERE consent_until IS NOT NULL AND NOT consent_expired;
