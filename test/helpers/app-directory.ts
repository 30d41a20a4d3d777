/** Writes an app directory from an object literal: path to text, or to a value that becomes JSON. */
import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

export type Tree = Readonly<Record<string, unknown>>;

export async function writeTree(directory: string, tree: Tree): Promise<string> {
  for (const [path, content] of Object.entries(tree)) {
    const target = join(directory, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, typeof content === 'string' ? content : `${JSON.stringify(content, null, 4)}\n`);
  }
  return directory;
}

const fixtures = resolve(import.meta.dirname, '../../fixtures/apps');

/** A copy of an app of `fixtures/apps`, without the list of what `validate` says about it: that is no part of the app. */
export async function copyFixtureApp(name: string, directory: string): Promise<string> {
  await cp(join(fixtures, name), directory, { recursive: true });
  await rm(join(directory, 'expected-issues.json'));
  return directory;
}

/** A minimal app with one http service `api` and the given webhooks: name to source. */
export function appWithWebhooks(clientAppId: string, sources: Readonly<Record<string, string>>): Tree {
  return {
    'stitch.json': {
      app_id: clientAppId,
      config_version: 20180301,
      name: clientAppId.slice(0, -6),
      location: 'US-VA',
      deployment_model: 'GLOBAL',
    },
    'services/api/config.json': { name: 'api', type: 'http', config: {}, version: 1 },
    'services/mongodb-atlas/config.json': {
      name: 'mongodb-atlas',
      type: 'mongodb-atlas',
      config: { clusterName: 'Cluster0' },
      version: 1,
    },
    ...Object.fromEntries(Object.entries(sources).flatMap(([name, source]) => webhookFiles(name, source))),
  };
}

function webhookFiles(name: string, source: string): [string, unknown][] {
  const directory = `services/api/incoming_webhooks/${name}`;
  const config = {
    name,
    run_as_authed_user: false,
    run_as_user_id: '',
    run_as_user_id_script_source: '',
    options: { httpMethod: 'POST', validationMethod: 'NO_VALIDATION' },
    respond_result: true,
  };
  return [
    [`${directory}/config.json`, config],
    [`${directory}/source.js`, source],
  ];
}
