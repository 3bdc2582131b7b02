import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { SealedPersonal } from '../../kernel/personal.js';
import { RecordRow } from '../../platform/read-side/record-row.js';
import type { NoteVisibility, speakers } from '../domain/interview-note.events.js';

/** From the request for destruction on, nobody reads its body; `destroyed` when the keys are gone. */
export type NoteState = 'kept' | 'destroying' | 'destroyed';

/** What the policies on a note ask: in the row of its metadata and in that of its body alike. */
abstract class NoteColumns extends RecordRow {
  @Column({ type: 'text', collation: 'C' })
  study!: string;

  @Column({ type: 'text' })
  visibility!: NoteVisibility;

  /** Opaque id of who added it. */
  @Column({ type: 'text', collation: 'C' })
  author!: string;

  @Column({ type: 'text', array: true })
  participants!: string[];

  @Column({ type: 'text' })
  state!: NoteState;

  /** Whether the current version is one that names nobody. */
  @Column({ type: 'boolean' })
  anonymized!: boolean;

  /** Number of the current version. */
  @Column({ type: 'int' })
  version!: number;
}

/** What is known of a note without its body: no word, no length, no date. */
@Entity('interview_note')
export class InterviewNoteRow extends NoteColumns {
  @Column({ type: 'text', collation: 'C', nullable: true })
  about_organization!: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  about_initiative!: string | null;

  @Column({ type: 'text', collation: 'C' })
  language!: string;

  @Column({ type: 'int' })
  year!: number;

  /** Versions before this one are to be made unreadable; 0 where none are. */
  @Column({ type: 'int' })
  erase_below!: number;

  /** Versions before this one have been made unreadable. */
  @Column({ type: 'int' })
  erased_below!: number;
}

/** That a note has a body: versions and codings are its parts. */
@Entity('interview_note_body')
export class InterviewNoteBodyRow extends NoteColumns {
  /** The exact date, sealed. */
  @Column({ type: 'jsonb', nullable: true })
  date!: SealedPersonal | null;
}

/** A segment as the log has it: the text stays sealed. */
export interface SealedSegment {
  readonly speaker: (typeof speakers)[number];
  readonly participant?: string;
  readonly text: SealedPersonal;
}

export const versionKinds = ['added', 'corrected', 'anonymized', 'redacted'] as const;
export type VersionKind = (typeof versionKinds)[number];

/** One version of a body. Those that are to be made unreadable are gone from here as soon as that is said. */
@Entity('interview_note_version')
export class InterviewNoteVersionRow {
  /** `<note>/<number>`. */
  @PrimaryColumn({ type: 'text', collation: 'C' })
  key!: string;

  /** The note. */
  @Column({ type: 'text', collation: 'C' })
  id!: string;

  @Column({ type: 'int' })
  number!: number;

  @Column({ type: 'text' })
  kind!: VersionKind;

  @Column({ type: 'timestamptz' })
  recorded_at!: string;

  @Column({ type: 'jsonb' })
  segments!: SealedSegment[];
}

/** A passage of the current version that was coded. */
@Entity('interview_note_coding')
export class InterviewNoteCodingRow {
  /** `<note>/<coding>`. */
  @PrimaryColumn({ type: 'text', collation: 'C' })
  key!: string;

  /** The note. */
  @Column({ type: 'text', collation: 'C' })
  id!: string;

  @Column({ type: 'uuid' })
  coding_id!: string;

  /** Code points over the concatenated segments of `version`: from `start` up to, without, `stop`. */
  @Column({ type: 'int' })
  start!: number;

  @Column({ type: 'int' })
  stop!: number;

  /** The version that the offsets speak of: of a lost one, the last in which its passage stood. */
  @Column({ type: 'int' })
  version!: number;

  /** Its passage is no longer there: a person has to look. */
  @Column({ type: 'boolean' })
  lost!: boolean;

  /** `scheme:code`. */
  @Column({ type: 'text', collation: 'C' })
  concept!: string;

  @Column({ type: 'text', collation: 'C' })
  coder!: string;

  /** Of the event that coded it. */
  @Column({ type: 'bigint' })
  ordinal!: number;
}
