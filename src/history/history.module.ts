import { Module } from '@nestjs/common';
import { InterviewsModule } from '../interviews/interviews.module.js';
import { VocabulariesModule } from '../vocabularies/vocabularies.module.js';
import { HistoryResolver } from './graphql/history.resolver.js';
import { recordHistoryResolvers } from './graphql/record-history.resolvers.js';
import { PersonNames } from './read-model/person-names.js';
import { ReadHistoryHandler } from './read-model/read-history.js';

/** What became of each record: a view of the slices' streams that writes nothing. */
@Module({
  imports: [VocabulariesModule, InterviewsModule],
  providers: [ReadHistoryHandler, PersonNames, HistoryResolver, ...recordHistoryResolvers],
})
export class HistoryModule {}
