import {
  CasebookServer,
  removeFolder,
  temporaryFolder,
  startedDatabase,
} from '../support/casebook-server.js';
import type { TestDatabase } from '../support/database.js';
import { StatementCounter } from '../support/statement-counter.js';

let database: TestDatabase;
let counter: StatementCounter;
let folder: string;
let server: CasebookServer;
beforeAll(async () => {
  [database, folder] = await Promise.all([startedDatabase({ samples: true }), temporaryFolder()]);
  counter = await StatementCounter.before(database.url);
  server = await CasebookServer.start({
    env: { DATABASE_URL: counter.url, DATA_DIR: folder, SAMPLES: 'demo' },
  });
}, 120_000);
afterAll(async () => {
  await server.stop();
  await counter.close();
  await database.drop();
  await removeFolder(folder);
});

/** From claims to all that they rest on. */
const evidence = `query ($first: Int!) { claims(first: $first) { nodes {
  id standing caseStudy { id title { text } }
  evidence { id stands
    source { id title flags { code } publishedFigures { id value } }
    figure { id value flags { code } source { id title } reportedBy { id } }
    initiative { id title { text } }
    outcome { id value } }
} } }`;
/** From sources to the claims that rest on them, and to their figures. */
const claims = `query ($first: Int!) { literatureSources(first: $first) { nodes {
  id title flags { code } likelyDuplicates { id }
  publishedFigures { id value flags { code } }
  claims { id standing caseStudy { id title { text } } evidence { id source { id } } }
} } }`;

/** Statements that one query may cost, the checkpoint's and the list's own among them, however long the list. */
const atMost = 16;

describe.each([
  ['from claims to their evidence', evidence, 'claims'],
  ['from sources to the claims that rest on them', claims, 'literatureSources'],
])('one query %s', (_, query, list) => {
  it('costs a fixed number of statements, however long the list', async () => {
    const cost = async (first: number) => {
      let found = 0;
      const statements = await counter.during(async () => {
        const answer = await server.query(query, { first });
        found = answer[list].nodes.length as number;
      });
      return { found, statements };
    };
    // What is prepared, or read once for each process, is not counted.
    await cost(20);
    const [few, many] = [await cost(3), await cost(20)];
    expect(few.found).toBe(3);
    expect(many.found).toBeGreaterThan(6);
    expect(few.statements).toBeGreaterThan(3);
    expect(many.statements).toBeLessThanOrEqual(atMost);
    // A level that is reached only through some of the records may cost one more; each record must not.
    expect(many.statements - few.statements).toBeLessThan(Math.min(many.found - few.found, 6));
  });
});
