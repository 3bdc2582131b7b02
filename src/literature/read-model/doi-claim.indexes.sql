-- A DOI has one stream of claims.
CREATE UNIQUE INDEX ON $schema.doi_claim (doi);
