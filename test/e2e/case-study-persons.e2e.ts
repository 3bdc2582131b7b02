import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../support/casebook-server.js';
import { ask, casebook, done, draft, openCaseStudies, read } from '../support/case-study-writers.js';

beforeAll(openCaseStudies, 120_000);
afterAll(() => casebook?.close());

describe('the operator’s door', () => {
  const imports = async (command: string, data: object, ...args: string[]) => {
    const file = join(casebook.env['DATA_DIR']!, 'one.ndjson');
    await writeFile(file, JSON.stringify({ command, data }));
    const options = { env: casebook.env, cwd: casebook.env['DATA_DIR'] };
    return run('cli.js', ['import', 'commands', file, ...args], options);
  };
  const personOf = async (name: string) => {
    const { stdout } = await run('cli.js', ['token', 'list'], { env: casebook.env });
    const line = stdout.split('\n').find((one) => one.split('\t').includes(name));
    return /person-\S+/.exec(line!)![0];
  };

  it('is no way around four eyes: it asks who says it, and compares persons', async () => {
    const { id } = await draft('Par la porte de service');
    await done('bea', 'reviseSection', {
      id,
      section: 'NEED',
      text: { language: 'fr', text: 'Un vrai besoin', replaces: 1 },
    });
    await done('ann', 'submitForReview', { id });
    const approval = { id, submission: 1 };
    for (const args of [[], ['--dry-run']]) {
      const answer = await imports('ApproveCaseStudy', approval, ...args);
      expect(answer).toMatchObject({ code: 2 });
      expect(answer.stdout).toMatch(/ApproveCaseStudy is said by a person, .*--as <person>/);
    }
    const [bea, cleo, dora] = [await personOf('Bea'), await personOf('Cleo'), await personOf('Dora')];
    expect((await imports('ApproveCaseStudy', approval, '--as', bea)).stdout).toMatch(/cannot approve it/);
    expect((await imports('ApproveCaseStudy', approval, '--as', dora)).stdout).toMatch(
      /The role researcher may not say ApproveCaseStudy/,
    );
    const nobody = await imports('ApproveCaseStudy', approval, '--as', 'person-none');
    expect(nobody).toMatchObject({ code: 1 });
    expect(nobody.stderr).toMatch(/^casebook: --as person-none names nobody who has a valid token/);
    expect(await read(id, 'ann')).toMatchObject({ state: 'IN_REVIEW' });
    expect(await imports('ApproveCaseStudy', approval, '--as', cleo)).toMatchObject({ code: 0 });
    // Nor does anybody write as nobody, to approve it themselves after.
    const write = { id, section: 'TITLE', text: { language: 'fr', text: 'Autre', replaces: 1 } };
    expect(await imports('ReviseSection', { ...write, section: 'title' })).toMatchObject({ code: 2 });
    expect(await read(id, 'ann')).toMatchObject({ state: 'APPROVED' });
    await done('bea', 'publishEdition', { id });
    // What must not be read any more is taken away by whoever can.
    expect(await imports('RetractCaseStudy', { id, reason: 'Faux' })).toMatchObject({ code: 0 });
  }, 120_000);
});

describe('what is invented', () => {
  it.each(['caseStudies', 'initiatives', 'organizations', 'literatureSources', 'publishedFigures'])(
    'is counted apart, and can be left out: %s',
    async (list) => {
      const { all, real } = await ask(
        `{ all: ${list} { totalCount facets { fictional { fictional count } } }
           real: ${list}(where: { fictional: false }) { totalCount facets { fictional { fictional count } } } }`,
        {},
      );
      const counted = all.facets.fictional as { fictional: boolean; count: number }[];
      const counts = new Map(counted.map(({ fictional, count }) => [fictional, count]));
      expect((counts.get(true) ?? 0) + (counts.get(false) ?? 0)).toBe(all.totalCount);
      expect(real.totalCount).toBe(counts.get(false) ?? 0);
      expect(real.totalCount).toBeLessThanOrEqual(all.totalCount);
      // The facet leaves out the filter on itself.
      expect(real.facets).toEqual(all.facets);
      if (list === 'caseStudies') expect(counts.get(true)).toBeGreaterThan(0);
    },
  );
});
