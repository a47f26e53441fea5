import { systemRuntime } from '../compose/system-runtime.ts';
import { loadSecretKey } from '../config/secret-key.ts';
import { rotateIpnSecret, showIpnSecret } from '../operations/ipn-secret.ts';
import { createSecretBox } from '../store/secret-box.ts';
import { readArguments, readLivemode } from './arguments.ts';
import { chooseOrganization } from './choose-organization.ts';
import type { Command } from './command.ts';
import { type DatabaseSession, withDatabase } from './database-session.ts';
import { printResult, remark } from './print.ts';

const OPTIONS = {
  organization: { type: 'string' },
  mode: { type: 'string', default: 'test' },
  json: { type: 'boolean', default: false },
} as const;

const OPTIONS_HELP = `  --organization ID   whose secret (may be left out while there is only one)
  --mode test|live    each mode has a secret of its own                         [test]
  --json              print JSON`;

export const showNotificationSecret: Command = {
  help: `opentill ipn-secret: show the secret that signs payment notifications (IPN)

${OPTIONS_HELP}

Checkouts that were made with an ipnUrl (docs/dialects/paymentgateway.md) are told there, signed with this secret: its
whole text is the key. It is made when it is first asked for. It is all that goes to standard output, so that
SECRET=$(opentill ipn-secret) holds it; no API answer and no log does. opentill ipn-secret rotate makes a new one.

Example
  opentill ipn-secret --mode live`,
  run: (args) => run(args, showIpnSecret),
};

export const rotateNotificationSecret: Command = {
  help: `opentill ipn-secret rotate: replace the secret that signs payment notifications (IPN)

${OPTIONS_HELP}

The new one signs from the next attempt on, retries of earlier notifications included. A notification holds one
signature, so there is no overlap: let your server take either until the last old one has arrived.

Example
  opentill ipn-secret rotate --mode live`,
  async run(args) {
    const code = await run(args, rotateIpnSecret);
    remark('Give it to your server now: the old one signs no more.');
    return code;
  },
};

function run(args: readonly string[], act: typeof showIpnSecret): Promise<number> {
  const { values } = readArguments(args, OPTIONS);
  const livemode = readLivemode(values.mode);
  return withDatabase(async (session) => {
    const organizationId = await chooseOrganization(session.store, values.organization);
    const secret = await act(await depsOf(session), session.store, { organizationId, livemode });
    printResult({ mode: values.mode, secret }, values.json, secret);
    return 0;
  });
}

async function depsOf({ config }: DatabaseSession) {
  const key = await loadSecretKey(config.secretKey, config.dataDir);
  return { runtime: systemRuntime, secretBox: createSecretBox(key, systemRuntime.randomBytes) };
}
