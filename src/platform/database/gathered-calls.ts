interface Call<Key, Value> {
  readonly key: Key;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

export interface Gathering {
  /** Calls in one statement, at most. Default 500. */
  readonly most?: number;
  /**
   * When those who ask in this moment are gathered. Default: once all that goes on now has gone on, so that those whom the
   * same event woke go together.
   */
  readonly soon?: (work: () => void) => void;
}

/**
 * Lookups by a key that many requests make at once: one statement at a time, for all that were asked for since the one
 * before it was sent. A statement is sent after it was asked for, so whoever asks sees all that was committed before.
 */
export class GatheredCalls<Key, Value> {
  private waiting: Call<Key, Value>[] = [];
  private underWay = false;
  private scheduled = false;

  private readonly most: number;
  private readonly soon: (work: () => void) => void;

  /** @param load values in the order of the keys, of which none is named twice */
  constructor(
    private readonly load: (keys: readonly Key[]) => Promise<readonly Value[]>,
    { most = 500, soon = (work) => process.nextTick(work) }: Gathering = {},
  ) {
    this.most = most;
    this.soon = soon;
  }

  /** @throws what `load` throws, as do all that it was called for */
  get(key: Key): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ key, resolve, reject });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.underWay || this.waiting.length === 0) return;
    this.scheduled = true;
    this.soon(() => {
      this.scheduled = false;
      this.underWay = true;
      void this.answer(this.waiting.splice(0, this.most)).finally(() => {
        this.underWay = false;
        this.schedule();
      });
    });
  }

  /** Never rejects. */
  private async answer(calls: readonly Call<Key, Value>[]): Promise<void> {
    try {
      const keys = [...new Set(calls.map(({ key }) => key))];
      const values = await this.load(keys);
      const byKey = new Map(keys.map((key, index) => [key, values[index]!]));
      for (const { key, resolve } of calls) resolve(byKey.get(key)!);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
