/** The child's isolate: realms, compiled sources, and the frames that drive them. */
import { isUtf8 } from 'node:buffer';
import type * as Ivm from 'isolated-vm';
import type { Output } from './child-output.ts';
import { computeDigest } from './digests.ts';
import { ENTER, FLAGS, POST } from './guest/doors.ts';
import type { MarkerWriter } from './marker.ts';
import {
  decodeCall,
  decodeOperation,
  encodeOperation,
  encodeText,
  type Frame,
  MalformedFrame,
  PROTOCOL_VERSION,
  type SourceData,
  type StartData,
  TO_CHILD,
  TO_PARENT,
} from './protocol.ts';
import { createRealm, type Realm } from './realm.ts';
import { compileSource } from './wrapper.ts';

/** In place of a door's answer: a rejection that nobody handles was reported instead of it. */
const SPOILED = Symbol('spoiled');

export class Engine {
  readonly #isolate: Ivm.Isolate;
  readonly #post: Ivm.Callback;
  readonly #limitsJson: string;
  readonly #output: Output;
  readonly #marker: MarkerWriter;
  readonly #warm: Realm;
  readonly #deployments = new Map<number, string>();
  readonly #sources = new Map<number, SourceData>();
  /** The realm of each call that has not ended. */
  readonly #realms = new Map<number, Realm>();
  /** For entries that run a function's own code; arming the timer costs a tenth of a trivial call. */
  readonly #userCode: { readonly timeout: number };
  #current: Realm;

