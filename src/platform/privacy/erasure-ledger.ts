import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { z } from 'zod';
import { syncFolder } from './master-keyring.js';

/** What was erased: of a person (`owner`), of a record, or of a record's versions before `below`. Opaque ids alone. */
export const erasure = z.discriminatedUnion('erased', [
  z.strictObject({ erased: z.literal('owner'), id: z.string() }),
  z.strictObject({ erased: z.literal('record'), id: z.string() }),
  z.strictObject({ erased: z.literal('versions'), id: z.string(), below: z.int().min(1) }),
]);
export type Erasure = z.infer<typeof erasure>;

/** The ledger of erasures cannot be read: whether all that was erased still is cannot be told. */
export class ErasureLedgerUnusable extends Error {
  override readonly name = 'ErasureLedgerUnusable';
}

/** The beginning of a ledger, up to the end of a line. */
export interface LedgerExtent {
  readonly bytes: number;
  /** Hexadecimal digits. */
  readonly sha256: string;
}

const lineFeed = 0x0a;

function extentOf(ledger: Buffer, bytes: number): LedgerExtent {
  return { bytes, sha256: createHash('sha256').update(ledger.subarray(0, bytes)).digest('hex') };
}

/** Of lines that are longer nothing was written by this program. */
const stamped = z.looseObject({ at: z.string() });

/**
 * What was erased, in a file outside the database and its folder: a restored backup brings keys back, and not the memory of
 * their end. One JSON object a line, only ever added to.
 */
export class ErasureLedger {
  constructor(readonly path: string) {}

  /** Durable once it resolves. */
  async append(entries: readonly Erasure[], at: Date): Promise<void> {
    const file = await open(this.path, 'a+', 0o600);
    try {
      const { size } = await file.stat();
      // A line that broke off was never acknowledged; what follows must not be glued to it.
      const last = Buffer.alloc(1);
      if (size > 0) await file.read(last, 0, 1, size - 1);
      const mend = size > 0 && last.toString() !== '\n' ? '\n' : '';
      const lines = entries.map((entry) => `${JSON.stringify({ at: at.toISOString(), ...entry })}\n`);
      await file.appendFile(mend + lines.join(''));
      await file.sync();
      if (size === 0) await syncFolder(this.path);
    } finally {
      await file.close();
    }
  }

  /**
   * Each erasure once. Half a line, which a crash leaves, is left out.
   * @throws ErasureLedgerUnusable
   */
  async read(): Promise<Erasure[]> {
    const found = new Map<string, Erasure>();
    for (const [index, line] of (await this.text()).split('\n').entries()) {
      if (line.trim() === '') continue;
      const entry = parsed(line);
      if (entry) found.set(JSON.stringify(entry), entry);
      else if (isWhole(line)) {
        throw new ErasureLedgerUnusable(`line ${index + 1} of the erasure ledger ${this.path} is none`);
      }
    }
    return [...found.values()];
  }

  /**
   * How far it has come: its whole lines, and what they hash to.
   * @throws ErasureLedgerUnusable
   */
  async extent(): Promise<LedgerExtent> {
    const bytes = await this.bytes();
    return extentOf(bytes, bytes.lastIndexOf(lineFeed) + 1);
  }

  /**
   * Whether this is the ledger that was once of that extent, or has grown since.
   * @throws ErasureLedgerUnusable
   */
  async hasGrownFrom(former: LedgerExtent): Promise<boolean> {
    const bytes = await this.bytes();
    return bytes.length >= former.bytes && extentOf(bytes, former.bytes).sha256 === former.sha256;
  }

  private async text(): Promise<string> {
    return (await this.bytes()).toString('utf8');
  }

  private async bytes(): Promise<Buffer> {
    try {
      return await readFile(this.path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') return Buffer.alloc(0);
      throw new ErasureLedgerUnusable(`the erasure ledger ${this.path} cannot be read (${code})`);
    }
  }
}

function parsed(line: string): Erasure | null {
  try {
    const { at: _at, ...entry } = stamped.parse(JSON.parse(line));
    return erasure.parse(entry);
  } catch {
    return null;
  }
}

/** What broke off has no end. */
function isWhole(line: string): boolean {
  return line.trimEnd().endsWith('}');
}
