import { Injectable } from '@nestjs/common';
import { derivedId } from '../../kernel/ids.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { assertNotInFuture } from '../../platform/commands/preparations.js';
import type { LiteratureSourceCommand } from '../domain/literature-source.commands.js';
import { literatureSource as decider } from '../domain/literature-source.decider.js';
import { doiOf, type LiteratureSourceState, type SourceId } from '../domain/literature-source.state.js';
import { DoiClaims } from './doi-claims.js';
import { literatureSource } from './literature.aggregates.js';
import { LiteratureChecks } from './literature-checks.js';

type Carrying = Extract<LiteratureSourceCommand, { type: 'ImportSource' | 'CorrectSource' }>;

/** What a source's commands need from outside their stream: the DOI's claim, the other source, a date that has come. */
@Injectable()
export class SourcePreparation extends CommandPreparation {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly claims: DoiClaims,
    private readonly checks: LiteratureChecks,
  ) {
    super();
  }

  /** @throws DOI_TAKEN, REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, DATE_IN_FUTURE */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const command = said as unknown as LiteratureSourceCommand;
    switch (command.type) {
      case 'ImportSource':
      case 'CorrectSource':
        await this.claimDoi(command, context);
        return said;
      case 'MarkNotDuplicate':
        await this.checks.assertSource(command.other, ['other']);
        return said;
      case 'RetractSource':
        assertNotInFuture(said, ['on']);
        return said;
      case 'MergeSources':
        return said;
      default:
        return command satisfies never;
    }
  }

  /** Claims the DOI that the source will carry, once its own stream would accept the command: no claim for nothing. */
  private async claimDoi(command: Carrying, context: CommandContext): Promise<void> {
    const doi = command.csl && doiOf(command.csl);
    if (!doi) return;
    const id = idOf(command, context);
    const state = (await this.runner.load(literatureSource, id)).state as LiteratureSourceState;
    if (decider.decide(command, state).length === 0) return;
    if (state.status !== 'absent' && doiOf(state.csl) === doi) return;
    await this.claims.claim(doi, id, context);
  }
}

/** The command's stream: the id that it names, or the one that follows from its key as for every command that creates. */
function idOf(command: Carrying, { actor, idempotencyKey }: CommandContext): SourceId {
  return (
    command.id ?? (derivedId(literatureSource.category, actor, command.type, idempotencyKey!) as SourceId)
  );
}
