import { describe, expect, test } from 'vitest';
import { etherOnEthereum, instructionsFor, usdcOnBase } from '../../test/fixtures.ts';
import type { Eip1193Provider } from './discovery.ts';
import { payWithWallet } from './pay.ts';

const ACCOUNT = '0xaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa';
const tokens = instructionsFor(usdcOnBase, '99', '99000000');
const native = instructionsFor(etherOnEthereum, '0.039613285714285715', '39613285714285715');

/** A wallet that answers as told and writes down what it is asked; an `Error` or coded object among the answers is thrown. */
function wallet(answers: Record<string, unknown>) {
  const asked: { method: string; params?: readonly unknown[] }[] = [];
  const defaults: Record<string, unknown> = {
    eth_requestAccounts: [ACCOUNT],
    eth_chainId: '0x2105',
    eth_call: `0x${'f'.repeat(64)}`,
    eth_getBalance: '0xffffffffffffffff',
    eth_sendTransaction: '0xhash',
    wallet_switchEthereumChain: null,
    wallet_addEthereumChain: null,
  };
  const provider: Eip1193Provider = {
    async request(call) {
      asked.push(call);
      const given = { ...defaults, ...answers }[call.method];
      const answer = Array.isArray(given) && call.method !== 'eth_requestAccounts' ? given.shift() : given;
      if (typeof answer === 'object' && answer !== null && 'code' in answer) throw answer;
      return answer;
    },
  };
  return { provider, asked, methods: () => asked.map((call) => call.method) };
}

const pay = (provider: Eip1193Provider, instructions = tokens, stillAsked = true) =>
  payWithWallet({ provider, instructions, stillAsked: () => stillAsked, onStep: () => {} });

describe('paying with a wallet', () => {
  test('sends the exact amount of a token to the session by the token contract', async () => {
    const { provider, asked } = wallet({});
    expect(await pay(provider)).toEqual({ type: 'submitted', hash: '0xhash' });
    expect(asked.at(-1)).toEqual({
      method: 'eth_sendTransaction',
      params: [
        {
          from: ACCOUNT,
          to: tokens.wallet.contract,
          value: '0x0',
          data:
            '0xa9059cbb0000000000000000000000007ab31c5e0f4d92b6ae8810c3d57f29a6b4e1c08d' +
            '0000000000000000000000000000000000000000000000000000000005e69ec0',
        },
      ],
    });
  });

  test('sends the native coin as the value, to the last wei', async () => {
    const { provider, asked } = wallet({});
    await pay(provider, native);
    expect(asked.at(-1)?.params).toEqual([{ from: ACCOUNT, to: native.address, value: '0x8cbc12cf62d493' }]);
  });

  test('switches the network first where the wallet is on another', async () => {
    const { provider, methods } = wallet({ eth_chainId: ['0x1', '0x2105'] });
    expect(await pay(provider)).toMatchObject({ type: 'submitted' });
    expect(methods().slice(0, 4)).toEqual([
      'eth_requestAccounts',
      'eth_chainId',
      'wallet_switchEthereumChain',
      'eth_chainId',
    ]);
  });

  test('adds a network that the wallet does not know', async () => {
    const { provider, asked } = wallet({
      eth_chainId: ['0x1', '0x2105'],
      wallet_switchEthereumChain: [{ code: 4902 }, null],
    });
    expect(await pay(provider)).toMatchObject({ type: 'submitted' });
    expect(asked.find((call) => call.method === 'wallet_addEthereumChain')?.params).toEqual([
      {
        chainId: '0x2105',
        chainName: 'Base',
        nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
        rpcUrls: ['https://mainnet.base.org'],
        blockExplorerUrls: ['https://basescan.org'],
      },
    ]);
  });

  test('never sends on another network, though the wallet says that it has switched', async () => {
    const { provider, methods } = wallet({ eth_chainId: '0x1' });
    expect(await pay(provider)).toEqual({ type: 'wrong_network' });
    expect(methods()).not.toContain('eth_sendTransaction');
  });

  test('says so before the wallet is asked when the account has too little', async () => {
    const { provider, methods } = wallet({ eth_call: '0x5e69ebf' });
    expect(await pay(provider)).toEqual({ type: 'insufficient' });
    expect(methods()).not.toContain('eth_sendTransaction');
  });

  test('does not send when the payment has come by another way in the meantime', async () => {
    const { provider, methods } = wallet({});
    expect(await pay(provider, tokens, false)).toEqual({ type: 'changed' });
    expect(methods()).not.toContain('eth_sendTransaction');
  });

  test.each([
    [{ code: 4001, message: 'User rejected the request.' }, 'rejected'],
    [{ code: -32002, message: 'Request already pending' }, 'busy'],
    [{ code: -32000, message: 'insufficient funds for gas * price + value' }, 'insufficient'],
    [{ code: -32603, message: 'Internal', data: { originalError: { code: 4001 } } }, 'rejected'],
    [{ code: -32603, message: 'ERC20: transfer amount exceeds balance' }, 'insufficient'],
    [{ code: -32603, message: 'Something else' }, 'failed'],
  ])('reads %j as %s', async (thrown, type) => {
    expect(await pay(wallet({ eth_sendTransaction: thrown }).provider)).toEqual({ type });
  });
});
