import { Injectable, type OnModuleInit } from '@nestjs/common';
import { visibleRows } from '../../platform/access/record-tables.js';
import { anonymous } from '../../platform/access/viewer.js';
import { beginning, type EnginePosition } from '../../platform/event-store/event-store.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { Generation } from '../../platform/projections/generation.js';
import { sql, statement } from '../../platform/read-side/sql.js';
import { textTypes } from '../../platform/read-side/types.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { conceptSchemeCommands } from '../domain/concept-scheme.commands.js';
import { SchemeConcepts, Taxonomy } from './taxonomy.js';
import type { ConceptRow } from './vocabulary.entity.js';

/** How long a taxonomy is used without asking whether the vocabularies have moved, in milliseconds. */
const UNASKED = 250;

interface Kept {
  taxonomy: Taxonomy;
  askedAt: number;
  /** Where the rows stood at least when it was asked last. */
  position: EnginePosition;
  replays: number;
  asking: Promise<void> | null;
}

/** The taxonomy of each generation, and the one that a request reads. */
@Injectable()
export class Taxonomies implements OnModuleInit {
  private readonly kept = new WeakMap<Generation, Kept>();
  private readonly ofRequest = new WeakMap<RequestContext, Taxonomy>();

  constructor(private readonly runtime: CasebookRuntime) {}

  onModuleInit(): void {
    this.runtime.requestContexts.prepareWith(async (context, written) => {
      const { generation } = context;
      this.ofRequest.set(context, await this.current(generation, written === conceptSchemeCommands.category));
      // Used unasked it may be older than the rows: good enough to answer with, but not for as long as they stand still.
      const { position, replays } = this.kept.get(generation)!;
      if (position < generation.watch.highest || replays < generation.replays) context.uncacheable();
    });
  }

  /** The taxonomy that this request sees, loaded when it began. */
  of(context: RequestContext): Taxonomy {
    return this.ofRequest.get(context)!;
  }

  /** @param refresh ask now, whenever it was asked last */
  async current(generation: Generation, refresh = false): Promise<Taxonomy> {
    const kept = this.kept.get(generation) ?? {
      taxonomy: new Taxonomy(-1, []),
      askedAt: -Infinity,
      position: beginning,
      replays: 0,
      asking: null,
    };
    this.kept.set(generation, kept);
    if (refresh) await kept.asking;
    if (refresh || performance.now() - kept.askedAt > UNASKED) {
      kept.asking ??= this.ask(generation, kept).finally(() => (kept.asking = null));
      await kept.asking;
    }
    return kept.taxonomy;
  }

  private async ask(generation: Generation, kept: Kept): Promise<void> {
    const askedAt = performance.now();
    const position = generation.watch.highest;
    const { replays } = generation;
    const { rows } = await generation.query<{ stand: number | null }>({
      ...statement(sql`SELECT sum(s.ordinal)::bigint AS stand FROM ${schemes()} s`, generation.schema),
      types: textTypes,
    });
    const stand = rows[0]?.stand ?? 0;
    if (stand !== kept.taxonomy.stand) kept.taxonomy = await load(generation);
    kept.askedAt = askedAt;
    kept.position = position;
    kept.replays = replays;
  }
}

/** One taxonomy serves all viewers, so it holds what everybody may see. */
const schemes = () => visibleRows('concept_scheme', anonymous);

async function load(generation: Generation): Promise<Taxonomy> {
  const { rows } = await generation.query<{ code: string; ordinal: number; concepts: ConceptRow[] | null }>({
    ...statement(
      sql`SELECT s.code, s.ordinal, (SELECT json_agg(c ORDER BY c.recorded_ordinal) FROM ${visibleRows('concept', anonymous)} c WHERE c.scheme_id = s.id) AS concepts FROM ${schemes()} s`,
      generation.schema,
    ),
    types: textTypes,
  });
  const stand = rows.reduce((sum, { ordinal }) => sum + ordinal, 0);
  return new Taxonomy(
    stand,
    rows.map(({ code, concepts }) => new SchemeConcepts(code, concepts ?? [])),
  );
}
