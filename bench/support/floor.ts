/**
 * What a good engineer would write by hand, and nothing more: bare Fastify routes, one named statement each over the same
 * tables, rows put into JSON by hand. No access control, no merged owners, no languages to choose from, no limits. Beside the
 * routes, the same statements behind a plain GraphQL server: what GraphQL itself costs.
 * Told its database, schema, lineage and labels by the environment; says `Ready <port>`.
 */
import Fastify, { type FastifyRequest } from 'fastify';
import mercurius from 'mercurius';
import pg from 'pg';

const schema = `"${process.env['FLOOR_SCHEMA']!}"`;
/** Names the log in cursors. */
const lineage = process.env['FLOOR_LINEAGE']!;
/** French labels of concepts by `scheme:code`. */
const labels = new Map(Object.entries(JSON.parse(process.env['FLOOR_LABELS']!) as Record<string, string>));
/** Keys of a scheme under which a concept's records are filed, each with each concept that it counts for. */
const countsFor = JSON.parse(process.env['FLOOR_COUNTS']!) as Record<
  string,
  { keys: string[]; concepts: string[] }
>;

const asText = new Set<number>([pg.types.builtins.DATE, pg.types.builtins.TIMESTAMPTZ]);
const types = {
  getTypeParser: (oid: number, format?: 'text') =>
    asText.has(oid) ? (value: string) => value : (pg.types.getTypeParser(oid, format) as unknown),
} as pg.CustomTypesConfig;
const pool = new pg.Pool({
  connectionString: process.env['DATABASE_URL']!,
  max: 10,
  options: '-c search_path=casebook,public -c timezone=UTC',
});

type Text = Record<string, { text: string; origin: string; version: number }>;
interface Row {
  id: string;
  revision: number;
  ordinal: string;
  updated_at: string;
  title: Text;
  summary: Text | null;
  missions: string[];
  digital_uses: string[];
  characteristics: string[];
  country: string | null;
  region: string | null;
  municipality: string | null;
  stage: string;
  stage_since: string | null;
  stage_history: { stage: string; on: string | null; kind: string }[];
  costs: { label?: string; amount: number; currency: string; year?: number }[];
  outcomes: { id: string; value: number; unit: string }[];
  links: { url: string; label?: string }[];
  owners: { id: string; name: Text }[];
  rank: number;
  total: string;
}

const owners = `(SELECT json_agg(json_build_object('id', o.id, 'name', o.name) ORDER BY w.n)
  FROM unnest(i.owners) WITH ORDINALITY w(id, n) JOIN ${schema}.organization o ON o.id = w.id) AS owners`;
const listed = `i.id, i.title, i.stage, i.stage_since, i.updated_at, i.missions, i.ordinal, ${owners}`;
const statements = {
  list: `SELECT ${listed} FROM ${schema}.initiative_by_concept l JOIN ${schema}.initiative i ON i.id = l.id
    WHERE l.concept = $1 ORDER BY l.ordinal DESC LIMIT 21`,
  deep: `SELECT ${listed} FROM ${schema}.initiative i WHERE i.ordinal < $1 ORDER BY i.ordinal DESC LIMIT 21`,
  search: `SELECT ${listed}, h.rank, h.total FROM (
      SELECT s.id, greatest(ts_rank(s.fr, f), ts_rank(s.en, e)) AS rank, count(*) OVER () AS total, i.ordinal
        FROM websearch_to_tsquery('casebook.fr', $1) f, websearch_to_tsquery('casebook.en', $1) e,
          ${schema}.initiative_search s JOIN ${schema}.initiative i ON i.id = s.id
        WHERE s.fr @@ f OR s.en @@ e ORDER BY rank DESC, i.ordinal DESC LIMIT 21
    ) h JOIN ${schema}.initiative i ON i.id = h.id ORDER BY h.rank DESC, h.ordinal DESC`,
  detail: `SELECT i.id, i.revision, i.updated_at, i.title, i.summary, i.missions, i.digital_uses, i.characteristics,
      i.country, i.region, i.municipality, i.stage, i.stage_since, i.stage_history, i.costs, i.outcomes, i.links, ${owners}
    FROM ${schema}.initiative i WHERE i.id = $1`,
  facets: `WITH matching AS MATERIALIZED (SELECT id FROM ${schema}.initiative WHERE stage = ANY($1))
    ${['$2::text[], $3::text[]', '$4::text[], $5::text[]', '$6::text[], $7::text[]']
      .map(
        (
          pairs,
          n,
        ) => `SELECT ${n} AS facet, k.concept AS value, count(DISTINCT m.id)::int AS count FROM matching m
          JOIN ${schema}.initiative_by_concept l ON l.id = m.id JOIN unnest(${pairs}) k(key, concept) ON k.key = l.concept
          GROUP BY 2`,
      )
      .join(' UNION ALL ')}
    UNION ALL SELECT 3, stage, count(*)::int FROM ${schema}.initiative GROUP BY stage
    ORDER BY facet, count DESC, value`,
  insert: `INSERT INTO bench.record (id, event_id, type, data, recorded_at) VALUES ($1, $2, $3, $4, clock_timestamp())`,
};

