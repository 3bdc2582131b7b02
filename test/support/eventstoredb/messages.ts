import shared from '@eventstore/db-client/generated/shared_pb.js';
import status from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { Metadata, status as code, type ServiceError } from '@grpc/grpc-js';
import anyPb from 'google-protobuf/google/protobuf/any_pb.js';
import emptyPb from 'google-protobuf/google/protobuf/empty_pb.js';
import { validate as isUuid } from 'uuid';
import type { AnswerableOutcome, Expected, ProposedEvent, StoredEvent } from './stand-in-log.js';

/** What one append, batch or event may be at most, in bytes: the server's setting when nobody changes it. */
export const maxAppendSize = 1_048_576;

/** An append as it came, whichever way. */
export interface AppendRequest {
  readonly stream: string;
  readonly expected: Expected;
  readonly events: readonly ProposedEvent[];
}

type Proposed = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

export function streamName(identifier: shared.StreamIdentifier | undefined): string {
  return Buffer.from(identifier?.getStreamName_asU8() ?? []).toString('utf8');
}

export function identifier(stream: string): shared.StreamIdentifier {
  return new shared.StreamIdentifier().setStreamName(new Uint8Array(Buffer.from(stream, 'utf8')));
}

export function proposedEvent(message: Proposed): ProposedEvent {
  return {
    id: message.getId()?.getString().toLowerCase() ?? '',
    type: message.getMetadataMap().get('type') ?? '',
    contentType: message.getMetadataMap().get('content-type') ?? '',
    data: Buffer.from(message.getData_asU8()),
    metadata: Buffer.from(message.getCustomMetadata_asU8()),
  };
}

/** Why the server refuses a request before it looks at the log. */
export function refusal({ stream, events }: AppendRequest): 'bad-request' | 'too-large' | null {
  if (stream === '' || events.some(({ id }) => !isUuid(id))) return 'bad-request';
  const size = events.reduce((sum, event) => sum + sizeOf(event), 0);
  return size > maxAppendSize ? 'too-large' : null;
}

function sizeOf({ data, metadata, type }: ProposedEvent): number {
  return data.length + metadata.length + 2 * type.length;
}

/** The answer to one append of the multiplexed call. */
export function batchAnswer(
  correlation: shared.UUID | undefined,
  { stream, expected }: AppendRequest,
  outcome: AnswerableOutcome | 'bad-request' | 'too-large' | 'starting' | 'timeout',
): streams.BatchAppendResp {
  const answer = new streams.BatchAppendResp().setCorrelationId(correlation);
  answer.setStreamIdentifier(identifier(stream));
  if (typeof outcome === 'object' && outcome.kind === 'success') {
    const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(outcome.revision));
    if (outcome.position === null) success.setNoPosition(new emptyPb.Empty());
    else success.setPosition(allPosition(outcome.position));
    return answer.setSuccess(success);
  }
  return answer.setError(batchError(stream, expected, outcome));
}

function batchError(
  stream: string,
  expected: Expected,
  outcome: Exclude<Parameters<typeof batchAnswer>[2], { kind: 'success' }>,
): status.Status {
  switch (outcome) {
    case 'bad-request':
      return failure('BadRequest', 'BadRequest', new shared.BadRequest());
    case 'too-large':
      return failure(
        'MaximumAppendSizeExceeded',
        'MaximumAppendSizeExceeded',
        new shared.MaximumAppendSizeExceeded().setMaxappendsize(maxAppendSize),
      );
    case 'starting':
      return failure('Server Is Not Ready', 'Unavailable', new shared.Empty());
    case 'timeout':
      return failure('Timeout', 'Timeout', new shared.Timeout());
    default:
      if (outcome.kind === 'tombstoned') {
        const deleted = new shared.StreamDeleted().setStreamIdentifier(identifier(stream));
        return failure('StreamDeleted', 'StreamDeleted', deleted);
      }
      return failure('WrongExpectedVersion', 'WrongExpectedVersion', wrongVersion(expected, outcome));
  }
}

function wrongVersion(
  expected: Expected,
  { actual }: Extract<AnswerableOutcome, { kind: 'wrong-version' }>,
): shared.WrongExpectedVersion {
  const wrong = new shared.WrongExpectedVersion();
  if (actual === null) wrong.setCurrentNoStream(new emptyPb.Empty());
  else wrong.setCurrentStreamRevision(String(actual));
  switch (expected) {
    case 'any':
      return wrong.setExpectedAny(new emptyPb.Empty());
    case 'no_stream':
      return wrong.setExpectedNoStream(new emptyPb.Empty());
    case 'stream_exists':
      return wrong.setExpectedStreamExists(new emptyPb.Empty());
    default:
      return wrong.setExpectedStreamPosition(String(expected));
  }
}

function failure(message: string, type: string, details: { serializeBinary(): Uint8Array }): status.Status {
  const any = new anyPb.Any();
  any.pack(details.serializeBinary(), `event_store.client.${type}`);
  return new status.Status().setMessage(message).setDetails(any);
}

export function allPosition(position: bigint): shared.AllStreamPosition {
  return new shared.AllStreamPosition()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
}

/** The answer to the call that appends to one stream. */
export function appendAnswer(
  { expected }: AppendRequest,
  outcome: Exclude<AnswerableOutcome, { kind: 'tombstoned' }>,
): streams.AppendResp {
  const answer = new streams.AppendResp();
  if (outcome.kind === 'success') {
    const success = new streams.AppendResp.Success().setCurrentRevision(String(outcome.revision));
    if (outcome.position === null) success.setNoPosition(new shared.Empty());
    else {
      const position = new streams.AppendResp.Position();
      position.setCommitPosition(String(outcome.position)).setPreparePosition(String(outcome.position));
      success.setPosition(position);
    }
    return answer.setSuccess(success);
  }
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  if (outcome.actual === null) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no_stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream_exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return answer.setWrongExpectedVersion(wrong);
}

export function readEvent(event: StoredEvent): streams.ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(identifier(event.stream))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(new Uint8Array(event.data))
    .setCustomMetadata(new Uint8Array(event.metadata));
  const metadata = recorded.getMetadataMap();
  metadata.set('type', event.type);
  metadata.set('content-type', event.contentType);
  metadata.set('created', String(event.created));
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position));
  return new streams.ReadResp().setEvent(read);
}

export function checkpoint(position: bigint): streams.ReadResp {
  const reached = new streams.ReadResp.Checkpoint();
  reached.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.ReadResp().setCheckpoint(reached);
}

/** A call's failure, with what the client tells its kind by. */
export function callError(
  which: 'starting' | 'stream-deleted' | 'too-large' | 'bad-request',
  stream = '',
): Partial<ServiceError> {
  const metadata = new Metadata();
  switch (which) {
    case 'starting':
      return { code: code.UNAVAILABLE, details: 'Server Is Not Ready', metadata };
    case 'bad-request':
      return { code: code.UNKNOWN, details: 'Exception was thrown by handler.', metadata };
    case 'stream-deleted':
      metadata.set('exception', 'stream-deleted');
      metadata.set('stream-name', stream);
      return { code: code.FAILED_PRECONDITION, details: `Event stream '${stream}' is deleted.`, metadata };
    case 'too-large':
      metadata.set('exception', 'maximum-append-size-exceeded');
      metadata.set('maximum-append-size', String(maxAppendSize));
      return { code: code.INVALID_ARGUMENT, details: 'Maximum Append Size Exceeded.', metadata };
  }
}
