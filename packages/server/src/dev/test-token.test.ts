import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Hex } from '../core/hex.ts';
import { type Anvil, type AnvilAccount, deployTestToken, startAnvil, type TestContract } from '../testing/anvil.ts';
import { AUTHORIZATION_FIELDS, CANCELLATION_FIELDS, PERMIT_FIELDS, signStruct } from '../testing/signed-by.ts';

const SUPPLY = 1_000_000n;
const FAR = 2n ** 64n;
/** Below it a signature's s has no twin: half of secp256k1's order (SEC 2, section 2.4.1). */
const CURVE_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

let anvil: Anvil;
let token: TestContract;
let owner: AnvilAccount;
let receiver: AnvilAccount;
let stranger: AnvilAccount;
let lastNonce = 0n;

beforeAll(async () => {
  anvil = await startAnvil();
  [, owner, receiver, stranger] = anvil.accounts as [AnvilAccount, AnvilAccount, AnvilAccount, AnvilAccount];
});
afterAll(() => anvil?.stop());
beforeEach(async () => {
  token = await deployTestToken(anvil, { name: 'Test USD Coin', symbol: 'USDC', decimals: 6 });
  await write(owner, 'mint', [owner.address, SUPPLY]);
});

const read = (functionName: string, args: readonly unknown[] = []) =>
  anvil.client.readContract({ ...token, functionName, args });

/** Sends, and waits until it is mined; rejects with the contract's own error. */
async function write({ address }: AnvilAccount, functionName: string, args: readonly unknown[]): Promise<void> {
  await anvil.client.simulateContract({ ...token, functionName, args, account: address });
  const hash = await anvil.client.writeContract({ ...token, functionName, args, account: address });
  await anvil.client.waitForTransactionReceipt({ hash });
}

const domain = () => ({
  name: 'Test USD Coin',
  version: '1',
  chainId: anvil.chainId,
  verifyingContract: token.address,
});

const chainTime = async () => (await anvil.client.getBlock()).timestamp;

describe('permit (EIP-2612)', () => {
  async function permit(changes: { deadline?: bigint; signer?: AnvilAccount; nonce?: bigint } = {}) {
    const { deadline = FAR, signer = owner, nonce = 0n } = changes;
    const message = { owner: owner.address, spender: receiver.address, value: 400n, nonce, deadline };
    const signature = await signStruct(signer.privateKey, {
      domain: domain(),
      primaryType: 'Permit',
      fields: PERMIT_FIELDS,
      message,
    });
    return [owner.address, receiver.address, 400n, deadline, ...signature] as const;
  }

  test('lets the spender take what the owner signed for, and no more', async () => {
    await write(stranger, 'permit', await permit());
    await write(receiver, 'transferFrom', [owner.address, receiver.address, 400n]);
    expect(await read('balanceOf', [receiver.address])).toBe(400n);
    expect(await read('balanceOf', [owner.address])).toBe(SUPPLY - 400n);
    await expect(write(receiver, 'transferFrom', [owner.address, receiver.address, 1n])).rejects.toThrow(
      'InsufficientAllowance',
    );
  });

  test('refuses a signature by someone else', async () => {
    await expect(write(stranger, 'permit', await permit({ signer: stranger }))).rejects.toThrow('InvalidSigner');
    expect(await read('allowance', [owner.address, receiver.address])).toBe(0n);
  });

  test('refuses the same permit a second time', async () => {
    const once = await permit();
    await write(stranger, 'permit', once);
    await expect(write(stranger, 'permit', once)).rejects.toThrow('InvalidSigner');
  });

  test('refuses it after its deadline', async () => {
    const deadline = (await chainTime()) - 1n;
    await expect(write(stranger, 'permit', await permit({ deadline }))).rejects.toThrow('SignatureExpired');
  });

  test('refuses the twin of a signature', async () => {
    const [ownerArg, spender, value, deadline, v, r, s] = await permit();
    const twin = `0x${(CURVE_ORDER - BigInt(s)).toString(16).padStart(64, '0')}`;
    await expect(
      write(stranger, 'permit', [ownerArg, spender, value, deadline, v === 27 ? 28 : 27, r, twin]),
    ).rejects.toThrow('InvalidSigner');
  });

  test('refuses one that was signed for a token at another address', async () => {
    const elsewhere = await permit();
    token = await deployTestToken(anvil, { name: 'Test USD Coin', symbol: 'USDC', decimals: 6 });
    await expect(write(stranger, 'permit', elsewhere)).rejects.toThrow('InvalidSigner');
  });
});

