import { commandClass } from '../../platform/commands/command-class.js';
import { literatureSourceCommands } from '../domain/literature-source.commands.js';
import { publishedFigureCommands } from '../domain/published-figure.commands.js';

export class ImportSource extends commandClass(literatureSourceCommands, 'ImportSource') {}
export class CorrectSource extends commandClass(literatureSourceCommands, 'CorrectSource') {}
export class MergeSources extends commandClass(literatureSourceCommands, 'MergeSources') {}
export class RetractSource extends commandClass(literatureSourceCommands, 'RetractSource') {}
export class MarkNotDuplicate extends commandClass(literatureSourceCommands, 'MarkNotDuplicate') {}
export class RecordFigure extends commandClass(publishedFigureCommands, 'RecordFigure') {}
export class CorrectFigure extends commandClass(publishedFigureCommands, 'CorrectFigure') {}
export class RetractFigure extends commandClass(publishedFigureCommands, 'RetractFigure') {}
export class TranslateFigureText extends commandClass(publishedFigureCommands, 'TranslateText') {}

/** Those of a source that one handler of the common kind runs. */
export const plainSourceCommands = [ImportSource, CorrectSource, RetractSource, MarkNotDuplicate] as const;

export const allSourceCommands = [...plainSourceCommands, MergeSources] as const;

export const allFigureCommands = [RecordFigure, CorrectFigure, RetractFigure, TranslateFigureText] as const;
