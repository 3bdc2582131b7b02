import { Injectable } from '@nestjs/common';
import { fold } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { derivedUuid, type StreamId } from '../../kernel/ids.js';
import { omit } from '../../kernel/values.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { Clock } from '../../platform/runtime/clock.js';
import type {
  InterviewNoteCommand,
  NewParticipant,
  StandingConsent,
} from '../domain/interview-note.commands.js';
import { interviewNote } from '../domain/interview-note.decider.js';
import type { ParticipantCommand } from '../domain/participant.commands.js';
import { participant as decider } from '../domain/participant.decider.js';
import { standingScopes, type ParticipantState } from '../domain/participant.state.js';
import { participant } from './interviews.aggregates.js';
import { ParticipantPreparation } from './participant-preparation.js';
import { newId } from './secret-ids.js';

type Add = Omit<Extract<InterviewNoteCommand, { type: 'AddInterviewNote' }>, 'consents'>;
type ParticipantId = StreamId<'participant'>;

/** What is said of somebody new, each with a key of its own that follows from the note's. */
interface Saying {
  readonly enrol: { readonly input: object; readonly context: CommandContext };
  readonly consent: { readonly input: object; readonly context: CommandContext };
}

/**
 * Enrols somebody with their first note. All of it is decided before anything is said, so that what is refused leaves
 * nothing behind. A retry after a cut-off says the same with the same keys, and goes on.
 */
@Injectable()
export class NewParticipants {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly preparation: ParticipantPreparation,
    private readonly personal: PersonalData,
    private readonly clock: Clock,
  ) {}

  /**
   * @param consentsOf the consents of the participants that there are already
   * @returns the note with all of its participants, who are all enrolled then
   */
  async enrolWith(
    { newParticipant, ...note }: Add & { readonly newParticipant?: NewParticipant },
    context: CommandContext,
    consentsOf: (note: Add) => Promise<StandingConsent[]>,
  ): Promise<Add> {
    if (!newParticipant) return note;
    const { consent, ...who } = newParticipant;
    const enrolling = speaking(context, note, 'enrol');
    const id = await newId(this.personal, 'participant', { type: 'EnrolParticipant' }, enrolling);
    const { study, fictional } = note;
    const saying: Saying = {
      enrol: {
        input: { study, ...who, ...(fictional === undefined ? {} : { fictional }) },
        context: enrolling,
      },
      consent: { input: { id, ...consent }, context: speaking(context, note, 'consent') },
    };
    const known = knownParticipants(note);
    const whole = withParticipant(note, known, id);
    const consents = known.length > 0 ? await consentsOf(note) : [];
    const scopes = await this.scopesToBe(saying);
    interviewNote.decide(
      { ...whole, consents: [...consents, { participant: id, scopes }] },
      interviewNote.initialState,
    );
    await this.say('EnrolParticipant', saying.enrol);
    await this.say('RecordConsent', saying.consent);
    return whole;
  }

  /** What the participant will allow, once both are said. @throws as they would */
  private async scopesToBe({ enrol, consent }: Saying): Promise<StandingConsent['scopes']> {
    const decided = async (type: string, { input, context }: Saying['enrol'], state: ParticipantState) => {
      const command = await this.preparation.prepare({ ...input, type }, context);
      return fold(decider, decider.decide(command as unknown as ParticipantCommand, state), state);
    };
    const enrolled = await decided('EnrolParticipant', enrol, decider.initialState);
    const consenting = await within(
      ['newParticipant', 'consent'],
      decided('RecordConsent', consent, enrolled),
    );
    return standingScopes(consenting, this.clock.today());
  }

  private async say(name: string, { input, context }: Saying['enrol']): Promise<void> {
    const prepare = (said: AnyCommand) => this.preparation.prepare(said, context);
    await this.runner.run(participant, name, input, context, prepare);
  }
}

function speaking(context: CommandContext, note: Add, what: string): CommandContext {
  const idempotencyKey = derivedUuid('AddInterviewNote', what, context.idempotencyKey ?? note.id);
  return { ...omit(context, 'expectedRevision', 'reason'), idempotencyKey };
}

/** Those whom the note names: as participants, or in its segments. */
function knownParticipants({ participants, segments }: Add): ParticipantId[] {
  const named = participants ?? (segments ?? []).flatMap(({ participant: one }) => one ?? []);
  return [...new Set(named)];
}

/** The new participant speaks where a participant speaks who is not named. */
function withParticipant(note: Add, known: readonly ParticipantId[], id: ParticipantId): Add {
  const { segments, body, ...rest } = note;
  const said =
    body === undefined ? segments! : [{ speaker: 'participant' as const, participant: id, text: body }];
  return {
    ...rest,
    participants: [...known, id],
    segments: said.map((one) =>
      one.speaker === 'participant' && one.participant === undefined ? { ...one, participant: id } : one,
    ),
  };
}

/** Errors of a part of the input name where that part stands. */
async function within<Value>(path: readonly string[], work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError(error.code, error.message, [...path, ...error.path], error.details);
  }
}
