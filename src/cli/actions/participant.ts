import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ownData, type OwnData } from '../../interviews/app/own-data.js';
import { nextNoteOf, parkedOf } from '../../interviews/read-model/own-words.js';
import { errorCode } from '../../platform/database/error-code.js';
import { OperatorError } from '../../platform/observability/operator-error.js';
import { PersonalDataClosed } from '../../platform/privacy/personal-data.js';
import { withCasebook, type Base } from './base.js';

export async function exportParticipant(id: string, file: string | undefined): Promise<void> {
  await withCasebook((base) =>
    exported(id, file, base).catch((error: unknown) => {
      if (error instanceof PersonalDataClosed) throw new OperatorError(error.message);
      throw error;
    }),
  );
}

async function exported(id: string, file: string | undefined, { runtime }: Base): Promise<void> {
  const generation = runtime.readModel.current();
  const own = await ownData(id, {
    log: runtime.log,
    personal: runtime.personal,
    reads: runtime.reads,
    nextNote: (participant, after) => nextNoteOf(generation, participant, after),
    parked: (participant) => parkedOf(generation, participant),
  });
  const count = { notes: 0 };
  const text = Readable.from(asJson(own, count));
  if (file === undefined) await pipeline(text, process.stdout, { end: false });
  else await written(text, file);
  process.stderr.write(`${id}: ${count.notes} notes; each read of them is recorded\n`);
}

/** For its owner's eyes: nobody else may read the file, and half of one is none. */
async function written(text: Readable, file: string): Promise<void> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  let opened = false;
  stream.once('open', () => (opened = true));
  try {
    await pipeline(text, stream);
  } catch (error) {
    if (opened) await rm(file, { force: true });
    if (errorCode(error) === 'EEXIST') throw new OperatorError(`${file} is there already: name another file`);
    throw error;
  }
}

/** One note at a time, so that a long list of them needs no memory. */
async function* asJson({ participant, notes }: OwnData, count: { notes: number }): AsyncGenerator<string> {
  yield `{\n"participant": ${JSON.stringify(participant, null, 2)},\n"notes": [`;
  for await (const note of notes) {
    yield `${count.notes === 0 ? '' : ','}\n${JSON.stringify(note, null, 2)}`;
    count.notes += 1;
  }
  yield '\n]\n}\n';
}
