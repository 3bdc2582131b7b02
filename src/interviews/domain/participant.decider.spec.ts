import fc from 'fast-check';
import { given as givenFor, play } from '../../../test/support/given-when-then.js';
import { keyOf } from '../../kernel/personal.js';
import type { ParticipantCommand } from './participant.commands.js';
import { participant } from './participant.decider.js';
import { consentScopes, participantEvents, type ParticipantEvent } from './participant.events.js';
import { standingScopes } from './participant.state.js';

const id = 'participant-0198f000-0000-4000-8000-000000000001' as const;
const study = 'study-0198f000-0000-4000-8000-000000000002';
const by = 'person-0198f000-0000-4000-8000-000000000003';
const consentId = '0198f000-0000-4000-8000-000000000004';
const given = (...events: ParticipantEvent[]) => givenFor(participant, participantEvents, events);
const sealed = (value: string) => ({ personal: keyOf(id), value });

const enrol: ParticipantCommand = {
  type: 'EnrolParticipant',
  id,
  study,
  by,
  pseudonym: 'Rivière',
  name: 'Une personne fictive',
  broadRole: 'manager',
};
const enrolled: ParticipantEvent = {
  type: 'ParticipantEnrolled',
  data: {
    study,
    broadRole: 'manager',
    enrolledBy: by,
    pseudonym: sealed('Rivière'),
    name: sealed('Une personne fictive'),
  },
};
const consent = {
  consentId,
  form: '2019-1',
  language: 'fr',
  way: 'written',
  obtainedBy: by,
  scopes: ['analysis', 'reuse'],
  from: '2019-03-01',
  until: '2024-03-01',
} as const satisfies Extract<ParticipantEvent, { type: 'ConsentRecorded' }>['data'] | object;
const record = {
  type: 'RecordConsent',
  id,
  ...consent,
  scopes: [...consent.scopes],
} satisfies ParticipantCommand;
const recorded: ParticipantEvent = {
  type: 'ConsentRecorded',
  data: { ...consent, scopes: [...consent.scopes] },
};
const withdrawn = (extent: 'futureUse' | 'alsoPublished'): ParticipantEvent => ({
  type: 'ConsentWithdrawn',
  data: { extent },
});
const requested: ParticipantEvent = { type: 'ErasureRequested', data: {} };
const erased: ParticipantEvent = { type: 'ParticipantErased', data: {} };

const correct = (input: object): ParticipantCommand => ({
  type: 'CorrectParticipant',
  id,
  replaces: 1,
  ...input,
});
const withdraw: ParticipantCommand = { type: 'WithdrawConsent', id, extent: 'futureUse' };

describe('EnrolParticipant', () => {
  it('enrols, and seals who it is under the participant’s own key', () =>
    given().when(enrol).then([enrolled]));
  it('refuses an id that is taken', () =>
    given(enrolled)
      .when({ ...enrol, pseudonym: 'Montagne' })
      .thenError('ALREADY_EXISTS', ['id']));
});

describe('a reason', () => {
  const said = { reason: 'À sa demande' };
  const kept = { reason: sealed('À sa demande') };
  it('is kept sealed, whatever it is said of', () => {
    given()
      .when({ ...enrol, ...said })
      .then([{ ...enrolled, data: { ...enrolled.data, ...kept } }]);
    given(enrolled)
      .when({ ...correct({ role: 'Directrice' }), ...said })
      .then([{ type: 'ParticipantCorrected', data: { role: sealed('Directrice'), ...kept } }]);
    given(enrolled)
      .when({ ...record, ...said })
      .then([{ ...recorded, data: { ...recorded.data, ...kept } }]);
  });
  it('makes nothing another: the same said for another reason is a repeat', () => {
    const because = { ...enrolled, data: { ...enrolled.data, ...kept } } as ParticipantEvent;
    const again = { ...recorded, data: { ...recorded.data, ...kept } } as ParticipantEvent;
    given(because).when(enrol).thenNothing();
    given(because, again).when(record).thenNothing();
  });
});

describe('a participant that is not there', () => {
  const others: ParticipantCommand[] = [
    correct({ name: null }),
    record,
    withdraw,
    { type: 'ExpireConsent', id, consentId },
    { type: 'EraseParticipant', id },
    { type: 'CompleteErasure', id },
  ];
  it.each(others)('$type is refused', (command) => given().when(command).thenError('NOT_FOUND', ['id']));
});

describe('CorrectParticipant', () => {
  it('says only what changes, and what is taken away', () =>
    given(enrolled)
      .when(
        correct({
          pseudonym: 'Rivière',
          name: null,
          role: 'Directrice',
          contact: null,
          broadRole: 'director',
        }),
      )
      .then([
        {
          type: 'ParticipantCorrected',
          data: { role: sealed('Directrice'), broadRole: 'director', cleared: ['name'] },
        },
      ]));
  it('refuses another version, and tells both numbers but no value', () => {
    const corrected: ParticipantEvent = { type: 'ParticipantCorrected', data: { pseudonym: sealed('Lac') } };
    given(enrolled, corrected)
      .when(correct({ pseudonym: 'Montagne' }))
      .thenError('TEXT_CONFLICT', ['replaces'], { expected: 1, actual: 2 });
    given(enrolled, corrected)
      .when(correct({ pseudonym: 'Lac' }))
      .thenNothing();
  });
});

