import type { z } from 'zod';

/** The one definition of a command's input: its type and its check. */
export interface CommandDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly schema: Schema;
  /** It begins a stream: an idempotency key or an id is required, and the id may come from the key. */
  readonly creates: boolean;
  /**
   * It replaces a text: its input names in `replaces` the version that its writer had read, and its decider answers
   * TEXT_CONFLICT when another one stands. That makes it safe to decide it again when something else has changed.
   */
  readonly replacesText: boolean;
}

export interface CommandDefinitions<
  Map extends Record<string, CommandDefinition> = Record<string, CommandDefinition>,
> {
  readonly category: string;
  readonly commands: Map;
}

export function command<Schema extends z.ZodType>(
  schema: Schema,
  traits: { creates?: boolean; replacesText?: boolean } = {},
): CommandDefinition<Schema> {
  return { schema, creates: traits.creates ?? false, replacesText: traits.replacesText ?? false };
}

export function defineCommands<Map extends Record<string, CommandDefinition>>(
  category: string,
  commands: Map,
): CommandDefinitions<Map> {
  return { category, commands };
}

/** The union of a definition's commands as a decider sees them: `{ type, ...input }`. */
export type CommandOf<Definitions> =
  Definitions extends CommandDefinitions<infer Map>
    ? {
        [Type in keyof Map & string]: { readonly type: Type } & Readonly<z.infer<Map[Type]['schema']>>;
      }[keyof Map & string]
    : never;
