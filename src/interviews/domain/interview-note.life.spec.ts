import {
  add,
  added,
  allows,
  ana,
  anonymized,
  bea,
  by,
  code,
  coded,
  codingId,
  concept,
  destroyed,
  destruction,
  given,
  id,
  ofNote,
  revise,
  words,
} from '../../../test/support/interview-note.js';
import type { InterviewNoteCommand } from './interview-note.commands.js';
import { noteLimits, type InterviewNoteEvent } from './interview-note.events.js';
import type { InterviewNoteState } from './interview-note.state.js';
import type { ConsentScope } from './participant.events.js';

const isLost = (state: InterviewNoteState) => state.status !== 'absent' && state.codings.get(codingId)?.lost;

describe('codings', () => {
  it('are placed by their quote, which must be what stands there', () => {
    given(added)
      .when(code)
      .then([coded(32, 37)]);
    given(added)
      .when({ ...code, quote: '👍', start: 21, end: 22 })
      .then([coded(21, 22)]);
    given(added)
      .when({ ...code, start: 31, end: 36 })
      .thenError('QUOTE_MISMATCH', ['quote']);
    given(added)
      .when({ ...code, start: 36, end: 41 })
      .thenError('RANGE_OUTSIDE_TEXT', ['end']);
  });
  it('refuse an id that is taken; said again they are a repeat, also once taken away or moved', () => {
    const uncoded: InterviewNoteEvent = { type: 'PassageUncoded', data: { codingId } };
    given(added, coded(32, 37))
      .when({ ...code, quote: '👍' })
      .thenError('ALREADY_EXISTS', ['codingId']);
    given(added, coded(32, 37), uncoded).when(code).thenNothing();
    given(added, coded(32, 37), anonymized).when(code).thenNothing();
    given(added, coded(32, 37), anonymized)
      .when({ ...code, concept: { ...concept, code: 'erp' } })
      .thenError('ALREADY_EXISTS', ['codingId']);
  });
  it('have a limit', () => {
    const many = Array.from({ length: noteLimits.codings }, (_one, n): InterviewNoteEvent => {
      const another = `0198f000-0000-4000-8001-${String(n).padStart(12, '0')}`;
      return {
        type: 'PassageCoded',
        data: { codingId: another, version: 1, start: 0, end: 1, concept, coder: by },
      };
    });
    given(added, ...many)
      .when(code)
      .thenError('INVALID_INPUT', ['id']);
  });
  it('are taken away', () => {
    const uncode = { type: 'UncodePassage', id, codingId } as const;
    given(added, coded(32, 37))
      .when(uncode)
      .then([{ type: 'PassageUncoded', data: { codingId } }]);
    given(added).when(uncode).thenError('CODING_NOT_FOUND', ['codingId']);
  });
  it('are moved, and found again where they were lost', () => {
    const move = { type: 'ReanchorCoding', id, codingId, quote: 'aide' } as const;
    const lost: InterviewNoteEvent = {
      type: 'InterviewNoteCorrected',
      data: { version: 2, segments: [words(ana, 2, 'Il aide.')], codings: [{ codingId, lost: true }] },
    };
    const found = { type: 'CodingReanchored', data: { codingId, version: 2, start: 3, end: 7 } } as const;
    given(added, coded(32, 37), lost).when(move).then([found]);
    expect(isLost(given(added, coded(32, 37), lost).state)).toBe(true);
    expect(isLost(given(added, coded(32, 37), lost, found).state)).toBe(false);
    given(added, coded(32, 37))
      .when({ ...move, quote: 'tombe' })
      .thenNothing();
    given(added, coded(32, 37))
      .when({ ...move, quote: 'boude' })
      .thenError('QUOTE_MISMATCH', ['quote']);
    given(added).when(move).thenError('CODING_NOT_FOUND', ['codingId']);
  });
});

describe('ChangeVisibility', () => {
  const show = (
    visibility: 'private' | 'study' | 'research',
    ...consents: { participant: string; scopes: ConsentScope[] | null }[]
  ) =>
    ({
      type: 'ChangeVisibility',
      id,
      visibility,
      consents,
      reason: 'Partage',
    }) satisfies InterviewNoteCommand;
  const changed = (visibility: 'private' | 'study' | 'research'): InterviewNoteEvent => ({
    type: 'VisibilityChanged',
    data: { visibility, reason: ofNote('Partage') },
  });

  it('is raised as far as consent goes', () => {
    given(added)
      .when(show('study', allows(ana, 'analysis'), allows(bea, 'analysis')))
      .then([changed('study')]);
    given(added)
      .when(show('research', allows(ana, 'reuse'), allows(bea, 'analysis')))
      .thenError('VISIBILITY_ABOVE_CONSENT', ['visibility'], { scope: 'reuse', participants: [bea] });
    given(added)
      .when(show('study', allows(ana, 'analysis'), { participant: bea, scopes: null }))
      .thenError('CONSENT_REQUIRED', ['visibility'], { participants: [bea] });
  });
  it('is lowered whatever the consents are', () =>
    given(added, changed('research'))
      .when(show('private'))
      .then([changed('private')]));
});

describe('destruction', () => {
  it('is asked for once, and completed once', () => {
    given(added).when({ type: 'DestroyNote', id, reason: 'Erreur' }).then([destruction]);
    given(added, destruction).when({ type: 'CompleteDestruction', id }).then([destroyed]);
    given(added).when({ type: 'CompleteDestruction', id }).thenError('INVALID_INPUT', ['id']);
  });
  const others: InterviewNoteCommand[] = [
    add,
    revise([{ keep: 0 }]),
    { type: 'AnonymizeNote', id, replaces: 1, body: 'x' },
    { type: 'RedactPassage', id, replaces: 1, start: 0, end: 1, reason: 'x' },
    code,
    { type: 'UncodePassage', id, codingId },
    { type: 'ReanchorCoding', id, codingId, quote: 'x' },
    { type: 'ChangeVisibility', id, visibility: 'private', consents: [] },
  ];
  it.each(others)('accepts nothing else from the request on: $type', (command) => {
    given(added, destruction).when(command).thenError('NOTE_DESTROYED', ['id']);
    given(added, destruction, destroyed).when(command).thenError('NOTE_DESTROYED', ['id']);
  });
  it.each(others.slice(1))('is refused where there is no note: $type', (command) =>
    given().when(command).thenError('NOT_FOUND', ['id']),
  );
});

describe('CompleteEarlierErasure', () => {
  const complete = (below: number) => ({ type: 'CompleteEarlierErasure', id, below }) as const;
  it('says once that the earlier versions are gone', () =>
    given(added, anonymized)
      .when(complete(2))
      .then([{ type: 'EarlierVersionsErased', data: { below: 2 } }]));
  it('is refused where nobody has asked for it', () => {
    given(added).when(complete(2)).thenError('INVALID_INPUT', ['below']);
    given(added, anonymized).when(complete(3)).thenError('INVALID_INPUT', ['below']);
  });
});
