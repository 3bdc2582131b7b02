/** Folders that stand under a person's or a machine's own root. */
const roots =
  'home|Users|Volumes|root|private|media|mnt|tmp|var/folders|srv|nfs|cygdrive|export/home|Dokumente und Einstellungen';
/** Extensions up to which a path with spaces in it is taken. */
const extensions = 'pdf|docx?|odt|rtf|txt|html?|epub|djvu|ps|tex|bib|ris|xlsx?|pptx?|zip|png|jpe?g|mht|caj';

const start = String.raw`(?:file(?::|%3a)(?:\\?/|%2f|\\|[A-Za-z]:)|(?:smb|afp|nfs|zotero)://|(?<![\p{L}\p{N}\\])[A-Za-z]\\?:(?:\\+|/)(?=[^\s/])|(?<![\p{L}\p{N}.:/~%_\\-])/(?:${roots})/|(?<![\p{L}\p{N}/:.])~/|%(?:USERPROFILE|HOMEPATH|APPDATA)%|\$\{?HOME\}?/|(?<![\p{L}\p{N}:\\])\\\\[\p{L}\p{N}.-]+\\)`;
/** Far enough for any path; a bound keeps the search short. */
const within = String.raw`[^\n"<>|]{0,400}?`;
const path = new RegExp(
  `${start}(?:${within}\\.(?:${extensions})(?![\\p{L}\\p{N}])|(?:[^\\n"<>|;:]{0,400}[\\\\/])?[^\\s"<>|;,)\\]}]*)`,
  'giu',
);
/** In TeX a backslash after a colon is a command: only paths that name a known folder count. */
const texStart = new RegExp(
  `file:|[A-Za-z]\\\\?:(?:\\\\+|/)(?:Users|Documents|${roots})\\b|/(?:${roots})/|~/`,
  'iu',
);
const hint =
  /file(?::|%3a)|[a-z]\\?:[\\/]|\/(?:home|users|volumes|root|private|media|mnt|tmp|var|srv|nfs|cygdrive|export)\/|~\/|%[a-z]+%|\$\{?home|\\\\/i;

/** Whether a TeX value holds a path, before commands are read: they would take its backslashes. */
export function texHoldsPath(tex: string): boolean {
  return hint.test(tex) && texStart.test(tex) && new RegExp(path, 'iu').test(tex);
}

/**
 * `text` without paths of a file on its writer's machine, and how many were taken out: `file:` addresses, paths with a
 * drive letter, network shares, home folders. Rather a word too much than a piece of a path.
 */
export function withoutPaths(text: string): { text: string; paths: number } {
  if (!hint.test(text)) return { text, paths: 0 };
  let paths = 0;
  const clean = text.replace(path, () => {
    paths++;
    return '';
  });
  return { text: paths > 0 ? clean.replace(/ {2,}/g, ' ').trim() : text, paths };
}

/** `value` with every text in it cleaned. What is nothing but a path is undefined, and leaves its list or object. */
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
  const entries = Object.entries(value).map(([key, part]) => [key, clean(part)] as const);
  if (paths === 0) return { value, paths };
  const left = entries.filter(([, part]) => part !== undefined);
  return { value: left.length > 0 ? Object.fromEntries(left) : undefined, paths };
}
