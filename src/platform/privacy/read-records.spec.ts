import { migratedDatabase, type TestDatabase } from '../../../test/support/database.js';
import { openVault, type TestVault } from '../../../test/support/vault.js';
import { ReadRecords, type PersonalRead } from './read-records.js';

let database: TestDatabase;
let vault: TestVault;
let reads: ReadRecords;
beforeAll(async () => {
  database = await migratedDatabase();
  vault = await openVault(database.url);
  reads = new ReadRecords(vault.pool);
});
afterAll(async () => {
  await vault.close();
  await database.drop();
});

const read = (record: string, more: Partial<PersonalRead> = {}): PersonalRead => ({
  actor: 'person-1',
  role: 'researcher',
  record,
  study: 'study-1',
  fields: ['text', 'date'],
  purpose: 'study-1',
  breakGlass: false,
  ...more,
});
const recordsOf = async (...given: Parameters<ReadRecords['list']>) =>
  (await reads.list(...given)).reads.map(({ record }) => record);

it('keeps who has read what for what, all entries or none, and gives them page by page, newest first', async () => {
  await reads.record([]);
  const all = [
    read('a'),
    read('b', { study: null, actor: 'person-2', purpose: 'Complaint "12", {braces}' }),
    read('c', { breakGlass: true, role: 'admin' }),
  ];
  await reads.record(all);
  const { reads: found, more } = await reads.list({}, { first: 100 });
  expect(more).toBe(false);
  expect(found).toEqual(
    all.toReversed().map((entry) => ({
      ...entry,
      id: expect.stringMatching(/^\d+$/),
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    })),
  );
  const first = await reads.list({}, { first: 2 });
  expect(first.more).toBe(true);
  expect(await recordsOf({}, { first: 2, after: first.reads.at(-1)!.id })).toEqual(['a']);
  expect(await recordsOf({ records: ['a', 'b'] }, { first: 9 })).toEqual(['b', 'a']);
  expect(await recordsOf({ study: 'study-1' }, { first: 9 })).toEqual(['c', 'a']);
  expect(await recordsOf({ actor: 'person-2' }, { first: 9 })).toEqual(['b']);
  expect(await recordsOf({ breakGlass: true, study: 'study-1' }, { first: 9 })).toEqual(['c']);

  const broken = { ...read('e'), purpose: null as unknown as string };
  await expect(reads.record([read('d'), broken])).rejects.toThrow('purpose');
  expect(await recordsOf({ records: ['d', 'e'] }, { first: 9 })).toEqual([]);
  for (const size of [0, 101, 1.5]) await expect(reads.list({}, { first: size })).rejects.toThrow(RangeError);
});

it('what cannot be recorded is told: the caller answers nothing', async () => {
  await vault.pool.query('ALTER TABLE vault.reads RENAME TO reads_gone');
  await expect(reads.record([read('a')])).rejects.toThrow('vault.reads');
});
