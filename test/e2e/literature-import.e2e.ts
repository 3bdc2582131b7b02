import { jest } from '@jest/globals';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { Program, removeFolder, temporaryFolder, startedDatabase } from '../support/casebook-server.js';
import type { TestDatabase } from '../support/database.js';

jest.setTimeout(180_000);
const within = 90_000;

let folder: string;
let database: TestDatabase;
let log: pg.Client;
beforeEach(async () => {
  folder = await temporaryFolder();
  database = await startedDatabase({ samples: false });
  log = new pg.Client({ connectionString: database.url });
  log.on('error', () => undefined);
  await log.connect();
});
afterEach(async () => {
  await log.end();
  await database.drop();
  await removeFolder(folder);
});

/** The command line on the test's database, as a person in the test's folder types it. */
const casebook = (...args: string[]) =>
  new Program('cli.js', args, { env: { DATABASE_URL: database.url, DATA_DIR: folder }, cwd: folder });

async function ended(program: Program): Promise<Program> {
  expect(await program.end(within)).toBe(0);
  return program;
}

/** First line of what an import said: its counts. */
async function importing(...args: string[]): Promise<string> {
  const program = casebook('import', 'literature', ...args, '--report', 'report.ndjson');
  await program.end(within);
  return program.stdout.split('\n')[0]! + program.stderr;
}

async function report(kind?: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'report.ndjson'), 'utf8');
  const lines = text.trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>); // prettier-ignore
  return kind === undefined ? lines : lines.filter((line) => line['kind'] === kind);
}

async function file(name: string, content: string | Buffer): Promise<string> {
  await writeFile(join(folder, name), content);
  return name;
}

interface Written {
  readonly stream_id: string;
  readonly data: Record<string, unknown> & { csl: Record<string, unknown> };
}
async function written(type: string): Promise<Written[]> {
  const { rows } = await log.query<Written>(
    'SELECT stream_id, data FROM event_log.events WHERE type = $1 ORDER BY position',
    [type],
  );
  return rows;
}
const events = async () =>
  (await log.query<{ count: number }>('SELECT count(*)::int AS count FROM event_log.events')).rows[0]!.count;

const book = (key: string, title: string, more = '') =>
  `@book{${key}, title = {${title}}, author = {Roy, Ève}, year = {2015}${more && `, ${more}`}}\n`;

