/** Where a setting comes from. */

export type Environment = Readonly<Record<string, string | undefined>>;

export type Origin =
  | { readonly kind: 'default' }
  /** `name` is the flag, the variable, or the path of the file. */
  | { readonly kind: 'flag' | 'environment' | 'file'; readonly name: string };

export interface Traced<Value> {
  readonly value: Value;
  readonly origin: Origin;
}

export function renderOrigin(origin: Origin): string {
  return origin.kind === 'default' ? 'default' : `${origin.kind} ${origin.name}`;
}

/** A variable that is set to nothing is the same as one that is not set. */
export function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
