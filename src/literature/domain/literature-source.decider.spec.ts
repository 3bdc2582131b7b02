import { given as givenEvents } from '../../../test/support/given-when-then.js';
import { streamId } from '../../kernel/ids.js';
import type { LiteratureSourceCommand } from './literature-source.commands.js';
import { literatureSource } from './literature-source.decider.js';
import { literatureSourceEvents, type LiteratureSourceEvent } from './literature-source.events.js';
import { doiOf } from './literature-source.state.js';

const given = (...events: LiteratureSourceEvent[]) =>
  givenEvents(literatureSource, literatureSourceEvents, events);
type Input<Type extends LiteratureSourceCommand['type']> = Extract<LiteratureSourceCommand, { type: Type }>;

const [id, other, third] = [1, 2, 3].map((n) =>
  streamId('literatureSource', `0198f000-0000-7000-8000-00000000000${n}`),
) as [Input<'MergeSources'>['id'], Input<'MergeSources'>['id'], Input<'MergeSources'>['id']];

const csl = {
  id: 'portrait2017',
  type: 'report' as const,
  title: 'Portrait',
  DOI: '10.1000/ABC',
};
const content = { csl, language: 'fr', reliability: 'grey' as const };
const imported: LiteratureSourceEvent = { type: 'SourceImported', data: content };
const importSource: Input<'ImportSource'> = { type: 'ImportSource', id, ...content };
const correct = (more: Partial<Input<'CorrectSource'>>): Input<'CorrectSource'> => ({
  type: 'CorrectSource',
  id,
  ...more,
});
const corrected = (
  data: Extract<LiteratureSourceEvent, { type: 'SourceCorrected' }>['data'],
): LiteratureSourceEvent => ({ type: 'SourceCorrected', data });
const merged: LiteratureSourceEvent = { type: 'SourceMerged', data: { into: other } };
const retracted: LiteratureSourceEvent = { type: 'SourceRetracted', data: { reason: 'Données inventées' } };
const retract: Input<'RetractSource'> = { type: 'RetractSource', id, reason: 'Données inventées' };
const merge: Input<'MergeSources'> = { type: 'MergeSources', id, into: other };
const apart: Input<'MarkNotDuplicate'> = { type: 'MarkNotDuplicate', id, other };

const changing: LiteratureSourceCommand[] = [correct({ reliability: 'press' }), merge, retract, apart];

describe('ImportSource', () => {
  it('imports', () => given().when(importSource).then([imported]));
  it('is a repeat with the same content, whatever became of it since', () => {
    given(imported, corrected({ reliability: 'press' }), retracted)
      .when(importSource)
      .thenNothing();
    given(imported, merged).when(importSource).thenNothing();
  });
  it('refuses an id that is taken', () =>
    given(imported)
      .when({ ...importSource, language: 'en' })
      .thenError('ALREADY_EXISTS', ['id']));
  it.each(changing)('comes before $type', (command) => given().when(command).thenError('NOT_FOUND', ['id']));
});

describe('CorrectSource', () => {
  const better = { ...csl, title: 'Portrait numérique' };

  it('says only what changes', () =>
    given(imported)
      .when(correct({ csl: better, replaces: 1, language: 'fr', reliability: 'official' }))
      .then([corrected({ csl: better, reliability: 'official' })]));
  it('replaces the version of the CSL data that it names', () =>
    given(imported, corrected({ csl: better }))
      .when(correct({ csl: { ...better, publisher: 'CEFRIO' }, replaces: 2 }))
      .then([corrected({ csl: { ...better, publisher: 'CEFRIO' } })]));
  it('refuses to replace data that somebody has replaced since, and shows both', () =>
    given(imported, corrected({ csl: better }))
      .when(correct({ csl: { ...csl, title: 'Autre' }, replaces: 1 }))
      .thenError('TEXT_CONFLICT', ['replaces'], {
        expected: 1,
        actual: 2,
        currentText: JSON.stringify(better),
      }));
  it('is a repeat where the data read so already, whichever version it names', () =>
    given(imported, corrected({ csl: better }))
      .when(correct({ csl: better, replaces: 1 }))
      .thenNothing());
  it('does not count other corrections as versions of the data', () =>
    given(imported, corrected({ reliability: 'press' }))
      .when(correct({ csl: better, replaces: 1 }))
      .then([corrected({ csl: better })]));
  it('takes a language away, once', () =>
    given(imported)
      .when(correct({ language: null }))
      .then([corrected({ language: null })]));
  it('does not mind the order of references', () => {
    const [a, b] = [
      { system: 'hal', id: '1' },
      { system: 'hal', id: '2' },
    ] as const;
    given({ type: 'SourceImported', data: { ...content, externalReferences: [a, b] } })
      .when(correct({ externalReferences: [b, a] }))
      .thenNothing();
  });
  it('mends a retracted source', () =>
    given(imported, retracted)
      .when(correct({ reliability: 'press' }))
      .then([corrected({ reliability: 'press' })]));
});

describe('MergeSources', () => {
  it('merges', () => given(imported).when(merge).then([merged]));
  it('merges a retracted source', () => given(imported, retracted).when(merge).then([merged]));
  it('refuses itself', () =>
    given(imported)
      .when({ ...merge, into: id })
      .thenError('MERGE_CYCLE', ['into']));
  it('is for ever', () => {
    const past = given(imported, merged);
    past.when({ ...merge, into: third }).thenError('SOURCE_MERGED', ['id'], { into: other });
    for (const command of [correct({ reliability: 'press' }), retract, apart]) {
      past.when(command).thenError('SOURCE_MERGED', ['id'], { into: other });
    }
  });
});

describe('RetractSource', () => {
  it('retracts', () => given(imported).when(retract).then([retracted]));
  it('puts reason and date right, and stays retracted', () =>
    given(imported, retracted)
      .when({ ...retract, on: '2019-05-01' })
      .then([{ type: 'SourceRetracted', data: { reason: 'Données inventées', on: '2019-05-01' } }]));
});

describe('MarkNotDuplicate', () => {
  it('tells two sources apart', () =>
    given(imported)
      .when(apart)
      .then([{ type: 'SourceToldApart', data: { other } }]));
  it('refuses one and itself', () =>
    given(imported)
      .when({ ...apart, other: id })
      .thenError('INVALID_INPUT', ['other']));
});

describe('doiOf', () => {
  it('is the DOI without regard to case, or none', () => {
    expect(doiOf(csl)).toBe('10.1000/abc');
    expect(doiOf({ id: 'a', type: 'book' })).toBeNull();
  });
});
