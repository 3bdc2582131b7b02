import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DomainError } from '../../kernel/errors.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import type { LiteratureSourceCommand } from '../domain/literature-source.commands.js';
import type { LiteratureSourceState } from '../domain/literature-source.state.js';
import type { SourceMergesState } from '../domain/source-merges.decider.js';
import { MergeSources } from './commands.js';
import { literatureSource, sourceMerges, sourceMergesStream } from './literature.aggregates.js';
import { LiteratureChecks } from './literature-checks.js';

type Merge = Extract<LiteratureSourceCommand, { type: 'MergeSources' }>;

/**
 * A merge is decided in the one stream that lists them all, so that merges form no cycle; then the merged source's own
 * stream says so, too. Killed in between, the list holds: the next start completes it, or the same merge said again; no
 * other one can.
 */
@Injectable()
@CommandHandler(MergeSources)
export class MergeSourcesHandler implements ICommandHandler<MergeSources, CommandOutcome> {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly checks: LiteratureChecks,
  ) {}

  async execute({ input, context }: MergeSources): Promise<CommandOutcome> {
    const say = (caller: CommandContext, prepare?: (said: AnyCommand) => Promise<AnyCommand>) =>
      this.runner.run(literatureSource, 'MergeSources', input, caller, prepare);
    let listed = false;
    try {
      return await say(context, async (said) => {
        await this.putOnList(said as unknown as Merge, context);
        listed = true;
        return said;
      });
    } catch (error) {
      // Somebody changed the source after its revision was found as expected; the list says already that it is merged.
      if (listed && error instanceof DomainError && error.code === 'REVISION_CONFLICT') {
        return say({ ...context, expectedRevision: undefined });
      }
      throw error;
    }
  }

  /**
   * Writes the merge to the list of all merges, where it is not there yet and its own stream would accept it.
   * @throws NOT_FOUND, MERGE_CYCLE, REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, SOURCE_MERGED, SOURCE_RETRACTED
   */
  private async putOnList({ id, into, reason }: Merge, context: CommandContext): Promise<void> {
    const { state } = await this.runner.load(literatureSource, id);
    const { status } = state as LiteratureSourceState;
    if (status === 'merged') return; // the decider knows whether into the same
    if (status === 'absent') throw new DomainError('NOT_FOUND', `There is no source ${id}`, ['id']);
    if (id === into) throw new DomainError('MERGE_CYCLE', 'A source cannot be merged into itself', ['into']);
    const list = (await this.runner.load(sourceMerges, sourceMergesStream)).state as SourceMergesState;
    if (list.merges.get(id) === into) return;
    await this.checks.assertSource(into, ['into']);
    if (status === 'retracted') await this.assertRetracted(into);
    await this.runner.run(
      sourceMerges,
      'DecideSourceMerge',
      { source: id, into },
      {
        ...context,
        reason: context.reason ?? reason,
        expectedRevision: undefined,
        idempotencyKey: `merge ${id} ${into}`,
      },
    );
  }

  /** What rests on a retracted source must not come to rest on a sound one by a merge. */
  private async assertRetracted(into: string): Promise<void> {
    const { status } = (await this.runner.load(literatureSource, into)).state as LiteratureSourceState;
    if (status === 'retracted') return;
    throw new DomainError(
      'SOURCE_RETRACTED',
      `The source is retracted and ${into} is not: retract that one first, if they are the same`,
      ['into'],
      { into },
    );
  }
}
