import { Field, Int, ObjectType } from '@nestjs/graphql';
import { choose, isStale, textOrigins, type LocalizedText } from '../../kernel/localized-text.js';
import { apiEnum } from './enums.js';
import type { FieldArg } from './field-args.js';
import { badInput } from '../errors/bad-input.js';
import type { RequestContext } from './request-context.js';

export const TextOriginEnum = apiEnum('TextOrigin', textOrigins, 'Where a text comes from.', {
  descriptions: {
    original: 'Written in this language.',
    human: 'Translated by a person.',
    machine: 'Translated by a machine.',
  },
});

@ObjectType('LocalizedText', { description: 'A text in one language, and which language that is.' })
export class LocalizedTextView {
  @Field()
  text!: string;

  @Field({ description: 'BCP-47 tag of the language served.' })
  language!: string;

  @Field(() => TextOriginEnum)
  origin!: string;

  @Field({ description: 'A translation whose original has been replaced since.' })
  stale!: boolean;

  @Field(() => Int, { description: 'Version of this text: to be named when it is replaced.' })
  version!: number;

  @Field(() => Int, { nullable: true, description: 'Version of the original that this translation renders.' })
  of?: number;
}

/** The argument of every localized field. */
export const languagesArg: Readonly<Record<'languages', FieldArg>> = {
  languages: {
    type: () => [String],
    description:
      'BCP-47 tags in order of preference. Default: Accept-Language, then French, English, the original.',
  },
};

export interface LanguagesArgs {
  readonly languages?: readonly string[] | null;
}

/** The text in the language asked for, or in the next best. */
export function serve(text: LocalizedText, args: LanguagesArgs, context: RequestContext): LocalizedTextView;
export function serve(
  text: LocalizedText | null,
  args: LanguagesArgs,
  context: RequestContext,
): LocalizedTextView | null;
export function serve(
  text: LocalizedText | null,
  { languages }: LanguagesArgs,
  context: RequestContext,
): LocalizedTextView | null {
  return text && choose(text, preferred(languages, context));
}

/** Languages that a request may prefer, and characters of a tag. */
const MAX_LANGUAGES = 10;
const MAX_TAG = 35;

/** The languages asked for, else those of the request. @throws BAD_USER_INPUT for more than anyone reads */
export function preferred(
  languages: readonly string[] | null | undefined,
  context: RequestContext,
): readonly string[] {
  if (!languages) return context.languages;
  if (languages.length > MAX_LANGUAGES || languages.some((tag) => tag.length > MAX_TAG)) {
    throw badInput(`languages has at most ${MAX_LANGUAGES} tags of at most ${MAX_TAG} characters`);
  }
  return languages;
}

/** The text in every language that it has. */
export function serveAll(text: LocalizedText | null): LocalizedTextView[] {
  return Object.entries(text ?? {}).map(([language, entry]) => ({
    language,
    stale: isStale(text!, language),
    ...entry,
  }));
}
