import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { citationOf } from '../citing/citations.js';
import { recordItem, type CitedRecord } from '../citing/record-item.js';
import type { CslItem } from '../domain/csl.js';
import type { LiteratureSourceRow } from '../read-model/literature-source.entity.js';
import { citationLanguage, type CitationArgs, type CitationView } from './citation.type.js';

const words = {
  fictional: { 'fr-CA': 'Document fictif', 'en-US': 'Fictional document' },
  retracted: { 'fr-CA': 'Rétracté', 'en-US': 'Retracted' },
} as const;

/** What is cited: its stable id, and the ordinal of the event by which it came to read so. */
export interface Cited {
  readonly id: string;
  readonly ordinal: number;
}

/** Citations of sources, and of Casebook's own records. */
@Injectable()
export class Citations {
  constructor(private readonly runtime: CasebookRuntime) {}

  /** @throws CitationError */
  async ofItem(
    csl: CslItem,
    { id, ordinal }: Cited,
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const language = citationLanguage(args, context);
    const style = args.style ?? (language === 'fr-CA' ? 'apa-fr' : 'apa');
    const [set, position] = await Promise.all([
      citationOf(csl, style, args.format ?? 'text', language),
      this.runtime.positionAt(ordinal),
    ]);
    return { ...set, style, language, id, position, csl };
  }

  /** A source as it was published, with a mark on one that is invented or was retracted. @throws CitationError */
  async ofSource(
    row: LiteratureSourceRow,
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const citation = await this.ofItem(row.csl, row, args, context);
    const marks = [
      ...(row.fictional ? [words.fictional] : []),
      ...(row.status === 'retracted' ? [words.retracted] : []),
    ].map((mark) => mark[citationLanguage(args, context)]);
    if (marks.length === 0) return citation;
    const mark = ` [${marks.join('; ')}]`;
    return {
      ...citation,
      bibliography: `${citation.bibliography}${mark}`,
      inText: `${citation.inText}${mark}`,
    };
  }

  /** @param path of the part that is cited, below the record's address: `/editions/2` */
  async ofRecord(
    record: Omit<CitedRecord, 'id' | 'position' | 'url'>,
    { path = '', ...cited }: Cited & { readonly path?: string },
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const position = await this.runtime.positionAt(cited.ordinal);
    const url = `${this.publicUrl(context)}/id/${cited.id}${path}`;
    const item = recordItem({ ...record, id: `${cited.id}${path}`, position, url });
    const citation = await this.ofItem(item, cited, args, context);
    return record.marked ? { ...citation, inText: `${citation.inText} [${record.genre}]` } : citation;
  }

  private publicUrl({ request }: RequestContext): string {
    return this.runtime.config.publicUrl ?? `${request.protocol}://${request.host}`;
  }
}