  constructor(ivm: typeof Ivm, start: StartData, output: Output, marker: MarkerWriter) {
    const snapshot = ivm.Isolate.createSnapshot([{ code: start.guest, filename: 'webhook-cli-guest' }]);
    this.#isolate = new ivm.Isolate({ memoryLimit: start.heapMb, snapshot });
    this.#userCode = { timeout: start.stretchMs };
    this.#output = output;
    this.#marker = marker;
    this.#limitsJson = JSON.stringify(start.limits);
    this.#post = new ivm.Callback(
      (kind: number, id: number, text: string, operation: number, flag: boolean) =>
        this.#answerPost(kind, id, text, operation, flag),
      { sync: true },
    );
    this.#warm = createRealm(this.#isolate, this.#post, this.#limitsJson, 'warm');
    this.#current = this.#warm;
    output.send(encodeText(TO_PARENT.ready, 0, JSON.stringify({ version: PROTOCOL_VERSION })));
  }

  handle(frame: Frame): void {
    switch (frame.kind) {
      case TO_CHILD.call:
        this.#begin(frame);
        return;
      case TO_CHILD.answer:
        this.#answer(frame);
        return;
      case TO_CHILD.abort:
        this.#abort(frame.id);
        return;
      case TO_CHILD.source:
        this.#sources.set(frame.id, JSON.parse(frame.payload.toString()));
        return;
      case TO_CHILD.forget:
        this.#forget(frame);
        return;
      case TO_CHILD.deployment:
        this.#deployments.set(frame.id, frame.payload.toString());
        return;
      default:
        throw new MalformedFrame(`kind ${frame.kind}`);
    }
  }

  #begin(frame: Frame): void {
    const { deployment, source, flags, text, body } = decodeCall(frame.payload);
    this.#marker.start(frame.id);
    const fresh = (flags & FLAGS.freshRealm) !== 0;
    const realm = fresh ? createRealm(this.#isolate, this.#post, this.#limitsJson, 'fresh') : this.#warm;
    this.#realms.set(frame.id, realm);
    this.#give(realm, deployment, frame.id);
    // Text when the bytes are UTF-8, which the guest can hand out as it is; else one character a byte.
    const asText = isUtf8(body);
    const bodyText = body.toString(asText ? 'utf8' : 'latin1');
    this.#enter(
      realm,
      frame.id,
      [ENTER.begin, frame.id, deployment, source, flags, text, bodyText, asText],
      this.#userCode,
    );
    this.#collect(realm, frame.id);
  }

  #answer(frame: Frame): void {
    const realm = this.#realms.get(frame.id);
    // The call has ended meanwhile: by its limit, or because the function did not wait for this answer.
    if (realm === undefined) return;
    const { operation, flag, text } = decodeOperation(frame.payload);
    this.#marker.enter(frame.id);
    this.#enter(realm, frame.id, [ENTER.answer, frame.id, operation, flag, text], this.#userCode);
    this.#collect(realm, frame.id);
  }

  #abort(id: number): void {
    const realm = this.#realms.get(id);
    if (realm === undefined) return;
    const dropped = this.#enter(realm, id, [ENTER.abort, id]);
    this.#release(id, realm);
    this.#output.send(encodeText(TO_PARENT.aborted, id, typeof dropped === 'number' ? String(dropped) : '0'));
  }

  /** The call's outcome, once its function has settled and nothing that it started is left. */
  #collect(realm: Realm, id: number): void {
    // Describing an error can run user code, whose own rejection then takes the place of the answer: it is asked again.
    let outcome = this.#enter(realm, id, [ENTER.collect, id]);
    if (outcome === SPOILED) outcome = this.#enter(realm, id, [ENTER.collect, id]);
    if (typeof outcome !== 'string') return;
    this.#release(id, realm);
    this.#output.send(encodeText(TO_PARENT.outcome, id, outcome));
  }

  #release(id: number, realm: Realm): void {
    this.#realms.delete(id);
    if (realm !== this.#warm) realm.release();
  }

  #give(realm: Realm, deployment: number, call: number): void {
    if (realm.deployments.has(deployment)) return;
    const text = this.#deployments.get(deployment);
    if (text === undefined) throw new MalformedFrame(`deployment ${deployment} is not known`);
    realm.deployments.add(deployment);
    this.#enter(realm, call, [ENTER.deployment, deployment, text]);
  }

  #enter(
    realm: Realm,
    id: number,
    values: Array<string | number | boolean>,
    options: { readonly timeout?: number } = {},
  ): unknown {
    this.#current = realm;
    try {
      return realm.enter.applySync(undefined, values, options);
    } catch (error) {
      if (this.#isolate.isDisposed) return this.#endOutOfMemory(id);
      // The guest's own doors do not throw: this is a promise that was rejected and that nobody handles.
      if (values[0] !== ENTER.reportRejection) {
        this.#enter(realm, id, [ENTER.reportRejection, id, describeRejection(error)]);
      }
      return SPOILED;
    }
  }

  /** No call of the deployment runs any more, and none will. */
  #forget(frame: Frame): void {
    const text = frame.payload.toString();
    const sources: number[] = JSON.parse(text);
    this.#deployments.delete(frame.id);
    for (const source of sources) this.#sources.delete(source);
    if (this.#warm.deployments.delete(frame.id)) this.#enter(this.#warm, 0, [ENTER.forget, frame.id, text]);
  }

  /** The isolate is gone, and with it every other call: the parent starts a new child. */
  #endOutOfMemory(id: number): never {
    this.#output.send(encodeText(TO_PARENT.outOfMemory, id, ''));
    this.#output.flush();
    process.exit(1);
  }

  #answerPost(kind: number, id: number, text: string, operation: number, flag: boolean): string | undefined {
    switch (kind) {
      case POST.operation:
        this.#output.send(encodeOperation(TO_PARENT.operation, id, operation, flag, text));
        return undefined;
      case POST.log:
        this.#output.send(encodeText(TO_PARENT.log, id, text));
        // At once: these lines are what explains a call that never comes back.
        this.#output.flush();
        return undefined;
      case POST.compile:
        return this.#compile(id);
      default:
        return computeDigest(kind, text);
    }
  }

  /** Called by the guest from inside a call, for a source that its realm runs for the first time. */
  #compile(source: number): string {
    const data = this.#sources.get(source);
    // The parent sends what a source can be seen to call; an error of ours here would show the guest paths of the host.
    if (data === undefined)
      return JSON.stringify({ name: 'Error', message: 'the source of the function is not known' });
    return compileSource(this.#isolate, this.#current, source, data);
  }
}

/** Errors are copied out of the isolate under one of the engine's own names; a name that the app gave is lost here. */
function describeRejection(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