describe('casebook import literature', () => {
  it('takes editions of a library: what is new, what differs, nothing twice', async () => {
    const first = book('roy', 'Coopératives') + book('cote', 'Mutuelles', 'doi = {10.5555/Cote}');
    await file('thesis.bib', first);
    expect(await importing('thesis.bib', '--dry-run')).toBe('Dry run, nothing was written: 2 created');
    expect(await events()).toBe(0);
    expect(await importing('thesis.bib', '--reliability', 'grey', '--fictional')).toBe('2 created');
    const sources = await written('SourceImported');
    expect(sources.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({
        reliability: 'grey',
        fictional: true,
        externalReferences: [{ system: 'library:thesis', id: 'roy' }],
        csl: expect.objectContaining({ id: 'roy', type: 'book', title: 'Coopératives' }) as unknown,
      }),
    );
    expect(await written('DoiClaimed')).toMatchObject([{ data: { doi: '10.5555/cote' } }]);

    const before = await events();
    expect(await importing('thesis.bib')).toBe('2 unchanged');
    expect(await events()).toBe(before);

    await file('thesis.bib', book('cote', 'Mutuelles', 'doi = {10.5555/Cote}, publisher = {Presses}') + book('new', 'Neuf')); // prettier-ignore
    expect(await importing('thesis.bib')).toBe('1 created, 1 updated, 1 vanished');
    expect(await report('updated')).toMatchObject([
      { key: 'cote', changes: [{ field: 'publisher', from: null, to: 'Presses' }] },
    ]);
    expect(await report('vanished')).toMatchObject([{ key: 'roy' }]);
    expect(await importing('thesis.bib')).toBe('2 unchanged, 1 vanished');
  });

  it('knows the format and the encoding by the content, and reports entry by entry', async () => {
    await file('a.txt', 'TY  - BOOK\nTI  - Un livre\nID  - ris1\nER  - \n');
    await file('b.txt', Buffer.from(book('latin', 'Économie').replace('Ève', 'Eve'), 'latin1'));
    await file('c.txt', JSON.stringify([{ id: 'json1', type: 'book', title: 'Un autre' }, { id: 'x', type: 'nonsense', author: 7 }])); // prettier-ignore
    await file('d.txt', '@book{open, title = {No end\n\n@book{whole, title = {Whole}}\n');
    const said = await importing('a.txt', 'b.txt', 'c.txt', 'd.txt');
    expect(said).toMatch(/^\d+ created/);
    const titles = (await written('SourceImported')).map(({ data }) => data.csl['title']);
    expect(titles).toEqual(expect.arrayContaining(['Un livre', 'Économie', 'Un autre', 'Whole']));
    expect((await report('refused')).map(({ file: name }) => name)).toContain('d.txt');
    expect(await report('warning')).toContainEqual(
      expect.objectContaining({ file: 'b.txt', code: 'ENCODING_GUESSED' }),
    );
  });

  it('does not take the keys of another library for its own', async () => {
    await file('one.bib', book('roy', 'Coopératives'));
    await file('two.bib', book('roy', 'Tout autre chose'));
    expect(await importing('one.bib', 'two.bib')).toBe('2 created');
    // The same name, and another work.
    await file('one.bib', '@book{roy, title = {Rien de commun}, author = {Côté, Luc}, year = {1999}}');
    expect(await importing('one.bib')).toBe('1 created, 1 warnings');
    expect(await report('warning')).toMatchObject([{ key: 'roy', code: 'KEY_OF_ANOTHER_WORK' }]);
    expect(await importing('one.bib')).toBe('1 unchanged');
    expect(await written('SourceCorrected')).toEqual([]);
    // One library in two files.
    expect(await importing('two.bib', '--library', 'Ours')).toMatch('1 created');
    await file('ours-2.bib', book('roy', 'Tout autre chose', 'publisher = {Presses}'));
    expect(await importing('ours-2.bib', '--library', 'ours')).toBe('1 updated');
  });

  it('passes over what is on record under its DOI, and points to what looks alike', async () => {
    await file('one.bib', book('a', 'Coopératives', 'doi = {10.5555/a}') + book('b', 'Mutuelles'));
    expect(await importing('one.bib')).toBe('2 created');
    await file(
      'two.bib',
      book('x', 'Autrement', 'doi = {https://doi.org/10.5555/A}') +
        book('y', 'MUTUELLES.') +
        book('y', 'MUTUELLES.') +
        book('z', 'Mutuelles!') +
        book('x2', 'Encore', 'doi = {10.5555/a}'),
    );
    expect(await importing('two.bib')).toMatch(/^2 created, 3 skipped/);
    const warnings = (await report('warning')).filter(({ code }) => code !== 'READ_OTHERWISE');
    expect(warnings.map(({ key, code }) => [key, code])).toEqual([
      ['x', 'DUPLICATE_DOI'],
      ['y', 'LIKELY_DUPLICATE'],
      ['y', 'DUPLICATE_ROW'],
      ['z', 'LIKELY_DUPLICATE'],
      ['z', 'LIKELY_DUPLICATE'],
      ['x2', 'DUPLICATE_DOI'],
    ]);
    expect(await importing('two.bib')).toMatch(/^2 unchanged, 3 skipped/);
  });

  it('lets no path on somebody’s machine reach the log', async () => {
    const paths = 'file = {Full Text:/home/eve/Zotero/roy.pdf:application/pdf}, note = {see file:///Users/eve/roy.pdf}'; // prettier-ignore
    await file('private.bib', book('roy', 'Coopératives', paths));
    expect(await importing('private.bib')).toMatch(/^1 created/);
    const { rows } = await log.query("SELECT 1 FROM event_log.events WHERE data::text ~ 'eve|Zotero'");
    expect(rows).toEqual([]);
    expect(await report('warning')).toContainEqual(
      expect.objectContaining({ key: 'roy', code: 'PRIVATE_PATH' }),
    );
  });

  it('gives all back in each format, the invented and the retracted marked', async () => {
    await file(
      'one.bib',
      book('roy', 'Coopératives', 'doi = {10.5555/a}, note = {Relu}') + book('b', 'Mutuelles'),
    );
    expect(await importing('one.bib', '--fictional')).toBe('2 created');
    for (const format of ['bibtex', 'ris', 'csl-json']) {
      const program = casebook('export', 'literature', `out.${format}`, '--format', format);
      expect([await program.end(within), program.stderr]).toEqual([0, '2 sources, 2 of them fictional\n']);
      // The base that wrote it knows its own again, whatever library the file is said to be.
      expect(await importing(`out.${format}`, '--library', format)).toBe('2 unchanged');
      const { stdout } = await ended(casebook('export', 'literature', '--format', format));
      expect(stdout).toBe(await readFile(join(folder, `out.${format}`), 'utf8'));
    }
    const items = JSON.parse(await readFile(join(folder, 'out.csl-json'), 'utf8')) as Record<
      string,
      unknown
    >[];
    const [roy] = (await written('SourceImported')).filter(({ data }) => data.csl['id'] === 'roy');
    expect(items.find(({ id }) => id === 'roy')).toEqual({
      ...roy!.data.csl,
      note: '[Fictif · fictional] Relu',
      custom: { 'casebook-id': roy!.stream_id, 'casebook-fictional': true },
    });
  });

  it('gives thousands back, page by page, each key once', async () => {
    const works = Array.from(
      { length: 1_500 },
      (_, n) => `Livre ${n} de ${String.fromCharCode(97 + (n % 26))}`,
    );
    for (const name of ['one', 'two'])
      await file(`${name}.bib`, works.map((title, n) => book(`key${n}`, `${name} ${title}`)).join(''));
    expect(await importing('one.bib', 'two.bib')).toBe('3000 created');
    const program = casebook('export', 'literature', 'out.json', '--format', 'csl-json');
    expect([await program.end(within), program.stderr]).toEqual([0, '3000 sources, 0 of them fictional\n']);
    const items = JSON.parse(await readFile(join(folder, 'out.json'), 'utf8')) as { id: string }[];
    expect(items.map(({ id }) => id).sort()).toEqual(
      works.flatMap((_, n) => [`key${n}`, `key${n}-2`]).sort(),
    );
    expect(await importing('out.json', '--library', 'back')).toBe('3000 unchanged');
  });

  it('refuses what is no bibliography before it writes anything', async () => {
    await file('good.bib', book('roy', 'Coopératives'));
    await file('bad.bib', 'Once upon a time');
    const program = casebook('import', 'literature', 'good.bib', 'bad.bib');
    expect(await program.end(within)).toBe(1);
    expect(program.stderr).toContain('bad.bib: The file holds neither BibTeX, RIS nor CSL-JSON');
    expect(await events()).toBe(0);
  });

  it('goes on where it was killed: each DOI is held, and carried, by one source', async () => {
    const entries = Array.from({ length: 1_500 }, (_, n) =>
      book(`key${n}`, `Livre ${n}`, `doi = {10.5555/${n}}`),
    );
    await file('many.bib', entries.join(''));
    const killed = casebook('import', 'literature', 'many.bib', '--report', 'report.ndjson');
    await killed.until(async () => (await events().catch(() => 0)) > 700, within);
    killed.child.kill('SIGKILL');
    await killed.end(within);
    const claims = (await written('DoiClaimed')).length;
    const carried = (await written('SourceImported')).length;
    expect(carried).toBeLessThan(1_500);

    // Another library with the same works comes first: it gets what the killed import has claimed and not written.
    await file('others.bib', entries.map((entry) => entry.replace('{key', '{other')).join(''));
    const [created] = /^\d+/.exec(await importing('others.bib'))!;
    expect(Number(created)).toBe(1_500 - carried);
    expect(claims).toBeGreaterThanOrEqual(carried);
    expect(await importing('many.bib')).toBe(`${carried} unchanged, ${1_500 - carried} skipped, ${1_500 - carried} warnings`); // prettier-ignore
    const sources = await written('SourceImported');
    expect(new Set(sources.map(({ data }) => data.csl['DOI'])).size).toBe(1_500);
    expect(sources).toHaveLength(1_500);
    const holders = new Map((await written('DoiClaimed')).map(({ data }) => [data['doi'], data['source']]));
    for (const { stream_id, data } of sources) expect(holders.get(data.csl['DOI'])).toBe(stream_id);
  });
});
