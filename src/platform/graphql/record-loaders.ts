import DataLoader from 'dataloader';
import { LRUCache } from 'lru-cache';
import { isStreamOf } from '../../kernel/ids.js';
import type { Viewer } from '../access/viewer.js';
import { GatheredCalls } from '../database/gathered-calls.js';
import type { Generation } from '../projections/generation.js';

/** Rows of one category by id, as far as the viewer may see them; null for the others, in the order of `ids`. */
export type LoadRows<Row = unknown> = (
  generation: Generation,
  viewer: Viewer,
  ids: readonly string[],
) => Promise<readonly (Row | null)[]>;

const sources = new Map<string, LoadRows>();

/** Slices say here how their records are read by id: for `node`, and for every field that leads to them. */
export function registerRecordLoader<Row>(category: string, load: LoadRows<Row>): void {
  sources.set(category, load);
}

/** Records by id for one request, gathered so that a list of any length costs one statement a category. */
export class RecordLoaders {
  private readonly loaders = new Map<string, DataLoader<string, unknown>>();

  constructor(
    private readonly generation: Generation,
    private readonly viewer: Viewer,
  ) {}

  /** Null when there is no such record, or none that the viewer may see. */
  async load<Row>(category: string, id: string): Promise<Row | null> {
    const source = sources.get(category);
    // What is no id of the category is not asked for: PostgreSQL would choke on some of it.
    if (!source || !isStreamOf(category, id)) return null;
    let loader = this.loaders.get(category);
    if (!loader) {
      loader = new DataLoader((ids) => source(this.generation, this.viewer, ids), { maxBatchSize: 500 });
      this.loaders.set(category, loader);
    }
    return (await loader.load(id)) as Row | null;
  }
}

/** Viewers, each with a category, whose reads of one read model are gathered at a time. */
const gatheredKinds = 200;

/** Records that many requests read back in the same moment, each what it has just written: one statement for all of them. */
export class ReadBack {
  private readonly kinds = new WeakMap<Generation, LRUCache<string, GatheredCalls<string, unknown>>>();

  /** Null when there is no such record, or none that the viewer may see. Sees all that was visible when it is called. */
  async load<Row>(generation: Generation, viewer: Viewer, category: string, id: string): Promise<Row | null> {
    const source = sources.get(category);
    if (!source || !isStreamOf(category, id)) return null;
    const kinds = this.kinds.get(generation) ?? new LRUCache({ max: gatheredKinds });
    this.kinds.set(generation, kinds);
    const kind = JSON.stringify([category, viewer]);
    const calls = kinds.get(kind) ?? new GatheredCalls((ids) => source(generation, viewer, ids));
    kinds.set(kind, calls);
    return (await calls.get(id)) as Row | null;
  }
}
