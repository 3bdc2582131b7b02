import { randomUUID } from 'node:crypto';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import type { OrganizationEvent } from '../domain/organization.events.js';
import type { OrganizationRow } from './organization.entity.js';
import { organizationDocuments } from './organization.projection.js';

let log: ProjectedLog;
beforeAll(async () => {
  log = await ProjectedLog.open(organizationDocuments);
});
afterAll(() => log.close());

const registered: OrganizationEvent = {
  type: 'OrganizationRegistered',
  data: {
    name: [{ language: 'fr', text: 'Coopérative' }],
    legalForm: 'cooperative',
    sectors: ['culture', 'housing'],
    missions: ['culture'],
    place: { region: 'estrie' },
  },
};

it('keeps for each concept of an organization the ordinal at which it was filed under it', async () => {
  const id = `organization-${randomUUID()}`;
  const filed = async () => (await log.rows<OrganizationRow>('organization'))[0]!.filed_ordinals;
  await log.tell(id, registered);
  await log.tell(id, { type: 'OrganizationClassified', data: { sectors: ['food', 'culture'] } });
  await log.tell(id, {
    type: 'OrganizationClassified',
    data: { place: { region: 'estrie', municipality: 'Sherbrooke' }, sizeBand: '1-4' },
  });
  expect(await filed()).toEqual({
    'sectors:food': 2,
    'sectors:culture': 1,
    'social-missions:culture': 1,
    'regions:estrie': 1,
  });
  await log.tell(id, { type: 'OrganizationClassified', data: { place: { region: 'laval' }, missions: [] } });
  expect(await filed()).toEqual({ 'sectors:food': 2, 'sectors:culture': 1, 'regions:laval': 4 });
  await log.expectSameWhenRebuilt();
});
