import { commandClass } from '../../platform/commands/command-class.js';
import { interviewNoteCommands } from '../domain/interview-note.commands.js';
import { participantCommands } from '../domain/participant.commands.js';
import { studyCommands } from '../domain/study.commands.js';

export class OpenStudy extends commandClass(studyCommands, 'OpenStudy') {}
export class RetitleStudy extends commandClass(studyCommands, 'RetitleStudy') {}
export class TranslateStudyText extends commandClass(studyCommands, 'TranslateText') {}
export class RecordEthicsApproval extends commandClass(studyCommands, 'RecordEthicsApproval') {}
export class ChangeRetention extends commandClass(studyCommands, 'ChangeRetention') {}
export class AddStudyMember extends commandClass(studyCommands, 'AddStudyMember') {}
export class RemoveStudyMember extends commandClass(studyCommands, 'RemoveStudyMember') {}
export class HandOverStudy extends commandClass(studyCommands, 'HandOverStudy') {}

export class EnrolParticipant extends commandClass(participantCommands, 'EnrolParticipant') {}
export class CorrectParticipant extends commandClass(participantCommands, 'CorrectParticipant') {}
export class RecordConsent extends commandClass(participantCommands, 'RecordConsent') {}
export class WithdrawConsent extends commandClass(participantCommands, 'WithdrawConsent') {}
export class EraseParticipant extends commandClass(participantCommands, 'EraseParticipant') {}

/** The common case in one call: a new participant may be enrolled with it, see `newParticipant`. */
export class AddInterviewNote extends commandClass(interviewNoteCommands, 'AddInterviewNote') {}
export class CorrectInterviewNote extends commandClass(interviewNoteCommands, 'CorrectInterviewNote') {}
export class AnonymizeNote extends commandClass(interviewNoteCommands, 'AnonymizeNote') {}
export class RedactPassage extends commandClass(interviewNoteCommands, 'RedactPassage') {}
export class CodePassage extends commandClass(interviewNoteCommands, 'CodePassage') {}
export class UncodePassage extends commandClass(interviewNoteCommands, 'UncodePassage') {}
export class ReanchorCoding extends commandClass(interviewNoteCommands, 'ReanchorCoding') {}
export class ChangeVisibility extends commandClass(interviewNoteCommands, 'ChangeVisibility') {}
export class DestroyNote extends commandClass(interviewNoteCommands, 'DestroyNote') {}

export const allStudyCommands = [
  OpenStudy,
  RetitleStudy,
  TranslateStudyText,
  RecordEthicsApproval,
  ChangeRetention,
  AddStudyMember,
  RemoveStudyMember,
  HandOverStudy,
] as const;

export const allParticipantCommands = [
  EnrolParticipant,
  CorrectParticipant,
  RecordConsent,
  WithdrawConsent,
  EraseParticipant,
] as const;

export const allInterviewNoteCommands = [
  AddInterviewNote,
  CorrectInterviewNote,
  AnonymizeNote,
  RedactPassage,
  CodePassage,
  UncodePassage,
  ReanchorCoding,
  ChangeVisibility,
  DestroyNote,
] as const;
