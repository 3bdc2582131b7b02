import { commandClass } from '../../platform/commands/command-class.js';
import { initiativeCommands } from '../domain/initiative.commands.js';

export class RecordInitiative extends commandClass(initiativeCommands, 'RecordInitiative') {}
export class DescribeInitiative extends commandClass(initiativeCommands, 'DescribeInitiative') {}
export class ClassifyInitiative extends commandClass(initiativeCommands, 'ClassifyInitiative') {}
export class AdvanceStage extends commandClass(initiativeCommands, 'AdvanceStage') {}
export class RevertStage extends commandClass(initiativeCommands, 'RevertStage') {}
export class AbandonInitiative extends commandClass(initiativeCommands, 'AbandonInitiative') {}
export class RecordOutcome extends commandClass(initiativeCommands, 'RecordOutcome') {}
export class CorrectOutcome extends commandClass(initiativeCommands, 'CorrectOutcome') {}
export class TranslateInitiativeText extends commandClass(initiativeCommands, 'TranslateText') {}

export const allInitiativeCommands = [
  RecordInitiative,
  DescribeInitiative,
  ClassifyInitiative,
  AdvanceStage,
  RevertStage,
  AbandonInitiative,
  RecordOutcome,
  CorrectOutcome,
  TranslateInitiativeText,
] as const;
