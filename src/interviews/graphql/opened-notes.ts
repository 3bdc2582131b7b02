import { Injectable } from '@nestjs/common';
import type { GraphQLError } from 'graphql';
import { isErased, valueOf, type SealedPersonal } from '../../kernel/personal.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { shownText } from '../domain/passages.js';
import type {
  InterviewNoteCodingRow,
  SealedSegment,
  VersionKind,
} from '../read-model/interview-note.entity.js';
import { sealedNotes, type SealedNote } from '../read-model/sealed-notes.js';
import { fieldsById, gatheredFields, Reading, type Asked, type FieldKey, type Opened } from './reading.js';

/** What of a note is opened; each stands in the record of reads under this name. */
export type NoteField = 'body' | 'quotes' | 'codings' | 'date' | 'versions' | 'versionTexts';

export interface OpenedSegment {
  readonly speaker: SealedSegment['speaker'];
  readonly participant: string | null;
  /** What was said; blocks in the place of each code point that was erased. */
  readonly text: string;
  readonly erased: boolean;
}

export interface OpenedVersion {
  readonly number: number;
  readonly kind: VersionKind;
  readonly recordedAt: string;
  readonly segments: readonly OpenedSegment[] | null;
}

/** What was opened of one note; what was not asked for is null. */
export interface OpenedNote {
  readonly row: SealedNote;
  readonly segments: readonly OpenedSegment[] | null;
  readonly text: string | null;
  readonly codings: readonly InterviewNoteCodingRow[];
  readonly date: string | null;
  readonly versions: readonly OpenedVersion[];
}

const needsText = (field: string) => field === 'body' || field === 'quotes';

/** Bodies of notes as their viewer may read them: null for those who may not, without a word of why. */
@Injectable()
export class OpenedNotes {
  private readonly gathered: (
    context: RequestContext,
    id: string,
    field: string,
  ) => Promise<OpenedNote | null>;

  constructor(private readonly reading: Reading) {
    this.gathered = gatheredFields<OpenedNote>((context, keys) => this.load(context, keys));
  }

  /** @throws PURPOSE_REQUIRED, PERSONAL_DATA_CLOSED */
  of(context: RequestContext, id: string, field: NoteField): Promise<OpenedNote | null> {
    return this.gathered(context, id, field);
  }

  private async load(
    context: RequestContext,
    keys: readonly FieldKey[],
  ): Promise<(OpenedNote | GraphQLError | null)[]> {
    const wanted = fieldsById(keys);
    const all = keys.map(({ field }) => field);
    const rows = await sealedNotes(context.generation, context.viewer, [...wanted.keys()], {
      segments: all.some(needsText),
      codings: all.includes('codings') || all.includes('quotes'),
      versions: all.includes('versions') || all.includes('versionTexts'),
    });
    const asked = rows.map((row) => ({ row, fields: wanted.get(row.id)! }));
    const { opened, refused } = await this.reading.open(context, asked, sealedOf);
    const notes = new Map(
      asked.map((each) => [each.row.id, refused.get(each.row) ?? openedNote(each, opened)]),
    );
    return keys.map(({ id }) => notes.get(id) ?? null);
  }
}

/** What is to be opened of a note for the fields asked for, and nothing more. */
function sealedOf({ row, fields }: Asked<SealedNote>): SealedPersonal[] {
  const texts = (segments: readonly SealedSegment[] | null) => (segments ?? []).map(({ text }) => text);
  return [
    ...(fields.some(needsText) ? texts(row.segments) : []),
    ...(fields.includes('date') && row.date ? [row.date] : []),
    ...(fields.includes('versionTexts') ? (row.versions ?? []).flatMap((one) => texts(one.segments)) : []),
  ];
}

function openedNote({ row, fields }: Asked<SealedNote>, opened: Opened): OpenedNote {
  const segments = fields.some(needsText) ? row.segments && openedSegments(row.segments, opened) : null;
  const withTexts = fields.includes('versionTexts');
  return {
    row,
    segments,
    text: segments && segments.map(({ text }) => text).join(''),
    codings: row.codings ?? [],
    date: fields.includes('date') && row.date ? valueOf(opened.get(row.date)) : null,
    versions: (row.versions ?? []).map(({ number, kind, recorded_at: recordedAt, segments: said }) => ({
      number,
      kind,
      recordedAt,
      segments: withTexts ? openedSegments(said, opened) : null,
    })),
  };
}

export function openedSegments(segments: readonly SealedSegment[], opened: Opened): OpenedSegment[] {
  return segments.map(({ speaker, participant, text }) => {
    const said = opened.get(text)!;
    return {
      speaker,
      participant: participant ?? null,
      text: shownText([{ text: said }]),
      erased: isErased(said),
    };
  });
}
