/** What people read, asked of the compiled service over HTTP, against hand-written routes on the same tables: see support/floor.ts. */
import { isDeepStrictEqual } from 'node:util';
import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { openBenchBase, type BenchBase } from './support/base.js';
import { missions } from './support/corpus.js';
import { median, medianAndRange, print, printHeading, setting } from './support/figures.js';
import {
  anew,
  ask,
  assertNoErrors,
  get,
  graphql,
  loadFor,
  post,
  type RawRequest,
} from './support/http-load.js';
import { ProcessorTimes, timeEach, type ProcessorTime } from './support/processor-time.js';
import { verdict } from './support/verdicts.js';

const connectionCounts = [1, 32];
/** Milliseconds, for each side and case. */
const warmUpTime = 3_000;

/** One thing that is asked for, as GraphQL and of the floor, in several variants that take turns. */
interface Case {
  readonly name: string;
  readonly goal: number;
  /** Whether the plain GraphQL server beside the floor's routes answers it too. */
  readonly plain?: true;
  readonly variants: readonly { readonly graphql: RawRequest; readonly floor: RawRequest }[];
}

interface Rounds {
  readonly count: number;
  readonly milliseconds: number;
}

const node = `id title { text } stage stageSince updatedAt owners { id name } missions { code label { text } }`;
const page = `edges { node { ${node} } } pageInfo { hasNextPage endCursor }`;
export const operations = {
  list: `query ($mission: String!) { initiatives(where: { missions: { any: [$mission] } }) { ${page} } }`,
  deep: `query ($after: String!) { initiatives(after: $after) { ${page} } }`,
  search: `query ($text: String!) { initiatives(search: { text: $text }) { totalCount ${page} } }`,
  detail: `query ($id: ID!) { initiative(id: $id) { ${node} revision summary { text }
    digitalUses { code label { text } } characteristics { code label { text } }
    place { country municipality region { code label { text } } } stageHistory { stage on kind }
    costs { label amount currency year } outcomes { id value unit } links { url label } } }`,
  facets: `query ($stages: [Stage!]!) { initiatives(where: { stage: { in: $stages } }, first: 0) { facets {
    missions { concept { code label { text } } count } digitalUses { concept { code label { text } } count }
    characteristics { concept { code label { text } } count } stages { stage count } } } }`,
  record: `mutation ($input: RecordInitiativeInput!) { recordInitiative(input: $input) {
    initiative { id title { text } stage owners { id } missions { code } } revision position visibility
    errors { message } } }`,
};

/** @param quick a fifth of the corpus and fewer rounds: for a first look, not for a figure to be quoted */
export async function list({ quick }: { quick: boolean }): Promise<void> {
  const initiatives = setting('BENCH_INITIATIVES', quick ? 10_000 : 50_000);
  const rounds = {
    count: setting('BENCH_ROUNDS', quick ? 7 : 15),
    milliseconds: setting('BENCH_ROUND_MS', 500),
  };
  const base = await openBenchBase(initiatives);
  try {
    printHeading(
      `\nlist: ${initiatives} initiatives; answers/s of the service and of the floor, and their ratio; ` +
        `median [min..max] of ${rounds.count} rounds of ${rounds.milliseconds} ms`,
    );
    const only = process.env['BENCH_ONLY']?.split(',');
    for (const one of await readingCases(base)) {
      if (only && !only.some((part) => one.name.includes(part))) continue;
      await assertEqualAnswers(base, one);
      for (const connections of connectionCounts) await compare(base, one, connections, rounds);
    }
    if (!only || only.includes('record')) {
      for (const connections of connectionCounts)
        await compare(base, await recordingCase(base), connections, rounds);
    }
  } finally {
    await base.close();
  }
}

async function readingCases({ url, service }: BenchBase): Promise<Case[]> {
  const leaves = missions.filter(
    (mission) => !['local-services', 'environment', 'health-and-care', 'social-inclusion'].includes(mission),
  );
  const searches = [
    'livraison',
    'coopérative Rimouski',
    'covoiturage',
    '"prêt d’outils"',
    'bilingue or frugale',
  ];
  const stages = [['DEPLOYED', 'SUSTAINED'], ['IDEA'], ['PILOT', 'DEPLOYED', 'SUSTAINED']];
  const [ids, cursors] = [await someIds(url), await deepCursors(service.port)];
  return [
    {
      name: 'list by mission',
      goal: 1,
      plain: true,
      variants: leaves.map((mission) => ({
        graphql: anew(operations.list, { mission }),
        floor: get(`/list?mission=${mission}`),
      })),
    },
    {
      name: 'list by mission, kept',
      goal: 5,
      variants: leaves.map((mission) => ({
        graphql: graphql(operations.list, { mission }),
        floor: get(`/list?mission=${mission}`),
      })),
    },
    {
      name: 'detail',
      goal: 0.8,
      plain: true,
      variants: ids.map((id) => ({
        graphql: anew(operations.detail, { id }),
        floor: get(`/detail?id=${id}`),
      })),
    },
    {
      name: 'full text with total',
      goal: 0.9,
      variants: searches.map((text) => ({
        graphql: anew(operations.search, { text }),
        floor: get(`/search?text=${encodeURIComponent(text)}`),
      })),
    },
    {
      name: 'facets',
      goal: 2,
      variants: stages.map((chosen) => ({
        graphql: anew(operations.facets, { stages: chosen }),
        floor: get(`/facets?stages=${chosen.join(',').toLowerCase()}`),
      })),
    },
    {
      name: 'deep page',
      goal: 0.8,
      plain: true,
      variants: cursors.map((after) => ({
        graphql: anew(operations.deep, { after }),
        floor: get(`/deep?after=${after}`),
      })),
    },
  ];
}

