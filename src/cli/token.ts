import { Command, Option } from 'commander';
import { parseStreamId } from '../kernel/ids.js';
import { roles, type Role } from '../platform/access/viewer.js';
import { OperatorError } from '../platform/observability/failure-line.js';
import { withStorage } from './base.js';

/** An anonymous reader needs no token. */
const tokenRoles = roles.filter((role) => role !== 'reader');

/** `casebook token create | list | revoke` */
export function tokenCommand(): Command {
  const token = new Command('token').description(
    'Makes, lists and revokes API tokens, by which people and tools write',
  );
  token
    .command('create')
    .description('Makes a token; it is shown once, and only a hash of it is kept')
    .addOption(new Option('--role <role>', 'what it may do').choices(tokenRoles).makeOptionMandatory())
    .requiredOption('--name <name>', 'the person or tool behind it')
    .option('--person <id>', 'a further token for this person (see token list) instead of a new one')
    .option('--study <id>', 'the study (study-…) for which its owner reads personal data of others')
    .action((options: { role: Role; name: string; person?: string; study?: string }) =>
      withStorage(async ({ tokens }) => {
        const name = options.name.trim();
        if (name === '') throw new OperatorError('--name must not be empty');
        if (options.study !== undefined && parseStreamId(options.study)?.category !== 'study') {
          throw new OperatorError('--study must be the id of a study: study-<uuid>');
        }
        const { token: secret, record } = await tokens.create({ ...options, name });
        process.stderr.write(
          `${record.id} for ${record.name} (${record.person}), ${record.role}; shown this once:\n`,
        );
        process.stdout.write(`${secret}\n`);
      }),
    );
  token
    .command('list')
    .description('Lists all tokens, without their secrets')
    .action(() =>
      withStorage(async ({ tokens }) => {
        for (const { id, person, name, role, study, createdAt, revokedAt } of await tokens.list()) {
          const state = revokedAt === null ? 'valid' : `revoked ${revokedAt}`;
          const columns = [id, role, state, createdAt, person, study ?? '-', name];
          process.stdout.write(`${columns.join('\t')}\n`);
        }
      }),
    );
  token
    .command('revoke')
    .description('Takes a token back, with effect from the next request')
    .argument('<id>', 'token-…, as token list shows it')
    .action((id: string) =>
      withStorage(async ({ tokens }) => {
        await tokens.revoke(id);
        process.stdout.write(`${id} is revoked\n`);
      }),
    );
  return token;
}
