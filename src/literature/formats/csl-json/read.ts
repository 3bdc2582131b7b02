import { formatLimits } from '../limits.js';
import { withoutPathsWithin } from '../private-paths.js';
import { brokenEntry, finishEntry, tooMany, type ReadEntry } from '../read-entry.js';
import { readValues, type RawValue } from './values.js';

/** Keys that a CSL item has nearly always one of; an object without any may hold items under their keys. */
const telling = [
  'id',
  'type',
  'title',
  'author',
  'issued',
  'DOI',
  'container-title',
  'URL',
  'editor',
  'citation-key',
];

/** The items of a CSL-JSON file, in its order; each that cannot be read with the reason. */
export function* readCslJson(text: string): Generator<ReadEntry> {
  let count = 0;
  for (const one of spread(readValues(text))) {
    if (++count > formatLimits.entries) {
      yield tooMany(one.line);
      return;
    }
    yield entryOf(one);
  }
}

function* spread(values: Iterable<RawValue>): Generator<RawValue> {
  for (const one of values) {
    const inner = isObject(one.value) && !telling.some((key) => Object.hasOwn(one.value as object, key));
    const items = inner ? Object.entries(one.value as object) : [];
    const all = items.flatMap(([id, item]) => [item].flat().map((each: unknown) => ({ id, each })));
    if (all.length > 0 && all.every(({ each }) => isObject(each) && telling.some((key) => key in each))) {
      for (const { id, each } of all) yield { line: one.line, value: { id, ...(each as object) } };
    } else yield one;
  }
}

function entryOf({ line, value, problem }: RawValue): ReadEntry {
  if (problem !== undefined) return brokenEntry(line, null, problem);
  if (!isObject(value)) return brokenEntry(line, null, 'It is not an object with CSL variables');
  const id: unknown = Object.hasOwn(value, 'id') ? value['id'] : value['citation-key'];
  const key = typeof id === 'string' || typeof id === 'number' ? String(id).trim() || null : null;
  // Before anything is kept as the text of its JSON.
  const { value: clean, paths } = withoutPathsWithin(value);
  return finishEntry({ line, key, item: isObject(clean) ? clean : {}, privatePaths: paths });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
