import { expect, it } from 'vitest';
import { MAIN_NETWORKS } from '../../../config/main-networks.ts';
import { TEST_NETWORKS } from '../../../config/test-networks.ts';
import { logoOf } from '../../logos/drawings.ts';
import { chainName } from './names.ts';

const NETWORKS = [...MAIN_NETWORKS, ...TEST_NETWORKS];

it.each(NETWORKS)('$name has the name in the catalogue, and pictures of its own and of its coins', (network) => {
  expect(chainName(network.name)).toBe(network.label);
  expect(logoOf('chains', network.name.toLowerCase()).known).toBe(true);
  for (const { symbol } of [network.native, ...network.tokens]) {
    expect([symbol, logoOf('coins', symbol.toLowerCase()).known]).toEqual([symbol, true]);
  }
});
