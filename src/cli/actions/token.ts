import { parseStreamId } from '../../kernel/ids.js';
import type { Role } from '../../platform/access/viewer.js';
import { openEventStore } from '../../platform/event-store/open-event-store.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { assertBase, tellOfNewBase } from './known-base.js';
import { settings } from './settings.js';
import { withStorage } from './storage.js';

export interface NewToken {
  readonly role: Role;
  readonly name: string;
  readonly person?: string;
  readonly study?: string;
}

export async function createToken(options: NewToken): Promise<void> {
  await tellOfNewBase();
  await withStorage(async ({ tokens, databaseUrl }) => {
    const name = options.name.trim();
    if (name === '') throw new OperatorError('--name must not be empty');
    if (options.study !== undefined) await assertStudy(options.study, databaseUrl);
    const { token: secret, record } = await tokens.create({ ...options, name });
    process.stderr.write(
      `${record.id} for ${record.name} (${record.person}), ${record.role}; shown this once:\n`,
    );
    process.stdout.write(`${secret}\n`);
  });
}

/** @throws OperatorError */
async function assertStudy(id: string, databaseUrl: string): Promise<void> {
  if (parseStreamId(id)?.category !== 'study')
    throw new OperatorError('--study must be the id of a study: study-<uuid>');
  const log = await openEventStore(databaseUrl, settings().config.eventStoreUrl);
  try {
    const [first] = await log.readStream(id, { limit: 1 });
    if (!first) throw new OperatorError(`there is no study ${id} in this base`);
  } finally {
    await log.close();
  }
}

export async function listTokens(): Promise<void> {
  await assertBase();
  await withStorage(async ({ tokens }) => {
    for (const { id, person, name, role, study, createdAt, revokedAt } of await tokens.list()) {
      const state = revokedAt === null ? 'valid' : `revoked ${revokedAt}`;
      const columns = [id, role, state, createdAt, person, study ?? '-', name];
      process.stdout.write(`${columns.join('\t')}\n`);
    }
  });
}

export async function revokeToken(id: string): Promise<void> {
  await assertBase();
  await withStorage(async ({ tokens }) => {
    await tokens.revoke(id);
    process.stdout.write(`${id} is revoked\n`);
  });
}
