import type { RecordedEvent } from '../../platform/event-store/event-store.js';
import { organizationWords } from '../words/organization.js';
import { Speech } from '../words/speech.js';
import { maxFolded, ToldHistory } from './told-history.js';

const id = 'organization-0198f000-0000-7000-8000-000000000001';

/** An organization that was named N0, N1, N2 and so on. */
function renamed(revision: number): RecordedEvent {
  const [type, data] =
    revision === 0
      ? ['OrganizationRegistered', { name: [{ language: 'fr', text: 'N0' }], legalForm: 'cooperative' }]
      : ['OrganizationRenamed', { name: { language: 'fr', text: `N${revision}`, replaces: revision } }];
  const metadata = {
    actor: 'person-1',
    role: 'editor',
    command: '',
    fingerprint: '',
    firstEvent: '',
    correlationId: '',
  };
  return {
    id: `00000000-0000-4000-8000-${String(revision).padStart(12, '0')}`,
    streamId: id,
    revision,
    position: BigInt(revision) as RecordedEvent['position'],
    recordedAt: '2024-01-01T00:00:00.000000Z',
    type: type,
    schemaVersion: 1,
    data,
    metadata: { ...metadata, reason: 'Fusion', validAt: '2023-12-31T00:00:00Z' },
  };
}

/** The page of `count` events down from `newest`; `reads` notes how many earlier events were asked for. */
function page(newest: number, count: number, seesPersons = false) {
  const reads: number[] = [];
  const history = ToldHistory.of({
    revision: newest,
    range: { newest, oldest: newest - count + 1 },
    events: Array.from({ length: count }, (_, index) => renamed(newest - index)),
    words: organizationWords,
    speech: new Speech('fr', { organization: () => null, concept: () => null, part: () => null }),
    seesPersons,
    readBefore: async (until, take) => {
      reads.push(until);
      await take(Array.from({ length: until }, (_, revision) => renamed(revision)));
    },
    learnNames: async () => undefined,
  });
  return { history, reads };
}

const before = async (history: ToldHistory) =>
  Promise.all(
    history.events.map(async (event) => (await history.changes(event)).map((change) => change.before)),
  );

describe('A page of a history', () => {
  it('shows what stood before, reading the earlier events once for the whole page', async () => {
    const { history, reads } = page(10, 3);
    expect(await before(await history)).toEqual([['N9'], ['N8'], ['N7']]);
    expect(reads).toEqual([8]);
  });

  it('reads nothing more before somebody asks for changes', async () => {
    const { history, reads } = page(10, 3);
    expect((await history).events.map((event) => event.revision)).toEqual([10, 9, 8]);
    expect(reads).toEqual([]);
  });

  it('does not read a long history from its start', async () => {
    const { history, reads } = page(maxFolded, 2);
    expect(await before(await history)).toEqual([[`N${maxFolded - 1}`], [null]]);
    expect(reads).toEqual([]);
  });

  it('tells reasons to those only who may see persons', async () => {
    for (const [seesPersons, reason] of [
      [true, 'Fusion'],
      [false, null],
    ] as const) {
      const history = await page(1, 1, seesPersons).history;
      expect(history.reason(history.events[0]!)).toBe(reason);
    }
  });

  it('tells when the fact was true where only the metadata say it', async () => {
    const history = await page(1, 1).history;
    expect(history.validOn(history.events[0]!)).toBe('2023-12-31');
  });
});
