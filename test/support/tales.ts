import { randomUUID } from 'node:crypto';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { EventStore, NewEvent, RecordedEvent } from '../../src/platform/event-store/event-store.js';
import { defineReadModel, type ReadModelDefinition } from '../../src/platform/projections/definition.js';
import { documents } from '../../src/platform/projections/documents.js';

/** A small read model that has every kind of column and table, for tests of the projector. */
@Entity('tale')
export class TaleRow {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) title!: string;
  @Column({ type: 'text', array: true }) tags!: string[];
  @Column({ type: 'jsonb', nullable: true }) notes!: { text: string }[] | null;
  @Column({ type: 'int', name: 'page_count' }) pages!: number;
  @Column({ type: 'float8', nullable: true }) weight!: number | null;
  /** `first` is the first key that the fold sees here: it shows whether their order depends on where the row came from. */
  @Column({ type: 'jsonb' }) tellers!: Record<string, number>;
  @Column({ type: 'text', nullable: true }) first!: string | null;
  @Column({ type: 'boolean' }) finished!: boolean;
  @Column({ type: 'bytea', nullable: true }) seal!: Buffer | null;
  @Index() @Column({ type: 'bigint' }) ordinal!: number;
  @Column({ type: 'timestamptz' }) recordedAt!: string;
  @Column({ type: 'timestamptz' }) updatedAt!: string;
}

@Entity('tale_by_tag')
export class TaleByTagRow {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @PrimaryColumn({ type: 'text' }) tag!: string;
  @Column({ type: 'bigint' }) ordinal!: number;
}

@Entity('tale_search')
export class TaleSearchRow {
  @PrimaryColumn({ type: 'text' }) id!: string;
  @Column({ type: 'text' }) words!: string;
  @Column({
    type: 'tsvector',
    select: false,
    generatedType: 'STORED',
    asExpression: `setweight(to_tsvector('casebook.fr', coalesce(words, '')), 'A')`,
  })
  vector?: string;
}

@Entity('song')
export class SongRow {
  @PrimaryColumn({ type: 'text' }) key!: string;
  @Column({ type: 'int' }) verses!: number;
}

export type TaleEvent =
  | { type: 'TaleBegun'; data: { title: string; tags: string[]; pages?: number } }
  | { type: 'TaleTold'; data: { text: string; weight?: number } }
  | { type: 'TaleTagged'; data: { tags: string[] } }
  | { type: 'TaleBroken'; data: object }
  | { type: 'TaleSwollen'; data: object }
  | { type: 'TaleForgotten'; data: object };

export type SongEvent = { type: 'VerseSung'; data: { voices: string[] } };

const tales = documents<TaleRow, TaleEvent>({
  category: 'tale',
  entity: TaleRow,
  fold(row, event): TaleRow | null {
    const touched = { ordinal: event.ordinal, updatedAt: event.recordedAt };
    switch (event.type) {
      case 'TaleBegun':
        return {
          id: event.streamId,
          title: event.data.title,
          tags: event.data.tags,
          notes: null,
          pages: event.data.pages ?? 0,
          weight: null,
          tellers: { Zoé: 1, al: 1 },
          first: null,
          finished: false,
          seal: Buffer.from(event.data.title),
          recordedAt: event.recordedAt,
          ...touched,
        };
      case 'TaleTold':
        return (
          row && {
            ...row,
            notes: [...(row.notes ?? []), { text: event.data.text }],
            weight: event.data.weight ?? row.weight,
            pages: row.pages + 1,
            first: Object.keys(row.tellers)[0]!,
            finished: row.pages > 3,
            ...touched,
          }
        );
      case 'TaleTagged':
        return row && { ...row, tags: event.data.tags, ...touched };
      case 'TaleBroken':
        throw new Error('no such tale');
      case 'TaleSwollen':
        return row && { ...row, pages: 1e12 };
      case 'TaleForgotten':
        return null;
    }
  },
  satellites: [
    { entity: TaleByTagRow, rows: ({ id, tags, ordinal }) => tags.map((tag) => ({ id, tag, ordinal })) },
    {
      entity: TaleSearchRow,
      rows: ({ id, title, notes }) => [
        { id, words: [title, ...(notes ?? []).map(({ text }) => text)].join(' ') },
      ],
    },
  ],
  indexes: new URL('./tales.indexes.sql', import.meta.url),
  sources: [new URL(import.meta.url)],
});

/** Two rows of one stream: one for each voice. */
const songs = documents<SongRow, SongEvent>({
  category: 'song',
  entity: SongRow,
  keys: ({ streamId, data }) => data.voices.map((voice) => `${streamId}/${voice}`),
  fold: (row, _event, key) => ({ key, verses: (row?.verses ?? 0) + 1 }),
  sources: [],
});

export const taleModel: ReadModelDefinition = defineReadModel([tales, songs]);
/** The same events in fewer tables: another hash. */
export const songModel: ReadModelDefinition = defineReadModel([songs]);

let sequence = 0;

/** A new event of any type; ids are random. */
export function tell(event: TaleEvent | SongEvent | { type: string; data: unknown }): NewEvent {
  sequence += 1;
  const id = randomUUID();
  return {
    id,
    type: event.type,
    schemaVersion: 1,
    data: event.data,
    metadata: {
      actor: 'a',
      role: 'editor',
      command: 'Tell',
      fingerprint: String(sequence),
      firstEvent: id,
      correlationId: 'c',
    },
  };
}

export function tale(): string {
  return `tale-${randomUUID()}`;
}

/** Appends `eventsEach` events to each of `streams` streams of both categories, texts with all that COPY must escape. */
export async function fillLog(log: EventStore, streams: number, eventsEach: number): Promise<void> {
  const appends: Promise<unknown>[] = [];
  for (let index = 0; index < streams; index += 1) {
    const song = index % 4 === 3;
    const id = song ? `song-${randomUUID()}` : tale();
    const events = Array.from({ length: eventsEach }, (_, step) =>
      song ? sing(step) : storyStep(index, step),
    );
    appends.push(log.append(id, 'none', events.map(tell)));
  }
  await Promise.all(appends);
}

function sing(step: number): SongEvent {
  return { type: 'VerseSung', data: { voices: step % 2 ? ['alto'] : ['alto', 'bass'] } };
}

function storyStep(index: number, step: number): TaleEvent {
  if (step === 0)
    return {
      type: 'TaleBegun',
      data: { title: `L’Été ${index}\t"\\ \n{}`, tags: ['a,b', `t${index % 7}`, '{"\\'] },
    };
  if (step % 3 === 1)
    return { type: 'TaleTold', data: { text: `coopérative n° ${step} \\N`, weight: index / 3 } };
  if (step % 3 === 2) return { type: 'TaleTagged', data: { tags: [`t${step}`, 'NULL', ''] } };
  return index % 5 === 0 ? { type: 'TaleForgotten', data: {} } : { type: 'TaleTold', data: { text: '' } };
}

/** The log as an engine shows it that knows neither ordinals nor reading by stream. */
export function withoutOrdinals(log: EventStore): EventStore {
  const strip = async function* (batches: AsyncIterable<readonly RecordedEvent[]>) {
    for await (const events of batches)
      yield events.map(({ ordinal: _ordinal, ...event }): RecordedEvent => event);
  };
  return {
    append: (...given) => log.append(...given),
    readStream: (...given) => log.readStream(...given),
    readAll: (options) => strip(log.readAll(options)),
    subscribe: (options) => strip(log.subscribe(options)),
    head: () => log.head(),
    lineage: () => log.lineage(),
    ordinalOf: (position) => log.ordinalOf(position),
    close: () => log.close(),
  };
}
