import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { SignatureVerificationError, webhooks } from '@opentill/sdk';

const secret = process.env.WEBHOOK_SECRET;
if (!secret) throw new Error('Set WEBHOOK_SECRET to the endpoint’s secret (whsec_…).');

const versions = new Map(); // yours: a column beside the order

createServer(async (request, response) => {
  const rawBody = await buffer(request); // exactly as it arrived, before any parsing
  try {
    const event = await webhooks.verify(rawBody, request.headers, secret);
    // Deliveries can be repeated and can arrive out of order.
    if (event.type !== 'webhook.test' && webhooks.isNewer(event, versions.get(event.data.id))) {
      versions.set(event.data.id, webhooks.versionOf(event));
      console.log(event.type, event.data.metadata?.orderId);
    }
    response.writeHead(204).end();
  } catch (error) {
    if (!(error instanceof SignatureVerificationError)) console.error(error);
    response.writeHead(error instanceof SignatureVerificationError ? 400 : 500).end();
  }
}).listen(process.env.PORT ?? 8080, function () {
  console.log(`listening on ${this.address().port}`);
});
