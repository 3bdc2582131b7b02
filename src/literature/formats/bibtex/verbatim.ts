/** A value that is no prose, such as an address or a DOI: only what TeX makes its writer escape is taken back. */
export function verbatim(tex: string): string {
  return tex
    .replace(/\$\\sim\$|\{?\\(?:textasciitilde|string~|~)\s?(?:\{\})?\}?/g, '~')
    .replace(/\\(?:textunderscore|_)\s?(?:\{\})?/g, '_')
    .replace(/\\textbackslash\s?(?:\{\})?/g, '\\')
    .replace(/\\(?:slash)\s?(?:\{\})?/g, '/')
    .replace(/\\([&%#$_{}~\-/])/g, '$1')
    .replace(/\\(?:url|href|path|nolinkurl|detokenize|texttt)\s*\{([^{}]*)\}(?:\{[^{}]*\})?/g, '$1')
    .replace(/&amp;/g, '&')
    .replace(/[{}]/g, '')
    .trim();
}
