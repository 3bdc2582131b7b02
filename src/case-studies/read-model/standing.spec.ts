import { ann, drafted, firstEdition, id } from '../../../test/support/case-study.js';
import { ProjectedLog } from '../../../test/support/projected-log.js';
import { initiativeDocuments } from '../../initiatives/read-model/initiative.projection.js';
import '../../initiatives/initiatives.module.js';
import {
  interviewNoteCodingDocuments,
  interviewNoteDocuments,
} from '../../interviews/read-model/interview-note.projection.js';
import { participantDocuments } from '../../interviews/read-model/participant.projection.js';
import { studyDocuments } from '../../interviews/read-model/study.projection.js';
import { derivedId, derivedUuid } from '../../kernel/ids.js';
import '../../literature/literature.module.js';
import { literatureSourceDocuments } from '../../literature/read-model/literature-source.projection.js';
import { publishedFigureDocuments } from '../../literature/read-model/published-figure.projection.js';
import { anonymous, type Viewer } from '../../platform/access/viewer.js';
import '../case-studies.module.js';
import type { CaseStudyEvent } from '../domain/case-study.events.js';
import type { Evidence, Stance } from '../domain/case-study.fields.js';
import { caseStudyDocuments } from './case-study.projection.js';
import { editionKey, loadStandings } from './find-case-studies.js';

let log: ProjectedLog;
beforeEach(async () => {
  log = await ProjectedLog.open(
    caseStudyDocuments,
    literatureSourceDocuments,
    publishedFigureDocuments,
    initiativeDocuments,
    // What passages are asked for, though none is here: see interviews-in-case-studies.e2e.ts.
    studyDocuments,
    participantDocuments,
    interviewNoteDocuments,
    interviewNoteCodingDocuments,
  );
});
afterEach(() => log.close());

const fr = (text: string) => [{ language: 'fr', text }];
const csl = { id: 'x', type: 'book', title: 'x' };
const a = derivedId('literatureSource', 'a');
const b = derivedId('literatureSource', 'b');
const c = derivedId('literatureSource', 'c');
const figure = derivedId('publishedFigure', 'a');
const initiative = derivedId('initiative', 'a');
const outcomeId = derivedUuid('outcome');
const claimId = derivedUuid('claim');
const editor: Viewer = { actor: 'person-eve', role: 'editor', study: null };
const on = {
  a: { kind: 'source', source: a },
  b: { kind: 'source', source: b },
  c: { kind: 'source', source: c },
  missing: { kind: 'source', source: derivedId('literatureSource', 'missing') },
  figure: { kind: 'figure', figure },
  outcome: { kind: 'outcome', initiative, outcomeId },
  missingOutcome: { kind: 'outcome', initiative, outcomeId: derivedUuid('missing') },
} as const satisfies Record<string, Partial<Evidence>>;
type On = keyof typeof on;

const imported = { type: 'SourceImported', data: { csl } };
const retracted = { type: 'SourceRetracted', data: { reason: 'Faux' } };
const mergedInto = (into: string) => ({ type: 'SourceMerged', data: { into } });

async function corpus(): Promise<void> {
  for (const source of [a, b, c]) await log.tell(source, imported);
  const texts = { population: fr('x'), geography: fr('x') };
  await log.tell(figure, {
    type: 'FigureRecorded',
    data: { indicator: { code: 'x', label: fr('x') }, ...texts, value: 1, unit: '%', source: b },
  });
  await log.tell(
    initiative,
    {
      type: 'InitiativeRecorded',
      data: { title: fr('x'), owners: [derivedId('organization', 'a')], stage: 'idea' },
    },
    { type: 'OutcomeRecorded', data: { outcomeId, indicator: fr('x'), value: 1, unit: '%' } },
  );
}

/** A draft with one claim that rests on all of these: supporting, or with `!` contradicting. */
async function claimOn(...pieces: (On | `!${On}`)[]): Promise<void> {
  const evidence = pieces.map((piece, index): Evidence => {
    const stance: Stance = piece.startsWith('!') ? 'contradicts' : 'supports';
    return { evidenceId: derivedUuid('e', String(index)), stance, ...on[piece.replace('!', '') as On] };
  });
  const added: CaseStudyEvent = {
    type: 'ClaimAdded',
    data: { claimId, statement: fr('x'), confidence: 'low', evidence, by: ann },
  };
  await log.tell(id, drafted, added, ...firstEdition.slice(2));
}

async function standing(face: 'published' | 'working' = 'published', viewer = anonymous) {
  const key = editionKey(id, face === 'published' ? 1 : 0);
  const [found] = await loadStandings(face)(log.generation, viewer, [key]);
  return found!.get(claimId);
}

