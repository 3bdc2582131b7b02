import TestSequencer from '@jest/test-sequencer';
import { statSync } from 'node:fs';
import { relative, sep } from 'node:path';

/**
 * Suites that take longest, the longest first: one that comes last has the other workers wait for it. A clean copy of the
 * project remembers no run that would tell, and the size of a file tells little of it.
 */
const longest = [
  'test/e2e/start.e2e.ts',
  'test/e2e/import.e2e.ts',
  'test/e2e/literature-import.e2e.ts',
  'test/e2e/faults.e2e.ts',
  'test/contract/eventstoredb-event-store.spec.ts',
  'test/e2e/interviews-access.e2e.ts',
  'test/e2e/backup.e2e.ts',
  'test/contract/projector.spec.ts',
  'test/e2e/withdrawal.e2e.ts',
  'test/contract/embedded-postgres.spec.ts',
  'test/e2e/keys.e2e.ts',
  'test/crash/erasure.e2e.ts',
];

/** After those, whatever starts programs, then what has a database, then the rest; the larger files first. */
const folders = ['test/e2e/', 'test/crash/', 'test/contract/', 'test/', 'src/'];

function rank({ path, context }) {
  const suite = relative(context.config.rootDir, path).split(sep).join('/');
  const known = longest.indexOf(suite);
  return known >= 0 ? known : longest.length + folders.findIndex((folder) => suite.startsWith(folder));
}

export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const ranked = [...tests].map((test) => ({ test, rank: rank(test), size: statSync(test.path).size }));
    return ranked.sort((a, b) => a.rank - b.rank || b.size - a.size).map(({ test }) => test);
  }
}
