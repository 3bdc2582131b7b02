import type { CslName } from './csl.js';
import { tidyText } from './csl-tidy-texts.js';

const textParts = [
  'family',
  'given',
  'dropping-particle',
  'non-dropping-particle',
  'suffix',
  'literal',
] as const;
const flags = ['comma-suffix', 'static-ordering', 'parse-names'] as const;
const aliases: Readonly<Record<string, (typeof textParts)[number]>> = {
  lastName: 'family',
  last: 'family',
  surname: 'family',
  firstName: 'given',
  first: 'given',
  name: 'literal',
};

/** A name in any form that CSL-JSON is met with. `rest` is what CSL has no part for: an ORCID, an affiliation. */
export function tidyName(value: unknown): { name: CslName | null; rest: Record<string, unknown> | null } {
  if (value === null || typeof value !== 'object') {
    const literal = tidyText(value);
    return { name: literal ? { literal } : null, rest: null };
  }
  const name: CslName = {};
  const rest: Record<string, unknown> = {};
  for (const [written, part] of Object.entries(value) as [string, unknown][]) {
    const key = Object.hasOwn(aliases, written) ? aliases[written]! : written;
    const text = tidyText(part);
    if (isOf(textParts, key) && text !== null && name[key] === undefined) {
      if (text !== '') name[key] = text;
    } else if (isOf(flags, key)) name[key] = part === true || text === 'true' || text === '1';
    else if (part !== null && part !== undefined && text !== '') rest[written] = part;
  }
  const named = name.family ?? name.given ?? name.literal;
  const particle = name['non-dropping-particle'] ?? name['dropping-particle'] ?? name.suffix;
  return {
    name: named !== undefined ? name : particle === undefined ? null : { literal: particle },
    rest: Object.keys(rest).length > 0 ? rest : null,
  };
}

function isOf<Key extends string>(keys: readonly Key[], key: string): key is Key {
  return (keys as readonly string[]).includes(key);
}
