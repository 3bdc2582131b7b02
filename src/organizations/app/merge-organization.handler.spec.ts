import 'reflect-metadata';
import { openWriteSide, type WriteSide } from '../../../test/support/write-side.js';
import { derivedId } from '../../kernel/ids.js';
import type { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { organizationEvents, organizationMergeEvents } from '../domain/organization.events.js';
import { MergeOrganization } from './commands.js';
import { MergeOrganizationHandler } from './merge-organization.handler.js';
import { mergesStream, organization, organizationMerges } from './organization.aggregate.js';
import { OrganizationChecks } from './organization-checks.js';

let base: WriteSide;
beforeEach(async () => {
  base = await openWriteSide([organizationEvents, organizationMergeEvents]);
  for (const name of ['a', 'b', 'c']) await register(name);
});
afterEach(() => base.close());

const editor: CommandContext = { actor: 'person-1', role: 'editor', correlationId: 'request-1' };
const [a, b, c] = ['a', 'b', 'c'].map((name) => derivedId('organization', name)) as [string, string, string];

const register = (name: string) =>
  base.runner.run(
    organization,
    'RegisterOrganization',
    { id: derivedId('organization', name), name: [{ language: 'fr', text: name }], legalForm: 'cooperative' },
    editor,
  );
const changeForm = (id: string, legalForm: string) =>
  base.runner.run(organization, 'ChangeLegalForm', { id, legalForm }, editor);
const merge = (
  input: { id: string; into: string; reason?: string },
  context: Partial<CommandContext> = {},
  runner: AggregateRunner = base.runner,
) =>
  new MergeOrganizationHandler(runner, new OrganizationChecks(runner)).execute(
    new MergeOrganization(input as never, { ...editor, ...context }),
  );
const listed = async () => (await base.log.readStream(mergesStream)).map(({ data }) => data);

describe('a merge', () => {
  it('is written to the list first, then to the organization, each with its reason', async () => {
    expect(await merge({ id: a, into: b, reason: 'Fusion' })).toMatchObject({ status: 'done', revision: 1 });
    const [onList] = await base.log.readStream(mergesStream);
    const [, own] = await base.log.readStream(a);
    expect(onList).toMatchObject({ data: { organization: a, into: b }, metadata: { reason: 'Fusion' } });
    expect(own).toMatchObject({
      type: 'OrganizationMerged',
      data: { into: b },
      metadata: { reason: 'Fusion' },
    });
    expect(own!.position).toBeGreaterThan(onList!.position);
    expect(await merge({ id: a, into: b })).toMatchObject({ status: 'unchanged' });
    expect(await merge({ id: a, into: b }, { actor: 'person-2' })).toMatchObject({ status: 'unchanged' });
    expect(await listed()).toHaveLength(1);
  });

  it('said again with its key answers as the first time', async () => {
    const first = await merge({ id: a, into: b }, { idempotencyKey: 'k', expectedRevision: 0 });
    const again = await merge({ id: a, into: b }, { idempotencyKey: 'k', expectedRevision: 0 });
    expect(again).toEqual({ ...first, status: 'repeated' });
  });

  it('of an organization that stands at the expected revision is accepted', async () => {
    await changeForm(a, 'mutual');
    expect(await merge({ id: a, into: b }, { expectedRevision: 1 })).toMatchObject({ revision: 2 });
  });

  it('of one that has changed since the expected revision is refused, and not listed', async () => {
    await changeForm(a, 'mutual');
    await expect(merge({ id: a, into: b }, { expectedRevision: 0 })).rejects.toMatchObject({
      code: 'REVISION_CONFLICT',
      details: { expected: 0, actual: 1 },
    });
    expect(await listed()).toEqual([]);
    expect(await merge({ id: a, into: c })).toMatchObject({ status: 'done' });
  });

  it.each([0, undefined])(
    'that the list has is completed whatever changes meanwhile (expected revision %s)',
    async (expectedRevision) => {
      const forms = ['mutual', 'non-profit', 'other', 'mutual', 'non-profit', 'other'];
      const runner = base.runnerWith({
        beforeAppend: async (streamId) => {
          if (streamId !== a || (expectedRevision === 0 && forms.length < 6)) return;
          const form = forms.shift();
          if (form) await changeForm(a, form);
        },
      });
      expect(await merge({ id: a, into: b }, { expectedRevision }, runner)).toMatchObject({ status: 'done' });
      expect((await base.typesOf(a)).at(-1)).toBe('OrganizationMerged');
      expect(await listed()).toEqual([{ organization: a, into: b }]);
    },
  );

  it('that the list alone has is completed when it is said again, also if the other one was merged since', async () => {
    await base.runner.run(organizationMerges, 'DecideMerge', { organization: a, into: b }, editor);
    await merge({ id: b, into: c });
    expect(await merge({ id: a, into: b }, { actor: 'person-2' })).toMatchObject({ status: 'done' });
    await expect(merge({ id: a, into: c })).rejects.toMatchObject({ code: 'ORGANIZATION_MERGED' });
    expect(await listed()).toHaveLength(2);
  });

  it('into nothing, into itself or of nothing is not listed', async () => {
    const nothing = derivedId('organization', 'nothing');
    await expect(merge({ id: a, into: nothing })).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    await expect(merge({ id: a, into: a })).rejects.toMatchObject({ code: 'MERGE_CYCLE' });
    await expect(merge({ id: nothing, into: a })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await listed()).toEqual([]);
  });
});
