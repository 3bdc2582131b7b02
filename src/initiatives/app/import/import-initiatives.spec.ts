import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speaker, type ImportLog } from '../../../../test/support/import-log.js';
import {
  existingInitiatives,
  initiativesIn,
  openImportLog,
  organizationsIn,
} from '../../../../test/support/import-records.js';
import { loadMapping } from '../../../platform/import/mapping-file.js';
import { silentProgress } from '../../../platform/import/progress.js';
import { ImportReport } from '../../../platform/import/report.js';
import { importInitiatives } from './import-initiatives.js';
import { initiativeMapping } from './initiative-mapping.js';

const goods = 'src/initiatives/app/import/fixtures/goods.json';

let log: ImportLog;
let folder: string;
beforeEach(async () => {
  log = await openImportLog();
  folder = await mkdtemp(join(tmpdir(), 'casebook-initiatives-'));
  await mkdir(join(folder, 'goods'));
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

async function run(files: readonly string[], mapping = goods, dryRun = false) {
  const report = await ImportReport.open(join(folder, 'report.ndjson'));
  const before = log.written;
  await importInitiatives({
    files, mapping: await loadMapping(mapping, initiativeMapping), asOf: '2026-01-31', existing: await existingInitiatives(log),
    executor: log, speaker, report, progress: silentProgress, dryRun,
  }); // prettier-ignore
  await report.close();
  const lines = (await readFile(join(folder, 'report.ndjson'), 'utf8')).trim().split('\n');
  return {
    counts: report.counts,
    written: log.written - before,
    lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

async function put(name: string, content: unknown): Promise<void> {
  await writeFile(
    join(folder, 'goods', name),
    typeof content === 'string' ? content : JSON.stringify(content),
  );
}

const map = {
  title: { en: 'Map of kitchens' },
  about: 'Where to cook. '.repeat(2_000),
  status: 'draft',
  since: '2025-03-01T10:00:00Z',
  goals: [{ number: 3 }, { number: 99 }],
  makers: [
    { name: 'Kitchen Union', role: 'owner', web: 'https://kitchen.example' },
    { name: 'A fund', role: 'funder' },
  ],
};

describe('import initiatives', () => {
  it('records the files of a folder, and registers their owners once', async () => {
    await put('map.json', map);
    await put('list.json', {
      ...map,
      title: { en: 'List', fr: 'Liste' },
      makers: [{ name: ' kitchen  UNION', role: 'Owner' }],
    });
    const { counts } = await run([join(folder, 'goods')]);
    expect(counts).toMatchObject({ created: 2, refused: 0, warnings: 2 });
    const owners = await organizationsIn(log);
    expect(owners).toHaveLength(1);
    expect(owners[0]!.externalReferences).toEqual([{ system: 'test-owners', id: 'kitchen union' }]);
    const all = await initiativesIn(log);
    expect(all.find(({ title }) => title['fr'])!.title['fr']).toMatchObject({
      text: 'Liste',
      origin: 'human',
    });
    for (const one of all)
      expect(one).toMatchObject({
        owners: [owners[0]!.id],
        stage: 'planning',
        missions: ['health-and-care'],
      });
    expect(await run([join(folder, 'goods')])).toMatchObject({ written: 0, counts: { unchanged: 2 } });
  });

  it('updates what a later edition changes, stage by stage, and never goes back by itself', async () => {
    await put('map.json', map);
    await put('gone.json', map);
    await run([join(folder, 'goods')]);
    await rm(join(folder, 'goods', 'gone.json'));
    const makers = [{ name: 'Another', role: 'owner' }];
    await put('map.json', {
      ...map,
      title: { en: 'Map of all kitchens', fr: 'Carte' },
      status: 'live',
      since: '2025-06-01',
      web: 'https://map.example',
      makers,
    });
    expect((await run([join(folder, 'goods')])).counts).toMatchObject({
      updated: 1,
      vanished: 1,
      refused: 0,
    });
    const now = (await initiativesIn(log)).find(({ title }) => title['fr'])!;
    const another = (await organizationsIn(log)).find(({ name }) => name['en']!.text === 'Another')!;
    expect(now).toMatchObject({
      stage: 'deployed',
      owners: [another.id],
      links: [{ url: 'https://map.example' }],
    });
    expect(now.title).toMatchObject({
      en: { text: 'Map of all kitchens', version: 2 },
      fr: { text: 'Carte', of: 2 },
    });
    expect((await run([join(folder, 'goods')])).written).toBe(0);
    await put('map.json', { ...map, title: { en: 'Map of all kitchens' }, makers });
    const back = await run([join(folder, 'goods')]);
    expect(back).toMatchObject({ written: 0, counts: { unchanged: 1 } });
    expect(back.lines.map(({ code }) => code)).toContain('STAGE_WENT_BACK');
    await put('map.json', {
      ...map,
      title: { en: 'Map of all kitchens' },
      makers,
      status: 'closed',
      since: '2026-01-01',
    });
    expect((await run([join(folder, 'goods')])).counts.updated).toBe(1);
  });

  it('refuses what cannot be recorded, file by file', async () => {
    await put('a-ok.json', map);
    await put('b-broken.json', '{"title": ');
    await put('c-list.json', '["text", 7]');
    await put('d-nobody.json', { ...map, makers: [{ name: 'A fund', role: 'funder' }] });
    await put('e-closed.json', { ...map, status: 'closed' });
    await put('f-surrogate.json', { ...map, title: { en: 'a\ud800b' } });
    await put('g-long.json', { ...map, about: 'x'.repeat(60_000) });
    await writeFile(join(folder, 'goods', 'h-bytes.json'), Buffer.from([0x7b, 0xff]));
    const { counts, lines } = await run([join(folder, 'goods')]);
    expect(counts).toMatchObject({ created: 1, refused: 8 });
    expect(lines.filter(({ kind }) => kind === 'refused').map(({ code }) => code)).toEqual([
      'NOT_JSON', 'NOT_AN_OBJECT', 'NOT_AN_OBJECT', 'MISSING_VALUE', 'STAGE_MOVE_NOT_ALLOWED', 'INVALID_INPUT', 'INVALID_INPUT', 'FILE_UNREADABLE',
    ]); // prettier-ignore
  });

  it('reads tables and JSON Lines, and needs owners that are there', async () => {
    await put('map.json', map);
    await run([join(folder, 'goods')]);
    const table = join(folder, 'table.csv');
    await writeFile(
      table,
      '\ufeffTitre;Porteurs;No\r\nÉpicerie;kitchen union;1\r\nFantôme;kitchen union,nobody;2\r\n',
    );
    const mapping = 'src/initiatives/app/import/fixtures/table.json';
    expect(await run([table], mapping)).toMatchObject({ written: 1, counts: { created: 1, refused: 1 } });
    const lines = join(folder, 'goods.jsonl');
    await writeFile(lines, `${JSON.stringify({ ...map, title: { en: 'In lines' } })}\n\nnot json\n`);
    expect((await run([lines])).counts).toMatchObject({ created: 1, refused: 1 });
    await expect(run([table, lines], mapping)).rejects.toThrow(/not imported together/);
  });

  it('writes nothing in a dry run', async () => {
    await put('map.json', map);
    expect(await run([join(folder, 'goods')], goods, true)).toMatchObject({
      written: 0,
      counts: { created: 1 },
    });
  });
});

const data = process.env['CASEBOOK_DATA'];
const withData = data !== undefined && existsSync(data) ? describe : describe.skip;

withData('the digital public goods', () => {
  it('are recorded with their owners; those without owners are refused', async () => {
    const folders = ['nominees', 'digitalpublicgoods'].map((name) =>
      join(data!, 'dpga_digital_public_goods', name),
    );
    const mapping = 'docs/mappings/digital-public-goods.json';
    expect((await run(folders.slice(0, 1), mapping)).counts).toMatchObject({ created: 15, refused: 0 });
    expect(await run(folders.slice(0, 1), mapping)).toMatchObject({ written: 0, counts: { unchanged: 15 } });
    expect((await run(folders, mapping)).counts).toMatchObject({ unchanged: 15, refused: 20 });
  });
});
