import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';

/** A seal does not open with its own key: it was changed, or stands where it was not made for. A fault, and no erasure. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
}

/** Bytes of every key here: AES-256, HMAC-SHA-256. */
export const keyBytes = 32;

const cipherName = 'aes-256-gcm';
/** First byte of everything encrypted here, so that another way can follow. */
const format = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** Texts are filled up to a multiple of this many bytes, unless their size is known anyway: a name's length tells of it. */
const paddedTo = 64;

export function freshKey(): Buffer {
  return randomBytes(keyBytes);
}

/** `format | nonce | ciphertext | tag`. What `context` says must be said again to decrypt it. */
export function encrypt(key: Buffer, plain: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(Buffer.from(context));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.of(format), nonce, text, cipher.getAuthTag()]);
}

/** @throws SealBroken */
export function decrypt(key: Buffer, sealed: Buffer, context: string, what: string): Buffer {
  const textFrom = 1 + nonceBytes;
  if (sealed.length < textFrom + tagBytes || sealed[0] !== format) {
    throw new SealBroken(`${what} is not sealed in a way that this program knows`);
  }
  const decipher = createDecipheriv(cipherName, key, sealed.subarray(1, textFrom), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(textFrom, -tagBytes)), decipher.final()]);
  } catch {
    // The library's error says no more than this.
    throw new SealBroken(`${what} does not open: it was changed, or belongs elsewhere`);
  }
}

/** What a value is bound to. */
export interface SealPlace {
  /** Name of its key. */
  readonly personal: string;
  /** `<event id>:<path>` */
  readonly at: string;
}

/** @returns base64url */
export function sealValue(key: Buffer, value: unknown, place: SealPlace, sized: boolean): string {
  const json = Buffer.from(JSON.stringify(value));
  // White space after JSON means nothing, so it needs no mark of its own.
  const fill = sized ? 0 : (paddedTo - (json.length % paddedTo)) % paddedTo;
  const plain = Buffer.concat([json, Buffer.alloc(fill, ' ')]);
  return encrypt(key, plain, valueContext(place)).toString('base64url');
}

/** @throws SealBroken */
export function openValue(key: Buffer, sealed: string, place: SealPlace): unknown {
  const what = `The value at ${place.at} under the key ${place.personal}`;
  const plain = decrypt(key, Buffer.from(sealed, 'base64url'), valueContext(place), what);
  return JSON.parse(plain.toString());
}

function valueContext({ at, personal }: SealPlace): string {
  return JSON.stringify(['value', at, personal]);
}

/** `<fingerprint of the key>:<hmac>`, so that it shows which key it was made with. */
export function keyedFingerprint(key: Buffer, text: string): string {
  const ofKey = createHash('sha256').update('fingerprint key').update(key).digest().subarray(0, 9);
  return `${ofKey.toString('base64url')}:${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** A UUID that looks like any random one (version 4), and is the same for the same words. */
export function keyedUuid(key: Buffer, words: readonly string[]): string {
  const bytes = createHmac('sha256', key).update(JSON.stringify(words)).digest().subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
