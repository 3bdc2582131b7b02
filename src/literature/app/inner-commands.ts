import { z } from 'zod';
import { command, defineCommands } from '../../kernel/commands.js';
import { limits, streamIdOf, text } from '../../kernel/fields.js';

const source = streamIdOf('literatureSource');

/** Said by the handlers of a source's commands only: they have no mutation of their own. */
export const sourceMergeCommands = defineCommands('literatureSourceMerges', {
  DecideSourceMerge: command(z.strictObject({ source, into: source })),
});

export const doiClaimCommands = defineCommands('doiClaim', {
  ClaimDoi: command(z.strictObject({ doi: text(limits.uri), source, void: source.optional() })),
});
