/** A connection string as it may be shown. */

/**
 * User name and password are masked, and the values of parameters that may be secrets. What cannot be taken apart for certain
 * is masked whole: rather a host too few than a password.
 */
export function hideCredentials(uri: string): string {
  const [, scheme = '', rest = ''] = /^([\w+.-]*:\/\/)(.*)$/s.exec(uri) ?? [];
  const [place = '', ...parameters] = rest.split('?');
  if (scheme === '' || parameters.length > 1 || parameters.some((text) => text.includes('@'))) return `${scheme}***`;
  const host = place.slice(place.lastIndexOf('@') + 1);
  const shown = place.includes('@') ? `***@${host}` : host;
  const [query] = parameters;
  return `${scheme}${shown}${query === undefined ? '' : `?${query.split('&').map(hideParameter).join('&')}`}`;
}

function hideParameter(parameter: string): string {
  const [name = ''] = parameter.split('=');
  return /pass|secret|token|key|properties/i.test(name) ? `${name}=***` : parameter;
}
