import type { GraphQLError } from 'graphql';
import { Lineages } from '../../kernel/lineages.js';
import { encodeCursor, pageOf, type Order } from './page.js';
import { updatedOrder } from './record-list.js';
import { sql } from './sql.js';

const before = new Lineages('first');
/** The log was put back to its event 50, and to event 40 of an earlier life before. */
const after = new Lineages('second', [
  { lineage: 'first', until: 50 },
  { lineage: 'earliest', until: 40 },
]);
const title: Order = { ...updatedOrder, name: 'TITLE', key: sql`r.title`, type: 'text' };

function taken(cursor: string, order: Order): unknown {
  try {
    return pageOf({ after: cursor }, order, after).from;
  } catch (error) {
    return (error as GraphQLError).extensions.code;
  }
}

describe('A cursor after a restore that dropped events', () => {
  it.each([
    ['first', 50, { key: 'A', ordinal: '50' }],
    ['first', 51, 'POSITION_FORKED'],
    ['earliest', 40, { key: 'A', ordinal: '40' }],
    ['earliest', 41, 'POSITION_FORKED'],
    ['another log', 1, 'POSITION_FORKED'],
    ['second', 51, { key: 'A', ordinal: '51' }],
  ])('of %s at event %s is %j', (lineage, ordinal, expected) => {
    expect(taken(encodeCursor(title, 'A', ordinal, new Lineages(lineage)), title)).toEqual(expected);
  });

  it('is taken where its ordinal is none of the log’s', () => {
    const byYear: Order = { ...title, arbitrary: true };
    expect(taken(encodeCursor(byYear, '2020', 99_999, before), byYear)).toEqual({
      key: '2020',
      ordinal: '99999',
    });
  });

  it('is none without a lineage', () => {
    const old = Buffer.from(JSON.stringify(['TITLE', 'desc', 'A', '1'])).toString('base64url');
    expect(taken(old, title)).toBe('BAD_USER_INPUT');
  });
});
