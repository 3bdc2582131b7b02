import { ProjectedLog } from '../../../test/support/projected-log.js';
import { derivedId } from '../../kernel/ids.js';
import { anonymous } from '../../platform/access/viewer.js';
import '../literature.module.js';
import { sourcesToExport, type ExportedSource } from './export-sources.js';
import { literatureSourceDocuments } from './literature-source.projection.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(literatureSourceDocuments);
});
afterEach(() => log.close());

const record = (name: string, key: string, fictional = false) =>
  log.tell(derivedId('literatureSource', name), {
    type: 'SourceImported',
    data: { csl: { id: key, type: 'book', title: name }, ...(fictional && { fictional }) },
  });

async function all(sources: AsyncIterable<ExportedSource>): Promise<ExportedSource[]> {
  const read: ExportedSource[] = [];
  for await (const source of sources) read.push(source);
  return read;
}

describe('an export of sources', () => {
  it('is of one moment, over all its pages', async () => {
    for (let n = 0; n < 450; n++) await record(`Livre ${n}`, `key${n}`);
    const sources = sourcesToExport(log.generation, anonymous);
    const first = await sources.next();
    await record('Later', 'later');
    await log.tell(derivedId('literatureSource', 'Livre 449'), {
      type: 'SourceCorrected',
      data: { csl: { id: 'key449', type: 'book', title: 'Changed meanwhile' } },
    });
    const titles = [first.value as ExportedSource, ...(await all(sources))].map(({ item }) => item.title);
    expect(titles).toEqual(Array.from({ length: 450 }, (_, n) => `Livre ${n}`));
    expect((await all(sourcesToExport(log.generation, anonymous))).length).toBe(451);
  });

  it('has each key once, whatever stands in which page', async () => {
    for (const [name, key] of [
      ['a', 'roy'],
      ['b', 'ROY'],
      ['c', 'roy-2'],
      ['d', 'roy'],
      ['e', 'cote-2'],
    ] as const)
      await record(name, key, name === 'd');
    const out = await all(sourcesToExport(log.generation, anonymous));
    expect(out.map(({ item }) => item.id)).toEqual(['roy', 'ROY-3', 'roy-2', 'roy-4', 'cote-2']);
    expect(out.map(({ fictional }) => fictional)).toEqual([false, false, false, true, false]);
  });

  it('keeps no connection when it is left in the middle', async () => {
    for (const name of ['a', 'b', 'c']) await record(name, name);
    const { pool } = log.generation;
    for (let n = 0; n < 12; n++) {
      for await (const { item } of sourcesToExport(log.generation, anonymous)) {
        expect(item.id).toBe('a');
        break;
      }
    }
    expect(pool.totalCount - pool.idleCount).toBe(0);
  });
});
