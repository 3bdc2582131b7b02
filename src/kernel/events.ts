import type { z } from 'zod';

/** Lifts event data from schema version N to N + 1. Pure. */
export type Upcaster = (data: any) => unknown; // eslint-disable-line @typescript-eslint/no-explicit-any -- old shapes have no type any more

/** The one definition of an event's payload: its type, its check at append and its JSON Schema all come from `schema`. */
export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly version: number;
  readonly schema: Schema;
  /** `upcasters[n - 1]` lifts version n to n + 1; there are `version - 1` of them. */
  readonly upcasters: readonly Upcaster[];
}

export interface EventDefinitions<
  Map extends Record<string, EventDefinition> = Record<string, EventDefinition>,
> {
  readonly category: string;
  readonly events: Map;
}

export function event<Schema extends z.ZodType>(
  schema: Schema,
  upcasters: readonly Upcaster[] = [],
): EventDefinition<Schema> {
  return { version: upcasters.length + 1, schema, upcasters };
}

export function defineEvents<Map extends Record<string, EventDefinition>>(
  category: string,
  events: Map,
): EventDefinitions<Map> {
  return { category, events };
}

/** The union of a definition's events: `{ type, data }`. */
export type EventOf<Definitions> =
  Definitions extends EventDefinitions<infer Map>
    ? {
        [Type in keyof Map & string]: { readonly type: Type; readonly data: z.infer<Map[Type]['schema']> };
      }[keyof Map & string]
    : never;
