import { Injectable } from '@nestjs/common';
import type { Decider } from '../../kernel/decider.js';
import { evolved } from '../../platform/commands/loaded-stream.js';
import { EventLog } from '../../platform/event-store/event-log.js';
import { maxReadStream } from '../../platform/event-store/event-store.js';
import { interviewNote } from '../domain/interview-note.decider.js';
import type { InterviewNoteEvent } from '../domain/interview-note.events.js';
import type { InterviewNoteState } from '../domain/interview-note.state.js';
import { participant } from '../domain/participant.decider.js';
import type { ParticipantEvent } from '../domain/participant.events.js';
import type { ParticipantState } from '../domain/participant.state.js';
import { study } from '../domain/study.decider.js';
import type { StudyEvent } from '../domain/study.events.js';
import type { StudyState } from '../domain/study.state.js';

/**
 * Streams as they stand now, for checks that look across them. Personal values stay sealed: nobody may look at a text of
 * these states. So no key is asked for, and what is hidden takes as long as what is not there.
 */
@Injectable()
export class ClearStreams {
  constructor(private readonly log: EventLog) {}

  async study(id: string): Promise<StudyState> {
    return this.folded<StudyState, StudyEvent>(study, id);
  }

  async participant(id: string): Promise<ParticipantState> {
    return this.folded<ParticipantState, ParticipantEvent>(participant, id);
  }

  async note(id: string): Promise<InterviewNoteState> {
    return this.folded<InterviewNoteState, InterviewNoteEvent>(interviewNote, id);
  }

  private async folded<State, Event extends { type: string }>(
    decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
    id: string,
  ): Promise<State> {
    let state = decider.initialState;
    for (let from = 0; ;) {
      const events = await this.log.readStream(id, { from });
      for (const event of events) state = evolved(decider, state, event);
      from += events.length;
      if (events.length < maxReadStream) return state;
    }
  }
}
