/** A realm: one context made from the snapshot, entered through one function. */
import type * as Ivm from 'isolated-vm';

export interface Realm {
  readonly kind: 'warm' | 'fresh';
  readonly context: Ivm.Context;
  /** The guest's one door, see `guest/doors.ts`. */
  readonly enter: Ivm.Reference;
  /** Deployments that the guest of this realm has been given. */
  readonly deployments: Set<number>;
  release(): void;
}

/** `post` is the only function of ours that a realm ever holds. */
export function createRealm(isolate: Ivm.Isolate, post: Ivm.Callback, limitsJson: string, kind: Realm['kind']): Realm {
  const context = isolate.createContextSync();
  const enter: Ivm.Reference = context.evalClosureSync(BOOT, [post, limitsJson, kind === 'warm'], {
    result: { reference: true },
  });
  const release = (): void => {
    enter.release();
    context.release();
  };
  return { kind, context, enter, deployments: new Set(), release };
}

/** Takes the guest's start function off the global object before user code can see it. */
const BOOT = 'const boot = globalThis.boot; delete globalThis.boot; return boot($0, $1, $2);';
