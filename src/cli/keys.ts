import { Command } from 'commander';
import { loadConfig } from '../platform/config/config.js';
import { OperatorError } from '../platform/observability/failure-line.js';
import { sweep } from '../platform/privacy/erasures.js';
import { MasterKey } from '../platform/privacy/master-key.js';
import { PersonalDataClosed } from '../platform/privacy/personal-data.js';
import { rotateMasterKey } from '../platform/privacy/rotate-master-key.js';
import { freshKey } from '../platform/privacy/seal.js';
import type { Storage } from '../platform/runtime/open-storage.js';
import { withStorage } from './base.js';

/** How long a rotation that is interrupted has to end by itself, in milliseconds. */
const endingWithin = 5_000;

/** `casebook keys new | rotate` */
export function keysCommand(): Command {
  const keys = new Command('keys').description('Makes and changes the master key of personal data');
  keys
    .command('new')
    .description('Prints a fresh key, for CASEBOOK_MASTER_KEY or the file of CASEBOOK_MASTER_KEY_FILE')
    .action(() => {
      process.stdout.write(`${freshKey().toString('base64')}\n`);
    });
  keys
    .command('rotate')
    .description(
      'Wraps all keys of the base with another master key: CASEBOOK_NEW_MASTER_KEY, or a fresh one in the file',
    )
    .action(() => withStorage((storage, logger) => rotate(storage, logger), endingWithin));
  return keys;
}

async function rotate({ vault }: Storage, logger: Parameters<typeof sweep>[1]): Promise<void> {
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
  await sweep(vault, logger);
  process.stdout.write(`${count} keys are wrapped by the new master key\n`);
  process.stderr.write(
    place.kind === 'file'
      ? `It is in ${place.path}; the former one opens older backups only\n`
      : 'Set CASEBOOK_MASTER_KEY to it now and start the service anew; the former one opens older backups only\n',
  );
}
