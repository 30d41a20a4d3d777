/** Templates whose sender the runtime checks: one for each type of service that has incoming webhooks. */
import type { WebhookTemplate } from './template.ts';

const HTTP_SOURCE = `// Answers the requests to this webhook. It runs once for every request that passes the validation.
/**
 * @param {HttpPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
    // Query parameters are texts: /…?name=Ada
    const { name } = payload.query;

    // Every header has a list of values, under its usual spelling.
    const contentType = payload.headers["Content-Type"];

    // The body is binary, and missing when the request has none.
    const body = payload.body ? payload.body.text() : "";

    // Lines for the log of this request:
    // console.log("called with", contentType, body);

    // Data of a linked cluster:
    // const items = context.services.get("mongodb-atlas").db("shop").collection("items");
    // return items.findOne({ name });

    // With "Respond with result" the returned value is the answer, unless \`response\` was given one.
    return { hello: name || "world" };
};
`;

const GITHUB_SOURCE = `// Receives events of a GitHub repository; the payload is the event as GitHub documents it.
/**
 * @param {GithubPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
    // A ping, which GitHub sends first, has no commits.
    const commits = payload.commits || [];

    return commits.map(commit => commit.message);
};
`;

const TWILIO_SOURCE = `// Receives text messages from Twilio; the payload has the posted fields: From, To, Body and more.
/**
 * @param {TwilioPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
    // console.log("message from", payload.From);

    // What the function returns is sent back as the answer.
    return \`Thank you, we have received: \${payload.Body}\`;
};
`;

export const HTTP_TEMPLATE: WebhookTemplate = {
  serviceType: 'http',
  purpose: 'any request, checked by a signature, a secret in the query, or not at all',
  example: { body: '{"hello":"world"}', contentType: 'application/json' },
  sender: { checkedBy: 'runtime', source: HTTP_SOURCE },
};

export const GITHUB_TEMPLATE: WebhookTemplate = {
  serviceType: 'github',
  purpose: 'events of a GitHub repository',
  example: {
    body: '{"ref":"refs/heads/main","commits":[{"message":"First commit"}]}',
    contentType: 'application/json',
  },
  sender: { checkedBy: 'runtime', source: GITHUB_SOURCE },
};

export const TWILIO_TEMPLATE: WebhookTemplate = {
  serviceType: 'twilio',
  purpose: 'text messages from Twilio',
  example: { body: 'From=%2B15550100&Body=Hello', contentType: 'application/x-www-form-urlencoded' },
  sender: { checkedBy: 'runtime', source: TWILIO_SOURCE },
};
