import solc from 'solc';
import type { Abi } from 'viem';
import { encodeFunctionData } from 'viem/utils';
import type { Hex } from '../../../core/hex.ts';
import type { TestNode } from './node.ts';

const SOURCE = `
// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

contract Token {
  event Transfer(address indexed from, address indexed to, uint256 value);
  function mint(address to, uint256 value) external { emit Transfer(address(0), to, value); }
  function transfer(address to, uint256 value) external returns (bool) { emit Transfer(msg.sender, to, value); return true; }
  function transferAndFail(address to, uint256 value) external { emit Transfer(msg.sender, to, value); revert("no"); }
}

contract Collectible {
  event Transfer(address indexed from, address indexed to, uint256 indexed id);
  function mint(address to, uint256 id) external { emit Transfer(address(0), to, id); }
}

contract Payer {
  function payTokens(Token token, address[] calldata to, uint256[] calldata values) external {
    for (uint256 i = 0; i < to.length; i++) token.transfer(to[i], values[i]);
  }
  function payCoins(address payable[] calldata to) external payable {
    for (uint256 i = 0; i < to.length; i++) to[i].transfer(msg.value / to.length);
  }
  function log3(bytes32 a, bytes32 b, bytes32 c) external { assembly { log3(0, 0, a, b, c) } }
  function fail() external payable { revert("no"); }
}`;

export interface TestContract {
  readonly address: Hex;
  /** Calls a function in a transaction of its own and returns the transaction's hash. */
  send(functionName: string, args: readonly unknown[], options?: { value?: bigint; gas?: bigint }): Promise<Hex>;
}

interface Compiled {
  readonly abi: Abi;
  readonly bytecode: Hex;
}

const compiled = compile();

function compile(): ReadonlyMap<string, Compiled> {
  const input = {
    language: 'Solidity',
    sources: { 'test.sol': { content: SOURCE } },
    settings: { evmVersion: 'cancun', outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input))) as {
    errors?: { severity: string; formattedMessage: string }[];
    contracts: Record<string, Record<string, { abi: Abi; evm: { bytecode: { object: string } } }>>;
  };
  const errors = output.errors?.filter(({ severity }) => severity === 'error') ?? [];
  if (errors.length > 0) throw new Error(errors.map(({ formattedMessage }) => formattedMessage).join('\n'));
  const contracts = Object.entries(output.contracts['test.sol']!);
  return new Map(contracts.map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` as Hex }]));
}

/** Deploys one of the contracts above; the node must be mining at once. */
export async function deploy(node: TestNode, name: 'Token' | 'Collectible' | 'Payer'): Promise<TestContract> {
  const { abi, bytecode } = compiled.get(name)!;
  const hash = await node.send({ data: bytecode });
  const receipt = await node.call<{ contractAddress: Hex }>('eth_getTransactionReceipt', hash);
  const address = receipt.contractAddress.toLowerCase() as Hex;
  return {
    address,
    send: (functionName, args, options) =>
      node.send({ to: address, data: encodeFunctionData({ abi, functionName, args }), ...options }),
  };
}
