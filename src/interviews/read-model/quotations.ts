import type { SealedPersonal } from '../../kernel/personal.js';
import { allFollowed, allRows } from '../../platform/access/record-tables.js';
import type { Generation } from '../../platform/projections/generation.js';
import { raw, sql, statement, type Sql } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import { isInTerm, today, withinRetention } from './consent.js';
import type { SealedSegment } from './interview-note.entity.js';

/** Why a quotation is not shown any more. `notCovered`: it never was, or nothing is known of it. */
export const quotationEnds = [
  'withdrawn',
  'expired',
  'erased',
  'destroyed',
  'anonymized',
  'retentionEnded',
  'notCovered',
] as const;
export type QuotationEnd = (typeof quotationEnds)[number];

/** A quotation in something that is published. */
export interface PublishedQuotation {
  readonly note: string;
  /** Version of the note that the words stand in. */
  readonly version: number;
  readonly participants: readonly string[];
  readonly form: 'anonymous' | 'attributed';
  /** When what shows it was published. */
  readonly publishedAt: string;
}

export interface QuotationState {
  /** Null while it is shown. */
  readonly reason: QuotationEnd | null;
  /** Day since when it is not; null where that is not known. */
  readonly on: string | null;
  /** Of the version, sealed; null where it is not shown. */
  readonly segments: readonly SealedSegment[] | null;
  /** Names of those who speak in it, sealed; of attributed ones that are shown. */
  readonly names: readonly SealedPersonal[] | null;
}

const needed = sql`(CASE q.form WHEN 'anonymous' THEN ARRAY['publication', 'anonymousQuote'] ELSE ARRAY['publication', 'attributedQuote'] END)`;

/** Of a consent in the list of them: one whose term has not begun, or has ended, counts for nothing. */
const inTerm = (consent: string, on: string) =>
  isInTerm(raw(`(${consent}->>'from')::date`), raw(`(${consent}->>'until')::date`), on);

/** The consent that stands now allows it. */
const allowed = (on: string) =>
  sql`(p.state = 'enrolled' AND p.consent_scopes @> ${needed} AND ${isInTerm(raw('p.consent_from'), raw('p.consent_until'), on)})`;

/** A consent `d` that counted in the place of `c` until `c` was withdrawn, and allows less. */
const narrowed = (on: string) =>
  sql`EXISTS (SELECT FROM jsonb_array_elements(p.consents) d WHERE (d->>'recordedAt')::timestamptz > (c->>'recordedAt')::timestamptz AND (d->>'recordedAt')::timestamptz < (c->'withdrawn'->>'at')::timestamptz AND (d->'scopes' @> to_jsonb(${needed}) AND ${inTerm('d', on)}) IS NOT TRUE)`;

/**
 * It was published under a consent that was withdrawn later for future use alone: what was published stays. Consents that
 * were withdrawn further, or replaced by narrower ones, count for nothing: no withdrawal brings anything back.
 */
const stays = (on: string) =>
  sql`(p.state = 'enrolled' AND p.withdrawn_extent IS DISTINCT FROM 'alsoPublished' AND EXISTS (SELECT FROM jsonb_array_elements(p.consents) c WHERE c->'withdrawn'->>'extent' = 'futureUse' AND (c->>'recordedAt')::timestamptz < q.published_at AND (c->'withdrawn'->>'at')::timestamptz > q.published_at AND c->'scopes' @> to_jsonb(${needed}) AND ${inTerm('c', on)} AND NOT ${narrowed(on)}))`;

/** The term of the consent under which it was published has passed, or that of the one in its place is to begin. */
const lapsed = (on: string) =>
  sql`coalesce(p.consent_scopes @> ${needed} AND (p.consent_until < ${on}::date OR p.consent_from > ${on}::date), false)`;

/**
 * Of each participant who speaks in the quotation `q`: whether that ends it, and since when. The dates are days, for a
 * moment could be told apart.
 */
