import { OpentillCheckoutElement } from './element/checkout-element.ts';

export { OpentillCheckoutElement } from './element/checkout-element.ts';
export type {
  CheckoutErrorDetail,
  CheckoutErrorReason,
  CheckoutStateDetail,
  OpentillCheckoutEventMap,
} from './element/events.ts';

/** Importing this makes `<opentill-checkout>` known to the browser; on a server, and the second time, it does nothing. */
const { customElements } = globalThis as { customElements?: CustomElementRegistry };
if (customElements && !customElements.get('opentill-checkout'))
  customElements.define('opentill-checkout', OpentillCheckoutElement);
