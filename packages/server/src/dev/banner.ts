export interface BannerFacts {
  readonly url: string;
  /** Null when it could not be started. */
  readonly shopUrl: string | null;
  readonly apiKey: string;
  readonly siteId: string;
  readonly rpcUrl: string;
  readonly devJson: string;
}

/** What a newcomer sees when all is up. The command can be pasted as it stands. */
export function banner(facts: BannerFacts, { colour }: { colour: boolean }): string {
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[22m` : text);
  const dim = (text: string) => (colour ? `\u001b[2m${text}\u001b[22m` : text);
  const row = (name: string, value: string, note = '') =>
    `  ${dim(name.padEnd(10))} ${value}${note === '' ? '' : `   ${dim(note)}`}`;
  return [
    '',
    `  ${bold('Opentill')} is ready. ${dim('Test mode: the money is not real.')}`,
    '',
    row('Demo shop', facts.shopUrl ?? 'not running', 'buy something, pay it from the page'),
    row('API', `${facts.url}/api/v1`, `reference: ${facts.url}/docs`),
    row('Test key', facts.apiKey),
    row('Site', facts.siteId, 'what payment-gateway.app’s clients name'),
    row('Devnet', facts.rpcUrl, 'chain 31337, a block a second'),
    row('All of it', facts.devJson),
    '',
    `  ${dim('Try:')}`,
    `  curl -X POST ${facts.url}/api/v1/checkout_sessions -H "Authorization: Bearer ${facts.apiKey}" \\`,
    `    -H "Content-Type: application/json" -d '{"amount": {"value": "99.00", "currency": "USD"}}'`,
    '',
    `  ${dim('Ctrl-C stops everything; the next start goes on where this one ends.')}`,
    '',
  ].join('\n');
}