/** Each answer records another initiative. */
async function recordingCase({ url, token }: BenchBase): Promise<Case> {
  const owner = await oneOwner(url);
  const input = (id: string) => ({
    title: [{ language: 'fr', text: `Une initiative de plus, ${id}` }],
    summary: [{ language: 'fr', text: 'Les membres tiennent ensemble un service de livraison à vélo.' }],
    owners: [owner],
    missions: ['food-security', 'local-services'],
    digitalUses: ['online-sales'],
    stage: 'PILOT',
  });
  const variant = () => {
    const id = randomUUID();
    return {
      graphql: graphql(
        operations.record,
        { input: { ...input(id), idempotencyKey: id } },
        { Authorization: `Bearer ${token}` },
      ),
      floor: post('/record', { id: `initiative-${id}`, key: id, ...input(id) }),
    };
  };
  const variants = new Proxy([variant()], {
    get: (target, name, receiver) =>
      typeof name === 'string' && /^\d+$/.test(name)
        ? variant()
        : (Reflect.get(target, name, receiver) as unknown),
  });
  return { name: 'record an initiative', goal: 0.7, variants };
}

async function assertEqualAnswers(
  { service, other, floor }: BenchBase,
  { name, variants, plain }: Case,
): Promise<void> {
  for (const variant of variants.slice(0, 20)) {
    const expected = (await ask(floor.port, variant.floor)) as { data: unknown };
    for (const one of [service, ...(other ? [other] : []), ...(plain ? [floor] : [])]) {
      const answer = (await ask(one.port, variant.graphql)) as { data: unknown };
      if (!isDeepStrictEqual(answer.data, expected.data)) {
        throw new Error(
          `${name}: the answers differ\n${JSON.stringify(answer).slice(0, 3_000)}\n${JSON.stringify(expected).slice(0, 3_000)}`,
        );
      }
    }
  }
}

async function compare(base: BenchBase, one: Case, connections: number, rounds: Rounds): Promise<void> {
  const next = (side: 'graphql' | 'floor') => {
    let n = 0;
    return () => one.variants[n++ % one.variants.length]![side];
  };
  const sides = [
    { name: 'service', ...base.service, next: next('graphql') },
    ...(base.other ? [{ name: 'other', ...base.other, next: next('graphql') }] : []),
    ...(one.plain ? [{ name: 'plain GraphQL', ...base.floor, next: next('graphql') }] : []),
    { name: 'floor', ...base.floor, next: next('floor') },
  ];
  const rates: Record<string, number[]> = {};
  const costs: Record<string, ProcessorTime[]> = {};
  const times = await ProcessorTimes.of(base.url);
  const measure = async ({ name, port, child, next }: (typeof sides)[number]) => {
    const before = times.now(child.pid);
    let answers = 0;
    const counted = (body: Buffer) => {
      assertNoErrors(body);
      answers += 1;
    };
    (rates[name] ??= []).push(await loadFor(port, connections, rounds.milliseconds, next, counted));
    (costs[name] ??= []).push(timeEach(before, times.now(child.pid), answers));
  };
  for (const side of sides) await warmUp(side);
  for (let round = 0; round < rounds.count; round++) {
    for (let n = 0; n < sides.length; n++) {
      const side = sides[(n + round) % sides.length]!;
      await measure(side);
    }
  }
  const floor = rates['floor']!;
  const processor = (name: string) =>
    (['node', 'postgres'] as const)
      .map((who) => median(costs[name]!.map((cost) => cost[who])).toFixed(0))
      .join(' + ');
  for (const { name } of sides.slice(0, -1)) {
    const ratios = rates[name]!.map((rate, round) => rate / floor[round]!);
    const figure = `${one.name}, ${connections} connection${connections > 1 ? 's' : ''}${name === 'service' ? '' : ` (${name})`}`;
    print(
      `${figure.padEnd(46)} ${medianAndRange(rates[name]!, 0)}  floor ${medianAndRange(floor, 0)}  × ${medianAndRange(ratios)}` +
        `  processor, µs of Node + PostgreSQL: ${processor(name)}, floor ${processor('floor')}`,
    );
    verdict(figure, name === 'plain GraphQL' ? null : one.goal, ratios);
  }
}

/** Until the process runs compiled code, as one does that has served for a minute. */
async function warmUp({ port, next }: { port: number; next: () => RawRequest }): Promise<void> {
  await loadFor(port, 8, warmUpTime, next, assertNoErrors);
}

async function someIds(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT stream_id AS id FROM event_log.events WHERE type = 'InitiativeRecorded' ORDER BY md5(stream_id) LIMIT 300`,
    );
    return rows.map(({ id }) => id);
  });
}

async function oneOwner(url: string): Promise<string> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      `SELECT stream_id AS id FROM event_log.events WHERE type = 'OrganizationRegistered' ORDER BY position DESC LIMIT 1`,
    );
    return rows[0]!.id;
  });
}

/** Cursors deep in the list of all, as a client meets them that has turned the pages. */
async function deepCursors(port: number): Promise<string[]> {
  const query = `query ($after: String) { initiatives(first: 100, after: $after) { pageInfo { hasNextPage endCursor } } }`;
  const all: string[] = [];
  for (let after: string | undefined; ; after = all.at(-1)) {
    const answer = (await ask(port, graphql(query, { after }))) as {
      data: { initiatives: { pageInfo: { hasNextPage: boolean; endCursor: string } } };
    };
    const { hasNextPage, endCursor } = answer.data.initiatives.pageInfo;
    if (!hasNextPage) return all.slice(all.length >> 1);
    all.push(endCursor);
  }
}

async function withClient<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
