import { CircleAlert, Info, TriangleAlert, WifiOff } from 'lucide-preact';
import type { ComponentChildren } from 'preact';
import type { TransferView } from '../view.ts';
import { usePage } from './context.ts';
import { asksForMoney, hasStatus, isSettled, unexpected } from './phase.ts';
import { Refunds } from './refunds.tsx';
import { Hash } from './transfers.tsx';
import { unexpectedHeading } from './unexpected-heading.ts';
import { WriteToShop } from './write-to-shop.tsx';

/** What is out of the ordinary, above everything else: one line each, the money first. */
export function Notices() {
  const { view, t, phase, connection, notice, time } = usePage();
  const { instructions, waitingFor } = view;
  const unhealthy = asksForMoney(phase) && instructions && !instructions.method.healthy ? instructions.method : null;
  const others = waitingFor.filter((label) => label !== unhealthy?.networkLabel);
  return (
    <div class="notices">
      {/* While the status stands below it says so itself, where nothing has to make room. */}
      {connection === 'offline' && !hasStatus(phase) && !isSettled(phase) && (
        <Notice icon={<WifiOff size={20} />} tone="amber">
          <strong>{t.notices.offline}</strong> {t.notices.offlineSince(time(view.serverTime))}
        </Notice>
      )}
      {notice && (
        <Notice icon={<CircleAlert size={20} />} tone="red">
          {notice}
        </Notice>
      )}
      {unhealthy && (
        <Notice icon={<TriangleAlert size={20} />} tone="amber">
          {t.notices.unhealthy(unhealthy.networkLabel)}
        </Notice>
      )}
      {others.length > 0 && !isSettled(phase) && phase !== 'closing' && (
        <Notice icon={<Info size={20} />} tone="amber">
          {t.notices.waitingFor(others.join(', '))}
        </Notice>
      )}
      {unexpected(view).map((transfer) => (
        <UnexpectedNotice key={transfer.hash + transfer.amount} transfer={transfer} />
      ))}
    </div>
  );
}

/** What came, then what the shop has made of it; as long as it has not, whom to ask. */
function UnexpectedNotice({ transfer }: { transfer: TransferView }) {
  const { t } = usePage();
  const { decision, refunds } = transfer;
  return (
    <Notice icon={decision ? <Info size={20} /> : <TriangleAlert size={20} />} tone={decision ? 'plain' : 'amber'}>
      <strong>{unexpectedHeading(transfer, t)}</strong> {t.reasons[transfer.reason ?? 'other'] ?? t.reasons['other']}{' '}
      {t.transfers.transaction}: <Hash transfer={transfer} />
      <Refunds refunds={refunds} />
      {!decision && (
        <>
          {' '}
          {refunds ? t.refunds.rest : t.notices.unexpectedBody} <WriteToShop words={t.write} />
        </>
      )}
      {decision === 'written_off' && (
        <span class="refunded">
          <strong>{t.refunds.written_off}</strong> <WriteToShop words={t.writeIfUnexpected} />
        </span>
      )}
    </Notice>
  );
}

function Notice(props: { icon: ComponentChildren; tone: 'amber' | 'red' | 'plain'; children: ComponentChildren }) {
  return (
    <div class={`notice tone-${props.tone}`}>
      <span class="notice-icon">{props.icon}</span>
      <p>{props.children}</p>
    </div>
  );
}
