import { loadConfig } from '../../platform/config/config.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { sweep } from '../../platform/privacy/erasures.js';
import { MasterKey } from '../../platform/privacy/master-key.js';
import { PersonalDataClosed } from '../../platform/privacy/personal-data.js';
import { rotateMasterKey } from '../../platform/privacy/rotate-master-key.js';
import { freshKey } from '../../platform/privacy/seal.js';
import type { Storage } from '../../platform/runtime/open-storage.js';
import { withStorage } from './storage.js';

/** How long a rotation that is interrupted has to end by itself, in milliseconds. */
const endingWithin = 5_000;

export function printNewKey(): void {
  process.stdout.write(`${freshKey().toString('base64')}\n`);
}

export async function rotateKeys(): Promise<void> {
  await withStorage(rotate, endingWithin);
}

async function rotate({ vault, databaseUrl }: Storage, logger: Parameters<typeof sweep>[1]): Promise<void> {
  const { masterKey: place, newMasterKey } = loadConfig(process.env);
  if (place.kind === 'value' && !newMasterKey) {
    throw new OperatorError('set CASEBOOK_NEW_MASTER_KEY to the key that is to follow (keys new prints one)');
  }
  const next = newMasterKey ?? freshKey();
  if (place.kind === 'value' && new MasterKey(next).id === new MasterKey(place.key).id) {
    throw new OperatorError('CASEBOOK_NEW_MASTER_KEY is the key that is in use');
  }
  const count = await rotateMasterKey(vault, place, next).catch((error: unknown) => {
    if (error instanceof PersonalDataClosed) throw new OperatorError(`nothing was changed: ${error.message}`);
    throw error;
  });
  // The former wrapping is of no use without the former key, and goes all the same.
  await sweep(databaseUrl, logger);
  process.stdout.write(`${count} keys are wrapped by the new master key\n`);
  process.stderr.write(
    place.kind === 'file'
      ? `It is in ${place.path}; the former one opens older backups only\n`
      : 'Set CASEBOOK_MASTER_KEY to it now and start the service anew; the former one opens older backups only\n',
  );
}
