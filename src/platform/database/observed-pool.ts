import type { Pool, PoolClient } from 'pg';
import { poolWaited, secondsSince } from '../signals/signals.js';

/** Connections of one purpose, now. */
export interface PoolUse {
  readonly pool: string;
  readonly busy: number;
  readonly idle: number;
  /** Who waits for one. */
  readonly waiting: number;
}

const pools = new Map<Pool, string>();

/** Makes a pool one of those that operators see, until it is ended, and tells when somebody had to wait for it. */
export function observedPool(name: string, pool: Pool): Pool {
  pools.set(pool, name);
  const end = pool.end.bind(pool);
  pool.end = ((callback?: () => void) => {
    pools.delete(pool);
    // TypeORM waits for the callback, all others for the promise.
    return callback ? end(callback) : end();
  }) as Pool['end'];
  const connect = pool.connect.bind(pool) as (callback?: Connected) => Promise<PoolClient> | void;
  pool.connect = ((callback?: Connected) => {
    const isFull = pool.idleCount === 0 && pool.totalCount >= pool.options.max;
    if (!isFull || !poolWaited.isHeard) return connect(callback);
    const started = performance.now();
    const got = () => poolWaited.tell({ pool: name, seconds: secondsSince(started) });
    if (!callback) return connect()!.finally(got);
    return connect((...answer) => {
      got();
      callback(...answer);
    });
  }) as Pool['connect'];
  return pool;
}

type Connected = (
  error: Error | undefined,
  client: PoolClient | undefined,
  done: (release?: Error) => void,
) => void;

/** How the pools of this process are used; of several with one name (two read models at a switch) the sum. */
export function poolUses(): PoolUse[] {
  const uses = new Map<string, PoolUse>();
  for (const [pool, name] of pools) {
    const sum = uses.get(name) ?? { pool: name, busy: 0, idle: 0, waiting: 0 };
    uses.set(name, {
      pool: name,
      busy: sum.busy + pool.totalCount - pool.idleCount,
      idle: sum.idle + pool.idleCount,
      waiting: sum.waiting + pool.waitingCount,
    });
  }
  return [...uses.values()];
}
