import { given as givenEvents } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { InitiativeCommand } from './initiative.commands.js';
import { initiative } from './initiative.decider.js';
import { initiativeEvents, type InitiativeEvent } from './initiative.events.js';

const given = (...events: InitiativeEvent[]) => givenEvents(initiative, initiativeEvents, events);
type Input<Type extends InitiativeCommand['type']> = Extract<InitiativeCommand, { type: Type }>;

const id = streamId('initiative', '0198f000-0000-7000-8000-000000000001');
const owner = streamId('organization', '0198f000-0000-7000-8000-000000000002');
const partner = streamId('organization', '0198f000-0000-7000-8000-000000000003');
const outcomeId = '0198f000-0000-4000-8000-000000000004';

const content = {
  title: [{ language: 'fr', text: 'Paniers en ligne' }],
  owners: [owner],
  digitalUses: ['e-commerce', 'web'],
  stage: 'idea' as const,
};
const recorded: InitiativeEvent = { type: 'InitiativeRecorded', data: content };
const record: Input<'RecordInitiative'> = { type: 'RecordInitiative', id, ...content };
const abandoned: InitiativeEvent = {
  type: 'InitiativeAbandoned',
  data: { from: 'idea', on: '2019-01-01', reason: 'Fonds' },
};

const outcome = {
  indicator: [{ language: 'fr', text: 'Ventes en ligne' }],
  value: 12,
  unit: '%',
  date: '2018-06-30',
  source: { text: 'Rapport annuel' },
};
const recordOutcome: Input<'RecordOutcome'> = { type: 'RecordOutcome', id, outcomeId, ...outcome };
const outcomeRecorded: InitiativeEvent = { type: 'OutcomeRecorded', data: { outcomeId, ...outcome } };
const correct = (more: Partial<Input<'CorrectOutcome'>>): Input<'CorrectOutcome'> => ({
  type: 'CorrectOutcome',
  id,
  outcomeId,
  reason: 'Chiffre relu',
  ...more,
});
const translation = { language: 'en', text: 'Baskets online', origin: 'human' as const, of: 1, replaces: 0 };
const translate = (more: Partial<Input<'TranslateText'>> = {}): InitiativeCommand => ({
  type: 'TranslateText',
  id,
  field: 'title',
  ...translation,
  ...more,
});

const changing: InitiativeCommand[] = [
  { type: 'DescribeInitiative', id, owners: [partner] },
  { type: 'ClassifyInitiative', id, missions: ['jobs'] },
  { type: 'AdvanceStage', id, to: 'planning', on: '2019-01-01' },
  { type: 'RevertStage', id, to: 'idea', on: '2019-01-01', reason: 'Fonds' },
  { type: 'AbandonInitiative', id, on: '2019-01-01', reason: 'Fonds' },
  recordOutcome,
  correct({ value: 13 }),
  translate(),
];

describe('RecordInitiative', () => {
  it('records', () => given().when(record).then([recorded]));
  it('is a repeat with the same content, whatever became of it since', () =>
    given(recorded, abandoned).when(record).thenNothing());
  it('refuses an id that is taken', () =>
    given(recorded)
      .when({ ...record, owners: [partner] })
      .thenError('ALREADY_EXISTS', ['id']));
  it.each(changing)('comes before $type', (command) => given().when(command).thenError('NOT_FOUND', ['id']));
});

describe('DescribeInitiative', () => {
  const title = { language: 'fr', text: 'Paniers', replaces: 1 };
  const summary = { language: 'fr', text: 'Des paniers livrés', replaces: 0 };
  const costs = [{ amount: 5000, currency: 'CAD' }];

  it('says only what changes', () =>
    given(recorded)
      .when({
        type: 'DescribeInitiative',
        id,
        title,
        summary,
        owners: [owner],
        costs,
        links: [],
        place: null,
      })
      .then([{ type: 'InitiativeDescribed', data: { title, summary, costs } }]));
  it('takes the place away', () =>
    given(recorded, { type: 'InitiativeDescribed', data: { place: { region: 'estrie' } } })
      .when({ type: 'DescribeInitiative', id, place: null })
      .then([{ type: 'InitiativeDescribed', data: { place: null } }]));
  it('changes nothing where all is so', () =>
    given(recorded, { type: 'InitiativeDescribed', data: { title, costs } })
      .when({ type: 'DescribeInitiative', id, title, costs })
      .thenNothing());
  it('refuses to replace another version of a text than the one that stands', () => {
    given(recorded, { type: 'InitiativeDescribed', data: { title } })
      .when({ type: 'DescribeInitiative', id, title: { ...title, text: 'Boîtes' } })
      .thenError('TEXT_CONFLICT', ['title', 'replaces'], { actual: 2 });
    given(recorded)
      .when({ type: 'DescribeInitiative', id, summary: { ...summary, replaces: 1 } })
      .thenError('TEXT_CONFLICT', ['summary', 'replaces'], { actual: 0 });
  });
});

