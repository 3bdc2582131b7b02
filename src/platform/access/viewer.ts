/** Roles, from least to most. What each may see and do is said by the policies, one per type. */
export const roles = ['reader', 'practitioner', 'researcher', 'editor', 'admin'] as const;
export type Role = (typeof roles)[number];

/** Who asks. `actor` is an opaque id of the person behind the token; an anonymous reader has none. */
export interface Viewer {
  readonly actor: string | null;
  readonly role: Role;
  /** The study that the token was made for: what its owner reads others' personal data for. */
  readonly study: string | null;
}

export const anonymous: Viewer = { actor: null, role: 'reader', study: null };

/** Whoever works on the command line without saying as whom: may do all, and is nobody in particular. */
export const operator = { actor: 'operator', role: 'admin', study: null } as const satisfies Viewer;

/** Where a rule is about persons, the operator is none: who that was cannot be compared with anybody. */
export function isPerson({ actor }: Viewer): boolean {
  return actor !== null && actor !== operator.actor;
}

export function isEditor(viewer: Viewer): boolean {
  return viewer.role === 'editor' || viewer.role === 'admin';
}
