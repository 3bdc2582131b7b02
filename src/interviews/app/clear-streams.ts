import { Injectable } from '@nestjs/common';
import { fold } from '../../kernel/decider.js';
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
    return fold(study, (await this.eventsOf(id)) as StudyEvent[]);
  }

  async participant(id: string): Promise<ParticipantState> {
    return fold(participant, (await this.eventsOf(id)) as ParticipantEvent[]);
  }

  async note(id: string): Promise<InterviewNoteState> {
    return fold(interviewNote, (await this.eventsOf(id)) as InterviewNoteEvent[]);
  }

  private async eventsOf(id: string): Promise<unknown[]> {
    const all: unknown[] = [];
    for (;;) {
      const events = await this.log.readStream(id, { from: all.length });
      all.push(...events);
      if (events.length < maxReadStream) return all;
    }
  }
}
