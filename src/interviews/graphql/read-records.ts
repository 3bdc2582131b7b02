import { Injectable } from '@nestjs/common';
import { badInput } from '../../platform/errors/bad-input.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { ReadRecords, type ReadFilter } from '../../platform/privacy/read-records.js';
import { atMost } from '../../platform/read-side/filters.js';
import { pageLimits } from '../../platform/read-side/page.js';
import { notKept } from './not-kept.js';
import { PersonalReadView, type ReadsArgs, type ReadsView } from './read-records.type.js';

/** Pages of what was read by whom. Who may see them is asked before. */
@Injectable()
export class ReadRecordPages {
  constructor(private readonly reads: ReadRecords) {}

  /** @throws BAD_USER_INPUT */
  async page(context: RequestContext, filter: ReadFilter, { first, after }: ReadsArgs): Promise<ReadsView> {
    notKept(context);
    const size = first ?? pageLimits.default;
    if (size < 1 || size > pageLimits.max) throw badInput(`first must be between 1 and ${pageLimits.max}`);
    if (after != null && !/^\d{1,18}$/.test(after)) throw badInput('after is not a cursor of this list');
    atMost([filter.study, filter.actor, ...(filter.records ?? [])]);
    const { reads, more } = await this.reads.list(filter, {
      first: size,
      ...(after == null ? {} : { after }),
    });
    return {
      nodes: reads.map((read) => new PersonalReadView(read)),
      next: more ? (reads.at(-1)?.id ?? null) : null,
    };
  }
}
