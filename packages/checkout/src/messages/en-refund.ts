/** The words of a refund's page. */
export const enRefund = {
  title: (merchant: string) => `Refund from ${merchant}`,
  on: (network: string) => `on ${network}`,
  forOrder: (what: string, total: string, day: string) => `For ${what}: ${total}, ${day}`,
  order: 'your order',
  /** The refund's own; the payment's is its reference, here as on the checkout. */
  number: 'Refund number',
  poweredBy: 'Sent straight from the shop, with Opentill',

  ask: {
    heading: 'Where shall it go?',
    label: (network: string) => `Your ${network} address`,
    hint: 'It begins with 0x and has 42 characters.',
    copy: 'Copy it from your wallet; do not type it.',
    own: (asset: string, network: string) => `Use a wallet of your own that can hold ${asset} on ${network}.`,
    exchange: (asset: string, network: string) =>
      `Paid from an exchange? Do not give the address that it paid from. Open a deposit address there for ${asset} on ${network}, and only if it takes deposits of exactly that.`,
    final:
      'What goes to a wrong address or a wrong network cannot be brought back, and the address is asked only once.',
    next: 'Continue',
    outdated:
      'This page was open for too long, or your browser keeps no cookies. What you entered is still here: send it again.',
  },
  check: {
    heading: 'Is this your address?',
    compare: 'Compare the first and the last six characters with your wallet.',
    sends: (amount: string, network: string) => `The shop will send ${amount} here, on ${network} only.`,
    yes: 'Yes, send it there',
    change: 'Change the address',
  },
  problems: {
    missing: 'Please fill in your address.',
    not_an_address: (length: number) =>
      length === 42
        ? 'That is no address of this network: after 0x come 40 digits and letters from a to f.'
        : `That is no address of this network: one begins with 0x and has 42 characters; yours has ${length}.`,
    checksum: 'A character of this address is wrong: its checksum does not fit. Please copy it again from your wallet.',
    nobodys: 'Nobody has the key of this address: what is sent there is lost. Please give your wallet’s.',
    token: 'That is the address of a token itself: what is sent there is lost. Please give your wallet’s.',
    deposit: 'That is the address that you paid to, or another one of a shop’s. Please give your wallet’s own.',
  },

  given: {
    heading: 'Thank you',
    known: 'Your refund is being prepared',
    body: (merchant: string, amount: string, network: string) => `${merchant} will send ${amount} on ${network} to`,
    later: 'You can close this page. It shows when the money is on its way.',
    wrong: 'Not your address? Tell the shop at once, with the refund number below.',
  },
  sent: {
    heading: 'Your refund is on its way',
    body: 'The shop has sent it with the transaction below. It is certain once the network has confirmed it.',
  },
  unseen: {
    heading: 'Not seen on the network yet',
    body: (merchant: string) =>
      `The shop has named a transaction that the network does not show. This refund has not reached you yet; ${merchant} can see that too.`,
  },
  flawed: {
    heading: 'Your refund has not reached you',
    body: (merchant: string) =>
      `The shop has named a transaction that does not pay this refund. ${merchant} can see that too, and can send it still.`,
  },
  write: (shop: string, number: string) => `Write to ${shop} with the refund number ${number}.`,
  confirmed: {
    heading: 'Refunded',
    body: (amount: string, network: string) => `${amount} on ${network} has reached your address.`,
  },
  failed: {
    heading: 'The network refused the transfer',
    body: (merchant: string) =>
      `Nothing has moved: the money is still with ${merchant}, who knows of it and can send it anew.`,
  },
  canceled: {
    heading: 'The shop has withdrawn this refund',
    body: (merchant: string) => `If you expect money from ${merchant}, ask with the refund number below.`,
  },

  to: 'To',
  transaction: 'Transaction',
  amount: 'Amount',
  reload: 'Look again',
  notFound: {
    title: 'Refund not found',
    body: 'This address leads to no refund. It may have been copied without its end, or the shop has sent you a newer one. Please ask the shop.',
  },
  tooMany: {
    title: 'One moment, please',
    body: 'There were too many visits from your connection. Please try again in a minute.',
  },
};
