import { z } from 'zod';
import { apiNames } from './fields.js';
import { uuidPattern } from './ids.js';

/**
 * What tells of a person stands in events under a key that can be destroyed: the log never forgets, a key does. One value
 * has three forms. In memory, while a command is decided, it is open. The log and the read model hold it sealed. Where its
 * key is gone it is erased, and stays so.
 */
export interface OpenPersonal<Value> {
  /** Name of the data key: see {@link keyOf}. */
  readonly personal: string;
  readonly value: Value;
}
export interface ErasedPersonal {
  readonly personal: string;
  readonly erased: true;
  /** Code points of the text that was; absent where the value was no text with a size. */
  readonly size?: number;
}
/** As the log keeps it. `at` is added when it is read: `<event id>:<path>`, which the seal is bound to. */
export interface SealedPersonal {
  readonly personal: string;
  /** Base64url. */
  readonly sealed: string;
  readonly size?: number;
  readonly at?: string;
}
/** What a decider sees. */
export type Personal<Value> = OpenPersonal<Value> | ErasedPersonal;

/**
 * Names of data keys. Whoever owns a key comes first: the stream of the person, or of the record where it is nobody's in
 * particular. `…/<record>/<version>` is what that person said in one version of a record.
 */
const keyName = z
  .string()
  .regex(new RegExp(`^[a-z][a-zA-Z]*-${uuidPattern}(/[a-z][a-zA-Z]*-${uuidPattern})?(/[0-9]{1,9})?$`));

/** The key of `owner`; of what `owner` said in a version of a record; of a version of the record `owner` itself. */
export function keyOf(owner: string, ...rest: readonly (string | number)[]): string {
  return [owner, ...rest].join('/');
}

/** The stream that a key belongs to. */
export function ownerOf(key: string): string {
  return key.split('/', 1)[0]!;
}

/** Marks the schemas of personal values, for whoever must know the stored form. */
export const personalSchemas = z.registry<{ sized: boolean }>();

/**
 * Schema of a personal value in an event.
 * @param sized whether the length of a text stays known when it is erased (so that offsets hold)
 */
export function personal<Schema extends z.ZodType>(
  schema: Schema,
  { sized = false }: { sized?: boolean } = {},
): z.ZodType<Personal<z.infer<Schema>>, Personal<z.input<Schema>>> {
  const open = z.strictObject({ personal: keyName, value: schema });
  const erased = z.strictObject({
    personal: keyName,
    erased: z.literal(true),
    size: sized ? z.int().min(0) : z.undefined().optional(),
  });
  return z.union([open, erased]).register(personalSchemas, { sized }) as unknown as z.ZodType<
    Personal<z.infer<Schema>>,
    Personal<z.input<Schema>>
  >;
}

/** Whether a field of a stored event is one. */
export function isSealed(value: unknown): value is SealedPersonal {
  return typeof value === 'object' && value !== null && 'personal' in value && 'sealed' in value;
}

export function isErased(value: Personal<unknown>): value is ErasedPersonal {
  return 'erased' in value;
}

/** The value, or null where it is erased. */
export function valueOf<Value>(value: Personal<Value> | undefined): Value | null {
  return value === undefined || isErased(value) ? null : value.value;
}

/** Length of a text in Unicode code points, the unit of all offsets in notes. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _point of text) count += 1;
  return count;
}

/** Size of a sized text in code points, erased or not. */
export function sizeOf(value: Personal<string>): number {
  return isErased(value) ? (value.size ?? 0) : codePoints(value.value);
}

/** Who signs in, by the opaque id behind a token; Casebook's own doers have names such as `system`. */
export const personId = z
  .string()
  .regex(
    new RegExp(`^(person-${uuidPattern}|[a-z]+(-[a-z]+)*)$`),
    'must be the id of a person: person-<uuid>, as token list shows it',
  )
  .register(apiNames, { name: 'ID' });
