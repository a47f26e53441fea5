/**
 * Every word of the checkout, in English. Another language is one more file of this shape: `satisfies Messages`.
 * Names, amounts and times arrive formatted; a message only places them. What the server alone shows is in `en-pages.ts`,
 * so that the page's script does not carry it.
 */
export const en = {
  title: (merchant: string) => `Pay ${merchant}`,
  titleNow: (status: string, merchant: string) => `${status} · ${merchant}`,
  payHeading: (merchant: string) => `Pay ${merchant}`,
  backTo: (merchant: string) => `Back to ${merchant}`,
  testMode: 'Test mode',
  testModeHint: 'No real money moves here.',
  reference: 'Reference',
  shop: (email: string | null) => (email ? `the shop (${email})` : 'the shop'),
  write: (shop: string, reference: string) => `Write to ${shop} with the reference ${reference}.`,
  writeIfUnexpected: (shop: string, reference: string) =>
    `If you did not expect that, write to ${shop} with the reference ${reference}.`,
  help: (email: string) => `Questions? ${email}`,
  poweredBy: 'Paid straight to the shop, with Opentill',

  order: {
    heading: 'Your order',
    quantity: (n: number) => `Qty ${n}`,
    subtotal: 'Subtotal',
    discount: 'Discount',
    percent: (percent: string) => `${percent}% off`,
    saved: (amount: string) => `You save ${amount}`,
    total: 'Total',
    details: 'Order details',
  },

  recurring: {
    every: (price: string, interval: string, n: number) =>
      n === 1 ? `${price} every ${interval}` : `${price} every ${n} ${interval}s`,
    free: (days: number, then: string) => `Free for ${days} ${days === 1 ? 'day' : 'days'}, then ${then}`,
    payments: (n: number) => (n === 1 ? '1 payment in all' : `${n} payments in all`),
    until: (day: string) => `until ${day}`,
    period: (days: string) => `For ${days}`,
    renewed: (day: string) => `This link goes on working until ${day}; the price is renewed when the time is up.`,
    renewedDaily: (day: string) => `This link goes on working until ${day}; the price is renewed daily.`,
    byHand: 'Nothing is taken by itself: you pay each time.',
  },

  method: {
    label: 'Pay with',
    change: 'Change',
    choose: 'Choose how to pay',
    chooseHint: 'Pick a coin and the network that your wallet holds it on.',
    on: (asset: string, network: string) => `${asset} on ${network}`,
    unhealthy: 'Not answering right now',
    selected: 'Selected',
    changing: 'Getting the new amount and address…',
  },

  qr: {
    legend: 'QR code contents',
    request: 'With amount',
    address: 'Address only',
    requestAlt: (amount: string, asset: string, network: string) =>
      `QR code: a payment request for ${amount} ${asset} on ${network}`,
    addressAlt: (network: string) => `QR code: the plain ${network} address, without the amount`,
  },

  send: {
    exactly: 'Send exactly',
    remaining: 'Send the remaining',
    onNetwork: (network: string) => `on ${network}`,
    toAddress: (network: string) => `To this ${network} address`,
    only: (asset: string, network: string) => `Send only ${asset} on ${network}.`,
    onlyWhy: 'Another coin or network may be lost.',
    rate: (asset: string, price: string) => `1 ${asset} = ${price}, held until the time is up`,
  },

  copy: {
    copy: 'Copy',
    amount: 'Copy the amount',
    address: 'Copy the address',
    hash: 'Copy the transaction hash',
    done: 'Copied',
    amountDone: 'Amount copied.',
    addressDone: (network: string) => `Address copied. Send on ${network} only.`,
    hashDone: 'Transaction hash copied.',
    failed: 'Copying did not work. Select the text and copy it by hand.',
  },

  actions: {
    openWallet: 'Open in wallet',
    browserWallet: 'Browser wallet',
    check: 'I have paid',
    checking: 'Reading the network…',
    checked: (time: string) => `Nothing new at ${time}. It can take a minute.`,
    look: 'Look again',
    restart: 'Start again',
    restarting: 'Starting again…',
    reload: 'Reload to see the latest status',
    print: 'Print receipt',
    close: 'Close',
    retry: 'Try again',
    explorer: 'View transaction',
    goToNew: 'Go to the new checkout',
  },

  time: {
    left: 'Time left',
    last: 'Last chance',
    until: (time: string) => `until ${time}`,
    up: 'Time is up',
  },

  steps: {
    label: 'Progress',
    waiting: 'Waiting',
    seen: 'Seen',
    part: 'In part',
    confirming: 'Confirming',
    count: (n: number, m: number) => `${n} of ${m}`,
    paid: 'Paid',
    current: 'current step',
    done: 'done',
  },

  /** One line a state, for the status bar and, at each change, for screen readers. */
  status: {
    pay: 'Waiting for your payment',
    choose: 'Waiting for your choice',
    unavailable: 'No way to pay right now',
    seen: 'Payment seen, not in a block yet',
    confirming: (n: number, m: number) => `Payment received, confirming ${n} of ${m}`,
    underpaid: (remaining: string) => `${remaining} still missing`,
    taken_back: 'Taken back by the network',
    overpaid: 'More than enough received, confirming',
    late_confirming: 'Arrived after the time limit, confirming',
    closing: 'Time is up, checking the last blocks',
    paid: 'Paid',
    free: 'Nothing to pay',
    paid_late: 'Paid, after the time limit',
    paid_canceled: 'Paid, after it was canceled',
    refunded: 'Paid and refunded',
    refunded_partly: 'Paid, refunded in part',
    expired: 'Time is up',
    expired_final: 'Closed',
    expired_partial: 'Closed with a part missing',
    canceled: 'Canceled by the shop',
    failed: 'Payment taken back by the network',
  },

  seen: {
    heading: 'Payment seen',
    body: 'It is on its way and not in a block yet. You do not need to send anything again.',
  },
  confirming: {
    heading: 'Payment received',
    body: (merchant: string) =>
      `The network is confirming it. This page tells you when it is certain; ${merchant} is told at the same moment. You can also close it.`,
  },
  underpaid: {
    heading: (received: string) => `${received} arrived`,
    body: (remaining: string) => `Send the missing ${remaining} to the same address.`,
  },
  takenBack: {
    heading: 'The network took your payment back',
    body: (amount: string, network: string) =>
      `${amount} had arrived on ${network}, and the network has undone it. It may return by itself.`,
    stays: (received: string) => `${received} is still there.`,
    wait: (until: string) => `Do not send again yet. If it returns by ${until}, it counts, and this page shows it.`,
    announce: 'The network took your payment back. It may return by itself; do not send again yet.',
    again: 'Pay again all the same',
    againWhy: (until: string) =>
      `Only if your wallet says that the first payment failed or was dropped: if that one returns as well, you have paid twice. You can pay until ${until}.`,
    expired: (until: string) => `If it returns by ${until}, it still counts: keep this page, and do not send it again.`,
    final: (until: string) =>
      `It had not returned by ${until}. If it still comes, it is not lost: it is at the shop’s address.`,
  },
  overpaid: {
    heading: (overpaid: string) => `You sent ${overpaid} too much`,
    body: 'Your order is covered and is being confirmed.',
    settled: (overpaid: string) => `You sent ${overpaid} more than asked.`,
    refund: (shop: string, reference: string) => `Write to ${shop} with the reference ${reference} to get it back.`,
  },
  late: {
    heading: 'Your payment came after the time limit',
    body: (until: string) => `It still counts if the network confirms it by ${until}. You do not need to do anything.`,
  },
  closing: {
    heading: 'Time is up',
    body: 'Please do not send anything now. We are reading the last blocks, in case your payment is already in one.',
    unread: (networks: string) =>
      `Please do not send anything now. We cannot read ${networks} right now: a payment there is safe, and shows up here as soon as it answers again.`,
  },
  expired: {
    heading: 'This checkout has expired',
    body: 'No money has arrived, and none was taken.',
    notCounted: 'What was asked for has not arrived. What did arrive is not counted, and not lost.',
    keep: (until: string) => `If you have already sent it, keep this page: we are watching until ${until}.`,
    final: (until: string) => `We watched for a payment until ${until}. None had arrived by then.`,
    lateSend: 'If you sent it later, it is not lost: it is at the shop’s address.',
    partial: (received: string) => `${received} arrived, which is less than the total.`,
    decides: 'The shop can see it and decides what happens next.',
    partialHeading: 'Time ran out before all of it came',
  },
  canceled: {
    heading: 'The shop canceled this checkout',
    body: 'No money has arrived.',
    dont: 'Please do not send any to the address that was shown here.',
    sent: 'If you have already sent it, it is not lost: it is at the shop’s address.',
  },
  failed: {
    heading: 'The network took your payment back',
    body: 'It was confirmed, but the network later replaced that part of its history. If it returns, this page shows it. The shop has been told.',
  },
  unavailable: {
    heading: 'There is no way to pay right now',
    body: 'No network that the shop accepts is answering. No money has been taken. Please try again in a few minutes.',
  },
  replaced: 'This checkout was started again on a new page.',

  paid: {
    heading: 'Paid',
    to: (total: string, merchant: string) => `${total} to ${merchant}`,
    late: 'Your payment came after the time limit and was accepted.',
    afterCancel: 'The shop had canceled this checkout, and has accepted your payment all the same.',
    accepted: (received: string, total: string) =>
      `The shop asked for ${total} and accepted ${received} as enough. There is nothing left to pay.`,
    receipt: 'Receipt',
    amount: 'Amount',
    asked: 'Amount asked',
    settled: 'Settled',
    acceptedShort: 'The shop accepted less than it asked',
    received: 'Received',
    when: 'Date',
    shop: 'Shop',
    leaving: (seconds: number) => `Going back to the shop in ${seconds} s`,
    stop: 'Stay here',
    stopped: 'You can leave whenever you like.',
    period: 'Paid for',
    free: 'There was nothing to pay. Your order is complete.',
    trial: (price: string, day: string, merchant: string) =>
      `Nothing was paid. The first payment, ${price}, is due on ${day}: ${merchant} sends you a link for it by email.`,
    freeHeading: 'All done',
  },

  transfers: {
    heading: 'What has arrived',
    on: (amount: string, network: string) => `${amount} on ${network}`,
    transaction: 'Transaction',
    seen: 'Seen, not in a block yet',
    confirming: (n: number, m: number) => `Confirming ${n} of ${m}`,
    confirmed: 'Confirmed',
    unexpected: 'Not counted',
  },

  /** Money on its way back, and there. */
  refunds: {
    awaiting_address: (amount: string, network: string) =>
      `The shop is giving back ${amount} on ${network}. It sends you a link that asks where to.`,
    coming: (amount: string, network: string) => `The shop is giving back ${amount} on ${network}.`,
    confirmed: (amount: string, network: string) => `The shop has given back ${amount} on ${network}.`,
    rest: 'The rest is at the shop’s address.',
    written_off: 'The shop has closed this matter.',
    onItsWay: 'Being refunded',
    row: 'Refunded',
  },

  /** Why a transfer does not count towards the total. */
  reasons: {
    wrong_asset: 'This coin was not asked for.',
    wrong_network: 'It came on a network that was not offered.',
    unlisted_token: 'This token is not one that the shop accepts.',
    after_grace: 'It came after the last moment.',
    confirmed_late: 'It was confirmed after the last moment.',
    after_cancel: 'It came after the shop had canceled.',
    balance_surplus: 'It was found on the address in a later check.',
    other: 'It could not be matched to what was asked.',
  } as Record<string, string>,

  notices: {
    offline: 'No connection right now.',
    offlineSince: (time: string) => `As of ${time}. The page catches up by itself.`,
    backOnline: (status: string) => `The connection is back. ${status}`,
    waitingFor: (networks: string) =>
      `We cannot read ${networks} right now. A payment there is safe and shows up here once we can.`,
    unhealthy: (network: string) =>
      `${network} is not answering us right now. You can still pay, but it may take longer to show here.`,
    unexpectedHeading: (amount: string, network: string) => `${amount} on ${network} arrived and is not counted.`,
    unknownHeading: (units: string, contract: string, network: string) =>
      `A token unknown to us (${contract}) arrived on ${network} and is not counted: ${units} of its smallest units.`,
    unexpectedBody: 'The money is not lost: it is at the shop’s address.',
    error: 'That did not work. Nothing was charged. Please try again.',
  },

  wallet: {
    heading: 'Pay with a browser wallet',
    pick: 'Choose a wallet',
    none: 'No wallet found in this browser',
    noneBody: 'Scan the QR code with the wallet on your phone, or copy the amount and the address.',
    noneOnPhone: 'Use “Open in wallet”, or copy the amount and the address.',
    openInTab: 'Open the checkout in a new tab',
    connecting: (wallet: string) => `Connecting to ${wallet}…`,
    switching: (network: string, wallet: string) => `${wallet} asks you to switch to ${network}.`,
    confirm: (amount: string, asset: string, network: string) =>
      `Confirm ${amount} ${asset} on ${network} in your wallet.`,
    legacy: 'Wallet of this browser',
    submittedHeading: 'Submitted, waiting for the network',
    submittedBody: 'Your wallet has sent the payment. Please do not send it again.',
    forget: 'It was not sent after all',
    rejected: 'You declined in your wallet. Nothing was sent.',
    insufficient: (asset: string, network: string) =>
      `There is not enough ${asset} on ${network} in this account for the amount and the network fee. Nothing was sent.`,
    wrongNetwork: (network: string) => `The wallet is not on ${network}, and did not switch. Nothing was sent.`,
    busy: 'Your wallet is waiting for an answer to an earlier question. Open it, answer, and try again.',
    changed: 'The amount to send has changed in the meantime. Nothing was sent. Please look at it again.',
    failed: 'The wallet reported an error. Nothing was sent as far as it says.',
  },

  test: {
    heading: 'Test mode',
    body: 'Play the customer: each button sends real transactions on the test network.',
    sent: 'Sent.',
    failed: 'The simulator could not do that now.',
    scenarios: {
      exact: 'Exact amount',
      underpaid: 'Too little',
      overpaid: 'Too much',
      late: 'Too late',
      twice: 'Twice',
      wrong_token: 'Wrong coin',
      reorged: 'Reorged away',
    } as Record<string, string>,
  },
};

export type Messages = typeof en;
