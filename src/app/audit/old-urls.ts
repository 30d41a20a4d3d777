/** Where the old platform answered, so that senders can be told what to change. */
import type { App } from '../app.ts';
import { explainNotServed } from '../not-served.ts';
import { webhookPath } from '../webhook-url.ts';

export interface MovedUrl {
  /** What answers there, such as `incoming webhook store/create`. */
  readonly what: string;
  readonly method: string;
  /** Every URL that senders may have been given, the likeliest first. */
  readonly from: readonly string[];
  /** Absent when this version does not answer it. */
  readonly to?: string;
}

/** Regions of apps with the deployment model LOCAL: they had hosts of their own. */
const LOCAL_HOSTS: Readonly<Record<string, string>> = {
  'US-VA': 'us-east-1.aws',
  'US-OR': 'us-west-2.aws',
  'DE-FF': 'eu-central-1.aws',
  IE: 'eu-west-1.aws',
  AU: 'ap-southeast-2.aws',
  'IN-MB': 'ap-south-1.aws',
  SG: 'ap-southeast-1.aws',
  'BR-SP': 'sa-east-1.aws',
};

/** `origin` is where `serve` will be reached; an app without an id has `clientAppId` as a placeholder. */
export function listMovedUrls(app: App, clientAppId: string, origin: string): MovedUrl[] {
  const region = regionOf(app);
  const webhooks = app.services.flatMap((service) =>
    service.webhooks.map((webhook) => {
      const { name, method } = webhook;
      const path = webhookPath(clientAppId, service.name, name);
      const from = [
        ...listWebhookHosts(app, region).map((host) => `https://${host}${path}`),
        // The old console could convert a webhook; its senders were given this one then.
        endpointUrl(clientAppId, `/${encodeURIComponent(service.name)}/${encodeURIComponent(name)}`, region),
      ];
      const isServed = explainNotServed(service, webhook) === undefined;
      const what = `incoming webhook ${service.name}/${name}`;
      return { what, method, from, ...(isServed ? { to: origin + path } : {}) };
    }),
  );
  const endpoints = app.endpoints.map(({ route, method }) => ({
    what: `HTTPS endpoint ${route}`,
    method,
    from: [endpointUrl(clientAppId, route, region)],
  }));
  return [...webhooks, ...endpoints];
}

/** The newest layout names the region itself, as `aws-us-east-1`. */
function regionOf({ deploymentModel, location }: App): string | undefined {
  if (deploymentModel !== 'LOCAL') return undefined;
  const [, cloud, name] = /^(aws|azure|gcp)-(.+)$/.exec(location) ?? [];
  return cloud === undefined ? LOCAL_HOSTS[location] : `${name}.${cloud}`;
}

/** The host was renamed in 2020, with the second layout; both went on answering. */
function listWebhookHosts({ layout }: App, region: string | undefined): string[] {
  const hosts = ['webhooks.mongodb-stitch.com', 'webhooks.mongodb-realm.com'];
  const ordered = layout === 'A' ? hosts : hosts.reverse();
  return region === undefined ? ordered : [...ordered, `${region}.webhooks.mongodb-realm.com`];
}

function endpointUrl(clientAppId: string, route: string, region: string | undefined): string {
  const host = region === undefined ? 'data.mongodb-api.com' : `${region}.data.mongodb-api.com`;
  return `https://${host}/app/${encodeURIComponent(clientAppId)}/endpoint${route.startsWith('/') ? '' : '/'}${route}`;
}
