/** The text that the child evaluates for its snapshot: the bson package and the guest's files, joined into one script. */
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinModules } from '../source/modules.ts';

let bundle: string | undefined;

/** Prepared once per process; every child is given the same text. */
export function loadGuestBundle(): string {
  bundle ??= `globalThis.boot = (function () {
'use strict';
const bsonLibrary = ${readBsonBundle()};
${readGuest()}
return createGuest;
})();`;
  return bundle;
}

/** Unbuilt, the files are TypeScript whose types are taken out here as Node does when it imports them. */
function readGuest(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const directory = join(dirname(fileURLToPath(import.meta.url)), 'guest');
  return joinModules(`./main${extension}`, (specifier) => {
    const text = readFileSync(join(directory, specifier), 'utf8');
    return extension === '.ts' ? stripTypeScriptTypes(text) : text;
  });
}

/**
 * The package's single script, given stand-ins for what an isolate lacks. As published it allocates a 17 MB buffer when it
 * is evaluated, in every realm; the guest never serialises to bytes, so a small one does.
 */
function readBsonBundle(): string {
  const path = join(dirname(createRequire(import.meta.url).resolve('bson')), 'bson.bundle.js');
  const text = readFileSync(path, 'utf8');
  const start = text.indexOf('(function (exports)');
  const end = text.lastIndexOf('//# sourceMappingURL');
  if (start === -1 || end === -1 || !text.includes(BUFFER_SIZE)) {
    throw new Error(`${path} is not the bson bundle that this version of webhook-cli knows`);
  }
  const script = text.slice(start, end).trimEnd().replace(/;$/, '');
  return `(function (TextEncoder, TextDecoder, atob, btoa, Buffer, WebAssembly, globalThis) {
return ${script.replace(BUFFER_SIZE, SMALL_BUFFER_SIZE)};
})(${STAND_INS})`;
}

const BUFFER_SIZE = 'const MAXSIZE = 1024 * 1024 * 17;';
const SMALL_BUFFER_SIZE = 'const MAXSIZE = 1024;';

/** Functions of the guest's own `bytes.ts` and `random.ts`, which the bundle needs only once it is used. */
const STAND_INS = `class TextEncoder { encode(text) { return encodeUtf8(text); } },
class TextDecoder { constructor(_, options) { this.fatal = options.fatal; } decode(bytes) { return decodeUtf8(bytes, this.fatal); } },
(text) => bytesToLatin1(decodeBase64(text)),
(text) => encodeBase64(latin1ToBytes(text)),
undefined,
undefined,
{ crypto: { getRandomValues: (bytes) => fillRandom(bytes) } }`;
