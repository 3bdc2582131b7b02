import fc from 'fast-check';
import { given as givenEvents, play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { InitiativeCommand } from './initiative.commands.js';
import { initiative } from './initiative.decider.js';
import { initiativeEvents, type InitiativeEvent, type Stage } from './initiative.events.js';
import { way } from './stage-moves.js';

const given = (...events: InitiativeEvent[]) => givenEvents(initiative, initiativeEvents, events);
const id = streamId('initiative', '0198f000-0000-7000-8000-000000000001');
const content = {
  title: [{ language: 'fr', text: 'Paniers en ligne' }],
  owners: [streamId('organization', '0198f000-0000-7000-8000-000000000002')],
};
const reason = 'Fonds';

const recorded = (stage: (typeof way)[number], stageSince?: string): InitiativeEvent => ({
  type: 'InitiativeRecorded',
  data: { ...content, stage, ...(stageSince && { stageSince }) },
});
const advanced = (from: Stage, to: Stage, on: string): InitiativeEvent => ({
  type: 'StageAdvanced',
  data: { from, to, on },
});
const reverted = (from: Stage, to: Stage, on: string): InitiativeEvent => ({
  type: 'StageReverted',
  data: { from, to, on, reason },
});
const abandoned = (from: Stage, on: string): InitiativeEvent => ({
  type: 'InitiativeAbandoned',
  data: { from, on, reason },
});
const advance = (to: Exclude<(typeof way)[number], 'idea'>, on: string): InitiativeCommand => ({
  type: 'AdvanceStage',
  id,
  to,
  on,
});
const revert = (to: (typeof way)[number], on: string): InitiativeCommand => ({
  type: 'RevertStage',
  id,
  to,
  on,
  reason,
});
const abandon = (on: string): InitiativeCommand => ({ type: 'AbandonInitiative', id, on, reason });

describe('AdvanceStage', () => {
  it.each([
    ['idea', 'planning'],
    ['planning', 'pilot'],
    ['pilot', 'deployed'],
    ['deployed', 'sustained'],
  ] as const)('goes from %s to %s', (from, to) =>
    given(recorded(from))
      .when(advance(to, '2018-01-01'))
      .then([advanced(from, to, '2018-01-01')]),
  );
  it('refuses any but the next stage, and says which that is', () => {
    given(recorded('idea'))
      .when(advance('pilot', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to'], { from: 'idea', to: 'pilot', allowed: ['planning'] });
    given(recorded('pilot'))
      .when(advance('planning', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to']);
    given(recorded('sustained'))
      .when(advance('sustained', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to'], { allowed: [] });
  });
  it('changes nothing where it stands there since that date, but refuses another date', () => {
    const past = given(recorded('idea'), advanced('idea', 'planning', '2018-01-01'));
    past.when(advance('planning', '2018-01-01')).thenNothing();
    past.when(advance('planning', '2018-01-02')).thenError('STAGE_MOVE_NOT_ALLOWED', ['to']);
    given(recorded('planning', '2018-01-01')).when(advance('planning', '2018-01-01')).thenNothing();
  });
  it('refuses a date before the last move, and takes the same day', () => {
    const past = given(recorded('idea', '2018-01-01'));
    past
      .when(advance('planning', '2017-12-31'))
      .thenError('DATE_OUT_OF_ORDER', ['on'], { last: '2018-01-01' });
    past.when(advance('planning', '2018-01-01')).then([advanced('idea', 'planning', '2018-01-01')]);
  });
  it('refuses an abandoned initiative', () =>
    given(recorded('idea'), abandoned('idea', '2018-01-01'))
      .when(advance('planning', '2019-01-01'))
      .thenError('INITIATIVE_ABANDONED', ['id'], { since: '2018-01-01' }));
});

describe('RevertStage', () => {
  it('goes back to any earlier stage', () => {
    given(recorded('deployed'))
      .when(revert('pilot', '2018-01-01'))
      .then([reverted('deployed', 'pilot', '2018-01-01')]);
    given(recorded('deployed'))
      .when(revert('idea', '2018-01-01'))
      .then([reverted('deployed', 'idea', '2018-01-01')]);
  });
  it('refuses the same stage and later ones', () => {
    given(recorded('pilot'))
      .when(revert('pilot', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to'], {
        from: 'pilot',
        to: 'pilot',
        allowed: ['idea', 'planning'],
      });
    given(recorded('pilot', '2018-01-01'))
      .when(revert('pilot', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to']);
    given(recorded('pilot'))
      .when(revert('sustained', '2018-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to']);
  });
  it('brings an abandoned initiative back to the stage that it had, or an earlier one', () => {
    const past = given(
      recorded('idea'),
      advanced('idea', 'planning', '2017-01-01'),
      abandoned('planning', '2018-01-01'),
    );
    past.when(revert('planning', '2019-01-01')).then([reverted('abandoned', 'planning', '2019-01-01')]);
    past.when(revert('idea', '2019-01-01')).then([reverted('abandoned', 'idea', '2019-01-01')]);
    past
      .when(revert('pilot', '2019-01-01'))
      .thenError('STAGE_MOVE_NOT_ALLOWED', ['to'], { from: 'abandoned', allowed: ['idea', 'planning'] });
  });
  it('is a repeat on the same date', () =>
    given(recorded('pilot'), reverted('pilot', 'idea', '2018-01-01'))
      .when(revert('idea', '2018-01-01'))
      .thenNothing());
  it('refuses a date before the last move', () =>
    given(recorded('pilot', '2018-01-01'))
      .when(revert('idea', '2017-01-01'))
      .thenError('DATE_OUT_OF_ORDER', ['on']));
});

describe('AbandonInitiative', () => {
  it.each(way)('abandons it at the stage %s', (stage) =>
    given(recorded(stage))
      .when(abandon('2018-01-01'))
      .then([abandoned(stage, '2018-01-01')]),
  );
  it('is a repeat on the same date, and refused on another', () => {
    given(recorded('idea'), abandoned('idea', '2018-01-01')).when(abandon('2018-01-01')).thenNothing();
    given(recorded('idea'), abandoned('idea', '2018-01-01'))
      .when(abandon('2018-01-02'))
      .thenError('INITIATIVE_ABANDONED', ['id']);
  });
  it('refuses a date before the last move that has one', () =>
    given(recorded('idea', '2018-01-01'), advanced('idea', 'planning', '2018-03-01'))
      .when(abandon('2018-02-01'))
      .thenError('DATE_OUT_OF_ORDER', ['on'], { last: '2018-03-01' }));
});

describe('any moves', () => {
  const on = fc
    .integer({ min: 0, max: 40 })
    .map((day) => new Date(Date.UTC(2018, 0, 1 + day)).toISOString().slice(0, 10));
  const anyMove = fc.oneof(
    fc.tuple(fc.constantFrom(...way.slice(1)), on).map(([to, date]) => advance(to as 'planning', date)),
    fc.tuple(fc.constantFrom(...way), on).map(([to, date]) => revert(to, date)),
    on.map(abandon),
  );

  it('leave a history whose dates never decrease and whose steps are allowed', () => {
    fc.assert(
      fc.property(fc.array(anyMove, { maxLength: 40 }), fc.constantFrom(...way), (moves, stage) => {
        const record: InitiativeCommand = { type: 'RecordInitiative', id, ...content, stage };
        const { state } = play(initiative, initiativeEvents, [record, ...moves], () => undefined);
        if (state.status === 'absent') throw new Error('expected an initiative');
        const dates = state.history.flatMap(({ since }) => since ?? []);
        expect(dates).toEqual(dates.toSorted());
        state.history.slice(1).forEach(({ stage: to, kind }, index) => {
          const from = state.history[index]!.stage;
          const step = way.findIndex((s) => s === to) - way.findIndex((s) => s === from);
          if (kind === 'advanced') expect(step).toBe(1);
          if (kind === 'reverted' && from !== 'abandoned') expect(step).toBeLessThan(0);
          expect(kind === 'abandoned').toBe(to === 'abandoned');
        });
        expect(state.stage).toBe(state.history.at(-1)!.stage);
      }),
      { numRuns: 300 },
    );
  });
});
