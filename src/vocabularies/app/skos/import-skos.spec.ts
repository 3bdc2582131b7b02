import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { speaker, type ImportLog } from '../../../../test/support/import-log.js';
import { existingSchemes, openImportLog } from '../../../../test/support/import-records.js';
import { silentProgress } from '../../../platform/import/progress.js';
import { ImportReport } from '../../../platform/import/report.js';
import type { SkosOptions } from './choose-schemes.js';
import { importSkos } from './import-skos.js';

const tools = 'src/vocabularies/app/skos/fixtures/tools.ttl';

let log: ImportLog;
let folder: string;
beforeEach(async () => {
  log = await openImportLog();
  folder = await mkdtemp(join(tmpdir(), 'casebook-skos-'));
});
afterEach(async () => {
  await log.close();
  await rm(folder, { recursive: true });
});

async function run(file: string, options: SkosOptions = {}, dryRun = false) {
  const report = await ImportReport.open(join(folder, 'report.ndjson'));
  const before = log.written;
  const schemes = await importSkos({
    file, options, existing: existingSchemes(log), executor: log, speaker, report, progress: silentProgress, dryRun,
  }); // prettier-ignore
  await report.close();
  const lines = (await readFile(join(folder, 'report.ndjson'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return {
    schemes,
    counts: report.counts,
    written: log.written - before,
    lines,
    codes: lines.flatMap(({ code }) => (code === undefined ? [] : [code])),
  };
}

async function runText(turtle: string, options: SkosOptions = {}, name = 'file.ttl') {
  const file = join(folder, name);
  await writeFile(file, turtle);
  return run(file, options);
}

const prefixes =
  '@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix t: <https://example.org/t/> .\n';
const scheme = async (code: string) => (await existingSchemes(log).byCode(code))!;

describe('import vocabularies', () => {
  it('reads what a Turtle file says, and reports what it has to leave out', async () => {
    const { schemes, codes, counts } = await run(tools, { scheme: 'tools' });
    expect(schemes).toEqual(['tools']);
    const { title, concepts } = await scheme('tools');
    expect(title).toMatchObject({
      en: { text: 'Tools', origin: 'original' },
      fr: { text: 'Outils', origin: 'human' },
    });
    expect(concepts.get('1')).toMatchObject({
      label: { en: { text: 'Hand tools' }, fr: { text: 'Outils à main' } },
      definition: { en: { text: 'Held in a hand.' } },
      broader: [],
      uri: 'https://example.org/tools/hand',
      mappings: [{ relation: 'exactMatch', target: 'https://example.org/other/7' }],
    });
    const labels = concepts.get('1')!.alternativeLabels.map(({ text }) => text);
    expect(labels).toEqual(['Manual tools', 'Small tools', 'hand tolls']);
    expect(concepts.get('power')).toMatchObject({ broader: [], status: 'active' });
    expect(concepts.get('old')).toMatchObject({ status: 'deprecated', successor: 'power' });
    expect(concepts.get('older')).toMatchObject({ status: 'deprecated', successor: 'power' });
    expect(concepts.get('saw')!.label).toMatchObject({ 'en-GB': { text: 'Saws' } });
    expect(concepts.size).toBe(6);
    expect([...new Set(codes)].sort()).toEqual([
      'BROADER_CYCLE', 'CODE_COLLISION', 'EMPTY_TEXT', 'LABEL_NOT_UNIQUE', 'NO_LABEL', 'NO_LANGUAGE', 'PROPERTY_LEFT_OUT',
      'SECOND_PREFERRED_LABEL', 'TOP_CONCEPT_NOT_FOUND', 'UNKNOWN_PROPERTY',
    ]); // prettier-ignore
    expect(counts).toMatchObject({ created: 6, refused: 3 });
  });

  it('writes nothing for the same file', async () => {
    await run(tools, { scheme: 'tools' });
    expect(await run(tools, { scheme: 'tools' })).toMatchObject({
      written: 0,
      counts: { unchanged: 6, created: 0, updated: 0 },
    });
  });

  it('carries over what a later edition changes', async () => {
    const file = (body: string) =>
      runText(`${prefixes}t: a skos:ConceptScheme ; skos:prefLabel "T"@en . ${body}`, { scheme: 't' });
    const concept = (code: string, rest: string) =>
      `t:${code} a skos:Concept ; skos:inScheme t: ; ${rest} .\n`;
    await file(
      concept('a', 'skos:prefLabel "A"@en, "Ah"@fr') +
        concept('b', 'skos:prefLabel "B"@en ; skos:broader t:a') +
        concept('c', 'skos:prefLabel "C"@en ; skos:broader t:b') +
        concept('d', 'skos:prefLabel "D"@en'),
    );
    // a, b and c are turned upside down.
    const { counts } = await file(
      concept('a', 'skos:prefLabel "A2"@en, "Ah"@fr ; skos:broader t:b ; skos:definition "First."@en') +
        concept('b', 'skos:prefLabel "B"@en ; skos:broader t:c ; skos:closeMatch <https://example.org/x>') +
        concept('c', 'skos:prefLabel "C"@en ; skos:altLabel "Sea"@en') +
        concept('e', 'skos:prefLabel "D"@en ; skos:broader t:a'),
    );
    expect(counts).toMatchObject({ created: 1, updated: 3, vanished: 1, refused: 0 });
    const { concepts } = await scheme('t');
    expect(concepts.get('a')).toMatchObject({
      broader: ['b'],
      label: { en: { text: 'A2', version: 2 }, fr: { text: 'Ah', of: 2 } },
    });
    expect(concepts.get('b')!.broader).toEqual(['c']);
    expect(concepts.get('c')).toMatchObject({
      broader: [],
      alternativeLabels: [{ language: 'en', text: 'Sea' }],
    });
    expect(concepts.get('d')!.status).toBe('active');
  });

  it('keeps a concept whose translated label a sibling bears already, and has the main label refused', async () => {
    const twins = `${prefixes}t: a skos:ConceptScheme .
      t:a a skos:Concept ; skos:prefLabel "One"@en, "Le même"@fr ; skos:inScheme t: .
      t:b a skos:Concept ; skos:prefLabel "Two"@en, "le  MÊME"@fr ; skos:inScheme t: .
      t:c a skos:Concept ; skos:prefLabel "one"@en ; skos:inScheme t: .`;
    const { counts, codes } = await runText(twins, { scheme: 'twins' });
    expect(counts).toMatchObject({ created: 2, refused: 1 });
    expect(codes).toContain('LABEL_NOT_UNIQUE');
    expect((await scheme('twins')).concepts.get('b')!.alternativeLabels).toEqual([
      { language: 'fr', text: 'le  MÊME' },
    ]);
    expect((await runText(twins, { scheme: 'twins' })).written).toBe(0);
  });

  it('gives texts without a language the one that is named, and concepts without a label their code', async () => {
    const bare = `${prefixes}t:a a skos:Concept ; skos:prefLabel "Alone" . t:b a skos:Concept .`;
    await expect(runText(bare)).rejects.toThrow(/names no concept scheme.*--scheme/);
    const { counts } = await runText(bare, { scheme: 'bare', defaultLanguage: 'en', labelFromCode: true });
    expect(counts).toMatchObject({ created: 2, refused: 0 });
    expect((await scheme('bare')).concepts.get('b')!.label).toMatchObject({ en: { text: 'b' } });
  });

  it('reads several schemes, or the one that is chosen', async () => {
    const two = `${prefixes}t:s1 a skos:ConceptScheme . t:s2 a skos:ConceptScheme .
      t:a a skos:Concept ; skos:prefLabel "A"@en ; skos:inScheme t:s1, t:s2 .
      t:b a skos:Concept ; skos:prefLabel "B"@en ; skos:broader t:c . t:c a skos:Concept ; skos:prefLabel "C"@en ; skos:inScheme t:s2 .
      t:d a skos:Concept ; skos:prefLabel "D"@en .`;
    const all = await runText(two);
    expect(all.schemes).toEqual(['s1', 's2']);
    expect(all.codes).toContain('SCHEME_UNKNOWN');
    expect([...(await scheme('s2')).concepts.keys()].sort()).toEqual(['a', 'b', 'c']);
    expect((await runText(two, { scheme: 's1' })).schemes).toEqual(['s1']);
    await expect(runText(two, { scheme: 's3' })).rejects.toThrow(/has no scheme "s3"; it has s1/);
  });

  it('does not mix two vocabularies under one code', async () => {
    await runText(`${prefixes}t:s a skos:ConceptScheme .`);
    const { codes, schemes } = await runText(
      '<https://elsewhere.example/s> a <http://www.w3.org/2004/02/skos/core#ConceptScheme> .',
    );
    expect(schemes).toEqual([]);
    expect(codes).toEqual(['SCHEME_CODE_TAKEN']);
    await log.execute(
      'CreateScheme',
      { code: 'ours', title: [{ language: 'fr', text: 'À nous' }] },
      { ...speaker, idempotencyKey: 'ours' },
    );
    const theirs = `${prefixes}t:ours a skos:ConceptScheme . t:a a skos:Concept ; skos:prefLabel "A"@en ; skos:inScheme t:ours .`;
    expect((await runText(theirs)).codes).toEqual(['SCHEME_CODE_TAKEN']);
    expect((await runText(theirs, { scheme: 'ours' })).counts).toMatchObject({ created: 1, refused: 0 });
  });

  it.each([
    ['<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="x"></rdf:RDF>', /RDF\/XML; Turtle .* are read/],
    ['{"@context": {}}', /JSON/],
    ['<a> <b> "open', /:1: This is not Turtle/],
    ['\n\n@prefix x: <y> .\nx:a x:b nope:c .', /:4: This is not Turtle/],
    ['<https://e.org/a> <https://e.org/b> "c" .', /no skos:Concept/],
  ])('says what is wrong with a file that holds no vocabulary (%#)', async (content, message) => {
    await expect(runText(content, {}, 'named.rdf')).rejects.toThrow(message);
    expect(log.written).toBe(0);
  });

  it('reads N-Triples and Turtle by their content, whatever the name', async () => {
    const skos = 'http://www.w3.org/2004/02/skos/core#';
    const lines = `<https://e.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <${skos}Concept> .\n<https://e.org/a> <${skos}prefLabel> "A"@en .\n`;
    expect((await runText(lines, { scheme: 'nt' }, 'concepts.rdf')).counts).toMatchObject({ created: 1 });
  });

  it('takes a chain of 10,000 concepts', async () => {
    const chain = Array.from(
      { length: 10_000 },
      (_, n) => `t:c${n} a skos:Concept ; skos:prefLabel "C ${n}"@en ; skos:broader t:c${n + 1} .`,
    );
    const { counts } = await runText(`${prefixes}${chain.join('\n')}`, { scheme: 'chain' });
    expect(counts).toMatchObject({ created: 10_000, refused: 0 });
  }, 120_000);

  it('writes nothing in a dry run', async () => {
    expect(await run(tools, { scheme: 'tools' }, true)).toMatchObject({ written: 0, counts: { created: 6 } });
  });
});

const data = process.env['CASEBOOK_DATA'];
const withData = data !== undefined && existsSync(data) ? describe : describe.skip;

withData('vocabularies of others', () => {
  it('are imported twice, the second time without a word', async () => {
    const folders = [
      'skos_torture/skosmos',
      'skos_torture/skohub',
      'skos_torture/skosify',
      'skos_essglobal/2020_skos_rdfxml',
    ];
    const summary: string[] = [];
    for (const name of folders) {
      for (const file of (await readdir(join(data!, name)))
        .filter((entry) => /\.(ttl|rdf|skos)$/.test(entry))
        .sort()) {
        const path = join(data!, name, file);
        const options = { defaultLanguage: 'en', scheme: file.replace(/\W+/g, '-') };
        const result = await run(path, options)
          .catch((error: Error) =>
            /it has/.test(error.message) ? run(path, { defaultLanguage: 'en' }) : Promise.reject(error),
          )
          .catch((error: Error) => error.message);
        if (typeof result === 'string') {
          summary.push(`${file}: ${result.replace(data!, '').slice(0, 160)}`);
          continue;
        }
        summary.push(`${file}: ${JSON.stringify(result.counts)} ${JSON.stringify(result.codes)}`);
        const again = await run(path, options).catch(() => run(path, { defaultLanguage: 'en' }));
        if (result.counts.refused === 0 || again.written > 0)
          expect([file, again.written]).toEqual([file, 0]);
      }
    }
    expect(summary.length).toBeGreaterThan(0);
  }, 300_000);
});
