import { Injectable } from '@nestjs/common';
import type { Personal, SealedPersonal } from '../../kernel/personal.js';
import { translateFaults } from '../../platform/commands/store-faults.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { ReadRecords } from '../../platform/privacy/read-records.js';
import { copyOf, wordsOf } from '../domain/copied-words.js';
import type { InterviewNote } from '../domain/interview-note.state.js';
import { reachedBy, wordsAt } from '../domain/said-passages.js';
import { ClearStreams } from './clear-streams.js';
import { casebookItself } from './inner-speaker.js';

/** Notes about somebody whose passages are compared, the newest, and how many are opened at one time. */
export const comparedNotes = { all: 500, page: 50 } as const;

/** What a text that is to be published is about. */
export interface Subject {
  readonly organization: string;
  readonly initiatives: readonly string[];
}

/** Notes by what they are about, whoever could see them. */
export abstract class NotesAbout {
  /**
   * About the organization, under whatever id of its own, or about one of these initiatives or of its own; the newest first.
   * @throws UNAVAILABLE in a process that cannot tell, and where one cannot be read
   */
  abstract ids(subject: Subject, limit: number): Promise<readonly string[]>;
}

/**
 * Whether a text repeats what somebody said in an interview: a quotation is shown by reference, so that it goes when its
 * consent goes; a copy would stay. The passages are opened for Casebook's own check, which is recorded, and shown to nobody.
 */
@Injectable()
export class CopiedPassages {
  constructor(
    private readonly streams: ClearStreams,
    private readonly notes: NotesAbout,
    private readonly personal: PersonalData,
    private readonly reads: ReadRecords,
  ) {}

  /**
   * @param attached notes whose passages the text rests on: they are compared, whatever they are about
   * @param purpose id of the record that is to be published
   * @returns index of the first text that repeats a passage; -1 where none does
   * @throws PERSONAL_DATA_CLOSED, UNAVAILABLE
   */
  async firstCopy(
    texts: readonly string[],
    { subject, attached, purpose }: { subject: Subject; attached: readonly string[]; purpose: string },
  ): Promise<number> {
    const ids = [...new Set([...attached, ...(await this.notes.ids(subject, comparedNotes.all))])];
    const compared = texts.map(wordsOf);
    for (let from = 0; from < ids.length; from += comparedNotes.page) {
      for (const passage of await this.passages(ids.slice(from, from + comparedNotes.page), purpose)) {
        const found = copyOf(passage, compared);
        if (found >= 0) return found;
      }
    }
    return -1;
  }

  /** The coded passages of notes, as far as they can still be read. */
  private async passages(ids: readonly string[], purpose: string): Promise<string[]> {
    const coded = await Promise.all(
      ids.map(async (id) => ({ id, ...passagesOf(await this.streams.note(id)) })),
    );
    const wanted = coded.filter(({ passages }) => passages.length > 0);
    const { actor, role } = casebookItself();
    await this.reads.record(
      wanted.map(({ id, study }) => ({
        actor,
        role,
        record: id,
        study,
        fields: ['compared'],
        purpose,
        breakGlass: false,
      })),
    );
    const sealed = wanted.flatMap(({ passages }) => passages.flatMap(({ texts }) => texts));
    const distinct = [...new Set(sealed)];
    const opened = await translateFaults(this.personal.open<string>(distinct));
    const byValue = new Map<SealedPersonal, Personal<string>>(
      distinct.map((value, index) => [value, opened[index]!]),
    );
    return wanted.flatMap(({ passages }) =>
      passages.flatMap(({ texts, before, place }) => {
        const said = texts.map((text) => byValue.get(text)!);
        return wordsAt(said, before, place) ?? [];
      }),
    );
  }
}

function passagesOf(note: InterviewNote | { readonly status: 'absent' }) {
  if (note.status !== 'kept' && note.status !== 'destroying') return { study: null, passages: [] };
  const passages = [...note.codings.values()].flatMap((coding) => {
    if (coding.lost) return [];
    const { segments, before } = reachedBy(note.segments, coding);
    // Streams that are read for checks keep their texts sealed.
    return [{ place: coding, before, texts: segments.map(({ text }) => text as unknown as SealedPersonal) }];
  });
  return { study: note.study, passages };
}
