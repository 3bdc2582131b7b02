import { Field, ID, ObjectType } from '@nestjs/graphql';
import { apiEnum } from '../../platform/graphql/enums.js';
import type { FieldArg } from '../../platform/graphql/field-args.js';
import { languagesArg, preferred, type LanguagesArgs } from '../../platform/graphql/localized-text.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import {
  citationLocale,
  citationStyles,
  type CitationFormat,
  type CitationLocale,
  type CitationStyle,
} from '../citing/format-citation.js';
import { CslJsonScalar } from './csl-json.scalar.js';

export const CitationStyleEnum = apiEnum('CitationStyle', citationStyles, 'How a citation is set.', {
  descriptions: {
    apa: 'APA, 7th edition.',
    chicago: 'Chicago Manual of Style, 18th edition, author and date.',
    'apa-fr': 'The French-language adaptation of APA by the Université de Montréal.',
  },
});
export const CitationFormatEnum = apiEnum('CitationFormat', ['text', 'html'], 'Form of a citation’s text.', {
  descriptions: { html: 'With <i> and the like, and everything else escaped.' },
});

@ObjectType('Citation', { description: 'How a record is to be cited, as it reads now.' })
export class CitationView {
  @Field({ description: 'The entry in a list of references.' })
  bibliography!: string;

  @Field({ description: 'The form in a running text.' })
  inText!: string;

  @Field(() => CitationStyleEnum)
  style!: string;

  @Field({ description: 'Language of the citation’s own words.' })
  language!: string;

  @Field(() => ID, { description: 'The stable id of what is cited; `node` finds it for ever.' })
  id!: string;

  @Field({ description: 'Where in the log it came to read so: `<lineage>:<ordinal>`.' })
  position!: string;

  @Field(() => CslJsonScalar, { description: 'The same as data, for a reference manager.' })
  csl!: object;
}

export interface CitationArgs extends LanguagesArgs {
  readonly style?: CitationStyle | null;
  readonly format?: CitationFormat | null;
}

export const citationArgs: Readonly<Record<string, FieldArg>> = {
  style: {
    type: () => CitationStyleEnum,
    description: 'Default: APA_FR where French is preferred, else APA.',
  },
  format: { type: () => CitationFormatEnum, description: 'Default: TEXT.' },
  ...languagesArg,
};

/** Language of a citation's own words, from what its reader prefers. */
export function citationLanguage(args: CitationArgs, context: RequestContext): CitationLocale {
  if (args.style === 'apa-fr') return 'fr-CA';
  return citationLocale(preferred(args.languages, context)[0] ?? 'fr');
}
