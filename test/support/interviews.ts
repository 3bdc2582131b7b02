import { randomBytes, randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../src/platform/access/viewer.js';
import { newToken, startCasebook, temporaryFolder, type Casebook } from './casebook-server.js';

/** Somebody who signs in, with one token. */
export interface Person {
  readonly id: string;
  readonly token: string;
  readonly role: string;
}

/** A base with a master key of its own, and a clock that the test moves. */
export interface InterviewBase extends Casebook {
  /** What the service is told: to start it again on the same base. */
  readonly serviceEnv: Readonly<Record<string, string>>;
  /** @param today YYYY-MM-DD */
  setDay(today: string): Promise<void>;
  /** A token for a new person, or for one that there is already. */
  person(role: Role, name: string, more?: { person?: Person; study?: string }): Promise<Person>;
  /** Says a mutation that is accepted and shows at once: the record's `id` and `version`. */
  say(person: Person, mutation: string, input: object): Promise<{ id: string; version: number }>;
}

export async function startInterviewBase(day: string): Promise<InterviewBase> {
  const folder = await temporaryFolder();
  const clock = join(folder, 'clock');
  const setDay = (today: string) => writeFile(clock, `${today}T12:00:00Z`);
  await setDay(day);
  const env = {
    CASEBOOK_MASTER_KEY: randomBytes(32).toString('base64url'),
    CASEBOOK_CLOCK_FILE: clock,
    CASEBOOK_ERASURE_LEDGER: join(folder, 'erasures.ndjson'),
  };
  const casebook = await startCasebook({ samples: false, env });
  return {
    ...casebook,
    serviceEnv: { ...casebook.env, ...env, SAMPLES: 'none' },
    setDay,
    async close() {
      await casebook.close();
      await rm(folder, { recursive: true, force: true });
    },
    async person(role, name, { person, study } = {}) {
      const made = await newToken(casebook.database.url, { role, name, person: person?.id, study });
      return { id: made.record.person, token: made.token, role };
    },
    async say(person, mutation, input) {
      const type = `${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input`;
      const record = recordOf(mutation);
      const { payload } = await casebook.server.query(
        `mutation ($input: ${type}!) { payload: ${mutation}(input: $input) { ${record} { id ${record === 'study' ? '' : 'version'} } visibility errors { code message path } } }`,
        { input: { idempotencyKey: randomUUID(), ...input } },
        { token: person.token },
      );
      if (payload.errors.length > 0 || payload.visibility !== 'VISIBLE')
        throw new Error(`${mutation} was refused or is not visible: ${JSON.stringify(payload)}`);
      return payload[record];
    },
  };
}

function recordOf(mutation: string): 'study' | 'participant' | 'interviewNote' {
  if (/Study|Retention|Ethics/.test(mutation)) return 'study';
  return /Participant|Consent/.test(mutation) ? 'participant' : 'interviewNote';
}
