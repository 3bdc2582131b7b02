import type { Policy } from '../../platform/access/policy.js';
import { visibleRows } from '../../platform/access/record-tables.js';
import type { Viewer } from '../../platform/access/viewer.js';
import { always, never, or, sql, type Sql } from '../../platform/read-side/sql.js';
import { leads, takesPart } from '../read-model/consent.js';
import { personStudying } from '../read-model/persons.js';
import { maySay } from './who-may-say.js';

/** That there is one with this study, broad role and these consents: whoever enrolled them, members of the study, admins. */
export const participantPolicy: Policy = {
  rows: (viewer) => {
    if (viewer.role === 'admin') return always;
    const person = personStudying(viewer);
    return person === null ? never : or([sql`r.enrolled_by = ${person}`, takesPart('r.study', person)]);
  },
  // Who of them may say what about whom is asked by the preparation of the commands.
  mayCommand: maySay,
  seesPersons: () => false,
};

/** Whoever enrolled them, and the study's lead. The row is gone once erasure is asked for. */
function knowsWhoItIs(viewer: Viewer): Sql {
  const person = personStudying(viewer);
  if (person === null) return never;
  return or([sql`r.enrolled_by = ${person}`, leads('r.study', person)]);
}

/** Name, contact and exact role: they are needed to reach somebody, also where the consent does not stand. */
export const participantIdentityPolicy: Policy = {
  rows: knowsWhoItIs,
  mayCommand: () => false,
  seesPersons: () => false,
};

/** The pseudonym: for whoever may see the name, or read the body of a note in which they speak. */
export const participantPseudonymPolicy: Policy = {
  rows: (viewer) => {
    if (personStudying(viewer) === null) return never;
    const bodies = visibleRows('interview_note_body', viewer);
    return or([knowsWhoItIs(viewer), sql`r.id IN (SELECT unnest(b.participants) FROM ${bodies} b)`]);
  },
  mayCommand: () => false,
  seesPersons: () => false,
};
