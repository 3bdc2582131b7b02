import {
  add,
  added,
  addedData,
  addedWithoutAna,
  allows,
  ana,
  anonymized,
  bea,
  code,
  coded,
  codingId,
  given,
  id,
  ofNote,
  question,
  revise,
  words,
} from '../../../test/support/interview-note.js';
import { keyOf, type Personal } from '../../kernel/personal.js';
import type { InterviewNoteCommand, RevisedSegment } from './interview-note.commands.js';
import { noteLimits, type InterviewNoteEvent } from './interview-note.events.js';

describe('a reason', () => {
  const said = { reason: 'À sa demande' };
  const kept: { reason: Personal<string> } = { reason: ofNote('À sa demande') };
  const because = (event: InterviewNoteEvent) =>
    ({ ...event, data: { ...event.data, ...kept } }) as InterviewNoteEvent;
  const place = { start: 32, end: 37 };
  const found: InterviewNoteEvent = { type: 'CodingReanchored', data: { codingId, version: 1, ...place } };
  it('is kept sealed, whatever it is said of', () => {
    given()
      .when({ ...add, ...said })
      .then([because(added)]);
    given(added)
      .when({ ...code, ...said })
      .then([because(coded(32, 37))]);
    given(added, coded(0, 2))
      .when({ type: 'ReanchorCoding', id, codingId, quote: 'tombe', ...said })
      .then([because(found)]);
    given(added, coded(32, 37))
      .when({ type: 'UncodePassage', id, codingId, ...said })
      .then([because({ type: 'PassageUncoded', data: { codingId } })]);
  });
  it('makes nothing another: the same said for another reason is a repeat', () => {
    given(because(added)).when(add).thenNothing();
    given(added, because(coded(32, 37)))
      .when(code)
      .thenNothing();
  });
});

describe('AddInterviewNote', () => {
  it('adds: each speaker’s words under their own key, the date under the note’s', () =>
    given().when(add).then([added]));
  it('takes a body for the words of its only participant', () =>
    given()
      .when({ ...add, segments: undefined, body: ' Oui. ', participants: [ana], consents: [allows(ana)] })
      .then([
        {
          type: 'InterviewNoteAdded',
          data: { ...addedData, participants: [ana], segments: [words(ana, 1, ' Oui. ')] },
        },
      ]));
  it('takes those who speak for its participants, and the year alone', () =>
    given()
      .when({ ...add, participants: undefined, date: undefined, year: 2018 })
      .then(
        [{ type: 'InterviewNoteAdded', data: { ...addedData, date: undefined, year: 2018 } }].map(
          ({ type, data: { date: _, ...data } }) => ({ type, data }) as InterviewNoteEvent,
        ),
      ));
  it('refuses speakers who are nobody, or not told apart', () => {
    const saying = (segments: (typeof add)['segments'] | object[], more: object = {}) =>
      given().when({ ...add, segments, ...more } as InterviewNoteCommand);
    saying([{ speaker: 'participant', text: 'x' }]).thenError('INVALID_INPUT', [
      'segments',
      0,
      'participant',
    ]);
    saying([
      { speaker: 'participant', participant: 'participant-0198f000-0000-4000-8000-00000000000c', text: 'x' },
    ]).thenError('INVALID_INPUT', ['segments', 0, 'participant']);
    saying([{ speaker: 'interviewer', participant: ana, text: 'x' }]).thenError('INVALID_INPUT', [
      'segments',
      0,
      'participant',
    ]);
    saying([{ speaker: 'interviewer', text: 'x' }], { participants: undefined }).thenError('INVALID_INPUT', [
      'participants',
    ]);
    given()
      .when({ ...add, segments: undefined, body: 'x' })
      .thenError('INVALID_INPUT', ['body', 'participant']);
  });
  it('refuses more text than is kept, in code points and in bytes', () => {
    const one = { ...add, segments: undefined, participants: [ana], consents: [allows(ana)] };
    given()
      .when({ ...one, body: 'x'.repeat(noteLimits.body + 1) })
      .thenError('INVALID_INPUT', ['body'], { codePoints: noteLimits.body + 1, limit: noteLimits.body });
    given()
      .when({ ...one, body: '👍'.repeat(150_001) })
      .thenError('INVALID_INPUT', ['body'], { bytes: 600_004, limit: noteLimits.bytes });
  });
  it('needs a standing consent of each participant', () => {
    given()
      .when({ ...add, consents: [allows(ana, 'analysis'), { participant: bea, scopes: null }] })
      .thenError('CONSENT_REQUIRED', ['participants'], { participants: [bea] });
    given()
      .when({ ...add, consents: [] })
      .thenError('CONSENT_REQUIRED', ['participants']);
  });
  it('is shown no further than every participant allows', () => {
    given()
      .when({ ...add, visibility: 'research' })
      .thenError('VISIBILITY_ABOVE_CONSENT', ['visibility'], { scope: 'reuse', participants: [ana] });
    given()
      .when({ ...add, visibility: 'study', consents: [allows(ana, 'reuse'), allows(bea, 'analysis')] })
      .thenError('VISIBILITY_ABOVE_CONSENT', ['visibility'], { scope: 'analysis', participants: [ana] });
    given()
      .when({ ...add, visibility: 'study' })
      .then([{ type: 'InterviewNoteAdded', data: { ...addedData, visibility: 'study' } }]);
  });
  it('refuses an id that is taken; words that were erased since are not compared', () => {
    given(added)
      .when({ ...add, language: 'en' })
      .thenError('ALREADY_EXISTS', ['id']);
    given(addedWithoutAna).when(add).thenNothing();
    given(addedWithoutAna)
      .when({ ...add, date: '2019-05-07' })
      .thenError('ALREADY_EXISTS', ['id']);
  });
});

