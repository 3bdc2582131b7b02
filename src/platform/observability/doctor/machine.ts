import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Config } from '../../config/config.js';
import type { Check, Finding } from './finding.js';

/** Bytes free below which PostgreSQL may stop writing soon, and below which it is time to look after it. */
const [tight, low] = [256 * 2 ** 20, 2 * 2 ** 30];
const oldestNode = [20, 19] as const;
/** How long a service has to say how it is, in milliseconds. */
const answerWithin = 5_000;

/** What this program and this machine are. */
export function machineChecks(config: Config, version: string): Check[] {
  return [
    { of: 'program', look: async () => [program(version)] },
    { of: 'data folder', look: () => dataFolder(config) },
    { of: 'service', look: () => service(config) },
  ];
}

function program(version: string): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const says = `Casebook ${version} on Node ${process.versions.node}`;
  const isOld = major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1]);
  return isOld
    ? { level: 'bad', of: 'program', says: `${says}; Node ${oldestNode.join('.')} or later is needed` }
    : { level: 'ok', of: 'program', says };
}

async function dataFolder({ dataDir }: Config): Promise<Finding[]> {
  const of = 'data folder';
  if (!(await exists(dataDir)))
    return [{ level: 'note', of, says: `${dataDir} is not there yet; the first start makes it` }];
  try {
    await access(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return [{ level: 'bad', of, says: `${dataDir} may not be written by this user` }];
  }
  return [{ level: 'ok', of, says: dataDir }, await freeSpace(dataDir)];
}

/** Of the disk that a path lies on; its nearest folder that is there counts. */
export async function freeSpace(path: string): Promise<Finding> {
  const { bavail, bsize, blocks } = await statfs(await nearest(path));
  const free = bavail * bsize;
  const says = `${inGigabytes(free)} of ${inGigabytes(blocks * bsize)} are free for ${path}`;
  const of = 'free space';
  if (free < tight) return { level: 'bad', of, says: `${says}: PostgreSQL may stop writing; make room` };
  return free < low ? { level: 'note', of, says: `${says}: not much` } : { level: 'ok', of, says };
}

async function service({ host, port }: Config): Promise<Finding[]> {
  const of = 'service';
  if (port === 0) return [{ level: 'note', of, says: 'PORT is 0: where it listens is not known' }];
  const address = `http://${addressOf(host)}:${port}`;
  let answer: Response;
  try {
    answer = await fetch(`${address}/health/ready`, { signal: AbortSignal.timeout(answerWithin) });
  } catch {
    return [{ level: 'note', of, says: `none answers at ${address}` }];
  }
  const body = (await answer.json().catch(() => null)) as { status?: unknown; readModel?: object } | null;
  if (body?.readModel === undefined)
    return [{ level: 'note', of, says: `what answers at ${address} is none of ours` }];
  const { state, ordinal } = body.readModel as { state?: unknown; ordinal?: unknown };
  const says = `at ${address}, ${String(state)}, ${String(ordinal)} events in its rows`;
  return [answer.ok ? { level: 'ok', of, says } : { level: 'bad', of, says: `not ready: ${says}` }];
}

/** Whoever listens on all addresses listens on this machine's own. */
function addressOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
}

async function nearest(path: string): Promise<string> {
  for (let at = path; ; at = dirname(at)) if ((await exists(at)) || at === dirname(at)) return at;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function inGigabytes(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}
