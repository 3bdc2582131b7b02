import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ideScript } from './ide-script.js';

/** One file below the IDE's path: a package's file, or a text of our own. */
export type IdeAsset = {
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly bytes: number;
} & ({ readonly file: string } | { readonly text: string });

const require = createRequire(import.meta.url);
const javascript = 'text/javascript; charset=utf-8';
const css = 'text/css; charset=utf-8';

/** In the order in which the page needs them. */
export function ideAssets(): readonly IdeAsset[] {
  return [
    packaged('graphiql', 'graphiql.min.css', css),
    packaged('react', 'umd/react.production.min.js', javascript),
    packaged('react-dom', 'umd/react-dom.production.min.js', javascript),
    packaged('graphiql', 'graphiql.min.js', javascript),
    {
      name: 'start.js',
      type: javascript,
      version: createHash('sha256').update(ideScript).digest('base64url').slice(0, 16),
      bytes: Buffer.byteLength(ideScript),
      text: ideScript,
    },
  ];
}

function packaged(packageName: string, path: string, type: string): IdeAsset {
  // Through package.json, since neither React nor GraphiQL exports its browser build.
  const manifest = require.resolve(`${packageName}/package.json`);
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const file = join(dirname(manifest), path);
  return { name: path.replace(/^.*\//, ''), type, version, bytes: statSync(file).size, file };
}