describe('CorrectInterviewNote', () => {
  const corrected = (codings: object[], ...segments: object[]): InterviewNoteEvent =>
    ({ type: 'InterviewNoteCorrected', data: { version: 2, segments, codings } }) as InterviewNoteEvent;
  const anew: RevisedSegment = { speaker: 'participant', participant: ana, text: ' Le site aide beaucoup.' };

  it('keeps what it names, under the keys of the new version, and moves the codings', () =>
    given(added, coded(32, 37))
      .when(revise([{ keep: 0 }, anew, { keep: 2 }], { reason: 'Relu' }))
      .then([
        {
          type: 'InterviewNoteCorrected',
          data: {
            version: 2,
            segments: [
              question(2, 'Et le site ?'),
              words(ana, 2, anew.text!),
              words(bea, 2, ' Il tombe.\r\n'),
            ],
            codings: [{ codingId, start: 39, end: 44 }],
            reason: ofNote('Relu'),
          },
        },
      ]));
  it('flags a coding whose words are gone', () =>
    given(added, coded(32, 37))
      .when(revise([{ keep: 0 }, { keep: 1 }]))
      .then(
        [
          corrected(
            [{ codingId, lost: true }],
            question(2, 'Et le site ?'),
            words(ana, 2, ' Le site 👍 aide.'),
          ),
        ],
        {
          repeat: true,
        },
      ));
  it('refuses another version, and tells both numbers but no text', () => {
    const before = given(added, corrected([], words(ana, 2, 'x')));
    before.when(revise([anew])).thenError('TEXT_CONFLICT', ['replaces'], { expected: 1, actual: 2 });
    before.when(revise([{ keep: 2 }])).thenError('TEXT_CONFLICT', ['replaces']);
    before
      .when(revise([anew], { replaces: 3 }))
      .thenError('TEXT_CONFLICT', ['replaces'], { expected: 3, actual: 2 });
  });
  it('refuses to keep what is not there, or twice', () => {
    given(added)
      .when(revise([{ keep: 3 }]))
      .thenError('INVALID_INPUT', ['segments', 0, 'keep']);
    given(added)
      .when(revise([{ keep: 1 }, { keep: 1 }]))
      .thenError('INVALID_INPUT', ['segments', 1, 'keep']);
  });
  it('takes a body where there is one participant’s text alone', () => {
    const single: InterviewNoteEvent = {
      type: 'InterviewNoteAdded',
      data: { ...addedData, participants: [ana], segments: [words(ana, 1, 'Un')] },
    };
    const body = { type: 'CorrectInterviewNote', id, replaces: 1, body: 'Deux' } as const;
    given(single)
      .when(body)
      .then([corrected([], words(ana, 2, 'Deux'))]);
    given(added).when(body).thenError('INVALID_INPUT', ['body']);
  });

  describe('of a note with erased words', () => {
    const erasedWords = {
      ...words(ana, 1, ''),
      text: { personal: keyOf(ana, id, 1), erased: true, size: 16 },
    };
    const other: RevisedSegment = { speaker: 'participant', participant: bea, text: ' Il marche.' };
    const question2: RevisedSegment = { speaker: 'interviewer', text: 'Et votre site ?' };

    it('keeps them and their size, and the codings in them', () =>
      given(addedWithoutAna, coded(13, 15))
        .when(revise([question2, { keep: 1 }, other]))
        .then([
          corrected(
            [{ codingId, start: 16, end: 18 }],
            question(2, 'Et votre site ?'),
            erasedWords,
            words(bea, 2, ' Il marche.'),
          ),
        ]));
    it('refuses to leave them out', () =>
      given(addedWithoutAna)
        .when(revise([question2, other]))
        .thenError('INVALID_INPUT', ['segments']));
    it('refuses to change their order', () => {
      const twice: InterviewNoteEvent = {
        type: 'InterviewNoteAdded',
        data: { ...addedData, segments: [erasedWords, erasedWords] as never },
      };
      given(twice)
        .when(revise([{ keep: 1 }, { keep: 0 }]))
        .thenError('INVALID_INPUT', ['segments']);
    });
  });
});

