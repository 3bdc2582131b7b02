import { AnswerCache, isKnown, type AnswerScope } from './answer-cache.js';

const asked = (query: string, variables = {}) => ({ query, operationName: undefined, variables });

/** A read model that stands at `position`, of which this process has seen `seen`. */
class Scope implements AnswerScope {
  reads = 0;
  seen = 7n;

  constructor(
    public at = 7n,
    readonly key = 'anyone',
  ) {}

  position(): Promise<bigint> {
    this.reads++;
    return Promise.resolve(this.at);
  }
}

const body = (bytes: number) => Buffer.alloc(bytes, 'x');

describe('Answers', () => {
  it('are given again while the read model stands where it stood', async () => {
    const cache = new AnswerCache(100_000);
    const scope = new Scope();
    const place = cache.place(scope, asked('{ a }'));
    expect(await cache.find(place)).toBeUndefined();
    expect(scope.reads).toBe(0);
    const kept = cache.keep(place, 7n, body(10));
    expect(await cache.find(place)).toBe(kept);
    scope.at = 8n;
    expect(await cache.find(place)).toBeUndefined();
    scope.at = 7n;
    expect(await cache.find(place)).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('that are known to be out of date are not asked about', async () => {
    const cache = new AnswerCache(100_000);
    const scope = new Scope();
    const place = cache.place(scope, asked('{ a }'));
    cache.keep(place, 7n, body(10));
    scope.seen = 8n;
    expect(await cache.find(place)).toBeUndefined();
    expect(scope.reads).toBe(0);
  });

  it('do not go away with one that was replaced while the read model was asked', async () => {
    const cache = new AnswerCache(100_000);
    const scope = new Scope(8n);
    const place = cache.place(scope, asked('{ a }'));
    cache.keep(place, 7n, body(10));
    const finding = cache.find(place);
    const newer = cache.keep(place, 8n, body(10));
    expect(await finding).toBeUndefined();
    expect(await cache.find(place)).toBe(newer);
  });

  it('differ by scope, operation, name and variables', () => {
    const cache = new AnswerCache(100_000);
    const places = [
      cache.place(new Scope(), asked('{ a }')),
      cache.place(new Scope(7n, 'another'), asked('{ a }')),
      cache.place(new Scope(), asked('{ b }')),
      cache.place(new Scope(), asked('{ a }', { n: 1 })),
      cache.place(new Scope(), { ...asked('{ a }'), operationName: 'A' }),
    ];
    expect(new Set(places.map(({ key }) => key)).size).toBe(5);
  });

  it('take no more than their bytes, the least recently used go first, and none takes it all', async () => {
    const cache = new AnswerCache(100_000);
    const scope = new Scope();
    const places = Array.from({ length: 40 }, (_, n) => cache.place(scope, asked(`{ a${n} }`)));
    for (const place of places) {
      cache.keep(place, 7n, body(5_000));
      expect(cache.bytes).toBeLessThanOrEqual(100_000);
    }
    expect(await cache.find(places[0]!)).toBeUndefined();
    expect(await cache.find(places[39]!)).toBeDefined();
    cache.keep(places[0]!, 7n, body(7_000));
    expect(await cache.find(places[0]!)).toBeUndefined();
    expect(await cache.find(places[39]!)).toBeDefined();
  });

  it('have tags that mean nothing to another process', () => {
    const tags = [new AnswerCache(100_000), new AnswerCache(100_000)].map(
      (cache) => cache.keep(cache.place(new Scope(), asked('{ a }')), 7n, body(10)).etag,
    );
    expect(tags[0]).not.toBe(tags[1]);
  });
});

it('A version is known by its tag, weak or strong, among others', () => {
  expect(isKnown('W/"a"', '"x", W/"a"')).toBe(true);
  expect(isKnown('W/"a"', '"a"')).toBe(true);
  expect(isKnown('W/"a"', '"b"')).toBe(false);
  expect(isKnown('W/"a"', undefined)).toBe(false);
});
