import type { Provider } from '@nestjs/common';
import { InterviewNoteConnectionResolver } from './interview-note-connection.resolver.js';
import { InterviewHistories } from './interview-histories.js';
import { InterviewNoteResolver } from './interview-note.resolver.js';
import { InterviewNoteMutations, ParticipantMutations, StudyMutations } from './interviews.mutations.js';
import { NoteCodingResolver, NoteSegmentResolver } from './note-body.resolver.js';
import { OpenedNotes } from './opened-notes.js';
import { OpenedParticipants } from './opened-participants.js';
import { PassageReading } from './passage-reading.js';
import { ParticipantResolver } from './participant.resolver.js';
import { ReadRecordPages } from './read-records.js';
import { ReadRecordsResolver } from './read-records.resolver.js';
import { Reading } from './reading.js';
import { SearchNotes } from './search-notes.js';
import { SearchNotesResolver } from './search-notes.resolver.js';
import { StudyEdgeResolver, StudyResolver } from './study.resolver.js';

/** The API of this slice, and what it reads with. */
export const interviewResolvers: Provider[] = [
  Reading,
  OpenedNotes,
  OpenedParticipants,
  PassageReading,
  InterviewHistories,
  SearchNotes,
  ReadRecordPages,
  StudyResolver,
  StudyEdgeResolver,
  StudyMutations,
  ParticipantResolver,
  ParticipantMutations,
  InterviewNoteResolver,
  InterviewNoteConnectionResolver,
  NoteSegmentResolver,
  NoteCodingResolver,
  InterviewNoteMutations,
  SearchNotesResolver,
  ReadRecordsResolver,
];
