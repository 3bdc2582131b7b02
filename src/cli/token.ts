import { Command, Option } from 'commander';
import { roles } from '../platform/access/viewer.js';
import type { NewToken } from './actions/token.js';

const actions = () => import('./actions/token.js');

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
    .action(async (options: NewToken) => (await actions()).createToken(options));
  token
    .command('list')
    .description('Lists all tokens, without their secrets')
    .action(async () => (await actions()).listTokens());
  token
    .command('revoke')
    .description('Takes a token back, with effect from the next request')
    .argument('<id>', 'token-…, as token list shows it')
    .action(async (id: string) => (await actions()).revokeToken(id));
  return token;
}
