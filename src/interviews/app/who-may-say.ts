import type { Viewer } from '../../platform/access/viewer.js';
import { allInterviewNoteCommands, allParticipantCommands, allStudyCommands } from './commands.js';
import { isOperator } from './speakers.js';

const names = (commands: readonly { readonly commandName: string }[]) =>
  commands.map(({ commandName }) => commandName);

const ofStudies = names(allStudyCommands);
const ofPersons = [...names(allParticipantCommands), ...names(allInterviewNoteCommands)];

/** Commands that a role can say at all. Of which record, by the person too, the preparations ask. */
const byRole: Readonly<Record<Viewer['role'], ReadonlySet<string>>> = {
  reader: new Set(),
  practitioner: new Set([...ofStudies.filter((name) => name !== 'OpenStudy'), ...ofPersons]),
  researcher: new Set([...ofStudies, ...ofPersons]),
  // Who reads no note writes none, whatever they have written as somebody else.
  editor: new Set(),
  admin: new Set([...ofStudies, 'WithdrawConsent', 'EraseParticipant', 'DestroyNote']),
};

export function maySay({ actor, role }: Viewer, command: string): boolean {
  return isOperator({ actor: actor ?? '', role }) || byRole[role].has(command);
}
