import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Personal, SealedPersonal } from '../../kernel/personal.js';
import { keyOf } from '../../kernel/personal.js';
import type { PersonalSeals, PersonalToSeal } from '../event-store/personal-payload.js';
import { ErasureLedger, ErasureLedgerUnusable } from './erasure-ledger.js';
import { Erasures } from './erasures.js';
import { KeyVault } from './key-vault.js';
import { MasterKeyring, type MasterKeyPlace } from './master-keyring.js';
import { noFingerprint, OwnerErased, PersonalData, PersonalDataClosed } from './personal-data.js';
import { keyedFingerprint, keyedUuid, openValue, sealValue } from './seal.js';

export interface VaultOptions {
  /** Connections to the database that holds the schema `vault`. */
  readonly pool: Pool;
  /** Of the same database. */
  readonly databaseUrl: string;
  readonly masterKey: MasterKeyPlace;
  /** File of the erasure ledger. */
  readonly ledger: string;
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

/** Personal data under keys in the schema `vault`. */
export class VaultPersonalData extends PersonalData implements PersonalSeals {
  private readonly vault: KeyVault;
  private readonly erasures: Erasures;
  private readonly logger: VaultOptions['logger'];
  /** Why no erasure can be vouched for; null when all is well. */
  private ledgerFault: string | null = null;
  private begun = false;

  constructor({ pool, databaseUrl, masterKey, ledger, logger }: VaultOptions) {
    super();
    this.vault = new KeyVault(pool, new MasterKeyring(masterKey), (closed) => this.say(closed));
    this.erasures = new Erasures(pool, databaseUrl, new ErasureLedger(ledger), logger);
    this.logger = logger;
  }

  get closed(): string | null {
    return this.ledgerFault ?? this.vault.closed;
  }

  /** For a start: what was erased is erased again where a backup brought its keys back, and the master key is tried. */
  async begin(): Promise<void> {
    try {
      const again = await this.erasures.reconcile();
      if (again > 0) this.logger.warn({ erasures: again }, 'Erasures of the ledger have been done again');
    } catch (error) {
      if (!(error instanceof ErasureLedgerUnusable)) throw error;
      this.ledgerFault = error.message;
    }
    try {
      await this.vault.secret();
    } catch (error) {
      if (!(error instanceof PersonalDataClosed)) throw error;
    }
    this.begun = true;
  }

  async seal(values: readonly PersonalToSeal[]): Promise<SealedPersonal[]> {
    if (values.length === 0) return [];
    this.assertOpen();
    const keys = await this.vault.findOrMake(namesIn(values));
    return values.map(({ personal, value, at, size }) => ({
      personal,
      sealed: sealValue(keys.get(personal)!, value, { personal, at }, size !== undefined),
      ...(size === undefined ? {} : { size }),
    }));
  }

  async open<Value>(values: readonly SealedPersonal[]): Promise<Personal<Value>[]> {
    if (values.length === 0) return [];
    this.assertOpen();
    const names = namesIn(values);
    const keys = await this.vault.find(names);
    const lost = names.filter((name) => !keys.has(name));
    if (lost.length > 0) this.logger.error({ keys: lost.slice(0, 10) }, 'Keys are missing from the vault');
    return values.map(({ personal, sealed, size, at }) => {
      const key = keys.get(personal);
      if (!key) return { personal, erased: true, ...(size === undefined ? {} : { size }) };
      if (at === undefined) throw new TypeError(`A sealed value under ${personal} lacks its place`);
      return { personal, value: openValue(key, sealed, { personal, at }) as Value };
    });
  }

  eraseOwner(owner: string): Promise<void> {
    return this.erasures.erase({ erased: 'owner', id: owner });
  }

  eraseVersions(record: string, below: number): Promise<void> {
    return this.erasures.erase({ erased: 'versions', id: record, below });
  }

  eraseRecord(record: string): Promise<void> {
    return this.erasures.erase({ erased: 'record', id: record });
  }

  onErased(listener: () => void): void {
    this.erasures.onErased(listener);
  }

  async secretUuid(...words: readonly string[]): Promise<string> {
    this.assertOpen();
    return keyedUuid(await this.vault.secret(), words);
  }

  async fingerprint(stream: string, text: string): Promise<string> {
    this.assertOpen();
    const name = keyOf(stream, 0);
    try {
      return keyedFingerprint((await this.vault.findOrMake([name])).get(name)!, text);
    } catch (error) {
      if (error instanceof OwnerErased) return noFingerprint;
      throw error;
    }
  }

  /** A start says by itself how it stands. */
  private say(closed: string | null): void {
    if (!this.begun) return;
    if (closed === null) this.logger.warn('Personal data are open again');
    else this.logger.error(`Personal data are closed: ${closed}`);
  }

  private assertOpen(): void {
    if (this.ledgerFault !== null) throw new PersonalDataClosed(this.ledgerFault);
  }
}

function namesIn(values: readonly { readonly personal: string }[]): string[] {
  return [...new Set(values.map(({ personal }) => personal))];
}
