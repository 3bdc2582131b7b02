import { ResolveField, Resolver } from '@nestjs/graphql';
import type { GraphQLResolveInfo } from 'graphql';
import { InitiativeView, type InitiativeRow } from '../../initiatives/public.js';
import { OrganizationView, standsFor } from '../../organizations/public.js';
import { fictionalCounts } from '../../platform/graphql/fictional-counts.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { Counted } from '../../platform/read-side/facets.js';
import { selectedPaths } from '../../platform/read-side/look-ahead.js';
import type { RecordConnection } from '../../platform/read-side/record-list.js';
import { ConceptCountView, conceptViews, Taxonomies } from '../../vocabularies/public.js';
import { countNotes, noteFacets } from '../read-model/note-facets.js';
import { findStudy } from './find-interviews.js';
import {
  InterviewNoteConnectionView,
  InterviewNoteFacetsView,
  type NoteInitiativeCountView,
  type NoteOrganizationCountView,
  type NoteStudyCountView,
} from './interview-note-where.type.js';
import type { InterviewNoteView } from './interview-note.type.js';

@Resolver(() => InterviewNoteConnectionView)
export class InterviewNoteConnectionResolver {
  constructor(private readonly taxonomies: Taxonomies) {}

  @ResolveField(() => InterviewNoteFacetsView)
  async facets(
    { compiled }: RecordConnection<InterviewNoteView>,
    _args: object,
    context: RequestContext,
    info: GraphQLResolveInfo,
  ): Promise<InterviewNoteFacetsView> {
    const asked = noteFacets.filter((facet) => selectedPaths(info).has(facet));
    const { counts, cut } = await countNotes(compiled, asked, context);
    const of = (facet: (typeof noteFacets)[number]) => counts.get(facet) ?? [];
    return {
      studies: await studies(of('studies'), context),
      organizations: await organizations(of('organizations'), context),
      initiatives: await initiatives(of('initiatives'), context),
      languages: of('languages').map(({ value, count }) => ({ language: value, count })),
      years: of('years').map(({ value, count }) => ({ year: Number(value), count })),
      broadRoles: of('broadRoles').map(({ value, count }) => ({ broadRole: value, count })),
      visibilities: of('visibilities').map(({ value, count }) => ({ visibility: value, count })),
      concepts: this.concepts(of('concepts'), context),
      fictional: fictionalCounts(counts.get('fictional')),
      cut,
    };
  }

  /** Concepts of vocabularies that are not known here any more are left out: they have no name. */
  private concepts(counted: readonly Counted[], context: RequestContext): ConceptCountView[] {
    return counted.flatMap(({ value, count }) => {
      const colon = value.indexOf(':');
      const scheme = this.taxonomies.of(context).scheme(value.slice(0, colon));
      return conceptViews(scheme, [value.slice(colon + 1)]).map((concept) => ({ concept, count }));
    });
  }
}

function studies(counted: readonly Counted[], context: RequestContext): Promise<NoteStudyCountView[]> {
  return Promise.all(
    counted.map(async ({ value: id, count }) => ({ id, count, study: await findStudy(id, context) })),
  );
}

async function organizations(
  counted: readonly Counted[],
  { loaders }: RequestContext,
): Promise<NoteOrganizationCountView[]> {
  const found = await Promise.all(counted.map(({ value }) => standsFor(loaders, value)));
  return found.flatMap((row, index) =>
    row ? [{ organization: new OrganizationView(row, null), count: counted[index]!.count }] : [],
  );
}

async function initiatives(
  counted: readonly Counted[],
  { loaders }: RequestContext,
): Promise<NoteInitiativeCountView[]> {
  const found = await Promise.all(
    counted.map(({ value }) => loaders.load<InitiativeRow>('initiative', value)),
  );
  return found.flatMap((row, index) =>
    row ? [{ initiative: new InitiativeView(row), count: counted[index]!.count }] : [],
  );
}
