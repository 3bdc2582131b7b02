import { casebookEvents } from '../../events.js';
import { setFiles, type Manifest } from '../../platform/backup/backup-set.js';
import { makeBackup } from '../../platform/backup/make-backup.js';
import { restoreBackup } from '../../platform/backup/restore-backup.js';
import { verifyBackup, type VerifiedBackup } from '../../platform/backup/verify-backup.js';
import { EventRegistry } from '../../platform/event-store/event-codec.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import { terminalProgress } from '../../platform/import/progress.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { ErasureLedger, ErasureLedgerUnusable } from '../../platform/privacy/erasure-ledger.js';
import { sweep } from '../../platform/privacy/erasures.js';
import { openDatabase } from '../../platform/runtime/open-storage.js';
import { programVersion } from '../../platform/runtime/program-version.js';
import type { RestoreFlags } from '../backup.js';
import { interruptionSignal, unlessInterrupted } from '../interruption.js';
import { assertBase } from './known-base.js';
import { settings } from './settings.js';
import { withStorage } from './storage.js';

/** How long what is interrupted has to clear away what it began, in milliseconds. */
const clearingWithin = 5_000;

export async function backup(dir: string): Promise<void> {
  const { config } = settings();
  await assertBase();
  await withStorage(async ({ databaseUrl }) => {
    const log = await openEventStore(databaseUrl, config.eventStoreUrl);
    try {
      const ledger = new ErasureLedger(config.erasureLedger);
      const source = { databaseUrl, log, ledger, program: programVersion };
      const manifest = await foreseen(makeBackup(source, dir, terminalProgress(), interruptionSignal));
      const demo = config.base === 'demo' ? ' of the demo base' : '';
      process.stdout.write(`Backed up${demo}: ${told(manifest)}\n`);
    } finally {
      await log.close();
    }
  }, clearingWithin);
}

export async function verify(dir: string): Promise<void> {
  say(await unlessInterrupted(verified(dir), clearingWithin));
}

export async function restore(dir: string, flags: RestoreFlags): Promise<void> {
  if (flags.dryRun) return verify(dir);
  const { config, logger } = settings();
  if (config.base === 'demo') {
    throw new OperatorError(
      'name the base to restore into, by DATA_DIR or DATABASE_URL: this is the demo base',
    );
  }
  if (config.eventStoreUrl !== undefined) {
    throw new OperatorError(
      'EVENT_STORE_URL is set: restore into PostgreSQL without it, then copy the log there (log copy --from base --to esdb://…)',
    );
  }
  const checked = await unlessInterrupted(verified(dir), clearingWithin);
  assertAllowed(checked, flags);
  const database = await openDatabase(config, 'command', logger, interruptionSignal);
  try {
    const restoring = restoreBackup({
      dir,
      backup: checked,
      databaseUrl: database.databaseUrl,
      ledger: new ErasureLedger(config.erasureLedger),
      complete: flags.complete === true,
      progress: terminalProgress(),
      signal: interruptionSignal,
    });
    const { lineages, erasedAgain } = await unlessInterrupted(foreseen(restoring), clearingWithin);
    await sweep(database.databaseUrl, logger);
    const { events } = checked.manifest;
    process.stdout.write(
      `Restored: ${events} events, up to ${lineages.positionAt(events)}. Start Casebook now\n`,
    );
    process.stderr.write(
      'Tokens stand as they stood at the backup: revoke again those that were revoked since (token list)\n',
    );
    if (erasedAgain > 0)
      process.stderr.write(`${erasedAgain} later erasures of the ledger were done again\n`);
  } finally {
    await database.close();
  }
}

function assertAllowed({ manifest, hasKeys }: VerifiedBackup, flags: RestoreFlags): void {
  if (!hasKeys && !flags.withoutKeys) {
    throw new OperatorError(
      `${setFiles.wrappedKeys} is missing: what it opened is lost; say --without-keys to restore the rest`,
    );
  }
  if (flags.complete && !manifest.quiet) {
    throw new OperatorError(
      '--complete is refused: the backup was made while others could write, so that later events may have been lost',
    );
  }
}

async function verified(dir: string): Promise<VerifiedBackup> {
  const registry = new EventRegistry(casebookEvents);
  return verifyBackup(dir, registry, terminalProgress(), interruptionSignal);
}

function say({ manifest, hasKeys, sealed }: VerifiedBackup): void {
  process.stdout.write(`Nothing is wrong: ${told(manifest)}\n`);
  if (!hasKeys)
    process.stderr.write(`${setFiles.wrappedKeys} is not there: what is personal does not open\n`);
  if (sealed > 0) {
    process.stderr.write(`${sealed} events hold sealed personal data; their payloads were not looked at\n`);
  }
}

function told({ events, position, logHash, quiet }: Manifest): string {
  const while_ = quiet ? 'nobody else was there' : 'others could write meanwhile';
  return `${events} events, up to ${position}, sha256 ${logHash} (${while_})`;
}

async function foreseen<Result>(work: Promise<Result>): Promise<Result> {
  return work.catch((error: unknown) => {
    if (error instanceof ErasureLedgerUnusable) throw new OperatorError(error.message);
    throw error;
  });
}
