import { beginning, type EnginePosition } from '../event-store/event-store.js';
import { PositionWatch } from './position-watch.js';

const at = (position: number) => BigInt(position) as EnginePosition;

describe('PositionWatch', () => {
  it('polls for those who wait, until they have what they wait for', async () => {
    let reads = 0;
    const watch = new PositionWatch(() => Promise.resolve(at((reads += 1))));
    expect(await watch.waitFor(at(3), 5_000)).toBe(true);
    expect(reads).toBe(3);
  });

  it('does not read where it is told', async () => {
    const watch = new PositionWatch(() => Promise.reject(new Error('read')));
    watch.told = true;
    const waited = watch.waitFor(at(2), 5_000);
    watch.saw(at(1));
    watch.saw(at(2));
    expect(await waited).toBe(true);
  });

  it('outlives reads that fail, and gives up in time', async () => {
    const watch = new PositionWatch(() => Promise.reject(new Error('gone')));
    expect(await watch.waitFor(at(1), 50)).toBe(false);
  });

  it('never goes back, and hands on what was answered but not what was merely seen', async () => {
    const former = new PositionWatch(() => Promise.resolve(beginning));
    const next = new PositionWatch(() => Promise.resolve(beginning));
    former.answered(at(5));
    former.saw(at(9));
    former.saw(at(1));
    expect([former.highest, former.floor]).toEqual([9n, 5n]);
    next.inherit(former);
    expect(next.floor).toBe(5n);
    former.answered(at(7)); // a request that began before the switch
    expect(next.floor).toBe(7n);
  });
});
