import type { Type } from '@nestjs/common';
import { Extensions, Field, Int, ObjectType, ResolveField, Resolver } from '@nestjs/graphql';
import { InitiativeView, type InitiativeRow } from '../../initiatives/public.js';
import type { LocalizedText } from '../../kernel/localized-text.js';
import { findLiteratureSource, LiteratureSourceView } from '../../literature/public.js';
import { OrganizationView, standsFor } from '../../organizations/public.js';
import { FieldArgs } from '../../platform/graphql/field-args.js';
import { maxItems } from '../../platform/graphql/limits/limits.js';
import {
  languagesArg,
  LocalizedTextView,
  serve,
  serveAll,
  type LanguagesArgs,
} from '../../platform/graphql/localized-text.type.js';
import { ExternalReferenceView } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import {
  conceptFlags,
  conceptViews,
  ConceptView,
  RecordFlagView,
  shippedSchemes,
  Taxonomies,
} from '../../vocabularies/public.js';
import type { CaseStudyContent } from '../domain/case-study.content.js';
import { sectionNames, type SectionName } from '../domain/case-study.fields.js';
import { completeLanguages } from '../domain/review.js';
import { SectionEnum } from './case-study.enums.js';
import { AuthorView, type Shown } from './case-study.type.js';
import { ClaimView } from './claim.type.js';

@ObjectType('CaseStudySection')
export class SectionView {
  @Field(() => SectionEnum)
  name!: SectionName;

  readonly row!: LocalizedText;
}

@Resolver(() => SectionView)
export class SectionResolver {
  @ResolveField(() => LocalizedTextView)
  @FieldArgs(languagesArg)
  text({ row }: SectionView, args: LanguagesArgs, context: RequestContext): LocalizedTextView {
    return serve(row, args, context);
  }

  @ResolveField(() => [LocalizedTextView], {
    description: 'The section in all its languages, each with its version.',
  })
  texts({ row }: SectionView): LocalizedTextView[] {
    return serveAll(row);
  }
}

/** How a view comes to the content that it shows. */
type ShownBy<View> = (view: View, context: RequestContext) => Shown | Promise<Shown>;
type Listed = 'missions' | 'digitalUses' | 'sectors' | 'characteristics';

const present = <Value>(values: readonly (Value | null)[]) =>
  values.filter((value): value is NonNullable<typeof value> => value !== null);

