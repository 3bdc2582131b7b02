import { v4 as uuidv4, v7 as uuidv7 } from 'uuid';
import type { NewEvent } from '../../src/platform/event-store/event-store.js';

/** Events in one stream of the benchmarks: what a record has lived through. */
export const eventsPerStream = 8;

export const benchStream = () => `initiative-${uuidv7()}`;

/** An event of the size that the domain's have: about 380 bytes of data, 210 of metadata. */
export function benchEvent(n: number): NewEvent {
  const id = uuidv4();
  return {
    id,
    type: 'InitiativeRecorded',
    schemaVersion: 2,
    data: {
      title: [
        { language: 'fr', text: `Une plateforme « coopérative » de livraison à vélo, ${n}` },
        { language: 'en', text: `A "co-operative" bicycle delivery platform, ${n}` },
      ],
      owners: ['organization-0192f0c4-8c1e-7a33-9d55-3b1f6a2c4e70'],
      digitalUses: ['platform', 'data-sharing'],
      missions: ['food-security'],
      stage: 'pilot',
      stageSince: '2025-03-01',
    },
    metadata: {
      actor: 'person-1',
      role: 'editor',
      command: 'RecordInitiative',
      fingerprint: '3q2-7wABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef',
      firstEvent: id,
      correlationId: `correlation-${n}`,
    },
  };
}
