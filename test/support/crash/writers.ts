import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { GraphqlClient } from '../graphql-client.js';
import type { Chance } from './chance.js';

/** What a mutation answered that was accepted. */
export interface Acknowledged {
  /** Null where the record could not be read back at once. */
  readonly id: string | null;
  readonly revision: number;
  readonly position: string;
}

/** A mutation that somebody wants done once. Its key stands in a text of its event. */
export interface Wanted {
  readonly key: string;
  readonly mutation: 'registerOrganization' | 'recordInitiative' | 'recordOutcome';
  readonly input: object;
  acknowledged?: Acknowledged;
  /** The code that it was refused with for good: nothing may stand in the log. */
  refused?: string;
}

const payloads: Readonly<Record<Wanted['mutation'], string>> = {
  registerOrganization: 'organization { id }',
  recordInitiative: 'initiative { id }',
  recordOutcome: 'initiative { id }',
};
const forNow = ['UNAVAILABLE', 'OUTCOME_UNKNOWN', 'DEADLINE_EXCEEDED', 'OVERLOADED'];
const clients = 6;
/** Streams that all write to. */
const shared = 4;
const patience = 60_000;

/** Writes without a pause, in several clients at once, and keeps a record of all that was acknowledged. */
export class Writers {
  readonly wanted: Wanted[] = [];
  /** Its outcome is not known: to be said again, with the same key. */
  private open: Wanted[] = [];
  private initiatives: string[] = [];
  private owners: string[] = [];
  private running: Promise<unknown> | undefined;
  private stopping = false;

  constructor(
    private readonly chance: Chance,
    private readonly token: string,
  ) {}

  get acknowledged(): number {
    return this.wanted.filter(({ acknowledged }) => acknowledged).length;
  }

  /** Says what was left open, then goes on writing until `stop`, or until the service does not answer any more. */
  async begin(url: string): Promise<void> {
    const client = new GraphqlClient(url);
    this.stopping = false;
    const left = this.open;
    this.open = [];
    await Promise.all(left.map((one) => this.say(client, one)));
    while (this.initiatives.length < shared) await this.prepare(client);
    this.running = Promise.all(Array.from({ length: clients }, () => this.write(client)));
  }

  /** Resolves when `count` more are acknowledged, or all have stopped. */
  async until(count: number): Promise<void> {
    const enough = this.acknowledged + count;
    let over = false;
    void this.running?.then(() => (over = true));
    for (const deadline = Date.now() + patience; this.acknowledged < enough && !over; await delay(5)) {
      if (Date.now() > deadline) throw new Error('Nothing is acknowledged any more');
    }
  }

  /** Ends after what is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  /** All that is open is said until it is known. */
  async settle(url: string): Promise<void> {
    await this.begin(url);
    await this.stop();
    if (this.open.length > 0) throw new Error(`${this.open.length} outcomes are still not known`);
  }

  private async prepare(client: GraphqlClient): Promise<void> {
    this.owners.push(await this.made(client, this.organization()));
    this.initiatives.push(await this.made(client, this.initiative()));
  }

  private async made(client: GraphqlClient, one: Wanted): Promise<string> {
    this.wanted.push(one);
    await this.say(client, one);
    if (!one.acknowledged?.id) throw new Error(`${one.mutation} was not done: ${JSON.stringify(one)}`);
    return one.acknowledged.id;
  }

  private async write(client: GraphqlClient): Promise<void> {
    while (!this.stopping) {
      const one = this.chance.of([
        () => this.organization(),
        () => this.outcome(),
        () => this.initiative(),
      ])();
      this.wanted.push(one);
      if (!(await this.say(client, one))) return;
    }
  }

  /** Until it is acknowledged or refused for good. @returns whether there is still somebody to talk to */
  private async say(client: GraphqlClient, one: Wanted): Promise<boolean> {
    for (const deadline = Date.now() + patience; Date.now() < deadline; await delay(50)) {
      const answer = await this.once(client, one).catch((error: unknown) => {
        // What fetch throws when the connection is refused or breaks off, or when the answer takes too long.
        if (['TypeError', 'TimeoutError'].includes((error as Error).name)) return 'nobody';
        throw error;
      });
      if (answer === 'known') return true;
      if (answer === 'nobody') break;
    }
    this.open.push(one);
    return false;
  }

  private async once(client: GraphqlClient, one: Wanted): Promise<'known' | 'again'> {
    const type = `${one.mutation[0]!.toUpperCase()}${one.mutation.slice(1)}Input`;
    const { data, errors } = await client.graphql(
      `mutation ($input: ${type}!) { payload: ${one.mutation}(input: $input) { ${payloads[one.mutation]} revision position errors { code } } }`,
      { input: { ...one.input, idempotencyKey: one.key } },
      { token: this.token },
    );
    const code = errors?.[0]?.extensions.code ?? data.payload.errors[0]?.code;
    if (forNow.includes(code)) return 'again';
    if (code === undefined) {
      const { revision, position, ...record } = data.payload;
      const id =
        record.organization?.id ?? record.initiative?.id ?? (one.input as { id?: string }).id ?? null;
      one.acknowledged = { id, revision, position };
    } else if (code === 'REVISION_CONFLICT') {
      one.refused = code;
    } else {
      throw new Error(`${one.mutation}: ${JSON.stringify(errors ?? data.payload.errors)}`);
    }
    return 'known';
  }

  private organization(): Wanted {
    const key = randomUUID();
    const name = [{ language: 'fr', text: `Coopérative fictive [${key}]` }];
    return { key, mutation: 'registerOrganization', input: { name, legalForm: 'COOPERATIVE' } };
  }

  private initiative(): Wanted {
    const key = randomUUID();
    const title = [{ language: 'fr', text: `Initiative fictive [${key}]` }];
    const input = { title, stage: 'IDEA', owners: [this.chance.of(this.owners)] };
    return { key, mutation: 'recordInitiative', input };
  }

  private outcome(): Wanted {
    const key = randomUUID();
    const indicator = [{ language: 'fr', text: `Effet fictif [${key}]` }];
    const input = { id: this.chance.of(this.initiatives), indicator, value: 1, unit: '%' };
    return { key, mutation: 'recordOutcome', input };
  }
}
