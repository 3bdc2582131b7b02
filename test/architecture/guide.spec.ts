import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { domainErrorCodes } from '../../src/kernel/errors.js';
import { limits } from '../../src/kernel/fields.js';
import { graphqlLimits } from '../../src/platform/graphql/limits/limits.js';
import { projectFolder } from './cruise.js';

async function pages(folder: string): Promise<string[]> {
  const entries = await readdir(join(projectFolder, folder), { recursive: true });
  return entries.filter((name) => name.endsWith('.md')).map((name) => join(projectFolder, folder, name));
}

describe('docs', () => {
  it('tell the limits as they are', async () => {
    const guide = await readFile(join(projectFolder, 'docs/guide/api.md'), 'utf8');
    const told = [...guide.matchAll(/^\| `([a-z]\w*)` +\|[^|]*\| ([\d,]+) +\|$/gm)].map(
      ([, name, figure]) => [name!, Number(figure!.replaceAll(',', ''))] as const,
    );
    const { pageSize, unpagedListSize, ...structural } = graphqlLimits;
    expect(Object.fromEntries(told)).toEqual(structural);
    expect(guide).toContain(`counts ${pageSize} items, one without pages ${unpagedListSize}.`);
    for (const figure of [limits.name, limits.longText, limits.list, limits.reason]) {
      expect(guide).toContain(figure.toLocaleString('en'));
    }
  });

  it('name no error of a mutation that does not exist', async () => {
    const guide = await readFile(join(projectFolder, 'docs/guide/api.md'), 'utf8');
    const told = [...guide.matchAll(/`([A-Z]+_[A-Z_]+)`/g)].map(([, code]) => code!);
    const elsewhere = [
      /^(GRAPHQL|OPERATION|LIMIT|BAD|METHOD|NOT_ACC|PAYLOAD|UNSUPPORTED|DEADLINE)_?/, // of requests
      /^(COMMITTED_NOT_YET_VISIBLE|POSITION_FORKED)$/,
    ];
    const known: readonly string[] = domainErrorCodes;
    expect(told).toContain('REVISION_CONFLICT');
    expect(told.filter((code) => !known.includes(code) && !elsewhere.some((e) => e.test(code)))).toEqual([]);
  });

  it.each(['privacy.md', 'operations.md'])(
    'name tests that are there for what is promised: %s',
    async (name) => {
      const folder = join(projectFolder, 'docs');
      const page = await readFile(join(folder, name), 'utf8');
      const named = [...page.matchAll(/\[[\w.-]+\]\(([^)]+\.(?:spec|e2e)\.ts)\): (“[^”]+”(?:, “[^”]+”)*)/g)];
      expect(named.length).toBeGreaterThan(20);
      for (const [, path, titles] of named) {
        const source = await readFile(join(folder, path!), 'utf8');
        const said = [...titles!.matchAll(/“([^”]+)”/g)].map(([, title]) => title!);
        expect({ path, missing: said.filter((title) => !source.includes(title)) }).toEqual({
          path,
          missing: [],
        });
      }
      // Each promise of the table names one.
      const rows = page.split('\n').filter((line) => line.startsWith('|') && line.includes('.ts)'));
      expect(rows.filter((row) => !row.includes('“'))).toEqual([]);
    },
  );

  it('lead to files that are there', async () => {
    const files = [...(await pages('docs')), ...(await pages('docker'))];
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const text = await readFile(file, 'utf8');
      const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path!);
      const dead = links.filter((path) => !existsSync(join(dirname(file), path)));
      expect({ file: relative(projectFolder, file), dead }).toEqual({ file: expect.anything(), dead: [] });
    }
  });
});
