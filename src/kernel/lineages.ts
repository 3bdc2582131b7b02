/** A name that positions had before a restore dropped events: up to `until` they mean the same now. */
export interface FormerLineage {
  readonly lineage: string;
  /** Ordinal of the last event that was kept. */
  readonly until: number;
}

/** The names under which positions of one log are and were cited, `<lineage>:<ordinal>`, and how far each of them holds. */
export class Lineages {
  constructor(
    readonly current: string,
    readonly former: readonly FormerLineage[] = [],
  ) {}

  positionAt(ordinal: number): string {
    return `${this.current}:${ordinal}`;
  }

  /** The last ordinal that means the same here; -1 for lineages that are none of this log's. */
  heldUntil(lineage: string): number {
    if (lineage === this.current) return Infinity;
    return this.former.find((one) => one.lineage === lineage)?.until ?? -1;
  }
}
