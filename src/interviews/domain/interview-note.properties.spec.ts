import fc from 'fast-check';
import { play } from '../../../test/support/given-when-then.js';
import { add, allows, ana, bea, by, concept, id } from '../../../test/support/interview-note.js';
import { fold } from '../../kernel/decider.js';
import { isErased, keyOf, sizeOf } from '../../kernel/personal.js';
import type { InterviewNoteCommand, RevisedSegment } from './interview-note.commands.js';
import { interviewNote } from './interview-note.decider.js';
import { interviewNoteEvents, type InterviewNoteEvent } from './interview-note.events.js';
import type { InterviewNoteState } from './interview-note.state.js';
import { comparedText, lengthOf, slice } from './passages.js';

const codingIds = ['0198f000-0000-4000-8000-000000000005', '0198f000-0000-4000-8000-000000000006'];
const text = fc.string({
  unit: fc.constantFrom('le ', 'site ', '👍', 'e\u0301', '\r\n'),
  minLength: 1,
  maxLength: 12,
});
const segment: fc.Arbitrary<RevisedSegment> = fc.oneof(
  fc.nat({ max: 3 }).map((keep) => ({ keep })),
  fc.tuple(fc.constantFrom(ana, bea), text).map(([participant, said]) => ({
    speaker: 'participant' as const,
    participant,
    text: said,
  })),
);
const replaces = fc.integer({ min: 1, max: 6 });
const at = fc.nat({ max: 30 });
const codingId = fc.constantFrom(...codingIds);
const quote = fc.constantFrom('le ', 'site ', '👍', 'Le site', 'aide');

const anyCommand: fc.Arbitrary<InterviewNoteCommand> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .tuple(
        fc.constantFrom('CorrectInterviewNote' as const, 'AnonymizeNote' as const),
        replaces,
        fc.array(segment, { minLength: 1, maxLength: 4 }),
      )
      .map(([type, version, segments]) => ({ type, id, replaces: version, segments })),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(codingId, quote).map(([one, words]) => ({
      type: 'CodePassage' as const,
      id,
      by,
      codingId: one,
      concept,
      quote: words,
    })),
  },
  fc.tuple(replaces, at, at).map(([version, start, size]) => ({
    type: 'RedactPassage' as const,
    id,
    replaces: version,
    start,
    end: start + 1 + size,
    reason: 'Un tiers',
  })),
  fc.tuple(codingId, quote).map(([one, words]) => ({
    type: 'ReanchorCoding' as const,
    id,
    codingId: one,
    quote: words,
  })),
  codingId.map((one) => ({ type: 'UncodePassage' as const, id, codingId: one })),
  fc.constantFrom('private' as const, 'study' as const, 'research' as const).map((visibility) => ({
    type: 'ChangeVisibility' as const,
    id,
    visibility,
    consents: [allows(ana, 'analysis'), allows(bea, 'analysis', 'reuse')],
  })),
);

/** The events as they are read when Ana's keys are gone. */
function withoutAna(events: readonly InterviewNoteEvent[]): InterviewNoteEvent[] {
  return events.map((event) =>
    'segments' in event.data
      ? ({
          ...event,
          data: {
            ...event.data,
            segments: event.data.segments.map((one) =>
              one.participant === ana
                ? { ...one, text: { personal: one.text.personal, erased: true, size: sizeOf(one.text) } }
                : one,
            ),
          },
        } as InterviewNoteEvent)
      : event,
  );
}

function kept(state: InterviewNoteState) {
  if (state.status === 'absent') throw new Error('expected a note');
  return state;
}

it('takes any commands; codings lie in the text, words are under their speaker’s key, visibility within consent', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 20 }), (commands) => {
      const { events } = play(interviewNote, interviewNoteEvents, [add, ...commands], (state) => {
        const { segments, codings, version, visibility } = kept(state);
        const length = lengthOf(segments);
        for (const { start, end, lost } of codings.values()) {
          if (!lost) expect(start < end && end <= length).toBe(true);
        }
        for (const { participant, text: words } of segments) {
          const owner = participant === undefined ? [id] : [participant, id];
          expect(words.personal).toBe(keyOf(owner[0]!, ...owner.slice(1), version));
        }
        expect(visibility).not.toBe('research');
      });
      const gone = withoutAna(events);
      const before = kept(fold(interviewNote, events));
      const after = kept(fold(interviewNote, gone));
      // Whatever was erased keeps its length: every place is as it was.
      expect(lengthOf(after.segments)).toBe(lengthOf(before.segments));
      expect(after.codings.toJS()).toEqual(before.codings.toJS());
    }),
    { numRuns: 300 },
  );
});

it('what was erased stays, and a coding never comes to mean other words, whatever is said after an erasure', () => {
  fc.assert(
    fc.property(
      fc.array(anyCommand, { maxLength: 10 }),
      fc.array(anyCommand, { maxLength: 10 }),
      (commands, later) => {
        const { events } = play(interviewNote, interviewNoteEvents, [add, ...commands], () => undefined);
        const start = kept(fold(interviewNote, withoutAna(events)));
        const erased = (state: InterviewNoteState) =>
          kept(state)
            .segments.filter(({ text: words }) => isErased(words))
            .map(({ text: words }) => sizeOf(words));
        const quotes = (state: InterviewNoteState) => {
          const { segments, codings } = kept(state);
          const whole = comparedText(segments);
          return new Map(
            [...codings.values()].flatMap((one) =>
              one.lost ? [] : [[one.codingId, slice(whole, one)] as const],
            ),
          );
        };
        let state: InterviewNoteState = start;
        for (const command of later) {
          const before = quotes(state);
          let decided: readonly InterviewNoteEvent[];
          try {
            decided = interviewNote.decide(command, state);
          } catch {
            continue;
          }
          state = fold(interviewNote, decided, state);
          expect(erased(state)).toEqual(erased(start));
          if (command.type !== 'CorrectInterviewNote' && command.type !== 'AnonymizeNote') continue;
          for (const [one, words] of quotes(state)) expect(words).toBe(before.get(one));
        }
      },
    ),
    { numRuns: 300 },
  );
});
