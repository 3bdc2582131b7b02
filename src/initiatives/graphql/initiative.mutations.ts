import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allInitiativeCommands } from '../app/commands.js';
import type { InitiativeRow } from '../read-model/initiative.entity.js';
import { InitiativeView } from './initiative.type.js';

export const InitiativePayload = payloadType('InitiativePayload', 'initiative', () => InitiativeView);

export const InitiativeMutations = mutationsResolver('InitiativeMutations', {
  commands: allInitiativeCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: InitiativePayload,
  field: 'initiative',
  show: (row) => new InitiativeView(row as InitiativeRow),
  policyOf,
  descriptions: {
    RecordInitiative:
      'Adds an initiative. Its owners must be organizations that are known, its concepts in use.',
    DescribeInitiative:
      'Replaces title or summary in one language, naming the version of the text that it replaces (0: there is none yet), and sets owners, place, costs, links and references. Lists are replaced whole; what is left out stays as it is; a place of null is taken away.',
    ClassifyInitiative:
      'Sets digital uses, missions and distinctive characteristics. Each list is replaced whole; one that is left out stays as it is.',
    AdvanceStage: 'Records that the initiative has come to the next stage, and since when.',
    RevertStage:
      'Puts the initiative back to an earlier stage, or takes up an abandoned one again, with the reason.',
    AbandonInitiative:
      'Records that the initiative was given up, with the reason. Outcomes are still recorded and corrected.',
    RecordOutcome:
      'Adds what the initiative has brought about, measured. Needs an idempotencyKey or an outcomeId.',
    CorrectOutcome:
      'Puts an outcome right, with the reason. What is left out stays as it is; a date or source of null is taken away.',
  },
});
