import { openWriteSide, type Interference, type WriteSide } from '../../../test/support/write-side.js';
import { derivedId } from '../../kernel/ids.js';
import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import { MergeCompletion } from '../../platform/commands/merge-completion.js';
import { defineReadModel } from '../../platform/projections/definition.js';
import { startReadModel } from '../../platform/projections/start-read-model.js';
import { UnfinishedMergesOnRecord } from '../../platform/read-side/unfinished-merges.js';
import { doiClaimEvents } from '../domain/doi-claim.events.js';
import { literatureSourceEvents, sourceMergeEvents } from '../domain/literature-source.events.js';
import type { SourceId } from '../domain/literature-source.state.js';
import { literatureSourceDocuments } from '../read-model/literature-source.projection.js';
import { MergeSources } from './commands.js';
import { DoiClaims } from './doi-claims.js';
import { doiClaimId, literatureSource, mergedSources } from './literature.aggregates.js';
import { LiteratureChecks } from './literature-checks.js';
import { MergeSourcesHandler } from './merge-sources.handler.js';
import { SourcePreparation } from './source-preparation.js';

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
const editor: CommandContext = { actor: 'person-7', role: 'editor', correlationId: 'request-1' };
const id = (name: string): SourceId => derivedId('literatureSource', name);
const doi = '10.1000/abc';
const csl = (name: string, DOI?: string) => ({ id: name, type: 'book', title: name, ...(DOI && { DOI }) });

let base: WriteSide;
beforeEach(async () => {
  base = await openWriteSide([literatureSourceEvents, sourceMergeEvents, doiClaimEvents]);
});
afterEach(() => base.close());

/** What one process says. A new process remembers nothing. */
function processWith(interference: Interference = {}) {
  const runner: AggregateRunner = base.runnerWith(interference);
  const checks = new LiteratureChecks(runner);
  const preparation = new SourcePreparation(runner, new DoiClaims(runner, base.log), checks);
  const merges = new MergeSourcesHandler(runner, checks);
  const say = (name: string, input: object, context: CommandContext = editor): Promise<CommandOutcome> =>
    runner.run(literatureSource, name, input, context, (said) => preparation.prepare(said, context));
  return {
    say,
    importSource: (name: string, DOI?: string, key?: string) =>
      say('ImportSource', { id: id(name), csl: csl(name, DOI) }, { ...editor, idempotencyKey: key }),
    correct: (name: string, replaces: number, DOI?: string) =>
      say('CorrectSource', { id: id(name), csl: csl(name, DOI), replaces }),
    merge: (name: string, into: string) =>
      merges.execute(new MergeSources({ id: id(name), into: id(into) }, editor)),
  };
}

const taken = (holder: string) => ({ code: 'DOI_TAKEN', path: ['csl', 'DOI'], details: { doi, holder: id(holder) } }); // prettier-ignore
/** Whom the claims name, in order. */
async function claimants(of = doi): Promise<unknown[]> {
  const events = await base.log.readStream(doiClaimId(of));
  return events.map(({ data }) => (data as { source: string }).source);
}
/** How long a slow writer takes between its claim and its source, in milliseconds; less than the grace. */
const writing = 400;
const killed = new Error('The process is gone');

