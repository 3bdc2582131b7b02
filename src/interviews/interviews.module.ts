import { Module, type OnModuleInit } from '@nestjs/common';
import { InitiativesModule } from '../initiatives/initiatives.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { registerPolicy } from '../platform/access/policies.js';
import { registerTables } from '../platform/access/record-tables.js';
import { BusCommandExecutor } from '../platform/commands/bus-command-executor.js';
import { aggregateHandlers } from '../platform/commands/command-handlers.js';
import { registerNodeFinder } from '../platform/graphql/node.type.js';
import { registerRecordLoader } from '../platform/graphql/record-loaders.js';
import { Clock } from '../platform/runtime/clock.js';
import { VocabulariesModule } from '../vocabularies/vocabularies.module.js';
import { ClearStreams } from './app/clear-streams.js';
import { allInterviewNoteCommands, allParticipantCommands, allStudyCommands } from './app/commands.js';
import { CopiedPassages } from './app/copied-passages.js';
import { InterviewNotePreparation } from './app/interview-note-preparation.js';
import { interviewNoteBodyPolicy, interviewNotePolicy } from './app/interview-note.policy.js';
import { interviewNote, participant, study } from './app/interviews.aggregates.js';
import { NewParticipants } from './app/new-participants.js';
import { NoteRights } from './app/note-rights.js';
import {
  participantIdentityPolicy,
  participantPolicy,
  participantPseudonymPolicy,
} from './app/participant.policy.js';
import { PassageChecks } from './app/passage-checks.js';
import { PassageReading } from './graphql/passage-reading.js';
import { ParticipantPreparation } from './app/participant-preparation.js';
import { StudyPreparation } from './app/study-preparation.js';
import { studyPolicy } from './app/study.policy.js';
import { findInterviewNote, findParticipant, findStudy } from './graphql/find-interviews.js';
import { InterviewHistories } from './graphql/interview-histories.js';
import { interviewResolvers } from './graphql/interview-resolvers.js';
import { interviewServices } from './interview-services.js';
import { judgeBy } from './read-model/consent.js';
import { loadNotes, loadParticipants, loadStudies } from './read-model/find-interviews.js';
import { ListNotesHandler, ListStudiesHandler } from './read-model/list-interviews.js';

const studyHandlers = aggregateHandlers(study, allStudyCommands, StudyPreparation);
const participantHandlers = aggregateHandlers(participant, allParticipantCommands, ParticipantPreparation);
const noteHandlers = aggregateHandlers(interviewNote, allInterviewNoteCommands, InterviewNotePreparation);

registerPolicy('study', studyPolicy);
registerTables('study', 'study', { study_search: 'id' });
registerRecordLoader('study', loadStudies);
registerNodeFinder('study', findStudy);
registerPolicy('participant', participantPolicy);
registerTables('participant', 'participant');
registerRecordLoader('participant', loadParticipants);
registerNodeFinder('participant', findParticipant);
// Who it is stands in tables of its own, under categories that have no streams.
registerPolicy('participantPseudonym', participantPseudonymPolicy);
registerTables('participantPseudonym', 'participant_pseudonym');
registerPolicy('participantIdentity', participantIdentityPolicy);
registerTables('participantIdentity', 'participant_identity');
registerPolicy('interviewNote', interviewNotePolicy);
registerTables('interviewNote', 'interview_note');
registerRecordLoader('interviewNote', loadNotes);
registerNodeFinder('interviewNote', findInterviewNote);
// So does what was said.
registerPolicy('interviewNoteBody', interviewNoteBodyPolicy);
registerTables('interviewNoteBody', 'interview_note_body', {
  interview_note_version: 'id',
  interview_note_coding: 'id',
});

@Module({
  imports: [VocabulariesModule, OrganizationsModule, InitiativesModule],
  providers: [
    ...interviewServices,
    ClearStreams,
    NoteRights,
    PassageChecks,
    CopiedPassages,
    NewParticipants,
    StudyPreparation,
    ParticipantPreparation,
    InterviewNotePreparation,
    ...studyHandlers,
    ...participantHandlers,
    ...noteHandlers,
    ListStudiesHandler,
    ListNotesHandler,
    ...interviewResolvers,
  ],
  exports: [PassageChecks, CopiedPassages, PassageReading, InterviewHistories],
})
export class InterviewsModule implements OnModuleInit {
  constructor(
    private readonly executor: BusCommandExecutor,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    judgeBy(this.clock);
    // Who may say one depends on its record: each is authorized by itself, and none is part of a batch.
    this.executor.register([...allStudyCommands, ...allParticipantCommands, ...allInterviewNoteCommands], []);
  }
}
