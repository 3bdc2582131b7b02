import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { projectFolder } from './cruise.js';

/** Lines of a file, at most. Beyond some 200 it most likely does two things. */
const longest = { program: 300, test: 400 };
const isTest = (path: string) => /\.(spec|e2e|contract)\.ts$/.test(path);

interface Source {
  readonly path: string;
  readonly lines: readonly string[];
}

async function sources(folder: string): Promise<Source[]> {
  const entries = await readdir(join(projectFolder, folder), { recursive: true, withFileTypes: true });
  return (
    entries
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map(({ parentPath, name }) => join(parentPath, name))
      // What a benchmark may have installed beside itself.
      .filter((file) => !file.includes('node_modules'))
      .map((file) => ({
        path: relative(projectFolder, file),
        lines: readFileSync(file, 'utf8').replace(/\n$/, '').split('\n'),
      }))
  );
}

/** `path:line`, for each line that a pattern is found in. */
function linesWith(files: readonly Source[], pattern: RegExp): string[] {
  return files.flatMap(({ path, lines }) =>
    lines.flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}`] : [])),
  );
}

/** What makes the same input give another result the next time. */
const ambient =
  /Math\.random|Date\.now|new Date\(\)|performance\.now|randomUUID|randomBytes|process\.(env|hrtime)|\bv[147]\(\)/;
// Put together, so that this file is not found by its own search.
const postponed = new RegExp(
  `\\b(${['TO', 'FIX'].map((half, index) => half + ['DO', 'ME'][index]).join('|')})\\b`,
);

describe('The sources', () => {
  it('are files that one can read in one go', async () => {
    const files = await sources('src');
    expect(files.length).toBeGreaterThan(200);
    const tooLong = files.filter(
      ({ path, lines }) => lines.length > longest[isTest(path) ? 'test' : 'program'],
    );
    expect(tooLong.map(({ path, lines }) => `${path}: ${lines.length} lines`)).toEqual([]);
  });

  it('put nothing off', async () => {
    const files = (await Promise.all(['src', 'test', 'bench'].map(sources))).flat();
    expect(linesWith(files, postponed)).toEqual([]);
  });

  it('know neither clock nor chance where they decide', async () => {
    const files = (await sources('src')).filter(
      ({ path }) => /^src\/(kernel|[^/]+\/domain)\//.test(path) && !isTest(path),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(linesWith(files, ambient)).toEqual([]);
  });
});
