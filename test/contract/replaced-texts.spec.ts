import type { DomainError } from '../../src/kernel/errors.js';
import { derivedId } from '../../src/kernel/ids.js';
import { initiative } from '../../src/initiatives/app/initiative.aggregate.js';
import { initiativeEvents } from '../../src/initiatives/domain/initiative.events.js';
import { organization } from '../../src/organizations/app/organization.aggregate.js';
import { organizationEvents } from '../../src/organizations/domain/organization.events.js';
import type { Aggregate } from '../../src/platform/commands/aggregate.js';
import type { CommandContext, CommandOutcome } from '../../src/platform/commands/command-executor.js';
import { conceptScheme } from '../../src/vocabularies/app/concept-scheme.aggregate.js';
import { schemeId } from '../../src/vocabularies/domain/concept-scheme.commands.js';
import { conceptSchemeEvents } from '../../src/vocabularies/domain/concept-scheme.events.js';
import { openWriteSide, type WriteSide } from '../support/write-side.js';

let base: WriteSide;
beforeAll(async () => {
  base = await openWriteSide([conceptSchemeEvents, organizationEvents, initiativeEvents]);
});
afterAll(() => base.close());

type Say = readonly [name: string, input: Record<string, unknown>];
const editor: CommandContext = { actor: 'person-1', role: 'editor', correlationId: 'c' };
const two = (text: string) => [
  { language: 'fr', text },
  { language: 'en', text: `${text} (en)` },
];
const fr = (text: string) => ({ language: 'fr', text, replaces: 1 });
const en = (text: string) => ({ language: 'en', text, origin: 'human', of: 1, replaces: 1 });
const outcomeId = '0198f0a2-0000-7000-8000-000000000001';

const records: Record<string, { aggregate: Aggregate; recorded: (id: string) => Say[] }> = {
  organization: {
    aggregate: organization,
    recorded: (id) => [
      ['RegisterOrganization', { id, name: two('Nom'), description: two('Texte'), legalForm: 'cooperative' }],
    ],
  },
  initiative: {
    aggregate: initiative,
    recorded: (id) => [
      [
        'RecordInitiative',
        {
          id,
          title: two('Titre'),
          summary: two('Texte'),
          owners: [derivedId('organization', 'o')],
          stage: 'idea',
        },
      ],
      ['RecordOutcome', { id, outcomeId, indicator: two('Indicateur'), value: 1, unit: '%' }],
    ],
  },
  conceptScheme: {
    aggregate: conceptScheme,
    recorded: (code) => [
      ['CreateScheme', { code, title: two('Schéma') }],
      ['AddConcept', { scheme: code, code: 'a', label: two('A'), definition: two('Texte') }],
    ],
  },
};

/** Each command that replaces a text: with the text that it wants, and another text of the same stream. */
const replacing: {
  of: keyof typeof records;
  name: string;
  input: (id: string, text: string) => Record<string, unknown>;
  another: (id: string) => Say;
}[] = [
  {
    of: 'organization',
    name: 'RenameOrganization',
    input: (id, text) => ({ id, name: fr(text) }),
    another: (id) => ['DescribeOrganization', { id, description: fr('Autre') }],
  },
  {
    of: 'organization',
    name: 'DescribeOrganization',
    input: (id, text) => ({ id, description: fr(text) }),
    another: (id) => ['RenameOrganization', { id, name: fr('Autre') }],
  },
  {
    of: 'organization',
    name: 'TranslateText',
    input: (id, text) => ({ id, field: 'name', ...en(text) }),
    another: (id) => ['RenameOrganization', { id, name: fr('Autre') }],
  },
  {
    of: 'initiative',
    name: 'DescribeInitiative',
    input: (id, text) => ({ id, summary: fr(text) }),
    another: (id) => ['DescribeInitiative', { id, title: fr('Autre') }],
  },
  {
    of: 'initiative',
    name: 'CorrectOutcome',
    input: (id, text) => ({ id, outcomeId, indicator: fr(text), date: null, source: null, reason: 'x' }),
    another: (id) => ['DescribeInitiative', { id, title: fr('Autre') }],
  },
  {
    of: 'initiative',
    name: 'TranslateText',
    input: (id, text) => ({ id, field: 'indicator', outcomeId, ...en(text) }),
    another: (id) => ['TranslateText', { id, field: 'title', ...en('Other') }],
  },
  {
    of: 'conceptScheme',
    name: 'RelabelConcept',
    input: (scheme, text) => ({ scheme, code: 'a', label: fr(text) }),
    another: (scheme) => ['RelabelConcept', { scheme, code: 'a', definition: fr('Autre') }],
  },
  {
    of: 'conceptScheme',
    name: 'TranslateText',
    input: (code, text) => ({ id: schemeId(code), field: 'definition', concept: 'a', ...en(text) }),
    another: (scheme) => ['RelabelConcept', { scheme, code: 'a', label: fr('Autre') }],
  },
];

