import fc from 'fast-check';
import { play } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { OrganizationCommand } from './organization.commands.js';
import { organization } from './organization.decider.js';
import { legalForms, organizationEvents, principles, type OrganizationEvent } from './organization.events.js';

const id = streamId('organization', '0198f000-0000-7000-8000-000000000001');
const others = [2, 3].map((n) => streamId('organization', `0198f000-0000-7000-8000-00000000000${n}`));
const register: OrganizationCommand = {
  type: 'RegisterOrganization',
  id,
  name: [{ language: 'fr', text: 'Coop' }],
  legalForm: 'cooperative',
};

const text = fc.constantFrom('Coop', 'Coopérative', 'Co-op');
const reworded = fc.record({
  language: fc.constantFrom('fr', 'en'),
  text,
  replaces: fc.integer({ min: 0, max: 3 }),
});
const date = fc.option(fc.constantFrom('2019-01-01', '2020-02-29'), { nil: undefined });
const codes = fc.uniqueArray(fc.constantFrom('a', 'b', 'c'));
const said = <const Type extends string, Input>(type: Type, input: fc.Arbitrary<Input>) =>
  input.map((given) => ({ type, id, ...given }));

const anyCommand: fc.Arbitrary<OrganizationCommand> = fc.oneof(
  said('RenameOrganization', fc.record({ name: reworded })),
  said('DescribeOrganization', fc.record({ description: reworded })),
  said(
    'ClassifyOrganization',
    fc.record(
      { sectors: codes, missions: codes, sizeBand: fc.constantFrom(null, '1-4' as const) },
      { requiredKeys: [] },
    ),
  ),
  said('ChangeLegalForm', fc.record({ legalForm: fc.constantFrom(...legalForms), on: date })),
  said(
    'AssessEligibility',
    fc.record({
      assessments: fc.uniqueArray(
        fc.record({ principle: fc.constantFrom(...principles), met: fc.boolean(), evidence: text }),
        { minLength: 1, selector: ({ principle }) => principle },
      ),
    }),
  ),
  said(
    'TranslateText',
    fc.record({
      field: fc.constantFrom('name' as const, 'description' as const),
      language: fc.constantFrom('fr', 'en'),
      text,
      origin: fc.constantFrom('human' as const, 'machine' as const),
      of: fc.integer({ min: 1, max: 3 }),
      replaces: fc.integer({ min: 0, max: 3 }),
    }),
  ),
  said('DissolveOrganization', fc.record({ on: date })),
  said('MergeOrganization', fc.record({ into: fc.constantFrom(id, ...others) })),
);

/** No key stands in an event of classification whose value the ones before it had set already. */
function expectOnlyChanges(events: readonly OrganizationEvent[]): void {
  const now: Record<string, string> = {};
  for (const event of events.filter(({ type }) => type === 'OrganizationClassified')) {
    expect(event.data).not.toEqual({});
    for (const [key, value] of Object.entries(event.data)) {
      const written = JSON.stringify(Array.isArray(value) ? value.toSorted() : value);
      expect(written).not.toBe(now[key]);
      now[key] = written;
    }
  }
}

it('takes any commands: accepted once, or rejected by a rule; nothing follows a merge', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const { events } = play(organization, organizationEvents, [register, ...commands], () => undefined);
      const merge = events.findIndex(({ type }) => type === 'OrganizationMerged');
      expect([-1, events.length - 1]).toContain(merge);
      expectOnlyChanges(events);
    }),
    { numRuns: 300 },
  );
});
