import { readFile } from 'node:fs/promises';
import { schemaFolder } from '../../platform/event-store/event-schemas.js';
import { withNoteLanguage, withNotesLanguage } from './case-study.upcasters.js';

const golden = async (name: string) =>
  JSON.parse(await readFile(new URL(`golden/caseStudy/${name}.json`, schemaFolder), 'utf8')) as never;

describe('a note that had no language', () => {
  it('is in that of the claim that it came with', async () => {
    expect(withNotesLanguage(await golden('ClaimAdded.v1'))).toMatchObject({
      evidence: [
        { note: { language: 'fr', text: 'Part calculée par le magasin, sans le comptoir postal.' } },
        expect.not.objectContaining({ note: expect.anything() as unknown }),
      ],
    });
    const statement = [{ language: 'en', text: 'x' }];
    expect(withNotesLanguage({ statement, evidence: [{ note: 'y' }] })).toEqual({
      statement,
      evidence: [{ note: { language: 'en', text: 'y' } }],
    });
    expect(withNotesLanguage({ statement })).toEqual({ statement });
  });

  it('is in an unknown one where it was attached alone', async () => {
    expect(withNoteLanguage(await golden('EvidenceAttached.v1'))).toMatchObject({
      evidence: { page: '11', note: { language: 'und', text: 'Propos de bénévoles; aucun décompte.' } },
    });
    expect(withNoteLanguage({ evidence: {} })).toEqual({ evidence: {} });
  });
});
