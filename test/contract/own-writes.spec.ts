import 'reflect-metadata';
import { Global, Module, type DynamicModule, type INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { pino } from 'pino';
import { casebookEvents } from '../../src/events.js';
import { InitiativesModule } from '../../src/initiatives/initiatives.module.js';
import { derivedId } from '../../src/kernel/ids.js';
import { mergesStream } from '../../src/organizations/app/organization.aggregate.js';
import { OrganizationsModule } from '../../src/organizations/organizations.module.js';
import { AggregateRunner } from '../../src/platform/commands/aggregate-runner.js';
import { BusCommandExecutor } from '../../src/platform/commands/bus-command-executor.js';
import type { CommandContext } from '../../src/platform/commands/command-executor.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { EventLog } from '../../src/platform/event-store/event-log.js';
import { RecordWriter } from '../../src/platform/graphql/record-writer.js';
import { CasebookRuntime } from '../../src/platform/runtime/casebook-runtime.js';
import { VocabulariesModule } from '../../src/vocabularies/vocabularies.module.js';
import { migratedDatabase, type TestDatabase } from '../support/database.js';

/** The slices with their handlers and checks, without the API: what app.module.ts makes for the command line. */
@Global()
@Module({})
class Slices {
  static on(runtime: CasebookRuntime): DynamicModule {
    return {
      module: Slices,
      imports: [CqrsModule.forRoot(), VocabulariesModule, OrganizationsModule, InitiativesModule],
      providers: [
        { provide: CasebookRuntime, useValue: runtime },
        { provide: EventLog, useValue: runtime.log },
        { provide: AggregateRunner, useFactory: () => new AggregateRunner(runtime.log) },
        BusCommandExecutor,
        RecordWriter,
      ],
      exports: [CqrsModule, CasebookRuntime, EventLog, AggregateRunner, BusCommandExecutor, RecordWriter],
    };
  }
}

let database: TestDatabase;
let runtime: CasebookRuntime;
let app: INestApplicationContext;
let executor: BusCommandExecutor;

beforeAll(async () => {
  database = await migratedDatabase();
  const config = loadConfig({ DATABASE_URL: database.url, LOG_LEVEL: 'silent' });
  const quiet = pino({ level: 'silent' });
  runtime = await CasebookRuntime.openWithoutReadModel(config, 'command', casebookEvents, quiet);
  app = await NestFactory.createApplicationContext(Slices.on(runtime), { logger: false });
  executor = app.get(BusCommandExecutor);
});
afterAll(async () => {
  await app?.close();
  await runtime?.close();
  await database.drop();
});

const editor: CommandContext = { actor: 'person-1', role: 'editor', correlationId: 'c' };
const fr = (text: string) => [{ language: 'fr', text }];
const say = (name: string, input: object) => executor.execute(name, input, editor);

let counted = 0;
async function organization(): Promise<string> {
  const id = derivedId('organization', String(++counted));
  await say('RegisterOrganization', { id, name: fr('Nom'), legalForm: 'other' });
  return id;
}

describe('what a process has just written holds for its next command', () => {
  beforeAll(() => say('CreateScheme', { code: 'social-missions', title: fr('Missions') }));
  const add = (code: string) => say('AddConcept', { scheme: 'social-missions', code, label: fr(code) });

  it('a concept is used as soon as it is added, and refused as soon as it is deprecated', async () => {
    const id = await organization();
    const classify = (missions: string[]) => say('ClassifyOrganization', { id, missions });
    await add('one');
    expect(await classify(['one'])).toMatchObject({ status: 'done' });
    await expect(classify(['two'])).rejects.toMatchObject({ code: 'REFERENCE_NOT_FOUND' });
    await expect(classify(['ones'])).rejects.toThrow(
      'There is no concept "ones" in the scheme "social-missions" (did you mean "one"?)',
    );
    await expect(say('ClassifyOrganization', { id, sectors: ['retail'] })).rejects.toThrow(
      'There is no scheme "sectors" in this base, so no concept "retail"',
    );
    await add('two');
    expect(await classify(['one', 'two'])).toMatchObject({ status: 'done' });
    await say('DeprecateConcept', { scheme: 'social-missions', code: 'one', replacedBy: 'two' });
    await expect(classify(['one'])).rejects.toMatchObject({
      code: 'REFERENCE_NOT_ACTIVE',
      details: { replacedBy: 'two' },
    });
  });

  it('an organization is an owner as soon as it is registered, and no more as soon as it is merged', async () => {
    const [owner, into] = [await organization(), await organization()];
    const record = (nth: number) =>
      say('RecordInitiative', {
        id: derivedId('initiative', `${nth}`),
        title: fr('Titre'),
        owners: [owner],
        stage: 'idea',
      });
    expect(await record(1)).toMatchObject({ status: 'done' });
    expect(await record(2)).toMatchObject({ status: 'done' });
    await say('MergeOrganization', { id: owner, into });
    await expect(record(3)).rejects.toMatchObject({
      code: 'REFERENCE_NOT_ACTIVE',
      details: { replacedBy: into },
    });
  });
});

describe('a batch with a merge in it', () => {
  it('is said one by one, and the merge stands on the list before its organization says so', async () => {
    const [id, into] = [await organization(), await organization()];
    const outcomes = await executor.executeBatch(
      [
        { name: 'ChangeLegalForm', input: { id, legalForm: 'mutual' } },
        { name: 'MergeOrganization', input: { id, into } },
        { name: 'ChangeLegalForm', input: { id, legalForm: 'other' } },
      ].map((command) => ({ ...command, context: editor })),
    );
    expect(outcomes).toMatchObject([
      { status: 'done', revision: 1 },
      { status: 'done', revision: 2 },
      { code: 'ORGANIZATION_MERGED' },
    ]);
    const listed = (await runtime.log.readStream(mergesStream)).at(-1)!;
    expect(listed.data).toEqual({ organization: id, into });
    const [, changed, merged] = await runtime.log.readStream(id);
    expect(changed!.position).toBeLessThan(listed.position);
    expect(merged!.position).toBeGreaterThan(listed.position);
  });

  it('of merges alone is, too', async () => {
    const [id, into, late] = [await organization(), await organization(), await organization()];
    const outcomes = await executor.executeBatch(
      [into, late].map((target) => ({
        name: 'MergeOrganization',
        input: { id, into: target },
        context: editor,
      })),
    );
    expect(outcomes).toMatchObject([{ status: 'done' }, { code: 'ORGANIZATION_MERGED' }]);
  });
});
