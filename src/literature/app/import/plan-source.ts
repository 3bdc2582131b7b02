import { derivedId } from '../../../kernel/ids.js';
import { canonicalJson, omit, sameJson } from '../../../kernel/values.js';
import type { Change } from '../../../platform/import/report.js';
import { keyOf, type PlannedCommand } from '../../../platform/import/speak.js';
import type { CslItem } from '../../domain/csl.js';
import { titleOf, yearOf } from '../../domain/csl-reading.js';
import { bareWords } from '../../domain/likeness.js';
import type { Reliability } from '../../domain/reliability.js';
import { doiOf, type SourceId } from '../../domain/literature-source.state.js';
import type { ExistingSource } from './existing-sources.js';

/** An entry of a library as it is to be recorded. */
export interface StatedSource {
  readonly system: string;
  /** Null where the entry has none of its own. */
  readonly key: string | null;
  readonly csl: CslItem;
  /** What an export of a Casebook said beside the data. */
  readonly carried: { readonly id: string | null; readonly fictional: boolean };
}

export interface SourcePlan {
  readonly id: string;
  readonly commands: readonly PlannedCommand[];
  readonly changes: readonly Change[];
}

/**
 * The id of what is new: it follows from what the entry says, so that an import that was cut off, or that does not see yet
 * what it wrote a moment ago, writes nothing twice. A key made up for an entry without one is not part of it: it may name
 * the line.
 */
export function newSourceId({ system, key, csl }: StatedSource): SourceId {
  const content = key === null ? omit(csl, 'id') : csl;
  return derivedId('literatureSource', 'library', system, key ?? '', canonicalJson(content));
}

/** @param referred whether the record is to be found by the entry's key from now on */
export function planImport(
  stated: StatedSource,
  settings: { readonly reliability?: Reliability; readonly fictional?: boolean },
  referred: boolean,
): SourcePlan {
  const { system, key, csl } = stated;
  const id = newSourceId(stated);
  const input = {
    id,
    csl,
    ...settings,
    ...(stated.carried.fictional && { fictional: true }),
    ...(key !== null && referred ? { externalReferences: [{ system, id: key }] } : {}),
  };
  return {
    id,
    commands: [{ name: 'ImportSource', input, key: keyOf(system, key, 'ImportSource', input) }],
    changes: [],
  };
}

/** What makes the record say what its entry says now. */
export function planCorrection({ system, key, csl }: StatedSource, existing: ExistingSource): SourcePlan {
  const { id } = existing;
  if (sameJson(csl, existing.csl)) return { id, commands: [], changes: [] };
  const input = { id, csl, replaces: existing.cslVersion };
  return {
    id,
    commands: [{ name: 'CorrectSource', input, key: keyOf(system, key, 'CorrectSource', input) }],
    changes: fieldsThatDiffer(existing.csl, csl),
  };
}

function fieldsThatDiffer(before: CslItem, now: CslItem): Change[] {
  const [from, to] = [before, now] as Record<string, unknown>[] as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  return [...new Set([...Object.keys(from), ...Object.keys(to)])]
    .filter((field) => !sameJson(from[field] ?? null, to[field] ?? null))
    .map((field) => ({ field, from: from[field] ?? null, to: to[field] ?? null }));
}

/**
 * Whether a key that is known must stand for another work here: libraries of one name, or a key that was given anew. Two
 * DOIs differ; or the titles do, and author and year do not agree either. A trait that one of the two lacks says nothing.
 */
export function isAnotherWork(csl: CslItem, existing: ExistingSource): boolean {
  const doi = doiOf(csl);
  if (doi !== null && existing.doi !== null) return doi !== existing.doi;
  const traits = (item: CslItem) => [
    bareWords(titleOf(item) ?? ''),
    bareWords(item.author?.[0]?.family ?? item.author?.[0]?.literal ?? ''),
    yearOf(item)?.toString() ?? '',
  ];
  const [one, other] = [traits(csl), traits(existing.csl)];
  const [title, author, year] = one.map((trait, at) =>
    trait === '' || other[at] === '' ? null : trait === other[at],
  );
  if (title === null) return author === false || year === false;
  return !title && !(author && year);
}
