/** One child and the calls that it has been sent: their outcomes, their limits, and what its end means for each. */
import type { Limits } from '../limits.ts';
import { type SandboxProcess, startSandboxProcess } from './child-process.ts';
import { ChildSources } from './child-sources.ts';
import { answerOperation } from './context-calls.ts';
import { encodeFunctionCall, encodeStart } from './frames-to-child.ts';
import type { Marker } from './marker.ts';
import { readCount, readOutcome } from './outcome.ts';
import { encodeText, type Frame, MalformedFrame, TO_CHILD, TO_PARENT } from './protocol.ts';
import type { AnalysisCache } from './reachable-sources.ts';
import type { ContextCallHandler, FunctionCall, FunctionOutcome } from './sandbox.ts';
import { Watchdog } from './watchdog.ts';

/** A call with everything that must survive a child: where its answer goes and how long it may still wait. */
export interface QueuedCall {
  readonly call: FunctionCall;
  readonly resolve: (outcome: FunctionOutcome) => void;
  queueDeadline: number;
  /** Children that it has been sent to without starting. */
  attempts: number;
}

interface StartedCall {
  readonly queued: QueuedCall;
  readonly deployment: number;
  readonly logs: string[];
  pendingOperations: number;
}

export interface RunningChildOptions {
  readonly name: string;
  readonly limits: Limits;
  readonly analyses: AnalysisCache;
  readonly onContextCall: ContextCallHandler;
  readonly now: () => number;
  readonly onDiagnostic: (text: string) => void;
  readonly onReady: () => void;
  /** A call has ended and there is room for another. */
  readonly onRoom: () => void;
  /** `unstarted`: calls whose code has not run, in their order. */
  readonly onEnd: (end: { readonly unstarted: readonly QueuedCall[]; readonly reason: string }) => void;
}

/** Looks at a call that was asked to stop, before a child that seems idle is given up. */
const GRACE_LOOKS_MAX = 10;

export class RunningChild {
  readonly #options: RunningChildOptions;
  readonly #process: SandboxProcess;
  readonly #sources: ChildSources;
  readonly #watchdog: Watchdog;
  readonly #calls = new Map<number, StartedCall>();
  #lastId = 0;
  #ready = false;
  /** Why we ended it, and the call whose fault it was. */
  #verdict: { readonly call: number; readonly status: 'timed-out' | 'out-of-memory' } | undefined;
  #reason = '';

