import { rowsById } from '../../platform/read-side/rows-by-id.js';
import type { ConceptSchemeRow } from './vocabulary.entity.js';

export const loadSchemes = rowsById<ConceptSchemeRow>('concept_scheme');
