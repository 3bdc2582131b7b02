import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speaker, type ImportLog } from '../../../../test/support/import-log.js';
import {
  existingOrganizations,
  openImportLog,
  organizationsIn,
} from '../../../../test/support/import-records.js';
import { loadMapping } from '../../../platform/import/mapping-file.js';
import { silentProgress } from '../../../platform/import/progress.js';
import { ImportReport } from '../../../platform/import/report.js';
import { importOrganizations } from './import-organizations.js';
import { organizationMapping } from './organization-mapping.js';

const registerMapping = 'src/organizations/app/import/fixtures/register.json';
const header = 'Number,Name,Trading as,About,Au sujet,Form,Town,Sectors,Web,Ended';
const first = [
  header,
  'R1,Bread Society,Bread & Co,Bakes.,Fait du pain.,Society,Leeds,Shops,www.bread.example,',
  'R2,Roof Trust,,,,Charity,York,Homes;Castles,N/a,',
  'N/a,No Number,,,,Society,Hull,,,',
].join('\r\n');

let log: ImportLog;
let folder: string;
beforeEach(async () => {
  log = await openImportLog();
  folder = await mkdtemp(join(tmpdir(), 'casebook-organizations-'));
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

async function runFile(file: string, mapping = registerMapping, dryRun = false) {
  const report = await ImportReport.open(join(folder, 'report.ndjson'));
  const before = log.written;
  await importOrganizations({
    files: [file], mapping: await loadMapping(mapping, organizationMapping), existing: await existingOrganizations(log),
    executor: log, speaker, report, progress: silentProgress, dryRun,
  }); // prettier-ignore
  await report.close();
  const lines = (await readFile(join(folder, 'report.ndjson'), 'utf8')).trim().split('\n');
  return {
    counts: report.counts,
    exitCode: report.exitCode,
    written: log.written - before,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

async function run(content: string, dryRun = false) {
  const file = join(folder, 'register.csv');
  await writeFile(file, content);
  return runFile(file, registerMapping, dryRun);
}

const named = async (name: string) =>
  (await organizationsIn(log)).find((one) => one.name['en']?.text === name)!;

describe('import organizations', () => {
  it('registers what is new, and writes nothing for the same file', async () => {
    const { counts, exitCode } = await run(first);
    expect(counts).toMatchObject({ created: 3, refused: 0, warnings: 1 });
    expect(exitCode).toBe(0);
    expect(await named('Bread Society')).toMatchObject({
      legalForm: 'cooperative',
      alternativeNames: ['Bread & Co'],
      description: {
        en: { text: 'Bakes.', origin: 'original' },
        fr: { text: 'Fait du pain.', origin: 'human' },
      },
      place: { country: 'GB', municipality: 'Leeds' },
      sectors: ['retail'],
      website: 'https://www.bread.example',
      externalReferences: [{ system: 'test-register', id: 'R1' }],
    });
    expect((await named('No Number')).externalReferences).toEqual([
      { system: 'test-register', id: 'No Number | Hull' },
    ]);
    expect(await run(first)).toMatchObject({ written: 0, counts: { unchanged: 3, created: 0 } });
  });

  it('reads columns in any order', async () => {
    await run(first);
    const shuffled =
      'Ended,Form,Name,Number,Web,About,Au sujet,Sectors,Town,Trading as\n,Society,Bread Society,R1,www.bread.example,Bakes.,Fait du pain.,Shops,Leeds,Bread & Co\n';
    expect(await run(shuffled)).toMatchObject({ written: 0, counts: { unchanged: 1, vanished: 2 } });
  });

  it('updates what a later edition changes, reports what vanished, and leaves alone what others have added', async () => {
    await run(first);
    const bread = await named('Bread Society');
    const context = { ...speaker, idempotencyKey: 'by-hand' };
    const references = [...bread.externalReferences, { system: 'other', id: '7' }];
    await log.execute(
      'ClassifyOrganization',
      { id: bread.id, missions: ['local-services'], externalReferences: references },
      context,
    );
    const second = [
      header,
      'R1,Bread and Cake,Bakers,Bakes and more.,Fait du pain.,Charity,Leeds,Homes,,1/2/2024',
      'R3,New One,,,,Society,Hull,,,31/1/2020',
    ].join('\n');
    const { counts, lines } = await run(second);
    expect(counts).toMatchObject({ created: 1, updated: 1, vanished: 2, refused: 0 });
    const changes = lines.find(({ kind }) => kind === 'updated')!['changes'];
    expect(changes).toEqual(
      expect.arrayContaining([{ field: 'name.en', from: 'Bread Society', to: 'Bread and Cake' }]),
    );
    const now = await named('Bread and Cake');
    expect(now).toMatchObject({
      id: bread.id, status: 'dissolved', legalForm: 'non-profit', sectors: ['housing'], missions: ['local-services'],
      alternativeNames: ['Bread & Co', 'Bakers'], website: 'https://www.bread.example', externalReferences: references,
    }); // prettier-ignore
    expect(now.description).toMatchObject({ en: { version: 2 }, fr: { text: 'Fait du pain.', of: 2 } });
    expect((await named('New One')).status).toBe('dissolved');
    expect(await run(second)).toMatchObject({ written: 0, counts: { unchanged: 2, vanished: 2 } });
  });

  it('writes a value again that comes back', async () => {
    const row = (name: string) => `${header}\nR1,${name},,,,Society,Leeds,,,\n`;
    for (const name of ['One', 'Two', 'One', 'Two']) await run(row(name));
    expect((await organizationsIn(log)).map(({ name }) => name['en']!.text)).toEqual(['Two']);
  });

  it('goes on where an interrupted import stopped', async () => {
    const lines = Array.from({ length: 30 }, (_, n) => `R${n},Name ${n},,,,Society,Leeds,,,`);
    await run([header, ...lines.slice(0, 11)].join('\n'));
    expect(await run([header, ...lines].join('\n'))).toMatchObject({
      written: 19,
      counts: { unchanged: 11, created: 19 },
    });
  });

  it('refuses rows one by one, and takes the others', async () => {
    const hostile = [
      header,
      'R1,,,,,Society,Leeds,,,',
      `R2,${'x'.repeat(1_000_000)},,,,Society,Leeds,,,`,
      'R3,"a\u0000b",,,,Society,Leeds,,,',
      'R4,Guild,,,,Guild,Leeds,,,',
      'R5,Short',
      'R6,Late,,,,Society,Leeds,,,31/6/2020',
      'R7,"=cmd|\' /C calc\'!A0",,,,Society,Leeds,,javascript:alert(1),',
      'R8,\u202eيمين,,,,Society,Leeds,,,',
      'R8,\u202eيمين,,,,Society,Leeds,,,',
      'R8,Another,,,,Society,Leeds,,,',
      'N/a,,,,,Society,,,,',
      'R9,<script>🙂,,,,Society,Leeds,,ftp://x,',
    ].join('\n');
    const { counts, lines, exitCode } = await run(hostile);
    expect(exitCode).toBe(2);
    expect(counts).toMatchObject({ created: 3, refused: 8, skipped: 1 });
    const refused = lines
      .filter(({ kind }) => kind === 'refused')
      .map(({ line, key, code, path }) => [line, key, code, path]);
    expect(refused).toEqual([
      [2, 'R1', 'MISSING_VALUE', ['name']],
      [3, 'R2', 'INVALID_INPUT', ['name', 'en']],
      [4, 'R3', 'INVALID_INPUT', ['name', 'en']],
      [5, 'R4', 'UNMAPPED_VALUE', ['legalForm']],
      [6, null, 'RAGGED_ROW', undefined],
      [7, 'R6', 'NOT_A_DATE', ['dissolvedOn']],
      [11, 'R8', 'DUPLICATE_ID', ['id']],
      [12, null, 'MISSING_VALUE', ['id']],
      [12, null, 'MISSING_VALUE', ['name']],
    ]);
    expect(await named("=cmd|' /C calc'!A0")).not.toHaveProperty('website', expect.anything());
  });

  it('says the same in a dry run, and writes nothing', async () => {
    expect(await run(first, true)).toMatchObject({ written: 0, counts: { created: 3 } });
    expect(await organizationsIn(log)).toEqual([]);
  });

  it('writes nothing when a column is missing, and says which may be meant', async () => {
    await expect(run('Number,Nmae,Form\nR1,x,Society\n')).rejects.toThrow(
      /register\.csv:1: .*"Name" \(did you mean "Nmae"\?\)/,
    );
    expect(log.written).toBe(0);
  });

  it('leaves a merged record alone', async () => {
    await run(first);
    const [a, b] = await organizationsIn(log);
    await log.execute(
      'MergeOrganization',
      { id: a!.id, into: b!.id },
      { ...speaker, idempotencyKey: 'merge' },
    );
    expect((await run(first)).counts).toMatchObject({ skipped: 1, unchanged: 2, refused: 0 });
  });
});

const data = process.env['CASEBOOK_DATA'];
const withData = data !== undefined && existsSync(data) ? describe : describe.skip;

withData('registers of others', () => {
  it('Co-operatives UK', async () => {
    const file = join(data!, 'coops_uk/small_organisations_17.csv');
    expect(await runFile(file, 'docs/mappings/coops-uk.json')).toMatchObject({
      counts: { created: 17, refused: 0 },
    });
    expect(await runFile(file, 'docs/mappings/coops-uk.json')).toMatchObject({
      written: 0,
      counts: { unchanged: 17 },
    });
  });

  it('Open Sustainable Technology', async () => {
    const file = join(data!, 'opensustain_orgs/organizations.csv');
    const result = await runFile(file, 'docs/mappings/opensustain.json');
    expect(result).toMatchObject({ counts: { created: 1_192, refused: 0 } });
    expect(await runFile(file, 'docs/mappings/opensustain.json')).toMatchObject({
      written: 0,
      counts: { unchanged: 1_192 },
    });
  });
});
