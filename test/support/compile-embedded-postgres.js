import { transformFile } from '@swc/core';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const source = join(root, 'src/platform/database');

/**
 * Compiles the embedded server's modules for code that runs outside jest's module system: its global setup, and the
 * processes that a spec starts and kills. The folder is the caller's to remove.
 * @returns {Promise<{ folder: string, entry: string }>} `entry` is the path of the compiled `embedded-postgres.js`
 */
export async function compileEmbeddedPostgres() {
  const cache = join(root, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'casebook-tests-'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  const names = (await readdir(source)).filter((name) =>
    /^(embedded-postgres.*|error-code|free-port|make-folder)\.ts$/.test(name),
  );
  for (const name of names.filter((file) => !file.endsWith('.spec.ts'))) {
    const { code } = await transformFile(join(source, name), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
      module: { type: 'es6' },
    });
    await writeFile(join(folder, `${basename(name, '.ts')}.js`), code);
  }
  return { folder, entry: join(folder, 'embedded-postgres.js') };
}
