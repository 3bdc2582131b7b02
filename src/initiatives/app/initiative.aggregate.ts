import { aggregate } from '../../platform/commands/aggregate.js';
import { initiativeCommands } from '../domain/initiative.commands.js';
import { initiative as decider } from '../domain/initiative.decider.js';

export const initiative = aggregate({
  category: initiativeCommands.category,
  decider,
  commands: initiativeCommands,
});
