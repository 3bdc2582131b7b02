import { isStreamOf } from '../../../kernel/ids.js';
import { conceptSchemeCommands, schemeId } from '../../domain/concept-scheme.commands.js';

/** Stream of a command about a vocabulary, or null for every other command: what an import keeps such lines in order by. */
export function vocabularyStreamOf(name: string, input: Readonly<Record<string, unknown>>): string | null {
  const { id, scheme, code } = input;
  if (name === 'TranslateText') return typeof id === 'string' && isStreamOf('conceptScheme', id) ? id : null;
  if (!Object.hasOwn(conceptSchemeCommands.commands, name)) return null;
  const schemeCode = name === 'CreateScheme' ? code : scheme;
  return typeof schemeCode === 'string' ? schemeId(schemeCode) : null;
}
