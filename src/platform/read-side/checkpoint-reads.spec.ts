import type { Checkpoint } from '../projections/generation.js';
import { CheckpointReads } from './checkpoint-reads.js';

/** Reads that are answered by hand, one after the other. */
function byHand() {
  const open: { resolve(checkpoint: Checkpoint): void; reject(error: Error): void }[] = [];
  const reads = new CheckpointReads(
    () => new Promise((resolve, reject) => void open.push({ resolve, reject })),
  );
  return { open, reads };
}

const at = (position: bigint) => ({ position, ordinal: 0, lineage: 'l' }) as Checkpoint;
const later = () => new Promise((resolve) => setImmediate(resolve));

it('A read that was under way is not shared: who comes later waits for the next, together with others', async () => {
  const { open, reads } = byHand();
  const first = reads.current();
  const [second, third] = [reads.current(), reads.current()];
  await later();
  expect(open).toHaveLength(1);
  open[0]!.resolve(at(1n));
  expect(await first).toEqual(at(1n));
  await later();
  expect(open).toHaveLength(2);
  open[1]!.resolve(at(2n));
  expect(await Promise.all([second, third])).toEqual([at(2n), at(2n)]);
});

it('A read that fails is the failure of those who waited for it, and not of the next', async () => {
  const { open, reads } = byHand();
  const [first, second] = [reads.current(), reads.current()];
  open[0]!.reject(new Error('lost'));
  await expect(first).rejects.toThrow('lost');
  await later();
  open[1]!.resolve(at(3n));
  expect(await second).toEqual(at(3n));
  await later();
  const third = reads.current();
  expect(open).toHaveLength(3);
  open[2]!.resolve(at(4n));
  expect(await third).toEqual(at(4n));
});
