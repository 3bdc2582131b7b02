import { EarlierValues } from './earlier-values.js';

describe('What stood before a change', () => {
  it('is what was last said of the same field, language and part', () => {
    const earlier = new EarlierValues(true);
    earlier.tell([
      { field: 'label', language: 'fr', subject: 'jobs', after: 'Emplois' },
      { field: 'label', language: 'en', subject: 'jobs', after: 'Jobs' },
      { field: 'label', language: 'fr', subject: 'work', after: 'Travail' },
    ]);
    expect(earlier.tell([{ field: 'label', language: 'fr', subject: 'jobs', after: 'Emploi' }])).toEqual([
      { field: 'label', language: 'fr', before: 'Emplois', after: 'Emploi' },
    ]);
    expect(earlier.tell([{ field: 'label', language: 'fr', subject: 'jobs', after: null }])).toEqual([
      { field: 'label', language: 'fr', before: 'Emploi', after: null },
    ]);
  });

  it('is what the event itself says, where it does', () => {
    expect(new EarlierValues(false).tell([{ field: 'stage', before: 'pilote', after: 'déployée' }])).toEqual([
      { field: 'stage', language: null, before: 'pilote', after: 'déployée' },
    ]);
  });

  it('leaves out what changes nothing', () => {
    const earlier = new EarlierValues(true);
    expect(earlier.tell([{ field: 'date', after: null }])).toEqual([]);
    earlier.tell([{ field: 'date', after: '2020-01-01' }]);
    expect(earlier.tell([{ field: 'date', after: '2020-01-01', restated: true }])).toEqual([]);
  });

  it('keeps a removal of something that was said too long ago to know', () => {
    const earlier = new EarlierValues(false);
    expect(earlier.tell([{ field: 'website', after: null }])).toHaveLength(1);
    expect(earlier.tell([{ field: 'region', after: null, restated: true }])).toEqual([]);
  });
});
