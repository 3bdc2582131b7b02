import type { Viewer } from '../../platform/access/viewer.js';
import { never, not, raw } from '../../platform/read-side/sql.js';
import type { Combined, Fields } from '../../platform/read-side/where.js';
import { takesPart } from './consent.js';
import { personStudying } from './persons.js';

/** What a list of studies can be narrowed to. */
export interface StudyFilter extends Combined<StudyFilter> {
  mine?: boolean | null;
  fictional?: boolean | null;
}

export function studyFields(viewer: Viewer): Fields<StudyFilter> {
  const person = personStudying(viewer);
  const mine = person === null ? never : takesPart('r.id', person);
  return {
    mine: (wanted) => [{ sql: wanted ? mine : not(mine) }],
    fictional: (fictional) => [{ sql: fictional ? raw('r.fictional') : raw('NOT r.fictional') }],
  };
}
