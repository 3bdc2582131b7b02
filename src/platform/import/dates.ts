/** How a register writes its dates. Days and months may come with or without a leading zero. */
export const dateFormats = [
  'YYYY-MM-DD',
  'D/M/YYYY',
  'M/D/YYYY',
  'D.M.YYYY',
  'D-M-YYYY',
  'YYYY/MM/DD',
  'YYYYMMDD',
  'YYYY',
] as const;
export type DateFormat = (typeof dateFormats)[number];

const patterns: Record<DateFormat, RegExp> = {
  // A time of day behind the date is left aside.
  'YYYY-MM-DD': /^(?<y>\d{4})-(?<m>\d{1,2})-(?<d>\d{1,2})(?:[T ].*)?$/,
  'D/M/YYYY': /^(?<d>\d{1,2})\/(?<m>\d{1,2})\/(?<y>\d{4})$/,
  'M/D/YYYY': /^(?<m>\d{1,2})\/(?<d>\d{1,2})\/(?<y>\d{4})$/,
  'D.M.YYYY': /^(?<d>\d{1,2})\.\s?(?<m>\d{1,2})\.\s?(?<y>\d{4})$/,
  'D-M-YYYY': /^(?<d>\d{1,2})-(?<m>\d{1,2})-(?<y>\d{4})$/,
  'YYYY/MM/DD': /^(?<y>\d{4})\/(?<m>\d{1,2})\/(?<d>\d{1,2})$/,
  YYYYMMDD: /^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/,
  YYYY: /^(?<y>\d{4})$/,
};

/** The date as YYYY-MM-DD, or null when it is none of this format, or not in the calendar (31 June). */
export function readDate(value: string, format: DateFormat): string | null {
  const parts = patterns[format].exec(value)?.groups;
  if (!parts) return null;
  const [year, month, day] = [Number(parts['y']), Number(parts['m'] ?? 1), Number(parts['d'] ?? 1)];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return `${parts['y']}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
