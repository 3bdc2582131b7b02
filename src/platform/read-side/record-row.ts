import { Column, PrimaryColumn } from 'typeorm';
import type { ProjectedEvent } from '../projections/documents.js';

/** Columns that every record's row has. Property names are the column names. */
export abstract class RecordRow {
  /** Stream id. */
  @PrimaryColumn({ type: 'text', collation: 'C' })
  id!: string;

  /** Revision of the stream's last event. */
  @Column({ type: 'int' })
  revision!: number;

  /** Ordinals of the stream's first and last event: unique, rising, the keys of every list by time. */
  @Column({ type: 'bigint' })
  recorded_ordinal!: number;

  @Column({ type: 'bigint' })
  ordinal!: number;

  @Column({ type: 'timestamptz' })
  recorded_at!: string;

  @Column({ type: 'timestamptz' })
  updated_at!: string;

  @Column({ type: 'boolean' })
  fictional!: boolean;
}

type AnyEvent = { type: string; data: unknown };

/** The shared columns of a record's first event. */
export function firstColumns(event: ProjectedEvent<AnyEvent>) {
  return {
    id: event.streamId,
    recorded_ordinal: event.ordinal,
    recorded_at: event.recordedAt,
    ...touched(event),
  };
}

/** The shared columns that every further event moves. */
export function touched(event: ProjectedEvent<AnyEvent>) {
  return { revision: event.revision, ordinal: event.ordinal, updated_at: event.recordedAt };
}

/** The columns of a record that is put right in what others may have relied on. */
export function correctedNow(event: ProjectedEvent<AnyEvent>) {
  return { corrected_ordinal: event.ordinal, corrected_at: event.recordedAt };
}

/** Key by which texts are sorted: without accents and case, in code point order. The same everywhere, whatever the locale. */
export function sortKey(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase().replace(/\s+/g, ' ').slice(0, 200);
}
