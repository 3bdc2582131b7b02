/** Those who sign in, by their opaque ids. */
export abstract class Persons {
  /** Those of `ids` that nobody has. */
  abstract unknownAmong(ids: readonly string[]): Promise<readonly string[]>;
}
