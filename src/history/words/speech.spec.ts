import { shortened, Speech, spokenLanguage } from './speech.js';

const nameless = { organization: () => null, concept: () => null, part: () => null };

describe('Speech', () => {
  it.each([
    [['en-CA', 'fr'], 'en'],
    [['de', 'FR-ca'], 'fr'],
    [['de'], 'fr'],
    [[], 'fr'],
  ])('speaks to %j in %s', (wanted, language) => {
    expect(spokenLanguage(wanted)).toBe(language);
  });

  it('shortens to 80 code points and never cuts one in two', () => {
    expect(shortened('🌳'.repeat(80))).toBe('🌳'.repeat(80));
    expect(shortened('🌳'.repeat(81))).toBe(`${'🌳'.repeat(79)}…`);
    expect([...shortened(`a${'🌳'.repeat(50_000)}`)]).toHaveLength(80);
    expect(shortened('one\n  two')).toBe('one two');
  });

  it('quotes a text in its own language, else as first written', () => {
    const texts = [
      { language: 'fr', text: 'Érable' },
      { language: 'en-CA', text: 'Maple' },
    ];
    expect(new Speech('en', nameless).quoteOf(texts)).toBe('“Maple”');
    expect(new Speech('en', nameless).quoteOf(texts.slice(0, 1))).toBe('“Érable”');
  });

  it('writes numbers in full', () => {
    expect(new Speech('fr', nameless).number(0.123456)).toBe('0,123456');
    expect(new Speech('en', nameless).number(-1e15)).toBe('-1,000,000,000,000,000');
  });
});
