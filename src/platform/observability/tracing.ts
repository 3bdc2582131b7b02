import type { Logger } from 'pino';
import { batchFolded } from '../signals/signals.js';
import { tracedLater, traceFromNowOn } from '../signals/traced.js';

/** Spans for one batch of the projector, at most: each trace of the batch gets one. */
const spansOfBatch = 100;
/** Milliseconds that the last spans have to leave the house. */
const flushWithin = 3_000;

/** Whether an exporter is configured, by OpenTelemetry's own variables. */
export function isTracingConfigured(env: NodeJS.ProcessEnv): boolean {
  if (env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return false;
  return ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'].some((name) => env[name]);
}

/**
 * Sends traces by OTLP (HTTP, JSON) from now on: an operation, the appends in it, and the batches of the projector that
 * folded its events. Sampling, headers, endpoint and the service's name follow OpenTelemetry's variables.
 * @returns what ends it, within 3 s
 */
export async function startTracing(logger: Logger, version: string): Promise<() => Promise<void>> {
  // Loaded by those alone who trace.
  const [
    { diag, DiagLogLevel },
    { NodeTracerProvider, BatchSpanProcessor },
    { OTLPTraceExporter },
    resources,
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace-node'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
  ]);
  const warn = (message: string): void => logger.warn({ tracing: message.slice(0, 500) }, 'Tracing');
  const quiet = (): void => undefined;
  diag.setLogger(
    { error: warn, warn, info: quiet, debug: quiet, verbose: quiet },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
  const provider = new NodeTracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': 'casebook', 'service.version': version })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  traceFromNowOn();
  const ends = batchFolded.listen(({ schema, seconds, events }) => {
    const end = Date.now();
    const parents = new Set(events.map(({ metadata }) => metadata.traceparent));
    for (const parent of [...parents].filter((one) => one !== undefined).slice(0, spansOfBatch)) {
      const attributes = { 'casebook.read_model': schema, 'casebook.events': events.length };
      tracedLater('project', parent, attributes, [end - seconds * 1_000, end]);
    }
  });
  return async () => {
    ends();
    const late = new Promise<void>((resolve) => setTimeout(resolve, flushWithin).unref());
    await Promise.race([provider.shutdown().catch(() => undefined), late]);
  };
}
