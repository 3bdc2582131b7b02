import { Injectable } from '@nestjs/common';
import { setTimeout as soon } from 'node:timers/promises';
import { isStreamOf } from '../../kernel/ids.js';
import { badInput } from '../../platform/errors/bad-input.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { pageLimits } from '../../platform/read-side/page.js';
import { searchTextLimit } from '../../platform/read-side/search.js';
import { Taxonomies } from '../../vocabularies/public.js';
import { matchingNotes, type NoteFilter } from '../read-model/note-filters.js';
import { assertReadable, sealedPage, type SealedNote } from '../read-model/sealed-notes.js';
import { highlightsOf, holdsAll, searchTerms } from './folded-text.js';
import { openedSegments } from './opened-notes.js';
import { Reading } from './reading.js';

/** Bodies are sealed, so a search opens and reads them: notes in one search, in one page of it, and milliseconds. */
export const searchLimits = { notes: 5_000, page: 200, milliseconds: 8_000 };

export const searchStops = ['end', 'found', 'notes', 'time'] as const;
export type SearchStop = (typeof searchStops)[number];

export interface NoteHit {
  readonly id: string;
  readonly highlights: readonly string[];
}

export interface NoteSearch {
  readonly hits: readonly NoteHit[];
  readonly scanned: number;
  readonly stop: SearchStop;
  /** The last note that was looked through. */
  readonly last: string | null;
}

export interface NoteSearchArgs {
  readonly text: string;
  readonly where?: NoteFilter | null;
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Looks for words in the bodies that the viewer may read, the newest first. */
@Injectable()
export class SearchNotes {
  constructor(
    private readonly reading: Reading,
    private readonly taxonomies: Taxonomies,
  ) {}

  /** @throws BAD_USER_INPUT, PURPOSE_REQUIRED, PERSONAL_DATA_CLOSED */
  async search(
    args: NoteSearchArgs,
    context: RequestContext,
    limits: Readonly<typeof searchLimits> = searchLimits,
  ): Promise<NoteSearch> {
    const { terms, size, after } = await asked(args, context);
    const { generation, viewer } = context;
    const among = matchingNotes(args.where, viewer, this.taxonomies.of(context));
    const until = performance.now() + limits.milliseconds;
    const hits: NoteHit[] = [];
    let scanned = 0;
    let last: string | null = after;
    for (;;) {
      const room = Math.min(limits.page, limits.notes - scanned);
      const rows = await sealedPage(generation, viewer, { among, after: last, size: room });
      for (const { row, texts } of await this.texts(rows, context)) {
        scanned += 1;
        last = row.id;
        if (holdsAll(texts, terms)) hits.push({ id: row.id, highlights: highlightsOf(texts, terms) });
        if (hits.length === size) return { hits, scanned, stop: 'found', last };
      }
      if (rows.length < room) return { hits, scanned, stop: 'end', last: null };
      if (scanned >= limits.notes) return { hits, scanned, stop: 'notes', last };
      if (performance.now() > until) return { hits, scanned, stop: 'time', last };
      // Others wait for the processor, too.
      await soon(0);
    }
  }

  /** What can still be read of each note. All of a page is recorded as read before any of it is. */
  private async texts(
    rows: readonly SealedNote[],
    context: RequestContext,
  ): Promise<{ row: SealedNote; texts: string[] }[]> {
    const { opened, refused } = await this.reading.open(
      context,
      rows.map((row) => ({ row, fields: ['search'] })),
      ({ row }) => (row.segments ?? []).map(({ text }) => text),
    );
    for (const error of refused.values()) throw error;
    return rows.map((row) => {
      const segments = openedSegments(row.segments ?? [], opened);
      return { row, texts: segments.flatMap(({ text, erased }) => (erased ? [] : [text])) };
    });
  }
}

async function asked({ text, first, after }: NoteSearchArgs, { generation, viewer }: RequestContext) {
  if (text.length > searchTextLimit) throw badInput(`A search has at most ${searchTextLimit} characters`);
  const terms = searchTerms(text);
  if (terms.length === 0) throw badInput('A search needs a word');
  const size = first ?? pageLimits.default;
  if (size < 1 || size > pageLimits.max) throw badInput(`first must be between 1 and ${pageLimits.max}`);
  if (after != null) {
    if (!isStreamOf('interviewNote', after)) throw badInput('after is not a cursor of this search');
    await assertReadable(generation, viewer, after);
  }
  return { terms, size, after: after ?? null };
}
