/** Bounds of what a bibliography file may hold. Sizes in characters (UTF-16 code units) unless said otherwise. */
export const formatLimits = {
  /** Of the file, in bytes. */
  file: 200_000_000,
  entries: 100_000,
  entry: 1_000_000,
  /** Levels of braces in a TeX value, of objects and lists in a JSON value. */
  depth: 60,
  /** How far a chain of `crossref` is followed. */
  crossrefs: 8,
  /** Of a value with its macros and concatenations put in. */
  expanded: 1_000_000,
  /** Warnings kept for one entry; the others are counted. */
  warnings: 20,
} as const;
