/** Every default limit, units last in the names. A setting `--limit NAME=VALUE` or `WEBHOOK_CLI_LIMIT_<NAME>` replaces one. */
export const DEFAULT_LIMITS = {
  // App directories
  appRootSearchLevels: 8,
  appFilesMax: 250_000,
  appFileBytesMax: 16 * 1024 * 1024,
  appTotalBytesMax: 1024 * 1024 * 1024,
  appPathSegmentBytesMax: 255,
  appPathBytesMax: 1024,
  appNameLengthMax: 64,
  jsonDepthMax: 100,
  /** Of one file: texts, numbers, words, objects and arrays. Many times what the largest exports hold. */
  jsonValuesMax: 500_000,
  /** How many times its compressed bytes an archive's entry may hold; entries of at most so many bytes may be any ratio. */
  archiveRatioMax: 100,
  archiveRatioFreeBytes: 64 * 1024,
  /** Of all sources of an app together: the text that the checks parse. A million dense characters take seconds. */
  checkedSourceCharactersMax: 2 * 1024 * 1024,

  // Requests
  requestBodyBytesMax: 4 * 1024 * 1024,
  /** How much and how long of a refused body is still taken in, so that its sender gets to read the answer. */
  unreadBodyBytesMax: 32 * 1024 * 1024,
  unreadBodyMs: 2_000,
  requestTargetBytesMax: 8 * 1024,
  requestHeaderBytesMax: 16 * 1024,
  requestHeadersMax: 100,
  requestPairsMax: 1000,
  requestHeadersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 5_000,
  requestsPerSocketMax: 1_000,
  socketsMax: 2_000,
  drainMs: 30_000,
  /**
   * How long a server that was told to stop still takes connections, with `/ready` at 503: only when `/ready` was ever asked or
   * a request is running. A balancer that looks less often than this needs more.
   */
  drainNoticeMs: 500,
  logArgumentBytesMax: 16 * 1024,

  // Functions, per call
  functionWallMs: 30_000,
  functionCpuMs: 10_000,
  functionOperationsMax: 1_000,
  functionOutputBytesMax: 4 * 1024 * 1024,
  functionLogLinesMax: 25,
  functionLogLineBytesMax: 512,
  functionCallDepthMax: 32,
  functionResultDocumentsMax: 50_000,
  /** How long an operation of a function looks for the database before the call fails because it is away. */
  functionDatabaseWaitMs: 1_000,
  responseHeadersMax: 64,
  responseHeaderBytesMax: 32 * 1024,
  functionErrorBytesMax: 16 * 1024,
  functionDigestBytesMax: 8 * 1024 * 1024,

  // Functions, per app
  sandboxHeapMb: 256,
  /** What a child may take beyond that heap: Node itself, buffers of the pipe, garbage that has yet to be collected. */
  sandboxOverheadMb: 256,
  sandboxRunningCallsMax: 50,
  sandboxQueuedCallsMax: 100,
  sandboxQueueWaitMs: 5_000,
  sandboxKillGraceMs: 100,
  sandboxStartMs: 10_000,
  sandboxMessageBytesMax: 32 * 1024 * 1024,

  // Registry and database
  databaseConnectMs: 4_000,
  databaseOperationMs: 30_000,
  engineStartMs: 10_000,
  /** As large as SQLite lets a file of its usual pages be. */
  engineFileBytesMax: 0xffff_fffe * 4096,
  engineCloseMs: 10_000,
  engineConnectionsMax: 1_000,
  engineMessageBytesMax: 48_000_000,
  engineDocumentBytesMax: 16 * 1024 * 1024,
  engineReplyBatchBytesMax: 16 * 1024 * 1024,
  engineCursorsMax: 1_000,
  engineCursorIdleMs: 600_000,
  engineSortBytesMax: 100 * 1024 * 1024,
  engineGroupBytesMax: 100 * 1024 * 1024,
  engineIndexRangesMax: 1_000,
  engineStatementsMax: 500,
  engineGroupCommitMs: 50,
  engineBusyWaitMs: 30_000,
  engineBusyRetryMs: 2,
  engineTtlSweepMs: 60_000,
  /** Of what change streams read back. */
  engineOplogBytesMax: 64 * 1024 * 1024,
  /** How often a waiting change stream looks for what another process has written. */
  engineOplogPollMs: 25,
  copyBatchDocumentsMax: 1_000,
  copyBatchBytesMax: 8 * 1024 * 1024,
  /** How often a step of a copy is tried again while its target is away, and the longest wait between two tries. */
  copyRetriesMax: 12,
  copyRetryMsMax: 5_000,
  registryFollowPollMs: 1_000,
  registryReconcilePollMs: 5_000,
  registryBackOffMsMax: 5_000,
  registryBlobsPerBatch: 1_000,
  registryTreeEntriesMax: 500,
  registryBlobPartBytes: 8 * 1024 * 1024,
  logFlushMs: 200,
  logBufferEntriesMax: 10_000,
  logEntryBytesMax: 1024 * 1024,
  logBufferBytesMax: 32 * 1024 * 1024,
  logRetentionDays: 30,
} as const;

export type LimitName = keyof typeof DEFAULT_LIMITS;
export type Limits = Readonly<Record<LimitName, number>>;

/**
 * The least value of a limit where that is not 1. Without the thing that it counts, most parts would stand still or wait for
 * ever; where 0 is listed, it means none, or at once.
 */
export const LEAST_LIMITS: Readonly<Partial<Record<LimitName, number>>> = {
  unreadBodyBytesMax: 0,
  unreadBodyMs: 0,
  drainMs: 0,
  logArgumentBytesMax: 0,
  functionLogLinesMax: 0,
  responseHeadersMax: 0,
  sandboxQueuedCallsMax: 0,
  sandboxKillGraceMs: 0,
  copyRetriesMax: 0,
  logFlushMs: 0,
  // What isolated-vm asks for.
  sandboxHeapMb: 8,
  // What messages between the parts hold besides data.
  sandboxMessageBytesMax: 64 * 1024,
  engineMessageBytesMax: 64 * 1024,
  engineDocumentBytesMax: 4 * 1024,
  // What its tables take when they are empty.
  engineFileBytesMax: 64 * 1024,
  engineReplyBatchBytesMax: 4 * 1024,
  registryBlobPartBytes: 1024,
};
