import { z } from 'zod';
import {
  codePoints,
  personalSchemas,
  type OpenPersonal,
  type Personal,
  type SealedPersonal,
} from '../../kernel/personal.js';

/** An open value on its way into the log. */
export interface PersonalToSeal extends OpenPersonal<unknown> {
  /** `<event id>:<JSON pointer>` (RFC 6901). */
  readonly at: string;
  /** Code points, where the length of the text stays known. */
  readonly size?: number;
}

/** What seals and opens: the log knows no keys. */
export interface PersonalSeals {
  seal(values: readonly PersonalToSeal[]): Promise<readonly SealedPersonal[]>;
  /** In the order given. */
  open(values: readonly SealedPersonal[]): Promise<readonly Personal<unknown>[]>;
}

/** Where a schema has personal values: JSON pointers with `*` for the places of a list, and whether the size is kept. */
export type PersonalPlaces = ReadonlyMap<string, { readonly sized: boolean }>;

interface FoundPersonal {
  readonly value: Readonly<Record<string, unknown>> & { readonly personal: string };
  readonly pointer: string;
  /** The pointer with `*` for the places of lists. */
  readonly place: string;
}

/** @throws TypeError where personal values stand in what has no fixed places */
export function personalPlaces(schema: z.ZodType): PersonalPlaces {
  const places = new Map<string, { sized: boolean }>();
  collect(schema, '', places);
  return places;
}

function collect(schema: z.ZodType, at: string, places: Map<string, { sized: boolean }>): void {
  const mark = personalSchemas.get(schema);
  if (mark) {
    places.set(at, mark);
  } else if (schema instanceof z.ZodObject) {
    for (const [key, field] of Object.entries(schema.shape))
      collect(field as z.ZodType, step(at, key), places);
  } else if (schema instanceof z.ZodArray) {
    collect(schema.element as z.ZodType, `${at}/*`, places);
  } else if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly ||
    schema instanceof z.ZodDefault
  ) {
    collect(schema.unwrap() as z.ZodType, at, places);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) collect(option as z.ZodType, at, places);
  } else if (schema instanceof z.ZodRecord) {
    const inside = personalPlaces(schema.valueType as z.ZodType);
    if (inside.size > 0)
      throw new TypeError(`A personal value at ${at} stands under keys that are not fixed`);
  }
}

/** The part of a path that ends at a personal value, where it leads to or into one; otherwise null. */
export function personalStart(
  path: readonly PropertyKey[],
  places: PersonalPlaces | null,
): readonly PropertyKey[] | null {
  if (!places) return null;
  let place = '';
  for (const [index, part] of path.entries()) {
    place = typeof part === 'number' ? `${place}/*` : step(place, String(part));
    if (places.has(place)) return path.slice(0, index + 1);
  }
  return null;
}

function step(at: string, key: string): string {
  return `${at}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** A copy in which each personal value, in whatever form, is what `replace` makes of it. */
export function mapPersonal(
  data: unknown,
  replace: (found: FoundPersonal) => unknown,
  pointer = '',
  place = '',
): unknown {
  if (Array.isArray(data)) {
    return data.map((entry, index) => mapPersonal(entry, replace, `${pointer}/${index}`, `${place}/*`));
  }
  if (typeof data !== 'object' || data === null) return data;
  if (isPersonal(data)) return replace({ value: data, pointer, place });
  return Object.fromEntries(
    Object.entries(data).map(([key, entry]) => [
      key,
      mapPersonal(entry, replace, step(pointer, key), step(place, key)),
    ]),
  );
}

function isPersonal(value: object): value is FoundPersonal['value'] {
  return (
    'personal' in value &&
    typeof value.personal === 'string' &&
    ('value' in value || 'sealed' in value || 'erased' in value)
  );
}

/** What `value` holds that is sealed, with its place added. */
export function locateSealed(eventId: string, data: unknown): unknown {
  return mapPersonal(data, ({ value, pointer }) =>
    'sealed' in value ? { ...value, at: placeOf(eventId, pointer) } : value,
  );
}

/** The events' data with open values sealed; those that are erased stay so. */
export async function sealPayloads<Event extends { readonly id: string; readonly data: unknown }>(
  events: readonly (Event & { readonly places: PersonalPlaces })[],
  seals: PersonalSeals,
): Promise<Event[]> {
  const open: PersonalToSeal[] = [];
  for (const { id, data, places } of events) {
    mapPersonal(data, ({ value, pointer, place }) => {
      if ('value' in value) {
        const size = places.get(place)?.sized ? codePoints(String(value['value'])) : undefined;
        open.push({ personal: value.personal, value: value['value'], at: placeOf(id, pointer), size });
      }
      return value;
    });
  }
  const sealed = (await seals.seal(open)).values();
  return events.map(({ places: _places, ...event }) => ({
    ...(event as unknown as Event),
    data: mapPersonal(event.data, ({ value }) => ('value' in value ? sealed.next().value : value)),
  }));
}

/** The events' data with sealed values opened, or erased. */
export async function openPayloads<Event extends { readonly data: unknown }>(
  events: readonly Event[],
  seals: PersonalSeals,
): Promise<Event[]> {
  const found: SealedPersonal[] = [];
  for (const { data } of events) {
    mapPersonal(data, ({ value }) => {
      if ('sealed' in value) found.push(value as unknown as SealedPersonal);
      return value;
    });
  }
  const opened = (await seals.open(found)).values();
  return events.map((event) => ({
    ...event,
    data: mapPersonal(event.data, ({ value }) => ('sealed' in value ? opened.next().value : value)),
  }));
}

/** Event ids are written in lower case. */
function placeOf(eventId: string, pointer: string): string {
  return `${eventId.toLowerCase()}:${pointer}`;
}
