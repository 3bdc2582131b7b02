import { limits } from '../../kernel/fields.js';
import type { ConceptRow } from './vocabulary.entity.js';

/** One scheme's concepts in memory: what labels, filters and facets need of them. */
export class SchemeConcepts {
  private readonly byCode: ReadonlyMap<string, ConceptRow>;
  private readonly narrower = new Map<string, string[]>();
  private readonly top: string[] = [];
  private readonly standFor = new Map<string, string[]>();

  constructor(
    readonly code: string,
    rows: readonly ConceptRow[],
  ) {
    this.byCode = new Map(rows.map((row) => [row.code, row]));
    for (const row of rows) {
      if (row.status === 'merged') push(this.standFor, this.canonical(row.code), row.code);
      else if (row.broader.length === 0) this.top.push(row.code);
      else for (const broader of row.broader) push(this.narrower, this.canonical(broader), row.code);
    }
  }

  get(code: string): ConceptRow | undefined {
    return this.byCode.get(code);
  }

  /** Concepts without a broader one, in the order of the rows; merged ones left out. */
  topConcepts(): readonly string[] {
    return this.top;
  }

  /** The concept that a code stands for: itself, or what it was merged into, however many times. */
  canonical(code: string): string {
    if (this.byCode.get(code)?.status !== 'merged') return code;
    let current = code;
    for (const seen = new Set([code]); ; seen.add(current)) {
      const row = this.byCode.get(current);
      if (row?.status !== 'merged' || row.replaced_by === null || seen.has(row.replaced_by)) return current;
      current = row.replaced_by;
    }
  }

  broaderOf(code: string): string[] {
    return [...new Set((this.byCode.get(code)?.broader ?? []).map((broader) => this.canonical(broader)))];
  }

  /** Direct narrower concepts, in the order of the rows; merged ones left out. */
  narrowerOf(code: string): readonly string[] {
    return this.narrower.get(code) ?? [];
  }

  /** All codes under which records of a concept may be filed: its own, those merged into it, and of its narrower ones. */
  expand(code: string, withNarrower: boolean): string[] {
    const found = new Set<string>();
    const open = [this.canonical(code)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      for (const merged of this.standFor.get(next) ?? []) found.add(merged);
      if (withNarrower) open.push(...this.narrowerOf(next));
    }
    return [...found];
  }

  /** Each code with each concept that it counts for: itself (or what it was merged into) and all broader ones. */
  countsFor(): { codes: string[]; concepts: string[] } {
    const codes: string[] = [];
    const concepts: string[] = [];
    for (const code of this.byCode.keys()) {
      const counted = new Set<string>();
      const open = [this.canonical(code)];
      for (let next = open.pop(); next !== undefined; next = open.pop()) {
        if (counted.has(next)) continue;
        counted.add(next);
        open.push(...this.broaderOf(next));
      }
      for (const concept of counted) {
        codes.push(code);
        concepts.push(concept);
      }
    }
    return { codes, concepts };
  }

  /** The codes most like one that does not exist, for an error that helps. */
  similarTo(code: string): string[] {
    if (code.length > limits.code) return [];
    const wanted = bigrams(code);
    return [...this.byCode.keys()]
      .map((candidate) => ({ candidate, likeness: likeness(wanted, bigrams(candidate)) }))
      .filter(({ likeness: value }) => value > 0.3)
      .sort((a, b) => b.likeness - a.likeness)
      .slice(0, 3)
      .map(({ candidate }) => candidate);
  }
}

/** All schemes, as they stood at one moment; replaced as a whole when the vocabularies move. */
export class Taxonomy {
  private readonly schemes: ReadonlyMap<string, SchemeConcepts>;

  constructor(
    /** Sum of the ordinals of the schemes' last events that it holds: every change of any of them raises it. */
    readonly stand: number,
    schemes: readonly SchemeConcepts[],
  ) {
    this.schemes = new Map(schemes.map((scheme) => [scheme.code, scheme]));
  }

  scheme(code: string): SchemeConcepts {
    return this.schemes.get(code) ?? new SchemeConcepts(code, []);
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}

function bigrams(word: string): Set<string> {
  const padded = ` ${word.toLowerCase()} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, i) => padded.slice(i, i + 2)));
}

function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((pair) => b.has(pair)).length;
  return (2 * shared) / (a.size + b.size);
}
