import { Args, Context, Extensions, ID, Int, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { fromInput } from '../../kernel/localized-text.js';
import {
  citationArgs,
  citationLanguage,
  Citations,
  CitationView,
  type CitationArgs,
} from '../../literature/public.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import {
  languagesArg,
  LocalizedTextView,
  preferred,
  serve,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import { moment } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { editionChanges, firstEditionWords, toldLanguage } from '../read-model/edition-changes.js';
import { CaseStudyEditionView, CaseStudyView, NoticeView } from './case-study.type.js';
import { contentResolver } from './content.resolver.js';
import { findEdition, findFace, noticesOf, shownEdition } from './find-case-study.js';

/** The largest number that an edition can be asked for by: PostgreSQL's integer. */
const MAX_NUMBER = 2_147_483_647;

export const EditionContentResolver = contentResolver(CaseStudyEditionView, ({ row }, context) =>
  shownEdition(row.id, row.number, context),
);

/** What a citation says that it is. */
const genres = {
  'fr-CA': (fictional: boolean) => (fictional ? 'Étude de cas fictive' : 'Étude de cas'),
  'en-US': (fictional: boolean) => (fictional ? 'Fictional case study' : 'Case study'),
} as const;
const retractedWords = { 'fr-CA': ', rétractée', 'en-US': ', retracted' } as const;
const withheldTitles = { 'fr-CA': 'Texte non diffusé', 'en-US': 'Text withheld' } as const;

@Resolver(() => CaseStudyEditionView)
export class EditionResolver {
  constructor(private readonly citations: Citations) {}

  @Query(() => CaseStudyEditionView, {
    nullable: true,
    description:
      'An edition as it was published, for ever; null when there is none. Of a withheld case study: its place, without text.',
  })
  async caseStudyEdition(
    @Args('caseStudy', { type: () => ID }) id: string,
    @Args('number', { type: () => Int }) number: number,
    @Context() context: RequestContext,
  ): Promise<CaseStudyEditionView | null> {
    if (number < 1 || number > MAX_NUMBER || !(await findFace(id, 'published', context))) return null;
    const row = await findEdition(id, number, context);
    return row && new CaseStudyEditionView(row);
  }

  @ResolveField(() => LocalizedTextView, { nullable: true, description: 'What its publisher says of it.' })
  @FieldArgs(languagesArg)
  note(
    { row }: CaseStudyEditionView,
    args: LanguagesArgs,
    context: RequestContext,
  ): LocalizedTextView | null {
    return serve(row.note && fromInput(row.note), args, context);
  }

  @ResolveField(() => [String], {
    description:
      'What it says otherwise than the edition before it, in words; in French or English. Empty once withheld.',
  })
  @FieldArgs(languagesArg)
  async changes(
    { row: { id, number } }: CaseStudyEditionView,
    { languages }: LanguagesArgs,
    context: RequestContext,
  ): Promise<string[]> {
    const language = toldLanguage(preferred(languages, context));
    const [before, after] = await Promise.all([
      number > 1 ? findEdition(id, number - 1, context) : null,
      findEdition(id, number, context),
    ]);
    if (!after?.content) return [];
    return before?.content
      ? editionChanges(before.content, after.content, language)
      : [firstEditionWords[language]];
  }

  @ResolveField(() => Boolean, { description: 'An invented example, made to show what records look like.' })
  async fictional({ row }: CaseStudyEditionView, _args: object, context: RequestContext): Promise<boolean> {
    return (await findFace(row.id, 'published', context))?.fictional ?? false;
  }

  @ResolveField(() => CitationView, {
    description:
      'How this edition is cited. Withheld, it has no title and no authors any more, and the same id.',
  })
  @FieldArgs(citationArgs)
  async citation(
    { row: { id, number } }: CaseStudyEditionView,
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const [edition, face] = await Promise.all([
      findEdition(id, number, context),
      findFace(id, 'published', context),
    ]);
    if (!edition || !face) throw new Error(`There is no edition ${number} of ${id} any more`);
    const language = citationLanguage(args, context);
    const title = edition.content && serve(edition.content.title, args, context);
    const record = {
      genre: genres[language](face.fictional) + (face.status === 'retracted' ? retractedWords[language] : ''),
      marked: face.fictional || face.status === 'retracted',
      title: title?.text ?? withheldTitles[language],
      language: title?.language ?? language,
      authors: edition.content?.authors ?? [],
      issued: moment(edition.published_at),
      edition: number,
    };
    const cited = { id, ordinal: edition.ordinal, path: `/editions/${number}` };
    return this.citations.ofRecord(record, cited, args, context);
  }

  @ResolveField(() => [NoticeView], {
    description:
      'What is to be read before the text, or in its place: notices stand over all editions. The first said first.',
  })
  @Extensions(maxItems(2))
  async notices(
    { row }: CaseStudyEditionView,
    _args: object,
    context: RequestContext,
  ): Promise<NoticeView[]> {
    const face = await findFace(row.id, 'published', context);
    return face ? noticesOf(face.row, context) : [];
  }

  @ResolveField(() => CaseStudyView, {
    nullable: true,
    description: 'By its last edition: with the notices that stand over all of them.',
  })
  @Extensions(maxItems(1))
  caseStudy(
    { row }: CaseStudyEditionView,
    _args: object,
    context: RequestContext,
  ): Promise<CaseStudyView | null> {
    return findFace(row.id, 'published', context);
  }
}
