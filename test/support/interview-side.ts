import type { DomainErrorCode } from '../../src/kernel/errors.js';
import { DomainError } from '../../src/kernel/errors.js';
import { derivedId, derivedUuid } from '../../src/kernel/ids.js';
import { initiativeEvents } from '../../src/initiatives/domain/initiative.events.js';
import { InitiativeChecks } from '../../src/initiatives/public.js';
import { ClearStreams } from '../../src/interviews/app/clear-streams.js';
import {
  allInterviewNoteCommands,
  allParticipantCommands,
  allStudyCommands,
} from '../../src/interviews/app/commands.js';
import { Erasure } from '../../src/interviews/app/erasure.js';
import { InterviewNotePreparation } from '../../src/interviews/app/interview-note-preparation.js';
import { interviewNote, participant, study } from '../../src/interviews/app/interviews.aggregates.js';
import { NewParticipants } from '../../src/interviews/app/new-participants.js';
import { NoteRights } from '../../src/interviews/app/note-rights.js';
import { ParticipantPreparation } from '../../src/interviews/app/participant-preparation.js';
import { StudyPreparation } from '../../src/interviews/app/study-preparation.js';
import { interviewNoteEvents } from '../../src/interviews/domain/interview-note.events.js';
import { participantEvents } from '../../src/interviews/domain/participant.events.js';
import { studyEvents } from '../../src/interviews/domain/study.events.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import { OrganizationChecks } from '../../src/organizations/public.js';
import type { AnyCommand } from '../../src/platform/commands/aggregate.js';
import type { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import type { CommandContext, CommandOutcome } from '../../src/platform/commands/command-executor.js';
import type { CommandPreparation } from '../../src/platform/commands/command-handlers.js';
import type { PersonalData } from '../../src/platform/privacy/personal-data.js';
import { Clock } from '../../src/platform/runtime/clock.js';
import { conceptSchemeEvents } from '../../src/vocabularies/domain/concept-scheme.events.js';
import { schemeId, VocabularyChecks } from '../../src/vocabularies/public.js';
import { openWriteSide, type WriteSide } from './write-side.js';

/** A clock that a test moves. */
export class TestClock extends Clock {
  constructor(public day: string) {
    super();
  }
  now(): Date {
    return new Date(`${this.day}T12:00:00Z`);
  }
}

export const person = (name: string): string => `person-${derivedUuid(name)}`;
export const as = (name: string, role: string): CommandContext => ({
  actor: person(name),
  role,
  correlationId: 'request-1',
});
/** The command line. */
export const operator: CommandContext = { actor: 'operator', role: 'admin', correlationId: 'request-1' };

export const organization = derivedId('organization', 'one');
export const concept = { scheme: 'digital-uses', code: 'web' };

/** Says commands of interviews as the bus does: authorized, prepared, decided, concluded. */
export interface InterviewSide extends WriteSide {
  readonly clock: TestClock;
  readonly streams: ClearStreams;
  readonly erasure: Erasure;
  say(who: CommandContext, name: string, input: object): Promise<CommandOutcome>;
  /** The code of a refusal, and its path; null where it is accepted. */
  refusal(who: CommandContext, name: string, input: object): Promise<Refusal | null>;
  /** How many events there are of each category. */
  count(): Promise<Record<string, number>>;
  /** The same base as another process has it, with something else in the place of a part. */
  with(parts: { runner?: AggregateRunner; personal?: PersonalData }): Pick<InterviewSide, 'say' | 'erasure'>;
}

export interface Refusal {
  readonly code: DomainErrorCode;
  readonly path: readonly (string | number)[];
}

const aggregates = [
  { aggregate: study, commands: allStudyCommands },
  { aggregate: participant, commands: allParticipantCommands },
  { aggregate: interviewNote, commands: allInterviewNoteCommands },
];

export async function openInterviewSide(day: string): Promise<InterviewSide> {
  const base = await openWriteSide([
    studyEvents,
    participantEvents,
    interviewNoteEvents,
    organizationEvents,
    initiativeEvents,
    conceptSchemeEvents,
  ]);
  const clock = new TestClock(day);
  const parts = partsOf(base, clock, base.runner, base.personal);
  await happened(base, organization, 'OrganizationRegistered', { name: fr('x'), legalForm: 'cooperative' });
  await happened(base, schemeId(concept.scheme), 'SchemeCreated', { code: concept.scheme, title: fr('x') });
  await happened(base, schemeId(concept.scheme), 'ConceptAdded', { code: concept.code, label: fr('x') });
  return {
    ...base,
    ...parts,
    clock,
    async refusal(who, name, input) {
      try {
        await parts.say(who, name, input);
        return null;
      } catch (error) {
        if (error instanceof DomainError) return { code: error.code, path: error.path };
        throw error;
      }
    },
    async count() {
      const counts: Record<string, number> = {};
      for await (const batch of base.log.readAll()) {
        for (const { streamId } of batch) {
          const category = streamId.slice(0, streamId.indexOf('-'));
          counts[category] = (counts[category] ?? 0) + 1;
        }
      }
      return counts;
    },
    with: ({ runner = base.runner, personal = base.personal }) => partsOf(base, clock, runner, personal),
  };
}

function partsOf(base: WriteSide, clock: Clock, runner: AggregateRunner, personal: PersonalData) {
  const streams = new ClearStreams(base.log);
  const quiet = { error: () => undefined, warn: () => undefined };
  // Nobody reads here: what is to be closed is.
  const erasure = new Erasure(runner, personal, streams, base.log, { since: async () => true }, quiet);
  const ofParticipants = new ParticipantPreparation(streams, personal, clock, erasure);
  const preparations: Record<string, CommandPreparation> = {
    study: new StudyPreparation(streams, {
      unknownAmong: async (ids) => ids.filter((id) => id === person('nobody')),
    }),
    participant: ofParticipants,
    interviewNote: new InterviewNotePreparation(
      new NoteRights(streams, clock),
      streams,
      ofParticipants,
      new NewParticipants(runner, ofParticipants, personal, clock),
      new OrganizationChecks(runner),
      new InitiativeChecks(runner),
      new VocabularyChecks(runner),
      personal,
      clock,
      erasure,
    ),
  };
  const say = async (who: CommandContext, name: string, input: object): Promise<CommandOutcome> => {
    const { idempotencyKey, ...rest } = input as { idempotencyKey?: string };
    const context = idempotencyKey === undefined ? who : { ...who, idempotencyKey };
    const { aggregate } = aggregates.find(({ commands }) =>
      commands.some((one) => one.commandName === name),
    )!;
    const preparation = preparations[aggregate.category]!;
    await preparation.authorize?.(name, rest, context);
    const prepare = (said: AnyCommand) => preparation.prepare(said, context);
    const outcome = await runner.run(aggregate, name, rest, context, prepare);
    return preparation.conclude?.(name, outcome) ?? outcome;
  };
  return { streams, erasure, say };
}

const fr = (text: string) => [{ language: 'fr', text }];

async function happened({ log }: WriteSide, stream: string, type: string, data: object): Promise<void> {
  const before = await log.readStream(stream);
  const id = derivedUuid(stream, type, String(before.length));
  const metadata = {
    actor: 'system',
    role: 'admin',
    command: type,
    fingerprint: type,
    firstEvent: id,
    correlationId: 'x',
  };
  await log.append(stream, before.length === 0 ? 'none' : before.length - 1, [{ id, type, data, metadata }]);
}
