import { z } from 'zod';
import { command, defineCommands } from '../../kernel/commands.js';
import { streamIdOf } from '../../kernel/fields.js';

/** Said by MergeOrganization's handler only: it has no mutation of its own. */
export const organizationMergeCommands = defineCommands('organizationMerges', {
  DecideMerge: command(
    z.strictObject({ organization: streamIdOf('organization'), into: streamIdOf('organization') }),
  ),
});
