import { given as givenFor } from '../../../test/support/given-when-then.js';
import type { StudyCommand } from './study.commands.js';
import { study } from './study.decider.js';
import { maxMembers, studyEvents, type StudyEvent } from './study.events.js';

const id = 'study-0198f000-0000-4000-8000-000000000001';
const [ana, bea, chloe] = ['a', 'b', 'c'].map((x) => `person-0198f000-0000-4000-8000-00000000000${x}`) as [
  string,
  string,
  string,
];
const given = (...events: StudyEvent[]) => givenFor(study, studyEvents, events);

const open: StudyCommand = {
  type: 'OpenStudy',
  id,
  title: [{ language: 'fr', text: 'Usages du numérique' }],
  lead: ana,
  members: [bea],
  retainUntil: '2030-12-31',
};
const { type: _, id: __, ...content } = open;
const opened: StudyEvent = { type: 'StudyOpened', data: content };

describe('OpenStudy', () => {
  it('opens', () => given().when(open).then([opened]));
  it('refuses an id that is taken', () =>
    given(opened)
      .when({ ...open, retainUntil: '2031-12-31' })
      .thenError('ALREADY_EXISTS', ['id']));
  it('refuses a member twice, and an approval that ends before it begins', () => {
    given()
      .when({ ...open, members: [bea, bea] })
      .thenError('INVALID_INPUT', ['members']);
    given()
      .when({
        ...open,
        ethicsApproval: { board: 'CER', number: '1', from: '2020-02-01', until: '2020-01-01' },
      })
      .thenError('DATE_OUT_OF_ORDER', ['ethicsApproval', 'until']);
  });
});

describe('every other command', () => {
  const others: StudyCommand[] = [
    { type: 'RetitleStudy', id, title: { language: 'fr', text: 'x', replaces: 1 } },
    {
      type: 'TranslateText',
      id,
      field: 'title',
      language: 'en',
      text: 'x',
      origin: 'human',
      of: 1,
      replaces: 0,
    },
    { type: 'RecordEthicsApproval', id, ethicsApproval: { board: 'CER', number: '1' } },
    { type: 'ChangeRetention', id, retainUntil: '2031-01-01', reason: 'Prolongation' },
    { type: 'AddStudyMember', id, member: chloe },
    { type: 'RemoveStudyMember', id, member: bea },
    { type: 'HandOverStudy', id, lead: bea },
  ];
  it.each(others)('$type refuses a study that is not there', (command) =>
    given().when(command).thenError('NOT_FOUND', ['id']),
  );
});

describe('RetitleStudy', () => {
  const title = { language: 'fr', text: 'Le numérique', replaces: 1 };
  it('retitles', () =>
    given(opened)
      .when({ type: 'RetitleStudy', id, title })
      .then([{ type: 'StudyRetitled', data: { title } }]));
  it('refuses another version', () =>
    given(opened)
      .when({ type: 'RetitleStudy', id, title: { ...title, replaces: 2 } })
      .thenError('TEXT_CONFLICT', ['title', 'replaces']));
});

describe('TranslateText', () => {
  const translation = {
    field: 'title',
    language: 'en',
    text: 'Digital use',
    origin: 'human',
    of: 1,
    replaces: 0,
  } as const;
  it('translates', () =>
    given(opened)
      .when({ type: 'TranslateText', id, ...translation })
      .then([{ type: 'TextTranslated', data: translation }]));
  it('refuses to translate into the original', () =>
    given(opened)
      .when({ type: 'TranslateText', id, ...translation, language: 'fr' })
      .thenError('LANGUAGE_IS_ORIGINAL'));
});

describe('RecordEthicsApproval', () => {
  const ethicsApproval = { board: 'CER', number: '2019-12', until: '2025-01-01' };
  it('records', () =>
    given(opened)
      .when({ type: 'RecordEthicsApproval', id, ethicsApproval })
      .then([{ type: 'EthicsApprovalRecorded', data: { ethicsApproval } }]));
  it('refuses a term that ends before it begins', () =>
    given(opened)
      .when({ type: 'RecordEthicsApproval', id, ethicsApproval: { ...ethicsApproval, from: '2026-01-01' } })
      .thenError('DATE_OUT_OF_ORDER', ['ethicsApproval', 'until']));
});

describe('ChangeRetention', () => {
  it('changes, and keeps the reason with the command', () =>
    given(opened)
      .when({ type: 'ChangeRetention', id, retainUntil: '2035-01-01', reason: 'Prolongation' })
      .then([{ type: 'RetentionChanged', data: { retainUntil: '2035-01-01' } }]));
});

describe('members and lead', () => {
  it('adds and removes', () => {
    given(opened)
      .when({ type: 'AddStudyMember', id, member: chloe })
      .then([{ type: 'StudyMemberAdded', data: { member: chloe } }]);
    given(opened)
      .when({ type: 'RemoveStudyMember', id, member: bea })
      .then([{ type: 'StudyMemberRemoved', data: { member: bea } }]);
  });
  it('counts the lead as a member, who cannot be removed', () => {
    given(opened).when({ type: 'AddStudyMember', id, member: ana }).thenNothing();
    given(opened).when({ type: 'RemoveStudyMember', id, member: ana }).thenError('INVALID_INPUT', ['member']);
  });
  it('has a limit', () => {
    const members = Array.from(
      { length: maxMembers },
      (_one, n) => `person-0198f000-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    given({ type: 'StudyOpened', data: { ...content, members } })
      .when({ type: 'AddStudyMember', id, member: chloe })
      .thenError('INVALID_INPUT', ['member']);
  });
  it('hands over: the new lead is no member besides, and the former one is none', () => {
    const handed: StudyEvent = { type: 'StudyHandedOver', data: { lead: bea } };
    given(opened).when({ type: 'HandOverStudy', id, lead: bea }).then([handed]);
    expect(given(opened, handed).state).toMatchObject({ lead: bea, members: [] });
    // And handed on again, nobody has become a member on the way.
    expect(given(opened, handed, { type: 'StudyHandedOver', data: { lead: ana } }).state).toMatchObject({
      lead: ana,
      members: [],
    });
  });
});
