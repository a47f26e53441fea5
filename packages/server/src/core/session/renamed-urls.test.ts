import { expect, it } from 'vitest';
import { toPublicId } from '../identity/public-id.ts';
import { NO_DETAILS } from './details.ts';
import { renamedUrls } from './renamed-urls.ts';

const OLD = '01890000-0000-7000-8000-000000000000';
const NEW = '01890000-0000-7000-8000-000000000001';
const [old, fresh] = [toPublicId('session', OLD), toPublicId('session', NEW)];

it('URLs that carry the session’s id carry the other’s', () => {
  const details = {
    ...NO_DETAILS,
    successUrl: `https://shop.example/${old}?id=${old}`,
    cancelUrl: 'https://shop.example/basket',
    dialectFields: {
      dialect: 'paymentgateway' as const,
      fields: { ipnUrl: `https://shop.example/${old}`, clientId: old },
    },
  };
  expect(renamedUrls(details, OLD, NEW)).toEqual({
    ...details,
    successUrl: `https://shop.example/${fresh}?id=${fresh}`,
    dialectFields: { dialect: 'paymentgateway', fields: { ipnUrl: `https://shop.example/${fresh}`, clientId: old } },
  });
});

it('and what carries none stays', () => {
  const details = { ...NO_DETAILS, returnUrl: 'https://shop.example/back' };
  expect(renamedUrls(details, OLD, NEW)).toEqual(details);
});
