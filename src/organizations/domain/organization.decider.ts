import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { limits } from '../../kernel/fields.js';
import { decideReplacement, decideTranslation } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { OrganizationCommand } from './organization.commands.js';
import type { OrganizationEvent } from './organization.events.js';
import {
  evolveOrganization,
  unorderedLists,
  type ActiveOrganization,
  type DissolvedOrganization,
  type OrganizationState,
} from './organization.state.js';

type Command<Type extends OrganizationCommand['type']> = Extract<OrganizationCommand, { type: Type }>;
type Events = readonly OrganizationEvent[];
/** Not merged: there is still something to change. */
type Standing = ActiveOrganization | DissolvedOrganization;

/**
 * An organization. Merged is terminal: its record redirects. Once dissolved, what is written about it may still be put
 * right (name, description, translations, classification, the date of the dissolution), and it may be merged; it
 * changes its legal form no more and is assessed no more.
 */
export const organization: Decider<OrganizationState, OrganizationCommand, OrganizationEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'RegisterOrganization') return register(command, state);
    if (state.status === 'absent')
      throw new DomainError('NOT_FOUND', 'There is no such organization', ['id']);
    if (state.status === 'merged') return afterMerge(command, state.into);
    switch (command.type) {
      case 'RenameOrganization': {
        const name = decideReplacement(state.name, command.name, ['name']);
        return name ? [{ type: 'OrganizationRenamed', data: { name } }] : [];
      }
      case 'DescribeOrganization': {
        const description = decideReplacement(state.description, command.description, ['description']);
        return description ? [{ type: 'OrganizationDescribed', data: { description } }] : [];
      }
      case 'ClassifyOrganization': {
        const changed = changes(omit(command, 'type', 'id'), state, unorderedLists);
        return isEmpty(changed) ? [] : [{ type: 'OrganizationClassified', data: changed }];
      }
      case 'ChangeLegalForm':
        return changeLegalForm(command, state);
      case 'AssessEligibility':
        return assessEligibility(command, state);
      case 'MergeOrganization':
        if (command.into === command.id) {
          throw new DomainError('MERGE_CYCLE', 'An organization cannot be merged into itself', ['into']);
        }
        return [{ type: 'OrganizationMerged', data: { into: command.into } }];
      case 'DissolveOrganization':
        return dissolve(command, state);
      case 'TranslateText':
        return translate(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveOrganization,
};

function register(command: Command<'RegisterOrganization'>, state: OrganizationState): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'absent') return [{ type: 'OrganizationRegistered', data }];
  if (sameJson(state.registered, data)) return [];
  throw new DomainError(
    'ALREADY_EXISTS',
    'There is an organization with this id already, with other content',
    ['id'],
  );
}

function afterMerge(command: OrganizationCommand, into: string): Events {
  if (command.type === 'MergeOrganization' && command.into === into) return [];
  throw new DomainError('ORGANIZATION_MERGED', `The organization was merged into ${into}`, ['id'], { into });
}

/** @throws ORGANIZATION_DISSOLVED */
function assertActive(state: Standing): void {
  if (state.status === 'active') return;
  throw new DomainError('ORGANIZATION_DISSOLVED', 'The organization is dissolved', ['id'], {
    on: state.dissolvedOn ?? null,
  });
}

/** The same form with a date that was not known, or was another, puts the date right. */
function changeLegalForm(command: Command<'ChangeLegalForm'>, state: Standing): Events {
  const { legalForm, on } = command;
  if (state.legalForm === legalForm && (on === undefined || on === state.legalFormSince)) return [];
  assertActive(state);
  return [{ type: 'LegalFormChanged', data: { legalForm, ...(on && { on }) } }];
}

function assessEligibility(command: Command<'AssessEligibility'>, state: Standing): Events {
  const assessments = command.assessments.filter(
    (assessment) => !sameJson(state.assessments[assessment.principle], assessment),
  );
  if (assessments.length === 0) return [];
  assertActive(state);
  return [{ type: 'EligibilityAssessed', data: { assessments } }];
}

/** Said again with another date, it puts the date right. */
function dissolve({ on }: Command<'DissolveOrganization'>, state: Standing): Events {
  if (state.status === 'dissolved' && (on === undefined || on === state.dissolvedOn)) return [];
  return [{ type: 'OrganizationDissolved', data: on === undefined ? {} : { on } }];
}

function translate(command: Command<'TranslateText'>, state: Standing): Events {
  if (command.field === 'name' && command.text.length > limits.name) {
    throw new DomainError('INVALID_INPUT', `must have at most ${limits.name} characters`, ['text']);
  }
  if (!decideTranslation(state[command.field], command, [])) return [];
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}
