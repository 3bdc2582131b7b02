/** Roles, from least to most. What each may see and do is said by the policies, one per type. */
export const roles = ['reader', 'practitioner', 'researcher', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who asks. `actor` is an opaque id of the person behind the token; an anonymous reader has none. */
export interface Viewer {
  readonly actor: string | null;
  readonly role: Role;
}

export const anonymous: Viewer = { actor: null, role: 'reader' };

export function isEditor(viewer: Viewer): boolean {
  return viewer.role === 'editor' || viewer.role === 'admin';
}
