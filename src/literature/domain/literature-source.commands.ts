import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { limits, streamIdOf, text } from '../../kernel/fields.js';
import { correction, importedSource, retraction } from './literature-source.events.js';

const id = streamIdOf('literatureSource');

export const literatureSourceCommands = defineCommands('literatureSource', {
  ImportSource: command(importedSource.extend({ id: id.optional() }), { creates: true }),
  /** `csl` replaces the whole item, and names in `replaces` the version that it replaces; the first has version 1. */
  CorrectSource: command(
    correction
      .extend({ id, replaces: z.int().min(1).optional() })
      .refine(({ csl, replaces }) => csl === undefined || replaces !== undefined, {
        error: 'must name the version of the CSL data that is replaced',
        path: ['replaces'],
      }),
    { replacesText: true },
  ),
  MergeSources: command(z.strictObject({ id, into: id, reason: text(limits.reason).optional() })),
  RetractSource: command(retraction.extend({ id })),
  MarkNotDuplicate: command(z.strictObject({ id, other: id })),
});
export type LiteratureSourceCommand = CommandOf<typeof literatureSourceCommands>;
