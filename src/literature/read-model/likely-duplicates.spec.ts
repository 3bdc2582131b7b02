import { ProjectedLog } from '../../../test/support/projected-log.js';
import { derivedId } from '../../kernel/ids.js';
import { allRows } from '../../platform/access/record-tables.js';
import { anonymous } from '../../platform/access/viewer.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import type { CslItem } from '../domain/csl.js';
import '../literature.module.js';
import { SourcesOnRecord } from './existing-sources.js';
import { hasLikelyDuplicates, likelyDuplicates } from './likely-duplicates.js';
import { literatureSourceDocuments } from './literature-source.projection.js';

let log: ProjectedLog;
beforeAll(async () => {
  log = await ProjectedLog.open(literatureSourceDocuments);
});
afterAll(() => log.close());

type Brief = readonly [title: string, author: string | null, year: number | null, more?: Partial<CslItem>];
const item = ([title, author, year, more]: Brief): CslItem => ({
  id: 'x',
  type: 'report',
  title,
  ...(author !== null && { author: [{ family: author }] }),
  ...(year !== null && { issued: { 'date-parts': [[year]] } }),
  ...more,
});

let cases = 0;
/** Why the two are paired; null where they are not. Lists, filter and import are asked, and have to agree. */
async function reasonOfPair(one: Brief, other: Brief): Promise<string | null> {
  cases += 1;
  const ids = ['one', 'other'].map((name) => derivedId('literatureSource', `${name} ${cases}`));
  const [first, second] = ids as [string, string];
  await log.tell(first, { type: 'SourceImported', data: { csl: item(one) } });
  const [stated] = await new SourcesOnRecord(() => log.generation).likely([item(other)]);
  await log.tell(second, { type: 'SourceImported', data: { csl: item(other) } });
  const [ofFirst, ofSecond] = await likelyDuplicates(log.generation, anonymous, ids);
  const filter = statement(
    sql`SELECT r.id FROM ${allRows('literature_source')} r WHERE ${hasLikelyDuplicates(anonymous)} ORDER BY r.recorded_ordinal`,
    log.generation.schema,
  );
  const { rows } = await log.generation.query<{ id: string }>(filter);
  // Out of the way of the next case.
  for (const id of ids) await log.tell(id, { type: 'SourceMerged', data: { into: first } });
  const reason = ofFirst![0]?.reason ?? null;
  expect({
    first: ofFirst!.map(({ row }) => row.id),
    second: ofSecond!.map((pair) => [pair.row.id, pair.reason]),
    stated,
    filtered: rows.map(({ id }) => id),
  }).toEqual({
    first: reason === null ? [] : [second],
    second: reason === null ? [] : [[first, reason]],
    stated: reason === null ? [] : [{ id: first, reason }],
    filtered: reason === null ? [] : ids,
  });
  return reason;
}

const portrait = 'Portrait numérique des entreprises d’économie sociale au Québec';
const all = 'same title, same year, same author';
const spelled = 'title spelled otherwise, same year, same author';

