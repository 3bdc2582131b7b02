/** Control characters, apart from those that are white space. */
const unstorable = /(?![\t\n\r])\p{Cc}/u;
const allUnstorable = new RegExp(unstorable, 'gu');

/** A text that can be stored: no NUL or other control characters, no half characters, no white space around it. */
export function storableText(text: string): string {
  return text.toWellFormed().replace(/\r\n?/g, '\n').replace(allUnstorable, '').trim();
}

/** Whether {@link storableText} leaves characters out of a text in `value`, white space apart. */
export function holdsUnstorable(value: unknown): boolean {
  if (typeof value === 'string') return unstorable.test(value) || !value.isWellFormed();
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(holdsUnstorable);
}

/** Null for what is no text. */
export function tidyText(value: unknown): string | null {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return null;
  const parts = value.map(tidyText);
  return parts.includes(null) ? null : parts.filter((part) => part !== '').join(', ');
}
