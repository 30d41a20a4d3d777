/**
 * The two doors between a realm and its child process. The child calls the guest's `enter`, the guest calls the child's
 * `post`; both take a number of these tables first and then only strings, numbers and booleans.
 */

export const ENTER = {
  /** (deployment, JSON as `DeploymentData`) */
  deployment: 1,
  /** (source, factory, implicit globals as a JSON array) */
  register: 2,
  /** (call, deployment, source, flags, text, body, body is UTF-8 text) */
  begin: 3,
  /** (call, operation, succeeded, text) */
  answer: 4,
  /** (call) → the outcome, or undefined while the call goes on */
  collect: 5,
  /** (call) → console lines dropped */
  abort: 6,
  /** (call, text): a rejected promise that nobody handles */
  reportRejection: 7,
  /** (deployment, numbers of its sources as a JSON array): neither is used any more */
  forget: 8,
} as const;

export const POST = {
  /** (call, text, operation, as system) */
  operation: 1,
  /** (call, line) */
  log: 2,
  /** (source) → '' or the error as JSON */
  compile: 3,
  /** (0, 'algorithm 0 ' + bytes) → bytes. The guest bounds what it sends here. */
  hash: 4,
  /** (0, 'algorithm keyLength ' + key + bytes) → bytes */
  hmac: 5,
  /** (0, count) → bytes */
  random: 6,
} as const;

export const FLAGS = {
  freshRealm: 1,
  system: 2,
  relaxed: 4,
  ejsonArguments: 8,
  hasBody: 16,
  unseenResult: 32,
} as const;
