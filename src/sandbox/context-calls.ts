/** Context calls on their way through the parent: checked, answered by the handler, sent back as text. */
import type { Limits } from '../limits.ts';
import { readField, readJson } from './outcome.ts';
import { decodeOperation, encodeOperation, MalformedFrame, TO_CHILD } from './protocol.ts';
import type { CallScope, ContextCall, ContextCallHandler, FunctionCall } from './sandbox.ts';

/** Answers the frame of one operation; never rejects. Throws MalformedFrame for what the guest cannot have sent. */
export function answerOperation(
  id: number,
  payload: Buffer,
  call: FunctionCall,
  limits: Limits,
  onContextCall: ContextCallHandler,
): Promise<Buffer> {
  const { operation, flag, text } = decodeOperation(payload);
  const contextCall = readContextCall(text);
  const answer = (succeeded: boolean, content: string): Buffer => {
    if (Buffer.byteLength(content) <= limits.sandboxMessageBytesMax - 64) {
      return encodeOperation(TO_CHILD.answer, id, operation, succeeded, content);
    }
    const message = `the answer of ${contextCall.method} is larger than ${limits.sandboxMessageBytesMax} bytes`;
    return encodeOperation(TO_CHILD.answer, id, operation, false, JSON.stringify({ name: 'RangeError', message }));
  };
  return startCall(onContextCall, contextCall, scopeOf(call, flag)).then(
    (ejson) => answer(true, ejson),
    (error: unknown) => answer(false, describeError(error)),
  );
}

/** A handler that throws instead of rejecting is answered the same way. */
async function startCall(handler: ContextCallHandler, call: ContextCall, scope: CallScope): Promise<string> {
  return handler(call, scope);
}

function readContextCall(text: string): ContextCall {
  const end = text.indexOf('\n');
  const address = readJson(text.slice(0, end));
  const field = (name: string): string => {
    const value = readField(address, name);
    if (typeof value !== 'string') throw new MalformedFrame(`a context call without ${name}`);
    return value;
  };
  if (field('facility') !== 'mongodb') throw new MalformedFrame('a context call of an unknown facility');
  return {
    facility: 'mongodb',
    service: field('service'),
    database: field('database'),
    collection: field('collection'),
    method: field('method'),
    args: text.slice(end + 1),
  };
}

/** A guest cannot make itself system: the app must have a function that runs so. */
function scopeOf(call: FunctionCall, asSystem: boolean): CallScope {
  const { deployment, user, runningAsSystem } = call;
  if (runningAsSystem || !asSystem) return { deployment, user, runningAsSystem };
  for (const { runAsSystem } of deployment.functions.values()) {
    if (runAsSystem) return { deployment, user, runningAsSystem: true };
  }
  throw new MalformedFrame('a context call as system from an app without such a function');
}

function describeError(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify({ name: 'Error', message: String(error) });
  const code = readField(error, 'code');
  const known = typeof code === 'string' || typeof code === 'number' ? { code } : {};
  return JSON.stringify({ name: error.name, message: error.message, ...known });
}
