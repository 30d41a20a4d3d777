/** The two frames that carry more than one text: what a child is told first, and a call. */
import type { Limits } from '../limits.ts';
import type { PreparedSource } from './child-sources.ts';
import { FLAGS } from './guest/doors.ts';
import { loadGuestBundle } from './guest-bundle.ts';
import { encodeCall, encodeText, PROTOCOL_VERSION, type StartData, TO_CHILD } from './protocol.ts';
import type { FunctionCall } from './sandbox.ts';

/** An endless loop whose parent was killed ends this long after the time at which the parent would have ended it. */
const ORPHAN_MS = 5_000;

/** Room in a message for what is sent beside the output of a function. */
const BESIDE_OUTPUT_BYTES = 256 * 1024;

/** Bytes of base64 for the bytes that they stand for. */
const BASE64_GROWTH = 4 / 3;

export function encodeStart(limits: Limits): Buffer {
  const data: StartData = {
    version: PROTOCOL_VERSION,
    guest: loadGuestBundle(),
    heapMb: limits.sandboxHeapMb,
    stretchMs: limits.functionCpuMs + ORPHAN_MS,
    limits: {
      operationsMax: limits.functionOperationsMax,
      // A message that is too large would cost the child, whatever these limits have been set to.
      outputBytesMax: Math.min(
        limits.functionOutputBytesMax,
        Math.floor((limits.sandboxMessageBytesMax - BESIDE_OUTPUT_BYTES) / BASE64_GROWTH),
      ),
      messageBytesMax: limits.sandboxMessageBytesMax,
      logLinesMax: limits.functionLogLinesMax,
      logLineBytesMax: limits.functionLogLineBytesMax,
      callDepthMax: limits.functionCallDepthMax,
      responseHeadersMax: limits.responseHeadersMax,
      responseHeaderBytesMax: limits.responseHeaderBytesMax,
      errorBytesMax: limits.functionErrorBytesMax,
      digestBytesMax: limits.functionDigestBytesMax,
    },
  };
  return encodeText(TO_CHILD.start, 0, JSON.stringify(data));
}

export function encodeFunctionCall(id: number, call: FunctionCall, prepared: PreparedSource): Buffer {
  const body = call.arguments.kind === 'webhook' ? call.arguments.body : undefined;
  const { deployment, source, needsFreshRealm } = prepared;
  return encodeCall(id, { deployment, source, flags: flagsOf(call, needsFreshRealm) }, writeCallText(call), body);
}

function flagsOf(call: FunctionCall, needsFreshRealm: boolean): number {
  const { arguments: callArguments } = call;
  const hasBody = callArguments.kind === 'webhook' && callArguments.body !== undefined;
  return (
    (needsFreshRealm ? FLAGS.freshRealm : 0) |
    (call.runningAsSystem ? FLAGS.system : 0) |
    (call.relaxed ? FLAGS.relaxed : 0) |
    (call.wantsResult ? 0 : FLAGS.unseenResult) |
    (callArguments.kind === 'ejson' ? FLAGS.ejsonArguments : 0) |
    (hasBody ? FLAGS.hasBody : 0)
  );
}

/** One line of JSON each for user, request and name, then the arguments: the guest parses only what is looked at. */
function writeCallText(call: FunctionCall): string {
  const { user, request, functionName, arguments: values } = call;
  const head = `${JSON.stringify(user)}\n${JSON.stringify(request)}\n${JSON.stringify(functionName)}\n`;
  if (values.kind === 'ejson') return head + values.text;
  return head + JSON.stringify({ query: values.query, headers: values.headers });
}
