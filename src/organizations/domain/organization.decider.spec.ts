import { given as givenEvents } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import { eligibility } from './eligibility.js';
import type { OrganizationCommand } from './organization.commands.js';
import { organization } from './organization.decider.js';
import {
  organizationEvents,
  principles,
  type Assessment,
  type OrganizationEvent,
} from './organization.events.js';

const given = (...events: OrganizationEvent[]) => givenEvents(organization, organizationEvents, events);
const id = streamId('organization', '0198f000-0000-7000-8000-000000000001');
const other = streamId('organization', '0198f000-0000-7000-8000-000000000002');
const third = streamId('organization', '0198f000-0000-7000-8000-000000000003');

const content = {
  name: [{ language: 'fr', text: 'Coop des Érables' }],
  legalForm: 'cooperative' as const,
  sectors: ['food', 'retail'],
};
const registered: OrganizationEvent = { type: 'OrganizationRegistered', data: content };
const dissolved: OrganizationEvent = { type: 'OrganizationDissolved', data: { on: '2020-01-31' } };
const merged: OrganizationEvent = { type: 'OrganizationMerged', data: { into: other } };
const register: OrganizationCommand = { type: 'RegisterOrganization', id, ...content };
const rename: OrganizationCommand = {
  type: 'RenameOrganization',
  id,
  name: { language: 'fr', text: 'Coop de l’Érable', replaces: 1 },
};
const renamed: OrganizationEvent = { type: 'OrganizationRenamed', data: { name: rename.name } };
const describeIt: OrganizationCommand = {
  type: 'DescribeOrganization',
  id,
  description: { language: 'fr', text: 'Épicerie', replaces: 0 },
};
const described: OrganizationEvent = {
  type: 'OrganizationDescribed',
  data: { description: describeIt.description },
};
const changeForm: OrganizationCommand = {
  type: 'ChangeLegalForm',
  id,
  legalForm: 'non-profit',
  on: '2019-05-01',
};
const dissolve: OrganizationCommand = { type: 'DissolveOrganization', id, on: '2020-01-31' };
const merge: OrganizationCommand = { type: 'MergeOrganization', id, into: other };
const text = { language: 'en', text: 'Maple Co-op', origin: 'human' as const, of: 1, replaces: 0 };
const translate = (
  more: Partial<Extract<OrganizationCommand, { type: 'TranslateText' }>> = {},
): OrganizationCommand => ({
  type: 'TranslateText',
  id,
  field: 'name',
  ...text,
  ...more,
});
const translated: OrganizationEvent = { type: 'TextTranslated', data: { field: 'name', ...text } };
const met = (principle: Assessment['principle'], is = true): Assessment => ({
  principle,
  met: is,
  evidence: 'Statutes',
});
const assess = (...assessments: Assessment[]): OrganizationCommand => ({
  type: 'AssessEligibility',
  id,
  assessments,
});
const assessed = (...assessments: Assessment[]): OrganizationEvent => ({
  type: 'EligibilityAssessed',
  data: { assessments },
});
const classify = (more: object): OrganizationCommand => ({ type: 'ClassifyOrganization', id, ...more });

const changing = {
  rename,
  describeIt,
  changeForm,
  dissolve,
  translate: translate(),
  assess: assess(met('meets-needs')),
  classify: classify({ missions: ['jobs'] }),
  merge: { ...merge, into: third },
};

describe('RegisterOrganization', () => {
  it('registers', () => given().when(register).then([registered]));
  it('is a repeat with the same content', () => given(registered, renamed).when(register).thenNothing());
  it('refuses an id that is taken', () =>
    given(registered)
      .when({ ...register, legalForm: 'mutual' })
      .thenError('ALREADY_EXISTS', ['id']));
  it.each(Object.entries(changing))('comes before %s', (_name, command) =>
    given().when(command).thenError('NOT_FOUND', ['id']),
  );
});

describe('RenameOrganization', () => {
  it('renames', () => given(registered).when(rename).then([renamed]));
  it('changes nothing where it is named so', () => given(registered, renamed).when(rename).thenNothing());
  it('refuses another version than the one that stands', () =>
    given(registered)
      .when({ ...rename, name: { ...rename.name, replaces: 0 } })
      .thenError('TEXT_CONFLICT', ['name', 'replaces'], { actual: 1 }));
});

describe('DescribeOrganization', () => {
  it('writes the first description', () => given(registered).when(describeIt).then([described]));
  it('refuses to overwrite one unseen', () =>
    given(registered, described)
      .when({ ...describeIt, description: { ...describeIt.description, text: 'Marché' } })
      .thenError('TEXT_CONFLICT', ['description', 'replaces']));
});

describe('ClassifyOrganization', () => {
  const place = { region: 'estrie', country: 'CA' };

  it('says only what changes', () =>
    given(registered)
      .when(classify({ sectors: ['retail', 'food'], missions: ['jobs'], place, website: null }))
      .then([{ type: 'OrganizationClassified', data: { missions: ['jobs'], place } }]));
  it('takes a value away', () =>
    given(registered, { type: 'OrganizationClassified', data: { place, sizeBand: '1-4' } })
      .when(classify({ place: null }))
      .then([{ type: 'OrganizationClassified', data: { place: null } }]));
  it('changes nothing where all is so', () =>
    given(registered, { type: 'OrganizationClassified', data: { place } })
      .when(classify({ place: { country: 'CA', region: 'estrie' }, missions: [], sizeBand: null }))
      .thenNothing());
});

