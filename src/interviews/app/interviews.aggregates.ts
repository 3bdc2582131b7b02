import { aggregate } from '../../platform/commands/aggregate.js';
import { innerInterviewNoteCommands, interviewNoteCommands } from '../domain/interview-note.commands.js';
import { interviewNote as noteDecider } from '../domain/interview-note.decider.js';
import { innerParticipantCommands, participantCommands } from '../domain/participant.commands.js';
import { participant as participantDecider } from '../domain/participant.decider.js';
import { studyCommands } from '../domain/study.commands.js';
import { study as studyDecider } from '../domain/study.decider.js';

export const study = aggregate({
  category: studyCommands.category,
  decider: studyDecider,
  commands: studyCommands,
});

export const participant = aggregate({
  category: participantCommands.category,
  decider: participantDecider,
  commands: { commands: { ...participantCommands.commands, ...innerParticipantCommands.commands } },
  personal: true,
});

export const interviewNote = aggregate({
  category: interviewNoteCommands.category,
  decider: noteDecider,
  commands: { commands: { ...interviewNoteCommands.commands, ...innerInterviewNoteCommands.commands } },
  personal: true,
});
