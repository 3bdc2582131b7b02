import { derivedId } from '../../src/kernel/ids.js';
import { organization } from '../../src/organizations/app/organization.aggregate.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import type { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import type { BatchItem } from '../../src/platform/commands/batch-runner.js';
import type { CommandContext, CommandOutcome } from '../../src/platform/commands/command-executor.js';
import {
  maxAppendBytes,
  OutcomeUnknown,
  StoreUnavailable,
} from '../../src/platform/event-store/event-store.js';
import { openWriteSide, type Interference, type WriteSide } from '../support/write-side.js';

let base: WriteSide;
let id: string;
let counted = 0;
beforeAll(async () => {
  base = await openWriteSide([organizationEvents]);
});
afterAll(() => base.close());
beforeEach(async () => {
  id = await registered();
});

const editor: CommandContext = { actor: 'person-1', role: 'editor', correlationId: 'c' };

async function registered(): Promise<string> {
  const made = derivedId('organization', String(++counted));
  const name = [{ language: 'fr', text: 'Nom' }];
  await base.runner.run(organization, 'RegisterOrganization', { id: made, name, legalForm: 'other' }, editor);
  return made;
}

const changeForm = (legalForm: string) =>
  base.runner.run(organization, 'ChangeLegalForm', { id, legalForm }, { ...editor, actor: 'person-2' });

/** Texts so long that the last of them need a second append. */
const TEXTS = 14;
const long = (nth: number) => String(nth).padEnd(maxAppendBytes / 20, 'x');
const described = (of = id): BatchItem[] =>
  Array.from({ length: TEXTS }, (_, nth) => ({
    name: 'DescribeOrganization',
    input: { id: of, description: { language: 'fr', text: long(nth), replaces: nth } },
    context: { ...editor, idempotencyKey: `text ${nth}` },
  }));
const rename = (text: string, replaces: number): BatchItem => ({
  name: 'RenameOrganization',
  input: { id, name: { language: 'fr', text, replaces } },
  context: editor,
});

/** A runner that counts the appends to each stream, and does something at some of them. */
function counting(interfere: Record<string, (streamId: string) => Promise<void>> = {}): {
  runner: AggregateRunner;
  appends: Map<string, number>;
} {
  const appends = new Map<string, number>();
  const at = (when: keyof Interference) => async (streamId: string) => {
    await interfere[`${when} ${appends.get(streamId)}`]?.(streamId);
  };
  const runner = base.runnerWith({
    beforeAppend: async (streamId) => {
      appends.set(streamId, (appends.get(streamId) ?? 0) + 1);
      await at('beforeAppend')(streamId);
    },
    afterAppend: at('afterAppend'),
  });
  return { runner, appends };
}

const brief = (outcomes: readonly (CommandOutcome | Error)[]) =>
  outcomes.map((outcome) =>
    outcome instanceof Error ? (outcome as { code?: string }).code : `${outcome.status} ${outcome.revision}`,
  );
const done = (from: number, count: number) => Array.from({ length: count }, (_, nth) => `done ${from + nth}`);
const texts = async () =>
  (await base.log.readStream(id)).flatMap(({ type, data }) =>
    type === 'OrganizationDescribed'
      ? [parseInt((data as { description: { text: string } }).description.text, 10)]
      : [],
  );

