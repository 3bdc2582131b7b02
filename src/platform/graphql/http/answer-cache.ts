import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/** What a query's answer hangs on, the query apart. */
export interface AnswerScope {
  /** Who asks, in which languages, and of which read model: answers of one scope are never given in another. */
  readonly key: string;
  /** Where this process has seen the read model stand at the furthest; never beyond where it stands. */
  readonly seen: bigint;
  /** Where the read model stands, read after this call: a number that every change of its rows raises. */
  position(): Promise<bigint>;
}

/** An answer without errors, as it was sent. */
export interface KeptAnswer {
  /** JSON in UTF-8. */
  readonly body: Buffer;
  readonly etag: string;
  /** Where the read model stood before and while it was made, if it still stands there when the answer is asked for. */
  readonly position: bigint;
}

/** A query in a scope: where its answer is kept. */
export interface AnswerPlace {
  readonly scope: AnswerScope;
  readonly key: string;
}

export interface AskedQuery {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Bytes that an entry takes beside its answer. */
const entryOverhead = 400;
/** An answer that takes up more of the whole is not kept. */
const largestShare = 1 / 16;

/**
 * Answers of queries, the least recently used go first. One is given again only while the read model stands where it stood
 * before the answer was made: positions never go back, so nothing has changed in between, however many statements the answer
 * took.
 */
export class AnswerCache {
  readonly #answers: LRUCache<string, KeptAnswer>;
  /** Another process may count the same positions of another log: its tags mean nothing here. */
  readonly #process = randomUUID();

  /** @param bytes that all answers take together */
  constructor(bytes: number) {
    this.#answers = new LRUCache({
      maxSize: bytes,
      maxEntrySize: Math.floor(bytes * largestShare),
      sizeCalculation: ({ body }) => body.length + entryOverhead,
    });
  }

  /** That all answers take now. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  clear(): void {
    this.#answers.clear();
  }

  /** A hash, so that what somebody searched for is not kept. */
  place(scope: AnswerScope, { query, operationName, variables }: AskedQuery): AnswerPlace {
    const asked = JSON.stringify([scope.key, operationName, variables, query]);
    return { scope, key: createHash('sha256').update(asked).digest('base64url') };
  }

  /** The answer that would be made now. Nothing is asked of the read model where none is kept. */
  async find({ scope, key }: AnswerPlace): Promise<KeptAnswer | undefined> {
    const kept = this.#answers.get(key);
    if (!kept) return undefined;
    if (kept.position >= scope.seen && kept.position === (await scope.position())) return kept;
    if (this.#answers.peek(key) === kept) this.#answers.delete(key);
    return undefined;
  }

  /** @param position `seen` of the scope from before the answer was made */
  keep({ key }: AnswerPlace, position: bigint, body: Buffer): KeptAnswer {
    const tag = createHash('sha256').update(`${this.#process} ${key} ${position}`).digest('base64url');
    const answer = { body, position, etag: `W/"${tag.slice(0, 22)}"` };
    this.#answers.set(key, answer);
    return answer;
  }
}

/** Whether a GET names this version as the one that it has. */
export function isKnown(etag: string, ifNoneMatch: string | undefined): boolean {
  const opaque = (tag: string) => tag.trim().replace(/^W\//, '');
  return (ifNoneMatch ?? '').split(',').some((tag) => opaque(tag) === opaque(etag));
}
