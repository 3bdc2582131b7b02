import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
} from '@opentelemetry/api';

/** Hands over to the provider that a start with an exporter registers; until then its spans are nothing. */
const tracer = trace.getTracer('casebook');

let on = false;

/** Said once, by the start that has an exporter. */
export function traceFromNowOn(): void {
  on = true;
}

/**
 * Runs `work` as a span of the trace that is under way. Of an error only its name is told: messages and stacks go to the log,
 * which stays in the house.
 */
export async function traced<Result>(
  name: string,
  attributes: Attributes,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!on) return work();
  return tracer.startActiveSpan(name, { attributes }, (span) => ended(span, work));
}

/** The same for what somebody asked of this process: continues the trace that `headers` name (W3C Trace Context), if any. */
export async function tracedRequest<Result>(
  name: string,
  headers: Readonly<Record<string, unknown>>,
  attributes: Attributes,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!on) return work();
  const parent = propagation.extract(ROOT_CONTEXT, headers);
  const options = { kind: SpanKind.SERVER, attributes };
  return tracer.startActiveSpan(name, options, parent, (span) => ended(span, work));
}

/** The span under way as it is kept beside an event, so that whoever folds it, in whatever process, goes on with the trace. */
export function traceparent(): string | undefined {
  if (!on) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}

/** A span of the trace that `parent` names, over a time that is past. Milliseconds since 1970. */
export function tracedLater(
  name: string,
  parent: string,
  attributes: Attributes,
  [startTime, endTime]: readonly [number, number],
): void {
  const carried = propagation.extract(ROOT_CONTEXT, { traceparent: parent });
  tracer.startSpan(name, { kind: SpanKind.CONSUMER, attributes, startTime }, carried).end(endTime);
}

async function ended<Result>(span: Span, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
