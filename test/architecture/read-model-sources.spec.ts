import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { casebookReadModel } from '../../src/read-model.js';

const asSource = (url: string) => {
  const path = fileURLToPath(url);
  return existsSync(path) ? path : path.replace(/\.js$/, '.ts');
};

/** Files of ours that a file runs with, itself among them. */
function runtimeImports(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, clause, target] of text.matchAll(/^(?:import|export) ([^;]*?) from '(\.[^']+)';/gms)) {
    if (!clause!.startsWith('type '))
      runtimeImports(asSource(new URL(target!, `file://${path}`).href), found);
  }
  return found;
}

describe('The hash of the read model', () => {
  it('covers every file that decides what stands in a row', () => {
    const { documents } = casebookReadModel();
    const covered = new Set(documents.flatMap(({ sources }) => sources.map(({ href }) => asSource(href))));
    const own = [...covered].filter((path) => path.endsWith('.projection.ts'));
    expect(own).toHaveLength(10);
    // `documents` only passes a definition on; it decides no row.
    const apart = /platform\/(projections\/documents|read-side\/row-sources)\.ts$/;
    const missing = own
      .flatMap((path) => [...runtimeImports(path)])
      .filter((path) => !covered.has(path) && !apart.test(path));
    expect([...new Set(missing)]).toEqual([]);
  });
});
