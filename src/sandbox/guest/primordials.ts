/**
 * The engine's own functions, taken before user code can replace them. What the guest does with other calls' data goes
 * through these; a patched `Array.prototype.push` or `JSON.parse` must not see it.
 */

export const { parse: jsonParse, stringify: jsonStringify } = JSON;
export const { apply: reflectApply, construct: reflectConstruct, ownKeys: reflectOwnKeys } = Reflect;
export const {
  create: objectCreate,
  defineProperty: objectDefineProperty,
  freeze: objectFreeze,
  getOwnPropertyDescriptor: objectGetOwnPropertyDescriptor,
  getPrototypeOf: objectGetPrototypeOf,
  hasOwn: objectHasOwn,
  keys: objectKeys,
} = Object;
export const { isArray: arrayIsArray } = Array;
export const { fromCharCode: stringFromCharCode } = String;
export const { isInteger: numberIsInteger } = Number;
export const objectPrototype: object = Object.prototype;

export const stringSlice = uncurry(String.prototype.slice);
export const stringIndexOf = uncurry(String.prototype.indexOf);
export const stringCharCodeAt = uncurry(String.prototype.charCodeAt);
export const stringSplit = uncurry<string, [string], string[]>(String.prototype.split);
export const arrayPush = uncurry<unknown[], unknown[], number>(Array.prototype.push);
export const arrayJoin = uncurry<unknown[], [string], string>(Array.prototype.join);
export const dateGetTime = uncurry(Date.prototype.getTime);
export const dateToIsoString = uncurry(Date.prototype.toISOString);
export const functionToString = uncurry(Function.prototype.toString);

type Then = (
  promise: Promise<unknown>,
  onFulfilled: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
) => Promise<unknown>;
export const promiseThen: Then = uncurry(Promise.prototype.then);
export const NativePromise: PromiseConstructor = Promise;
const { resolve: resolveMethod } = Promise;

/** A native promise of a value or thenable. */
export function promiseResolve(value: unknown): Promise<unknown> {
  return reflectApply(resolveMethod, NativePromise, [value]);
}

/** A method as a function of its receiver. */
export function uncurry<Self, Values extends unknown[], Result>(
  method: (this: Self, ...values: Values) => Result,
): (self: Self, ...values: Values) => Result {
  return Function.prototype.call.bind(method);
}

/** A table without inherited names, safe to index with what users wrote. */
export function createTable<Value>(): Record<string | number, Value | undefined> {
  return objectCreate(null);
}
