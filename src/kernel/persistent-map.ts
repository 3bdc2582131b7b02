/** Bits of the hash that choose a branch on each level: 32 branches. */
const BITS = 5;
const MASK = (1 << BITS) - 1;

interface Leaf<Value> {
  readonly hash: number;
  /** More than one only where hashes are equal. */
  readonly entries: readonly (readonly [string, Value])[];
}
type Branch<Value> = readonly (Node<Value> | undefined)[];
type Node<Value> = Leaf<Value> | Branch<Value>;

const isBranch = <Value>(node: Node<Value>): node is Branch<Value> => Array.isArray(node);

/** FNV-1a over UTF-16 code units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

function put<Value>(
  node: Node<Value> | undefined,
  level: number,
  hash: number,
  key: string,
  value: Value,
): Node<Value> {
  if (node === undefined) return { hash, entries: [[key, value]] };
  if (isBranch(node)) {
    const index = (hash >>> level) & MASK;
    return node.with(index, put(node[index], level + BITS, hash, key, value));
  }
  if (node.hash === hash)
    return { hash, entries: [...node.entries.filter(([k]) => k !== key), [key, value]] };
  const branch = new Array<Node<Value> | undefined>(MASK + 1).fill(undefined);
  branch[(node.hash >>> level) & MASK] = node;
  return put(branch, level, hash, key, value);
}

function remove<Value>(node: Node<Value>, level: number, hash: number, key: string): Node<Value> | undefined {
  if (!isBranch(node)) {
    const entries = node.entries.filter(([k]) => k !== key);
    return entries.length === 0 ? undefined : { hash, entries };
  }
  const index = (hash >>> level) & MASK;
  const child = node[index];
  const branch = node.with(index, child && remove(child, level + BITS, hash, key));
  return branch.some((c) => c !== undefined) ? branch : undefined;
}

function* walk<Value>(node: Node<Value>): Generator<readonly [string, Value]> {
  if (!isBranch(node)) yield* node.entries;
  else for (const child of node) if (child !== undefined) yield* walk(child);
}

/**
 * A map that never changes: `set` and `delete` answer another map, which shares all but one path with this one.
 * For state that grows to thousands of entries and is folded event by event, where a copy of all of them for each
 * event would be quadratic, and a map changed in place would spoil the states that were folded before.
 * A hash trie: each operation costs O(log₃₂ n). Iteration has no meaningful order.
 */
export class PersistentMap<Value> implements Iterable<readonly [string, Value]> {
  private constructor(
    private readonly root: Node<Value> | undefined,
    readonly size: number,
  ) {}

  static empty<Value>(): PersistentMap<Value> {
    return new PersistentMap<Value>(undefined, 0);
  }

  get(key: string): Value | undefined {
    const hash = hashOf(key);
    let node = this.root;
    for (let level = 0; node !== undefined && isBranch(node); level += BITS)
      node = node[(hash >>> level) & MASK];
    return node?.hash === hash ? node.entries.find(([k]) => k === key)?.[1] : undefined;
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  set(key: string, value: Value & NonNullable<unknown>): PersistentMap<Value> {
    return new PersistentMap(
      put(this.root, 0, hashOf(key), key, value),
      this.has(key) ? this.size : this.size + 1,
    );
  }

  delete(key: string): PersistentMap<Value> {
    if (this.root === undefined || !this.has(key)) return this;
    return new PersistentMap(remove(this.root, 0, hashOf(key), key), this.size - 1);
  }

  [Symbol.iterator](): Iterator<readonly [string, Value]> {
    return this.root === undefined ? [][Symbol.iterator]() : walk(this.root);
  }
}