  constructor(options: RunningChildOptions) {
    const { limits, now } = options;
    this.#options = options;
    this.#process = startSandboxProcess({
      name: options.name,
      frameBytesMax: limits.sandboxMessageBytesMax,
      onFrame: (frame) => this.#handle(frame),
      onMalformed: (reason) => this.#note(`it sent ${reason}`),
      onEnd: ({ marker, stderr, reason }) => this.#end(marker, stderr, reason),
    });
    this.#sources = new ChildSources(
      (frame) => this.#process.send(frame),
      options.analyses,
      limits.sandboxMessageBytesMax,
    );
    this.#watchdog = new Watchdog({
      wallMs: limits.functionWallMs,
      cpuMs: limits.functionCpuMs,
      now,
      memoryBytesMax: (limits.sandboxHeapMb + limits.sandboxOverheadMb) * 1024 * 1024,
      readMarker: () => this.#process.readMarker(),
      readMemoryBytes: () => this.#process.readMemoryBytes(),
      onWallTime: (id) => this.#stopCall(id),
      onStretch: (id) => this.#condemn(id, 'timed-out'),
      onMemory: (id) => this.#condemn(id, 'out-of-memory'),
    });
    this.#process.send(encodeStart(limits));
  }

  get ready(): boolean {
    return this.#ready;
  }

  get running(): number {
    return this.#calls.size;
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  start(queued: QueuedCall): void {
    const { call } = queued;
    const prepared = this.#sources.prepare(call.deployment, call.source);
    if ('problem' in prepared) {
      queued.resolve(refused('DeploymentTooLarge', prepared.problem));
      return;
    }
    const id = this.#lastId + 1;
    const frame = encodeFunctionCall(id, call, prepared);
    const bytesMax = this.#options.limits.sandboxMessageBytesMax;
    if (frame.length > bytesMax) {
      this.#sources.release(prepared.deployment);
      queued.resolve(refused('CallTooLarge', `the arguments of the call take more than ${bytesMax} bytes`));
      return;
    }
    this.#lastId = id;
    this.#calls.set(id, { queued, deployment: prepared.deployment, logs: [], pendingOperations: 0 });
    this.#process.send(frame);
    this.#watchdog.watch(id);
  }

  kill(reason: string): void {
    this.#note(reason);
    this.#process.kill();
  }

  #handle({ kind, id, payload }: Frame): void {
    if (kind === TO_PARENT.ready) {
      this.#becomeReady();
      return;
    }
    const started = this.#calls.get(id);
    // It ended by its time limit; what the child had already sent for it comes too late.
    if (started === undefined) return;
    switch (kind) {
      case TO_PARENT.outcome:
        this.#settle(id, readOutcome(payload, started.logs));
        return;
      case TO_PARENT.operation:
        this.#operate(id, started, payload);
        return;
      case TO_PARENT.log:
        if (started.logs.length >= this.#options.limits.functionLogLinesMax) throw new MalformedFrame('too many lines');
        started.logs.push(cutToBytes(payload, this.#options.limits.functionLogLineBytesMax));
        return;
      case TO_PARENT.aborted:
        this.#settle(id, {
          status: 'timed-out',
          logs: started.logs,
          droppedLogs: readCount(payload.toString()),
        });
        return;
      case TO_PARENT.outOfMemory:
        this.#verdict = { call: id, status: 'out-of-memory' };
        return;
      default:
        throw new MalformedFrame(`kind ${kind}`);
    }
  }

  #becomeReady(): void {
    this.#ready = true;
    this.#options.onReady();
  }

  #settle(id: number, outcome: FunctionOutcome): void {
    const started = this.#calls.get(id);
    if (started === undefined) return;
    this.#calls.delete(id);
    this.#watchdog.forget(id);
    this.#sources.release(started.deployment);
    started.queued.resolve(outcome);
    this.#options.onRoom();
  }

  #operate(id: number, started: StartedCall, payload: Buffer): void {
    const { limits, onContextCall } = this.#options;
    if (started.pendingOperations >= limits.functionOperationsMax) throw new MalformedFrame('too many operations');
    started.pendingOperations += 1;
    void answerOperation(id, payload, started.queued.call, limits, onContextCall).then((frame) => {
      started.pendingOperations -= 1;
      if (this.#calls.has(id)) this.#process.send(frame);
    });
  }

  /** The call's time is up: a child that can listen forgets it and nobody else notices; one that cannot is ended. */
  #stopCall(id: number): void {
    if (!this.#calls.has(id)) return;
    this.#process.send(encodeText(TO_CHILD.abort, id, ''));
    this.#awaitStop(id, 1);
  }

  #awaitStop(id: number, look: number): void {
    const timer = setTimeout(() => {
      const started = this.#calls.get(id);
      if (started === undefined) return;
      const { current } = this.#process.readMarker();
      if (current === id || (current === 0 && look >= GRACE_LOOKS_MAX)) return this.#condemn(id, 'timed-out');
      if (current === 0) return this.#awaitStop(id, look + 1);
      // Another call is executing, within its own limits. It is not to pay for this one.
      this.#settle(id, { status: 'timed-out', logs: started.logs, droppedLogs: 0 });
    }, this.#options.limits.sandboxKillGraceMs);
    timer.unref();
  }

  #condemn(id: number, status: 'timed-out' | 'out-of-memory'): void {
    this.#verdict ??= { call: id, status };
    this.kill(`a call held it longer, or made it larger, than its limits allow (${status})`);
  }

  #note(reason: string): void {
    this.#reason ||= reason;
  }

  #end(marker: Marker, stderr: string, exit: string): void {
    this.#watchdog.stop();
    // The engine gives up the whole process when it cannot even free memory; whoever was running caused it.
    if (this.#verdict === undefined && this.#reason === '' && OUT_OF_MEMORY.test(stderr)) {
      this.#verdict = { call: marker.current, status: 'out-of-memory' };
    }
    const unstarted: QueuedCall[] = [];
    for (const [id, { queued, logs }] of this.#calls) {
      if (id > marker.lastStarted) unstarted.push(queued);
      else queued.resolve({ status: this.#verdict?.call === id ? this.#verdict.status : 'lost', logs, droppedLogs: 0 });
    }
    this.#calls.clear();
    const reason = this.#reason || exit;
    if (stderr !== '') this.#options.onDiagnostic(`sandbox child ended (${reason}): ${stderr}`);
    this.#options.onEnd({ unstarted, reason });
  }
}

const OUT_OF_MEMORY = /is_heap_oom = 1|out of memory|allocation failed/i;

/** The call asks for more than fits into a message; its code has not run. */
function refused(name: string, message: string): FunctionOutcome {
  return { status: 'threw', error: JSON.stringify({ message, name }), stack: '', logs: [], droppedLogs: 0 };
}

/** A cut inside a character drops that character. */
function cutToBytes(payload: Buffer, bytesMax: number): string {
  if (payload.length <= bytesMax) return payload.toString();
  return payload.toString('utf8', 0, bytesMax).replace(/\uFFFD+$/, '');
}
