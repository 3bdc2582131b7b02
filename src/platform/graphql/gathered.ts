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
 * @param batch what loads the keys of one request, given its context
 * @param identity of a key that is no string: equal ones are loaded once
 */
export function gatheredIn<Value, Key = string>(
  batch: (context: RequestContext) => (keys: readonly Key[]) => Promise<readonly (Value | Error)[]>,
  identity?: (key: Key) => string,
): (context: RequestContext, key: Key) => Promise<Value> {
  const loaders = new WeakMap<RecordLoaders, DataLoader<Key, Value, unknown>>();
  return (context, key) => {
    let loader = loaders.get(context.loaders);
    if (!loader) {
      loader = new DataLoader<Key, Value, unknown>(batch(context), {
        maxBatchSize: 500,
        ...(identity && { cacheKeyFn: identity }),
      });
      loaders.set(context.loaders, loader);
    }
    return loader.load(key);
  };
}

/** The same for what the read model alone answers, as the viewer may see it. */
export function gathered<Value>(load: Load<Value>): (context: RequestContext, key: string) => Promise<Value> {
  return gatheredIn<Value>(
    ({ generation, viewer }) =>
      (keys) =>
        load(generation, viewer, keys),
  );
}
