import { RecordLoaders, registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { anonymous } from '../platform/access/viewer.js';
import type { Generation } from '../platform/projections/generation.js';
import type { RecordRow } from '../platform/read-side/record-row.js';
import { historyRecords } from './history-records.js';

const id = 'initiative-0198f000-0000-7000-8000-000000000001';
const indicator = { fr: { text: 'Ventes', origin: 'original', version: 1 } };

describe('Names of outcomes', () => {
  const loaders = new RecordLoaders({} as Generation, anonymous);
  const parts = async (row: object) => historyRecords.get('initiative')!.parts!(row as RecordRow, loaders);

  it('come from the row', async () => {
    expect(await parts({ id, outcomes: [{ id: 'o', indicator }] })).toEqual(new Map([['o', indicator]]));
  });

  it('are loaded where a list has left them out', async () => {
    registerRecordLoader('initiative', async (_generation, _viewer, ids) =>
      ids.map((each) => ({ id: each, outcomes: [{ id: 'p', indicator }] })),
    );
    expect(await parts({ id })).toEqual(new Map([['p', indicator]]));
  });
});
