import { derivedId, type StreamId } from '../../kernel/ids.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import { MergeCompletion, type DecidedMerge } from '../../platform/commands/merge-completion.js';
import { UnfinishedMergesOnRecord } from '../../platform/read-side/unfinished-merges.js';
import { defineReadModel } from '../../platform/projections/definition.js';
import type { RunningReadModel } from '../../platform/projections/running-read-model.js';
import { startReadModel } from '../../platform/projections/start-read-model.js';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { organizationEvents, organizationMergeEvents } from '../domain/organization.events.js';
import { organizationDocuments } from '../read-model/organization.projection.js';
import {
  mergedOrganizations,
  mergesStream,
  organization,
  organizationMerges,
} from './organization.aggregate.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const editor = { actor: 'person-7', role: 'editor', correlationId: 'request-1' };
const id = (name: string): StreamId<'organization'> => derivedId('organization', name);

let base: WriteSide;
beforeEach(async () => {
  base = await openWriteSide([organizationEvents, organizationMergeEvents]);
});
afterEach(() => base.close());

const register = (name: string) =>
  base.runner.run(
    organization,
    'RegisterOrganization',
    { id: id(name), name: [{ language: 'fr', text: name }], legalForm: 'cooperative' },
    editor,
  );
/** What stands in the log when the process is killed between the two appends of a merge. */
const decide = (name: string, into: string, reason?: string) =>
  base.runner.run(
    organizationMerges,
    'DecideMerge',
    { organization: id(name), into: id(into) },
    { ...editor, reason, idempotencyKey: `merge ${id(name)} ${id(into)}` },
  );
const finish = (name: string, into: string) =>
  base.runner.run(organization, 'MergeOrganization', { id: id(name), into: id(into) }, editor);

interface Start {
  /** Organizations that were named in errors. */
  readonly failed: readonly unknown[];
  readonly completed: readonly unknown[];
  /** Merges that were said to be unfinished, page by page. */
  readonly found: readonly number[];
}

/** One start of a service: the read model reaches the log's head, then merges are completed. */
async function start(pageSize?: number): Promise<Start> {
  let running: RunningReadModel | undefined;
  const failed: unknown[] = [];
  const completed: unknown[] = [];
  const found: number[] = [];
  try {
    running = await startReadModel({
      log: base.store,
      databaseUrl: base.databaseUrl,
      definition: defineReadModel([organizationDocuments]),
      decode: (event) => base.registry.decode(event),
      logger: quiet,
    });
    await running.ready;
    const onRecord = new UnfinishedMergesOnRecord('organization', () => running!.readModel.current());
    const unfinished = async (merges: readonly DecidedMerge[]) => {
      const among = await onRecord.among(merges);
      found.push(among.length);
      return among;
    };
    const logger = {
      error: (details: unknown) => void failed.push((details as { id?: unknown }).id),
      info: (details: unknown) => void completed.push((details as { id?: unknown }).id),
    };
    // A runner of its own: a new process remembers nothing.
    const runner = new AggregateRunner(base.log);
    await new MergeCompletion(
      mergedOrganizations,
      runner,
      base.log,
      { among: unfinished },
      logger,
      pageSize,
    ).completeMerges();
  } finally {
    await running?.close();
  }
  return { failed, completed, found };
}

describe('at the start', () => {
  it('a merge that reached the list alone is completed, in the name of whoever decided it; once', async () => {
    for (const name of ['a', 'b']) await register(name);
    await decide('a', 'b', 'Fusion');
    expect(await base.typesOf(id('a'))).toEqual(['OrganizationRegistered']);

    expect(await start()).toEqual({ failed: [], completed: [id('a')], found: [1] });
    const [, merged] = await base.log.readStream(id('a'));
    expect(merged).toMatchObject({
      type: 'OrganizationMerged',
      data: { into: id('b') },
      metadata: { ...editor, reason: 'Fusion' },
    });

    const head = await base.log.head();
    expect(await start()).toEqual({ failed: [], completed: [], found: [0] });
    expect(await base.log.head()).toBe(head);
  });

  it('one that cannot be completed is named in the log, and the others are completed', async () => {
    for (const name of ['a', 'b', 'c']) await register(name);
    await decide('a', 'b');
    await decide('nobody', 'b');
    await register('twice');
    await finish('twice', 'c');
    await decide('twice', 'b');
    await decide('b', 'c');

    const first = await start();
    expect(first.completed).toEqual([id('a'), id('b')]);
    expect(first.failed).toEqual([id('nobody'), id('twice')]);
    expect(await start()).toEqual({ failed: first.failed, completed: [], found: [2] });
  });

  it('the whole list is gone through, page by page, and nothing is said where it stands already', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of [...names, 'into']) await register(name);
    for (const name of names) await decide(name, 'into');
    for (const name of ['a', 'b', 'd']) await finish(name, 'into');
    expect((await base.log.readStream(mergesStream)).length).toBe(5);

    expect(await start(2)).toEqual({ failed: [], completed: [id('c'), id('e')], found: [0, 1, 1] });
  });

  it('a list that ends with a full page is gone through, too', async () => {
    for (const name of ['a', 'b', 'into']) await register(name);
    for (const name of ['a', 'b']) await decide(name, 'into');
    expect(await start(2)).toMatchObject({ completed: [id('a'), id('b')], found: [2, 0] });
  });

  it('nothing is done where there were no merges', async () => {
    await register('a');
    const head = await base.log.head();
    expect(await start()).toEqual({ failed: [], completed: [], found: [0] });
    expect(await base.log.head()).toBe(head);
  });

  it('a list that cannot be compared does not stop it', async () => {
    for (const name of ['a', 'b']) await register(name);
    await decide('a', 'b');
    const errors: unknown[] = [];
    const logger = { error: (details: unknown) => void errors.push(details), info: () => undefined };
    const failure = new Error('the read model went away');
    const unfinished = { among: () => Promise.reject(failure) };
    const completion = new MergeCompletion(mergedOrganizations, base.runner, base.log, unfinished, logger);
    await completion.completeMerges();
    expect(errors).toEqual([{ err: failure, category: 'organization' }]);
  });
});
