import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';
import type {
  CommandCall,
  CommandContext,
  CommandExecutor,
  CommandOutcome,
} from '../commands/command-executor.js';
import type { EnginePosition } from '../event-store/event-store.js';
import { command, defineCommands } from '../../kernel/commands.js';
import { streamIdOf } from '../../kernel/fields.js';
import { UnreadableStream } from '../commands/loaded-stream.js';
import { commandCheck } from './command-line.js';
import { importCommands, type CommandImport } from './import-commands.js';
import { silentProgress } from './progress.js';
import { ImportReport } from './report.js';
import { ImportInterrupted } from './speak.js';

const organization = (n: number) => `organization-00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** Keeps what it was told; refuses `data.refuse`, and is out of reach as often as it is told to be. */
class Listener implements CommandExecutor {
  readonly said: string[] = [];
  readonly keys = new Set<string>();
  batches = 0;
  outages = 0;

  async execute(name: string, input: unknown, { idempotencyKey }: CommandContext): Promise<CommandOutcome> {
    await new Promise(setImmediate);
    if (this.outages-- > 0) throw new DomainError('OUTCOME_UNKNOWN', 'The answer was lost');
    const { refuse, unreadable, n } = input as { refuse?: boolean; unreadable?: boolean; n?: number };
    if (unreadable) throw new UnreadableStream('Recorded of organization-1 cannot be folded');
    if (refuse) throw new DomainError('NOT_FOUND', 'There is no such record', ['id']);
    const status = this.keys.has(idempotencyKey!) ? 'repeated' : 'done';
    this.keys.add(idempotencyKey!);
    if (status === 'done') this.said.push(`${name} ${n}`);
    return { id: organization(0), revision: 0, position: 0n as EnginePosition, status };
  }

  async executeBatch(commands: readonly CommandCall[]): Promise<(CommandOutcome | Error)[]> {
    this.batches++;
    const answers: (CommandOutcome | Error)[] = [];
    for (const { name, input, context } of commands)
      answers.push(await this.execute(name, input, context).catch((error: Error) => error));
    return answers;
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casebook-commands-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(
  content: string | readonly unknown[],
  executor: Listener,
  more: Partial<CommandImport> = {},
) {
  const file = join(folder, 'commands.ndjson');
  await writeFile(
    file,
    typeof content === 'string' ? content : content.map((line) => JSON.stringify(line)).join('\n'),
  );
  const report = await ImportReport.open(join(folder, 'report.ndjson'));
  await importCommands({
    files: [file], executor, report, progress: silentProgress, speaker: { actor: 'p', role: 'editor', correlationId: 'c' },
    check: (_name, input) => (input['refuse'] ? [{ code: 'INVALID_INPUT', message: 'no' }] : []),
    vocabularyStreamOf: (name, { scheme }) => (name === 'AddConcept' ? `conceptScheme:${String(scheme)}` : null),
    ...more,
  }); // prettier-ignore
  await report.close();
  const lines = (await readFile(join(folder, 'report.ndjson'), 'utf8')).trim().split('\n');
  return { report, lines: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

describe('import commands', () => {
  it('says every line once; said again, it repeats them and writes nothing', async () => {
    const executor = new Listener();
    const lines = Array.from({ length: 50 }, (_, n) => ({
      command: 'RegisterOrganization',
      data: { id: organization(n), n },
    }));
    expect((await run(lines, executor)).report.counts).toMatchObject({ done: 50, refused: 0 });
    expect((await run(lines, executor)).report.counts).toMatchObject({ done: 0, repeated: 50 });
    expect(executor.said).toHaveLength(50);
  });

  it('refuses lines one by one, with line, key, path, code and message', async () => {
    const executor = new Listener();
    const content = [
      '{"command": "RecordInitiative", "data": {"n": 1}}',
      'not json',
      '',
      '{"command": "RecordInitiative", "data": {"n": 2, "refuse": true}, "idempotencyKey": "second"}',
      '{"command": "RecordInitiative", "data": {}, "idempotenceKey": "x"}',
      '{"command": "drop table", "data": {}}',
      `{"command": "RecordInitiative", "data": ${'['.repeat(500)}${']'.repeat(500)}}`,
      '"text"',
      '{"command": "RecordInitiative", "data": {"n": 3}, "idempotencyKey": "a\\u0000b"}',
      '{"command": "RecordInitiative", "data": {"n": 4, "__proto__": {"refuse": true}}}',
    ].join('\r\n');
    const { report, lines } = await run(content, executor);
    expect(executor.said.sort()).toEqual(['RecordInitiative 1', 'RecordInitiative 4']);
    expect(report.exitCode).toBe(2);
    const refused = lines.filter(({ kind }) => kind === 'refused').map(({ line, code }) => [line, code]);
    expect(refused.sort(([a], [b]) => Number(a) - Number(b))).toEqual([
      [2, 'NOT_JSON'], [4, 'NOT_FOUND'], [5, 'INVALID_LINE'], [6, 'INVALID_LINE'], [7, 'TOO_DEEP'], [8, 'INVALID_LINE'], [9, 'INVALID_LINE'],
    ]); // prettier-ignore
    expect(lines.find(({ line }) => line === 4)).toMatchObject({
      key: 'second',
      path: ['id'],
      message: 'There is no such record',
    });
    expect(lines.find(({ line }) => line === 5)!['message']).toContain('did you mean "idempotencyKey"');
    expect(lines.at(-1)).toMatchObject({ kind: 'summary', done: 2, refused: 7 });
  });

  it('refuses a line whose record cannot be read, and says the others', async () => {
    const { report, lines } = await run(
      [
        { command: 'RecordInitiative', data: { n: 1, unreadable: true } },
        { command: 'RecordInitiative', data: { n: 2 } },
      ],
      new Listener(),
    );
    expect(report.counts).toMatchObject({ done: 1, refused: 1 });
    expect(lines.find(({ line }) => line === 1)).toMatchObject({
      code: 'UNAVAILABLE',
      message: 'The record cannot be changed: Recorded of organization-1 cannot be folded',
    });
  });

  it('keeps the order of lines about one record, and groups them', async () => {
    const executor = new Listener();
    const lines = Array.from({ length: 1_000 }, (_, n) => ({
      command: 'ClassifyOrganization',
      data: { id: organization(1), n },
    }));
    await run(lines, executor);
    expect(executor.said).toEqual(lines.map(({ data }) => `ClassifyOrganization ${data.n}`));
    expect(executor.batches).toBeLessThan(10);
  });

  it('has lines about records wait for vocabularies, and the other way round', async () => {
    const executor = new Listener();
    const lines = [
      { command: 'RecordInitiative', data: { n: 0 } },
      { command: 'AddConcept', data: { scheme: 'a', n: 1 } },
      { command: 'AddConcept', data: { scheme: 'b', n: 2 } },
      { command: 'RecordInitiative', data: { n: 3 } },
    ];
    await run(lines, executor);
    expect(executor.said[0]).toBe('RecordInitiative 0');
    expect(executor.said[3]).toBe('RecordInitiative 3');
  });

  it('says again what had an unknown outcome, and gives up after a while', async () => {
    const executor = new Listener();
    executor.outages = 2;
    expect((await run([{ command: 'RecordInitiative', data: { n: 1 } }], executor)).report.counts.done).toBe(
      1,
    );
    executor.outages = 100;
    await expect(run([{ command: 'RecordInitiative', data: { n: 2 } }], executor)).rejects.toThrow(
      ImportInterrupted,
    );
  });

  it('says nothing in a dry run, and checks what can be checked', async () => {
    const executor = new Listener();
    const lines = [
      { command: 'RecordInitiative', data: { n: 1 } },
      { command: 'RecordInitiative', data: { refuse: true } },
    ];
    const { report } = await run(lines, executor, { dryRun: true });
    expect(report.counts).toMatchObject({ done: 1, refused: 1 });
    expect(executor.said).toEqual([]);
  });

  it.each([false, true])('does not say what the speaker may not say (dry run: %s)', async (dryRun) => {
    const executor = new Listener();
    const forbidden = (name: string) =>
      name === 'ApproveCaseStudy' ? [{ code: 'FORBIDDEN', message: 'no', path: ['command'] }] : [];
    const { report, lines } = await run(
      [
        { command: 'RecordInitiative', data: { n: 1 } },
        { command: 'ApproveCaseStudy', data: { n: 2 }, idempotencyKey: 'second' },
      ],
      executor,
      { dryRun, forbidden },
    );
    expect(report.counts).toMatchObject({ done: 1, refused: 1 });
    expect(lines[0]).toMatchObject({ line: 2, key: 'second', code: 'FORBIDDEN', path: ['command'] });
    expect(executor.said).toEqual(dryRun ? [] : ['RecordInitiative 1']);
  });

  it('writes nothing when the file is no text', async () => {
    const executor = new Listener();
    const file = join(folder, 'binary.ndjson');
    await writeFile(
      file,
      Buffer.concat([
        Buffer.from('{"command": "RecordInitiative", "data": {"n": 1}}\n'),
        Buffer.from([0xff]),
      ]),
    );
    await expect(run([], executor, { files: [file] })).rejects.toThrow(/binary\.ndjson:2:1: /);
    expect(executor.said).toEqual([]);
  });
});

describe('the check of a dry run', () => {
  const translate = (category: string) =>
    defineCommands(category, {
      TranslateText: command(z.strictObject({ id: streamIdOf(category), field: z.literal(category) })),
    });
  const check = commandCheck([translate('organization'), translate('initiative')]);
  const id = organization(1).replace('organization', 'initiative');

  it('tells commands of one name apart by the id', () => {
    expect(check('TranslateText', { id, field: 'initiative' })).toEqual([]);
    expect(check('TranslateText', { id, field: 'organization' })).toMatchObject([
      { code: 'INVALID_INPUT', path: ['field'] },
    ]);
  });

  it('does not know a command that there is not', () => {
    expect(check('TranslateTexts', {})).toMatchObject([
      { message: expect.stringContaining('did you mean "TranslateText"') as string },
    ]);
    expect(check('constructor', {})).toHaveLength(1);
  });
});
