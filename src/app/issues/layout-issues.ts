/** Issues of the layouts: folders and files that an app of this layout does not have, lists, and what they list. */
import { defineError, defineWarning } from './define-issue.ts';

export const LAYOUT_ISSUES = {
  ChosenRootFileMissing: defineError(
    'was chosen as the root file, but is none of this app{found}',
    'name the root file in the top directory of the app',
    {
      cause:
        'The root file that was named on the command line is not in the directory. A directory may hold those of several layouts, and another one is not taken in its place.',
      example: 'webhook-cli validate --manifest realm_config.json    (the directory has stitch.json only)',
      cure: 'webhook-cli validate --manifest stitch.json',
    },
  ),
  FolderOfOtherLayout: defineWarning(
    '{folder}/ belongs to layout {others}, and this app has layout {layout}: it is kept and exported, but not used',
    'move its files to where layout {layout} has them, or change "config_version"',
    {
      cause:
        'The folder has no meaning in the layout that the config version names. It would change nothing in the app, although it looks as if it did.',
      example: 'stitch.json with "config_version": 20180301, beside data_sources/mongodb-atlas/config.json',
      cure: 'services/mongodb-atlas/config.json',
    },
  ),
  CarriedFile: defineWarning(
    'is no file of layout {layout}: it is kept and exported, and used by nothing{others}',
    'check its name and folder, or move it out of the app directory',
    {
      cause:
        'The file has a name or a place that no part of an app has. Files below the folders of an app are never dropped, so it is kept for the next export, and nothing reads it.',
      example: 'services/store/webhooks/pay/config.json',
      cure: 'services/store/incoming_webhooks/pay/config.json',
    },
  ),
  NotAnArray: defineError('must be a JSON array, got {found}', 'put the entries between brackets: [ … ]', {
    cause:
      'The file lists several resources and must be an array with one entry for each, and it holds something else.',
    example: '{ "name": "countOrders" }',
    cure: '[ { "name": "countOrders" } ]',
  }),
  EntriesUnchecked: defineWarning(
    'has {count} more entries that were not checked after so many faulty ones',
    'correct those that are listed first, then run the command again',
    {
      cause:
        'So many entries of a list are faulty that the rest were not checked. They are mostly faulty in one way, and reading on would only repeat it.',
      example: 'functions/config.json with 60 entries that have no "name"',
      cure: 'functions/config.json with 60 entries, each with a "name"',
    },
  ),
  MissingFunctionList: defineError(
    'is the source of a function, but functions/config.json, which lists them, is missing',
    'add functions/config.json: an array with an entry for each function, here one with the "name" "{name}"',
    {
      cause:
        'There are sources of functions, and the file that lists the functions is missing. In layouts C and D it holds the settings of all of them, and a source without an entry is no function.',
      example: 'functions/countOrders.js alone',
      cure: 'functions/config.json with [ { "name": "countOrders" } ], and functions/countOrders.js',
    },
  ),
  FunctionNotListed: defineWarning(
    'has no entry in functions/config.json, so no function "{name}" can be called',
    'add an entry with "name": "{name}", or move the file out of functions/',
    {
      cause:
        'A source has no entry in functions/config.json, so it is no function. It is kept, but nothing can call it.',
      example: 'functions/countOrders.js, and functions/config.json with []',
      cure: 'functions/config.json with [ { "name": "countOrders" } ]',
    },
  ),
  MissingFunctionSource: defineError(
    'lists the function "{name}", but its source {path} is missing',
    'add {path}, or remove the entry',
    {
      cause:
        'A function is listed and has no source at the path that its name gives. In layouts C and D that is below functions/, and every call to it would fail.',
      example: '[ { "name": "mail/send" } ] without functions/mail/send.js',
      cure: '[ { "name": "mail/send" } ] with functions/mail/send.js',
    },
  ),
  EndpointsNotServed: defineWarning(
    'lists HTTPS endpoints ({count}), which are kept and exported, but not served yet',
    'serve the same function by an incoming webhook if it must be called now',
    {
      cause:
        'The app has HTTPS endpoints, which this version reads and does not answer. They are the later kind of webhook: a route that calls a function.',
      example: '[ { "route": "/orders", "http_method": "GET", "function_name": "listOrders" } ]',
      cure: 'http_endpoints/store/incoming_webhooks/listOrders/config.json and source.js',
    },
  ),
  EndpointSecretMissing: defineWarning(
    'asks for {method} but names no secret, so no call could prove its sender',
    'set "secret_name" to the name of a secret',
    {
      cause:
        'The endpoint is to check a secret, and none is named. Once endpoints are served, every call to it would be refused.',
      example: '{ "route": "/orders", "http_method": "POST", "validation_method": "VERIFY_PAYLOAD", … }',
      cure: '{ "route": "/orders", "http_method": "POST", "validation_method": "VERIFY_PAYLOAD", "secret_name": "orders_secret", … }',
    },
  ),
  InvalidRoute: defineError(
    '"route" is "{route}", which is no path of a URL',
    'begin it with "/" and use no white space, "?", "#" or "\\"',
    {
      cause:
        'The route of an endpoint is no path of a URL. It is what callers put after the address of the app, and nobody could reach this one.',
      example: '"route": "orders list"',
      cure: '"route": "/orders/list"',
    },
  ),
  DuplicateEndpoint: defineError(
    'is the second endpoint for {method} {route}; the first is entry {first}',
    'remove one of them, or give it another route or method',
    {
      cause: 'Two endpoints have the same route and method, and a request can be answered by one only.',
      example: '[ { "route": "/a", "http_method": "GET", … }, { "route": "/a", "http_method": "GET", … } ]',
      cure: '[ { "route": "/a", "http_method": "GET", … }, { "route": "/a", "http_method": "POST", … } ]',
    },
  ),
} as const;
