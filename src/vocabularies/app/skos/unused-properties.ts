import { mappingRelations } from '../../domain/concept-scheme.events.js';
import type { Finding } from './finding.js';
import { SKOS, type SkosGraph } from './skos-graph.js';

const used = new Set(
  [
    'Concept', 'ConceptScheme', 'prefLabel', 'altLabel', 'hiddenLabel', 'definition', 'notation', 'inScheme', 'topConceptOf',
    'hasTopConcept', 'broader', 'narrower', 'broaderTransitive', 'narrowerTransitive', ...mappingRelations,
  ].map((name) => SKOS + name),
); // prettier-ignore

/** SKOS properties that are known and have no place in a vocabulary here. */
const unused = new Set(
  [
    'related', 'semanticRelation', 'mappingRelation', 'note', 'scopeNote', 'example', 'changeNote', 'historyNote', 'editorialNote',
    'member', 'memberList',
  ].map((name) => SKOS + name),
); // prettier-ignore

/** One finding for each property, so that nothing is left out unseen. */
export function reportUnused(graph: SkosGraph, findings: Finding[]): void {
  const counts = new Map<string, number>();
  for (const subject of graph.subjects) {
    for (const predicate of graph.predicatesOf(subject)) {
      if (predicate.startsWith(SKOS) && !used.has(predicate))
        counts.set(predicate, (counts.get(predicate) ?? 0) + 1);
    }
  }
  for (const [predicate, count] of counts) {
    const name = `skos:${predicate.slice(SKOS.length)}`;
    findings.push(
      unused.has(predicate)
        ? {
            severity: 'info',
            code: 'PROPERTY_LEFT_OUT',
            subject: null,
            message: `${name} is not imported (${count} resources have it)`,
          }
        : {
            severity: 'warning',
            code: 'UNKNOWN_PROPERTY',
            subject: null,
            message: `${name} is no property of SKOS (${count} resources have it)`,
          },
    );
  }
}
