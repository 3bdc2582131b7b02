import { allFollowed, allRows } from '../../platform/access/record-tables.js';
import { and, raw, sql, type Sql } from '../../platform/read-side/sql.js';
import { SystemClock, type Clock } from '../../platform/runtime/clock.js';
import type { ConsentScope } from '../domain/participant.events.js';

/*
 * What decides on reading and depends on the day: consents with their terms, retention. Asked whenever something is read,
 * never stored as a decision. The statements look at all rows, whoever asks: what a viewer may see hangs on consents and
 * memberships that the viewer need not see.
 */

let clock: Clock = new SystemClock();

/** By which clock terms and retention are judged. Casebook's is set when the slice starts. */
export function judgeBy(another: Clock): void {
  clock = another;
}

/** Today's date, YYYY-MM-DD. */
export function today(): string {
  return clock.today();
}

/** A participant `p` who may still be heard, with what `scope` needs; any standing consent where it is null. */
function agrees(scope: ConsentScope | null, on: string): Sql {
  const scoped =
    scope === null ? raw('p.consent_scopes IS NOT NULL') : sql`${scope}::text = ANY(p.consent_scopes)`;
  return and([
    raw(`p.state = 'enrolled'`),
    scoped,
    isInTerm(raw('p.consent_from'), raw('p.consent_until'), on),
  ]);
}

/** That the day `on` lies in the term of a consent: both days are part of it, and without a last day it has no end. */
export function isInTerm(from: Sql, until: Sql, on: string): Sql {
  return sql`(${from} <= ${on}::date AND (${until} IS NULL OR ${until} >= ${on}::date))`;
}

/**
 * That the consent of every participant whom a note still shows stands, on the day `on`: the latest one that was recorded
 * since the last withdrawal, within its term, with `scope`. Whoever has been erased is not shown any more; where that is all
 * of them, nothing is. From the request until the erasure is complete it holds for nobody.
 * @param participants column with their ids
 */
export function consentStands(participants: string, scope: ConsentScope | null, on = today()): Sql {
  const named = sql`unnest(${raw(participants)}) n(id) LEFT JOIN ${allRows('participant')} p ON p.id = n.id`;
  const refuses = sql`EXISTS (SELECT FROM ${named} WHERE p.state IS DISTINCT FROM 'erased' AND (${agrees(scope, on)}) IS NOT TRUE)`;
  return sql`(NOT ${refuses} AND EXISTS (SELECT FROM ${named} WHERE p.state = 'enrolled'))`;
}

/** That a person leads the study or is a member of it, as far as that is known. @param study expression for the study's id */
export function takesPart(study: string, person: string): Sql {
  return sql`${raw(study)} IN (SELECT s.id FROM ${allRows('study')} s WHERE (s.lead = ${person} OR ${person} = ANY(s.members)) AND ${allFollowed('s.id')})`;
}

export function leads(study: string, person: string): Sql {
  return sql`${raw(study)} IN (SELECT s.id FROM ${allRows('study')} s WHERE s.lead = ${person} AND ${allFollowed('s.id')})`;
}

/** That a note may still be kept as it is: it names nobody, or the retention of its study has not ended. */
export function withinRetention(study: string, anonymized: string, on = today()): Sql {
  return sql`(${raw(anonymized)} OR ${raw(study)} IN (SELECT s.id FROM ${allRows('study')} s WHERE s.retain_until >= ${on}::date))`;
}

/**
 * That a note's body may be read at all, of its row `r`: it is kept and within its retention, and everyone who speaks in it
 * still agrees. Where this does not hold it is closed for everyone, its author too.
 */
export function isOpen(): Sql {
  return and([
    raw(`r.state = 'kept'`),
    withinRetention('r.study', 'r.anonymized'),
    consentStands('r.participants', null),
    allFollowed('r.id', 'r.study', 'r.participants'),
  ]);
}

/**
 * Rows of bodies that are open, whoever asks, to stand in FROM: for an admin who has stated a purpose, and for nothing
 * else. Each read of them is recorded as what it is.
 */
export function openBodies(): Sql {
  return sql`(SELECT r.* FROM ${allRows('interview_note_body')} r WHERE ${isOpen()})`;
}

/** The broad roles of those who take part in a note: known with it, coarse enough to tell nothing of who it is. */
export function broadRolesOf(participants: string): Sql {
  return sql`ARRAY(SELECT DISTINCT p.broad_role FROM ${allRows('participant')} p WHERE p.id = ANY(${raw(participants)}) AND ${allFollowed('p.id')} ORDER BY 1)`;
}