describe('a batch of one stream', () => {
  it('goes to the log in few appends; a refused command stops no other', async () => {
    const { runner, appends } = counting();
    const items = [rename('Un', 1), rename('Deux', 1), rename('Trois', 2), rename('Trois', 3)];
    expect(brief(await runner.runBatch(organization, items))).toEqual([
      'done 1',
      'TEXT_CONFLICT',
      'done 2',
      'unchanged 2',
    ]);
    expect(appends.get(id)).toBe(1);
  });

  it('that needs two appends is one after the other in the log', async () => {
    const { runner, appends } = counting();
    expect(brief(await runner.runBatch(organization, described()))).toEqual(done(1, TEXTS));
    expect(appends.get(id)).toBe(2);
    expect(await texts()).toEqual(Array.from({ length: TEXTS }, (_, nth) => nth));
  });

  it('is said one by one when somebody wrote to its stream first, and the batch of another stream is not', async () => {
    const other = await registered();
    const { runner, appends } = counting({
      'beforeAppend 1': async (streamId) => {
        if (streamId === id) await changeForm('mutual');
      },
    });
    const [mine, theirs] = await Promise.all([
      runner.runBatch(organization, described()),
      runner.runBatch(organization, described(other)),
    ]);
    expect(brief(mine)).toEqual(done(2, TEXTS));
    expect(brief(theirs)).toEqual(done(1, TEXTS));
    expect(Object.fromEntries(appends)).toEqual({ [id]: 1 + TEXTS, [other]: 2 });
    expect(await texts()).toEqual(Array.from({ length: TEXTS }, (_, nth) => nth));
  });

  it('keeps what its first append wrote when somebody comes before the second', async () => {
    const { runner, appends } = counting({ 'beforeAppend 2': async () => void (await changeForm('mutual')) });
    const outcomes = await runner.runBatch(organization, described());
    const kept = appends.get(id)! - 2; // one conflict and one whole append beside those said alone
    expect(kept).toBeGreaterThan(0);
    expect(kept).toBeLessThan(TEXTS);
    const whole = TEXTS - kept;
    expect(brief(outcomes)).toEqual([...done(1, whole), ...done(whole + 2, kept)]);
    expect(await texts()).toEqual(Array.from({ length: TEXTS }, (_, nth) => nth));
  });

  it('tells which commands failed when the store goes away, and goes on with those when it is said again', async () => {
    const { runner } = counting({
      'beforeAppend 2': () => Promise.reject(new StoreUnavailable('away')),
    });
    const unchanged = rename('Nom', 1);
    const items = [unchanged, ...described(), unchanged];
    const outcomes = brief(await runner.runBatch(organization, items));
    const written = outcomes.filter((outcome) => outcome?.startsWith('done')).length;
    expect(written).toBeGreaterThan(0);
    expect(written).toBeLessThan(TEXTS);
    // The last one would have been «unchanged» after commands that were never written: nothing is said of it.
    const failed = Array.from({ length: TEXTS - written + 1 }, () => 'UNAVAILABLE');
    expect(outcomes).toEqual(['unchanged 0', ...done(1, written), ...failed]);
    expect(await texts()).toHaveLength(written);

    const again = brief(await base.runner.runBatch(organization, items));
    expect(again).toEqual([
      `unchanged ${written}`,
      ...Array.from({ length: written }, (_, nth) => `repeated ${nth + 1}`),
      ...done(written + 1, TEXTS - written),
      `unchanged ${TEXTS}`,
    ]);
    expect(await texts()).toEqual(Array.from({ length: TEXTS }, (_, nth) => nth));
  });

  it('whose answer was lost is found in the log when it is said again', async () => {
    const { runner } = counting({ 'afterAppend 2': () => Promise.reject(new OutcomeUnknown('lost')) });
    const outcomes = brief(await runner.runBatch(organization, described()));
    expect(outcomes[0]).toBe('done 1');
    expect(outcomes.at(-1)).toBe('OUTCOME_UNKNOWN');
    expect(await texts()).toHaveLength(TEXTS);
    expect(brief(await base.runner.runBatch(organization, described()))).toEqual(
      Array.from({ length: TEXTS }, (_, nth) => `repeated ${nth + 1}`),
    );
    expect(await texts()).toHaveLength(TEXTS);
  });

  it('of two streams is refused but for the first', async () => {
    const other = await registered();
    const [first, second] = await base.runner.runBatch(organization, [
      rename('Un', 1),
      ...described(other).slice(0, 1),
    ]);
    expect(first).toMatchObject({ status: 'done' });
    expect(second).toBeInstanceOf(TypeError);
    expect(await base.typesOf(other)).toEqual(['OrganizationRegistered']);
  });
});
