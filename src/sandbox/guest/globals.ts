/** The global object of a realm: what is added, what is taken away, and how a shared realm is closed. */
import { freezeReachable, listLanguagePrototypes } from './harden.ts';
import { objectDefineProperty, objectGetPrototypeOf } from './primordials.ts';

/** Shared memory and compiled code outside the engine's own checks have no use here and have had faults. */
const REMOVED = ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'console'] as const;

/** A buffer that grows takes memory that the limit of the isolate does not see. */
const REMOVED_FROM_BUFFERS = ['resize', 'transfer', 'transferToFixedLength'] as const;

export function installGlobals(globals: Readonly<Record<string, unknown>>): void {
  for (const name of REMOVED) Reflect.deleteProperty(globalThis, name);
  for (const name of REMOVED_FROM_BUFFERS) Reflect.deleteProperty(ArrayBuffer.prototype, name);
  for (const [name, value] of Object.entries(globals)) {
    objectDefineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/**
 * In the realm that calls share nothing can be added to the global object, to a namespace or to a function, or changed there.
 * A source that names `eval`, `Function` or the global object, or that extends a built-in, has a realm of its own; reaching
 * `Function` by another way ends in an error that says so. `ours` are our own objects that function code can come to hold.
 */
export function closeGlobals(ours: readonly unknown[]): void {
  const makers = [
    Object.getPrototypeOf(() => {}),
    objectGetPrototypeOf(async () => {}),
    objectGetPrototypeOf(function* () {}),
    objectGetPrototypeOf(async function* () {}),
  ];
  for (const prototype of makers) {
    objectDefineProperty(prototype, 'constructor', { value: refuseCode, writable: false, configurable: false });
  }
  // Else one call could decide what the stack of another's error is, and look into that call's frames.
  objectDefineProperty(Error, 'prepareStackTrace', { value: undefined });
  freezeReachable([globalThis, refuseCode, ...ours], listLanguagePrototypes());
}

function refuseCode(): never {
  throw new EvalError('code can be made from text only in a source that names Function or eval itself');
}
