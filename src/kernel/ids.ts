import { parse as bytesOf, v5 as uuidv5, validate as isUuid } from 'uuid';

/** `category-<uuid>`: the name of a stream, the GraphQL global id, and the id in imports, exports and citations. */
export type StreamId<Category extends string = string> = `${Category}-${string}`;

/** A UUID in small letters, of the versions and the variant that RFC 9562 knows, as part of a regular expression. */
export const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}';

/** Root of all ids that are derived from a canonical key (UUIDv5, RFC 9562). Changing it would change every such id. */
const NAMESPACE = bytesOf('6a3c1f52-94b7-5d0e-8a41-2c7be0d9f315');
const utf8 = new TextEncoder();

/** An id that is the same wherever the same `key` is known: the stream's existence is then the check of uniqueness. */
export function derivedId<Category extends string>(
  category: Category,
  ...key: readonly string[]
): StreamId<Category> {
  return `${category}-${derivedUuid(category, ...key)}`;
}

/** UUIDv5 of a list of words, unambiguous whatever they contain. */
export function derivedUuid(...key: readonly string[]): string {
  // In bytes: the library reads a text's one by one, which every command would pay for twice.
  return uuidv5(utf8.encode(JSON.stringify(key)), NAMESPACE);
}

export function streamId<Category extends string>(category: Category, uuid: string): StreamId<Category> {
  return `${category}-${uuid}`;
}

/** The category and UUID in a stream id, or null when it is not one. */
export function parseStreamId(id: string): { category: string; uuid: string } | null {
  const dash = id.indexOf('-');
  if (dash < 1) return null;
  const uuid = id.slice(dash + 1);
  return /^[a-z][a-zA-Z]*$/.test(id.slice(0, dash)) && uuid === uuid.toLowerCase() && isUuid(uuid)
    ? { category: id.slice(0, dash), uuid }
    : null;
}

export function isStreamOf<Category extends string>(
  category: Category,
  id: string,
): id is StreamId<Category> {
  return parseStreamId(id)?.category === category;
}
