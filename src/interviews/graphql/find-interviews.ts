import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { ListedNote, ListedStudy } from '../read-model/find-interviews.js';
import type { ParticipantRow } from '../read-model/participant.entity.js';
import { InterviewNoteView } from './interview-note.type.js';
import { notKept } from './not-kept.js';
import { ParticipantView } from './participant.type.js';
import { StudyView } from './study.type.js';

/* Records of this slice by id, as far as their viewer may see them; null for all others. */

export async function findStudy(id: string, context: RequestContext): Promise<StudyView | null> {
  notKept(context);
  const row = await context.loaders.load<ListedStudy>('study', id);
  return row && new StudyView(row);
}

export async function findParticipant(id: string, context: RequestContext): Promise<ParticipantView | null> {
  notKept(context);
  const row = await context.loaders.load<ParticipantRow>('participant', id);
  return row && new ParticipantView(row);
}

export async function findInterviewNote(
  id: string,
  context: RequestContext,
): Promise<InterviewNoteView | null> {
  notKept(context);
  const row = await context.loaders.load<ListedNote>('interviewNote', id);
  return row && new InterviewNoteView(row);
}
