import type { Policy } from '../../platform/access/policy.js';
import { allFollowed } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { always, and, never, not, or, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { consentStands, isOpen, takesPart } from '../read-model/consent.js';
import { personStudying } from '../read-model/persons.js';
import { maySay } from './who-may-say.js';

/** Predicate on a note's row (alias `r`) that holds for those whose metadata the viewer needs for a work of theirs. */
export type NoteReaders = (viewer: Viewer) => Sql;

const readers: NoteReaders[] = [];

/** A slice that rests on notes says here who sees their metadata besides: editors those that are quoted in a case at hand. */
export function registerNoteReaders(more: NoteReaders): void {
  readers.push(more);
}

const isShared = raw(`r.visibility IN ('study', 'research')`);
const isForResearch = raw(`r.visibility = 'research'`);
/** Whether somebody is a member can be told: nothing of the study was left unread. */
const isCurrent = (): Sql => allFollowed('r.study');

/** What everyone sees of a note: year, language, broad roles, what it is about, visibility, versions. No word of it. */
export const interviewNotePolicy: Policy = {
  rows: (viewer) => {
    if (viewer.role === 'admin') return always;
    const more = readers.map((each) => each(viewer));
    const person = personStudying(viewer);
    if (person === null) return or(more.filter((each) => each !== never));
    const member = takesPart('r.study', person);
    // Their own stay theirs to find, closed and destroyed ones too.
    return or([
      sql`r.author = ${person}`,
      and([isShared, member]),
      ...(viewer.role === 'researcher'
        ? [and([isCurrent(), isForResearch, raw(`r.state = 'kept'`), not(member), reusable()])]
        : []),
      ...more,
    ]);
  },
  // Who of them may say what of which note is asked by the preparation of the commands.
  mayCommand: maySay,
  seesPersons: () => false,
};

const reusable = (): Sql => and([consentStands('r.participants', 'reuse'), allFollowed('r.participants')]);

/**
 * What was said: versions, codings, the exact date. An admin reads none of it by this policy, so that nothing is listed,
 * searched, filtered or counted by it: one note is opened with a stated purpose, see opened-notes.ts.
 */
export const interviewNoteBodyPolicy: Policy = {
  rows: (viewer) => {
    const person = personStudying(viewer);
    if (person === null) return never;
    const member = takesPart('r.study', person);
    const asMember = and([isShared, member, consentStands('r.participants', 'analysis')]);
    const outside = and([isForResearch, not(member), consentStands('r.participants', 'reuse')]);
    return and([
      isOpen(),
      or([sql`r.author = ${person}`, asMember, ...(viewer.role === 'researcher' ? [outside] : [])]),
    ]);
  },
  mayCommand: () => false,
  seesPersons: () => false,
};
