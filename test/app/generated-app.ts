/**
 * Arbitrary apps without errors, in every layout: what they consist of, and their files as `generated-files.ts` writes them.
 * Names, key orders, unknown keys, indentation, line ends and bytes of carried files vary; what is in the app is known.
 */
import fc from 'fast-check';
import type { AppFiles, JsonObject, JsonValue } from '../../src/app/app.ts';
import {
  type AppParts,
  type FunctionParts,
  type ServiceParts,
  type TextStyle,
  type WebhookParts,
  writeAppFiles,
} from './generated-files.ts';
import { SETTINGS } from './generated-settings.ts';

export interface GeneratedApp {
  readonly parts: AppParts;
  readonly files: AppFiles;
}

const layouts = fc.constantFrom(
  ...([
    ['A', 20180301],
    ['A', 20180302],
    ['B', 20200603],
    ['C', 20210101],
    ['D', 20230101],
  ] as const),
);

const plainName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_-]{0,14}$/);
const spacedName = fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,6} [A-Za-z0-9]{1,6}$/);
const nestedName = fc.array(plainName, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));

/** Whole characters of all planes, and what terminals and JSON writers trip over. */
const text = fc.string({ unit: 'grapheme', maxLength: 12 });

const scalar: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer(),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => (Object.is(number, -0) ? 0 : number)),
  text,
);

/** No key starts with `$`: such objects are extended JSON, with rules of their own. */
const key = fc.oneof(plainName, fc.constantFrom('__proto__', 'constructor', 'toString', '0', 'ключ', 'name'));
const json: fc.Arbitrary<JsonValue> = fc.oneof(
  scalar,
  fc.array(scalar, { maxLength: 4 }),
  fc.dictionary(key, scalar, { maxKeys: 4 }),
  fc.dictionary(key, fc.array(scalar, { maxLength: 2 }), { maxKeys: 2 }),
);

const extra: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.dictionary(
      plainName.map((name) => `x_${name}`),
      json,
      { minKeys: 1, maxKeys: 2 },
    ),
  },
);

const source = fc
  .tuple(
    fc.constantFrom(
      'exports = function (payload, response) { return payload.query; };',
      'exports = async (payload) => EJSON.parse(payload.body.text());',
      'var exports = function (payload) {\n  return context.values.get("none") || 1;\n};',
      'const helper = (n) => n ** 2;\nexports = () => helper(7);',
    ),
    text.map((words) => words.replace(/[\r\n\u2028\u2029]/g, ' ')),
  )
  .map(([code, comment]) => `// ${comment}\n${code}\n`);

const webhook: fc.Arbitrary<WebhookParts> = fc.record({
  name: plainName,
  method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'ANY'),
  secret: fc.string({ minLength: 16, maxLength: 24, unit: 'grapheme-ascii' }),
  validation: fc.constantFrom('NO_VALIDATION', 'VERIFY_PAYLOAD', 'SECRET_AS_QUERY_PARAM'),
  respondResult: fc.boolean(),
  canEvaluate: fc.constantFrom<JsonValue>(
    {},
    { '%%request.remoteIPAddress': { '%nin': ['203.0.113.9'] } },
    { '%%user.type': { $in: ['system', 'normal'] } },
    { '%or': [{ '%%values.open': true }, { '%%args.query.key': { '%exists': true } }] },
  ),
  extra,
  source,
});

const service: fc.Arbitrary<ServiceParts> = fc
  .record({
    name: fc.oneof({ weight: 3, arbitrary: plainName }, { weight: 1, arbitrary: spacedName }),
    type: fc.constantFrom('http', 'http', 'github', 'twilio', 'mongodb-atlas'),
    extra,
    webhooks: fc.uniqueArray(webhook, { maxLength: 3, selector: foldName }),
  })
  .map((parts) => (parts.type === 'mongodb-atlas' ? { ...parts, webhooks: [] } : parts));

const functionParts: fc.Arbitrary<FunctionParts> = fc.record({
  name: nestedName,
  private: fc.boolean(),
  extra,
  source,
});

const hosted = fc.tuple(
  fc.array(plainName, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.bin`),
  fc.uint8Array({ maxLength: 40 }),
);

const style: fc.Arbitrary<TextStyle> = fc.record({
  indent: fc.constantFrom('    ', '  ', '\t', ''),
  lineEnd: fc.constantFrom('\n', '\r\n'),
  lastLineEnd: fc.boolean(),
  keyOrder: fc.nat(1000),
});

export const generatedApp: fc.Arbitrary<GeneratedApp> = fc
  .record({
    layout: layouts,
    name: plainName,
    suffix: fc.stringMatching(/^[a-z]{5}$/),
    services: fc.uniqueArray(service, { maxLength: 4, selector: foldName }),
    functions: fc.uniqueArray(functionParts, { maxLength: 4, selector: firstOfName }),
    values: fc.uniqueArray(fc.record({ name: plainName, value: json }), { maxLength: 3, selector: foldName }),
    endpoints: fc.uniqueArray(
      fc.record({
        route: plainName.map((name) => `/${name}`),
        method: fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*'),
        function: fc.nat(3),
      }),
      { maxLength: 3, selector: ({ route }) => route.toLowerCase() },
    ),
    settings: fc.subarray([...SETTINGS]),
    hosted: fc.uniqueArray(hosted, { maxLength: 2, selector: ([path]) => path.toLowerCase().split('/', 1)[0] }),
    style,
  })
  .map(({ layout: [layout, configVersion], suffix, ...drawn }) => {
    const parts = fitToLayout({ ...drawn, layout, configVersion, clientAppId: `${drawn.name}-${suffix}` });
    return { parts, files: writeAppFiles(parts) };
  });

/** What a layout has no place for is left out: nested functions came with C, and D has no webhooks of http services. */
function fitToLayout(parts: AppParts): AppParts {
  const { layout, functions, services, endpoints } = parts;
  const isOld = layout === 'A' || layout === 'B';
  return {
    ...parts,
    functions: isOld ? functions.map((one) => ({ ...one, name: one.name.replaceAll('/', '_') })) : functions,
    services: layout === 'D' ? services.filter(({ type }) => type !== 'http') : services,
    endpoints: isOld || functions.length === 0 ? [] : endpoints,
  };
}

/** Directories are named for their resources, and no two paths may be equal but for case. */
function foldName({ name }: { readonly name: string }): string {
  return name.toLowerCase();
}

/** `a` and `a/b` would lie at `a.js` and `a/b.js`, but joined with `_` for the old layouts `a/b` may meet `a_b`. */
function firstOfName({ name }: { readonly name: string }): string {
  return name.toLowerCase().replaceAll('/', '_');
}
