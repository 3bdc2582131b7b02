import type { Finding } from './finding.js';
import { reportUnused } from './unused-properties.js';
import { DC, DCT, OWL, RDF, RDFS, SKOS, SKOSXL, type SkosGraph } from './skos-graph.js';
import { mappingRelations, type Mapping } from '../../domain/concept-scheme.events.js';

/** A text of the document; `language` as it stands there, empty where there is none. */
export interface SkosText {
  readonly text: string;
  readonly language: string;
}

export interface SkosScheme {
  readonly iri: string;
  readonly titles: readonly SkosText[];
}

export interface SkosConcept {
  readonly iri: string;
  /** IRIs of its schemes, directly stated. */
  readonly schemes: readonly string[];
  readonly labels: readonly SkosText[];
  readonly alternatives: readonly SkosText[];
  readonly definitions: readonly SkosText[];
  readonly notations: readonly string[];
  /** IRIs of broader concepts, from both directions. */
  readonly broader: readonly string[];
  readonly mappings: readonly Mapping[];
  readonly deprecated: boolean;
  readonly replacedBy: readonly string[];
}

/** What a SKOS file says, in the order in which it says it. */
export interface SkosDocument {
  readonly schemes: readonly SkosScheme[];
  readonly concepts: readonly SkosConcept[];
  readonly findings: readonly Finding[];
}

export function readDocument(graph: SkosGraph): SkosDocument {
  const findings: Finding[] = [];
  const schemes = schemeIris(graph, findings);
  const concepts = conceptIris(graph, schemes, findings);
  const inverse = inverseLinks(graph, concepts, schemes, findings);
  reportUnused(graph, findings);
  return {
    findings,
    schemes: [...schemes].map((iri) => ({
      iri,
      titles: texts(graph, iri, `${SKOS}prefLabel`, `${DCT}title`, `${DC}title`, `${RDFS}label`),
    })),
    concepts: [...concepts].map((iri) => readConcept(graph, iri, inverse)),
  };
}

function readConcept(graph: SkosGraph, iri: string, inverse: Inverse): SkosConcept {
  const plain = texts(graph, iri, `${SKOS}prefLabel`);
  return {
    iri,
    schemes: [
      ...new Set([
        ...graph.resources(iri, `${SKOS}inScheme`, `${SKOS}topConceptOf`),
        ...(inverse.schemes.get(iri) ?? []),
      ]),
    ],
    labels: plain.length > 0 ? plain : longTexts(graph, iri, `${SKOSXL}prefLabel`, `${SKOSXL}literalForm`),
    alternatives: [
      ...texts(graph, iri, `${SKOS}altLabel`, `${SKOS}hiddenLabel`),
      ...longTexts(graph, iri, `${SKOSXL}altLabel`, `${SKOSXL}literalForm`),
      ...longTexts(graph, iri, `${SKOSXL}hiddenLabel`, `${SKOSXL}literalForm`),
    ],
    definitions: [
      ...texts(graph, iri, `${SKOS}definition`),
      ...longTexts(graph, iri, `${SKOS}definition`, `${RDF}value`),
    ],
    notations: graph
      .values(iri, `${SKOS}notation`)
      .flatMap((value) => (value.kind === 'literal' ? [value.value.trim()] : [])),
    broader: [...new Set([...graph.resources(iri, `${SKOS}broader`), ...(inverse.broader.get(iri) ?? [])])],
    mappings: mappingRelations.flatMap((relation) =>
      graph
        .values(iri, SKOS + relation)
        .flatMap((value) => (value.kind === 'iri' ? [{ relation, target: value.value }] : [])),
    ),
    deprecated: graph.values(iri, `${OWL}deprecated`).some(({ value }) => value === 'true' || value === '1'),
    replacedBy: graph.resources(iri, `${DCT}isReplacedBy`),
  };
}

function schemeIris(graph: SkosGraph, findings: Finding[]): Set<string> {
  const declared = new Set<string>();
  const named = new Set<string>();
  for (const subject of graph.subjects) {
    if (graph.resources(subject, `${RDF}type`).includes(`${SKOS}ConceptScheme`)) declared.add(subject);
    for (const iri of graph.resources(subject, `${SKOS}inScheme`, `${SKOS}topConceptOf`)) named.add(iri);
    if (graph.values(subject, `${SKOS}hasTopConcept`).length > 0) named.add(subject);
  }
  for (const iri of named) {
    if (declared.has(iri)) continue;
    findings.push({
      severity: 'warning',
      code: 'SCHEME_NOT_DECLARED',
      subject: iri,
      message: 'Concepts name this scheme, but the file does not declare it',
    });
  }
  return new Set([...declared, ...named]);
}

function conceptIris(graph: SkosGraph, schemes: ReadonlySet<string>, findings: Finding[]): Set<string> {
  const concepts = new Set<string>();
  for (const subject of graph.subjects) {
    const types = graph.resources(subject, `${RDF}type`);
    const isConcept = types.some(
      (type) =>
        type === `${SKOS}Concept` || graph.resources(type, `${RDFS}subClassOf`).includes(`${SKOS}Concept`),
    );
    if (isConcept) concepts.add(subject);
    else if (
      types.length === 0 &&
      !schemes.has(subject) &&
      graph.resources(subject, `${SKOS}inScheme`, `${SKOS}topConceptOf`).length > 0
    ) {
      concepts.add(subject);
      findings.push({
        severity: 'warning',
        code: 'CONCEPT_NOT_DECLARED',
        subject,
        message: 'It stands in a scheme and is taken for a concept, but the file does not call it one',
      });
    }
  }
  return concepts;
}

interface Inverse {
  readonly broader: ReadonlyMap<string, readonly string[]>;
  readonly schemes: ReadonlyMap<string, readonly string[]>;
}

/** `narrower` and `hasTopConcept`, seen from their other end. */
function inverseLinks(
  graph: SkosGraph,
  concepts: ReadonlySet<string>,
  schemes: ReadonlySet<string>,
  findings: Finding[],
): Inverse {
  const collect = (subjects: Iterable<string>, predicate: string, code: string) => {
    const links = new Map<string, string[]>();
    for (const subject of subjects) {
      const objects = graph.resources(subject, predicate);
      const missing = objects.filter((object) => !concepts.has(object));
      for (const object of objects)
        if (concepts.has(object)) links.set(object, [...(links.get(object) ?? []), subject]);
      if (missing.length > 0) {
        const message = `It names what the file does not describe as a concept: <${missing[0]}>${missing.length > 1 ? ` and ${missing.length - 1} more` : ''}`;
        findings.push({ severity: 'warning', code, subject, message });
      }
    }
    return links;
  };
  return {
    broader: collect(concepts, `${SKOS}narrower`, 'NARROWER_NOT_FOUND'),
    schemes: collect(schemes, `${SKOS}hasTopConcept`, 'TOP_CONCEPT_NOT_FOUND'),
  };
}

function texts(graph: SkosGraph, subject: string, ...predicates: readonly string[]): SkosText[] {
  return graph
    .values(subject, ...predicates)
    .flatMap((value) => (value.kind === 'literal' ? [{ text: value.value, language: value.language }] : []));
}

/** Texts that stand at a node of their own: SKOS-XL labels, documented definitions. */
function longTexts(graph: SkosGraph, subject: string, predicate: string, inner: string): SkosText[] {
  return graph.resources(subject, predicate).flatMap((node) => texts(graph, node, inner));
}
