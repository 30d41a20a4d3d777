/** What a use of the function context comes to: the names that it looks up, and where this version refuses it. */
import type { ContextUse } from '../../source/context-calls.ts';
import {
  DATA_SOURCE_TYPES,
  type RefusedMember,
  SURFACE,
  type SurfaceMember,
  type SurfaceObject,
} from '../context-surface.ts';

/** The global names that uses begin with. */
export const USED_NAMES: ReadonlySet<string> = new Set(Object.keys(SURFACE.global));

export interface JudgedUse {
  readonly names: readonly NameUse[];
  readonly refusal: Refusal | undefined;
}

/** A name that is looked up in the app when the source runs. */
export interface NameUse {
  readonly kind: 'service' | 'function' | 'value';
  readonly name: string;
  readonly offset: number;
}

export interface Refusal {
  /** As a source would write it without variables, such as `context.http.post`. */
  readonly path: string;
  readonly offset: number;
  readonly member: RefusedMember;
  /** The name in `require("name")`. */
  readonly module: string | undefined;
}

/** `typeOfService` knows the services of the app. What is on no table is no concern of anyone here. */
export function judgeUse({ steps }: ContextUse, typeOfService: (name: string) => string | undefined): JudgedUse {
  const names: NameUse[] = [];
  let object: SurfaceObject | undefined = 'global';
  let member: SurfaceMember | undefined;
  let looksUp: NameUse['kind'] | undefined;
  let path = '';
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'call') {
      if (looksUp !== undefined && step.text !== undefined) {
        names.push({ kind: looksUp, name: step.text, offset: step.offset });
      }
      path += step.text === undefined ? '()' : `(${JSON.stringify(step.text)})`;
      object = member === undefined ? undefined : objectGiven(member, step.text, typeOfService);
      [member, looksUp] = [undefined, undefined];
      continue;
    }
    if (object === undefined) break;
    const { name, offset } = step;
    path += path === '' ? name : `.${name}`;
    looksUp = LOOKUPS.get(`${object}.${name}`);
    member = memberOf(object, name);
    if (member === undefined) break;
    if (!member.offered) {
      const next = steps[index + 1];
      const module = path === 'require' && next?.kind === 'call' ? next.text : undefined;
      return { names, refusal: { path, offset, member, module } };
    }
    object = member.is;
  }
  return { names, refusal: undefined };
}

const LOOKUPS: ReadonlyMap<string, NameUse['kind']> = new Map([
  ['services.get', 'service'],
  ['functions.execute', 'function'],
  ['values.get', 'value'],
]);

function memberOf(object: SurfaceObject, name: string): SurfaceMember | undefined {
  const members = SURFACE[object];
  if (Object.hasOwn(members, name)) return members[name];
  // A promise looks for `then` on what it resolves with, and JSON for `toJSON`: those are no actions.
  return name === 'then' || name === 'toJSON' ? undefined : members['*'];
}

function objectGiven(
  member: SurfaceMember,
  name: string | undefined,
  typeOfService: (name: string) => string | undefined,
): SurfaceObject | undefined {
  if (!member.offered) return undefined;
  if (member.gives !== 'service') return member.gives;
  const type = name === undefined ? undefined : typeOfService(name);
  if (type === undefined) return undefined;
  return DATA_SOURCE_TYPES.includes(type) ? 'dataSource' : 'otherService';
}
