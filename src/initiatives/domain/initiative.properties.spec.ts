import fc from 'fast-check';
import { play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { InitiativeCommand } from './initiative.commands.js';
import { initiative } from './initiative.decider.js';
import { initiativeEvents } from './initiative.events.js';

const id = streamId('initiative', '0198f000-0000-7000-8000-000000000001');
const owners = [2, 3].map((n) => streamId('organization', `0198f000-0000-7000-8000-00000000000${n}`));
const record: InitiativeCommand = {
  type: 'RecordInitiative',
  id,
  title: [{ language: 'fr', text: 'Paniers' }],
  owners: [owners[0]!],
  stage: 'idea',
};

const language = fc.constantFrom('fr', 'en');
const text = fc.constantFrom('Paniers', 'Boîtes', 'Baskets');
const reworded = fc.record({ language, text, replaces: fc.integer({ min: 0, max: 3 }) });
const codes = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
const outcomeId = fc.constantFrom(
  '0198f000-0000-4000-8000-000000000004',
  '0198f000-0000-4000-8000-000000000005',
);
const value = fc.integer({ min: 0, max: 3 });
const said = <const Type extends string, Input>(type: Type, input: fc.Arbitrary<Input>) =>
  input.map((given) => ({ type, id, ...given }));

const anyCommand: fc.Arbitrary<InitiativeCommand> = fc.oneof(
  said(
    'DescribeInitiative',
    fc.record(
      {
        title: reworded,
        summary: reworded,
        owners: fc.uniqueArray(fc.constantFrom(...owners), { minLength: 1 }),
        place: fc.constantFrom(null, { region: 'estrie' }),
        costs: fc.array(fc.record({ amount: value, currency: fc.constant('CAD') }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  ),
  said(
    'ClassifyInitiative',
    fc.record({ digitalUses: codes, missions: codes, characteristics: codes }, { requiredKeys: [] }),
  ),
  said(
    'RecordOutcome',
    fc.record({
      outcomeId,
      indicator: fc.tuple(language, text).map(([lang, indicator]) => [{ language: lang, text: indicator }]),
      value,
      unit: fc.constantFrom('%', 'h'),
    }),
  ),
  said(
    'CorrectOutcome',
    fc.record(
      {
        outcomeId,
        reason: fc.constant('Relu'),
        value,
        date: fc.constantFrom(null, '2018-06-30'),
        source: fc.constantFrom(null, { text: 'Rapport' }),
        indicator: reworded,
      },
      { requiredKeys: ['outcomeId', 'reason'] },
    ),
  ),
  said(
    'TranslateText',
    fc.record({
      field: fc.constantFrom('title' as const, 'summary' as const, 'indicator' as const),
      outcomeId: fc.option(outcomeId, { nil: undefined }),
      language,
      text,
      origin: fc.constantFrom('human' as const, 'machine' as const),
      of: fc.integer({ min: 1, max: 3 }),
      replaces: fc.integer({ min: 0, max: 3 }),
    }),
  ),
);

it('takes any commands: accepted once, or rejected by a rule', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const { events } = play(initiative, initiativeEvents, [record, ...commands], (state) => {
        if (state.status === 'absent') throw new Error('expected an initiative');
        // What was taken away is gone, and not kept as null.
        expect([
          state.place,
          ...Object.values(state.outcomes).flatMap((o) => [o.date, o.source]),
        ]).not.toContain(null);
      });
      for (const { type, data } of events) if (type === 'InitiativeDescribed') expect(data).not.toEqual({});
    }),
    { numRuns: 300 },
  );
});
