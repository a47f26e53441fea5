/** Bodies for the API's document, by operationId: what people decide about money, and what goes back to customers. */
export const MONEY_EXAMPLES = {
  acceptCheckoutSession: {
    short: { summary: 'Two cents short is enough', value: { reason: 'Two cents short, a regular' } },
  },
  attachUnexpectedTransfer: {
    late: { summary: 'A late payment of its own session', value: { reason: 'Paid a day late' } },
  },
  writeOffUnexpectedTransfer: {
    nobodys: { summary: 'Nobody claims it', value: { reason: 'Not ours' } },
  },
  createRefund: {
    session: {
      summary: 'A part of what a session was paid; the customer says where to',
      value: { sessionId: 'cs_0351BrsF3N0yYt0OPgTG5v', amount: '12.5', reason: 'One cup broke' },
    },
    transfer: {
      summary: 'An unexpected transfer, to an address that is known',
      value: {
        unexpectedTransferId: 'tr_0351BrsF3N0yYt0OPgTG5v',
        toAddress: '0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB',
        reason: 'Paid twice',
      },
    },
  },
  sendRefund: {
    sent: {
      summary: 'The transaction that your wallet has sent',
      value: { txHash: `0x${'3f'.repeat(32)}` },
    },
  },
  refundUnexpectedTransfer: {
    sent: {
      summary: 'Sent back already, to where it came from',
      value: { txHash: `0x${'4e'.repeat(32)}`, reason: 'Paid twice' },
    },
  },
};
