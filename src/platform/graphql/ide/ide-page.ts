import { escapedHtml } from '../../read-side/html.js';
import type { IdeAsset } from './ide-assets.js';
import type { IdeOptions } from './ide.js';

/** GraphiQL's editors write style elements and attributes; its fonts and some icons are data within its CSS. */
export const ideContentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
  'font-src data:',
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export function idePage(options: IdeOptions, assets: readonly IdeAsset[]): string {
  const { path, endpoint, defaultQuery, title } = options;
  // A script element ends at the first `</`, wherever it stands.
  const configuration = JSON.stringify({ endpoint, defaultQuery }).replaceAll('<', '\\u003c');
  const elements = assets.map(({ name, version }) => {
    const address = escapedHtml(`${path}/${name}?v=${encodeURIComponent(version)}`);
    return name.endsWith('.css')
      ? `<link rel="stylesheet" href="${address}">`
      : `<script defer src="${address}"></script>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapedHtml(title)}</title>
<link rel="icon" href="data:,">
<style>html, body, #graphiql { height: 100%; margin: 0 }</style>
${elements.join('\n')}
</head>
<body>
<div id="graphiql"></div>
<script type="application/json" id="configuration">${configuration}</script>
</body>
</html>
`;
}
