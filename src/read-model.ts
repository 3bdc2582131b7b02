import { initiativeDocuments } from './initiatives/read-model/initiative.projection.js';
import { organizationDocuments } from './organizations/read-model/organization.projection.js';
import { defineReadModel } from './platform/projections/definition.js';
import { conceptDocuments, schemeDocuments } from './vocabularies/read-model/vocabulary.projection.js';

/** The documents of all slices: the one read model. */
export const casebookReadModel = () =>
  defineReadModel([schemeDocuments, conceptDocuments, organizationDocuments, initiativeDocuments]);
