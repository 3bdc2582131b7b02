import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BrokenLog, LogFingerprint } from '../event-store/copy/fingerprint.js';
import { checkPayload } from '../event-store/copy/check-payload.js';
import type { EventRegistry } from '../event-store/event-codec.js';
import type { RecordedEvent } from '../event-store/event-store.js';
import type { Progress } from '../import/progress.js';
import { DamagedBackup, readManifest, setFiles, type Manifest } from './backup-set.js';
import { readLines } from './lines-file.js';
import { eventOfLine } from './log-lines.js';
import { vaultLine, vaultTables, type VaultFile, type VaultLine } from './vault-lines.js';

export interface VerifiedBackup {
  readonly manifest: Manifest;
  /** The wrapped keys are there: else nothing that is personal opens. */
  readonly hasKeys: boolean;
  /** Events whose payloads are sealed, and were not looked at. */
  readonly sealed: number;
}

/**
 * Reads a set and checks all that can be known of it: hashes, order and revisions, payloads, rows.
 * @throws DamagedBackup naming the file; OperatorError for what is no set that this program reads
 */
export async function verifyBackup(
  dir: string,
  registry: EventRegistry,
  progress: Progress,
  signal: AbortSignal,
): Promise<VerifiedBackup> {
  const manifest = await readManifest(dir);
  const hasKeys = existsSync(join(dir, setFiles.wrappedKeys));
  progress.start(manifest.events, 'events');
  try {
    for (const file of Object.keys(vaultTables) as VaultFile[]) {
      if (file === 'wrappedKeys' && !hasKeys) continue;
      for await (const _row of vaultLines(dir, manifest, file, signal)) continue;
    }
    let sealed = 0;
    for await (const event of eventsOf(dir, manifest, signal)) {
      try {
        if (!(await checkPayload(registry, event))) sealed += 1;
      } catch (error) {
        throw inLog(error);
      }
      progress.advance(1);
    }
    return { manifest, hasKeys, sealed };
  } finally {
    progress.stop();
  }
}

/** The events of a set, in order. @throws DamagedBackup, at the latest after the last */
export async function* eventsOf(
  dir: string,
  manifest: Manifest,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent, void, void> {
  const fingerprint = new LogFingerprint();
  for await (const line of readLines(join(dir, setFiles.log), manifest.files.log, signal)) {
    const event = eventOfLine(line, fingerprint.events + 1);
    try {
      fingerprint.add(event);
    } catch (error) {
      throw inLog(error);
    }
    yield event;
  }
  const { events, hash, streams } = fingerprint.summary(manifest.lineage);
  if (events !== manifest.events || hash !== manifest.logHash || streams !== manifest.streams) {
    throw new DamagedBackup(`${setFiles.log} is damaged: it is not the log that the manifest tells of`);
  }
}

/** The rows of one of a set's other files. @throws DamagedBackup, at the latest after the last */
export async function* vaultLines(
  dir: string,
  manifest: Manifest,
  file: VaultFile,
  signal: AbortSignal,
): AsyncGenerator<VaultLine, void, void> {
  let number = 0;
  for await (const line of readLines(join(dir, setFiles[file]), manifest.files[file], signal)) {
    number += 1;
    yield vaultLine(file, line, number);
  }
}

function inLog(error: unknown): unknown {
  return error instanceof BrokenLog
    ? new DamagedBackup(`${setFiles.log} is damaged: ${error.message}`, { cause: error })
    : error;
}
