import { Module, type OnModuleInit } from '@nestjs/common';
import { InitiativesModule } from '../initiatives/initiatives.module.js';
import { InterviewsModule } from '../interviews/interviews.module.js';
import { registerNoteReaders } from '../interviews/public.js';
import { LiteratureModule } from '../literature/literature.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { registerPolicy } from '../platform/access/policies.js';
import { registerTables } from '../platform/access/record-tables.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { aggregateHandlers } from '../platform/commands/command-handlers.js';
import { registerNodeFinder } from '../platform/graphql/node.type.js';
import { registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { VocabulariesModule } from '../vocabularies/vocabularies.module.js';
import { caseStudy } from './app/case-study.aggregate.js';
import { caseStudyPolicy, caseStudyWorkingPolicy } from './app/case-study.policy.js';
import { CaseStudyPreparation } from './app/case-study-preparation.js';
import { allCaseStudyCommands } from './app/commands.js';
import { EditionChecks } from './app/edition-checks.js';
import { CaseStudyMutations } from './graphql/case-study.mutations.js';
import {
  CaseStudyConnectionResolver,
  CaseStudyContentResolver,
  CaseStudyEdgeResolver,
  CaseStudyResolver,
} from './graphql/case-study.resolver.js';
import { ClaimResolver, EvidenceResolver } from './graphql/claim.resolver.js';
import { CodedPassageResolver, PassageEvidenceResolver } from './graphql/passage.resolver.js';
import { SectionResolver } from './graphql/content.resolver.js';
import { EditionContentResolver, EditionResolver } from './graphql/edition.resolver.js';
import { findCaseStudy } from './graphql/find-case-study.js';
import { NoteClaimsResolver } from './graphql/note-claims.resolver.js';
import { SourceClaimsResolver } from './graphql/source-claims.resolver.js';
import { quotedNotes } from './read-model/quoted-notes.js';
import { loadCaseStudies } from './read-model/find-case-studies.js';
import { ListCaseStudiesHandler, ListClaimsHandler } from './read-model/list-case-studies.js';

const handlers = aggregateHandlers(caseStudy, allCaseStudyCommands, CaseStudyPreparation);

registerPolicy('caseStudy', caseStudyPolicy);
registerTables('caseStudy', 'case_study', {
  case_study_edition: 'id',
  case_study_by_concept: 'id',
  case_study_by_reference: 'id',
  case_study_link: 'id',
  case_study_search: 'id',
  case_study_claim: 'id',
  case_study_evidence: 'id',
});
// What is being written stands in tables of its own, under a category that has no streams.
registerPolicy('caseStudyWorking', caseStudyWorkingPolicy);
registerTables('caseStudyWorking', 'case_study_working', {
  case_study_working_by_concept: 'id',
  case_study_working_by_reference: 'id',
  case_study_working_link: 'id',
  case_study_working_search: 'id',
  case_study_working_claim: 'id',
  case_study_working_evidence: 'id',
});
registerRecordLoader('caseStudy', loadCaseStudies);
registerNodeFinder('caseStudy', findCaseStudy);
registerNoteReaders(quotedNotes);

@Module({
  imports: [VocabulariesModule, LiteratureModule, OrganizationsModule, InitiativesModule, InterviewsModule],
  providers: [
    CaseStudyPreparation,
    EditionChecks,
    ...handlers,
    ListCaseStudiesHandler,
    ListClaimsHandler,
    CaseStudyResolver,
    CaseStudyContentResolver,
    CaseStudyEdgeResolver,
    CaseStudyConnectionResolver,
    SectionResolver,
    EditionResolver,
    EditionContentResolver,
    ClaimResolver,
    EvidenceResolver,
    PassageEvidenceResolver,
    CodedPassageResolver,
    NoteClaimsResolver,
    SourceClaimsResolver,
    CaseStudyMutations,
  ],
})
export class CaseStudiesModule implements OnModuleInit {
  constructor(private readonly executor: BusCommandExecutor) {}

  onModuleInit(): void {
    // Who may say one depends on who wrote before it, and what is published is looked through as the log holds it: each is
    // said when the one before it is recorded, and none is part of a batch.
    this.executor.register(allCaseStudyCommands, []);
  }
}
