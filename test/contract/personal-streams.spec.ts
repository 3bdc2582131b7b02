import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../src/kernel/commands.js';
import type { Decider } from '../../src/kernel/decider.js';
import { defineEvents, event, type EventOf } from '../../src/kernel/events.js';
import { limits, text } from '../../src/kernel/fields.js';
import { derivedId } from '../../src/kernel/ids.js';
import { isErased, personal, valueOf, type Personal } from '../../src/kernel/personal.js';
import { aggregate } from '../../src/platform/commands/aggregate.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../src/platform/commands/command-executor.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { openVault } from '../support/vault.js';
import { openWriteSide, type WriteSide } from '../support/write-side.js';

const diaryEvents = defineEvents('diary', {
  DiaryBegun: event(z.strictObject({ by: personal(text(100)) })),
  LineWritten: event(z.strictObject({ line: personal(text(100)), reason: personal(text(100)).optional() })),
});
const diaryCommands = defineCommands('diary', {
  BeginDiary: command(z.strictObject({ id: text(100).optional(), by: text(100) }), { creates: true }),
  WriteLine: command(
    z.strictObject({ id: text(100), line: text(100), reason: text(limits.reason).optional() }),
  ),
});
type DiaryEvent = EventOf<typeof diaryEvents>;
interface Diary {
  readonly by: Personal<string> | null;
  readonly lines: readonly (string | null)[];
}
/** Every line says whose diary it is: so a test sees what the decider saw. */
const diaryDecider: Decider<Diary, CommandOf<typeof diaryCommands>, DiaryEvent> = {
  initialState: { by: null, lines: [] },
  decide(said, { by }) {
    if (said.type === 'BeginDiary')
      return [{ type: 'DiaryBegun', data: { by: { personal: owner, value: said.by } } }];
    const whose = by === null ? 'nobody' : isErased(by) ? 'erased' : by.value;
    const under = (value: string) => ({ personal: lines, value });
    const reason = said.reason === undefined ? {} : { reason: under(said.reason) };
    return [{ type: 'LineWritten', data: { line: under(`${whose}: ${said.line}`), ...reason } }];
  },
  evolve: (state, { type, data }) =>
    type === 'DiaryBegun'
      ? { ...state, by: data.by }
      : { ...state, lines: [...state.lines, valueOf(data.line)] },
};
const diary = aggregate({
  category: 'diary',
  decider: diaryDecider,
  commands: diaryCommands,
  personal: true,
});

let base: WriteSide;
let owner: string;
let lines: string;
beforeAll(async () => {
  base = await openWriteSide([diaryEvents]);
});
afterAll(() => base.close());
beforeEach(() => {
  owner = `writer-${randomUUID()}`;
  lines = `lines-${randomUUID()}`;
});

const context: CommandContext = { actor: 'person-1', role: 'practitioner', correlationId: 'c' };
const key = (idempotencyKey: string): CommandContext => ({ ...context, idempotencyKey });
const begin = (by = 'Rose', idempotencyKey: string = randomUUID(), runner = base.runner) =>
  runner.run(diary, 'BeginDiary', { by }, key(idempotencyKey));
const write = (id: string, line: string, more: Partial<CommandContext> = {}, input = {}) =>
  base.runner.run(diary, 'WriteLine', { id, line, ...input }, { ...context, ...more });
const linesOf = async (id: string) => ((await base.runner.load(diary, id)).state as Diary).lines;

it('deciders see what was sealed, and what is erased as erased', async () => {
  const { id } = await begin();
  await write(id, 'one');
  await base.personal.eraseOwner(owner);
  await write(id, 'two');
  expect(await linesOf(id)).toEqual(['Rose: one', 'erased: two']);
});

it('a new stream’s id comes from the key, and cannot be found by guessing it', async () => {
  const first = await begin('Rose', 'k-1');
  expect(first).toMatchObject({ status: 'done', id: expect.stringMatching(/^diary-.{14}4/) });
  expect(first.id).not.toBe(derivedId('diary', 'person-1', 'BeginDiary', 'k-1'));
  expect(await begin('Rose', 'k-1')).toEqual({ ...first, status: 'repeated' });
  const other = new AggregateRunner(new EventLog(base.store, base.registry, base.personal), base.personal);
  expect(await begin('Rose', 'k-1', other)).toEqual({ ...first, status: 'repeated' });
  await expect(base.runner.run(diary, 'BeginDiary', { by: 'x' }, context)).rejects.toMatchObject({
    code: 'IDEMPOTENCY_KEY_REQUIRED',
  });
  const given = `diary-${randomUUID()}`;
  expect(await base.runner.run(diary, 'BeginDiary', { id: given, by: 'x' }, context)).toMatchObject({
    id: given,
  });
});

