import type { Policy } from '../../platform/access/policy.js';
import { isEditor } from '../../platform/access/viewer.js';
import { always, never, sql } from '../../platform/read-side/sql.js';
import { personStudying } from '../read-model/persons.js';
import { maySay } from './who-may-say.js';

/** Researchers, editors and admins know of all studies, practitioners of those that they take part in, readers of none. */
export const studyPolicy: Policy = {
  rows: (viewer) => {
    if (isEditor(viewer) || viewer.role === 'researcher') return always;
    const person = personStudying(viewer);
    return person === null ? never : sql`(r.lead = ${person} OR ${person} = ANY(r.members))`;
  },
  // Who of them may say what about which study is asked by the preparation of the commands.
  mayCommand: maySay,
  seesPersons: isEditor,
};
