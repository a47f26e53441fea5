import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { buildContracts } from '../../../../contracts/build.ts';
import { loadContract } from './contracts.ts';

test.each(['TestToken', 'BatchPayer', 'LookalikeToken', 'FeeOnTransferToken', 'FalseReturningToken'])(
  '%s comes with its interface and the code to deploy',
  async (name) => {
    const { abi, bytecode } = await loadContract(name);
    expect(abi.some((item) => item.type === 'function')).toBe(true);
    expect(bytecode).toMatch(/^0x([0-9a-f]{2})+$/);
  },
);

test('what has not changed is not compiled again', async () => {
  const file = new URL('TestToken.json', await buildContracts());
  const before = await stat(file);
  expect(await buildContracts()).toEqual(new URL('.', file));
  expect((await stat(file)).mtimeMs).toBe(before.mtimeMs);
});

test('the token has the functions of EIP-2612 and EIP-3009', async () => {
  const { abi } = await loadContract('TestToken');
  const names = abi.flatMap((item) => (item.type === 'function' ? [item.name] : []));
  expect(names).toEqual(
    expect.arrayContaining([
      ...['permit', 'nonces', 'DOMAIN_SEPARATOR'],
      ...['transferWithAuthorization', 'receiveWithAuthorization', 'cancelAuthorization', 'authorizationState'],
    ]),
  );
  expect(await readFile(new URL('sources.sha256', await buildContracts()), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
});
