import { Injectable } from '@nestjs/common';
import { badInput } from '../../platform/errors/bad-input.js';
import { positionForked } from '../../platform/errors/position-forked.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { ReadRecords, type ReadFilter, type RecordedRead } from '../../platform/privacy/read-records.js';
import { cursorOf, partsOf } from '../../platform/read-side/cursor.js';
import { atMost } from '../../platform/read-side/filters.js';
import { pageLimits } from '../../platform/read-side/page.js';
import { notKept } from './not-kept.js';
import { PersonalReadView, type ReadsArgs, type ReadsView } from './read-records.type.js';

/** Pages of what was read by whom. Who may see them is asked before. */
@Injectable()
export class ReadRecordPages {
  constructor(private readonly reads: ReadRecords) {}

  /** @throws BAD_USER_INPUT, POSITION_FORKED */
  async page(context: RequestContext, filter: ReadFilter, { first, after }: ReadsArgs): Promise<ReadsView> {
    notKept(context);
    const size = first ?? pageLimits.default;
    if (size < 1 || size > pageLimits.max) throw badInput(`first must be between 1 and ${pageLimits.max}`);
    const last = after == null ? null : decoded(after);
    atMost([filter.study, filter.actor, ...(filter.records ?? [])]);
    if (last && !(await this.reads.stands(last))) throw positionForked('This cursor');
    const { reads, more } = await this.reads.list(filter, {
      first: size,
      ...(last && { after: last.id }),
    });
    return {
      nodes: reads.map((read) => new PersonalReadView(read)),
      next: more ? encoded(reads.at(-1)!) : null,
    };
  }
}

/** The last read of a page: with its time, for its id may be given again after a restore. */
type ReadCursor = Pick<RecordedRead, 'id' | 'at'>;

function encoded({ id, at }: ReadCursor): string {
  return cursorOf(id, at);
}

function decoded(cursor: string): ReadCursor {
  const [id, at] = partsOf(cursor) ?? [];
  if (typeof id === 'string' && /^\d{1,18}$/.test(id) && typeof at === 'string') return { id, at };
  throw badInput('after is not a cursor of this list');
}
