import type { Config } from '../config/config.ts';
import type { NetworkConfig } from '../config/network-spec.ts';
import { createRpcClient } from '../networks/evm/rpc.ts';
import type { Runtime } from '../operations/runtime.ts';
import type { ChainlinkNetwork } from '../rates/chainlink.ts';
import { createRateBook } from '../rates/create-rate-book.ts';
import { createSources } from '../rates/create-sources.ts';
import type { RateBook } from '../rates/rate-book.ts';
import { rateConfigFor } from '../rates/rate-config.ts';
import type { Store } from '../store/database.ts';
import { loadRates, saveRates } from '../store/rates.ts';
import type { Logger } from '../telemetry/logger.ts';
import { createRateLog } from './rate-log.ts';

/** The rate book over the configured sources; Chainlink's feeds are read through each network's own nodes. */
export function composeRates(
  config: Config,
  networks: readonly NetworkConfig[],
  store: Store,
  runtime: Runtime,
  log: Logger,
): RateBook {
  const rateConfig = rateConfigFor(networks.map(({ spec }) => spec));
  const sources = createSources({
    names: config.rateSources,
    now: runtime.now,
    baseUrls: config.rateSourceUrls,
    coingecko: { apiKey: config.coingeckoApiKey, plan: 'demo' },
    chainlink: {
      networks: networks.filter(({ spec }) => spec.livemode).map((network) => chainlinkNetwork(network, runtime)),
      stablecoins: new Set(rateConfig.stablecoins.keys()),
    },
  });
  return createRateBook({
    store: { load: () => loadRates(store), save: (rates) => saveRates(store, rates) },
    sources,
    config: rateConfig,
    runtime,
    log: createRateLog(log),
  });
}

function chainlinkNetwork({ spec, rpcUrls }: NetworkConfig, { now }: Runtime): ChainlinkNetwork {
  const rpc = createRpcClient({ urls: rpcUrls, chainId: spec.chainId, now });
  return {
    network: spec.name,
    feeds: spec.chainlinkFeeds,
    call: (contract, data) =>
      rpc.read(
        [{ method: 'eth_call', params: [{ to: contract, data }, 'latest'] }],
        ([result]) => result as `0x${string}`,
      ),
  };
}
