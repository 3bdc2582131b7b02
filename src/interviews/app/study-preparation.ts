import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { isStreamOf } from '../../kernel/ids.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import type { StudyCommand } from '../domain/study.commands.js';
import { ClearStreams } from './clear-streams.js';
import { Persons } from './persons.js';
import { forbidden, isOperator, leads, notFound, seesStudy, takesPart } from './speakers.js';

/**
 * Who may say what about a study: its lead, and admins; and nobody gives a study to themselves. That the persons exist who
 * are named.
 */
@Injectable()
export class StudyPreparation extends CommandPreparation {
  constructor(
    private readonly streams: ClearStreams,
    private readonly persons: Persons,
  ) {
    super();
  }

  /** @throws NOT_FOUND, FORBIDDEN */
  override async authorize(name: string, input: unknown, context: CommandContext): Promise<void> {
    if (isOperator(context)) return;
    if (name === 'OpenStudy') {
      if (context.role !== 'researcher' && context.role !== 'admin')
        throw forbidden('Researchers and admins open studies', []);
      return;
    }
    const { id, member, lead } = (input ?? {}) as { id?: unknown; member?: unknown; lead?: unknown };
    if (typeof id !== 'string' || !isStreamOf('study', id)) return; // refused by the schema
    const study = await this.streams.study(id);
    if (!seesStudy(context, study)) throw notFound('study');
    const leaves = name === 'RemoveStudyMember' && member === context.actor;
    if (leaves && takesPart(context, study)) return;
    if (!leads(context, study) && context.role !== 'admin')
      throw forbidden('The lead of the study says this, or an admin');
    if (name === 'AddStudyMember' && member === context.actor)
      throw forbidden('Nobody adds themselves to a study', ['member']);
    if (name === 'HandOverStudy' && lead === context.actor)
      throw forbidden('Nobody hands a study to themselves', ['lead']);
  }

  /** @throws FORBIDDEN, REFERENCE_NOT_FOUND */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const command = said as unknown as StudyCommand;
    switch (command.type) {
      case 'OpenStudy': {
        const lead = command.lead ?? context.actor;
        const named = [lead, ...(command.members ?? [])];
        // Whoever sees what nobody else may is not to make themselves one of those who may.
        if (context.role === 'admin' && !isOperator(context) && named.includes(context.actor))
          throw forbidden('An admin takes part in no study with this token: name another lead', ['lead']);
        await this.assertPersons(command.lead === undefined ? [] : [lead], ['lead'], context);
        await this.assertPersons(command.members ?? [], ['members'], context);
        return { ...said, lead };
      }
      case 'AddStudyMember':
        await this.assertPersons([command.member], ['member'], context);
        return said;
      case 'HandOverStudy':
        await this.assertPersons([command.lead], ['lead'], context);
        return said;
      case 'RetitleStudy':
      case 'TranslateText':
      case 'RecordEthicsApproval':
      case 'ChangeRetention':
      case 'RemoveStudyMember':
        return said;
      default:
        return command satisfies never;
    }
  }

  /** What the command line brings may name persons of another base. @throws REFERENCE_NOT_FOUND */
  private async assertPersons(
    ids: readonly string[],
    path: readonly string[],
    context: CommandContext,
  ): Promise<void> {
    if (ids.length === 0 || isOperator(context)) return;
    const unknown = await this.persons.unknownAmong(ids);
    if (unknown.length === 0) return;
    const message = `There is no person ${unknown.join(', ')}`;
    throw new DomainError('REFERENCE_NOT_FOUND', message, path, { persons: unknown });
  }
}
