import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import { decoderOf, isEncoding } from '../../platform/import/text-file.js';

/** How a file's encoding is known: it says so, it can be nothing else, or it was guessed from its bytes. */
export interface DecodedText {
  /** Without byte order mark; line ends are LF. */
  readonly text: string;
  /** A label of the WHATWG Encoding Standard. */
  readonly encoding: string;
  readonly known: 'byte order mark' | 'valid' | 'guessed';
  /** Lines that are not in `encoding` and were read as Windows-1252: two files were pasted together. */
  readonly oddLines: number;
}

/** Bytes that the guess looks at. */
const sample = 256 * 1024;
/** A guess of chardet that is less sure than that is no better than the default of Western Europe. */
const sureEnough = 60;

/** @throws RangeError where the bytes are no text in any encoding that can be told */
export function decodeText(bytes: Buffer): DecodedText {
  const marked = byteOrderMark(bytes);
  if (marked) return { ...decoded(bytes, marked), known: 'byte order mark' };
  if (isUtf8(bytes)) return { ...decoded(bytes, 'utf-8'), known: 'valid' };
  const wide = utf16Without(bytes);
  if (wide) return { ...decoded(bytes, wide), known: 'guessed' };
  if (mostlyUtf8(bytes)) return mixedLines(bytes);
  return { ...decoded(bytes, guess(bytes)), known: 'guessed' };
}

function decoded(bytes: Buffer, encoding: string) {
  try {
    const text = decoderOf(encoding)(bytes, false);
    return { text: unixLines(text), encoding, oddLines: 0 };
  } catch {
    throw new RangeError(`The file is not text in ${encoding}, which it seems to be`);
  }
}

function unixLines(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
}

function byteOrderMark(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return isUtf8(bytes) ? 'utf-8' : null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/** Every second byte of Western text in UTF-16 is 0. */
function utf16Without(bytes: Buffer): string | null {
  const start = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) zeros[index % 2]!++;
  });
  const many = start.length / 4;
  if (zeros[1]! > many && zeros[0]! < many / 8) return 'utf-16le';
  return zeros[0]! > many && zeros[1]! < many / 8 ? 'utf-16be' : null;
}

function* byteLines(bytes: Buffer): Generator<Buffer> {
  for (let from = 0; from < bytes.length;) {
    const end = bytes.indexOf(0x0a, from);
    const next = end < 0 ? bytes.length : end + 1;
    yield bytes.subarray(from, next);
    from = next;
  }
}

const isAscii = (bytes: Buffer) => bytes.every((byte) => byte < 0x80);

/** A few lines of another encoding in a file of UTF-8, as copying from another file leaves them. */
function mostlyUtf8(bytes: Buffer): boolean {
  let sound = 0;
  let odd = 0;
  for (const line of byteLines(bytes)) {
    if (isAscii(line)) continue;
    if (isUtf8(line)) sound++;
    else odd++;
  }
  return sound >= odd && sound > 0;
}

function mixedLines(bytes: Buffer): DecodedText {
  let oddLines = 0;
  const utf8 = decoderOf('utf-8');
  const western = decoderOf('windows-1252');
  const lines: string[] = [];
  for (const line of byteLines(bytes)) {
    if (isUtf8(line)) lines.push(utf8(line, false));
    else {
      lines.push(western(line, false));
      oddLines++;
    }
  }
  return { text: unixLines(lines.join('')), encoding: 'utf-8', known: 'guessed', oddLines };
}

function guess(bytes: Buffer): string {
  const part = highLines(bytes);
  const [best] = analyse(part);
  const label = best?.name.toLowerCase() ?? 'windows-1252';
  const western = label.startsWith('iso-8859') || label.startsWith('windows');
  if (western && isGb2312(part)) return 'gbk';
  if (label === 'utf-8' || label === 'ascii' || !isEncoding(label) || !holds(bytes, label))
    return 'windows-1252';
  if (western && (best?.confidence ?? 0) < sureEnough) return 'windows-1252';
  return label === 'iso-8859-1' ? 'windows-1252' : label;
}

/** The lines that tell something: those with bytes beyond ASCII, up to the sample's size. */
function highLines(bytes: Buffer): Buffer {
  const lines: Buffer[] = [];
  let size = 0;
  for (const line of byteLines(bytes)) {
    if (isAscii(line)) continue;
    lines.push(line.subarray(0, sample - size));
    size += line.length;
    if (size >= sample) break;
  }
  return Buffer.concat(lines);
}

function holds(bytes: Buffer, encoding: string): boolean {
  try {
    decoderOf(encoding)(bytes, false);
    return true;
  } catch {
    return false;
  }
}

/** All bytes beyond ASCII come in pairs of Chinese characters; an accent in a Western word stands alone. */
function isGb2312(bytes: Buffer): boolean {
  let pairs = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at]! < 0x80) continue;
    const lead = bytes[at]!;
    const trail = bytes[at + 1] ?? 0;
    const hanzi = lead >= 0xb0 && lead <= 0xf7;
    const punctuation = lead >= 0xa1 && lead <= 0xa9;
    if (!(hanzi || punctuation) || trail < 0xa1 || trail === 0xff) return false;
    if (hanzi) pairs++;
    at++;
  }
  return pairs > 1;
}
