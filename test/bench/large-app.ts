/** An app with many incoming webhooks, each with a source like those of real apps and none like another. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface LargeApp {
  readonly clientAppId: string;
  readonly services: number;
  readonly webhooksPerService: number;
  readonly sourceBytes: number;
}

export function writeLargeApp(directory: string, app: LargeApp): void {
  const write = (path: string, content: unknown): void => {
    const target = join(directory, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, typeof content === 'string' ? content : `${JSON.stringify(content, null, 4)}\n`);
  };
  write('stitch.json', {
    app_id: app.clientAppId,
    config_version: 20180301,
    name: app.clientAppId.slice(0, -6),
    location: 'US-VA',
    security: {},
    deployment_model: 'GLOBAL',
  });
  write('services/mongodb-atlas/config.json', {
    name: 'mongodb-atlas',
    type: 'mongodb-atlas',
    config: { clusterName: 'Cluster0', readPreference: 'primary', wireProtocolEnabled: false },
    version: 1,
  });
  write('functions/audit/config.json', { name: 'audit', private: true });
  write('functions/audit/source.js', 'exports = (action, subject) => console.log(action, subject);\n');
  write('values/limits.json', { name: 'limits', private: false, value: { itemsMax: 100 } });
  for (let service = 0; service < app.services; service++) {
    write(`services/shop${service}/config.json`, { name: `shop${service}`, type: 'http', config: {}, version: 1 });
    for (let webhook = 0; webhook < app.webhooksPerService; webhook++) {
      const place = `services/shop${service}/incoming_webhooks/order${webhook}`;
      const id = (service * app.webhooksPerService + webhook).toString(16).padStart(24, '5');
      write(`${place}/config.json`, webhookConfig(`order${webhook}`, id));
      write(`${place}/source.js`, webhookSource(service, webhook, app.sourceBytes));
    }
  }
}

function webhookConfig(name: string, id: string): unknown {
  return {
    id,
    name,
    run_as_authed_user: false,
    run_as_user_id: '',
    run_as_user_id_script_source: '',
    can_evaluate: { '%%request.remoteIPAddress': { '%nin': ['203.0.113.9', '203.0.113.10'] } },
    options: { httpMethod: 'POST', secret: `signed-with-${id}`, validationMethod: 'VERIFY_PAYLOAD' },
    respond_result: true,
  };
}

function webhookSource(service: number, webhook: number, bytes: number): string {
  let source = `// Orders of shop ${service}, counter ${webhook}.
exports = async function (payload, response) {
  const { customer, items } = EJSON.parse(payload.body.text());
  const { itemsMax } = context.values.get("limits");
  if (!Array.isArray(items) || items.length > itemsMax) {
    response.setStatusCode(400);
    return { error: \`at most \${itemsMax} items\` };
  }
  const orders = context.services.get("mongodb-atlas").db("shop${service}").collection("orders${webhook}");
  const { insertedId } = await orders.insertOne({ customer, items, total: total(items), at: new Date() });
  await context.functions.execute("audit", "order", insertedId.toString());
  return { id: insertedId };
};

function total(items) {
  return items.reduce((sum, { price, quantity }) => sum + price * quantity, 0);
}
`;
  for (let step = 0; source.length < bytes; step++) {
    source += `
/* Step ${step}: what the till of shop ${service} prints, line by line. */
function line${step}(item, width = ${20 + step}) {
  const text = \`\${item.quantity} x \${item.sku}\`.padEnd(width, ".");
  return /^[0-9]+ x /.test(text) ? text + String(item.price / 100) : "";
}
`;
  }
  return source;
}
