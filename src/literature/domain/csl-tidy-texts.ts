/** A text that can be stored: no NUL or other control characters, no half characters, no white space around it. */
export function storableText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .trim();
}

/** Null for what is no text. */
export function tidyText(value: unknown): string | null {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return null;
  const parts = value.map(tidyText);
  return parts.includes(null) ? null : parts.filter((part) => part !== '').join(', ');
}
