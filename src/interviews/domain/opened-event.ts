import type { Personal } from '../../kernel/personal.js';

/** A value that was sealed, as a history has it: opened or marked as erased; null where it is not its viewer's to read. */
type OpenedValue<Value> = [Value] extends [Personal<unknown>]
  ? Extract<Value, { readonly value: unknown }>['value'] | null
  : Value;

/** What is left out is not its viewer's to be told of. */
type OpenedData<Data> = { readonly [Key in keyof Data]?: OpenedValue<NonNullable<Data[Key]>> };

/** Fields that a history always has: what became of the record, without a word of it. */
type Kept<Data> = Pick<Data, Extract<keyof Data, 'visibility' | 'year' | 'version' | 'extent' | 'below'>>;

/** An event of interviews as a history tells it. */
export type OpenedEvent<Event> = Event extends { readonly type: infer Type; readonly data: infer Data }
  ? { readonly type: Type; readonly data: OpenedData<Data> & Kept<Data> }
  : never;
