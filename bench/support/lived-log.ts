import { once } from 'node:events';
import { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';

/** Events in one stream of the log that is rebuilt from. */
const eventsPerStream = 6;

/** The log as COPY reads it, a part after the other. Streams grow side by side, a thousand at a time, as they do in life. */
export function* logParts(events: number): Generator<string[], void, void> {
  for (let position = 0; position < events;) {
    const streams = Array.from({ length: 1_000 }, () => `initiative-${uuidv7()}`);
    for (let revision = 0; revision < eventsPerStream && position < events; revision += 1) {
      yield streams.slice(0, events - position).map((stream) => logLine(++position, stream, revision));
    }
  }
}

function logLine(position: number, stream: string, revision: number): string {
  const id = uuidv4();
  const { type, data } = lived(position, revision);
  const texts = [JSON.stringify(data), JSON.stringify(metadata(id, position))].map((text) =>
    text.replaceAll('\\', '\\\\'),
  );
  const version = type === 'InitiativeRecorded' ? 2 : 1;
  return `${[position, id, stream, revision, type, version, ...texts, '2026-01-01 00:00:00Z'].join('\t')}\n`;
}

export function metadata(firstEvent: string, n: number) {
  return {
    actor: 'person-1',
    role: 'editor',
    command: 'Live',
    fingerprint: 'x'.repeat(43),
    firstEvent,
    correlationId: `c-${n}`,
  };
}

/** What an initiative lives through: about 350 bytes an event. */
export function lived(n: number, revision: number): { type: string; data: unknown } {
  const code = (name: string, of: number) => `${name}-${n % of}`;
  const text = `Une coopérative de ${code('quartier', 977)} ouvre une plateforme de livraison à vélo, avec ses ${n} membres et leurs données`;
  switch (revision) {
    case 0:
      return {
        type: 'InitiativeRecorded',
        data: {
          title: [
            { language: 'fr', text: `Livraison coopérative ${code('ville', 499)} ${n}` },
            { language: 'en', text: `Co-operative delivery ${code('town', 499)} ${n}` },
          ],
          summary: [{ language: 'fr', text }],
          owners: [`organization-${uuidv4()}`],
          digitalUses: [code('use', 23), code('use', 7)].slice(0, n % 23 === n % 7 ? 1 : 2),
          missions: [code('mission', 17)],
          place: { country: 'CA', region: code('region', 16) },
          stage: 'idea',
        },
      };
    case 1:
      return {
        type: 'InitiativeClassified',
        data: {
          digitalUses: [code('use', 23)],
          missions: [code('mission', 13)],
          characteristics: [code('trait', 11)],
        },
      };
    case 2:
      return { type: 'StageAdvanced', data: { from: 'idea', to: 'pilot', on: '2025-03-01' } };
    case 3:
      return {
        type: 'OutcomeRecorded',
        data: {
          outcomeId: uuidv4(),
          indicator: [{ language: 'fr', text: 'Membres actifs de la plateforme' }],
          value: n % 1000,
          unit: 'members',
        },
      };
    case 4:
      return {
        type: 'InitiativeDescribed',
        data: {
          summary: { language: 'fr', text: `${text}; le service dessert toute la région`, replaces: 1 },
        },
      };
    default:
      return { type: 'StageAdvanced', data: { from: 'pilot', to: 'deployed', on: '2026-01-15' } };
  }
}

/** Fills an empty log. */
export async function fillLog(url: string, count: number): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const copy = client.query(copyFrom('COPY event_log.events FROM STDIN'));
  const done = once(copy, 'finish');
  for (const part of logParts(count)) if (!copy.write(part.join(''))) await once(copy, 'drain');
  copy.end();
  await done;
  await client.query('UPDATE event_log.head SET position = $1', [count]);
  await client.query('VACUUM ANALYZE event_log.events');
  await client.end();
}
