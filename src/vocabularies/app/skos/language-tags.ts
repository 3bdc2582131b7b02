import { language } from '../../../kernel/fields.js';

/**
 * A language tag in the case that BCP 47 recommends: `FR` is `fr`, `en-gb` is `en-GB`, `zh-hant` is `zh-Hant`.
 * Parts that have no place here (variants, extensions) are dropped: `ca-valencia` is `ca`. Null when no language is left.
 */
export function normalizeTag(tag: string): string | null {
  const [main = '', ...rest] = tag.replaceAll('_', '-').split('-');
  const script = rest.find((part) => /^[a-z]{4}$/i.test(part));
  const region = rest.find((part) => /^([a-z]{2}|[0-9]{3})$/i.test(part));
  const normalized = [
    main.toLowerCase(),
    ...(script ? [script[0]!.toUpperCase() + script.slice(1).toLowerCase()] : []),
    ...(region ? [region.toUpperCase()] : []),
  ].join('-');
  return language.safeParse(normalized).success ? normalized : null;
}

/** Whether normalizing dropped a part, not only changed its case. */
export function isNarrower(tag: string, normalized: string): boolean {
  return tag.replaceAll('_', '-').toLowerCase() !== normalized.toLowerCase();
}
