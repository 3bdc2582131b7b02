import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { LiteratureSourceCommand } from './literature-source.commands.js';
import type { LiteratureSourceEvent } from './literature-source.events.js';
import {
  evolveLiteratureSource,
  type ActiveSource,
  type LiteratureSourceState,
  type RetractedSource,
} from './literature-source.state.js';

type Command<Type extends LiteratureSourceCommand['type']> = Extract<LiteratureSourceCommand, { type: Type }>;
type Events = readonly LiteratureSourceEvent[];
/** Not merged: there is still something to say to it. */
type Standing = ActiveSource | RetractedSource;

/**
 * A source of the literature. Merged is terminal: its record redirects. Retracted is for ever, too: a publisher takes a
 * retraction back by publishing anew, which is another source; what rests on this one must not come to rest on it again
 * by a slip of the pen. But its data may still be put right, also the retraction's reason and date, and it may be merged.
 */
export const literatureSource: Decider<
  LiteratureSourceState,
  LiteratureSourceCommand,
  LiteratureSourceEvent
> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'ImportSource') return importSource(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such source', ['id']);
    if (state.status === 'merged') return afterMerge(command, state.into);
    switch (command.type) {
      case 'CorrectSource':
        return correct(command, state);
      case 'MergeSources':
        if (command.into === command.id) {
          throw new DomainError('MERGE_CYCLE', 'A source cannot be merged into itself', ['into']);
        }
        return [{ type: 'SourceMerged', data: { into: command.into } }];
      case 'RetractSource':
        return retract(command, state);
      case 'MarkNotDuplicate':
        if (command.other === command.id) {
          throw new DomainError('INVALID_INPUT', 'A source cannot be told apart from itself', ['other']);
        }
        if (state.apart.includes(command.other)) return [];
        return [{ type: 'SourceToldApart', data: { other: command.other } }];
      default:
        return command satisfies never;
    }
  },
  evolve: evolveLiteratureSource,
};

function importSource(command: Command<'ImportSource'>, state: LiteratureSourceState): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'absent') return [{ type: 'SourceImported', data }];
  if (sameJson(state.imported, data)) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a source with this id already, with other content', [
    'id',
  ]);
}

function afterMerge(command: LiteratureSourceCommand, into: string): Events {
  if (command.type === 'MergeSources' && command.into === into) return [];
  throw new DomainError('SOURCE_MERGED', `The source was merged into ${into}`, ['id'], { into });
}

function correct(command: Command<'CorrectSource'>, state: Standing): Events {
  const changed = changes(omit(command, 'type', 'id', 'replaces'), state, ['externalReferences']);
  if (changed.csl !== undefined && command.replaces !== state.cslVersion) {
    throw new DomainError(
      'TEXT_CONFLICT',
      `This replaces version ${command.replaces} of the CSL data, but version ${state.cslVersion} stands`,
      ['replaces'],
      {
        expected: command.replaces,
        actual: state.cslVersion,
        currentText: JSON.stringify(state.csl),
        yourText: JSON.stringify(command.csl),
      },
    );
  }
  return isEmpty(changed) ? [] : [{ type: 'SourceCorrected', data: changed }];
}

/** Said again with another reason or date, it puts them right. */
function retract(command: Command<'RetractSource'>, state: Standing): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'retracted' && sameJson(state.retraction, data)) return [];
  return [{ type: 'SourceRetracted', data }];
}