describe('AnonymizeNote', () => {
  const anonymize = {
    type: 'AnonymizeNote',
    id,
    replaces: 1,
    segments: [{ speaker: 'participant', participant: ana, text: 'Le site aide.' }],
  } satisfies InterviewNoteCommand;

  it('replaces the text', () => given(added).when(anonymize).then([anonymized]));
  it('may keep the text as it stands: somebody says that it names nobody', () =>
    given(added)
      .when({ ...anonymize, segments: [{ keep: 0 }] })
      .then([
        {
          type: 'NoteAnonymized',
          data: { version: 2, segments: [question(2, 'Et le site ?')], codings: [] },
        },
      ]));
  it('refuses another version', () =>
    given(added)
      .when({ ...anonymize, replaces: 2 })
      .thenError('TEXT_CONFLICT', ['replaces']));
  it('is undone by a correction: nobody has said of the new words that they name nobody', () =>
    given(added, anonymized, {
      type: 'InterviewNoteCorrected',
      data: { version: 3, segments: [words(ana, 3, 'Bea aide.')], codings: [] },
    })
      .when({ ...anonymize, replaces: 3, segments: [{ keep: 0 }] })
      .then([
        { type: 'NoteAnonymized', data: { version: 4, segments: [words(ana, 4, 'Bea aide.')], codings: [] } },
      ]));
});

describe('RedactPassage', () => {
  const redact = {
    type: 'RedactPassage',
    id,
    replaces: 1,
    start: 10,
    end: 16,
    reason: 'Un tiers',
  } satisfies InterviewNoteCommand;
  const redactedData = {
    version: 2,
    segments: [
      question(2, 'Et le site██'),
      words(ana, 2, '████site 👍 aide.'),
      words(bea, 2, ' Il tombe.\r\n'),
    ],
    codings: [{ codingId, start: 32, end: 37 }],
    start: 10,
    end: 16,
    reason: ofNote('Un tiers'),
  };

  it('puts blocks for as many code points, across segments, and leaves codings where they are', () =>
    given(added, coded(32, 37))
      .when(redact)
      .then([{ type: 'PassageRedacted', data: redactedData }]));
  it('goes around what was erased', () =>
    given(addedWithoutAna)
      .when({ ...redact, start: 11, end: 32 })
      .then([
        {
          type: 'PassageRedacted',
          data: {
            ...redactedData,
            start: 11,
            end: 32,
            codings: [],
            segments: [
              question(2, 'Et le site █'),
              { ...words(ana, 1, ''), text: { personal: keyOf(ana, id, 1), erased: true, size: 16 } },
              words(bea, 2, '████tombe.\r\n'),
            ],
          },
        },
      ]));
  it('is done where there is nothing left to read', () =>
    given(addedWithoutAna)
      .when({ ...redact, start: 12, end: 20 })
      .thenNothing());
  it('refuses another version and a place outside the text', () => {
    given(added)
      .when({ ...redact, replaces: 2 })
      .thenError('TEXT_CONFLICT', ['replaces']);
    given(added)
      .when({ ...redact, end: 41 })
      .thenError('RANGE_OUTSIDE_TEXT', ['end'], { length: 40 });
  });
});
