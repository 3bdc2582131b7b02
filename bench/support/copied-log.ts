import { once } from 'node:events';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { benchEvent, benchStream, eventsPerStream } from './bench-events.js';

const linesInChunk = 1_000;

/** The log as COPY reads it. Streams grow side by side, a thousand at a time, as they do in life. */
export function logLines(events: number): string[] {
  const lines: string[] = [];
  while (lines.length < events) {
    const streams = Array.from({ length: 1_000 }, benchStream);
    for (let revision = 0; revision < eventsPerStream; revision++) {
      for (const stream of streams) lines.push(logLine(lines.length + 1, stream, revision));
    }
  }
  return lines.slice(0, events);
}

function logLine(position: number, stream: string, revision: number): string {
  const { id, type, schemaVersion, data, metadata } = benchEvent(position);
  const json = [data, metadata].map((value) => JSON.stringify(value).replaceAll('\\', '\\\\'));
  return [position, id, stream, revision, type, schemaVersion, ...json, new Date().toISOString()].join('\t');
}

/** @returns milliseconds */
export async function copyInto(client: Client, table: string, lines: readonly string[]): Promise<number> {
  const start = performance.now();
  const copy = client.query(copyFrom(`COPY ${table} FROM STDIN`));
  const done = once(copy, 'finish');
  for (let n = 0; n < lines.length; n += linesInChunk) {
    if (!copy.write(`${lines.slice(n, n + linesInChunk).join('\n')}\n`)) await once(copy, 'drain');
  }
  copy.end();
  await done;
  return performance.now() - start;
}
