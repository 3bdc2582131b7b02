import { Injectable } from '@nestjs/common';
import { valueOf } from '../../kernel/personal.js';
import { gatheredIn } from '../../platform/graphql/gathered.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { PersonalData } from '../../platform/privacy/personal-data.js';
import { ReadRecords } from '../../platform/privacy/read-records.js';
import type { PassagePlace } from '../app/passage-checks.js';
import { slice } from '../domain/passages.js';
import { reachedBy, wordsAt } from '../domain/said-passages.js';
import { sealedPassage } from '../read-model/passages.js';
import { quotationStates, type PublishedQuotation, type QuotationEnd } from '../read-model/quotations.js';
import { sealedNotes } from '../read-model/sealed-notes.js';
import { NoteCodingView } from './interview-note.type.js';
import { notKept } from './not-kept.js';
import { OpenedNotes } from './opened-notes.js';
import { openedValues } from './opened-values.js';

/** A passage that something rests on. */
export interface RestedOn {
  readonly note: string;
  readonly codingId: string;
  readonly place: PassagePlace;
}

/** The words of a quotation that is shown, or why it is not. */
export interface QuotedWords {
  readonly text: string | null;
  /** Names of those who speak in it, where it is attributed. */
  readonly names: readonly string[];
  readonly end: { readonly reason: QuotationEnd; readonly on: string | null } | null;
}

interface QuotationKey extends PublishedQuotation {
  readonly start: number;
  readonly end: number;
}

/** Passages that other records rest on: for who may read the note, for editors of such a record, and as quotations. */
@Injectable()
export class PassageReading {
  private readonly bodies = gatheredIn<boolean>((context) => (ids) => loadReadable(context, ids));
  private readonly quotations = gatheredIn<QuotedWords>(
    (context) => (keys) => this.loadQuotations(context, keys),
  );

  constructor(
    private readonly opened: OpenedNotes,
    private readonly personal: PersonalData,
    private readonly reads: ReadRecords,
  ) {}

  /** Whether the viewer may read the body of a note now; for an admin, with a purpose. */
  mayRead(context: RequestContext, note: string): Promise<boolean> {
    notKept(context);
    return this.bodies(context, note);
  }

  /** The coding, for who may read the body. @throws PURPOSE_REQUIRED */
  async coding(
    context: RequestContext,
    { note, codingId }: RestedOn,
    withQuote: boolean,
  ): Promise<NoteCodingView | null> {
    const body = await this.opened.of(context, note, withQuote ? 'quotes' : 'codings');
    const coding = body?.codings.find((one) => one.coding_id === codingId);
    return body && coding ? new NoteCodingView(body, coding) : null;
  }

  /** The words as they stood when the passage was attached, for who may read the body. @throws PURPOSE_REQUIRED */
  async words(context: RequestContext, { note, place }: RestedOn): Promise<string | null> {
    const body = await this.opened.of(context, note, 'versionTexts');
    const version = body?.versions.find(({ number }) => number === place.version);
    if (!version?.segments) return null;
    return slice(version.segments.map(({ text }) => text).join(''), place);
  }

  /**
   * The same for an editor, of a record at hand that rests on it: nothing else of the body, and only while the consent of
   * those who speak in it stands. The record is what it is read for.
   */
  async wordsForEditor(context: RequestContext, passage: RestedOn, record: string): Promise<string | null> {
    notKept(context);
    const { actor, role } = context.viewer;
    if (role !== 'editor' || actor === null) return null;
    const { note, codingId, place } = passage;
    const found = await sealedPassage(context.generation, { note, codingId, ...place });
    if (!found) return null;
    await this.reads.record([
      {
        actor,
        role,
        record: passage.note,
        study: found.study,
        fields: ['passage'],
        purpose: record,
        breakGlass: false,
      },
    ]);
    const { segments, before } = reachedBy(found.segments, passage.place);
    return wordsAt(
      await openedValues(
        this.personal,
        segments.map(({ text }) => text),
      ),
      before,
      passage.place,
    );
  }

  /** A quotation in what is published, for everyone. @throws PERSONAL_DATA_CLOSED */
  quotation(
    context: RequestContext,
    quotation: PublishedQuotation,
    place: PassagePlace,
  ): Promise<QuotedWords> {
    notKept(context);
    const { start, end } = place;
    return this.quotations(context, JSON.stringify({ ...quotation, start, end } satisfies QuotationKey));
  }

  private async loadQuotations(
    { generation }: RequestContext,
    keys: readonly string[],
  ): Promise<QuotedWords[]> {
    const quotations = keys.map((key) => JSON.parse(key) as QuotationKey);
    const states = await quotationStates(
      generation,
      quotations.map(({ start: _, end: __, ...quotation }) => quotation),
    );
    const reached = states.map(({ segments }, index) => reachedBy(segments ?? [], quotations[index]!));
    const sealed = states.flatMap(({ names }, index) => [
      ...reached[index]!.segments.map(({ text }) => text),
      ...(names ?? []),
    ]);
    const opened = await openedValues(this.personal, sealed);
    const values = new Map(sealed.map((value, index) => [value, opened[index]!]));
    return states.map(({ reason, on, names }, index) => {
      if (reason !== null) return { text: null, names: [], end: { reason, on } };
      const { segments, before } = reached[index]!;
      const text = wordsAt(
        segments.map((segment) => values.get(segment.text)!),
        before,
        quotations[index]!,
      );
      // The keys are gone, and the read model has not heard of it yet.
      if (text === null) return { text: null, names: [], end: { reason: 'erased', on: null } };
      return { text, names: (names ?? []).flatMap((name) => valueOf(values.get(name)) ?? []), end: null };
    });
  }
}

async function loadReadable(
  { generation, viewer }: RequestContext,
  ids: readonly string[],
): Promise<boolean[]> {
  const none = { segments: false, codings: false, versions: false };
  const readable = new Set((await sealedNotes(generation, viewer, ids, none)).map(({ id }) => id));
  return ids.map((id) => readable.has(id));
}
