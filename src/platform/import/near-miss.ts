/** The names nearest to `wanted`, at most three: what a person who mistyped it may have meant. */
export function nearMisses(wanted: string, names: Iterable<string>): string[] {
  const simple = simplify(wanted);
  return [...names]
    .map((name) => ({ name, distance: distance(simple, simplify(name)) }))
    .filter(
      ({ name, distance }) => distance <= Math.max(2, Math.floor(Math.min(name.length, wanted.length) / 3)),
    )
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** ` (did you mean "a" or "b"?)`, or nothing. */
export function didYouMean(wanted: string, names: Iterable<string>): string {
  const near = nearMisses(wanted, names);
  return near.length === 0 ? '' : ` (did you mean ${near.map((name) => JSON.stringify(name)).join(' or ')}?)`;
}

function simplify(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[\p{M}\s_-]+/gu, '')
    .toLowerCase()
    .slice(0, 100);
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      current[j] = Math.min(previous[j]! + 1, current[j - 1]! + 1, previous[j - 1]! + change);
    }
    previous = current;
  }
  return previous[b.length]!;
}
