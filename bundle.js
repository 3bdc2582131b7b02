import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Puts what `nest build` has compiled, and the packages of ES modules that it imports, into few files: Node 20 takes some tenths
 * of a millisecond for each module, and a start has 1,700 of them (docs/decisions/0027-what-a-start-loads.md). What only one
 * command loads stands in files of its own still.
 */

const dist = fileURLToPath(new URL('dist/', import.meta.url));
const outdir = `${dist}bundle`;

/**
 * What else is put in: all of its importers are in as well, so that each of its classes is there once. CommonJS packages load
 * quickly as they are, and look for their files and their optional parts beside themselves.
 */
const packages =
  /^(@nestjs\/(common|core|cqrs|graphql|mapped-types|mercurius|platform-fastify)|@graphql-tools\/(merge|schema|utils)|es-toolkit|uuid|zod)(\/|$)/;

/** Those of which two copies would not know each other's classes. */
const once = /^@nestjs\//;

/**
 * Whatever else is imported by name: Node finds it in node_modules, or says that it is not there.
 * @throws when it would load a second copy of a package that has to be there once
 */
const leavesOthers = {
  name: 'leaves-others',
  setup(bundling) {
    bundling.onResolve({ filter: /^[^./]/ }, async ({ path }) => {
      if (packages.test(path)) return undefined;
      const [name] = /^(@[^/]+\/)?[^/]+/.exec(path);
      const second = (await namedBy(name)).find((other) => once.test(other) && packages.test(other));
      return second
        ? {
            errors: [
              { text: `${name} would load a second ${second}: name it among the packages that are put in` },
            ],
          }
        : { path, external: true };
    });
  },
};

/** Packages that one says it imports. */
async function namedBy(name) {
  const manifest = new URL(`node_modules/${name}/package.json`, import.meta.url);
  const text = await readFile(manifest, 'utf8').catch(() => '{}');
  const { dependencies = {}, peerDependencies = {} } = JSON.parse(text);
  return Object.keys({ ...dependencies, ...peerDependencies });
}

/** Each module's `import.meta.url` is where it was compiled to: there stand its statements, styles and sources. */
const keepsPlaces = {
  name: 'keeps-places',
  setup(bundling) {
    bundling.onLoad({ filter: /\.js$/ }, async ({ path }) => {
      if (!path.startsWith(dist)) return undefined;
      const place = `new URL(${JSON.stringify(`../${relative(dist, path)}`)}, import.meta.url).href`;
      return { contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', place) };
    });
  },
};

const { outputFiles } = await build({
  entryPoints: ['main', 'cli'].map((name) => `${dist}${name}.js`),
  outdir,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Nest and GraphQL read names from classes.
  keepNames: true,
  sourcemap: true,
  sourcesContent: false,
  plugins: [leavesOthers, keepsPlaces],
  logLevel: 'warning',
  write: false,
});
await put(outputFiles);

/**
 * Another program may start from these files in the same moment: each is there whole at any time, and the programs that name
 * the others come last. What a former build left stays for a day, for a service that was started from it.
 */
async function put(files) {
  await mkdir(outdir, { recursive: true });
  const isEntry = ({ path }) => /\/(main|cli)\.js$/.test(path);
  for (const { path, contents } of [...files].sort((a, b) => isEntry(a) - isEntry(b))) {
    const there = await readFile(path).catch(() => undefined);
    if (there?.equals(contents)) continue;
    const draft = `${path}.${process.pid}`;
    await writeFile(draft, contents);
    await rename(draft, path);
  }
  const kept = new Set(files.map(({ path }) => path));
  const aDayAgo = Date.now() - 86_400_000;
  for (const name of await readdir(outdir)) {
    const path = `${outdir}/${name}`;
    const since = kept.has(path)
      ? Infinity
      : await stat(path).then(
          ({ mtimeMs }) => mtimeMs,
          () => Infinity,
        );
    if (since < aDayAgo) await rm(path, { force: true });
  }
}
