import type { GraphQLError } from 'graphql';
import { decodeHistoryCursor, encodeHistoryCursor, revisionsOf } from './history-page.js';

const at = (revision: number) => encodeHistoryCursor({ revision, event: 'e-1' });
const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

function refusal(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return (error as GraphQLError).extensions?.code;
  }
  return 'accepted';
}

describe('Pages of a history', () => {
  it('takes its own cursors back', () => {
    for (const revision of [0, 1, 99_999])
      expect(decodeHistoryCursor(at(revision))).toEqual({ revision, event: 'e-1' });
  });

  it.each([
    '',
    'x',
    '1',
    at(3).slice(0, -4),
    cursorOf(3),
    cursorOf(['history']),
    cursorOf(['history', 3]),
    cursorOf(['history', '3', 'e-1']),
    cursorOf(['history', -1, 'e-1']),
    cursorOf(['history', 1.5, 'e-1']),
    cursorOf(['history', 1e300, 'e-1']),
    cursorOf(['UPDATED', 'desc', null, '3']),
    cursorOf(null),
    'a'.repeat(100_000),
  ])('refuses the cursor %#', (after) => {
    expect(refusal(() => revisionsOf({ after }, 9))).toBe('BAD_USER_INPUT');
  });

  it.each([-1, 101])('refuses %s at a time', (first) => {
    expect(refusal(() => revisionsOf({ first }, 9))).toBe('BAD_USER_INPUT');
  });

  it('goes from the last revision down', () => {
    expect(revisionsOf({}, 50)).toEqual({ newest: 50, oldest: 31 });
    expect(revisionsOf({ first: 100 }, 50)).toEqual({ newest: 50, oldest: 0 });
    expect(revisionsOf({ first: 2, after: at(2) }, 50)).toEqual({ newest: 1, oldest: 0 });
    expect(revisionsOf({ first: 2, after: at(60) }, 50)).toEqual({ newest: 50, oldest: 49 });
  });

  it('is empty beyond the first revision and where none are asked for', () => {
    for (const { newest, oldest } of [revisionsOf({ after: at(0) }, 50), revisionsOf({ first: 0 }, 50)]) {
      expect(newest).toBeLessThan(oldest);
    }
  });
});
