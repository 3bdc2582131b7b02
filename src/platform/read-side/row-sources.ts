/** Files besides its own that decide the rows of every projection: part of the definition's hash. */
export const rowSources: readonly URL[] = [
  './link-rows.js',
  './record-row.js',
  './search-row.js',
  '../../kernel/localized-text.js',
  '../../kernel/fields.js',
  '../../kernel/errors.js',
  '../../kernel/ids.js',
  '../../kernel/events.js',
].map((path) => new URL(path, import.meta.url));
