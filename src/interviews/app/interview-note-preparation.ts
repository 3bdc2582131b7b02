import { Injectable } from '@nestjs/common';
import { InitiativeChecks } from '../../initiatives/public.js';
import { DomainError } from '../../kernel/errors.js';
import { isStreamOf } from '../../kernel/ids.js';
import { OrganizationChecks } from '../../organizations/public.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import type { CommandContext, CommandOutcome } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { latestToday } from '../../platform/commands/preparations.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { Clock } from '../../platform/runtime/clock.js';
import { VocabularyChecks } from '../../vocabularies/public.js';
import type {
  InterviewNoteCommand,
  NewParticipant,
  StandingConsent,
} from '../domain/interview-note.commands.js';
import type { About } from '../domain/interview-note.events.js';
import { participantsOf } from '../domain/note-texts.js';
import { standingScopes } from '../domain/participant.state.js';
import { ClearStreams } from './clear-streams.js';
import { Erasure } from './erasure.js';
import { NewParticipants } from './new-participants.js';
import { NoteRights } from './note-rights.js';
import { assertCome, ParticipantPreparation } from './participant-preparation.js';
import { newId, requiredKey } from './secret-ids.js';
import { forbidden, isOperator } from './speakers.js';

/** A note that is complete but for the consents. */
type Complete = Omit<Command<'AddInterviewNote'>, 'consents'> & { readonly newParticipant?: NewParticipant };
type Command<Type extends InterviewNoteCommand['type']> = Extract<InterviewNoteCommand, { type: Type }>;
type Path = readonly (string | number)[];

/** What a new note says besides who speaks and what is said. */
export type NoteFrame = Pick<Command<'AddInterviewNote'>, 'study' | 'about' | 'date' | 'year'>;

/** What a note's commands need from outside their stream: who may say them, what they refer to, consents as they stand. */
@Injectable()
export class InterviewNotePreparation extends CommandPreparation {
  constructor(
    private readonly rights: NoteRights,
    private readonly streams: ClearStreams,
    private readonly participants: ParticipantPreparation,
    private readonly newParticipants: NewParticipants,
    private readonly organizations: OrganizationChecks,
    private readonly initiatives: InitiativeChecks,
    private readonly vocabularies: VocabularyChecks,
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
    const { id, codingId } = (input ?? {}) as { id?: unknown; codingId?: unknown };
    if (name === 'AddInterviewNote') return;
    if (typeof id !== 'string' || !isStreamOf('interviewNote', id)) return; // refused by the schema
    const coding = typeof codingId === 'string' ? codingId : undefined;
    await this.rights.assertMay(name as InterviewNoteCommand['type'], id, context, coding);
  }

  /**
   * @throws FORBIDDEN, CONSENT_REQUIRED, REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, PARTICIPANT_ERASED, INVALID_INPUT,
   * DATE_IN_FUTURE, IDEMPOTENCY_KEY_REQUIRED
   */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const command = said as unknown as InterviewNoteCommand;
    const by = context.actor;
    switch (command.type) {
      case 'AddInterviewNote': {
        await this.assertFrame(command, context);
        const id = await newId(
          this.personal,
          'interviewNote',
          said as { type: string; id?: string },
          context,
        );
        const complete = { ...said, id, by, visibility: command.visibility ?? 'private' } as Complete;
        const spoken = await this.newParticipants.enrolWith(complete, context, (note) =>
          this.consentsOf(note),
        );
        return { ...spoken, consents: await this.consentsOf(spoken) };
      }
      case 'ChangeVisibility': {
        const note = await this.streams.note(command.id);
        const among = note.status === 'absent' ? [] : note.participants;
        return { ...said, consents: await this.standingConsents(among) };
      }
      case 'CodePassage': {
        await this.rights.assertOpen(command.type, command.id);
        await this.assertConcept(command.concept);
        const codingId =
          command.codingId ??
          (await this.personal.secretUuid(
            'coding',
            command.id,
            by,
            requiredKey(context, command.type, 'codingId'),
          ));
        return { ...said, codingId, by };
      }
      case 'CorrectInterviewNote':
      case 'AnonymizeNote':
      case 'RedactPassage':
      case 'ReanchorCoding':
        await this.rights.assertOpen(command.type, command.id);
        return said;
      case 'UncodePassage':
      case 'DestroyNote':
      case 'CompleteEarlierErasure':
      case 'CompleteDestruction':
        return said;
      default:
        return command satisfies never;
    }
  }

  /** All that a new note needs before anybody speaks in it. @throws as {@link prepare} */
  async assertFrame({ study, about, date, year }: NoteFrame, context: CommandContext): Promise<void> {
    await this.participants.assertMayEnrol(study, context);
    const state = await this.streams.study(study);
    if (state.status !== 'absent' && state.retainUntil < this.clock.today() && !isOperator(context)) {
      throw forbidden(`The retention of the study ended on ${state.retainUntil}: no note is added`, [
        'study',
      ]);
    }
    if (date !== undefined) assertCome(date, 'date', this.clock);
    const thisYear = Number(latestToday(this.clock.now()).slice(0, 4));
    if (year !== undefined && year > thisYear)
      throw new DomainError('DATE_IN_FUTURE', `${year} has not come yet`, ['year'], { thisYear });
    await this.assertAbout(about);
  }

  private async assertAbout({ organization, initiative }: About): Promise<void> {
    if (organization !== undefined)
      await this.organizations.assertOne(organization, ['about', 'organization']);
    if (initiative !== undefined) await this.initiatives.assertOne(initiative, ['about', 'initiative']);
  }

  private async assertConcept({ scheme, code }: Command<'CodePassage'>['concept']): Promise<void> {
    await this.vocabularies.assertActive([
      { scheme, codes: [code], path: ['concept', 'code'], single: true },
    ]);
  }

  /** @throws REFERENCE_NOT_FOUND, PARTICIPANT_ERASED */
  private async consentsOf(
    command: Omit<Command<'AddInterviewNote'>, 'consents'>,
  ): Promise<StandingConsent[]> {
    const ids = participantsOf(command);
    const path = (index: number): Path => (command.participants ? ['participants', index] : ['segments']);
    const states = await Promise.all(ids.map((id) => this.streams.participant(id)));
    return states.map((state, index) => {
      const id = ids[index]!;
      // One of another study is none of this study's to know.
      if (state.status === 'absent' || state.study !== command.study) {
        const message = `There is no participant ${id} in this study`;
        throw new DomainError('REFERENCE_NOT_FOUND', message, path(index), { id });
      }
      if (state.status !== 'enrolled')
        throw new DomainError('PARTICIPANT_ERASED', `${id} has been erased`, path(index), { id });
      return { participant: id, scopes: standingScopes(state, this.clock.today()) };
    });
  }

  /** Of those whom a note still shows: whoever has been erased is not shown any more. */
  private async standingConsents(ids: readonly string[]): Promise<StandingConsent[]> {
    const states = await Promise.all(ids.map((id) => this.streams.participant(id)));
    const today = this.clock.today();
    return states.flatMap((state, index) =>
      state.status === 'erased' ? [] : [{ participant: ids[index]!, scopes: standingScopes(state, today) }],
    );
  }
}
