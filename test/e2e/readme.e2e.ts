import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Kind, OperationTypeNode, parse, type OperationDefinitionNode } from 'graphql';
import { startCasebook, type Casebook } from '../support/casebook-server.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const blocks = (language: string) =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, text]) => text!);

interface Example {
  readonly name: string;
  readonly document: string;
  readonly isMutation: boolean;
}

function example(document: string): Example {
  const [operation] = parse(document).definitions as [OperationDefinitionNode];
  const fields = operation.selectionSet.selections.flatMap((field) =>
    field.kind === Kind.FIELD ? [field.name.value] : [],
  );
  return {
    name: fields.join(', '),
    document,
    isMutation: operation.operation === OperationTypeNode.MUTATION,
  };
}

/** What a `curl` of a shell block sends: the JSON behind `-d`, in single quotes. */
const curls = blocks('sh').flatMap((text) =>
  [...text.matchAll(/ -d '([^']+)'/g)].map(([, body]) =>
    example((JSON.parse(body!) as { query: string }).query),
  ),
);
const examples = [...curls, ...blocks('graphql').map(example)];

/** Lists and objects in which nothing was found, as paths. */
function emptyParts(value: unknown, path: string): string[] {
  if (value === null) return [path];
  if (typeof value !== 'object') return [];
  const parts = Object.entries(value);
  // No error, and no narrower concept or assessment, is a good answer: the list above it must not be empty.
  if (parts.length === 0) return /\.(errors|narrower|assessments|outcomes)$/.test(path) ? [] : [path];
  return parts.flatMap(([key, part]) =>
    part === null &&
    // Evidence is one of a source, a figure or an outcome.
    (/\.(before|after|language|source|region|on)$/.test(`.${key}`) || /\.evidence\.\d+$/.test(path))
      ? []
      : emptyParts(part, `${path}.${key}`),
  );
}

describe('README.md', () => {
  let casebook: Casebook;

  beforeAll(async () => {
    // A demo base makes its own key: without one the samples of interviews are left out.
    const key = randomBytes(32).toString('base64');
    casebook = await startCasebook({ samples: true, env: { CASEBOOK_MASTER_KEY: key } });
  }, 90_000);

  afterAll(() => casebook?.close());

  it('shows five queries and two mutations at least, and no more lines than one reads', () => {
    expect(examples.filter(({ isMutation }) => !isMutation).length).toBeGreaterThanOrEqual(5);
    expect(examples.filter(({ isMutation }) => isMutation).length).toBeGreaterThanOrEqual(2);
    expect(readme.split('\n').length).toBeLessThan(200);
  });

  it.each(examples)('shows something that works: $name', async ({ document, isMutation }) => {
    const options = isMutation ? { token: casebook.admin } : {};
    const data = (await casebook.server.query(document, {}, options)) as Record<string, unknown>;
    expect(emptyParts(data, 'data')).toEqual([]);
    if (!isMutation) return;
    for (const payload of Object.values(data)) expect(payload).toMatchObject({ errors: [] });
  });

  it('leads to a page that tells of every variable of the environment, and of no other', async () => {
    const page = await readFile(new URL('../../docs/guide/configuration.md', import.meta.url), 'utf8');
    const source = await readFile(new URL('../../src/platform/config/config.ts', import.meta.url), 'utf8');
    const known = [...new Set([...source.matchAll(/^ {2}([A-Z_]+): [a-z'`]/gm)].map(([, name]) => name))];
    const told = [...page.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(([, name]) => name);
    expect(known).toContain('DATA_DIR');
    expect([...told].sort()).toEqual([...known].sort());
  });

  it('leads to a page that tells of every command', async () => {
    const page = await readFile(new URL('../../docs/guide/configuration.md', import.meta.url), 'utf8');
    const program = await readFile(new URL('../../src/cli.ts', import.meta.url), 'utf8');
    const commands = [...program.matchAll(/addCommand\((\w+)Command\(\)\)/g)].map(([, name]) => name!);
    expect(commands).toContain('rebuild');
    expect(commands.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });

  it('leads to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((path) => !existsSync(new URL(`../../${path}`, import.meta.url)))).toEqual([]);
  });
});
