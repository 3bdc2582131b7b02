import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { ImportFileError, unopened } from './import-error.js';

/** A file whose every byte has been seen to be text. `encoding` is a label of the WHATWG Encoding Standard. */
export interface TextFile {
  readonly path: string;
  readonly encoding: string;
  readonly bytes: number;
}

/** What 0x80 to 0x9F mean in Windows-1252; Node 20's decoder reads them as control characters. */
const WINDOWS_1252 =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f' +
  '\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/**
 * Finds the encoding (byte order mark, else `declared`, else UTF-8) and reads the file once to see that it holds.
 * @throws ImportFileError naming the first line that is not text in that encoding
 */
export async function inspectTextFile(path: string, declared?: string): Promise<TextFile> {
  const { start, bytes } = await readStart(path);
  if (bytes === 0) throw new ImportFileError(path, 'The file is empty');
  const encoding = encodingOf(path, start, declared);
  const file = { path, encoding, bytes };
  try {
    for await (const _chunk of textOf(file)) void _chunk;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error;
    throw await notThisEncoding(file, declared);
  }
  return file;
}

/** The text in pieces, without its byte order mark. */
export async function* textOf({ path, encoding }: TextFile): AsyncGenerator<string> {
  const decode = decoderOf(encoding);
  for await (const bytes of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    yield decode(bytes as Buffer, true);
  }
  const rest = decode(Buffer.alloc(0), false);
  if (rest) yield rest;
}

/**
 * Bytes to text, piece by piece while `more` is to come. `encoding` is a label of the WHATWG Encoding Standard.
 * @throws TypeError (ERR_ENCODING_INVALID_ENCODED_DATA) from the decoder at bytes that are not in that encoding
 */
export function decoderOf(encoding: string): (bytes: Buffer, more: boolean) => string {
  if (encoding === 'windows-1252') {
    return (bytes) =>
      bytes
        .toString('latin1')
        .replace(/[\u0080-\u009f]/g, (char) => WINDOWS_1252[char.charCodeAt(0) - 0x80]!);
  }
  const decode = new TextDecoder(encoding, { fatal: true });
  return (bytes, more) => decode.decode(bytes, { stream: more });
}

async function readStart(path: string): Promise<{ start: Buffer; bytes: number }> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    throw unopened(path, error);
  });
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) throw unopened(path, Object.assign(new Error(), { code: 'EISDIR' }));
    const buffer = Buffer.alloc(4096);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return { start: buffer.subarray(0, bytesRead), bytes: stats.size };
  } finally {
    await handle.close();
  }
}

function encodingOf(path: string, start: Buffer, declared?: string): string {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 'utf-8';
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (start.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    throw new ImportFileError(path, 'This is a spreadsheet or an archive, not text: save it as CSV first');
  }
  if (declared !== undefined) return new TextDecoder(declared).encoding;
  const nuls = start.filter((byte) => byte === 0).length;
  if (nuls > start.length / 4) {
    throw new ImportFileError(
      path,
      'This looks like UTF-16 without a byte order mark, or is not text: save it as UTF-8, or name its encoding in the mapping ("utf-16le")',
    );
  }
  return 'utf-8';
}

/** Whether it is a label of the WHATWG Encoding Standard that can be decoded here. */
export function isEncoding(label: string): boolean {
  try {
    return Boolean(new TextDecoder(label).encoding);
  } catch {
    return false;
  }
}

async function notThisEncoding(file: TextFile, declared?: string): Promise<ImportFileError> {
  const advice =
    declared === undefined
      ? '; save it as UTF-8, or name its encoding in the mapping ("encoding": "windows-1252", "gbk", …)'
      : '';
  const reason = `The file is not text in ${file.encoding}${advice}`;
  if (file.encoding !== 'utf-8') return new ImportFileError(file.path, reason);
  let line = 1;
  for await (const bytes of byteLines(file.path)) {
    if (!isUtf8(bytes))
      return new ImportFileError(file.path, reason, line, bytes.toString('utf8').indexOf('\ufffd') + 1);
    line++;
  }
  return new ImportFileError(file.path, reason);
}

/** Lines as bytes: only to find the place in a file that is known to be faulty. */
async function* byteLines(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    let bytes: Buffer = Buffer.concat([rest, chunk as Buffer]);
    for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    rest = bytes;
  }
  yield rest;
}
