import type { Policy } from '../../platform/access/policy.js';
import { isEditor, isPerson, type Viewer } from '../../platform/access/viewer.js';
import { always, never, or, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { RetractCaseStudy, WithholdCaseStudy, writingCommands } from './commands.js';

const written: ReadonlySet<string> = new Set(writingCommands.map(({ commandName }) => commandName));

/** Those that no comparison of persons depends on: what must not be read any more is taken away by whoever can. */
const removing: ReadonlySet<string> = new Set([RetractCaseStudy.commandName, WithholdCaseStudy.commandName]);

/** Who may write case studies at all; of which ones, the preparation of the commands asks. */
function mayWrite(viewer: Viewer): boolean {
  return isEditor(viewer) || viewer.role === 'researcher';
}

/** What is being written is seen by editors, and by those who wrote in it as long as they may write. */
function worksOn(viewer: Viewer): Sql {
  if (isEditor(viewer)) return always;
  return mayWrite(viewer) && viewer.actor !== null ? sql`${viewer.actor} = ANY(r.ever_writers)` : never;
}

/**
 * Everyone sees what has an edition, also where it was retracted or withheld since: what was cited is always found.
 * Editors see all, and whoever wrote in one sees it from its first draft on.
 */
export const caseStudyPolicy: Policy = {
  rows: (viewer) => {
    const works = worksOn(viewer);
    if (works === always) return always;
    const published = raw('r.edition_number IS NOT NULL');
    return works === never ? published : or([published, works]);
  },
  // Nobody approves a text of their own: whoever writes or judges one is a person, whom the next can be compared with.
  mayCommand: (viewer, command) =>
    (isPerson(viewer) || removing.has(command)) &&
    (isEditor(viewer) || (mayWrite(viewer) && written.has(command))),
  // A history is told to those who see what is being written, and to nobody else: see HistoryRecord.
  seesPersons: mayWrite,
  // Not shown while its stream is parked: it quotes persons, and may have been withheld for their sake since.
};

/** The working content of case studies, a record of its own in the read model. Nothing is said to it. */
export const caseStudyWorkingPolicy: Policy = {
  rows: worksOn,
  mayCommand: () => false,
  seesPersons: (viewer) => isEditor(viewer),
};
