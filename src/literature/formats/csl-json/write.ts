import type { CslItem } from '../../domain/csl.js';

/** Items as a CSL-JSON list, one a line. */
export function* writeCslJson(items: Iterable<CslItem>): Generator<string> {
  let first = true;
  for (const item of items) {
    yield `${first ? '[\n' : ',\n'}${JSON.stringify(item)}`;
    first = false;
  }
  yield first ? '[]\n' : '\n]\n';
}