describe('A claim', () => {
  beforeEach(corpus);

  it.each<[string, (On | `!${On}`)[]]>([
    ['supported', ['a']],
    ['supported', ['a', 'figure', 'outcome']],
    ['unsupported', []],
    ['unsupported', ['!a']],
    ['unsupported', ['missing']],
    ['unsupported', ['missingOutcome']],
    ['contested', ['a', '!b']],
    ['contested', ['outcome', 'missing']],
  ])('is %s on %j', async (expected, pieces) => {
    await claimOn(...pieces);
    expect(await standing()).toMatchObject({ standing: expected });
    expect((await standing('working', editor))?.standing).toBe(expected);
    expect(await standing('working')).toBeUndefined();
  });

  it('stands no more on a source that was retracted, at once', async () => {
    await claimOn('a', 'b');
    await log.tell(a, retracted);
    expect(await standing()).toMatchObject({ standing: 'contested', fallen: [derivedUuid('e', '0')] });
    await log.tell(b, retracted);
    expect(await standing()).toMatchObject({ standing: 'unsupported' });
  });

  it('stands no more on a figure that was retracted, nor on one whose source was', async () => {
    await claimOn('figure', 'a');
    await log.tell(figure, { type: 'FigureRetracted', data: { reason: 'Faux' } });
    expect(await standing()).toMatchObject({ standing: 'contested', fallen: [derivedUuid('e', '0')] });
  });

  it('falls with the source of its figure', async () => {
    await claimOn('figure');
    await log.tell(b, retracted);
    expect(await standing()).toMatchObject({ standing: 'unsupported' });
  });

  it('rests on what its source was merged into, however many times', async () => {
    await claimOn('a', 'figure');
    await log.tell(a, mergedInto(b));
    await log.tell(b, mergedInto(c));
    expect(await standing()).toMatchObject({ standing: 'supported', fallen: [] });
    await log.tell(c, retracted);
    expect(await standing()).toMatchObject({ standing: 'unsupported' });
  });
});

describe('Evidence', () => {
  beforeEach(corpus);
  const figureCorrected = (data: object) => ({ type: 'FigureCorrected', data: { reason: 'Relu', ...data } });
  const label = (language: string, replaces: number) => ({ language, text: 'y', replaces });
  const translated = {
    type: 'TextTranslated',
    data: { field: 'indicator', language: 'en', text: 'x', origin: 'human', of: 1, replaces: 0 },
  };
  const sourceCorrected = (data: object) => ({ type: 'SourceCorrected', data });
  const outcomeCorrected = { type: 'OutcomeCorrected', data: { outcomeId, value: 2, reason: 'Relu' } };
  const corrected = async () => Object.keys((await standing())!.corrected);
  const first = derivedUuid('e', '0');

  it.each<[On, string, { type: string; data: object }[]]>([
    ['figure', figure, [figureCorrected({ value: 2 })]],
    ['figure', figure, [figureCorrected({ n: null })]],
    ['figure', figure, [figureCorrected({ source: a })]],
    ['figure', figure, [figureCorrected({ population: label('fr', 1) })]],
    ['a', a, [sourceCorrected({ csl })]],
    ['a', a, [sourceCorrected({ reliability: 'press' })]],
    ['outcome', initiative, [outcomeCorrected]],
  ])('on %s tells that it was corrected since: %s %j', async (piece, stream, events) => {
    await claimOn(piece, 'c');
    expect(await standing()).toMatchObject({ corrected: {} });
    await log.tell(stream, ...events);
    expect(await corrected()).toEqual([first]);
    expect((await standing('working', editor))!.corrected).toEqual((await standing())!.corrected);
    const at = (await standing())!.corrected[first]!;
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(60_000);
    expect(await standing()).toMatchObject({ standing: 'supported' });
  });

  it.each<[On, string, { type: string; data: object }[]]>([
    ['figure', figure, [figureCorrected({ page: '3', note: label('fr', 0), externalReferences: [] })]],
    ['figure', figure, [translated, figureCorrected({ indicator: label('en', 1) })]],
    ['a', a, [sourceCorrected({ language: 'fr', externalReferences: [] })]],
    [
      'outcome',
      initiative,
      [{ ...outcomeCorrected, data: { ...outcomeCorrected.data, outcomeId: claimId } }],
    ],
  ])('on %s tells nothing of what changes nothing that it says: %s %j', async (piece, stream, events) => {
    await claimOn(piece);
    await log.tell(stream, ...events);
    expect(await corrected()).toEqual([]);
  });

  it('that was attached after a correction knew it, and attached again it does', async () => {
    await log.tell(figure, figureCorrected({ value: 2 }));
    await claimOn('figure');
    expect(await corrected()).toEqual([]);
    await log.tell(figure, figureCorrected({ value: 3 }));
    expect(await corrected()).toEqual([first]);
    const again = { evidenceId: derivedUuid('e', 'again'), stance: 'supports', ...on.figure };
    await log.tell(
      id,
      { type: 'EvidenceDetached', data: { claimId, evidenceId: first, reason: 'x', by: ann } },
      { type: 'EvidenceAttached', data: { claimId, evidence: again, by: ann } },
    );
    expect((await standing('working', editor))!.corrected).toEqual({});
    // The edition was published with the other one.
    expect(await corrected()).toEqual([first]);
  });

  it('that was moved away from a retracted source stands again, and says that it was corrected', async () => {
    await claimOn('figure');
    await log.tell(b, retracted);
    expect(await standing()).toMatchObject({ standing: 'unsupported', corrected: {} });
    await log.tell(figure, figureCorrected({ source: a }));
    expect(await standing()).toMatchObject({ standing: 'supported', fallen: [] });
    expect(await corrected()).toEqual([first]);
  });

  it('follows what its source was merged into', async () => {
    await claimOn('a');
    await log.tell(a, mergedInto(b));
    await log.tell(b, sourceCorrected({ csl }));
    expect(await corrected()).toEqual([first]);
  });
});