describe('ChangeLegalForm', () => {
  const changed: OrganizationEvent = {
    type: 'LegalFormChanged',
    data: { legalForm: 'non-profit', on: '2019-05-01' },
  };

  it('changes', () => given(registered).when(changeForm).then([changed]));
  it('puts its date right', () =>
    given(registered, changed)
      .when({ ...changeForm, on: '2019-06-01' })
      .then([{ type: 'LegalFormChanged', data: { legalForm: 'non-profit', on: '2019-06-01' } }]));
  it('changes nothing without another date', () =>
    given(registered, changed)
      .when({ ...changeForm, on: undefined })
      .thenNothing());
  it('refuses a dissolved organization', () =>
    given(registered, dissolved)
      .when(changeForm)
      .thenError('ORGANIZATION_DISSOLVED', ['id'], { on: '2020-01-31' }));
});

describe('AssessEligibility', () => {
  const all = principles.map((principle) => met(principle));
  const eligibilityAfter = (...events: OrganizationEvent[]) => {
    const { state } = given(registered, ...events);
    return state.status === 'absent' ? null : eligibility(state);
  };

  it('records what is new and what differs', () =>
    given(registered, assessed(met('meets-needs'), met('economic-viability')))
      .when(assess(met('meets-needs'), met('economic-viability', false), met('devolution-of-assets')))
      .then([assessed(met('economic-viability', false), met('devolution-of-assets'))]));
  it('changes nothing where all is assessed so', () =>
    given(registered, assessed(...all))
      .when(assess(all[3]!))
      .thenNothing());
  it('refuses a dissolved organization', () =>
    given(registered, dissolved).when(assess(all[0]!)).thenError('ORGANIZATION_DISSOLVED', ['id']));
  it('comes to eligible only when all six are met', () => {
    expect(eligibilityAfter()).toEqual({ status: 'incomplete', assessed: 0 });
    expect(eligibilityAfter(assessed(...all.slice(1)))).toEqual({ status: 'incomplete', assessed: 5 });
    expect(eligibilityAfter(assessed(...all.slice(1)), assessed(all[0]!))).toEqual({
      status: 'eligible',
      assessed: 6,
    });
    expect(eligibilityAfter(assessed(met('meets-needs', false)))).toEqual({
      status: 'not-eligible',
      assessed: 1,
    });
  });
  it('goes by the latest assessment', () =>
    expect(eligibilityAfter(assessed(met('meets-needs', false)), assessed(...all))?.status).toBe('eligible'));
});

describe('MergeOrganization', () => {
  it('merges, also a dissolved one', () => {
    given(registered).when(merge).then([merged]);
    given(registered, dissolved).when(merge).then([merged]);
  });
  it('is a repeat into the same', () => given(registered, merged).when(merge).thenNothing());
  it('refuses itself', () =>
    given(registered)
      .when({ ...merge, into: id })
      .thenError('MERGE_CYCLE', ['into']));
  it.each(Object.entries(changing))('is terminal for %s', (_name, command) =>
    given(registered, merged).when(command).thenError('ORGANIZATION_MERGED', ['id'], { into: other }),
  );
});

describe('DissolveOrganization', () => {
  it('dissolves, with and without a date', () => {
    given(registered).when(dissolve).then([dissolved]);
    given(registered)
      .when({ ...dissolve, on: undefined })
      .then([{ type: 'OrganizationDissolved', data: {} }]);
  });
  it('changes nothing where it is dissolved', () =>
    given(registered, dissolved)
      .when({ ...dissolve, on: undefined })
      .thenNothing());
  it('puts its date right', () =>
    given(registered, dissolved)
      .when({ ...dissolve, on: '2020-02-29' })
      .then([{ type: 'OrganizationDissolved', data: { on: '2020-02-29' } }]));
  it('leaves what is written about it open to correction', () => {
    given(registered, dissolved).when(rename).then([renamed]);
    given(registered, dissolved).when(describeIt).then([described]);
    given(registered, dissolved).when(translate()).then([translated]);
    given(registered, dissolved)
      .when(changing.classify)
      .then([{ type: 'OrganizationClassified', data: { missions: ['jobs'] } }]);
  });
});

describe('TranslateText', () => {
  it('translates', () => given(registered).when(translate()).then([translated]));
  it('changes nothing where it reads so', () =>
    given(registered, translated).when(translate()).thenNothing());
  it('translates a new wording of the original anew', () =>
    given(registered, translated, renamed)
      .when(translate({ of: 2, replaces: 1 }))
      .then([{ type: 'TextTranslated', data: { field: 'name', ...text, of: 2, replaces: 1 } }]));
  it('refuses what is not there, and a name too long', () => {
    given(registered)
      .when(translate({ field: 'description' }))
      .thenError('TRANSLATION_OF_NOTHING');
    given(registered)
      .when(translate({ of: 2 }))
      .thenError('TRANSLATION_OF_NOTHING', ['of']);
    given(registered)
      .when(translate({ text: 'x'.repeat(501) }))
      .thenError('INVALID_INPUT', ['text']);
  });
});
