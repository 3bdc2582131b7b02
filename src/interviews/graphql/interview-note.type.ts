import { Field, ID, Int, ObjectType } from '@nestjs/graphql';
import { NodeView, registerNodeType } from '../../platform/graphql/node.type.js';
import { moment } from '../../platform/graphql/record.type.js';
import { DateTimeScalar } from '../../platform/graphql/scalars.js';
import { slice } from '../domain/passages.js';
import type { ListedNote } from '../read-model/find-interviews.js';
import type { OpenedNote, OpenedSegment, OpenedVersion } from './opened-notes.js';
import {
  BroadRoleEnum,
  NoteStateEnum,
  NoteVersionKindEnum,
  NoteVisibilityEnum,
  SpeakerEnum,
} from './interviews.enums.js';

@ObjectType('InterviewNote', {
  implements: () => [NodeView],
  description:
    'Note of an interview. What stands in it is null for those who may not read it, without a word of why: consent, its term and withdrawals are asked for at every read.',
})
export class InterviewNoteView extends NodeView {
  constructor(readonly row: ListedNote) {
    super();
    this.id = row.id;
  }

  @Field(() => Int, { description: 'Counts the changes of this record; to be named in expectedRevision.' })
  get revision(): number {
    return this.row.revision;
  }

  @Field({ description: 'An invented example, made to show what records look like.' })
  get fictional(): boolean {
    return this.row.fictional;
  }

  @Field({ description: 'BCP-47 tag of the language in which it is written.' })
  get language(): string {
    return this.row.language;
  }

  @Field(() => Int, { description: 'Year of the interview.' })
  get year(): number {
    return this.row.year;
  }

  @Field(() => [BroadRoleEnum], { description: 'Of those who speak in it, each once.' })
  get broadRoles(): readonly string[] {
    return this.row.broad_roles;
  }

  @Field(() => NoteVisibilityEnum)
  get visibility(): string {
    return this.row.visibility;
  }

  @Field(() => NoteStateEnum)
  get state(): string {
    return this.row.state;
  }

  @Field(() => Int, { description: 'Number of the current version, to be named in replaces.' })
  get version(): number {
    return this.row.version;
  }

  @Field({ description: 'The current version is one that names nobody.' })
  get anonymized(): boolean {
    return this.row.anonymized;
  }

  @Field({ description: 'You added it.' })
  get mine(): boolean {
    return this.row.is_own;
  }

  @Field(() => ID, {
    nullable: true,
    description: 'Id of the person who added it; for its author, members of its study and admins.',
  })
  get addedBy(): string | null {
    return this.row.knows_when ? this.row.author : null;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'For its author, members of its study and admins: it may tell the day of the interview.',
  })
  get recordedAt(): string | null {
    return this.row.knows_when ? moment(this.row.recorded_at) : null;
  }

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'For its author, members of its study and admins.',
  })
  get updatedAt(): string | null {
    return this.row.knows_when ? moment(this.row.updated_at) : null;
  }
}
registerNodeType('interviewNote', 'InterviewNote');

@ObjectType('NoteSegment', { description: 'One stretch of a body: who speaks, and what was said.' })
export class NoteSegmentView {
  constructor(
    readonly said: OpenedSegment,
    /** Ids of those who take part in the note, by whose order they are numbered. */
    readonly participants: readonly string[],
  ) {}

  @Field(() => SpeakerEnum)
  get speaker(): string {
    return this.said.speaker;
  }

  @Field({ description: 'Where it was erased, blocks (U+2588) in the place of each code point.' })
  get text(): string {
    return this.said.text;
  }

  @Field({ description: 'Nobody can ever read again what was said here.' })
  get erased(): boolean {
    return this.said.erased;
  }
}

@ObjectType('NoteBody')
export class NoteBodyView {
  constructor(readonly note: OpenedNote) {}

  @Field(() => Int, { description: 'Number of the version.' })
  get version(): number {
    return this.note.row.version;
  }

  @Field(() => [NoteSegmentView])
  get segments(): NoteSegmentView[] {
    const { segments, row } = this.note;
    return (segments ?? []).map((said) => new NoteSegmentView(said, row.participants));
  }
}

@ObjectType('NoteVersion', { description: 'A version of a body that can still be read.' })
export class NoteVersionView {
  constructor(private readonly version: OpenedVersion) {}

  @Field(() => Int)
  get number(): number {
    return this.version.number;
  }

  @Field(() => NoteVersionKindEnum)
  get kind(): string {
    return this.version.kind;
  }

  @Field(() => DateTimeScalar)
  get at(): string {
    return moment(this.version.recordedAt);
  }

  @Field({ description: 'The texts of all its segments, one after the other.' })
  get text(): string {
    return (this.version.segments ?? []).map(({ text }) => text).join('');
  }
}

@ObjectType('NoteCoding', { description: 'A passage of the current version that is coded with a concept.' })
export class NoteCodingView {
  constructor(
    readonly note: OpenedNote,
    private readonly coding: OpenedNote['codings'][number],
  ) {}

  @Field(() => ID)
  get id(): string {
    return this.coding.coding_id;
  }

  @Field(() => Int, { description: 'First code point, over the texts of all segments one after the other.' })
  get start(): number {
    return this.coding.start;
  }

  @Field(() => Int, { description: 'The code point after the last.' })
  get end(): number {
    return this.coding.stop;
  }

  @Field(() => String, { nullable: true, description: 'What stands there; null where it is lost.' })
  get quote(): string | null {
    const { lost, start, stop: end } = this.coding;
    return lost || this.note.text === null ? null : slice(this.note.text, { start, end });
  }

  @Field({ description: 'Its passage is no longer in the text: start and end tell where it was.' })
  get lost(): boolean {
    return this.coding.lost;
  }

  @Field(() => String, { description: 'Code of the concept’s scheme.' })
  get scheme(): string {
    return this.key[0];
  }

  @Field(() => String, { description: 'Code of the concept.' })
  get code(): string {
    return this.key[1];
  }

  @Field(() => ID, { nullable: true, description: 'Id of the person who coded it; for those of the study.' })
  get coder(): string | null {
    const { is_own: own, is_member: member } = this.note.row;
    return own || member ? this.coding.coder : null;
  }

  private get key(): [string, string] {
    const { concept } = this.coding;
    const colon = concept.indexOf(':');
    return [concept.slice(0, colon), concept.slice(colon + 1)];
  }
}
