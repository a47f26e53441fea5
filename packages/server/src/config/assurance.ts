import {
  type Assurance,
  FINALITIES,
  type Finality,
  type Requirement,
  type RequirementTier,
} from '../core/chain/assurance.ts';
import { parseDecimal, powerOfTen } from '../core/money/decimal.ts';
import type { Money } from '../core/money/money.ts';
import { ConfigError } from './config-error.ts';
import { type Environment, networkEnvSuffix } from './env.ts';
import type { NetworkSpec } from './network-spec.ts';

const USD_EXPONENT = 2;
const TIER = /^(\S+)\s+USD\s*:\s*(\w+)$/;

/** What a network asks of its payments, from `OPENTILL_CONFIRMATIONS_…`, `…_TIERS` and `OPENTILL_QUORUM_…`. */
export function parseAssurance(
  spec: NetworkSpec,
  rpcUrls: readonly string[],
  environment: Environment,
): { readonly confirmations: number; readonly assurance: Assurance } {
  const suffix = networkEnvSuffix(spec.name);
  const confirmations = `OPENTILL_CONFIRMATIONS_${suffix}`;
  const base = parseRequirement(spec, confirmations, environment[confirmations]);
  const tiers = parseTiers(spec, `${confirmations}_TIERS`, base, environment[`${confirmations}_TIERS`]);
  const quorum = parseQuorum(`OPENTILL_QUORUM_${suffix}`, rpcUrls, environment[`OPENTILL_QUORUM_${suffix}`]);
  return { confirmations: base.confirmations, assurance: { quorum, finality: base.finality, tiers } };
}

function parseRequirement(spec: NetworkSpec, variable: string, text: string | undefined): Requirement {
  if (text === undefined) return { confirmations: spec.confirmations, finality: null };
  const finality = FINALITIES.find((each) => each === text);
  if (finality) return { confirmations: leastBlocks(spec, variable, finality), finality };
  if (!/^[1-9]\d{0,3}$/.test(text)) {
    throw new ConfigError(`${variable} must be a whole number from 1 to 9999, or ${FINALITIES.join(' or ')}`);
  }
  return { confirmations: Number(text), finality: null };
}

function leastBlocks({ name, finality }: NetworkSpec, variable: string, tag: Finality): number {
  if (finality) return finality[tag];
  throw new ConfigError(`${variable} must be a whole number: ${name} has no tag ${tag}`);
}

function parseTiers(
  spec: NetworkSpec,
  variable: string,
  base: Requirement,
  text: string | undefined,
): readonly RequirementTier[] {
  if (text === undefined) return [];
  const tiers = text.split(',').map((part): RequirementTier => {
    const [, amount = '', requirement = ''] = TIER.exec(part.trim()) ?? [];
    const from = parseUsd(amount);
    if (from === null) throw new ConfigError(`${variable} must be a list such as 1000 USD:32, 10000 USD:finalized`);
    return { from, ...parseRequirement(spec, variable, requirement) };
  });
  let before: { readonly minor: bigint; readonly asked: Requirement } = { minor: 0n, asked: base };
  for (const { from, ...asked } of tiers) {
    if (from.minor <= before.minor) throw new ConfigError(`${variable} must name rising amounts above zero`);
    if (isWeaker(asked, before.asked)) throw new ConfigError(`${variable} must ask more of larger amounts, never less`);
    before = { minor: from.minor, asked };
  }
  return tiers;
}

function isWeaker(asked: Requirement, before: Requirement): boolean {
  const rank = ({ finality }: Requirement) => (finality === null ? -1 : FINALITIES.indexOf(finality));
  if (rank(asked) !== rank(before)) return rank(asked) < rank(before);
  return asked.confirmations < before.confirmations;
}

/** `1000` or `999.50`, to the cent. */
function parseUsd(text: string): Money | null {
  const value = parseDecimal(text);
  if (value === null || value.scale > USD_EXPONENT) return null;
  return { minor: value.digits * powerOfTen(USD_EXPONENT - value.scale), currency: 'USD' };
}

function parseQuorum(variable: string, rpcUrls: readonly string[], text: string | undefined): number {
  if (text === undefined) return 1;
  if (!/^[1-9]\d?$/.test(text)) throw new ConfigError(`${variable} must be a whole number from 1 to 99`);
  const quorum = Number(text);
  // Two URLs of one provider are one witness.
  const hosts = new Set(rpcUrls.map((url) => new URL(url).host)).size;
  if (quorum > hosts) {
    throw new ConfigError(
      `${variable} asks for ${quorum} nodes, but ${variable.replace('QUORUM', 'RPC')} names ${hosts} different host${hosts === 1 ? '' : 's'}`,
    );
  }
  return quorum;
}
