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
  entries: objectEntries,
  getOwnPropertyDescriptor: objectGetOwnPropertyDescriptor,
  getPrototypeOf: objectGetPrototypeOf,
  hasOwn: objectHasOwn,
  is: objectIs,
  keys: objectKeys,
} = Object;
export const { isArray: arrayIsArray } = Array;
export const { fromCharCode: stringFromCharCode } = String;
export const { isInteger: numberIsInteger } = Number;
export const objectPrototype: object = Object.prototype;

export const stringSlice = uncurry(String.prototype.slice);
export const stringIndexOf = uncurry(String.prototype.indexOf);
export const stringCharCodeAt = uncurry(String.prototype.charCodeAt);
export const stringToLowerCase = uncurry(String.prototype.toLowerCase);
export const regExpExec = uncurry(RegExp.prototype.exec);
export const arrayJoin = uncurry<unknown[], [string], string>(Array.prototype.join);
export const mapForEach = uncurry<Map<unknown, unknown>, [(value: unknown, key: unknown) => void], void>(
  Map.prototype.forEach,
);
const mapGetAny = uncurry(Map.prototype.get);
const mapSetAny = uncurry(Map.prototype.set);
const weakMapGetAny = uncurry(WeakMap.prototype.get);
const weakMapSetAny = uncurry(WeakMap.prototype.set);

export function mapGet<Key, Value>(map: Map<Key, Value>, key: Key): Value | undefined {
  return mapGetAny(map, key);
}

export function mapSet<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  mapSetAny(map, key, value);
}

export function weakMapGet<Value>(map: WeakMap<object, Value>, key: object): Value | undefined {
  return weakMapGetAny(map, key);
}

export function weakMapSet<Value>(map: WeakMap<object, Value>, key: object, value: Value): void {
  weakMapSetAny(map, key, value);
}
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

/** An own property as an assignment makes it, whatever setter or descriptor field a prototype has been given. */
export function defineField(target: object, key: PropertyKey, value: unknown, enumerable = true): void {
  const descriptor: PropertyDescriptor & { readonly __proto__: null } = {
    __proto__: null,
    value,
    enumerable,
    configurable: true,
    writable: true,
  };
  objectDefineProperty(target, key, descriptor);
}

/** Like `push`, which obeys setters that user code has put on the prototype of arrays. */
export function appendTo<Item>(list: Item[], item: Item): void {
  defineField(list, list.length, item);
}
