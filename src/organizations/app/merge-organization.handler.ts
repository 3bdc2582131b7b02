import { CommandHandler } from '@nestjs/cqrs';
import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import type { AggregateCommandHandler } from '../../platform/commands/command-handlers.js';
import { EventLog } from '../../platform/event-store/event-log.js';
import type { OrganizationMergeEvent } from '../domain/organization.events.js';
import type { OrganizationState } from '../domain/organization.state.js';
import { MergeOrganization } from './commands.js';
import { organization, organizationMerges, mergesStream } from './organization.aggregate.js';
import { OrganizationChecks } from './organization-checks.js';

/**
 * A merge is decided in the one stream that lists them all, so that merges form no cycle; then the merged
 * organization's own stream says so, too. Killed between the two, the list holds, and {@link completeMerges} goes on.
 */
@Injectable()
@CommandHandler(MergeOrganization)
export class MergeOrganizationHandler implements AggregateCommandHandler {
  readonly command = MergeOrganization;
  readonly aggregate = organization;

  constructor(
    private readonly runner: AggregateRunner,
    private readonly checks: OrganizationChecks,
    private readonly log: EventLog,
  ) {}

  execute({ input, context }: MergeOrganization): Promise<CommandOutcome> {
    return this.runner.run(organization, 'MergeOrganization', input, context, (said) =>
      this.prepare(said, context),
    );
  }

  /** Puts the merge on the list, once its own stream would accept it. Runs before every attempt to decide. */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const { id, into } = said as unknown as { id: string; into: string };
    const state = (await this.runner.load(organization, id)).state as OrganizationState;
    if (state.status === 'absent')
      throw new DomainError('NOT_FOUND', `There is no organization ${id}`, ['id']);
    if (id === into)
      throw new DomainError('MERGE_CYCLE', 'An organization cannot be merged into itself', ['into']);
    if (state.status !== 'merged') {
      await this.checks.assertOne(into, ['into']);
      await this.runner.run(
        organizationMerges,
        'DecideMerge',
        { organization: id, into },
        { ...context, expectedRevision: undefined, idempotencyKey: `merge ${id} ${into}` },
      );
    }
    return said;
  }

  /** Finishes merges that were decided and did not reach their organization's stream. To be called at the start. */
  async completeMerges(): Promise<void> {
    const context = { actor: 'system', role: 'admin', correlationId: 'complete-merges' };
    const events = (await this.log.readStream(mergesStream)) as unknown as OrganizationMergeEvent[];
    for (const { data } of events) {
      await this.runner.run(
        organization,
        'MergeOrganization',
        { id: data.organization, into: data.into },
        { ...context, idempotencyKey: `complete ${data.organization}` },
      );
    }
  }
}
