import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** A piece of SQL with its values apart, so that pieces combine before `$n` are numbered. */
export interface Sql {
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
}

/** Builds SQL: values become parameters, nested pieces are spliced in. Names and keywords come through {@link raw} only. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  const texts: string[] = [strings[0]!];
  const values: unknown[] = [];
  parts.forEach((part, index) => {
    const after = strings[index + 1]!;
    if (isSql(part)) {
      texts[texts.length - 1] += part.texts[0]!;
      texts.push(...part.texts.slice(1));
      values.push(...part.values);
      texts[texts.length - 1] += after;
    } else {
      values.push(part);
      texts.push(after);
    }
  });
  return { texts, values };
}

/** Text that is SQL already: names and keywords from our own code, never from input. */
export function raw(text: string): Sql {
  return { texts: [text], values: [] };
}

export function join(pieces: readonly Sql[], separator: string): Sql {
  return pieces.reduce(
    (all, piece, index) => (index === 0 ? piece : sql`${all}${raw(separator)}${piece}`),
    raw(''),
  );
}

export const nothing = raw('');
export const always = raw('true');
export const never = raw('false');

export function and(pieces: readonly Sql[]): Sql {
  const kept = pieces.filter((piece) => piece !== always);
  if (kept.length === 0) return always;
  return kept.length === 1 ? kept[0]! : sql`(${join(kept, ' AND ')})`;
}

export function or(pieces: readonly Sql[]): Sql {
  if (pieces.length === 0) return never;
  return pieces.length === 1 ? pieces[0]! : sql`(${join(pieces, ' OR ')})`;
}

export function not(piece: Sql): Sql {
  return sql`(${piece}) IS NOT TRUE`;
}

function isSql(part: unknown): part is Sql {
  return typeof part === 'object' && part !== null && 'texts' in part && 'values' in part;
}

export interface Statement {
  /** Undefined for a text that is too long to be kept prepared. */
  readonly name: string | undefined;
  readonly text: string;
  readonly values: unknown[];
}

/** Characters of a statement that is kept prepared: beyond, it costs the server's memory more than it saves. */
const PREPARED_UP_TO = 6_000;

/** Statement names by text: a name is prepared once per connection, so equal texts must share one. */
const names = new LRUCache<string, string>({ max: 2_000 });

/** A named statement: PostgreSQL plans it once per connection. `$schema.` stands for the generation's schema. */
export function statement(piece: Sql, schema: string): Statement {
  const numbered = piece.texts.reduce((text, next, index) =>
    index === 0 ? next : `${text}$${index}${next}`,
  );
  const text = numbered.replaceAll('$schema', `"${schema}"`);
  if (text.length > PREPARED_UP_TO) return { name: undefined, text, values: [...piece.values] };
  let name = names.get(text);
  if (!name) {
    name = createHash('sha256').update(text).digest('base64url').slice(0, 22);
    names.set(text, name);
  }
  return { name, text, values: [...piece.values] };
}
