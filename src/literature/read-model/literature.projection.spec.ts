import { ProjectedLog } from '../../../test/support/projected-log.js';
import { derivedId } from '../../kernel/ids.js';
import type { CslItem } from '../domain/csl.js';
import type { DoiClaimEvent } from '../domain/doi-claim.events.js';
import type { LiteratureSourceEvent } from '../domain/literature-source.events.js';
import type { SourceId } from '../domain/literature-source.state.js';
import type { PublishedFigureEvent } from '../domain/published-figure.events.js';
import { doiClaimDocuments } from './doi-claim.projection.js';
import type {
  DoiClaimRow,
  LiteratureSourceByReferenceRow,
  LiteratureSourceRow,
  LiteratureSourceSearchRow,
} from './literature-source.entity.js';
import { literatureSourceDocuments } from './literature-source.projection.js';
import type { PublishedFigureRow } from './published-figure.entity.js';
import { publishedFigureDocuments } from './published-figure.projection.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(literatureSourceDocuments, doiClaimDocuments, publishedFigureDocuments);
});
afterEach(() => log.close());

const id = (name: string): SourceId => derivedId('literatureSource', name);
const csl: CslItem = {
  id: 'portrait',
  type: 'report',
  title: 'Portrait <i>numérique</i>',
  author: [{ family: 'Gagnon', given: 'Ève' }, { literal: 'CEFRIO' }],
  issued: { 'date-parts': [[2017, 7, 13]] },
  DOI: '10.1000/ABC',
  language: 'FR',
  publisher: 'CEFRIO',
  abstract: 'Des coopératives en ligne',
};
const imported = (
  more: Partial<Extract<LiteratureSourceEvent, { type: 'SourceImported' }>['data']> = {},
): LiteratureSourceEvent => ({ type: 'SourceImported', data: { csl, ...more } });
const source = async () => (await log.rows<LiteratureSourceRow>('literature_source'))[0]!;

describe('a source’s row', () => {
  it('says what its CSL data say, without their markup', async () => {
    await log.tell(id('a'), imported({ externalReferences: [{ system: 'hal', id: '1' }] }));
    expect(await source()).toMatchObject({
      id: id('a'),
      status: 'active',
      title: 'Portrait numérique',
      title_sort: 'portrait numerique',
      type: 'report',
      year: 2017,
      doi: '10.1000/abc',
      language: 'fr',
      reliability: 'unassessed',
      title_words: 'portrait numerique',
      title_numbers: '',
      first_author: 'gagnon',
      csl_version: 1,
      csl,
    });
    const [search] = await log.rows<LiteratureSourceSearchRow>('literature_source_search');
    expect(search!.title_fr).toBe('Portrait numérique');
    expect(search!.body_en.split('\n')).toEqual(['Ève Gagnon', 'CEFRIO', 'CEFRIO', csl.abstract]);
    expect(await log.rows<LiteratureSourceByReferenceRow>('literature_source_by_reference')).toEqual([
      { id: id('a'), system: 'hal', reference: '1' },
    ]);
    await log.expectSameWhenRebuilt();
  });

  it('follows corrections; the set language comes before that of the data', async () => {
    await log.tell(
      id('a'),
      imported({ language: 'en' }),
      { type: 'SourceCorrected', data: { csl: { id: 'b', type: 'book', language: 'French' } } },
      { type: 'SourceCorrected', data: { reliability: 'grey' } },
    );
    expect(await source()).toMatchObject({
      csl_version: 2,
      title: null,
      doi: null,
      year: null,
      first_author: null,
      language: 'en',
      reliability: 'grey',
    });
    await log.tell(id('a'), { type: 'SourceCorrected', data: { language: null } });
    expect(await source()).toMatchObject({ csl_version: 2, language: null });
    await log.expectSameWhenRebuilt();
  });

  it('keeps what it was merged into, told apart from, and why it was retracted', async () => {
    const retraction = { reason: 'Données inventées', on: '2019-05-01' };
    await log.tell(
      id('a'),
      imported(),
      { type: 'SourceToldApart', data: { other: id('c') } },
      { type: 'SourceRetracted', data: retraction },
      { type: 'SourceMerged', data: { into: id('b') } },
    );
    expect(await source()).toMatchObject({
      status: 'merged',
      merged_into: id('b'),
      retraction,
      apart: [id('c')],
    });
    await log.expectSameWhenRebuilt();
  });

  it('has a holder of its DOI beside it: whoever claimed last', async () => {
    const claim = derivedId('doiClaim', '10.1000/abc');
    const claimed = (name: string): DoiClaimEvent => ({
      type: 'DoiClaimed',
      data: { doi: '10.1000/abc', source: id(name) },
    });
    await log.tell(claim, claimed('a'), claimed('b'));
    expect(await log.rows<DoiClaimRow>('doi_claim')).toEqual([
      { id: claim, doi: '10.1000/abc', source: id('b') },
    ]);
    await log.expectSameWhenRebuilt();
  });
});

describe('a figure’s row', () => {
  const figure = derivedId('publishedFigure', 'a');
  const fr = (text: string) => [{ language: 'fr', text }];
  const recorded: PublishedFigureEvent = {
    type: 'FigureRecorded',
    data: {
      indicator: { code: 'enterprises', label: fr('Entreprises') },
      population: fr('Économie sociale'),
      geography: fr('Québec'),
      value: 47.8,
      unit: 'CAD',
      period: { from: '2015-06' },
      source: id('a'),
      page: '12',
    },
  };

  it('follows its events', async () => {
    await log.tell(
      figure,
      recorded,
      {
        type: 'FigureCorrected',
        data: {
          reason: 'Relu',
          value: 47.9,
          page: null,
          reportedBy: id('b'),
          indicatorCode: 'revenue',
          period: { from: '2015', to: '2016-03' },
          definition: { language: 'fr', text: 'Revenus', replaces: 0 },
        },
      },
      {
        type: 'TextTranslated',
        data: { field: 'geography', language: 'en', text: 'Quebec', origin: 'human', of: 1, replaces: 0 },
      },
      { type: 'FigureRetracted', data: { reason: 'Erratum' } },
    );
    const [row] = await log.rows<PublishedFigureRow>('published_figure');
    expect(row).toMatchObject({
      status: 'retracted',
      retraction: 'Erratum',
      value: 47.9,
      unit: 'CAD',
      page: null,
      source: id('a'),
      reported_by: id('b'),
      indicator_code: 'revenue',
      period_from: '2015',
      period_to: '2016-03',
      first_year: 2015,
      last_year: 2016,
      definition: { fr: { text: 'Revenus', origin: 'original', version: 1 } },
      geography: { fr: { text: 'Québec' }, en: { text: 'Quebec', origin: 'human', of: 1 } },
    });
    await log.expectSameWhenRebuilt();
  });
});