let counted = 0;
async function recorded(of: keyof typeof records): Promise<{ aggregate: Aggregate; id: string }> {
  const { aggregate, recorded: says } = records[of]!;
  const id = of === 'conceptScheme' ? `scheme-${++counted}` : derivedId(of, String(++counted));
  for (const [name, input] of says(id)) await base.runner.run(aggregate, name, input, editor);
  return { aggregate, id };
}

/** Says `mine` so that `theirs` is appended after it was read, and before it is appended. */
async function race(
  aggregate: Aggregate,
  [name, input]: Say,
  theirs: Say,
  context = editor,
): Promise<CommandOutcome> {
  let raced = false;
  return base.runner.run(aggregate, name, input, context, async (command) => {
    if (!raced) {
      raced = true;
      expect(await base.runner.run(aggregate, ...theirs, { ...editor, actor: 'person-2' })).toMatchObject({
        status: 'done',
      });
    }
    return command;
  });
}

const refusal = (saying: Promise<unknown>): Promise<DomainError> =>
  saying.then(
    (outcome) => Promise.reject(new Error(`It was accepted: ${String(outcome)}`)),
    (error: unknown) => error as DomainError,
  );

describe.each(replacing)('$of: $name, while somebody else', ({ of, name, input, another }) => {
  it('replaces another text of the record, is accepted', async () => {
    const { aggregate, id } = await recorded(of);
    const before = records[of]!.recorded(id).length - 1;
    const outcome = await race(aggregate, [name, input(id, 'Mien')], another(id));
    expect(outcome).toMatchObject({ status: 'done', revision: before + 2 });
  });

  it('replaces the same text, is refused with both texts', async () => {
    const { aggregate, id } = await recorded(of);
    const error = await refusal(race(aggregate, [name, input(id, 'Mien')], [name, input(id, 'Tien')]));
    expect(error).toMatchObject({
      code: 'TEXT_CONFLICT',
      details: { expected: 1, actual: 2, currentText: 'Tien', yourText: 'Mien' },
    });
  });

  it('replaces another text, is refused where the caller named the revision that was read', async () => {
    const { aggregate, id } = await recorded(of);
    const revision = records[of]!.recorded(id).length - 1;
    const context = { ...editor, expectedRevision: revision };
    expect(await refusal(race(aggregate, [name, input(id, 'Mien')], another(id), context))).toMatchObject({
      code: 'REVISION_CONFLICT',
      details: { expected: revision, actual: revision + 1 },
    });
  });
});

it('is every command of these slices that replaces a text', () => {
  const named = replacing.map(({ of, name }) => `${of} ${name}`);
  const defined = Object.values(records).flatMap(({ aggregate: { category, commands } }) =>
    Object.entries(commands).flatMap(([name, { replacesText }]) =>
      replacesText ? [`${category} ${name}`] : [],
    ),
  );
  expect(named.sort()).toEqual(defined.sort());
});

it('a command that always comes too late is handed back after a few attempts', async () => {
  const { aggregate, id } = await recorded('organization');
  let attempts = 0;
  const late = base.runner.run(
    aggregate,
    'RenameOrganization',
    { id, name: fr('Mien') },
    editor,
    async (said) => {
      const legalForm = attempts++ % 2 === 0 ? 'mutual' : 'non-profit';
      await base.runner.run(aggregate, 'ChangeLegalForm', { id, legalForm }, editor);
      return said;
    },
  );
  expect(await refusal(late)).toMatchObject({ code: 'REVISION_CONFLICT' });
  expect(attempts).toBe(5);
});
