import { DomainError } from '../../kernel/errors.js';
import { operator } from '../../platform/access/viewer.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import type { InterviewNote } from '../domain/interview-note.state.js';
import type { Participant } from '../domain/participant.state.js';
import { isMember, type StudyState } from '../domain/study.state.js';

/*
 * Who says a command, seen from a study, a participant or a note. A person has the rights of a lead, member, author or of
 * who enrolled somebody with the token of a practitioner or a researcher alone; a token of another role gives what that
 * role has, and no more.
 */

type Who = Pick<CommandContext, 'actor' | 'role'>;

/** The command line, and what it imports: whoever has the machine may do all. */
export function isOperator({ actor }: Who): boolean {
  return actor === operator.actor;
}

/** Whoever comes with a token: their ids are those of persons. Casebook's own speakers have names. */
export function isSignedIn({ actor }: Who): boolean {
  return actor.startsWith('person-');
}

/** Whoever asks as a person that studies; null for all others. */
export function personStudying({ actor, role }: Who): string | null {
  return role === 'practitioner' || role === 'researcher' ? actor : null;
}

export function leads(who: Who, study: StudyState): boolean {
  return study.status !== 'absent' && study.lead === personStudying(who);
}

export function takesPart(who: Who, study: StudyState): boolean {
  const person = personStudying(who);
  return study.status !== 'absent' && person !== null && isMember(study, person);
}

/** Researchers, editors and admins know of all studies, practitioners of those that they take part in. */
export function seesStudy(who: Who, study: StudyState): boolean {
  if (study.status === 'absent') return false;
  return who.role === 'practitioner' ? takesPart(who, study) : who.role !== 'reader';
}

export function enrolled(who: Who, { enrolledBy }: Participant): boolean {
  return personStudying(who) === enrolledBy;
}

export function wrote(who: Who, { author }: InterviewNote): boolean {
  return personStudying(who) === author;
}

/** What is hidden and what is missing are told alike. */
export function notFound(what: string): DomainError {
  return new DomainError('NOT_FOUND', `There is no such ${what}`, ['id']);
}

export function forbidden(message: string, path: readonly (string | number)[] = ['id']): DomainError {
  return new DomainError('FORBIDDEN', message, path);
}
