import type { FastifyInstance, FastifyReply } from 'fastify';
import { parseStreamId } from './kernel/ids.js';

/** What the address of each type of record shows: enough to know it, and to ask for more. */
const shown: Readonly<Record<string, string>> = {
  conceptScheme: '... on ConceptScheme { code title { text language } }',
  literatureSource:
    '... on LiteratureSource { title authors year type doi status retraction { reason on } redirectedFrom fictional }',
  publishedFigure:
    '... on PublishedFigure { indicator { text language } value unit source { id title } fictional }',
  organization: '... on Organization { name status redirectedFrom fictional }',
  initiative: '... on Initiative { title { text language } stage owners { name } fictional }',
  caseStudy:
    '... on CaseStudy { title { text language } status notices { kind at } editions { number publishedAt } fictional }',
};
const edition =
  'number publishedAt title { text language } authors { family given literal } note { text } sections { name text { text language } } claims { statement { text language } standing confidence evidence { kind stance stands correctedSince page source { id title } figure { id value unit } outcome { value unit } } } citation { bibliography } caseStudy { id status notices { kind at } fictional }';

const maxNumber = 2_147_483_647;

/**
 * The addresses that citations name: `/id/<record>` and `/id/<case study>/editions/<number>` lead to the answer of the
 * API, which knows what stands there now: a merged record's successor, a text under a notice, a placeholder.
 */
export function registerRecordAddresses(fastify: FastifyInstance, endpoint: string): void {
  const leadTo = (reply: FastifyReply, query: string): FastifyReply =>
    reply.redirect(
      `${endpoint}?${new URLSearchParams({ query: query.replace(/\s+/g, ' ') }).toString()}`,
      302,
    );
  const unknown = (reply: FastifyReply): FastifyReply =>
    reply.status(404).send({ error: 'An address is /id/<record> or /id/<case study>/editions/<number>' });

  fastify.get<{ Params: { id: string } }>('/id/:id', ({ params: { id } }, reply) => {
    const fields = shown[parseStreamId(id)?.category ?? ''];
    return fields ? leadTo(reply, `{ node(id: "${id}") { __typename id ${fields} } }`) : unknown(reply);
  });
  fastify.get<{ Params: { id: string; number: string } }>(
    '/id/:id/editions/:number',
    ({ params: { id, number } }, reply) =>
      parseStreamId(id)?.category === 'caseStudy' &&
      /^[1-9]\d{0,9}$/.test(number) &&
      Number(number) <= maxNumber
        ? leadTo(reply, `{ caseStudyEdition(caseStudy: "${id}", number: ${number}) { ${edition} } }`)
        : unknown(reply),
  );
}
