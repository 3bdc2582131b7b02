import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TokenStore } from './token-store.js';

/** Name of the person behind the token that the first start makes. */
const FIRST_PERSON = 'Administrator';

/**
 * The first start of a base makes an admin's token and leaves it in `admin-token`, readable by this user only.
 * @returns where it is, or null when an operator has taken the file away
 */
export async function firstToken(
  tokens: TokenStore,
  dataDir: string,
): Promise<{ path: string; made: boolean } | null> {
  const path = join(dataDir, 'admin-token');
  const made = await tokens.alone(async () => {
    if (!(await tokens.isEmpty())) return false;
    // The file first, and whole: a token that cannot be handed over must not be made.
    await tokens.create({ name: FIRST_PERSON, role: 'admin' }, async (token) => {
      const file = await open(path, 'w', 0o600);
      try {
        await file.chmod(0o600);
        await file.writeFile(`${token}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    });
    return true;
  });
  if (made) return { path, made };
  return stat(path).then(
    () => ({ path, made: false }),
    () => null,
  );
}
