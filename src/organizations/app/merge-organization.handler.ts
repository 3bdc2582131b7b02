import { Injectable } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DomainError } from '../../kernel/errors.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import type { OrganizationMergesState } from '../domain/organization-merges.decider.js';
import type { OrganizationState } from '../domain/organization.state.js';
import { MergeOrganization } from './commands.js';
import { mergesStream, organization, organizationMerges } from './organization.aggregate.js';
import { OrganizationChecks } from './organization-checks.js';

/**
 * A merge is decided in the one stream that lists them all, so that merges form no cycle; then the merged
 * organization's own stream says so, too. From the first of these two appends on it holds: killed in between, the
 * process leaves the second one to MergeCompletion. Never part of a batch, which would say it in one append.
 */
@Injectable()
@CommandHandler(MergeOrganization)
export class MergeOrganizationHandler implements ICommandHandler<MergeOrganization, CommandOutcome> {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly checks: OrganizationChecks,
  ) {}

  async execute({ input, context }: MergeOrganization): Promise<CommandOutcome> {
    const say = (
      caller: CommandContext,
      prepare?: (said: AnyCommand) => Promise<AnyCommand>,
    ): Promise<CommandOutcome> => this.runner.run(organization, 'MergeOrganization', input, caller, prepare);
    let listed = false;
    try {
      return await say(context, async (said) => {
        await this.putOnList(said, context);
        listed = true;
        return said;
      });
    } catch (error) {
      // Somebody changed the organization after its revision was found as expected; the list says already that it is merged.
      if (listed && error instanceof DomainError && error.code === 'REVISION_CONFLICT') {
        return say({ ...context, expectedRevision: undefined });
      }
      throw error;
    }
  }

  /**
   * Writes the merge to the list of all merges, where it is not there yet and its own stream would accept it. Runs
   * before every attempt to decide.
   * @throws NOT_FOUND, MERGE_CYCLE, REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, ORGANIZATION_MERGED
   */
  private async putOnList(said: AnyCommand, context: CommandContext): Promise<void> {
    const { id, into, reason } = said as unknown as { id: string; into: string; reason?: string };
    const state = (await this.runner.load(organization, id)).state as OrganizationState;
    if (state.status === 'merged') return; // the decider knows whether into the same
    if (state.status === 'absent')
      throw new DomainError('NOT_FOUND', `There is no organization ${id}`, ['id']);
    if (id === into)
      throw new DomainError('MERGE_CYCLE', 'An organization cannot be merged into itself', ['into']);
    const list = (await this.runner.load(organizationMerges, mergesStream)).state as OrganizationMergesState;
    if (list.merges.get(id) === into) return; // whatever has become of the other one since
    await this.checks.assertOne(into, ['into']);
    await this.runner.run(
      organizationMerges,
      'DecideMerge',
      { organization: id, into },
      {
        ...context,
        reason: context.reason ?? reason,
        expectedRevision: undefined,
        idempotencyKey: `merge ${id} ${into}`,
      },
    );
  }
}
