import { startCasebook, type Casebook } from '../support/casebook-server.js';

let casebook: Casebook;
beforeAll(async () => {
  casebook = await startCasebook({ samples: true });
}, 90_000);
afterAll(() => casebook.close());

const query = (...given: Parameters<Casebook['server']['query']>) => casebook.server.query(...given);

describe('initiatives that serve local services and are in use', () => {
  const question = `{
    initiatives(where: { missions: { any: ["local-services"] }, stage: { in: [DEPLOYED, SUSTAINED] } }, first: 5) {
      totalCount
      edges { node {
        title(languages: ["fr"]) { text language stale }
        stage
        owners { name }
        missions { code label(languages: ["fr"]) { text } }
      } }
      facets {
        digitalUses { concept { code label { text } } count }
        regions { concept { code } count }
        missions { concept { code } count }
        stages { stage count }
      }
    }
  }`;

  it('are found with title, stage, owners and missions', async () => {
    const { initiatives } = await query(question);
    expect(initiatives.totalCount).toBeGreaterThan(5);
    expect(initiatives.edges).toHaveLength(5);
    for (const { node } of initiatives.edges) {
      expect(node).toEqual({
        title: { text: expect.stringMatching(/\S/), language: 'fr', stale: expect.any(Boolean) },
        stage: expect.stringMatching(/^(DEPLOYED|SUSTAINED)$/),
        owners: expect.arrayContaining([{ name: expect.stringMatching(/\S/) }]),
        missions: expect.arrayContaining([
          { code: expect.stringMatching(/\S/), label: { text: expect.stringMatching(/\S/) } },
        ]),
      });
    }
  });

  it('are filed under the mission or one that is narrower', async () => {
    const { concept } = await query(
      '{ concept(scheme: "social-missions", code: "local-services") { code narrower { code narrower { code } } } }',
    );
    const below = concept.narrower.flatMap((child: typeof concept) => [
      child.code,
      ...child.narrower.map(codeOf),
    ]);
    const { initiatives } = await query(question);
    for (const { node } of initiatives.edges) {
      expect([concept.code, ...below].filter((code) => node.missions.map(codeOf).includes(code))).not.toEqual(
        [],
      );
    }
  });

  it('have nothing left out of their facets: what no facet shows, no record has', async () => {
    const { initiatives, concepts: missions } = await query(`{
      initiatives(first: 0) { totalCount facets { missions { concept { code } } stages { count } } }
      concepts(where: { schemes: ["social-missions"] }, first: 100) { totalCount nodes { code } }
    }`);
    expect(missions.nodes).toHaveLength(missions.totalCount);
    const shown = initiatives.facets.missions.map(
      ({ concept }: { concept: { code: string } }) => concept.code,
    );
    const others = missions.nodes.map(codeOf).filter((code: string) => !shown.includes(code));
    const where = { missions: { any: others } };
    const left = await query(
      'query ($where: InitiativeWhere) { initiatives(where: $where) { totalCount } }',
      { where },
    );
    expect(left.initiatives.totalCount).toBe(0);
    const sum = initiatives.facets.stages.reduce(
      (total: number, { count }: { count: number }) => total + count,
      0,
    );
    expect(sum).toBe(initiatives.totalCount);
  });

  it('come with facets, of which each leaves out the filter on itself', async () => {
    const { initiatives } = await query(question);
    const { missions, stages, digitalUses, regions } = initiatives.facets;
    expect(missions.map(({ concept }: { concept: { code: string } }) => concept.code)).toContain(
      'environment',
    );
    expect(stages.map(({ stage }: { stage: string }) => stage)).toEqual(
      expect.arrayContaining(['IDEA', 'PILOT']),
    );
    const mission = missions.find(
      ({ concept }: { concept: { code: string } }) => concept.code === 'local-services',
    );
    expect(mission.count).toBe(initiatives.totalCount);
    for (const { count } of [...digitalUses, ...regions])
      expect(count).toBeLessThanOrEqual(initiatives.totalCount);
    expect(digitalUses[0]).toEqual({
      concept: { code: expect.any(String), label: { text: expect.any(String) } },
      count: expect.any(Number),
    });
  });
});

