import { isAddress } from '../domain/csl.js';

/** Folders that stand at a machine's root and hold what is somebody's own. */
const roots =
  'home|Users|Volumes|root|private|media|mnt|tmp|var|opt|data|srv|nfs|cygdrive|export/home|Dokumente und Einstellungen';
/** Extensions up to which a path with spaces in it is taken. */
const extensions = 'pdf|docx?|odt|rtf|txt|html?|epub|djvu|ps|tex|bib|ris|xlsx?|pptx?|zip|png|jpe?g|mht|caj';

const start = String.raw`(?:file(?::|%3a)(?:\\?/|%2f|\\|[A-Za-z]:)|(?:smb|afp|nfs|zotero)://|(?<![\p{L}\p{N}\\])[A-Za-z]\\?:(?:\\+|/)(?=[^\s/])|(?<![\p{L}\p{N}.:/~%_\\-])/(?:${roots})/|(?<![\p{L}\p{N}/:.])~/|%(?:USERPROFILE|HOMEPATH|APPDATA)%|\$\{?HOME\}?/|(?<![\p{L}\p{N}:\\])\\\\[\p{L}\p{N}.-]{1,255}(?:[\\/]|(?=["<>|)]|\s*(?:\n|$))))`;
/** Far enough for any path; a bound keeps the search short. */
const within = String.raw`[^\n"<>|]{0,400}?`;
const path = new RegExp(
  `${start}(?:${within}\\.(?:${extensions})(?![\\p{L}\\p{N}])|(?:[^\\n"<>|;:]{0,400}[\\\\/])?[^\\s"<>|;,)\\]}]*)`,
  'giu',
);
/**
 * In TeX a backslash after a colon is a command, and two are a line break: only paths count that name a known folder or
 * end as a file does, and a network share at the beginning of a value.
 */
const texStart = new RegExp(
  `file:|(?<![\\p{L}\\p{N}\\\\])[A-Za-z]\\\\?:(?:\\\\+|/)(?:(?:Users|Documents|${roots})\\b|[^\\n"<>|{}]{0,300}\\.(?:${extensions})\\b)|/(?:${roots})/|~/|^\\s*\\\\{2,4}[\\p{L}\\p{N}.-]{2,255}\\\\`,
  'iu',
);
/** What every path holds: most texts need no more than this look. */
const hint = new RegExp(
  `file(?::|%3a)|[a-z]\\\\?:[\\\\/]|/(?:${roots})/|~/|%[a-z]+%|\\$\\{?home|\\\\\\\\`,
  'i',
);
/** Keys and fields under which programs keep where a file is, in any format. */
const privateKey =
  /^(?:x-)?(?:files?|file-?(?:name|path|link)s?|local-?(?:url|file|path)s?|bdsk-file-\d+|pdfs?|pdf-?(?:file|path)s?|attachments?|attached-?files?|path)(?::\d+)?$/i;

/** Whether a field by this name says where a file is. Only a public address may stand there. */
export function namesFile(key: string): boolean {
  return privateKey.test(key);
}

/** Whether a TeX value holds a path, before commands are read: they would take its backslashes. */
export function texHoldsPath(tex: string): boolean {
  return hint.test(tex) && texStart.test(tex) && new RegExp(path, 'iu').test(tex);
}

/**
 * `text` without paths of a file on its writer's machine, and how many were taken out: `file:` addresses, paths with a
 * drive letter, network shares, home folders. Rather a word too much than a piece of a path.
 */
export function withoutPaths(
  text: string,
  may: (path: string) => boolean = () => true,
): { text: string; paths: number } {
  if (!hint.test(text)) return { text, paths: 0 };
  let paths = 0;
  const clean = text.replace(path, (found) => {
    if (!may(found)) return found;
    paths++;
    return '';
  });
  return { text: paths > 0 ? clean.replace(/ {2,}/g, ' ').trim() : text, paths };
}

/** A TeX value without the paths in it, where its braces stay in pairs. */
export function texWithoutPaths(tex: string): { text: string; paths: number } {
  if (!texHoldsPath(tex)) return { text: tex, paths: 0 };
  return withoutPaths(tex, (found) => found.split('{').length === found.split('}').length);
}

/**
 * `value` with every text in it cleaned. What is nothing but a path is undefined, and leaves its list or object; so
 * does what a key names a file, unless it is a public address.
 */
export function withoutPathsWithin(value: unknown): { value: unknown; paths: number } {
  if (typeof value === 'string') {
    const { text, paths } = withoutPaths(value);
    return { value: paths > 0 && text === '' ? undefined : text, paths };
  }
  if (value === null || typeof value !== 'object') return { value, paths: 0 };
  let paths = 0;
  const clean = (part: unknown): unknown => {
    const inner = withoutPathsWithin(part);
    paths += inner.paths;
    return inner.value;
  };
  if (Array.isArray(value)) {
    const list = (value as unknown[]).map(clean);
    const left = list.filter((part) => part !== undefined);
    return { value: paths === 0 ? value : left.length > 0 ? left : undefined, paths };
  }
  const entries = Object.entries(value).map(([key, part]) => {
    if (!namesFile(key)) return [key, clean(part)] as const;
    const inner = addressesIn(part);
    paths += inner.paths;
    return [key, inner.value] as const;
  });
  if (paths === 0) return { value, paths };
  const left = entries.filter(([, part]) => part !== undefined);
  return { value: left.length > 0 ? Object.fromEntries(left) : undefined, paths };
}

/** What stands under a key that names files: public addresses, and what is no text. Each file is counted once. */
function addressesIn(value: unknown): { value: unknown; paths: number } {
  if (typeof value === 'string') {
    if (isAddress(value.trim())) return withoutPathsWithin(value);
    return value.trim() === '' ? { value, paths: 0 } : { value: undefined, paths: 1 };
  }
  if (value === null || typeof value !== 'object') return { value, paths: 0 };
  const parts = Object.entries(value).map(([key, part]) => [key, addressesIn(part)] as const);
  const dropped = parts.reduce((sum, [, { paths }]) => sum + paths, 0);
  if (dropped === 0) return { value, paths: 0 };
  const left = parts.filter(([, part]) => part.value !== undefined);
  if (Array.isArray(value)) {
    return { value: left.length > 0 ? left.map(([, part]) => part.value) : undefined, paths: dropped };
  }
  const says = left.some(([, part]) => typeof part.value === 'string' || typeof part.value === 'object');
  const entries = left.map(([key, part]) => [key, part.value] as const);
  return { value: says ? Object.fromEntries(entries) : undefined, paths: 1 };
}