interface AuthorizationChanges {
  readonly signer?: AnvilAccount;
  readonly validAfter?: bigint;
  readonly validBefore?: bigint;
  readonly nonce?: Hex;
}

async function authorize(primaryType: string, changes: AuthorizationChanges = {}) {
  const { signer = owner, validAfter = 0n, validBefore = FAR, nonce = freshNonce() } = changes;
  const message = { from: owner.address, to: receiver.address, value: 250n, validAfter, validBefore, nonce };
  const struct = { domain: domain(), primaryType, fields: AUTHORIZATION_FIELDS, message };
  return [...Object.values(message), ...(await signStruct(signer.privateKey, struct))] as const;
}

const freshNonce = (): Hex => `0x${(++lastNonce).toString(16).padStart(64, '0')}`;

describe.each([
  { functionName: 'transferWithAuthorization', primaryType: 'TransferWithAuthorization', caller: () => stranger },
  { functionName: 'receiveWithAuthorization', primaryType: 'ReceiveWithAuthorization', caller: () => receiver },
])('$functionName (EIP-3009)', ({ functionName, primaryType, caller }) => {
  test('moves what the owner signed for, with gas that somebody else pays', async () => {
    const nonce = freshNonce();
    await write(caller(), functionName, await authorize(primaryType, { nonce }));
    expect(await read('balanceOf', [receiver.address])).toBe(250n);
    expect(await read('authorizationState', [owner.address, nonce])).toBe(true);
  });

  test('refuses a signature by someone else', async () => {
    const forged = await authorize(primaryType, { signer: stranger });
    await expect(write(caller(), functionName, forged)).rejects.toThrow('InvalidSigner');
    expect(await read('balanceOf', [receiver.address])).toBe(0n);
  });

  test('refuses the same authorization a second time', async () => {
    const once = await authorize(primaryType);
    await write(caller(), functionName, once);
    await expect(write(caller(), functionName, once)).rejects.toThrow('AuthorizationUsedOrCanceled');
    expect(await read('balanceOf', [receiver.address])).toBe(250n);
  });

  test('refuses it once it has expired', async () => {
    const validBefore = (await chainTime()) - 1n;
    const expired = await authorize(primaryType, { validBefore });
    await expect(write(caller(), functionName, expired)).rejects.toThrow('AuthorizationExpired');
  });

  test('refuses it before it is valid', async () => {
    const early = await authorize(primaryType, { validAfter: FAR - 1n });
    await expect(write(caller(), functionName, early)).rejects.toThrow('AuthorizationNotYetValid');
  });
});

test('only the receiver may bring a receiveWithAuthorization', async () => {
  const signed = await authorize('ReceiveWithAuthorization');
  await expect(write(stranger, 'receiveWithAuthorization', signed)).rejects.toThrow('CallerMustBeReceiver');
});

test('an authorization to transfer is none to receive', async () => {
  const signed = await authorize('TransferWithAuthorization');
  await expect(write(receiver, 'receiveWithAuthorization', signed)).rejects.toThrow('InvalidSigner');
});

describe('cancelAuthorization (EIP-3009)', () => {
  const cancel = async (nonce: Hex, signer = owner) => {
    const message = { authorizer: owner.address, nonce };
    const struct = { domain: domain(), primaryType: 'CancelAuthorization', fields: CANCELLATION_FIELDS, message };
    return [owner.address, nonce, ...(await signStruct(signer.privateKey, struct))] as const;
  };

  test('makes the authorization worthless', async () => {
    const nonce = freshNonce();
    await write(stranger, 'cancelAuthorization', await cancel(nonce));
    const late = await authorize('TransferWithAuthorization', { nonce });
    await expect(write(stranger, 'transferWithAuthorization', late)).rejects.toThrow('AuthorizationUsedOrCanceled');
  });

  test('needs the authorizer’s own signature', async () => {
    const nonce = freshNonce();
    await expect(write(stranger, 'cancelAuthorization', await cancel(nonce, stranger))).rejects.toThrow(
      'InvalidSigner',
    );
    expect(await read('authorizationState', [owner.address, nonce])).toBe(false);
  });
});

test('has the decimals, name and symbol that it was deployed with', async () => {
  token = await deployTestToken(anvil, { name: 'Eighteen', symbol: 'EIGHT', decimals: 18 });
  expect(await Promise.all(['name', 'symbol', 'decimals'].map((each) => read(each)))).toEqual([
    'Eighteen',
    'EIGHT',
    18,
  ]);
});
