const special: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\textbraceleft{}',
  '}': '\\textbraceright{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  $: '\\$',
  '%': '\\%',
  '#': '\\#',
  _: '\\_',
  '&': '\\&',
  '\u00a0': '~',
};
const commands: Readonly<Record<string, string>> = {
  '<i>': '\\textit{',
  '<b>': '\\textbf{',
  '<sup>': '\\textsuperscript{',
  '<sub>': '\\textsubscript{',
  '<sc>': '\\textsc{',
  '<span style="font-variant:small-caps;">': '\\textsc{',
  '<span style="font-variant: small-caps;">': '\\textsc{',
  '<span class="nocase">': '{',
};
const tag = /<(?:i|b|sup|sub|sc|span(?: [^<>]{1,60})?)>|<\/(?:i|b|sup|sub|sc|span)>/g;

/** Text with CSL's markup as TeX that {@link texToText} reads as the same text. Letters beyond ASCII stay as they are. */
export function toTex(text: string): string {
  const open: string[] = [];
  let out = '';
  let from = 0;
  for (const match of text.matchAll(tag)) {
    const written = match[0];
    const command = Object.hasOwn(commands, written) ? commands[written] : undefined;
    const closes = written.startsWith('</') && open.at(-1) === written.slice(2, -1);
    if (command === undefined && !closes) continue;
    out += escaped(text.slice(from, match.index));
    from = match.index + written.length;
    if (command === undefined) {
      out += '}';
      open.pop();
    } else {
      out += command;
      open.push(/^<(\w+)/.exec(written)![1]!);
    }
  }
  return out + escaped(text.slice(from)) + '}'.repeat(open.length);
}

function escaped(text: string): string {
  return (
    text
      .replace(/[\\{}~^$%#_&\u00a0]/g, (char) => special[char]!)
      // What TeX would join to a dash or a quotation mark is kept apart.
      .replace(/\n/g, '\\newline{}')
      .replace(/-(?=-)|`(?=`)|'(?=')|[!?](?=`)/g, '$&{}')
  );
}

/** A title: words with capitals that a style must not take away stand in braces. */
export function titleToTex(title: string): string {
  if (/[<\\{}]/.test(title)) return toTex(title);
  return title
    .split(/(\s+)/)
    .map((word, at) => {
      const protect = at === 0 ? /\p{Lu}/u.test([...word].slice(1).join('')) : /\p{Lu}/u.test(word);
      return protect ? `{${toTex(word)}}` : toTex(word);
    })
    .join('');
}

/** An address or a DOI: BibLaTeX reads them verbatim; a brace would unbalance the entry. */
export function toVerbatim(text: string): string {
  return text.replace(/[{}]/g, (brace) => (brace === '{' ? '%7B' : '%7D'));
}
