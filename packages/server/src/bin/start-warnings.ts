import type { Config } from '../config/config.ts';
import type { Environment } from '../config/env.ts';
import { unknownVariables } from '../config/unknown-variables.ts';

/** What will run, but hardly as it was meant. One line each. */
export function warnings(config: Config, environment: Environment): string[] {
  const unknown = unknownVariables(environment).map(
    (name) => `warning: ${name} is no setting of Opentill; it is ignored.`,
  );
  return [...unknown, ...hostWarnings(config), ...(config.dev ? [] : productionWarnings(config, environment))];
}

/** Customers are sent to the public URL: under another host name it shows them nothing. */
function hostWarnings({ hosts, publicUrl }: Config): string[] {
  if (hosts.public === null && hosts.admin === null) return [];
  const { hostname } = new URL(publicUrl);
  const isServed = hosts.public === null ? hostname !== hosts.admin : hostname === hosts.public;
  return isServed
    ? []
    : [`warning: OPENTILL_PUBLIC_URL leads to ${hostname}, where no checkout is shown: see OPENTILL_PUBLIC_HOST.`];
}

function productionWarnings({ networks }: Config, environment: Environment): string[] {
  if (networks.length === 0)
    return ['warning: no network is switched on (OPENTILL_RPC_<NETWORK>): nothing can be offered for payment.'];
  const isLive = networks.some(({ spec }) => spec.livemode);
  return isLive && environment['OPENTILL_PUBLIC_URL'] === undefined
    ? ['warning: OPENTILL_PUBLIC_URL is not set: customers would be sent to localhost.']
    : [];
}
