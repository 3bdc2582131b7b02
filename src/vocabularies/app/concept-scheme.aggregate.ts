import { aggregate } from '../../platform/commands/aggregate.js';
import { conceptSchemeCommands, schemeId } from '../domain/concept-scheme.commands.js';
import { conceptScheme as decider } from '../domain/concept-scheme.decider.js';

export const conceptScheme = aggregate({
  category: conceptSchemeCommands.category,
  decider,
  commands: conceptSchemeCommands,
  streamOf(command) {
    switch (command.type) {
      case 'CreateScheme':
        return schemeId(command.code);
      case 'TranslateText':
        return command.id;
      default:
        return schemeId(command.scheme);
    }
  },
});
