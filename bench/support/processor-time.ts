import { readdirSync, readFileSync } from 'node:fs';
import { Client } from 'pg';

/** Microseconds of processor time, by who used it. */
export interface ProcessorTime {
  readonly node: number;
  readonly postgres: number;
}

/**
 * Processor time that a Node process and all processes of a PostgreSQL have used so far: other programs beside a benchmark
 * disturb it far less than the clock. Read from Linux's /proc; elsewhere it stays 0.
 */
export class ProcessorTimes {
  private constructor(private readonly postmaster: number) {}

  /** @param url of a PostgreSQL on this machine */
  static async of(url: string): Promise<ProcessorTimes> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      return new ProcessorTimes(parentOf(rows[0]!.pid));
    } finally {
      await client.end();
    }
  }

  now(nodePid = process.pid): ProcessorTime {
    const servers = numbersIn('/proc').filter((pid) => parentOf(pid) === this.postmaster);
    return { node: timeOf(nodePid), postgres: servers.reduce((sum, pid) => sum + timeOf(pid), 0) };
  }
}

/** What was used between two moments, for each of `count` things. */
export function timeEach(before: ProcessorTime, after: ProcessorTime, count: number): ProcessorTime {
  return {
    node: (after.node - before.node) / count,
    postgres: (after.postgres - before.postgres) / count,
  };
}

function parentOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  // The name before it may hold anything, blanks and brackets too.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0);
}

function timeOf(pid: number): number {
  const threads = numbersIn(`/proc/${pid}/task`);
  const nanoseconds = threads.map((id) => Number(read(`/proc/${pid}/task/${id}/schedstat`).split(' ')[0]));
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1_000;
}

function numbersIn(folder: string): number[] {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** Empty where the process has ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
