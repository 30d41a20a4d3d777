/** App files from an object literal: path to text, or to a value that becomes JSON. */
import type { AppFiles } from '../../src/app/app.ts';
import type { Issue } from '../../src/app/issue.ts';

const encoder = new TextEncoder();

export function appFiles(tree: Readonly<Record<string, unknown>>): AppFiles {
  return new Map(Object.entries(tree).map(([path, content]) => [path, encoder.encode(toText(content))]));
}

export const rootFile = { app_id: 'shop-abcde', config_version: 20180301, name: 'shop' };
/** The root file of layout C. */
export const realm = { app_id: 'shop-abcde', config_version: 20210101, name: 'shop' };
export const secret = 'a-secret-of-some-length';

/** An app with one service `api` and one webhook `hook` with the given keys. */
export function appWithWebhook(config: Readonly<Record<string, unknown>>, type = 'http'): AppFiles {
  return appFiles({
    'stitch.json': rootFile,
    'services/api/config.json': { name: 'api', type },
    'services/api/incoming_webhooks/hook/config.json': { name: 'hook', respond_result: true, ...config },
    'services/api/incoming_webhooks/hook/source.js': 'exports = () => 1;',
  });
}

/** `line:column pointer code: message`; of an issue without a position the file instead. */
export function describeIssue({ file, line, column, pointer, code, message }: Issue): string {
  return `${line === undefined ? file : `${line}:${column} ${pointer}`} ${code}: ${message}`;
}

function toText(content: unknown): string {
  return typeof content === 'string' ? content : `${JSON.stringify(content, null, 4)}\n`;
}
