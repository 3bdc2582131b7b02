import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { connectClient } from '../database/read-model-connection.js';
import { LogFingerprint } from '../event-store/copy/fingerprint.js';
import { beginning, type EnginePosition, type EventStore } from '../event-store/event-store.js';
import { lineagesOf } from '../event-store/lineages.js';
import type { Progress } from '../import/progress.js';
import type { ErasureLedger } from '../privacy/erasure-ledger.js';
import { syncFolder } from '../privacy/master-keyring.js';
import {
  formatVersion,
  manifestName,
  manifestText,
  setFiles,
  type FileFacts,
  type Manifest,
} from './backup-set.js';
import { someoneMayWrite } from './connections.js';
import { dropAbandoned, freeTarget, nameDraft, openDraft } from './draft.js';
import { writeLines } from './lines-file.js';
import { lineOfEvent } from './log-lines.js';
import { readLinesUpTo, snapshotLines } from './vault-lines.js';
import { writeDurably } from './write-durably.js';

/** Events read at once. */
const batchSize = 1_000;

export interface BackupSource {
  readonly databaseUrl: string;
  readonly log: EventStore;
  readonly ledger: ErasureLedger;
  /** Version of the program. */
  readonly program: string;
}

/**
 * Writes a set into `dir`, beside a service that may run. The folder has its name once the set is complete and durable, and not
 * before.
 * @throws OperatorError when the folder holds something; the signal's reason
 */
export async function makeBackup(
  source: BackupSource,
  dir: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Manifest> {
  const target = await freeTarget(dir);
  const draft = await openDraft(target);
  try {
    await dropAbandoned(target, draft);
    const manifest = await write(source, draft, progress, signal);
    await writeDurably(join(draft, manifestName), manifestText(manifest));
    await syncFolder(join(draft, manifestName));
    signal.throwIfAborted();
    await nameDraft(draft, target);
    await syncFolder(target);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw error;
  }
}

async function write(
  { databaseUrl, log, ledger, program }: BackupSource,
  folder: string,
  progress: Progress,
  signal: AbortSignal,
): Promise<Manifest> {
  const startedAt = new Date().toISOString();
  const client = await connectClient(databaseUrl, { name: 'casebook backup' });
  try {
    const disturbed = await someoneMayWrite(client);
    const lineages = await lineagesOf(log);
    const vault = await writeVault(client, log, folder, signal);
    const erasureLedger = await ledger.extent();
    const fingerprint = new LogFingerprint();
    const total = log.numbering ? 0 : await log.ordinalOf(vault.head);
    progress.start(total, 'events');
    const logFile = await writeLines(
      join(folder, setFiles.log),
      logLines(log, vault.head, fingerprint, progress, signal),
      signal,
    );
    const reads = await writeLines(
      join(folder, setFiles.reads),
      readLinesUpTo(client, vault.lastRead),
      signal,
    );
    const { events, streams, hash } = fingerprint.summary(lineages.current);
    const quiet = !disturbed && !(await someoneMayWrite(client)) && (await log.head()) === vault.head;
    return {
      format: 'casebook-backup',
      version: formatVersion,
      program,
      startedAt,
      finishedAt: new Date().toISOString(),
      engine: log.numbering ? 'eventstoredb' : 'postgresql',
      lineage: lineages.current,
      formerLineages: [...lineages.former],
      position: lineages.positionAt(events),
      events,
      streams,
      logHash: hash,
      quiet,
      masterKey: vault.masterKey,
      erasureLedger,
      files: { log: logFile, reads, ...vault.files },
    };
  } finally {
    progress.stop();
    await client.end();
  }
}

interface WrittenVault {
  readonly head: EnginePosition;
  readonly lastRead: string;
  readonly masterKey: string | null;
  readonly files: Record<'access' | 'keys' | 'wrappedKeys', FileFacts>;
}

/**
 * Tokens and keys, as of one snapshot that is taken after the head was read: whoever acted up to there, and every key that
 * something up to there was sealed with, is in it. The transaction ends before the log is read: while one is open, each
 * append leaves a version of the head's row that all later ones have to step over.
 */
async function writeVault(
  client: pg.Client,
  log: EventStore,
  folder: string,
  signal: AbortSignal,
): Promise<WrittenVault> {
  const head = await log.head();
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const { rows } = await client.query<{ lastRead: string; masterKey: string | null }>(
    `SELECT (SELECT coalesce(max(id), 0)::text FROM vault.reads) AS "lastRead",
            (SELECT master FROM vault.secret) AS "masterKey"`,
  );
  const written = async (file: 'access' | 'keys' | 'wrappedKeys') =>
    writeLines(join(folder, setFiles[file]), snapshotLines(client, file), signal);
  const files = {
    access: await written('access'),
    keys: await written('keys'),
    wrappedKeys: await written('wrappedKeys'),
  };
  await client.query('COMMIT');
  return { head, files, ...rows[0]! };
}

async function* logLines(
  log: EventStore,
  until: EnginePosition,
  fingerprint: LogFingerprint,
  progress: Progress,
  signal: AbortSignal,
): AsyncGenerator<object[], void, void> {
  if (until === beginning) return;
  for await (const batch of log.readAll({ until, batchSize, signal })) {
    const lines = batch.map((event) => {
      fingerprint.add(event);
      return lineOfEvent(event, fingerprint.events);
    });
    progress.advance(lines.length);
    yield lines;
  }
}
