import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { isStreamOf } from '../../kernel/ids.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { latestToday } from '../../platform/commands/preparations.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { Clock } from '../../platform/runtime/clock.js';
import type { ParticipantCommand } from '../domain/participant.commands.js';
import { ClearStreams } from './clear-streams.js';
import { Erasure } from './erasure.js';
import { newId, requiredKey } from './secret-ids.js';
import { enrolled, forbidden, isOperator, leads, notFound, seesStudy, takesPart } from './speakers.js';

/** Commands that take rights away: whoever sees the participant may say them. */
const restricting: ReadonlySet<string> = new Set(['WithdrawConsent']);
/** Commands that an admin may say, who reads nothing of it. */
const admins: ReadonlySet<string> = new Set(['WithdrawConsent', 'EraseParticipant']);

/** Who may say what about a participant, and what the command line leaves out: days, ids, by whom. */
@Injectable()
export class ParticipantPreparation extends CommandPreparation {
  constructor(
    private readonly streams: ClearStreams,
    private readonly personal: PersonalData,
    private readonly clock: Clock,
    private readonly erasure: Erasure,
  ) {
    super();
  }

  override async conclude(name: string, outcome: CommandOutcome): Promise<CommandOutcome> {
    return this.erasure.conclude(name, outcome);
  }

  /** @throws NOT_FOUND, FORBIDDEN */
  override async authorize(name: string, input: unknown, context: CommandContext): Promise<void> {
    const { id } = (input ?? {}) as { id?: unknown };
    if (isOperator(context) || name === 'EnrolParticipant') return;
    if (typeof id !== 'string' || !isStreamOf('participant', id)) return; // refused by the schema
    const participant = await this.streams.participant(id);
    const there = participant.status !== 'absent';
    // As many reads where there is none as where there is one.
    const study = await this.streams.study(
      there ? participant.study : `study-${id.slice('participant-'.length)}`,
    );
    if (!there) throw notFound('participant');
    const own = enrolled(context, participant);
    const isAdmin = context.role === 'admin';
    if (!own && !takesPart(context, study) && !isAdmin) throw notFound('participant');
    if (isAdmin ? admins.has(name) : own || leads(context, study) || restricting.has(name)) return;
    throw forbidden('Whoever enrolled the participant says this, or the lead of the study');
  }

  /** @throws FORBIDDEN, REFERENCE_NOT_FOUND, INVALID_INPUT, IDEMPOTENCY_KEY_REQUIRED, DATE_IN_FUTURE */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const command = said as unknown as ParticipantCommand;
    switch (command.type) {
      case 'EnrolParticipant':
        await this.assertMayEnrol(command.study, context);
        return {
          ...said,
          id: await newId(this.personal, 'participant', said as { type: string; id?: string }, context),
          by: context.actor,
        };
      case 'RecordConsent': {
        const from = command.from ?? this.clock.today();
        assertCome(from, 'from', this.clock);
        return {
          ...said,
          from,
          obtainedBy: command.obtainedBy ?? context.actor,
          consentId:
            command.consentId ??
            (await this.personal.secretUuid(
              'consent',
              command.id,
              context.actor,
              requiredKey(context, command.type, 'consentId'),
            )),
        };
      }
      case 'CorrectParticipant':
      case 'WithdrawConsent':
      case 'EraseParticipant':
      case 'ExpireConsent':
      case 'CompleteErasure':
        return said;
      default:
        return command satisfies never;
    }
  }

  /** Members enrol, its lead among them. @throws REFERENCE_NOT_FOUND, FORBIDDEN */
  async assertMayEnrol(study: string, context: CommandContext): Promise<void> {
    const state = await this.streams.study(study);
    if (state.status === 'absent' || !(isOperator(context) || seesStudy(context, state))) {
      throw new DomainError('REFERENCE_NOT_FOUND', `There is no study ${study}`, ['study'], { id: study });
    }
    if (isOperator(context) || takesPart(context, state)) return;
    throw forbidden('Members of the study say this, as practitioners or researchers', ['study']);
  }
}

/** @throws DATE_IN_FUTURE */
export function assertCome(date: string, field: string, clock: Clock): void {
  const today = latestToday(clock.now());
  if (date <= today) return;
  throw new DomainError('DATE_IN_FUTURE', `${date} has not come yet`, [field], { today });
}
