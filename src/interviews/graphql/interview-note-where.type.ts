import { ArgsType, Field, ID, InputType, Int, ObjectType } from '@nestjs/graphql';
import { InitiativeView } from '../../initiatives/public.js';
import { OrganizationView } from '../../organizations/public.js';
import { connectionTypes, FacetsView, PageArgs } from '../../platform/graphql/connection.type.js';
import { FictionalCountView } from '../../platform/graphql/fictional-counts.js';
import { IdFilter } from '../../platform/graphql/filters.type.js';
import { orderInput, type OrderInput } from '../../platform/graphql/list-args.js';
import { ConceptCountView } from '../../vocabularies/public.js';
import { InterviewNoteView } from './interview-note.type.js';
import { BroadRoleEnum, NoteStateEnum, NoteVisibilityEnum } from './interviews.enums.js';
import { StudyView } from './study.type.js';

@InputType('NoteLanguageFilter')
export class NoteLanguageFilter {
  @Field(() => [String])
  in!: string[];
}

@InputType('NoteYearFilter', { description: 'Both years inclusive.' })
export class NoteYearFilter {
  @Field(() => Int, { nullable: true })
  from?: number | null;

  @Field(() => Int, { nullable: true })
  to?: number | null;
}

@InputType('BroadRoleFilter')
export class BroadRoleFilter {
  @Field(() => [BroadRoleEnum])
  in!: string[];
}

@InputType('NoteVisibilityFilter')
export class NoteVisibilityFilter {
  @Field(() => [NoteVisibilityEnum])
  in!: string[];
}

@InputType('NoteStateFilter')
export class NoteStateFilter {
  @Field(() => [NoteStateEnum])
  in!: string[];
}

@InputType('CodedWithFilter', { description: 'Notes with a passage that is coded with one of the concepts.' })
export class CodedWithInput {
  @Field({ description: 'Code of the scheme.' })
  scheme!: string;

  @Field(() => [String], { description: 'Codes of concepts, of which at least one.' })
  any!: string[];

  @Field(() => Boolean, { nullable: true, defaultValue: true })
  narrower?: boolean | null;
}

@InputType('InterviewNoteWhere', { description: 'All given conditions must hold.' })
export class InterviewNoteWhere {
  @Field(() => [InterviewNoteWhere], { nullable: true })
  and?: InterviewNoteWhere[] | null;

  @Field(() => [InterviewNoteWhere], { nullable: true })
  or?: InterviewNoteWhere[] | null;

  @Field(() => InterviewNoteWhere, { nullable: true })
  not?: InterviewNoteWhere | null;

  @Field(() => IdFilter, { nullable: true })
  study?: IdFilter | null;

  @Field(() => IdFilter, {
    nullable: true,
    description: 'What it is about. Merged organizations count as what they were merged into.',
  })
  organization?: IdFilter | null;

  @Field(() => IdFilter, { nullable: true, description: 'What it is about.' })
  initiative?: IdFilter | null;

  @Field(() => IdFilter, { nullable: true, description: 'Participants whom you may know of.' })
  participant?: IdFilter | null;

  @Field(() => NoteLanguageFilter, { nullable: true })
  language?: NoteLanguageFilter | null;

  @Field(() => NoteYearFilter, { nullable: true })
  year?: NoteYearFilter | null;

  @Field(() => BroadRoleFilter, { nullable: true, description: 'Of at least one who speaks in it.' })
  broadRole?: BroadRoleFilter | null;

  @Field(() => NoteVisibilityFilter, { nullable: true })
  visibility?: NoteVisibilityFilter | null;

  @Field(() => NoteStateFilter, { nullable: true })
  state?: NoteStateFilter | null;

  @Field(() => CodedWithInput, {
    nullable: true,
    description: 'Finds those alone whose body you may read.',
  })
  codedWith?: CodedWithInput | null;

  @Field(() => Boolean, { nullable: true, description: 'Added by you.' })
  mine?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Of studies that you lead or are a member of.' })
  ofMyStudies?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Past the retention of its study, and neither anonymized nor destroyed: until it is, nobody reads its body.',
  })
  due?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  fictional?: boolean | null;
}

export const InterviewNoteOrder = orderInput('InterviewNote', {
  YEAR: 'Latest year of the interview first.',
  UPDATED: 'Latest change first; needs where: { mine: true } or { ofMyStudies: true }.',
  RECORDED: 'Latest recorded first; needs where: { mine: true } or { ofMyStudies: true }.',
});

@ArgsType()
export class InterviewNotesArgs extends PageArgs {
  @Field(() => InterviewNoteWhere, { nullable: true })
  where?: InterviewNoteWhere | null;

  @Field(() => InterviewNoteOrder, { nullable: true, description: 'Default: YEAR.' })
  orderBy?: OrderInput | null;
}

@ObjectType({ isAbstract: true })
abstract class CountView {
  @Field(() => Int)
  count!: number;
}

@ObjectType('NoteStudyCount')
export class NoteStudyCountView extends CountView {
  @Field(() => ID)
  id!: string;

  @Field(() => StudyView, { nullable: true, description: 'Null where it is not yours to see.' })
  study!: StudyView | null;
}

@ObjectType('NoteOrganizationCount')
export class NoteOrganizationCountView extends CountView {
  @Field(() => OrganizationView)
  organization!: OrganizationView;
}

@ObjectType('NoteInitiativeCount')
export class NoteInitiativeCountView extends CountView {
  @Field(() => InitiativeView)
  initiative!: InitiativeView;
}

@ObjectType('NoteLanguageCount')
export class NoteLanguageCountView extends CountView {
  @Field()
  language!: string;
}

@ObjectType('NoteYearCount')
export class NoteYearCountView extends CountView {
  @Field(() => Int)
  year!: number;
}

@ObjectType('BroadRoleCount')
export class BroadRoleCountView extends CountView {
  @Field(() => BroadRoleEnum)
  broadRole!: string;
}

@ObjectType('NoteVisibilityCount')
export class NoteVisibilityCountView extends CountView {
  @Field(() => NoteVisibilityEnum)
  visibility!: string;
}

@ObjectType('InterviewNoteFacets', {
  description: 'Counts over all matching notes; each facet leaves out the filter on itself.',
})
export class InterviewNoteFacetsView extends FacetsView {
  @Field(() => [NoteStudyCountView])
  studies!: NoteStudyCountView[];

  @Field(() => [NoteOrganizationCountView])
  organizations!: NoteOrganizationCountView[];

  @Field(() => [NoteInitiativeCountView])
  initiatives!: NoteInitiativeCountView[];

  @Field(() => [NoteLanguageCountView])
  languages!: NoteLanguageCountView[];

  @Field(() => [NoteYearCountView])
  years!: NoteYearCountView[];

  @Field(() => [BroadRoleCountView])
  broadRoles!: BroadRoleCountView[];

  @Field(() => [NoteVisibilityCountView])
  visibilities!: NoteVisibilityCountView[];

  @Field(() => [ConceptCountView], {
    description:
      'Concepts that passages are coded with, narrower ones not included; of notes alone whose body you may read.',
  })
  concepts!: ConceptCountView[];

  @Field(() => [FictionalCountView])
  fictional!: FictionalCountView[];
}

const types = connectionTypes('InterviewNote', () => InterviewNoteView);
export const InterviewNoteEdgeView = types.Edge;

@ObjectType('InterviewNoteConnection')
export class InterviewNoteConnectionView extends types.Connection {
  @Field(() => Int)
  totalCount!: number;
}
