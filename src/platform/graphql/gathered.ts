import DataLoader from 'dataloader';
import type { Viewer } from '../access/viewer.js';
import type { RequestContext } from './request-context.js';
import type { RecordLoaders } from './record-loaders.js';
import type { Generation } from '../projections/generation.js';

type Load<Value> = (
  generation: Generation,
  viewer: Viewer,
  keys: readonly string[],
) => Promise<readonly Value[]>;

/**
 * Gathers what the fields of one request ask for by a key, so that a list of any length costs one statement. Kept beside
 * the request's loaders by id, and renewed with them once the request has written something.
 */
export function gathered<Value>(load: Load<Value>): (context: RequestContext, key: string) => Promise<Value> {
  const loaders = new WeakMap<RecordLoaders, DataLoader<string, Value>>();
  return (context, key) => {
    const { generation, viewer } = context;
    let loader = loaders.get(context.loaders);
    if (!loader) {
      loader = new DataLoader((keys) => load(generation, viewer, keys), { maxBatchSize: 500 });
      loaders.set(context.loaders, loader);
    }
    return loader.load(key);
  };
}
