import { v4 as uuidv4 } from 'uuid';
import { prepareAppend } from '../append-check.js';
import { beginning, type EnginePosition, type EventMetadata } from '../event-store.js';
import { limits } from './limits.js';
import { RecentAppends } from './recent-appends.js';

const at = (position: number) => BigInt(position) as EnginePosition;
const end = at(Number.MAX_SAFE_INTEGER);

function committed(firstPosition: number, count: number, size = 1) {
  const events = Array.from({ length: count }, (_, n) => ({
    id: uuidv4(),
    type: 'Noted',
    schemaVersion: 1,
    data: { n, text: 'x'.repeat(size) },
    metadata: { actor: 'person-1' } as EventMetadata,
  }));
  const append = prepareAppend(`note-${uuidv4()}`, 'none', events);
  return { ...append, firstPosition: BigInt(firstPosition), recordedAt: '2026-01-31 09:05:00.12+00' };
}

describe('RecentAppends', () => {
  let recent: RecentAppends;
  const positions = (after: EnginePosition, until = end, count = 100) =>
    recent.following(after, until, count).map(({ position }) => Number(position));
  beforeEach(() => (recent = new RecentAppends()));

  it('gives what directly follows a position, as much as is wanted', () => {
    recent.add([committed(1, 2), committed(3, 1)]);
    recent.add([committed(4, 2)]);
    expect(positions(beginning)).toEqual([1, 2, 3, 4, 5]);
    expect(positions(at(1))).toEqual([2, 3, 4, 5]);
    expect(positions(at(1), at(3))).toEqual([2, 3]);
    expect(positions(at(1), end, 3)).toEqual([2, 3, 4]);
    expect(positions(at(5))).toEqual([]);
    expect(recent.following(at(3), end, 1)[0]).toMatchObject({
      revision: 0,
      ordinal: 4,
      data: { n: 0, text: 'x' },
      recordedAt: '2026-01-31T09:05:00.120000Z',
    });
  });

  it('knows nothing across a gap: somebody else appended there', () => {
    recent.add([committed(1, 2), committed(4, 1)]);
    expect(positions(at(1))).toEqual([]);
    expect(positions(at(2))).toEqual([]);
    expect(positions(at(3))).toEqual([4]);
  });

  it('keeps the last ones, within bounds', () => {
    for (let n = 1; n <= limits.recentEvents + 5; n++) recent.add([committed(n, 1)]);
    expect(positions(at(4))).toEqual([]);
    expect(positions(at(5), end, 1)).toEqual([6]);
    const large = committed(limits.recentEvents + 6, 1, 900_000);
    const next = (n: number) => ({ ...large, firstPosition: large.firstPosition + BigInt(n) });
    recent.add([0, 1, 2, 3, 4].map(next));
    expect(positions(at(limits.recentEvents + 5))).toEqual([]);
    expect(positions(at(limits.recentEvents + 8))).toEqual([
      limits.recentEvents + 9,
      limits.recentEvents + 10,
    ]);
  });
});