describe('ClassifyInitiative', () => {
  it('says only what changes', () =>
    given(recorded)
      .when({ type: 'ClassifyInitiative', id, digitalUses: ['web', 'e-commerce'], missions: ['jobs'] })
      .then([{ type: 'InitiativeClassified', data: { missions: ['jobs'] } }]));
  it('changes nothing where only the order differs', () =>
    given(recorded)
      .when({ type: 'ClassifyInitiative', id, digitalUses: ['web', 'e-commerce'] })
      .thenNothing());
});

describe('RecordOutcome', () => {
  it('records', () => given(recorded).when(recordOutcome).then([outcomeRecorded]));
  it('is a repeat with the same content, also after a correction', () =>
    given(recorded, outcomeRecorded, {
      type: 'OutcomeCorrected',
      data: { outcomeId, value: 9, reason: 'Relu' },
    })
      .when(recordOutcome)
      .thenNothing());
  it('refuses an id that is taken, and none', () => {
    given(recorded, outcomeRecorded)
      .when({ ...recordOutcome, value: 13 })
      .thenError('ALREADY_EXISTS', ['outcomeId']);
    given(recorded)
      .when({ ...recordOutcome, outcomeId: undefined })
      .thenError('INVALID_INPUT', ['outcomeId']);
  });
});

describe('CorrectOutcome', () => {
  const indicator = { language: 'fr', text: 'Part des ventes en ligne', replaces: 1 };

  it('says only what changes, and why', () =>
    given(recorded, outcomeRecorded)
      .when(correct({ value: 13, unit: '%', source: null, indicator }))
      .then([
        {
          type: 'OutcomeCorrected',
          data: { outcomeId, value: 13, source: null, indicator, reason: 'Chiffre relu' },
        },
      ]));
  it('changes nothing where all is so', () => {
    given(recorded, outcomeRecorded)
      .when(correct({ value: 12, source: { text: 'Rapport annuel' } }))
      .thenNothing();
    given(recorded, outcomeRecorded, {
      type: 'OutcomeCorrected',
      data: { outcomeId, date: null, reason: 'Inconnue' },
    })
      .when(correct({ date: null }))
      .thenNothing();
  });
  it('refuses an outcome that is not there, and a text that has moved on', () => {
    given(recorded)
      .when(correct({ value: 13 }))
      .thenError('OUTCOME_NOT_FOUND', ['outcomeId']);
    given(recorded, outcomeRecorded)
      .when(correct({ indicator: { ...indicator, replaces: 2 } }))
      .thenError('TEXT_CONFLICT', ['indicator', 'replaces']);
  });
});

describe('TranslateText', () => {
  it('translates the title', () =>
    given(recorded)
      .when(translate())
      .then([{ type: 'TextTranslated', data: { field: 'title', ...translation } }]));
  it('translates an outcome’s indicator', () =>
    given(recorded, outcomeRecorded)
      .when(translate({ field: 'indicator', outcomeId }))
      .then([{ type: 'TextTranslated', data: { field: 'indicator', outcomeId, ...translation } }]));
  it('refuses what is not there', () => {
    given(recorded)
      .when(translate({ field: 'summary' }))
      .thenError('TRANSLATION_OF_NOTHING');
    given(recorded)
      .when(translate({ field: 'indicator', outcomeId }))
      .thenError('OUTCOME_NOT_FOUND', ['outcomeId']);
  });
  it('asks for an outcome where there must be one, and for none where there must not', () => {
    given(recorded)
      .when(translate({ field: 'indicator' }))
      .thenError('INVALID_INPUT', ['outcomeId']);
    given(recorded).when(translate({ outcomeId })).thenError('INVALID_INPUT', ['outcomeId']);
  });
  it('keeps to the length of a title', () =>
    given(recorded)
      .when(translate({ text: 'x'.repeat(501) }))
      .thenError('INVALID_INPUT', ['text']));
});

describe('an abandoned initiative', () => {
  it('is still described, classified, measured and translated', () => {
    const past = given(recorded, abandoned);
    past.when(changing[0]!).then([{ type: 'InitiativeDescribed', data: { owners: [partner] } }]);
    past.when(changing[1]!).then([{ type: 'InitiativeClassified', data: { missions: ['jobs'] } }]);
    past.when(recordOutcome).then([outcomeRecorded]);
    past.when(translate()).then([{ type: 'TextTranslated', data: { field: 'title', ...translation } }]);
    given(recorded, outcomeRecorded, abandoned)
      .when(correct({ value: 13 }))
      .then([{ type: 'OutcomeCorrected', data: { outcomeId, value: 13, reason: 'Chiffre relu' } }]);
  });
});