describe('a facet’s count is the number of records that its value leaves', () => {
  const concepts = (filter: string) => (value: string) => ({ [filter]: { any: [value] } });
  const lists = {
    initiatives: {
      type: 'InitiativeWhere',
      base: [
        {},
        { missions: { any: ['local-services'] }, stage: { in: ['DEPLOYED', 'SUSTAINED'] } },
        { regions: { any: ['montreal'] }, ownerSectors: { none: ['retail'] } },
        {
          and: [
            { digitalUses: { any: ['online-sales'] } },
            { or: [{ hasOutcomes: true }, { fictional: false }] },
          ],
        },
        { not: { stage: { in: ['IDEA'] } }, characteristics: { any: ['local-anchorage'] } },
      ],
      facets: {
        missions: concepts('missions'),
        digitalUses: concepts('digitalUses'),
        characteristics: concepts('characteristics'),
        sectors: concepts('ownerSectors'),
        regions: concepts('regions'),
        stages: (value: string) => ({ stage: { in: [value] } }),
      },
    },
    organizations: {
      type: 'OrganizationWhere',
      base: [
        {},
        { missions: { any: ['local-services'] } },
        { sectors: { none: ['retail'] }, legalForm: { in: ['COOPERATIVE'] } },
        { not: { regions: { any: ['montreal'] } } },
        { status: { in: ['ACTIVE', 'MERGED', 'DISSOLVED'] } },
      ],
      facets: {
        missions: concepts('missions'),
        sectors: concepts('sectors'),
        regions: concepts('regions'),
        legalForms: (value: string) => ({ legalForm: { in: [value] } }),
      },
    },
  } as const;
  const ownFilter: Readonly<Record<string, string>> = {
    sectors: 'ownerSectors',
    stages: 'stage',
    legalForms: 'legalForm',
  };

  for (const [list, { type, base, facets }] of Object.entries(lists)) {
    it.each(base.map((where) => [JSON.stringify(where), where] as const))(
      `${list} where %s`,
      async (_name, where) => {
        const value = { stages: 'stage', legalForms: 'legalForm' } as Record<string, string>;
        const selected = Object.keys(facets).map(
          (name) => `${name} { count ${value[name] ?? 'concept { code }'} }`,
        );
        const counted = await query(
          `query ($where: ${type}) { ${list}(where: $where, first: 1) { facets { ${selected.join(' ')} } } }`,
          { where },
        );
        let checked = 0;
        for (const [name, filterBy] of Object.entries(facets) as [string, (value: string) => object][]) {
          const own = list === 'organizations' && name === 'sectors' ? 'sectors' : (ownFilter[name] ?? name);
          const others = withoutField(where, own);
          for (const found of counted[list].facets[name]) {
            const narrowed = {
              and: [others, filterBy(found.concept?.code ?? found.stage ?? found.legalForm)],
            };
            const { [list]: answer } = await query(
              `query ($where: ${type}) { ${list}(where: $where, first: 0) { totalCount } }`,
              { where: narrowed },
            );
            expect({ name, found, count: answer.totalCount }).toEqual({ name, found, count: found.count });
            checked++;
          }
        }
        expect(checked).toBeGreaterThan(3);
      },
    );
  }
});

/** The filter without the conditions of one field: those at its top and under `and`. */
function withoutField(where: object, field: string): object {
  return Object.fromEntries(
    Object.entries(where)
      .filter(([key]) => key !== field)
      .map(([key, value]) => [
        key,
        key === 'and' ? (value as object[]).map((part) => withoutField(part, field)) : value,
      ]),
  );
}

function codeOf({ code }: { code: string }): string {
  return code;
}
