/** Every limit of the HTTP server that is not one of the GraphQL document (../limits/limits.ts). Times in milliseconds. */
export const httpLimits = {
  /** Connections open at one time; one more is closed at once. */
  connections: 4_096,
  /** An idle connection is kept this long. */
  keepAliveTime: 5_000,
  /** From the first byte of a request to the last of its body. */
  requestTime: 60_000,
  /** Bytes of a request's body. */
  bodyBytes: 1_048_576,
  /** From the beginning of a request's work to its answer; then DEADLINE_EXCEEDED. */
  answerTime: 30_000,
  /** GraphQL requests that are worked on at one time; REQUESTS_AT_ONCE sets another number. */
  atOnce: 128,
  /** Requests that wait for their turn; one more is refused. REQUESTS_WAITING sets another number. */
  waiting: 1_024,
  /** Bytes of all large bodies that are being read or are held by a request. */
  heldBytes: 64 * 1_048_576,
  /** How long one waits for its turn at most; then it is refused. */
  waitTime: 10_000,
  /** After the signal to stop: until when what was accepted is answered, and then until connections are cut. */
  lastAnswers: 6_000,
  lastConnections: 6_500,
} as const;
