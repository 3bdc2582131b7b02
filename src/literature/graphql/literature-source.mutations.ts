import { policyOf } from '../../platform/access/policies.js';
import { mutationsResolver, payloadType } from '../../platform/graphql/mutations.js';
import { allSourceCommands } from '../app/commands.js';
import type { LiteratureSourceRow } from '../read-model/literature-source.entity.js';
import { LiteratureSourceView } from './literature-source.type.js';

export const LiteratureSourcePayload = payloadType(
  'LiteratureSourcePayload',
  'literatureSource',
  () => LiteratureSourceView,
);

export const LiteratureSourceMutations = mutationsResolver('LiteratureSourceMutations', {
  commands: allSourceCommands,
  payload: LiteratureSourcePayload,
  field: 'literatureSource',
  show: (row) => new LiteratureSourceView(row as LiteratureSourceRow),
  policyOf,
  descriptions: {
    ImportSource:
      'Adds a source from its bibliographic data. A DOI is held by one source: DOI_TAKEN names it.',
    CorrectSource:
      'Replaces the bibliographic data as a whole, naming the version that is replaced; sets language, reliability and references.',
    MergeSources: 'Records that this source is the same as another. For ever: its id leads to the other.',
    RetractSource:
      'Records that the source was retracted or is not to be relied on. For ever: what rests on it shows so.',
    MarkNotDuplicate:
      'Records that two sources are different works, so that they are not shown as likely duplicates.',
  },
});