describe('two records of one work', () => {
  it.each<[string, Brief, Brief]>([
    [
      all,
      [portrait, 'CEFRIO', 2017],
      ["PORTRAIT NUMERIQUE des entreprises d'economie sociale au Quebec.", 'Cefrio', 2017],
    ],
    ['same title, year differs by one, same author', [portrait, 'CEFRIO', 2017], [portrait, 'CEFRIO', 2018]],
    [
      'same title, year not known of both, same author',
      [portrait, 'CEFRIO', 2017],
      [portrait, 'CEFRIO', null],
    ],
    ['same title, same year, author not known of both', [portrait, 'CEFRIO', 2017], [portrait, null, 2017]],
    [
      'same title, same year, author spelled otherwise',
      [portrait, 'Vaillancourt', 2017],
      [portrait, 'Vaillancour', 2017],
    ],
    [spelled, [portrait, 'CEFRIO', 2017], [portrait.replace('entreprises', 'entreprise'), 'CEFRIO', 2017]],
    [
      spelled,
      ['The organisation of co-operative labour', 'Roy', 2001],
      ['Organization of cooperative labor', 'Roy', 2001],
    ],
    [
      spelled,
      ['Les centres de la petite enfance', 'Roy', 2001],
      ['Les centers de la petite enfance', 'Roy', 2001],
    ],
    [
      'title spelled otherwise, year differs by one, same author',
      ['Social economy and digital tools', 'Côté', 2019],
      ['The social economy and digital tool', 'Cote', 2020],
    ],
    [
      'one title is the beginning of the other, same year, same author',
      ['Digital commons and social economy: a review', 'Roy', 2020],
      ['Digital commons and social economy', 'Roy', 2020],
    ],
    [
      all,
      ['Part one: mutual societies of Quebec', 'Roy', 2020],
      ['Part One — The Mutual Societies of Québec', 'Roy', 2020],
    ],
    [
      all,
      ['Comptes économiques', 'Statistique Canada', 2019],
      ['Comptes économiques', 'Statistique Canada', 2019, { number: '13-607' }],
    ],
  ])('are paired: %s', async (reason, one, other) => {
    expect(await reasonOfPair(one, other)).toBe(reason);
  });

  it.each<[string, Brief, Brief]>([
    [
      'parts by number',
      ['Mutual societies of Quebec, part 1', 'Roy', 2020],
      ['Mutual societies of Quebec, part 2', 'Roy', 2020],
    ],
    [
      'parts by Roman number',
      ['Histoire des coopératives, tome I', 'Roy', 2020],
      ['Histoire des coopératives, tome II', 'Roy', 2020],
    ],
    [
      'parts in words',
      ['Mutual societies: part one', 'Roy', 2020],
      ['Mutual societies: part two', 'Roy', 2020],
    ],
    [
      'parts by letter',
      ['Mutual societies: annex B', 'Roy', 2020],
      ['Mutual societies: annex C', 'Roy', 2020],
    ],
    [
      'years in the title',
      ['2019 report on the social economy', 'Chantier', 2020],
      ['2020 report on the social economy', 'Chantier', 2020],
    ],
    [
      'a title that comes back each year',
      ['Annual report of the federation of mutuals', 'Roy', 2019],
      ['Annual report of the federation of mutuals', 'Roy', 2020],
    ],
    [
      'months',
      ['Economic notes of the chamber, June', 'Roy', 2020],
      ['Economic notes of the chamber, July', 'Roy', 2020],
    ],
    [
      'volumes',
      ['Collected papers on mutual aid', 'Roy', 2020, { volume: '1' }],
      ['Collected papers on mutual aid', 'Roy', 2020, { volume: '2' }],
    ],
    [
      'editions',
      ['Le guide des coopératives de travail', 'Roy', 2020, { edition: '2' }],
      ['Le guide des coopératives de travail', 'Roy', 2021, { edition: '3' }],
    ],
    [
      'another word',
      ['Wages of women in co-operatives', 'Roy', 2020],
      ['Wages of men in co-operatives', 'Roy', 2020],
    ],
    [
      'another place',
      ['Portrait of the social economy in Estrie', 'Roy', 2020],
      ['Portrait of the social economy in Outaouais', 'Roy', 2020],
    ],
    [
      'other authors',
      ['Social economy and digital tools', 'Roy', 2020],
      ['Social economy and digital tools', 'Tremblay', 2020],
    ],
    [
      'years far apart',
      ['Social economy and digital tools', 'Roy', 2010],
      ['Social economy and digital tools', 'Roy', 2020],
    ],
    ['a title that says little', ['Introduction', 'Roy', 2020], ['Introduction', null, 2020]],
    [
      'other subtitles',
      ['Digital commons in Quebec: a review', 'Roy', 2020],
      ['Digital commons in Quebec: methods', 'Roy', 2020],
    ],
    [
      'a review of the work',
      ['Social economy and digital tools', 'Roy', 2020],
      ['Social economy and digital tools', 'Roy', 2020, { type: 'review-book' }],
    ],
    [
      'two DOIs',
      ['Social economy and digital tools', 'Roy', 2020, { DOI: '10.1000/a' }],
      ['Social economy and digital tools', 'Roy', 2020, { DOI: '10.1000/b' }],
    ],
    ['no titles', ['—', 'Roy', 2020], ['—', 'Roy', 2020]],
  ])('are not paired: %s', async (_, one, other) => {
    expect(await reasonOfPair(one, other)).toBeNull();
  });

  it('are at most so many', async () => {
    for (let n = 0; n < 25; n++) {
      const csl = item(['Le même rapport partout', 'Roy', 2020]);
      await log.tell(derivedId('literatureSource', `many ${n}`), { type: 'SourceImported', data: { csl } });
    }
    const [found] = await likelyDuplicates(log.generation, anonymous, [
      derivedId('literatureSource', 'many 24'),
    ]);
    expect(found).toHaveLength(20);
  });
});
