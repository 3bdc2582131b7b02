import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import type shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import { Server, ServerCredentials, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { Front } from './front.js';
import {
  appendAnswer,
  batchAnswer,
  callError,
  proposedEvent,
  refusal,
  streamName,
  type AppendRequest,
} from './messages.js';
import { answerRead, type ReadCall, type ReadFaults } from './stand-in-reads.js';
import { StandInLog, type AnswerableOutcome, type AppendOutcome, type Expected } from './stand-in-log.js';

/** What an append meets, on command; each is used up by one append. */
type AppendFault =
  /** Written, and then the connection breaks before the answer. */
  | 'lose-answer'
  /** The connection breaks before anything is written. */
  | 'lose-request'
  /** Never answered, and not written. */
  | 'hang'
  /** Never answered, though it is written. */
  | 'write-silently'
  /** Held up on its way: written when {@link StandIn.releaseHeld} lets it arrive, and never answered. */
  | 'hold'
  /** Refused with the server's own time-out, though it is written. */
  | 'time-out';

/** After so many milliseconds the server says of an append that it has timed out. */
const writeTimeout = 2_000;

interface ExpectedOptions {
  hasAny(): boolean;
  hasNoStream(): boolean;
  hasStreamExists(): boolean;
}

/**
 * A server that speaks EventStoreDB's protocol over gRPC, for tests where no real one is at hand. It answers as version
 * 22.10 was seen to answer, in all that Casebook sends or can receive, and fails on command.
 */
export class StandIn {
  private server: Server | undefined;
  private log: StandInLog;
  private readonly faults: AppendFault[] = [];
  private held: AppendRequest[] = [];
  private readGate: Promise<void> | undefined;
  private openReads = () => {};
  /** Milliseconds before each append is answered. */
  appendDelay = 0;
  private committing: Promise<void> | undefined;
  private commitGate: Promise<void> | undefined;
  private openCommits = () => {};
  /** Answers that it is not ready, as a server does that still reads its index. */
  starting = false;
  /** How many appends have come. */
  appendCalls = 0;
  /** How many subscriptions have begun, and how many of them go on. */
  subscriptionCalls = 0;
  openSubscriptions = 0;
  private epoch = 0;

  private constructor(
    readonly front: Front,
    private readonly file: string | undefined,
  ) {
    this.log = new StandInLog(file);
  }

  /** @param file where the log is kept, so that it survives {@link kill}; without one it is kept in memory */
  static async start(file?: string): Promise<StandIn> {
    const front = await Front.before({ host: '127.0.0.1', port: 0 });
    const standIn = new StandIn(front, file);
    await standIn.restart();
    return standIn;
  }

  get url(): string {
    return `esdb://127.0.0.1:${this.front.port}?tls=false`;
  }

  get events(): StandInLog['events'] {
    return this.log.events;
  }

  /** Writes what a server writes of its own accord. */
  collectStatistics(): void {
    this.log.system('$stats-127.0.0.1:2113', '$statsCollected');
  }

  /** Writes an event as any other program could. */
  write(stream: string, type: string, data: object, metadata?: object): void {
    this.log.system(stream, type, data, metadata);
  }

  failAppends(...faults: AppendFault[]): void {
    this.faults.push(...faults);
  }

  /** From now on appends are written, so that others conflict with them, but cannot be read and are not answered. */
  holdCommits(): void {
    this.commitGate ??= new Promise((resolve) => {
      this.openCommits = resolve;
    });
  }

  releaseCommits(): void {
    this.openCommits();
    this.commitGate = undefined;
  }

  /** Lets the appends arrive that were held up. @returns what each came to, which nobody is told */
  releaseHeld(): AppendOutcome['kind'][] {
    return this.held.splice(0).map(({ stream, expected, events }) => {
      const { kind } = this.log.append(stream, expected, events);
      this.log.commit();
      return kind;
    });
  }

  /** From now on no read gives another event, and none ends, until {@link resumeReads}. */
  stallReads(): void {
    this.readGate ??= new Promise((resolve) => {
      this.openReads = resolve;
    });
  }

  /** The subscriptions that run now give no further event, and nobody is told. */
  stallSubscriptions(): void {
    this.epoch += 1;
  }

  resumeReads(): void {
    this.openReads();
    this.readGate = undefined;
  }

  /** As SIGKILL does it: connections break, and whatever was not in the file is gone. */
  async kill(): Promise<void> {
    this.server?.forceShutdown();
    this.server = undefined;
    this.front.cut();
    this.front.refuse(true);
  }

  async restart(): Promise<void> {
    if (this.file) this.log = new StandInLog(this.file);
    const server = new Server({ 'grpc.max_receive_message_length': -1 });
    server.addService(
      streamsGrpc.StreamsService,
      this.streamsService() as unknown as UntypedServiceImplementation,
    );
    server.addService(featuresGrpc.ServerFeaturesService, this.featuresService());
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    this.server = server;
    this.front.leadTo(port);
    this.front.refuse(false);
  }

  async close(): Promise<void> {
    this.resumeReads();
    this.releaseCommits();
    await this.front.close();
    this.server?.forceShutdown();
  }

  private streamsService(): Partial<streamsGrpc.IStreamsServer> {
    return {
      read: (call) => {
        if (this.starting) return void call.emit('error', callError('starting'));
        if (call.request.getOptions()?.hasSubscription()) this.countSubscription(call);
        answerRead(this.log, call, this.readFaults()).catch((error: unknown) => call.emit('error', error));
      },
      append: (call, answer) => {
        let options: streams.AppendReq.Options | undefined;
        const events: AppendRequest['events'][number][] = [];
        call.on('data', (part: streams.AppendReq) => {
          options ??= part.getOptions();
          const message = part.getProposedMessage();
          if (message) events.push(proposedEvent(message));
        });
        call.on('error', () => undefined);
        call.on('end', () => {
          const stream = streamName(options?.getStreamIdentifier());
          const revision = options?.hasRevision() ? options.getRevision() : null;
          void this.append(
            { stream, expected: expectedOf(options!, revision), events },
            (request, outcome) => {
              if (outcome === 'starting' || outcome === 'too-large' || outcome === 'bad-request') {
                return answer(callError(outcome));
              }
              if (outcome === 'timeout') return answer({ code: 10, details: 'Timeout' });
              if (outcome.kind === 'tombstoned') return answer(callError('stream-deleted', stream));
              answer(null, appendAnswer(request, outcome));
            },
          );
        });
      },
      batchAppend: (call) => {
        const parts = new Map<string, { request: streams.BatchAppendReq; events: AppendRequest['events'] }>();
        call.on('data', (part: streams.BatchAppendReq) => {
          const key = part.getCorrelationId()?.getString() ?? '';
          const begun = parts.get(key) ?? { request: part, events: [] };
          begun.events = [...begun.events, ...part.getProposedMessagesList().map(proposedEvent)];
          parts.set(key, begun);
          if (!part.getIsFinal()) return;
          parts.delete(key);
          const options = begun.request.getOptions()!;
          const stream = streamName(options.getStreamIdentifier());
          const revision = options.hasStreamPosition() ? options.getStreamPosition() : null;
          const request = { stream, expected: expectedOf(options, revision), events: begun.events };
          void this.append(request, (said, outcome) => {
            if (!call.destroyed && !call.cancelled)
              call.write(batchAnswer(begun.request.getCorrelationId(), said, outcome));
          });
        });
        call.on('error', () => undefined);
        call.on('end', () => call.end());
      },
      delete: (call, answer) => {
        const position = this.log.softDelete(streamName(call.request.getOptions()?.getStreamIdentifier()));
        const at = new streams.DeleteResp.Position();
        at.setCommitPosition(String(position)).setPreparePosition(String(position));
        answer(null, new streams.DeleteResp().setPosition(at));
      },
      tombstone: (call, answer) => {
        const position = this.log.tombstone(streamName(call.request.getOptions()?.getStreamIdentifier()));
        const at = new streams.TombstoneResp.Position();
        at.setCommitPosition(String(position)).setPreparePosition(String(position));
        answer(null, new streams.TombstoneResp().setPosition(at));
      },
    };
  }

  private countSubscription(call: ReadCall): void {
    this.subscriptionCalls += 1;
    this.openSubscriptions += 1;
    const ended = () => (this.openSubscriptions -= 1);
    call.once('cancelled', ended);
  }

  private readFaults(): ReadFaults {
    const { epoch } = this;
    return {
      beforeEvent: () => this.readGate,
      isStalled: () => this.epoch !== epoch,
    };
  }

  /** Resolves when what is written now can be read: what comes at once is committed at once. */
  private committed(): Promise<void> {
    const { log, commitGate } = this;
    this.committing ??= (commitGate ?? new Promise<void>((resolve) => setImmediate(resolve))).then(() => {
      this.committing = undefined;
      log.commit();
    });
    return this.committing;
  }

  private featuresService(): UntypedServiceImplementation {
    const method = (name: string) =>
      new features.SupportedMethod().setServiceName('event_store.client.streams.streams').setMethodName(name);
    return {
      getSupportedMethods: (
        _call: { request: shared.Empty },
        answer: (error: null, methods: features.SupportedMethods) => void,
      ) => {
        const methods = ['read', 'append', 'delete', 'tombstone', 'batchappend'].map(method);
        const supported = new features.SupportedMethods().setMethodsList(methods);
        answer(null, supported.setEventStoreServerVersion('22.10.5'));
      },
    };
  }

  private async append(
    request: AppendRequest,
    answer: (
      request: AppendRequest,
      outcome: AnswerableOutcome | 'bad-request' | 'too-large' | 'starting' | 'timeout',
    ) => void,
  ): Promise<void> {
    this.appendCalls += 1;
    const fault = this.starting ? undefined : this.faults.shift();
    if (fault === 'hang') return;
    if (fault === 'hold') return void this.held.push(request);
    if (fault === 'lose-request') return this.front.cut();
    const outcome = this.starting
      ? 'starting'
      : (refusal(request) ?? this.log.append(request.stream, request.expected, request.events));
    if (typeof outcome === 'object' && outcome.kind === 'success') await this.committed();
    if (typeof outcome === 'object' && outcome.kind === 'dropped') {
      await new Promise((resolve) => setTimeout(resolve, writeTimeout));
      return answer(request, 'timeout');
    }
    if (fault === 'write-silently') return;
    if (fault === 'lose-answer') return this.front.cut();
    if (this.appendDelay > 0) await new Promise((resolve) => setTimeout(resolve, this.appendDelay));
    answer(request, fault === 'time-out' ? 'timeout' : outcome);
  }
}

function expectedOf(options: ExpectedOptions, revision: string | null): Expected {
  if (options.hasAny()) return 'any';
  if (options.hasNoStream()) return 'no_stream';
  return options.hasStreamExists() ? 'stream_exists' : BigInt(revision!);
}
