import type { PageMessages } from '../messages/page-messages.ts';
import type { RefundView } from './refund-view.ts';

export interface RefundProps {
  readonly view: RefundView;
  readonly t: PageMessages;
}
