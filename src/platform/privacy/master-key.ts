import { hkdfSync } from 'node:crypto';
import { decrypt, encrypt, keyBytes } from './seal.js';

/** Wraps the data keys. Kept outside the database; never shown, also not by what prints objects. */
export class MasterKey {
  /** Tells master keys apart, and nothing else of them. */
  readonly id: string;
  readonly #wrapping: Buffer;

  /** @throws TypeError unless `key` has 32 bytes */
  constructor(key: Buffer) {
    if (key.length !== keyBytes) throw new TypeError(`A master key has ${keyBytes} bytes`);
    this.id = derived(key, 'casebook master key id', 12).toString('base64url');
    this.#wrapping = derived(key, 'casebook key wrapping', keyBytes);
  }

  wrap(key: Buffer, name: string): Buffer {
    return encrypt(this.#wrapping, key, keyContext(name));
  }

  /** @throws SealBroken */
  unwrap(wrapped: Buffer, name: string): Buffer {
    return decrypt(this.#wrapping, wrapped, keyContext(name), `The key ${name}`);
  }
}

/** 32 bytes in base64 or base64url, or null. */
export function parseMasterKey(text: string): Buffer | null {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return null;
  const key = Buffer.from(text, 'base64url');
  return key.length === keyBytes ? key : null;
}

function derived(key: Buffer, info: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', info, length));
}

function keyContext(name: string): string {
  return JSON.stringify(['key', name]);
}
