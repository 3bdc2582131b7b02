import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allFigureCommands } from '../app/commands.js';
import type { PublishedFigureRow } from '../read-model/published-figure.entity.js';
import { PublishedFigureView } from './published-figure.type.js';

export const PublishedFigurePayload = payloadType(
  'PublishedFigurePayload',
  'publishedFigure',
  () => PublishedFigureView,
);

export const PublishedFigureMutations = mutationsResolver('PublishedFigureMutations', {
  commands: allFigureCommands.filter((command) => command.commandName !== 'TranslateText'),
  payload: PublishedFigurePayload,
  field: 'publishedFigure',
  show: (row) => new PublishedFigureView(row as PublishedFigureRow),
  policyOf,
  descriptions: {
    RecordFigure: 'Adds a figure as somebody published it, with its source.',
    CorrectFigure:
      'Puts right what was recorded of a figure, with a reason; texts name the version that they replace.',
    RetractFigure: 'Records that the figure is not to be relied on. For ever: what rests on it shows so.',
  },
});
