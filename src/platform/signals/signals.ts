import { channel, type Channel } from 'node:diagnostics_channel';

/** Something that happens again and again, told to whoever listens. While nobody does, it costs one look. */
export class Signal<Told extends object> {
  private readonly channel: Channel;

  constructor(name: string) {
    this.channel = channel(`casebook:${name}`);
  }

  /** Whether it is worth the while to put together what is told. */
  get isHeard(): boolean {
    return this.channel.hasSubscribers;
  }

  tell(told: Told): void {
    this.channel.publish(told);
  }

  /**
   * @param listener must not throw
   * @returns what ends the listening
   */
  listen(listener: (told: Told) => void): () => void {
    const subscriber = (message: unknown): void => listener(message as Told);
    this.channel.subscribe(subscriber);
    return () => void this.channel.unsubscribe(subscriber);
  }
}

/** What came of a try, in a word that a chart can be drawn by: `ok`, or the name of the error. */
export type Outcome = string;

/** An append was answered, whatever the engine. */
export const appendSettled = new Signal<{ readonly outcome: Outcome; readonly seconds: number }>('append');

/** Appends went to PostgreSQL together. */
export const appendsSent = new Signal<{ readonly appends: number }>('appends-sent');

/** The projector has written a batch of events into the rows. */
export const batchFolded = new Signal<{
  readonly schema: string;
  readonly seconds: number;
  readonly events: readonly { readonly type: string; readonly metadata: { readonly traceparent?: string } }[];
}>('batch-folded');

/** A GraphQL operation was answered. */
export const operationAnswered = new Signal<{
  readonly type: string;
  /** The root field; `several` where there are more than one. As many as the schema has. */
  readonly field: string;
  readonly outcome: Outcome;
  readonly seconds: number;
}>('operation');

/** Somebody had to wait for a connection of a pool whose connections were all in use. */
export const poolWaited = new Signal<{ readonly pool: string; readonly seconds: number }>('pool-wait');

/** Seconds since `started`, which is a reading of `performance.now()`. */
export function secondsSince(started: number): number {
  return (performance.now() - started) / 1_000;
}
