import { DomainError } from '../../kernel/errors.js';

/**
 * Values that are replaced together have one version, as each text has: whoever replaces them names the one that they
 * have read, so that nobody overwrites a colleague unseen.
 * @param what is replaced, in words
 * @param wanted the values that are to be set; the conflict shows them beside those of `current`
 * @throws TEXT_CONFLICT when another version stands than the one named
 */
export function assertReplaces<Wanted extends object>(
  what: string,
  replaces: number | undefined,
  actual: number,
  current: { readonly [Key in keyof Wanted]?: unknown },
  wanted: Wanted,
): void {
  if (replaces === actual) return;
  const standing = Object.fromEntries(
    (Object.keys(wanted) as (keyof Wanted)[]).map((key) => [key, current[key] ?? null]),
  );
  throw new DomainError(
    'TEXT_CONFLICT',
    `This replaces ${replaces === undefined ? 'no named version' : `version ${replaces}`} of ${what}, but version ${actual} stands`,
    ['replaces'],
    {
      expected: replaces ?? null,
      actual,
      currentText: JSON.stringify(standing),
      yourText: JSON.stringify(wanted),
    },
  );
}
