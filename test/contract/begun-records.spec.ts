import { derivedId } from '../../src/kernel/ids.js';
import { DomainError } from '../../src/kernel/errors.js';
import { organization } from '../../src/organizations/app/organization.aggregate.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import type { CommandContext } from '../../src/platform/commands/command-executor.js';
import { openWriteSide, type Interference, type WriteSide } from '../support/write-side.js';

let base: WriteSide;
let counted = 0;
beforeAll(async () => {
  base = await openWriteSide([organizationEvents]);
});
afterAll(() => base.close());

const name = (text: string) => [{ language: 'fr', text }];
const said = (idempotencyKey: string): CommandContext => ({
  actor: 'person-1',
  role: 'editor',
  correlationId: 'c',
  likelyNew: true,
  idempotencyKey,
});

/** Says by a runner of its own, which counts what it asks of the log, that an organization is registered. */
function registering(interference: Interference = {}) {
  const asked: string[] = [];
  const runner = base.runnerWith({
    ...interference,
    beforeRead: async () => void asked.push('read'),
    beforeAppend: async (streamId) => {
      asked.push('append');
      await interference.beforeAppend?.(streamId);
    },
  });
  const register = (key: string, input: object, prepare = async <T>(command: T) => command) =>
    runner.run(
      organization,
      'RegisterOrganization',
      { legalForm: 'other', ...input },
      said(key),
      prepare,
      true,
    );
  return { register, asked };
}

const newId = () => derivedId('organization', `begun ${++counted}`);

describe('A command that begins a record', () => {
  it('is written without its stream being read', async () => {
    const { register, asked } = registering();
    const outcome = await register('new', { name: name('Neuf') });
    expect(outcome).toMatchObject({ status: 'done', revision: 0 });
    expect(asked).toEqual(['append']);
  });

  it('said again is answered as it was, whatever would refuse it now', async () => {
    const { register } = registering();
    const first = await register('again', { name: name('Encore') });
    const refuses = async () => {
      throw new DomainError('REFERENCE_NOT_ACTIVE', 'Its concept is no longer in use');
    };
    for (const prepare of [undefined, refuses]) {
      const again = await register('again', { name: name('Encore') }, prepare);
      expect(again).toEqual({ ...first, status: 'repeated' });
    }
    expect(await base.typesOf(first.id)).toHaveLength(1);
  });

  it('is refused when its key was used for something else, or its record is there', async () => {
    const { register } = registering();
    const id = newId();
    await register('used', { id, name: name('Premier') });
    await expect(register('used', { id, name: name('Second') })).rejects.toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    await expect(register('other', { id, name: name('Second') })).rejects.toMatchObject({
      code: 'ALREADY_EXISTS',
    });
    expect(await base.typesOf(id)).toHaveLength(1);
  });

  it('is done once when it is said twice at the same time, by two processes', async () => {
    const id = newId();
    const one = registering({
      beforeAppend: async (streamId) => {
        if ((await base.typesOf(streamId)).length === 0)
          await two.register('twice', { id, name: name('Deux') });
      },
    });
    const two = registering();
    expect(await one.register('twice', { id, name: name('Deux') })).toMatchObject({
      status: 'repeated',
      revision: 0,
    });
    expect(await base.typesOf(id)).toHaveLength(1);
  });
});
