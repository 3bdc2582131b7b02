import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { limits, streamIdOf } from '../../kernel/fields.js';
import { translation } from '../../kernel/localized-text.js';
import {
  figureCorrection,
  figureRetraction,
  figureTexts,
  recordedFigure,
} from './published-figure.events.js';

const id = streamIdOf('publishedFigure');

export const publishedFigureCommands = defineCommands('publishedFigure', {
  RecordFigure: command(recordedFigure.extend({ id: id.optional() }), { creates: true }),
  CorrectFigure: command(figureCorrection.extend({ id }), { replacesText: true }),
  RetractFigure: command(figureRetraction.extend({ id })),
  TranslateText: command(translation(limits.longText).extend({ id, field: z.enum(figureTexts) }), {
    replacesText: true,
  }),
});
export type PublishedFigureCommand = CommandOf<typeof publishedFigureCommands>;
