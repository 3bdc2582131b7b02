import { readFile } from 'node:fs/promises';
import {
  buildClientSchema,
  getIntrospectionQuery,
  lexicographicSortSchema,
  printSchema,
  type IntrospectionQuery,
} from 'graphql';
import { startCasebook, type Casebook } from '../support/casebook-server.js';

const committed = new URL('../../schema/schema.graphql', import.meta.url);
const everything = getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true });

describe('The schema that is served', () => {
  let casebook: Casebook;

  beforeAll(async () => {
    casebook = await startCasebook({ samples: false });
  }, 90_000);

  afterAll(() => casebook?.close());

  it('is the one in schema/schema.graphql (otherwise: npm run schema)', async () => {
    const data = (await casebook.server.query(everything)) as IntrospectionQuery;
    const served = printSchema(lexicographicSortSchema(buildClientSchema(data)));
    expect(`${served}\n`).toBe(await readFile(committed, 'utf8'));
  });
});
