import { given as givenEvents } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { PublishedFigureCommand } from './published-figure.commands.js';
import { publishedFigureCommands } from './published-figure.commands.js';
import { publishedFigure } from './published-figure.decider.js';
import { publishedFigureEvents, type PublishedFigureEvent } from './published-figure.events.js';

const given = (...events: PublishedFigureEvent[]) =>
  givenEvents(publishedFigure, publishedFigureEvents, events);
type Input<Type extends PublishedFigureCommand['type']> = Extract<PublishedFigureCommand, { type: Type }>;

const id = streamId('publishedFigure', '0198f000-0000-7000-8000-000000000001');
const source = streamId('literatureSource', '0198f000-0000-7000-8000-000000000002');
const press = streamId('literatureSource', '0198f000-0000-7000-8000-000000000003');
const content = {
  indicator: { code: 'enterprises', label: [{ language: 'fr', text: 'Entreprises' }] },
  population: [{ language: 'fr', text: 'Entreprises d’économie sociale' }],
  geography: [{ language: 'fr', text: 'Québec' }],
  value: 7000,
  unit: 'enterprises',
  source,
  reportedBy: press,
};
const recorded: PublishedFigureEvent = { type: 'FigureRecorded', data: content };
const record: Input<'RecordFigure'> = { type: 'RecordFigure', id, ...content };
const reason = 'Relu';
const correct = (more: Partial<Input<'CorrectFigure'>>): Input<'CorrectFigure'> => ({
  type: 'CorrectFigure',
  id,
  reason,
  ...more,
});
const retracted: PublishedFigureEvent = { type: 'FigureRetracted', data: { reason: 'Erratum' } };
const retract: Input<'RetractFigure'> = { type: 'RetractFigure', id, reason: 'Erratum' };
const translate: Input<'TranslateText'> = {
  type: 'TranslateText',
  id,
  field: 'population',
  language: 'en',
  text: 'Social economy enterprises',
  origin: 'human',
  of: 1,
  replaces: 0,
};

describe('RecordFigure', () => {
  it('records', () => given().when(record).then([recorded]));
  it('is a repeat with the same content, whatever became of it since', () =>
    given(recorded, retracted).when(record).thenNothing());
  it('refuses an id that is taken', () =>
    given(recorded)
      .when({ ...record, value: 11200 })
      .thenError('ALREADY_EXISTS', ['id']));
  it.each([correct({ value: 1 }), retract, translate])('comes before $type', (command) =>
    given().when(command).thenError('NOT_FOUND', ['id']),
  );
});

describe('CorrectFigure', () => {
  it('says only what changes', () =>
    given(recorded)
      .when(correct({ value: 7001, unit: 'enterprises', period: { from: '2016' } }))
      .then([{ type: 'FigureCorrected', data: { value: 7001, period: { from: '2016' }, reason } }]));
  it('is a repeat where nothing changes', () =>
    given(recorded)
      .when(correct({ value: 7000, page: null, approximate: false }))
      .thenNothing());
  it('takes a value away', () =>
    given(recorded)
      .when(correct({ reportedBy: null }))
      .then([{ type: 'FigureCorrected', data: { reportedBy: null, reason } }]));
  it('writes a text that was not there, and replaces one', () => {
    const definition = { language: 'fr', text: 'Avec salariés', replaces: 0 };
    const indicator = { language: 'fr', text: 'Nombre d’entreprises', replaces: 1 };
    given(recorded)
      .when(correct({ definition, indicator }))
      .then([{ type: 'FigureCorrected', data: { definition, indicator, reason } }]);
  });
  it('refuses to replace a text that somebody has replaced since', () =>
    given(recorded)
      .when(correct({ population: { language: 'fr', text: 'Coopératives', replaces: 0 } }))
      .thenError('TEXT_CONFLICT', ['population', 'replaces']));
  it('mends a retracted figure', () =>
    given(recorded, retracted)
      .when(correct({ indicatorCode: 'enterprise-count' }))
      .then([{ type: 'FigureCorrected', data: { indicatorCode: 'enterprise-count', reason } }]));
});

describe('RetractFigure', () => {
  it('retracts', () => given(recorded).when(retract).then([retracted]));
  it('puts the reason right', () =>
    given(recorded, retracted)
      .when({ ...retract, reason: 'Autre erratum' })
      .then([{ type: 'FigureRetracted', data: { reason: 'Autre erratum' } }]));
});

describe('TranslateText', () => {
  const data = {
    field: 'population' as const,
    language: 'en',
    text: 'Social economy enterprises',
    origin: 'human' as const,
    of: 1,
    replaces: 0,
  };
  it('translates', () =>
    given(recorded)
      .when(translate)
      .then([{ type: 'TextTranslated', data }]));
  it('refuses what has no original, and texts that are too long for their field', () => {
    given(recorded)
      .when({ ...translate, field: 'note' as const })
      .thenError('TRANSLATION_OF_NOTHING');
    given(recorded)
      .when({ ...translate, text: 'x'.repeat(501) })
      .thenError('INVALID_INPUT', ['text']);
  });
});

describe('a period', () => {
  const takes = (period: object) =>
    publishedFigureCommands.commands.CorrectFigure.schema.safeParse({ id, reason, period }).success;
  it('is a year, a month or a date, and ends after it began', () => {
    for (const period of [
      { from: '2015' },
      { from: '2015-06', to: '2016-01-31' },
      { from: '2015-06', to: '2015' },
      { from: '2015', to: '2015-01' },
    ])
      expect([period, takes(period)]).toEqual([period, true]);
    for (const period of [
      { from: '15' },
      { from: '2015-13' },
      { from: '0000' },
      { from: '2016', to: '2015' },
      { from: '2016-05', to: '2016-04-30' },
    ])
      expect([period, takes(period)]).toEqual([period, false]);
  });
});
