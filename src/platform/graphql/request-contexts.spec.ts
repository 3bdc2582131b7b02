import type { FastifyRequest } from 'fastify';
import type { TokenStore } from '../access/token-store.js';
import type { Generation } from '../projections/generation.js';
import { ReadModel } from '../projections/read-model.js';
import { RequestContexts } from './request-contexts.js';

const generation = (schema: string) => ({ schema }) as Generation;
const request = () => ({ id: 'request', headers: {} }) as FastifyRequest;

let readModel: ReadModel;
let contexts: RequestContexts;
beforeEach(() => {
  readModel = new ReadModel();
  void readModel.switchTo(generation('rm_a_1'));
  // Nobody here has a token.
  contexts = new RequestContexts(readModel, {} as TokenStore);
});

/** Whether all requests on what served until now have ended. */
async function isLetGo(): Promise<boolean> {
  const ended = readModel.switchTo(undefined).then(() => true);
  return Promise.race([ended, new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
}

it('a request holds its read model until it is closed', async () => {
  const open = request();
  await contexts.open(open);
  const ended = readModel.switchTo(generation('rm_a_2'));
  contexts.close(open);
  await ended;
  expect(await isLetGo()).toBe(true);
});

it('a request that is not closed holds it', async () => {
  await contexts.open(request());
  expect(await isLetGo()).toBe(false);
});

it('a request that was closed before it was opened holds nothing', async () => {
  const gone = request();
  contexts.close(gone);
  await contexts.open(gone);
  expect(await isLetGo()).toBe(true);
});

it('a request that moves on to another read model lets both go, also when it is closed meanwhile', async () => {
  for (const closed of ['before', 'after'] as const) {
    const moving = request();
    const context = await contexts.open(moving);
    const former = readModel.switchTo(generation(`rm_${closed}_1`));
    if (closed === 'before') contexts.close(moving);
    await contexts.refresh(context, 'initiative');
    if (closed === 'after') contexts.close(moving);
    await former;
    expect(await isLetGo()).toBe(true);
    void readModel.switchTo(generation('rm_a_1'));
  }
});
