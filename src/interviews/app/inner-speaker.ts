import { randomUUID } from 'node:crypto';
import type { CommandContext } from '../../platform/commands/command-executor.js';

/** Casebook itself, where it finishes what somebody asked for, or says what the clock says. */
export function casebookItself(): CommandContext {
  return { actor: 'casebook', role: 'system', correlationId: randomUUID() };
}