it('one key for two inputs is refused, until the key that could tell them apart is destroyed', async () => {
  const { id } = await begin();
  const done = await write(id, 'one', key('k'));
  await expect(write(id, 'two', key('k'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  await base.personal.eraseVersions(id, 1_000);
  for (const line of ['one', 'two']) {
    expect(await write(id, line, key('k'))).toEqual({ ...done, status: 'repeated' });
  }
  expect(await write(id, 'three', key('k-3'))).toMatchObject({ status: 'done' });
  await expect(write(id, 'four', key('k-3'))).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
  await base.personal.eraseRecord(id);
  expect(await write(id, 'four', key('k-3'))).toMatchObject({ status: 'repeated' });
});

it('metadata hold nothing of the input: the fingerprint is keyed, and a reason goes into the command or is refused', async () => {
  const { id } = await begin('Rose');
  await write(id, 'one', { reason: 'because' }, { reason: 'because' });
  // Said beside the command, it is as if it had been said in it.
  await write(id, 'two', { reason: 'because' });
  await expect(write(id, 'three', { reason: 'because' }, { reason: 'or not' })).rejects.toMatchObject({
    path: ['reason'],
  });
  const metadata = (await base.store.readStream(id)).map((event) => event.metadata);
  expect(metadata.map(({ reason }) => reason)).toEqual([undefined, undefined, undefined]);
  const sealed = (await base.log.readStream(id)).map(({ data }) => (data as { reason?: object }).reason);
  expect(sealed.slice(1)).toEqual([1, 2].map(() => expect.objectContaining({ sealed: expect.any(String) })));
  expect(metadata[0]!.fingerprint).toMatch(/^[\w-]{12}:[\w-]{43}$/);
  const twin = await begin('Rose');
  expect((await base.store.readStream(twin.id))[0]!.metadata.fingerprint.slice(13)).not.toBe(
    metadata[0]!.fingerprint.slice(13),
  );
  await expect(
    base.runner.run(diary, 'BeginDiary', { by: 'x' }, { ...key('r'), reason: 'because' }),
  ).rejects.toMatchObject({ code: 'INVALID_INPUT', path: ['reason'] });
});

it('nothing of a long stream is kept open in memory', async () => {
  const { id } = await begin();
  const items = Array.from({ length: 250 }, (_, nth) => ({
    name: 'WriteLine',
    input: { id, line: `${nth}` },
    context,
  }));
  await base.runner.runBatch(diary, items);
  const from: number[] = [];
  const runner = base.runnerWith({ beforeRead: async (_, first) => void from.push(first) });
  await runner.load(diary, id);
  await base.personal.eraseOwner(owner);
  const { state } = await runner.load(diary, id);
  expect(isErased((state as Diary).by!)).toBe(true);
  expect(from).toEqual([0, 0]);
});

it('a batch recognizes repetitions in itself and in the stream', async () => {
  const { id } = await begin();
  const item = (line: string, idempotencyKey: string) => ({
    name: 'WriteLine',
    input: { id, line },
    context: key(idempotencyKey),
  });
  const items = [item('one', 'a'), item('one', 'a'), item('two', 'a'), item('two', 'b')];
  const brief = (outcomes: readonly (CommandOutcome | Error)[]) =>
    outcomes.map((outcome) =>
      outcome instanceof Error
        ? (outcome as { code?: string }).code
        : `${outcome.status} ${outcome.revision}`,
    );
  expect(brief(await base.runner.runBatch(diary, items))).toEqual([
    'done 1',
    'repeated 1',
    'IDEMPOTENCY_KEY_REUSED',
    'done 2',
  ]);
  expect(brief(await base.runner.runBatch(diary, items))).toEqual([
    'repeated 1',
    'repeated 1',
    'IDEMPOTENCY_KEY_REUSED',
    'repeated 2',
  ]);
});

it('without a master key, and about somebody who is erased, commands answer with their codes', async () => {
  const { id } = await begin();
  const closed = await openVault(base.databaseUrl, { masterKey: { kind: 'none' } });
  const log = new EventLog(base.store, base.registry, closed.personal);
  const runner = new AggregateRunner(log, closed.personal);
  const input = { id, line: 'x' };
  await expect(begin('Rose', 'k', runner)).rejects.toMatchObject({ code: 'PERSONAL_DATA_CLOSED' });
  await expect(runner.run(diary, 'WriteLine', input, context)).rejects.toMatchObject({
    code: 'PERSONAL_DATA_CLOSED',
    message: expect.stringContaining('CASEBOOK_MASTER_KEY'),
  });
  const [batched] = await runner.runBatch(diary, [{ name: 'WriteLine', input, context }]);
  expect(batched).toMatchObject({ code: 'PERSONAL_DATA_CLOSED' });
  await closed.close();
  await base.personal.eraseOwner(lines);
  await expect(write(id, 'x')).rejects.toMatchObject({ code: 'PARTICIPANT_ERASED', details: { id: lines } });
});
