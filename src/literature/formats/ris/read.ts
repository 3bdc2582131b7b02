import { formatLimits } from '../limits.js';
import { brokenEntry, finishEntry, tooMany, type ReadEntry } from '../read-entry.js';
import { itemOf } from './from-tags.js';
import { readRecords, type RawRecord } from './records.js';
import { readTagged } from './web-of-science.js';

/** The tag that carries what no other tag can: JSON of CSL variables, see carry.ts. */
export const carryTag = 'XC';

/** The items of a RIS file, in its order; each that cannot be read with the reason. */
export function readRis(text: string): Generator<ReadEntry> {
  return finished(readRecords(text));
}

/** The same of a file in the field-tagged format of Web of Science. */
export function readWebOfScience(text: string): Generator<ReadEntry> {
  return finished(readTagged(text));
}

function* finished(records: Iterable<RawRecord>): Generator<ReadEntry> {
  let count = 0;
  for (const { line, tags, warnings, problem } of records) {
    if (++count > formatLimits.entries) {
      yield tooMany(line);
      return;
    }
    if (problem !== undefined) {
      yield brokenEntry(line, null, problem);
      continue;
    }
    const carry = tags.find(([tag]) => tag === carryTag)?.[1];
    const { item, key, warnings: more, privatePaths } = itemOf(tags.filter(([tag]) => tag !== carryTag));
    yield finishEntry({
      line,
      key,
      item: key === null ? item : { ...item, id: key },
      ...(carry === undefined ? {} : { carry }),
      warnings: [...warnings, ...more],
      privatePaths,
    });
  }
}
