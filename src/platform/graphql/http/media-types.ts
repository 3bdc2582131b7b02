/** The two media types of a GraphQL response. */
export type ResponseType = 'application/graphql-response+json' | 'application/json';

const modern: ResponseType = 'application/graphql-response+json';
const legacy: ResponseType = 'application/json';
export const responseTypes: readonly ResponseType[] = [modern, legacy];

/** Longer `Accept` headers are read up to here. */
const maxAcceptLength = 1_000;

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

/**
 * Chooses the media type of the answer: the best quality, then the more exactly named, then the modern one.
 * Without a header, or where only a wildcard speaks, it is `application/json`, which any client can read.
 *
 * @returns undefined where the client accepts neither (406)
 */
export function responseType(accept: string | undefined): ResponseType | undefined {
  if (accept === undefined || accept.trim() === '') return legacy;
  const ranges = accept.slice(0, maxAcceptLength).split(',').flatMap(mediaRange);
  const [first, second] = [matchOf(modern, ranges), matchOf(legacy, ranges)];
  if (!(first.quality > 0)) return second.quality > 0 ? legacy : undefined;
  if (second.quality !== first.quality) return first.quality > second.quality ? modern : legacy;
  return first.exactness > second.exactness || (first.exactness === 2 && second.exactness === 2)
    ? modern
    : legacy;
}

function mediaRange(part: string): MediaRange[] {
  const [type, ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
  const parameter = (name: string) =>
    parameters
      .find((each) => each.startsWith(`${name}=`))
      ?.slice(name.length + 1)
      .replaceAll('"', '');
  if (!isUtf8(parameter('charset'))) return [];
  const quality = Number(parameter('q') ?? 1);
  return type && quality >= 0 && quality <= 1 ? [{ type, quality }] : [];
}

/** The most exact range speaks: 2 for the type itself, 1 for `application/*`, 0 for a wildcard. */
function matchOf(type: ResponseType, ranges: readonly MediaRange[]): { quality: number; exactness: number } {
  for (const [exactness, name] of [
    [2, type],
    [1, 'application/*'],
    [0, '*/*'],
  ] as const) {
    const range = ranges.find((each) => each.type === name);
    if (range) return { quality: range.quality, exactness };
  }
  return { quality: 0, exactness: -1 };
}

/** Whether a request's body is declared as UTF-8 (or not declared at all, which means UTF-8). */
export function declaresUtf8(contentType: string | undefined): boolean {
  return isUtf8(/;\s*charset\s*=\s*"?([^";\s]*)/i.exec(contentType ?? '')?.[1]);
}

function isUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^utf-?8$/i.test(charset);
}
