import { isPerson, type Viewer } from '../../platform/access/viewer.js';

/**
 * Who asks as a person that studies: leads, members, authors and those who enrolled somebody have their rights by who they
 * are, with the token of a practitioner or a researcher. A token of another role gives what that role has, and no more.
 */
export function personStudying(viewer: Viewer): string | null {
  const studies = viewer.role === 'practitioner' || viewer.role === 'researcher';
  return studies && isPerson(viewer) ? viewer.actor : null;
}
