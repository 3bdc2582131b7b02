const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Plain text for an element or a quoted attribute of HTML. */
export function escapedHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character]!);
}