function ends(on: string): Sql {
  const replaced = sql`(SELECT max((c->>'recordedAt')::timestamptz) FROM jsonb_array_elements(p.consents) c)`;
  return sql`SELECT coalesce(bool_or(p.state <> 'enrolled'), false) AS erased, (max(p.updated_at) FILTER (WHERE p.state <> 'enrolled') AT TIME ZONE 'UTC')::date AS erased_on, coalesce(bool_or(NOT ${lapsed(on)}) FILTER (WHERE NOT e.covered), false) AS withdrawn, (max(coalesce(p.withdrawn_at, ${replaced})) FILTER (WHERE NOT e.covered) AT TIME ZONE 'UTC')::date AS withdrawn_on, max(p.consent_until) FILTER (WHERE NOT e.covered) AS until, coalesce(bool_or(p.consent_from > ${on}::date) FILTER (WHERE NOT e.covered), false) AS awaited, coalesce(bool_and(e.covered), false) AS covered FROM unnest(q.participants) u(id) LEFT JOIN ${allRows('participant')} p ON p.id = u.id CROSS JOIN LATERAL (SELECT coalesce(${allowed(on)} OR ${stays(on)}, false) AS covered) e`;
}

/** How quotations stand today, in their order: asked for by nobody in particular, since what is published is for all. */
export async function quotationStates(
  generation: Generation,
  quotations: readonly PublishedQuotation[],
): Promise<QuotationState[]> {
  const on = today();
  const asked = JSON.stringify(
    quotations.map(({ publishedAt, ...one }, nth) => ({ nth, ...one, published_at: publishedAt })),
  );
  const end = sql`CASE WHEN b.id IS NULL OR NOT ${allFollowed('q.note', 'q.participants', 'b.study')} THEN 'notCovered' WHEN b.state <> 'kept' THEN 'destroyed' WHEN w.erased THEN 'erased' WHEN v.key IS NULL THEN 'anonymized' WHEN NOT w.covered AND w.withdrawn THEN 'withdrawn' WHEN w.awaited THEN 'notCovered' WHEN NOT w.covered THEN 'expired' WHEN NOT ${withinRetention('b.study', 'b.anonymized', on)} THEN 'retentionEnded' END`;
  const left = sql`(SELECT min(l.recorded_at) FROM ${allRows('interview_note_version')} l WHERE l.id = q.note)`;
  const retained = sql`(SELECT s.retain_until FROM ${allRows('study')} s WHERE s.id = b.study)`;
  const day = sql`CASE x.reason WHEN 'destroyed' THEN (b.updated_at AT TIME ZONE 'UTC')::date WHEN 'erased' THEN w.erased_on WHEN 'anonymized' THEN (${left} AT TIME ZONE 'UTC')::date WHEN 'withdrawn' THEN w.withdrawn_on WHEN 'expired' THEN w.until WHEN 'retentionEnded' THEN ${retained} END`;
  const names = sql`SELECT json_agg(i.name ORDER BY u.nth) FROM unnest(q.participants) WITH ORDINALITY u(id, nth) JOIN ${allRows('participant_identity')} i ON i.id = u.id WHERE i.name IS NOT NULL`;
  const { rows } = await generation.query<QuotationState & Record<string, unknown>>({
    ...statement(
      sql`SELECT x.reason, (${day})::text AS on, CASE WHEN x.reason IS NULL THEN v.segments END AS segments, CASE WHEN x.reason IS NULL AND q.form = 'attributed' THEN (${names}) END AS names FROM json_to_recordset(${asked}::json) AS q(nth int, note text, version int, participants text[], form text, published_at timestamptz) LEFT JOIN ${allRows('interview_note')} b ON b.id = q.note LEFT JOIN ${allRows('interview_note_version')} v ON v.key = q.note || '/' || q.version CROSS JOIN LATERAL (${ends(on)}) w CROSS JOIN LATERAL (SELECT ${end} AS reason) x ORDER BY q.nth`,
      generation.schema,
    ),
    types: textTypes,
  });
  return rows;
}
