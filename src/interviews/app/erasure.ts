import type { Logger } from 'pino';
import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandOutcome } from '../../platform/commands/command-executor.js';
import type { EventLog } from '../../platform/event-store/event-log.js';
import type { PersonalData } from '../../platform/privacy/personal-data.js';
import type { ClearStreams } from './clear-streams.js';
import type { ClosedReads } from './closed-reads.js';
import { casebookItself } from './inner-speaker.js';
import { interviewNote, participant } from './interviews.aggregates.js';

/** Commands that close something for readers: whoever says one is told so when it is closed. */
const closing: ReadonlySet<string> = new Set(['WithdrawConsent', 'EraseParticipant', 'DestroyNote']);
/** Commands of which keys are to be destroyed. */
const erasing: ReadonlySet<string> = new Set([
  'EraseParticipant',
  'AnonymizeNote',
  'RedactPassage',
  'DestroyNote',
]);

/**
 * The second half of every erasure: the keys are destroyed, and then the stream says that they have been. The request
 * stands in the log before, and closes the reads. Each step can be repeated, so whatever was cut off is simply done again.
 */
export class Erasure {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly personal: PersonalData,
    private readonly streams: ClearStreams,
    private readonly log: EventLog,
    private readonly closed: ClosedReads,
    private readonly logger: Pick<Logger, 'error' | 'warn'>,
  ) {}

  /**
   * What follows a command that asks for it. Never fails: the request stands, and what could not be done is done within
   * the minute, or at the next start.
   */
  async conclude(name: string, outcome: CommandOutcome): Promise<CommandOutcome> {
    const { id } = outcome;
    try {
      if (closing.has(name)) {
        // Said again, it changed nothing, and may still be on its way.
        const since = outcome.position ?? (await this.log.head());
        if (!(await this.closed.since(since)))
          this.logger.warn(
            { id, command: name },
            'The read model has not passed a withdrawal or an erasure yet',
          );
      }
      if (!erasing.has(name)) return outcome;
      const completed = await this.complete(id);
      if (completed?.position == null) return outcome;
      return { ...outcome, revision: completed.revision, position: completed.position };
    } catch (error) {
      this.logger.error(
        { err: error, id, command: name },
        'What was asked for stands, and is completed later',
      );
      return outcome;
    }
  }

  /** Of a participant or a note. @returns null where nobody has asked for anything */
  async complete(id: string): Promise<CommandOutcome | null> {
    return id.startsWith('participant-') ? this.completeParticipant(id) : this.completeNote(id);
  }

  private async completeParticipant(id: string): Promise<CommandOutcome | null> {
    const state = await this.streams.participant(id);
    if (state.status === 'absent' || state.status === 'enrolled') return null;
    await this.personal.eraseOwner(id);
    return this.runner.run(participant, 'CompleteErasure', { id }, casebookItself());
  }

  /** The versions before an anonymization or a redaction, or the whole note. */
  private async completeNote(id: string): Promise<CommandOutcome | null> {
    const state = await this.streams.note(id);
    if (state.status === 'absent') return null;
    if (state.status !== 'kept') {
      await this.personal.eraseRecord(id);
      return this.runner.run(interviewNote, 'CompleteDestruction', { id }, casebookItself());
    }
    const { eraseBelow: below } = state;
    if (below === 0) return null;
    await this.personal.eraseVersions(id, below);
    return this.runner.run(interviewNote, 'CompleteEarlierErasure', { id, below }, casebookItself());
  }
}