describe('a DOI', () => {
  it('is held by one source, however it is written', async () => {
    const { importSource } = processWith();
    await importSource('a', doi);
    await expect(importSource('b', '10.1000/ABC')).rejects.toMatchObject(taken('a'));
    expect(await base.typesOf(id('b'))).toEqual([]);
    expect((await importSource('a', doi)).status).toBe('unchanged');
    expect(await claimants()).toEqual([id('a')]);
  });

  it('goes to one of several who import it at the same moment', async () => {
    const names = Array.from({ length: 8 }, (_, n) => `racer ${n}`);
    const settled = await Promise.allSettled(names.map((name) => processWith().importSource(name, doi)));
    const winners = names.filter((_, n) => settled[n]!.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    for (const result of settled) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject(taken(winners[0]!));
    }
    expect(await claimants()).toEqual([id(winners[0]!)]);
  });

  it('goes to the next one where a process was killed between its claim and its source', async () => {
    const dying = processWith({
      beforeAppend: async (stream) => {
        if (stream === id('a')) throw killed;
      },
    });
    await expect(dying.importSource('a', doi, 'key-1')).rejects.toBe(killed);
    expect(await claimants()).toEqual([id('a')]);

    const { importSource } = processWith();
    expect((await importSource('b', doi)).status).toBe('done');
    expect(await claimants()).toEqual([id('a'), id('b')]);
    await expect(importSource('a', doi, 'key-1')).rejects.toMatchObject(taken('b'));
    expect(await base.typesOf(id('a'))).toEqual([]);
  });

  it('stays with the one who was killed, where it comes back first', async () => {
    const dying = processWith({
      beforeAppend: async (stream) => {
        if (stream === id('a')) throw killed;
      },
    });
    await expect(dying.importSource('a', doi, 'key-1')).rejects.toBe(killed);
    expect((await processWith().importSource('a', doi, 'key-1')).status).toBe('done');
    await expect(processWith().importSource('b', doi)).rejects.toMatchObject(taken('a'));
  });

  it('is not taken from somebody who is just writing the source', async () => {
    let slowly: Promise<unknown> = Promise.resolve();
    const slow = processWith({
      beforeAppend: async (stream) => {
        if (stream === id('a')) await new Promise((done) => setTimeout(done, writing));
      },
    });
    slowly = slow.importSource('a', doi);
    while ((await claimants()).length === 0) await new Promise((done) => setTimeout(done, 5));
    await expect(processWith().importSource('b', doi)).rejects.toMatchObject(taken('a'));
    await slowly;
  });

  it('is free again once its source carries another, and that one is claimed', async () => {
    const { importSource, correct } = processWith();
    await importSource('a', doi);
    await importSource('c', '10.1000/other');
    await expect(correct('a', 1, '10.1000/other')).rejects.toMatchObject({ code: 'DOI_TAKEN' });
    await correct('a', 1, '10.1000/new');
    expect(await claimants('10.1000/new')).toEqual([id('a')]);
    await importSource('b', doi);
    expect(await claimants()).toEqual([id('a'), id('b')]);
  });

  it('is not claimed by a command that is refused', async () => {
    const { importSource, correct } = processWith();
    await importSource('a');
    await correct('a', 1);
    await expect(correct('a', 7, doi)).rejects.toMatchObject({ code: 'TEXT_CONFLICT' });
    await expect(importSource('a', doi)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    expect(await claimants()).toEqual([]);
  });

  it('of a merged source is its successor’s to take, and nobody else’s', async () => {
    const { importSource, correct, merge } = processWith();
    await importSource('a', doi);
    await importSource('b');
    await merge('a', 'b');
    await expect(importSource('c', doi)).rejects.toMatchObject(taken('b'));
    await correct('b', 1, doi);
    expect(await claimants()).toEqual([id('a'), id('b')]);
  });
});

describe('MergeSources', () => {
  it('is decided once, whoever races, and forms no cycle', async () => {
    const { importSource } = processWith();
    await importSource('a');
    await importSource('b');
    const settled = await Promise.allSettled([processWith().merge('a', 'b'), processWith().merge('b', 'a')]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('is completed by saying it again, after the process was killed in between', async () => {
    const { importSource, merge } = processWith();
    for (const name of ['a', 'b', 'c']) await importSource(name);
    const dying = processWith({
      beforeAppend: async (stream) => {
        if (stream === id('a')) throw killed;
      },
    });
    await expect(dying.merge('a', 'b')).rejects.toBe(killed);
    await expect(merge('a', 'c')).rejects.toMatchObject({ code: 'SOURCE_MERGED' });
    await merge('a', 'b');
    expect(await base.typesOf(id('a'))).toEqual(['SourceImported', 'SourceMerged']);
    expect((await merge('a', 'b')).status).toBe('unchanged');
  });

  it('is completed by the next start, after the process was killed in between', async () => {
    const { importSource } = processWith();
    for (const name of ['a', 'b']) await importSource(name);
    const dying = processWith({
      beforeAppend: async (stream) => {
        if (stream === id('a')) throw killed;
      },
    });
    await expect(dying.merge('a', 'b')).rejects.toBe(killed);
    const running = await startReadModel({
      log: base.store,
      databaseUrl: base.databaseUrl,
      definition: defineReadModel([literatureSourceDocuments]),
      decode: (event) => base.registry.decode(event),
      logger: quiet,
    });
    await running.ready;
    const onRecord = new UnfinishedMergesOnRecord(mergedSources.table, () => running.readModel.current());
    await new MergeCompletion(mergedSources, base.runner, base.log, onRecord, quiet).completeMerges();
    await running.close();
    expect(await base.typesOf(id('a'))).toEqual(['SourceImported', 'SourceMerged']);
  });

  it('does not bring what rests on a retracted source to a sound one', async () => {
    const { importSource, merge, say } = processWith();
    for (const name of ['a', 'b']) await importSource(name);
    await say('RetractSource', { id: id('a'), reason: 'Inventé' });
    await expect(merge('a', 'b')).rejects.toMatchObject({ code: 'SOURCE_RETRACTED', path: ['into'] });
    await say('RetractSource', { id: id('b'), reason: 'Inventé' });
    expect((await merge('a', 'b')).status).toBe('done');
  });

  it('refuses what is not there', async () => {
    const { importSource, merge } = processWith();
    await importSource('a');
    await expect(merge('x', 'a')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(merge('a', 'x')).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
  });
});
