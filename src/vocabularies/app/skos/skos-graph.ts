import { Readable } from 'node:stream';
import { StreamParser, type Quad, type Term } from 'n3';
import { shorten } from '../../../platform/import/report.js';
import { ImportFileError } from '../../../platform/import/import-error.js';
import { textOf, type TextFile } from '../../../platform/import/text-file.js';

export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';
export const OWL = 'http://www.w3.org/2002/07/owl#';
export const SKOS = 'http://www.w3.org/2004/02/skos/core#';
export const SKOSXL = 'http://www.w3.org/2008/05/skos-xl#';
export const DCT = 'http://purl.org/dc/terms/';
export const DC = 'http://purl.org/dc/elements/1.1/';

export type Value =
  | { readonly kind: 'iri' | 'blank'; readonly value: string }
  | { readonly kind: 'literal'; readonly value: string; readonly language: string };

/** Triples by subject and predicate, in the order of the document; only those whose predicate is used here. */
export class SkosGraph {
  private readonly bySubject = new Map<string, Map<string, Value[]>>();
  size = 0;

  add(subject: string, predicate: string, object: Value): void {
    let predicates = this.bySubject.get(subject);
    if (!predicates) this.bySubject.set(subject, (predicates = new Map<string, Value[]>()));
    const objects = predicates.get(predicate);
    if (objects) objects.push(object);
    else predicates.set(predicate, [object]);
    this.size++;
  }

  get subjects(): Iterable<string> {
    return this.bySubject.keys();
  }

  predicatesOf(subject: string): Iterable<string> {
    return this.bySubject.get(subject)?.keys() ?? [];
  }

  values(subject: string, ...predicates: readonly string[]): Value[] {
    return predicates.flatMap((predicate) => this.bySubject.get(subject)?.get(predicate) ?? []);
  }

  /** Resources (IRIs and blank nodes) among the objects. */
  resources(subject: string, ...predicates: readonly string[]): string[] {
    return this.values(subject, ...predicates).flatMap((object) =>
      object.kind === 'literal' ? [] : [object.value],
    );
  }
}

/** Triples that one file may hold: the graph is kept in memory. */
const MAX_TRIPLES = 3_000_000;

const namespaces = [SKOS, SKOSXL];
const singles = new Set([
  `${RDF}type`, `${RDF}value`, `${RDFS}label`, `${RDFS}subClassOf`, `${OWL}deprecated`, `${DCT}title`, `${DC}title`, `${DCT}isReplacedBy`,
]); // prettier-ignore

/**
 * Reads Turtle or N-Triples, whatever the file's name says.
 * @throws ImportFileError for other formats and for broken syntax, with the line
 */
export async function readGraph(file: TextFile): Promise<SkosGraph> {
  await assertTurtle(file);
  const graph = new SkosGraph();
  const text = Readable.from(textOf(file));
  const parser = new StreamParser({ format: 'text/turtle' });
  text.on('error', (error) => parser.destroy(error));
  try {
    for await (const quad of text.pipe(parser) as AsyncIterable<Quad>) {
      const predicate = quad.predicate.value;
      if (!singles.has(predicate) && !namespaces.some((namespace) => predicate.startsWith(namespace)))
        continue;
      graph.add(nameOf(quad.subject), predicate, valueOf(quad.object));
      if (graph.size > MAX_TRIPLES)
        throw new ImportFileError(file.path, `The file holds more than ${MAX_TRIPLES} triples`);
    }
  } catch (error) {
    throw error instanceof ImportFileError ? error : notTurtle(file.path, error as Error);
  } finally {
    text.destroy();
  }
  return graph;
}

function notTurtle(path: string, error: Error): ImportFileError {
  const line = /on line (\d+)/.exec(error.message)?.[1];
  return new ImportFileError(
    path,
    `This is not Turtle: ${shorten(error.message)}`,
    line === undefined ? undefined : Number(line),
  );
}

async function assertTurtle(file: TextFile): Promise<void> {
  let start = '';
  for await (const chunk of textOf(file)) {
    start += chunk;
    if (start.length > 2_000) break;
  }
  const found = otherFormat(start.slice(0, 2_000).trimStart());
  if (found !== null) {
    throw new ImportFileError(
      file.path,
      `This is ${found}; Turtle (.ttl) and N-Triples (.nt) are read. Convert it first, for example with "riot --output=turtle" or "rapper -o turtle"`,
      1,
    );
  }
}

function otherFormat(start: string): string | null {
  if (/^<\?xml|^<!DOCTYPE|^<!--|^<rdf:RDF/i.test(start)) return start.includes('rdf:RDF') ? 'RDF/XML' : 'XML';
  if (/^<html/i.test(start)) return 'a web page';
  if (/^[{[]\s*["{[]/.test(start)) return 'JSON (JSON-LD?)';
  return null;
}

function nameOf(term: Term): string {
  return term.termType === 'BlankNode' ? `_:${term.value}` : term.value;
}

function valueOf(term: Term): Value {
  if (term.termType === 'Literal') return { kind: 'literal', value: term.value, language: term.language };
  return { kind: term.termType === 'NamedNode' ? 'iri' : 'blank', value: nameOf(term) };
}
