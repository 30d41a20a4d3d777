/** The secrets that an app takes by name: none of them is in the directory, so somebody has to supply them. */
import type { App, AppFiles, JsonObject } from '../app.ts';
import { placeInConfig } from '../checks/config-place.ts';
import type { IssuePlace } from '../issue-codes.ts';
import type { JsonPath } from '../json/json-positions.ts';

export interface NeededSecret {
  readonly name: string;
  readonly uses: readonly SecretUse[];
}

export interface SecretUse {
  /** What needs it, such as `value "stripeKey"` or `service "sms" (auth_token)`. */
  readonly what: string;
  readonly place: IssuePlace;
}

/** Ordered by name; each with its uses in the order of the app's parts. */
export function listNeededSecrets(app: App, files: AppFiles): NeededSecret[] {
  const uses = [...listNamed(app), ...listConfigured(app)];
  const byName = Map.groupBy(uses, ({ secret }) => secret);
  return [...byName]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, found]) => ({
      name,
      uses: found.map(({ what, file, path }) => ({ what, place: placeInConfig(files, file, path) })),
    }));
}

interface FoundUse {
  readonly secret: string;
  readonly what: string;
  readonly file: string;
  readonly path: JsonPath;
}

/** Values and HTTPS endpoints name one secret. */
function listNamed({ values, endpoints }: App): FoundUse[] {
  return [
    ...values.flatMap(({ name, path, value, fromSecret }) =>
      fromSecret && typeof value === 'string'
        ? [{ secret: value, what: `value "${name}"`, file: path, path: ['value'] }]
        : [],
    ),
    ...endpoints.flatMap(({ route, secretName, configPath, configAt }) =>
      secretName === undefined
        ? []
        : [
            {
              secret: secretName,
              what: `HTTPS endpoint "${route}"`,
              file: configPath,
              path: [...configAt, 'secret_name'],
            },
          ],
    ),
  ];
}

/** Services and auth providers have a setting for each secret. */
function listConfigured({ services, authProviders }: App): FoundUse[] {
  const owners = [
    ...services.map((service) => ({ kind: 'service', ...service })),
    ...authProviders.map((provider) => ({ kind: 'auth provider', ...provider })),
  ];
  return owners.flatMap(({ kind, name, secretConfig, configPath, configAt }) =>
    listTexts(secretConfig).map(({ secret, path }) => ({
      secret,
      what: `${kind} "${name}" (${path.join('.')})`,
      file: configPath,
      path: [...configAt, 'secret_config', ...path],
    })),
  );
}

/** A setting has one name, or a list of them: `{ "signingKeys": ["a", "b"] }`. */
function listTexts(config: JsonObject): { secret: string; path: JsonPath }[] {
  return Object.entries(config).flatMap(([key, value]) => {
    if (typeof value === 'string') return value === '' ? [] : [{ secret: value, path: [key] }];
    if (!Array.isArray(value)) return [];
    return value.flatMap((item, index) => (typeof item === 'string' ? [{ secret: item, path: [key, index] }] : []));
  });
}
