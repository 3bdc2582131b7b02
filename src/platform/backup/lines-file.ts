import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip, createGzip } from 'node:zlib';
import { DamagedBackup, type FileFacts } from './backup-set.js';

/** Of gzip, 1 to 9: beyond it little gets smaller, and the service beside it has less of the processor. */
const compression = 3;
/** Characters of a line: no row that this program writes comes near it, and a damaged file must not fill the memory. */
const longestLine = 64 * 1024 * 1024;

/**
 * Writes objects as lines of JSON, compressed, for this user alone; durable when it resolves.
 * @throws the system's error; EEXIST when the file is there
 */
export async function writeLines(
  path: string,
  batches: AsyncIterable<readonly object[]>,
  signal: AbortSignal,
): Promise<FileFacts> {
  let lines = 0;
  let bytes = 0;
  const hash = createHash('sha256');
  async function* texts(): AsyncGenerator<string> {
    for await (const batch of batches) {
      signal.throwIfAborted();
      lines += batch.length;
      if (batch.length > 0) yield batch.map((line) => `${JSON.stringify(line)}\n`).join('');
    }
  }
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(
    Readable.from(texts()),
    createGzip({ level: compression }),
    counted,
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
    { signal },
  );
  return { bytes, lines, sha256: hash.digest('hex') };
}

/**
 * Reads them back. What is given before the end may come from a file that turns out to be damaged: nothing may be kept of it.
 * @throws DamagedBackup naming the file, at the latest after the last line
 */
export async function* readLines(
  path: string,
  facts: FileFacts,
  signal: AbortSignal,
): AsyncGenerator<unknown, void, void> {
  const name = basename(path);
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    throw new DamagedBackup(`${name} is missing`);
  });
  if (found.size !== facts.bytes) {
    throw new DamagedBackup(`${name} is damaged: it has ${found.size} bytes, not ${facts.bytes}`);
  }
  const hash = createHash('sha256');
  const source = createReadStream(path);
  source.on('data', (chunk) => hash.update(chunk));
  const unpacked = createGunzip();
  const running = pipeline(source, unpacked, { signal });
  // Its failure is told where the lines are read.
  running.catch(() => undefined);
  let lines = 0;
  try {
    for await (const line of split(unpacked)) {
      lines += 1;
      yield JSON.parse(line) as unknown;
    }
    await running;
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof DamagedBackup) throw cause;
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (!(cause instanceof SyntaxError) && !/^Z_|^ERR_STREAM_PREMATURE/.test(code)) throw cause;
    throw new DamagedBackup(`${name} is damaged in or after line ${lines}`, { cause });
  } finally {
    source.destroy();
    unpacked.destroy();
  }
  if (hash.digest('hex') !== facts.sha256 || lines !== facts.lines) {
    throw new DamagedBackup(`${name} is damaged: it is not as it was written`);
  }
}

/** Not by readline, which ends lines at separators that JSON leaves as they are. */
async function* split(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void, void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = lines.pop()!;
    if (rest.length > longestLine) throw new SyntaxError('A line is longer than any that was written');
    yield* lines;
  }
  if (rest + decoder.end() !== '') throw new SyntaxError('The last line has no end');
}