async function rows<R extends pg.QueryResultRow = Row>(
  name: keyof typeof statements,
  values: unknown[],
): Promise<R[]> {
  return (await pool.query<R>({ name, text: statements[name], values, types } as pg.QueryConfig)).rows;
}

/** In French, else in English, else in any language. */
function inFrench(text: Text): string {
  return (text['fr'] ?? text['en'] ?? Object.values(text)[0]!).text;
}
const concepts = (scheme: string, codes: string[]) =>
  codes.map((code) => ({ code, label: { text: labels.get(`${scheme}:${code}`)! } }));
const moment = (text: string) => text.replace(' ', 'T').replace('+00', 'Z');

const nodeOf = (row: Row) => ({
  id: row.id,
  title: { text: inFrench(row.title) },
  stage: row.stage.toUpperCase(),
  stageSince: row.stage_since,
  updatedAt: moment(row.updated_at),
  owners: row.owners.map(({ id, name }) => ({ id, name: inFrench(name) })),
  missions: concepts('social-missions', row.missions),
});

const cursorOf = (order: string, key: string | null, ordinal: string) =>
  Buffer.from(JSON.stringify([order, 'desc', key, ordinal, lineage])).toString('base64url');

function connectionOf(found: Row[], order: string, key: (row: Row) => string | null) {
  const shown = found.slice(0, 20);
  const last = shown.at(-1);
  return {
    edges: shown.map((row) => ({ node: nodeOf(row) })),
    pageInfo: {
      hasNextPage: found.length > 20,
      endCursor: last ? cursorOf(order, key(last), last.ordinal) : null,
    },
  };
}

type Asked = FastifyRequest<{ Querystring: Record<string, string> }>;
const app = Fastify();

async function list(mission: string) {
  return connectionOf(await rows('list', [`social-missions:${mission}`]), 'UPDATED', () => null);
}

async function deep(after: string) {
  const cursor = JSON.parse(Buffer.from(after, 'base64url').toString()) as string[];
  return connectionOf(await rows('deep', [cursor[3]]), 'UPDATED', () => null);
}

app.get('/list', async ({ query }: Asked) => ({ data: { initiatives: await list(query['mission']!) } }));

app.get('/deep', async ({ query }: Asked) => ({ data: { initiatives: await deep(query['after']!) } }));

app.get('/search', async ({ query }: Asked) => {
  const found = await rows('search', [query['text']]);
  const connection = connectionOf(found, 'RELEVANCE', ({ rank }) => String(rank));
  return { data: { initiatives: { totalCount: Number(found[0]?.total ?? 0), ...connection } } };
});

