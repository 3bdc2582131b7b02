import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { NewEvent } from '../../src/platform/event-store/event-store.js';
import { PostgresEventStore } from '../../src/platform/event-store/postgres/postgres-event-store.js';

/** Codes of the sample vocabularies. */
export const missions = [
  ...['local-services', 'food-security', 'housing', 'culture', 'environment', 'education', 'quality-jobs'],
  ...[
    'health-and-care',
    'social-inclusion',
    'democratic-life',
    'home-support',
    'sustainable-mobility',
    'reuse',
  ],
] as const;
const uses = ['online-sales', 'inventory-and-traceability', 'online-services'] as const;
const regions = [
  'bas-saint-laurent',
  'estrie',
  'montreal',
  'outaouais',
  'gaspesie-iles-de-la-madeleine',
] as const;
const characteristics = ['democratic-governance', 'local-anchorage', 'volunteer-commitment'] as const;
const stages = ['idea', 'planning', 'pilot', 'deployed', 'sustained'] as const;
const subjects = [
  'livraison à vélo',
  'épicerie en ligne',
  'prêt d’outils',
  'garde d’enfants',
  'covoiturage rural',
];
const places = ['Rimouski', 'Saint-Fabien', 'Gatineau', 'Sherbrooke', 'Longueuil', 'Chandler', 'Verdun'];
const manners = ['bilingue', 'mutualisée', 'libre', 'accessible', 'saisonnière', 'participative', 'frugale'];

/** Appends that wait for their answer at once. */
const concurrency = 500;

/** A number below `below` that looks like chance and is the same in every run. */
function chance(seed: number, below: number): number {
  let x = Math.imul(seed ^ (seed >>> 16), 0x45d9f3b);
  x = Math.imul(x ^ (x >>> 16), 0x45d9f3b);
  return ((x ^ (x >>> 16)) >>> 0) % below;
}

const pick = <Value>(from: readonly Value[], seed: number): Value => from[chance(seed, from.length)]!;
const some = <Value>(from: readonly Value[], seed: number, most: number): Value[] => [
  ...new Set(Array.from({ length: 1 + chance(seed, most) }, (_, n) => pick(from, seed * 7 + n))),
];

/** Fills an event log with `count` initiatives of a tenth as many organizations, as commands would have recorded them. */
export async function fillLog(url: string, count: number): Promise<void> {
  const store = new PostgresEventStore(url);
  try {
    const organizations = Array.from({ length: Math.ceil(count / 10) }, () => `organization-${uuidv7()}`);
    await inParallel(organizations.length, (n) =>
      store.append(organizations[n]!, 'none', events('RegisterOrganization', [organization(n)])),
    );
    await inParallel(count, (n) => {
      const owners = some(organizations, n + 17, 2);
      return store.append(`initiative-${uuidv7()}`, 'none', events('RecordInitiative', lifeOf(n, owners)));
    });
  } finally {
    await store.close();
  }
}

async function inParallel(count: number, work: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const one = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}

interface Happening {
  readonly type: string;
  readonly version?: number;
  readonly data: object;
}

function events(command: string, happenings: readonly Happening[]): NewEvent[] {
  const firstEvent = uuidv4();
  return happenings.map(({ type, version = 1, data }, index) => ({
    id: index === 0 ? firstEvent : uuidv4(),
    type,
    schemaVersion: version,
    data,
    metadata: {
      actor: 'system',
      role: 'admin',
      command,
      fingerprint: 'x'.repeat(43),
      firstEvent,
      correlationId: 'bench',
    },
  }));
}

function organization(n: number): Happening {
  return {
    type: 'OrganizationRegistered',
    data: {
      name: [
        { language: 'fr', text: `Coopérative ${pick(manners, n)} de ${pick(places, n * 3)} ${n}` },
        { language: 'en', text: `Co-operative of ${pick(places, n * 3)} ${n}` },
      ],
      legalForm: 'cooperative',
      place: { country: 'CA', region: pick(regions, n * 5), municipality: pick(places, n * 3) },
      sectors: ['retail'],
      missions: some(missions, n * 11, 2),
    },
  };
}

function lifeOf(n: number, owners: readonly string[]): Happening[] {
  const stage = chance(n * 29, stages.length);
  const subject = pick(subjects, n * 13);
  const place = pick(places, n * 3);
  const recorded: Happening = {
    type: 'InitiativeRecorded',
    version: 2,
    data: {
      title: [
        { language: 'fr', text: `${subject} ${pick(manners, n)} à ${place} (${n})` },
        { language: 'en', text: `Shared service in ${place} (${n})` },
      ],
      summary: [
        {
          language: 'fr',
          text: `Les membres de ${place} tiennent ensemble un service de ${subject}, avec un outil ${pick(manners, n * 19)} que la coopérative a choisi et qu’elle adapte avec d’autres. Il dessert ${chance(n, 900)} foyers.`,
        },
      ],
      owners,
      missions: some(missions, n * 17, 3),
      digitalUses: some(uses, n * 23, 2),
      characteristics: some(characteristics, n * 31, 2),
      ...(n % 3 === 0
        ? {}
        : { place: { country: 'CA', region: pick(regions, n * 37), municipality: place } }),
      stage: stages[stage],
      stageSince: `20${10 + (n % 15)}-0${1 + (n % 9)}-15`,
      costs: [{ label: 'Mise en place', amount: 1_000 + chance(n, 50_000), currency: 'CAD', year: 2024 }],
      links: [{ url: `https://exemple.example.org/${n}`, label: 'Page' }],
    },
  };
  const advanced: Happening = {
    type: 'StageAdvanced',
    data: { from: stages[stage], to: stages[stage + 1], on: '2025-11-03' },
  };
  return n % 2 === 0 && stage < stages.length - 1 ? [recorded, advanced] : [recorded];
}
