import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../../platform/database/embedded-postgres.js';
import { withClient } from '../../platform/database/read-model-connection.js';
import { ConfigurationError, loadConfig, type Config } from '../../platform/config/config.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import { databaseChecks } from '../../platform/observability/doctor/database.js';
import { eventChecks } from '../../platform/observability/doctor/events.js';
import { findingsOf, type Check, type Finding } from '../../platform/observability/doctor/finding.js';
import { machineChecks } from '../../platform/observability/doctor/machine.js';
import { personalChecks } from '../../platform/observability/doctor/personal.js';
import { failureLine } from '../../platform/observability/failure-line.js';
import { numberedDefinition } from '../../platform/projections/numbered-definition.js';
import { migrations } from '../../platform/runtime/open-storage.js';
import { programVersion } from '../../platform/runtime/program-version.js';
import { casebookReadModel } from '../../read-model.js';
import { interruptionSignal, unlessInterrupted } from '../interruption.js';

/** How long it has to leave the database when it is interrupted, in milliseconds. */
const endingWithin = 5_000;
/** How long the database and all that is looked at in it may take, in milliseconds: one that was killed recovers first. */
const databaseWithin = 180_000;

/** Says what it finds; the exit code is 1 when something is bad. */
export async function doctor({ json }: { json?: true }): Promise<void> {
  const findings: Finding[] = [];
  const examining = examine((found) => {
    findings.push(...found);
    if (!json) found.forEach(say);
  });
  await unlessInterrupted(examining, endingWithin);
  if (json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  if (findings.some(({ level }) => level === 'bad')) process.exitCode = 1;
}

type Tell = (findings: readonly Finding[]) => void;

async function examine(tell: Tell): Promise<void> {
  let config: Config;
  try {
    config = loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    tell(error.message.split('\n').map((says) => ({ level: 'bad', of: 'configuration', says })));
    return;
  }
  const engine = config.eventStoreUrl === undefined ? 'PostgreSQL' : 'EventStoreDB';
  const base = config.base === 'demo' ? 'a demo base' : 'a base of one’s own';
  tell([{ level: 'ok', of: 'configuration', says: `${base}, events in ${engine}` }]);
  for (const check of machineChecks(config, programVersion)) await run(check, tell);
  const look = () => database(config, tell);
  await run({ of: 'database', look, patience: databaseWithin }, tell);
}

/** All that needs the database. A server of this base's own is started for it where none runs. */
async function database(config: Config, tell: Tell): Promise<Finding[]> {
  if (config.databaseUrl !== undefined) return onDatabase(config, config.databaseUrl, tell);
  if (!existsSync(join(config.dataDir, 'postgres', 'PG_VERSION')))
    return [{ level: 'note', of: 'database', says: 'none yet; the first start makes it' }];
  const postgres = await openEmbeddedPostgres({ dataDir: config.dataDir, role: 'command' });
  try {
    return await onDatabase(config, postgres.url, tell);
  } finally {
    await postgres.close();
  }
}

async function onDatabase(config: Config, url: string, tell: Tell): Promise<Finding[]> {
  return withClient(url, { name: 'casebook doctor', statementTimeout: 10_000 }, async (client) => {
    tell([{ level: 'ok', of: 'database', says: 'answers' }]);
    for (const check of databaseChecks(client, migrations)) await run(check, tell);
    const { rows } = await client.query<{ has: boolean }>(
      `SELECT to_regclass('event_log.head') IS NOT NULL AS has`,
    );
    if (!rows[0]!.has) return [];
    for (const check of personalChecks(client, config)) await run(check, tell);
    await run({ of: 'event log', look: () => events(config, url, client, tell) }, tell);
    return [];
  });
}

async function events(
  { eventStoreUrl }: Config,
  url: string,
  client: Parameters<typeof eventChecks>[0],
  tell: Tell,
): Promise<Finding[]> {
  const store = await openEventStore(url, eventStoreUrl);
  try {
    const definition = () => numberedDefinition(casebookReadModel(), store);
    for (const check of eventChecks(client, store, definition)) await run(check, tell);
    return [];
  } finally {
    await store.close();
  }
}

async function run(check: Check, tell: Tell): Promise<void> {
  interruptionSignal.throwIfAborted();
  tell(await findingsOf(check, (error) => failureLine(error, process.env)));
}

function say({ level, of, says }: Finding): void {
  process.stdout.write(`${level.padEnd(5)} ${of.padEnd(14)} ${says}\n`);
}
