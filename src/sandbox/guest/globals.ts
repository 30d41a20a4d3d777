/** The global object of a realm: what is added, what is taken away, and how a shared realm is closed. */
import { objectDefineProperty, objectFreeze, objectGetPrototypeOf } from './primordials.ts';

/** Shared memory and compiled code outside the engine's own checks have no use here and have had faults. */
const REMOVED = ['SharedArrayBuffer', 'Atomics', 'WebAssembly', 'console'] as const;

export function installGlobals(globals: Readonly<Record<string, unknown>>): void {
  for (const name of REMOVED) Reflect.deleteProperty(globalThis, name);
  for (const [name, value] of Object.entries(globals)) {
    objectDefineProperty(globalThis, name, { value, writable: true, configurable: true });
  }
}

/**
 * In the realm that calls share nothing can be added to the global object or changed there. A source that names `eval`,
 * `Function` or the global object has a realm of its own; reaching `Function` by another way ends in an error that says so.
 */
export function closeGlobals(): void {
  const makers = [
    Object.getPrototypeOf(() => {}),
    objectGetPrototypeOf(async () => {}),
    objectGetPrototypeOf(function* () {}),
    objectGetPrototypeOf(async function* () {}),
  ];
  for (const prototype of makers) {
    objectDefineProperty(prototype, 'constructor', { value: refuseCode, writable: false, configurable: false });
  }
  objectFreeze(globalThis);
}

function refuseCode(): never {
  throw new EvalError('code can be made from text only in a source that names Function or eval itself');
}
