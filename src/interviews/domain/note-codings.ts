import { DomainError } from '../../kernel/errors.js';
import { omit, sameJson } from '../../kernel/values.js';
import { because } from './because.js';
import type { InterviewNoteCommand } from './interview-note.commands.js';
import { noteLimits, type InterviewNoteEvent } from './interview-note.events.js';
import type { Coding, InterviewNote } from './interview-note.state.js';
import { placeOf } from './passages.js';

type Command<Type extends InterviewNoteCommand['type']> = Extract<InterviewNoteCommand, { type: Type }>;
type Events = readonly InterviewNoteEvent[];

export function codePassage(command: Command<'CodePassage'>, state: InterviewNote): Events {
  const { id, codingId, concept, by, reason } = command;
  const before = state.coded.get(codingId);
  if (before && before.version !== state.version) {
    // Its place was that of an earlier version: what is compared is all that the text does not change.
    if (sameJson(before.concept, concept) && before.coder === by) return [];
    throw taken();
  }
  const data = { codingId, version: state.version, ...placeOf(state.segments, command), concept, coder: by };
  if (before) {
    if (sameJson(before, data)) return [];
    throw taken();
  }
  if (state.codings.size >= noteLimits.codings) {
    throw new DomainError('INVALID_INPUT', `A note has at most ${noteLimits.codings} codings`, ['id']);
  }
  return [{ type: 'PassageCoded', data: { ...data, ...because(id, reason) } }];
}

export function uncodePassage(command: Command<'UncodePassage'>, state: InterviewNote): Events {
  const { id, codingId, reason } = command;
  if (state.codings.has(codingId))
    return [{ type: 'PassageUncoded', data: { codingId, ...because(id, reason) } }];
  if (state.coded.has(codingId)) return [];
  throw notFound(codingId);
}

export function reanchorCoding(command: Command<'ReanchorCoding'>, state: InterviewNote): Events {
  const { id, codingId, reason } = command;
  const coding: Coding | undefined = state.codings.get(codingId);
  if (!coding) throw notFound(codingId);
  const place = placeOf(state.segments, command);
  if (!coding.lost && sameJson(omit(coding, 'codingId', 'lost', 'concept', 'coder'), place)) return [];
  const data = { codingId, version: state.version, ...place, ...because(id, reason) };
  return [{ type: 'CodingReanchored', data }];
}

function taken(): DomainError {
  return new DomainError('ALREADY_EXISTS', 'There is a coding with this id already, with other content', [
    'codingId',
  ]);
}

function notFound(codingId: string): DomainError {
  return new DomainError('CODING_NOT_FOUND', `The note has no coding ${codingId}`, ['codingId'], {
    codingId,
  });
}
