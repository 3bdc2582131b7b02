import { commandClass } from '../../platform/commands/command-class.js';
import { organizationCommands } from '../domain/organization.commands.js';

export class RegisterOrganization extends commandClass(organizationCommands, 'RegisterOrganization') {}
export class RenameOrganization extends commandClass(organizationCommands, 'RenameOrganization') {}
export class DescribeOrganization extends commandClass(organizationCommands, 'DescribeOrganization') {}
export class ClassifyOrganization extends commandClass(organizationCommands, 'ClassifyOrganization') {}
export class ChangeLegalForm extends commandClass(organizationCommands, 'ChangeLegalForm') {}
export class AssessEligibility extends commandClass(organizationCommands, 'AssessEligibility') {}
export class MergeOrganization extends commandClass(organizationCommands, 'MergeOrganization') {}
export class DissolveOrganization extends commandClass(organizationCommands, 'DissolveOrganization') {}
export class TranslateOrganizationText extends commandClass(organizationCommands, 'TranslateText') {}

/** Those that need nothing beyond their own stream but checked references. */
export const ownStreamCommands = [
  RegisterOrganization,
  RenameOrganization,
  DescribeOrganization,
  ClassifyOrganization,
  ChangeLegalForm,
  AssessEligibility,
  DissolveOrganization,
  TranslateOrganizationText,
] as const;

export const allOrganizationCommands = [...ownStreamCommands, MergeOrganization] as const;
