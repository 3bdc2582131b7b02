import { derivedId } from '../../src/kernel/ids.js';
import { organization } from '../../src/organizations/app/organization.aggregate.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import type { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../src/platform/commands/command-executor.js';
import { openWriteSide, type WriteSide } from '../support/write-side.js';

/** A stream of more events than this is kept folded, and at most so many of them. */
const KEPT_FROM = 200;
const KEPT = 32;

let base: WriteSide;
beforeAll(async () => {
  base = await openWriteSide([organizationEvents]);
});
afterAll(() => base.close());

const editor: CommandContext = { actor: 'person-1', role: 'editor', correlationId: 'c' };
const id = (nth: number) => derivedId('organization', String(nth));
const changeForm = (runner: AggregateRunner, nth: number, legalForm: string, context = editor) =>
  runner.run(organization, 'ChangeLegalForm', { id: id(nth), legalForm }, context);

/** An organization whose stream has `events` events. */
async function organizationOf(nth: number, events: number): Promise<void> {
  const name = [{ language: 'fr', text: 'Nom' }];
  const register = { name: 'RegisterOrganization', input: { id: id(nth), name, legalForm: 'other' } };
  const changes = Array.from({ length: events - 1 }, (_, index) => ({
    name: 'ChangeLegalForm',
    input: { id: id(nth), legalForm: index % 2 === 0 ? 'mutual' : 'other' },
  }));
  const outcomes = await base.runner.runBatch(
    organization,
    [register, ...changes].map((item) => ({ ...item, context: editor })),
  );
  expect(outcomes.at(-1)).toMatchObject({ revision: events - 1 });
}

/** A runner, and from which revision on it read each time. */
function reading(): { runner: AggregateRunner; from: number[] } {
  const from: number[] = [];
  return { runner: base.runnerWith({ beforeRead: async (_, first) => void from.push(first) }), from };
}

it('a short stream is read anew for each command', async () => {
  await organizationOf(1, KEPT_FROM - 2);
  const { runner, from } = reading();
  await changeForm(runner, 1, 'cooperative');
  await changeForm(runner, 1, 'other');
  expect(from).toEqual([0, 0]);
});

it('of a long stream only what came since is read, whoever wrote it', async () => {
  await organizationOf(2, KEPT_FROM + 1);
  const { runner, from } = reading();
  const first = await changeForm(runner, 2, 'cooperative', { ...editor, idempotencyKey: 'k' });
  expect(first).toMatchObject({ status: 'done', revision: KEPT_FROM + 1 });
  await changeForm(base.runner, 2, 'mutual');
  expect(await changeForm(runner, 2, 'mutual')).toMatchObject({
    status: 'unchanged',
    revision: KEPT_FROM + 2,
  });
  expect(await changeForm(runner, 2, 'cooperative', { ...editor, idempotencyKey: 'k' })).toEqual({
    ...first,
    status: 'repeated',
  });
  expect(from).toEqual([0, KEPT_FROM + 1, KEPT_FROM + 3]);
});

it('no more long streams are kept than there is room for: the least recently used go first', async () => {
  const { runner, from } = reading();
  for (let nth = 0; nth <= KEPT; nth++) {
    await organizationOf(100 + nth, KEPT_FROM + 1);
    await runner.load(organization, id(100 + nth));
  }
  from.length = 0;
  await runner.load(organization, id(100 + KEPT));
  await runner.load(organization, id(101));
  await runner.load(organization, id(100));
  expect(from).toEqual([KEPT_FROM + 1, KEPT_FROM + 1, 0]);
});