async function detail(id: string) {
  const [row] = await rows('detail', [id]);
  if (!row) return null;
  return {
    ...nodeOf(row),
    revision: row.revision,
    summary: row.summary && { text: inFrench(row.summary) },
    digitalUses: concepts('digital-uses', row.digital_uses),
    characteristics: concepts('distinctive-characteristics', row.characteristics),
    place: row.country && {
      country: row.country,
      municipality: row.municipality,
      region: row.region && concepts('regions', [row.region])[0],
    },
    stageHistory: row.stage_history.map(({ stage, on, kind }) => ({
      stage: stage.toUpperCase(),
      on,
      kind: kind.toUpperCase(),
    })),
    costs: row.costs.map(({ label, amount, currency, year }) => ({ label, amount, currency, year })),
    outcomes: row.outcomes.map(({ id, value, unit }) => ({ id, value, unit })),
    links: row.links.map(({ url, label }) => ({ url, label })),
  };
}

app.get('/detail', async ({ query }: Asked) => ({ data: { initiative: await detail(query['id']!) } }));

app.get('/facets', async ({ query }: Asked) => {
  const schemes = ['social-missions', 'digital-uses', 'distinctive-characteristics'];
  const pairs = schemes.flatMap((scheme) => [countsFor[scheme]!.keys, countsFor[scheme]!.concepts]);
  const found = await rows<{ facet: number; value: string; count: number }>('facets', [
    query['stages']!.split(','),
    ...pairs,
  ]);
  const of = (facet: number) =>
    found
      .filter((row) => row.facet === facet)
      .map(({ value, count }) => ({ concept: concepts(schemes[facet]!, [value])[0], count }));
  const stages = found.filter(({ facet }) => facet === 3);
  const facets = {
    missions: of(0),
    digitalUses: of(1),
    characteristics: of(2),
    stages: stages.map(({ value, count }) => ({ stage: value.toUpperCase(), count })),
  };
  return { data: { initiatives: { facets } } };
});

app.post('/record', async ({ body }) => {
  const { id, key, ...data } = body as Record<string, unknown> & { id: string };
  await rows('insert', [id, key, 'InitiativeRecorded', JSON.stringify(data)]);
  return { data: { recordInitiative: { initiative: { id, ...data }, revision: 0, errors: [] } } };
});

await app.register(mercurius, {
  jit: 1,
  schema: `
    type Query { initiatives(where: Where, after: String): Connection!, initiative(id: ID!): Initiative }
    input Where { missions: Missions! }
    input Missions { any: [String!]! }
    type Connection { edges: [Edge!]!, pageInfo: PageInfo! }
    type Edge { node: Initiative! }
    type PageInfo { hasNextPage: Boolean!, endCursor: String }
    type Text { text: String! }
    type Concept { code: String!, label: Text! }
    type Owner { id: ID!, name: String! }
    type Place { country: String!, municipality: String, region: Concept }
    type StageMove { stage: String!, on: String, kind: String! }
    type Cost { label: String, amount: Float!, currency: String!, year: Int }
    type Outcome { id: ID!, value: Float!, unit: String! }
    type Link { url: String!, label: String }
    type Initiative {
      id: ID!, title: Text!, stage: String!, stageSince: String, updatedAt: String!, owners: [Owner!]!, missions: [Concept!]!
      revision: Int!, summary: Text, digitalUses: [Concept!]!, characteristics: [Concept!]!, place: Place, stageHistory: [StageMove!]!
      costs: [Cost!]!, outcomes: [Outcome!]!, links: [Link!]!
    }`,
  resolvers: {
    Query: {
      initiatives: (
        _: unknown,
        { where, after }: { where?: { missions: { any: string[] } }; after?: string },
      ) => (where ? list(where.missions.any[0]!) : deep(after!)),
      initiative: (_: unknown, { id }: { id: string }) => detail(id),
    },
  },
});

await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address() as { port: number };
process.stdout.write(`Ready ${port}\n`);
process.on('SIGTERM', () => process.exit(0));
