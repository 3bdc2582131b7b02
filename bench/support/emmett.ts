import { createRequire } from 'node:module';
import { Pool } from 'pg';
import type { ExpectedRevision, NewEvent } from '../../src/platform/event-store/event-store.js';

/** As much of @event-driven-io/emmett-postgresql as is used here: it is not installed with the project, see README.md. */
interface EmmettModule {
  getPostgreSQLEventStore(
    url: string,
    options: { connectionOptions: { pooled: true; pool: Pool } },
  ): {
    readonly schema: { migrate(): Promise<unknown> };
    appendToStream(
      streamName: string,
      events: readonly { type: string; data: unknown; metadata: unknown }[],
      options: { expectedStreamVersion: bigint | 'STREAM_DOES_NOT_EXIST' },
    ): Promise<unknown>;
    close(): Promise<void>;
  };
}

export interface EmmettStore {
  write(stream: string, expected: ExpectedRevision, event: NewEvent): Promise<unknown>;
  close(): Promise<unknown>;
}

/**
 * Emmett's event store on the same PostgreSQL, with tables of its own and as many connections as there are writers.
 * @returns null where it is not installed: `npm ci --prefix bench/emmett`
 */
export async function openEmmett(url: string, connections: number): Promise<EmmettStore | null> {
  const emmett = installed();
  if (!emmett) return null;
  const pool = new Pool({ connectionString: url, max: connections });
  const store = emmett.getPostgreSQLEventStore(url, { connectionOptions: { pooled: true, pool } });
  await store.schema.migrate();
  return {
    write: (stream, expected, { type, data, metadata }) =>
      store.appendToStream(stream, [{ type, data, metadata }], {
        expectedStreamVersion: expected === 'none' ? 'STREAM_DOES_NOT_EXIST' : BigInt(expected + 1),
      }),
    close: async () => {
      await store.close();
      if (!pool.ended) await pool.end();
    },
  };
}

function installed(): EmmettModule | null {
  // From `dist-bench/bench/support`.
  const required = createRequire(new URL('../../../bench/emmett/package.json', import.meta.url));
  try {
    return required('@event-driven-io/emmett-postgresql') as EmmettModule;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
