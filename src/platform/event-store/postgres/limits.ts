/** Every limit and deadline of the log on PostgreSQL. Times in milliseconds. */
export const limits = {
  /** Appends that wait to be sent; one more is refused. */
  waitingAppends: 20_000,
  /** Appends, events and bytes of JSON in one call to the database. One append is always taken, whatever its size. */
  batchAppends: 500,
  batchEvents: 5_000,
  batchBytes: 8_000_000,
  /** Tries of one batch on a broken or refusing connection, and the time after which no further one begins. */
  appendAttempts: 6,
  appendRetryTime: 20_000,
  connectTime: 5_000,
  /** For a connection to say goodbye. */
  closeTime: 2_000,
  /** A statement is given up by the server first, so that its outcome is known; then by us. */
  statementTime: 10_000,
  answerTime: 12_000,
  readAttempts: 3,
  readConnections: 4,
  /** Streams in one gathered read, and events of a stream in it; longer streams are read singly. */
  gatheredStreams: 500,
  gatheredEvents: 100,
  /**
   * Events in a batch of a long read: what is asked for by default and at most; and bytes of their JSON. Two batches of 250
   * are small enough for the first rounds of the garbage collector: with 1,000 a read takes 1.5 times the processor time.
   */
  batchSize: 250,
  maxBatchSize: 10_000,
  pageBytes: 8_000_000,
  /** Events that this process appended last, and bytes of their JSON, kept for its own subscriptions. */
  recentEvents: 1_000,
  recentBytes: 4_000_000,
  /** Pause of a retry: the first, doubled each time up to the last; each is spread at random between half and whole. */
  firstPause: 50,
  lastPause: 5_000,
  /** Appends within this time are announced to other processes as one. */
  announceDelay: 5,
  /** How long a subscription waits at most before it looks by itself. */
  pollInterval: 1_000,
} as const;