/** The fields of a case study's content, for each type that shows one. Withheld, texts are null and lists empty. */
export function contentResolver<View>(type: Type<View>, shownBy: ShownBy<View>): Type {
  @Resolver(() => type)
  class Content {
    constructor(private readonly taxonomies: Taxonomies) {}

    @ResolveField(() => LocalizedTextView, { nullable: true, description: 'Null once withheld.' })
    @FieldArgs(languagesArg)
    async title(view: View, args: LanguagesArgs, context: RequestContext): Promise<LocalizedTextView | null> {
      return serve((await content(view, context))?.title ?? null, args, context);
    }

    @ResolveField(() => [LocalizedTextView], {
      description: 'The title in all its languages, each with its version.',
    })
    async titles(view: View, _args: object, context: RequestContext): Promise<LocalizedTextView[]> {
      return serveAll((await content(view, context))?.title ?? null);
    }

    @ResolveField(() => [SectionView], { description: 'Those that are written, in the order of reading.' })
    @Extensions(maxItems(sectionNames.length))
    async sections(view: View, _args: object, context: RequestContext): Promise<SectionView[]> {
      const sections = (await content(view, context))?.sections ?? {};
      return sectionNames.flatMap((name) => (sections[name] ? [{ name, row: sections[name] }] : []));
    }

    @ResolveField(() => [String], {
      description: 'Languages in which title and all sections can be read, translated or not.',
    })
    async completeLanguages(view: View, _args: object, context: RequestContext): Promise<string[]> {
      const shown = await content(view, context);
      return shown ? completeLanguages(shown) : [];
    }

    @ResolveField(() => Int, {
      nullable: true,
      description:
        'Counts the changes of organization, by-line, concepts, initiatives, sources and external references: to be named in `replaces` by classifyCaseStudy and describeCaseStudy. Null once withheld.',
    })
    async filingVersion(view: View, _args: object, context: RequestContext): Promise<number | null> {
      return (await content(view, context))?.filingVersion ?? null;
    }

    @ResolveField(() => [AuthorView])
    async authors(view: View, _args: object, context: RequestContext): Promise<readonly AuthorView[]> {
      return (await content(view, context))?.authors ?? [];
    }

    @ResolveField(() => OrganizationView, {
      nullable: true,
      description: 'Whom it is about. A merged one is shown as what it was merged into.',
    })
    async organization(view: View, _args: object, context: RequestContext): Promise<OrganizationView | null> {
      const id = (await content(view, context))?.organization;
      const row = id === undefined ? null : await standsFor(context.loaders, id);
      return row && new OrganizationView(row, row.id === id ? null : (id ?? null));
    }

    @ResolveField(() => [InitiativeView], { description: 'Those that it is about.' })
    async initiatives(view: View, _args: object, context: RequestContext): Promise<InitiativeView[]> {
      const ids = (await content(view, context))?.initiatives ?? [];
      const rows = await Promise.all(ids.map((id) => context.loaders.load<InitiativeRow>('initiative', id)));
      return present(rows).map((row) => new InitiativeView(row));
    }

    @ResolveField(() => [LiteratureSourceView], {
      description: 'Those that it names. A merged one is shown as what it was merged into.',
    })
    async sources(view: View, _args: object, context: RequestContext): Promise<LiteratureSourceView[]> {
      const ids = (await content(view, context))?.sources ?? [];
      return present(await Promise.all(ids.map((id) => findLiteratureSource(id, context))));
    }

    @ResolveField(() => [ConceptView])
    missions(view: View, _args: object, context: RequestContext): Promise<ConceptView[]> {
      return this.concepts(view, 'missions', context);
    }

    @ResolveField(() => [ConceptView])
    digitalUses(view: View, _args: object, context: RequestContext): Promise<ConceptView[]> {
      return this.concepts(view, 'digitalUses', context);
    }

    @ResolveField(() => [ConceptView])
    sectors(view: View, _args: object, context: RequestContext): Promise<ConceptView[]> {
      return this.concepts(view, 'sectors', context);
    }

    @ResolveField(() => [ConceptView], { description: 'What is distinctive of the social economy in it.' })
    characteristics(view: View, _args: object, context: RequestContext): Promise<ConceptView[]> {
      return this.concepts(view, 'characteristics', context);
    }

    @ResolveField(() => [ExternalReferenceView])
    async externalReferences(
      view: View,
      _args: object,
      context: RequestContext,
    ): Promise<readonly ExternalReferenceView[]> {
      return (await content(view, context))?.externalReferences ?? [];
    }

    @ResolveField(() => [ClaimView], { description: 'In the order in which they were made.' })
    async claims(view: View, _args: object, context: RequestContext): Promise<ClaimView[]> {
      const shown = await shownBy(view, context);
      const claims = shown.content?.claims ?? [];
      return claims.flatMap((claim) => (claim.retracted ? [] : [new ClaimView(shown, claim)]));
    }

    @ResolveField(() => [RecordFlagView], { description: 'What readers should know of how it is filed.' })
    async flags(view: View, _args: object, context: RequestContext): Promise<RecordFlagView[]> {
      const shown = await shownBy(view, context);
      const taxonomy = this.taxonomies.of(context);
      return (['missions', 'digitalUses', 'sectors', 'characteristics'] as const).flatMap((list) =>
        conceptFlags(taxonomy.scheme(shippedSchemes[list]), shown.content?.[list] ?? [], shown.filed),
      );
    }

    private async concepts(view: View, list: Listed, context: RequestContext): Promise<ConceptView[]> {
      const codes = (await content(view, context))?.[list] ?? [];
      return conceptViews(this.taxonomies.of(context).scheme(shippedSchemes[list]), codes);
    }
  }
  Object.defineProperty(Content, 'name', { value: `${type.name}Content` });
  return Content;

  async function content(view: View, context: RequestContext): Promise<CaseStudyContent | null> {
    return (await shownBy(view, context)).content;
  }
}