describe('RecordConsent', () => {
  it('records', () => given(enrolled).when(record).then([recorded]));
  it('is a repeat with the same id and content, in whatever order of scopes', () =>
    given(enrolled, recorded)
      .when({ ...record, scopes: ['reuse', 'analysis'] })
      .thenNothing());
  it('refuses an id that is taken, and a term that ends before it begins', () => {
    given(enrolled, recorded)
      .when({ ...record, scopes: [...consentScopes] })
      .thenError('ALREADY_EXISTS', ['consentId']);
    given(enrolled)
      .when({ ...record, until: '2019-02-28' })
      .thenError('DATE_OUT_OF_ORDER', ['until']);
  });
  it('stands from the day on which it begins through the day on which it ends, and no longer', () => {
    const { state } = given(enrolled, recorded);
    expect(standingScopes(state, '2019-02-28')).toBeNull();
    expect(standingScopes(state, '2019-03-01')).toEqual(['analysis', 'reuse']);
    expect(standingScopes(state, '2024-03-01')).toEqual(['analysis', 'reuse']);
    expect(standingScopes(state, '2024-03-02')).toBeNull();
  });
});

describe('WithdrawConsent', () => {
  it('withdraws, with the reason sealed', () =>
    given(enrolled, recorded)
      .when({ ...withdraw, reason: 'Ne veut plus' })
      .then([{ type: 'ConsentWithdrawn', data: { extent: 'futureUse', reason: sealed('Ne veut plus') } }]));
  it('reaches further when that is asked for later, and not less far', () => {
    given(enrolled, recorded, withdrawn('futureUse'))
      .when({ type: 'WithdrawConsent', id, extent: 'alsoPublished' })
      .then([withdrawn('alsoPublished')]);
    given(enrolled, recorded, withdrawn('alsoPublished')).when(withdraw).thenNothing();
  });
  it('has nothing to withdraw where there was no consent', () =>
    given(enrolled).when(withdraw).thenNothing());
  it('ends what stood, also one that was recorded again before', () => {
    const { state } = given(enrolled, recorded, withdrawn('futureUse'));
    expect(standingScopes(state, '2020-01-01')).toBeNull();
  });
});

describe('ExpireConsent', () => {
  const expire: ParticipantCommand = { type: 'ExpireConsent', id, consentId };
  it('says it once', () =>
    given(enrolled, recorded)
      .when(expire)
      .then([{ type: 'ConsentExpired', data: { consentId } }]));
  it('says nothing of a consent that does not stand any more', () => {
    given(enrolled, recorded, withdrawn('futureUse')).when(expire).thenNothing();
    given(enrolled).when(expire).thenNothing();
  });
});

describe('erasure', () => {
  it('is asked for once, and completed once', () => {
    given(enrolled, recorded)
      .when({ type: 'EraseParticipant', id, reason: 'Demande' })
      .then([{ type: 'ErasureRequested', data: { reason: sealed('Demande') } }]);
    given(enrolled, requested).when({ type: 'CompleteErasure', id }).then([erased]);
  });
  it('is not completed where nobody has asked', () =>
    given(enrolled).when({ type: 'CompleteErasure', id }).thenError('INVALID_INPUT', ['id']));
  it.each([
    enrol,
    correct({ name: null }),
    record,
    withdraw,
    { type: 'ExpireConsent', id, consentId } as const,
  ])('accepts nothing else from the request on: $type', (command) => {
    given(enrolled, recorded, requested).when(command).thenError('PARTICIPANT_ERASED', ['id']);
    given(enrolled, recorded, requested, erased).when(command).thenError('PARTICIPANT_ERASED', ['id']);
  });
  it('ends every consent', () =>
    expect(standingScopes(given(enrolled, recorded, requested).state, '2020-01-01')).toBeNull());
  it('leaves nothing to compare a repeat with: what was erased differs from every value', () => {
    const gone: ParticipantEvent = {
      type: 'ParticipantEnrolled',
      data: { study, broadRole: 'manager', enrolledBy: by, pseudonym: { personal: keyOf(id), erased: true } },
    };
    given(gone).when(enrol).thenError('ALREADY_EXISTS', ['id']);
  });
});

const word = fc.constantFrom('Rivière', 'Lac', 'Montagne');
const anyCommand: fc.Arbitrary<ParticipantCommand> = fc.oneof(
  fc
    .record(
      { pseudonym: word, name: fc.option(word), replaces: fc.integer({ min: 1, max: 4 }) },
      { requiredKeys: ['replaces'] },
    )
    .map((input) => ({ type: 'CorrectParticipant' as const, id, ...input })),
  fc
    .tuple(
      fc.constantFrom(consentId, '0198f000-0000-4000-8000-000000000005'),
      fc.subarray([...consentScopes]),
    )
    .map(([one, scopes]) => ({ ...record, consentId: one, scopes })),
  fc.constantFrom('futureUse' as const, 'alsoPublished' as const).map((extent) => ({ ...withdraw, extent })),
  fc.constantFrom<ParticipantCommand>(
    { type: 'ExpireConsent', id, consentId },
    { type: 'EraseParticipant', id },
    { type: 'CompleteErasure', id },
  ),
);

it('takes any commands: accepted once, or rejected by a rule; after a withdrawal nothing older stands', () => {
  fc.assert(
    fc.property(fc.array(anyCommand, { maxLength: 30 }), (commands) => {
      const { events, state } = play(participant, participantEvents, [enrol, ...commands], () => undefined);
      const types = events.map(({ type }) => type);
      const ended = Math.max(types.lastIndexOf('ConsentWithdrawn'), types.lastIndexOf('ErasureRequested'));
      const stands = types.lastIndexOf('ConsentRecorded') > ended;
      expect(standingScopes(state, '2020-01-01') !== null).toBe(stands);
      expect(types.slice(types.indexOf('ErasureRequested') + 1 || types.length)).toEqual(
        types.includes('ParticipantErased') ? ['ParticipantErased'] : [],
      );
    }),
    { numRuns: 300 },
  );
});
