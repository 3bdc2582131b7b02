import { Injectable } from '@nestjs/common';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import { CasebookRuntime } from '../../platform/runtime/casebook-runtime.js';
import { citationOf } from '../citing/citations.js';
import { recordItem, type CitedRecord } from '../citing/record-item.js';
import type { CslItem } from '../domain/csl.js';
import { citationLanguage, type CitationArgs, type CitationView } from './citation.type.js';

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

  /** @param path of the part that is cited, below the record's address: `/editions/2` */
  async ofRecord(
    record: Omit<CitedRecord, 'position' | 'url'>,
    { path = '', ...cited }: Cited & { readonly path?: string },
    args: CitationArgs,
    context: RequestContext,
  ): Promise<CitationView> {
    const position = await this.runtime.positionAt(cited.ordinal);
    const url = `${this.publicUrl(context)}/id/${cited.id}${path}`;
    return this.ofItem(recordItem({ ...record, position, url }), cited, args, context);
  }

  private publicUrl({ request }: RequestContext): string {
    return this.runtime.config.publicUrl ?? `${request.protocol}://${request.host}`;
  }
}
