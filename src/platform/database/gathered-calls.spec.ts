import { GatheredCalls } from './gathered-calls.js';

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('GatheredCalls', () => {
  it('asks at once for what is asked for in one moment, and then for all that came meanwhile, each key once', async () => {
    const asked: (readonly string[])[] = [];
    let answer: () => void = () => undefined;
    const calls = new GatheredCalls<string, string>(async (keys) => {
      asked.push(keys);
      await new Promise<void>((resolve) => (answer = resolve));
      return keys.map((key) => key.toUpperCase());
    });
    const first = [calls.get('a'), Promise.resolve().then(() => calls.get('b'))];
    await soon();
    expect(asked).toEqual([['a', 'b']]);
    // The one under way may have looked already: whoever comes now is answered by the next.
    const later = [calls.get('a'), calls.get('c'), calls.get('a')];
    await soon();
    expect(asked).toHaveLength(1);
    answer();
    expect(await Promise.all(first)).toEqual(['A', 'B']);
    await soon();
    expect(asked.slice(1)).toEqual([['a', 'c']]);
    answer();
    expect(await Promise.all(later)).toEqual(['A', 'C', 'A']);
  });

  it('fails for those alone that were asked for together', async () => {
    let fails = true;
    const calls = new GatheredCalls<string, string>(async (keys) => {
      if (fails) throw new Error('gone');
      return keys;
    });
    const failed = await Promise.allSettled([calls.get('a'), calls.get('b')]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await calls.get('a')).toBe('a');
  });
});
