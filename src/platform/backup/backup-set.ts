import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { OperatorError } from '../observability/operator-error.js';

/** What this program writes, and the only one that it reads. */
export const formatVersion = 1;

/** Files of a set beside its manifest, each one JSON object a line, compressed by gzip. */
export const setFiles = {
  /** The events in the order of their ordinals. */
  log: 'log.ndjson.gz',
  /** Persons and the hashes of their API tokens. */
  access: 'access.ndjson.gz',
  /** Who has read what is personal. */
  reads: 'reads.ndjson.gz',
  /** Names of all keys, and of whom none is ever made again: no key. */
  keys: 'keys.ndjson.gz',
  /** The keys, wrapped by the master key. May be thrown away before the rest: then what they sealed is lost. */
  wrappedKeys: 'wrapped-keys.ndjson.gz',
} as const;
export type SetFile = keyof typeof setFiles;
export const manifestName = 'manifest.json';

const count = z.int().min(0);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.strictObject({ bytes: count, lines: count, sha256: hash });
const manifestShape = z.strictObject({
  format: z.literal('casebook-backup'),
  version: z.literal(formatVersion),
  program: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
  engine: z.enum(['postgresql', 'eventstoredb']),
  lineage: z.string(),
  /** Lineages that the log had before, and up to where they hold. */
  formerLineages: z.array(z.strictObject({ lineage: z.string(), until: count })),
  /** Of the last event: `<lineage>:<ordinal>`. */
  position: z.string(),
  events: count,
  streams: count,
  /** Of all events, as `log verify` tells it. */
  logHash: hash,
  /** Nobody was connected who could write, and nothing was written, from begin to end. */
  quiet: z.boolean(),
  /** Id of the master key by which the keys are wrapped; null where there are none. */
  masterKey: z.string().nullable(),
  /** The ledger of erasures as it was: restore asks for one that begins so. */
  erasureLedger: z.strictObject({ bytes: count, sha256: hash }),
  files: z.strictObject({ log: file, access: file, reads: file, keys: file, wrappedKeys: file }),
});
export type Manifest = z.infer<typeof manifestShape>;
export type FileFacts = z.infer<typeof file>;

/** A set that is not as it was written. Names the file. */
export class DamagedBackup extends OperatorError {
  override readonly name = 'DamagedBackup';
}

/** With a hash of its own as the last field: nothing else vouches for it. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify({ ...manifest, sha256: hashOf(manifest) }, null, 2)}\n`;
}

/** @throws DamagedBackup; OperatorError for a folder that holds no set, or one of another version */
export async function readManifest(dir: string): Promise<Manifest> {
  const path = join(dir, manifestName);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    throw new OperatorError(`${dir} is no complete backup: there is no ${manifestName} in it`);
  });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw new DamagedBackup(`${path} is damaged: it is no JSON`, { cause });
  }
  const { sha256, ...rest } = (parsed ?? {}) as Record<string, unknown>;
  if (rest['format'] === 'casebook-backup' && rest['version'] !== formatVersion) {
    throw new OperatorError(
      `${dir} has version ${JSON.stringify(rest['version'])} of the format; this program reads version ${formatVersion}`,
    );
  }
  const result = manifestShape.safeParse(rest);
  if (!result.success || sha256 !== hashOf(rest)) {
    throw new DamagedBackup(`${path} is damaged: it is not as it was written`);
  }
  return result.data;
}

function hashOf(manifest: object): string {
  return createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
}
