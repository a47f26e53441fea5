import type { CheckoutView } from '../view.ts';
import { PageContext } from './context.ts';
import { Footer } from './footer.tsx';
import { MerchantHeader } from './merchant-header.tsx';
import { useNewsInView } from './news-in-view.ts';
import { Notices } from './notices.tsx';
import { Order } from './order.tsx';
import { Payment } from './payment.tsx';
import { isSettled, unexpected } from './phase.ts';
import { Summary } from './summary.tsx';
import { TestPanel } from './test-panel.tsx';
import { usePageState } from './use-page-state.ts';

/** The whole page below `<body>`; the same on the server and in the browser. */
export function App({ initial }: { initial: CheckoutView }) {
  const { announcement, attend, ...page } = usePageState(initial);
  const newsSide = useNewsInView(`${page.phase} ${unexpected(page.view).length}`, attend);
  return (
    <PageContext.Provider value={page}>
      {/* In a frame it is not the only one. */}
      <main
        class={`page ${isSettled(page.phase) ? 'is-settled' : ''}`}
        aria-label={page.framed ? page.t.payHeading(page.view.merchant.name) : undefined}
      >
        <div class="side">
          <div class="side-inner">
            <MerchantHeader />
            <Summary />
            <Order />
          </div>
        </div>
        <div class="pay-side" ref={newsSide}>
          <Notices />
          <Payment />
          <TestPanel />
        </div>
        <Footer />
      </main>
      <p class="sr-only" role="status" aria-live="polite">
        {announcement}
      </p>
    </PageContext.Provider>
  );
}
