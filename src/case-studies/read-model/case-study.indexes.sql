-- Lists by time and title, of what is published and of what is being written; every key ends in an ordinal.
CREATE UNIQUE INDEX ON $schema.case_study (public_ordinal) WHERE public_ordinal IS NOT NULL;
CREATE UNIQUE INDEX ON $schema.case_study (first_public_ordinal) WHERE first_public_ordinal IS NOT NULL;
CREATE INDEX ON $schema.case_study (published_title_sort, public_ordinal) WHERE public_ordinal IS NOT NULL;
CREATE UNIQUE INDEX ON $schema.case_study_working (ordinal);
CREATE UNIQUE INDEX ON $schema.case_study_working (recorded_ordinal);
CREATE INDEX ON $schema.case_study_working (title_sort, ordinal);
CREATE INDEX ON $schema.case_study_by_concept (concept, ordinal);
CREATE INDEX ON $schema.case_study_working_by_concept (concept, ordinal);
CREATE INDEX ON $schema.case_study_by_reference (system, reference);
CREATE INDEX ON $schema.case_study_working_by_reference (system, reference);
-- From an initiative or a source to the case studies about it, and to the claims that rest on it.
CREATE INDEX ON $schema.case_study_link (target);
CREATE INDEX ON $schema.case_study_working_link (target);
CREATE INDEX ON $schema.case_study_evidence (target);
CREATE INDEX ON $schema.case_study_working_evidence (target);
CREATE INDEX ON $schema.case_study_evidence (id, edition, claim_id);
CREATE INDEX ON $schema.case_study_working_evidence (id, edition, claim_id);
CREATE INDEX ON $schema.case_study_claim (ordinal);
CREATE INDEX ON $schema.case_study_working_claim (ordinal);
CREATE INDEX ON $schema.case_study_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.case_study_search USING gin (en) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.case_study_working_search USING gin (fr) WITH (gin_pending_list_limit = 512);
CREATE INDEX ON $schema.case_study_working_search USING gin (en) WITH (gin_pending_list_limit = 512);
