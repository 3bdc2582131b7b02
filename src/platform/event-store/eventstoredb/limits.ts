/** Every limit and deadline of the log on EventStoreDB. Times in milliseconds, chosen for a server that stalls for 2 s now and then. */
export const limits = {
  /** Appends that wait for an answer at once. */
  appendsUnderWay: 64,
  /** Appends that the client may not have written yet: it queues what exceeds 16, see {@link AppendGate}. */
  unwrittenAppends: 15,
  /** Until it is looked again whether the client has written what it was given. */
  gatePause: 2,
  /** Appends that wait to be sent; one more is refused. */
  waitingAppends: 20_000,
  /** What the server takes as one append, in bytes: data, metadata and two for each character of a type. */
  appendBytes: 1_048_576,
  /** For one try of an append to be answered, and the time after which no further try begins. */
  answerTime: 10_000,
  appendRetryTime: 20_000,
  /** Without a further event, a read is given up; and tries of it. */
  readTime: 10_000,
  readAttempts: 3,
  /** Failures in a row after which a new client takes the place of the old one. */
  failuresOfClient: 3,
  /** For a client to be disposed of. */
  disposeTime: 2_000,
  /** Events in a batch of a long read: what is asked for by default and at most; and about how many bytes of them are held. */
  batchSize: 1_000,
  maxBatchSize: 10_000,
  heldBytes: 8_000_000,
  /** Events that the client holds of one subscription; the largest have 1 MB. */
  clientBuffer: 32,
  /** A subscription that gives nothing is compared with the end of the log, each time after so long. */
  watchInterval: 5_000,
  /** Pause of a retry: the first, doubled each time up to the last; each is spread at random between half and whole. */
  firstPause: 50,
  lastPause: 5_000,
  /** Event ids that are remembered of streams, to find one that is said again. */
  rememberedIds: 50_000,
  /** The ordinal of every so-manieth event is kept; and of so many of the last ones, in memory. */
  ordinalStep: 1_000,
  recentOrdinals: 20_000,
  /** For an ordinal to be known; and after how long the log is read for it, where subscriptions have not brought it. */
  ordinalTime: 10_000,
  ordinalPatience: 100,
} as const;

/** Those of {@link limits} that a test shortens, in milliseconds. */
export interface Times {
  readonly answerTime: number;
  readonly appendRetryTime: number;
  readonly readTime: number;
  readonly watchInterval: number;
  readonly ordinalTime: number;
  readonly ordinalPatience: number;
}
