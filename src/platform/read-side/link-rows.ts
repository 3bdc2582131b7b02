import { Column, PrimaryColumn } from 'typeorm';

/** One row for each concept of a record: where lists by concept begin. */
export abstract class ByConceptRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  /** `scheme:code`. */
  @PrimaryColumn({ type: 'text', collation: 'C' })
  concept!: string;

  /** The record's: the links of a concept stand in the order of its list. */
  @Column({ type: 'bigint' })
  ordinal!: number;
}

/** One row for each external reference of a record. */
export abstract class ByReferenceRow {
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  system!: string;

  @PrimaryColumn({ type: 'text', collation: 'C' })
  reference!: string;
}
