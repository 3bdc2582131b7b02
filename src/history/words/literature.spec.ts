import { asStored } from '../../../test/support/given-when-then.js';
import type { EventDefinitions } from '../../kernel/events.js';
import { streamId } from '../../kernel/ids.js';
import {
  literatureSourceEvents,
  type LiteratureSourceEvent,
} from '../../literature/domain/literature-source.events.js';
import {
  publishedFigureEvents,
  type PublishedFigureEvent,
} from '../../literature/domain/published-figure.events.js';
import { literatureFigureWords } from './literature-figure.js';
import { literatureSourceWords } from './literature-source.js';
import type { RecordWords } from './record-words.js';
import { Speech, type SpokenLanguage } from './speech.js';

const other = streamId('literatureSource', '0198f000-0000-7000-8000-000000000001');
const region = { fr: { text: 'Estrie', origin: 'original' as const, version: 1 } };
const speech = (language: SpokenLanguage) =>
  new Speech(language, { organization: () => null, concept: () => region, part: () => null });
/** Spaces that do not break are checked as spaces: what counts here is the words. */
const plain = (sentence: string) => sentence.replace(/[\u00a0\u202f]/g, ' ');
const fr = (text: string) => [{ language: 'fr', text }];
const secret = 'Parce que Camille l’a demandé';

type Example<Event> = [event: Event, fr: string, en: string];

const csl = {
  id: 'a',
  type: 'report' as const,
  title: 'Cap vers le <i>numérique</i>',
  author: [{ literal: 'CEFRIO' }],
  issued: { 'date-parts': [[2017]] },
};
const sources: Example<LiteratureSourceEvent>[] = [
  [
    { type: 'SourceImported', data: { csl } },
    'Source importée : « Cap vers le numérique » (2017)',
    'Source imported: “Cap vers le numérique” (2017)',
  ],
  [
    {
      type: 'SourceCorrected',
      data: { csl: { id: 'a', type: 'book' }, reliability: 'grey', language: null },
    },
    'Données bibliographiques corrigées : book; Mise à jour : fiabilité (littérature grise); retrait : langue',
    'Bibliographic data corrected: book; Updated: reliability (grey literature); removed: language',
  ],
  [
    { type: 'SourceCorrected', data: { reliability: 'official' } },
    'Mise à jour : fiabilité (officielle)',
    'Updated: reliability (official)',
  ],
  [
    { type: 'SourceMerged', data: { into: other } },
    `Source fusionnée avec ${other}`,
    `Source merged into ${other}`,
  ],
  [
    { type: 'SourceRetracted', data: { reason: secret, on: '2019-05-01' } },
    'Source rétractée le 2019-05-01',
    'Source retracted on 2019-05-01',
  ],
  [
    { type: 'SourceToldApart', data: { other } },
    `Source distinguée de ${other}`,
    `Source told apart from ${other}`,
  ],
];

const figures: Example<PublishedFigureEvent>[] = [
  [
    {
      type: 'FigureRecorded',
      data: {
        indicator: { code: 'enterprises', label: fr('Entreprises') },
        population: fr('Toutes'),
        geography: fr('Québec'),
        value: 11_200,
        unit: 'enterprises',
        source: other,
      },
    },
    'Chiffre publié enregistré : « Entreprises », 11 200 enterprises',
    'Published figure recorded: “Entreprises”, 11,200 enterprises',
  ],
  [
    {
      type: 'FigureCorrected',
      data: {
        value: 7000,
        approximate: true,
        page: null,
        period: { from: '2015', to: '2016' },
        region: 'estrie',
        note: { language: 'fr', text: 'Relu', replaces: 0 },
        reason: secret,
      },
    },
    'Mise à jour : valeur (7 000), approximatif (oui), période (2015–2016), région (Estrie); retrait : page; nouvelle note en français : « Relu »',
    'Updated: value (7,000), approximate (yes), period (2015–2016), region (Estrie); removed: page; new note in French: “Relu”',
  ],
  [{ type: 'FigureRetracted', data: { reason: secret } }, 'Chiffre rétracté', 'Figure retracted'],
  [
    {
      type: 'TextTranslated',
      data: { field: 'geography', language: 'en', text: 'Quebec', origin: 'machine', of: 1, replaces: 0 },
    },
    'Traduction automatique du territoire en anglais : « Quebec »',
    'Machine translation of the geography into English: “Quebec”',
  ],
];

function tell<Event extends { type: string; data: unknown }>(
  name: string,
  examples: readonly Example<Event>[],
  words: RecordWords<Event>,
  definitions: EventDefinitions,
): void {
  describe(name, () => {
    it.each(examples.map(([event, ...said]) => [event.type, event, ...said] as const))(
      'tells %s',
      (_type, event, french, english) => {
        const [stored] = asStored([event], definitions);
        expect(plain(words.summary(stored!, speech('fr')))).toBe(french);
        expect(plain(words.summary(stored!, speech('en')))).toBe(english);
        expect(words.summary(stored!, speech('fr'))).not.toContain(secret);
      },
    );
    it('tells every event', () =>
      expect(new Set(examples.map(([{ type }]) => type))).toEqual(new Set(Object.keys(definitions.events))));
  });
}

tell('the words of a source', sources, literatureSourceWords, literatureSourceEvents);
tell('the words of a figure', figures, literatureFigureWords, publishedFigureEvents);

describe('changes', () => {
  it('of a source are its fields, and all its data', () => {
    const changes = literatureSourceWords.changes({ type: 'SourceImported', data: { csl } }, speech('en'));
    expect(Object.fromEntries(changes.map(({ field, after }) => [field, after]))).toEqual({
      title: 'Cap vers le numérique',
      authors: 'CEFRIO',
      year: '2017',
      type: 'report',
      doi: null,
      url: null,
      csl: JSON.stringify(csl),
      reliability: 'unassessed',
      status: 'in use',
    });
  });
  it('of a retraction say why', () => {
    const data = { reason: 'Données inventées' };
    expect(literatureSourceWords.changes({ type: 'SourceRetracted', data }, speech('fr'))).toContainEqual({
      field: 'retraction',
      after: 'Données inventées',
    });
    expect(literatureFigureWords.changes({ type: 'FigureRetracted', data }, speech('fr'))).toContainEqual({
      field: 'retractionReason',
      after: 'Données inventées',
    });
  });
});
