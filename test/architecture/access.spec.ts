import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { getMetadataArgsStorage } from 'typeorm';
import { casebookReadModel } from '../../src/read-model.js';
import { projectFolder } from './cruise.js';

interface Source {
  readonly path: string;
  readonly text: string;
}

/** The program's files, with their comments taken out. */
async function program(): Promise<Source[]> {
  const entries = await readdir(join(projectFolder, 'src'), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((file) => ({
      path: relative(projectFolder, file),
      text: readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|^\s*\/\/.*$/gm, ''),
    }));
}

const naming = (files: readonly Source[], pattern: RegExp) =>
  files.flatMap(({ path, text }) => (pattern.test(text) ? [path] : [])).sort();

const recordTables = 'src/platform/access/record-tables.ts';

/** Files that read rows whoever asks, with what makes it right. A line that is not needed any more fails the test. */
const readingAll: Readonly<Record<string, string>> = {
  [recordTables]: 'It defines the word.',
  'src/platform/read-side/all-of-system.ts': 'An import looks for records that the register has dropped.',
  'src/platform/read-side/concept-facet.ts': 'Links are joined to the matching rows.',
  'src/platform/read-side/concept-frequencies.ts': 'Counts choose where a list begins; none is shown.',
  'src/platform/read-side/list.ts': "Links are joined to the list's rows.",
  'src/platform/read-side/search.ts': "Hits are joined to the list's rows, highlights are of rows on a page.",
  'src/initiatives/read-model/existing-initiatives.ts': 'An import must not write a record twice.',
  'src/interviews/read-model/consent.ts':
    'Consents and memberships decide for viewers who need not see them.',
  'src/case-studies/read-model/quoted-notes.ts': 'Editors see every case study.',
  'src/interviews/read-model/notes-about.ts': 'A text is compared with what its writer could not read, too.',
  'src/interviews/read-model/own-words.ts': 'The operator hands out what is a person’s own.',
  'src/interviews/read-model/passages.ts': 'Consents decide for viewers who need not see them.',
  'src/interviews/read-model/quotations.ts': 'What is published is for everyone, as far as consent goes.',
  'src/interviews/read-model/due-promises.ts': 'What was promised is kept, whoever sees it.',
  'src/literature/read-model/existing-sources.ts': 'An import must not write a record twice.',
  'src/organizations/read-model/existing-organizations.ts': 'An import must not write a record twice.',
  'src/platform/read-side/unfinished-merges.ts': 'What was decided is carried out, whoever sees it.',
};

/** What a module registers: categories with their policies, and the names of tables. */
function registered(modules: readonly Source[]) {
  const text = modules.map((module) => module.text).join('\n');
  const categories = (call: string) =>
    [...text.matchAll(new RegExp(`${call}\\(\\s*'(\\w+)'`, 'g'))].map(([, name]) => name!);
  const calls = [...text.matchAll(/register(?:Tables|Parts)\(([^;]*)\);/g)].map(([, given]) => given!);
  return {
    withPolicy: categories('registerPolicy'),
    withTables: categories('registerTables'),
    withLoader: categories('registerRecordLoader'),
    tables: new Set(
      calls.flatMap((given) => [...given.matchAll(/'(\w+)'|(\w+):/g)].map(([, a, b]) => a ?? b)),
    ),
  };
}

describe('Who sees what', () => {
  it('is said where a slice registers its policy, and asked for by category everywhere else', async () => {
    const files = await program();
    const elsewhere = naming(files, /\bpublicRecords\b/).filter((path) => !path.endsWith('.module.ts'));
    expect(elsewhere).toEqual(['src/platform/access/policy.ts']);
  });

  it('is asked by every statement: tables are named through record-tables.ts alone', async () => {
    const files = await program();
    const apart = /^src\/platform\/(projections|event-store)\//;
    const named = naming(files, /\$schema\b/).filter((path) => !apart.test(path));
    // The one writes `$schema`, the other puts the generation's name in its place.
    expect(named).toEqual([recordTables, 'src/platform/read-side/sql.ts']);
    // No other way to the schema's name or to the connection.
    const around = /\b(generation|current)(\(\))?\.(quoted|pool|dataSource)\b/;
    expect(naming(files, around).filter((path) => !apart.test(path))).toEqual([]);
  });

  it('is left out only where everything must be known', async () => {
    expect(naming(await program(), /\ballRows\(/)).toEqual(Object.keys(readingAll).sort());
  });

  it('is known of every table of the read model, and of every record that is found by its id', async () => {
    const modules = (await program()).filter(({ path }) => path.endsWith('.module.ts'));
    const { withPolicy, withTables, withLoader, tables } = registered(modules);
    const names = new Map(getMetadataArgsStorage().tables.map(({ target, name }) => [target, name]));
    const { documents } = casebookReadModel();
    const all = documents.flatMap(({ entity, satellites = [] }) =>
      [entity, ...satellites.map((satellite) => satellite.entity)].map((each) => names.get(each as never)),
    );
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter((name) => !tables.has(name))).toEqual([]);
    for (const category of [...withTables, ...withLoader, ...documents.map((each) => each.category)]) {
      expect(withPolicy).toContain(category);
    }
  });
});
