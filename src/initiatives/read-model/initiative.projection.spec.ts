import { randomUUID } from 'node:crypto';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import { conceptFlags } from '../../vocabularies/public.js';
import { SchemeConcepts } from '../../vocabularies/read-model/taxonomy.js';
import type { ConceptRow } from '../../vocabularies/read-model/vocabulary.entity.js';
import { conceptDocuments, schemeDocuments } from '../../vocabularies/read-model/vocabulary.projection.js';
import type { InitiativeEvent } from '../domain/initiative.events.js';
import type { InitiativeRow } from './initiative.entity.js';
import { initiativeDocuments } from './initiative.projection.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(schemeDocuments, conceptDocuments, initiativeDocuments);
});
afterEach(() => log.close());

type Data<Type extends InitiativeEvent['type']> = Extract<InitiativeEvent, { type: Type }>['data'];
const fr = (text: string) => [{ language: 'fr', text }];
const recorded = (more: Partial<Data<'InitiativeRecorded'>> = {}): InitiativeEvent => ({
  type: 'InitiativeRecorded',
  data: { title: fr('Initiative'), owners: [`organization-${randomUUID()}`], stage: 'idea', ...more },
});
const classified = (data: Data<'InitiativeClassified'>): InitiativeEvent => ({
  type: 'InitiativeClassified',
  data,
});
const described = (data: Data<'InitiativeDescribed'>): InitiativeEvent => ({
  type: 'InitiativeDescribed',
  data,
});

async function filed(): Promise<InitiativeRow['filed_ordinals']> {
  const [row] = await log.rows<InitiativeRow>('initiative');
  return row!.filed_ordinals;
}

describe('the ordinals at which an initiative was filed under its concepts', () => {
  it('are one for each code of each list: a code that stays keeps its own', async () => {
    const id = `initiative-${randomUUID()}`;
    await log.tell(
      id,
      recorded({ missions: ['a', 'b'], digitalUses: ['a'], place: { region: 'capitale', country: 'CA' } }),
      classified({ characteristics: ['democratic'] }),
      classified({ missions: ['c', 'b'] }),
      described({ place: { region: 'capitale', municipality: 'Québec' } }),
      { type: 'StageAdvanced', data: { from: 'idea', to: 'planning', on: '2024-01-01' } },
    );
    expect(await filed()).toEqual({
      'social-missions:c': 3,
      'social-missions:b': 1,
      'digital-uses:a': 1,
      'distinctive-characteristics:democratic': 2,
      'regions:capitale': 1,
    });
    await log.expectSameWhenRebuilt();
  });

  it('begin anew for what was taken away and comes back, and for another region', async () => {
    const id = `initiative-${randomUUID()}`;
    await log.tell(id, recorded({ missions: ['a'], place: { region: 'capitale' } }));
    await log.tell(id, classified({ missions: [] }), described({ place: null }));
    expect(await filed()).toEqual({});
    await log.tell(id, classified({ missions: ['a'] }), described({ place: { region: 'capitale' } }));
    expect(await filed()).toEqual({ 'social-missions:a': 4, 'regions:capitale': 5 });
    await log.tell(id, described({ place: { region: 'estrie' } }));
    expect(await filed()).toEqual({ 'social-missions:a': 4, 'regions:estrie': 6 });
    await log.expectSameWhenRebuilt();
  });
});

describe('a concept that is out of use', () => {
  const scheme = `conceptScheme-${randomUUID()}`;
  const id = `initiative-${randomUUID()}`;
  const added = (code: string) => ({ type: 'ConceptAdded', data: { code, label: fr(code) } });
  const deprecated = (code: string) => ({ type: 'ConceptDeprecated', data: { code } });

  async function flagged(): Promise<string[]> {
    const concepts = new SchemeConcepts('social-missions', await log.rows<ConceptRow>('concept'));
    const [row] = await log.rows<InitiativeRow>('initiative');
    return conceptFlags(concepts, row!.missions, row!.filed_ordinals).map(({ message }) => message);
  }

  beforeEach(async () => {
    const created = { type: 'SchemeCreated', data: { code: 'social-missions', title: fr('Missions') } };
    await log.tell(scheme, created, added('x'), added('y'), added('z'));
  });

  it('is no fault where the record was filed under it before, whatever is classified later', async () => {
    await log.tell(id, recorded({ missions: ['x'] }));
    await log.tell(scheme, deprecated('x'));
    expect(await flagged()).toEqual([]);
    await log.tell(id, classified({ digitalUses: ['crm'] }));
    expect(await flagged()).toEqual([]);
    await log.tell(id, classified({ missions: ['z', 'x'] }));
    expect(await flagged()).toEqual([]);
  });

  it('is told where the record was filed under it afterwards', async () => {
    await log.tell(scheme, deprecated('y'), { type: 'ConceptsMerged', data: { code: 'z', into: 'x' } });
    await log.tell(id, recorded({ missions: ['x', 'y'] }));
    expect(await flagged()).toEqual([expect.stringContaining('"y" of "social-missions" was out of use')]);
    await log.tell(id, classified({ missions: ['z'] }));
    expect(await flagged()).toEqual([expect.stringContaining('"z"')]);
  });
});
