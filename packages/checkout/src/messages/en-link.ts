/** The words of a payment link's own pages. */
export const enLink = {
  heading: 'Your details',
  chooseAmount: 'You choose the amount',
  each: 'each',
  total: 'Total',
  next: 'Continue to payment',
  nothingYet: 'Nothing is paid yet. You choose how to pay on the next page.',
  optional: 'optional',
  running: (total: string) => `You have a payment of ${total} open with this link.`,
  continueRunning: 'Go on with it',
  outdated:
    'This page was open for too long, or your browser keeps no cookies. Your entries are still here: send them again.',
  failed: (count: number) =>
    count === 1 ? 'One entry needs your attention.' : `${count} entries need your attention.`,
  choose: 'Choose…',

  groups: {
    order: 'Your order',
    contact: 'Contact',
    billing: 'Billing address',
    shipping: 'Shipping address',
    questions: 'A few questions',
  },
  labels: {
    amount: 'Amount',
    quantity: 'Quantity',
    email: 'Email',
    name: 'Name',
    phone: 'Phone',
    line1: 'Street and number',
    line2: 'Apartment, floor, company',
    city: 'City',
    region: 'State or region',
    postalCode: 'Postal code',
    country: 'Country',
  },
  bounds: {
    between: (from: string, to: string) => `From ${from} to ${to}`,
    atLeast: (from: string) => `At least ${from}`,
    atMost: (to: string) => `At most ${to}`,
  },
  problems: {
    missing: 'Please fill this in.',
    unticked: 'Please tick this to go on.',
    too_long: (most: string) => `That is too long. ${most} characters at most.`,
    email: 'That is not an email address. It looks like ada@example.com.',
    phone: 'That is not a phone number. Use digits and spaces, with + and the country code.',
    not_offered: 'Please choose one of the list.',
    not_a_number: 'Please give a number, such as 12 or 12.5.',
    not_an_amount: (example: string) => `Please give an amount in digits, such as ${example}.`,
    ambiguous: 'Is that a decimal or a thousands separator? Leave thousands separators out.',
    too_many_decimals: (example: string) => `That has too many decimals. Write it like ${example}.`,
    not_whole: 'Please give a whole number.',
    too_low: (least: string) => `That is too little: at least ${least}.`,
    too_high: (most: string) => `That is too much: at most ${most}.`,
    too_large: 'That is more than one payment can take. Please give a smaller one.',
  },

  closed: {
    write: (email: string) => `Write to ${email}`,
    inactive: {
      title: 'This payment link is switched off',
      body: (merchant: string) => `${merchant} does not take payments with it at the moment. Nothing was charged.`,
    },
    deleted: {
      title: 'This payment link is no longer there',
      body: (merchant: string) => `${merchant} has taken it away. Nothing was charged. Ask the shop for a new one.`,
    },
    used_up: {
      title: 'This payment link has been used',
      body: (merchant: string) =>
        `It could be paid a limited number of times. If you want to pay again, ask ${merchant} for a new one.`,
    },
    in_use: {
      title: 'Somebody is paying with this link right now',
      body: (_merchant: string) =>
        'It can be paid a limited number of times, and a payment that is open holds the last one. If that one is not paid in time, it can be paid again: try again later.',
    },
    unavailable: {
      title: 'This link cannot be paid at the moment',
      body: (merchant: string) =>
        `No way to pay ${merchant} is available right now. Nothing was charged. Please try again in a few minutes.`,
    },
  },
  notFound: {
    title: 'Payment link not found',
    body: 'This address leads to no payment link. It may have been copied without its end. Please ask the shop for it again.',
  },
  tooMany: {
    title: 'One moment, please',
    body: 'There were too many visits from your connection. Please try again in a minute.',
  },
};
