import type { Assurance, Finality } from '../core/chain/assurance.ts';
import type { Hex } from '../core/hex.ts';
import type { Milliseconds } from '../core/time.ts';

export interface AssetSpec {
  readonly symbol: string;
  readonly name: string;
  /** The token's contract; `null` for the native coin. */
  readonly contract: Hex | null;
  readonly decimals: number;
  /** The symbol whose price counts: a wrapped or test coin is priced as what it stands for. */
  readonly pricedAs: string;
  /** A stablecoin's currency, for the peg guard; `null` for everything else. */
  readonly peggedTo: string | null;
}

/** One network as the catalogue knows it. Which of them are on, and through which nodes, is configuration. */
export interface NetworkSpec {
  /** The API's name for it, Radom's spelling: `Ethereum`, `Base`, `BNB`, `SepoliaTestnet`, … */
  readonly name: string;
  /** What the customer reads: `Ethereum`, `BNB Smart Chain`, `Base Sepolia`. */
  readonly label: string;
  readonly family: 'evm';
  readonly chainId: number;
  /** Main networks are for live keys, test networks for test keys. */
  readonly livemode: boolean;
  readonly native: AssetSpec;
  readonly tokens: readonly AssetSpec[];
  readonly blockTimeMs: Milliseconds;
  /** Blocks asked by default, the transfer's own included. */
  readonly confirmations: number;
  /**
   * The least number of blocks after which each tag can have reached one; null where the network has no such tags. The tag
   * itself decides, these only give a confirmation its time (docs/specs/chain.md, Q7).
   */
  readonly finality: Readonly<Record<Finality, number>> | null;
  /** `https://basescan.org`; `null` where nobody runs one. Transactions are at `/tx/<hash>`. */
  readonly explorerUrl: string | null;
  /** Chainlink aggregators on this network, by pair, for the on-chain price source. */
  readonly chainlinkFeeds: Readonly<Record<string, Hex>>;
}

/** A network that this server has switched on. */
export interface NetworkConfig {
  readonly spec: NetworkSpec;
  readonly rpcUrls: readonly string[];
  readonly wsUrl: string | null;
  readonly confirmations: number;
  /** Whether native coin moved inside transactions is looked for, where a node gives traces. Absent: no. */
  readonly readsTraces?: boolean;
  /** What is asked beyond confirmations; nothing where absent. */
  readonly assurance?: Assurance;
}
