import type { InstructionsView } from '../view.ts';
import { usePage } from './context.ts';

/**
 * The payment request as a QR code, or the bare address for wallets that read nothing else. The switch is a pair of radio
 * buttons and CSS, so that it works without JavaScript.
 */
export function QrCode({ instructions }: { instructions: InstructionsView }) {
  const { t } = usePage();
  const { symbol, networkLabel } = instructions.method;
  return (
    <fieldset class="qr">
      <legend class="sr-only">{t.qr.legend}</legend>
      <div class="qr-frame">
        <Code
          kind="request"
          svg={instructions.qrSvg}
          alt={t.qr.requestAlt(instructions.amount, symbol, networkLabel)}
        />
        <Code kind="address" svg={instructions.addressQrSvg} alt={t.qr.addressAlt(networkLabel)} />
      </div>
      <div class="segments">
        <label>
          <input type="radio" name="qr" value="request" defaultChecked />
          <span>{t.qr.request}</span>
        </label>
        <label>
          <input type="radio" name="qr" value="address" />
          <span>{t.qr.address}</span>
        </label>
      </div>
    </fieldset>
  );
}

function Code({ kind, svg, alt }: { kind: 'request' | 'address'; svg: string; alt: string }) {
  return (
    <div
      class={`qr-code qr-${kind}`}
      role="img"
      aria-label={alt}
      // Markup of the server's own QR encoder, never of a person.
      dangerouslySetInnerHTML={{ __html: svg }}
    />
  );
}
