import jsQR from 'jsqr';
import type { Locator } from 'playwright-core';

/** A camera looks until it sees: the page may be drawn anew while the picture is taken. */
const MOST_LOOKS = 10;

/** What a wallet's camera reads from the screen. The picture is unpacked in an empty page, which has no content policy. */
export async function readQrCode(code: Locator): Promise<string> {
  await code.waitFor();
  let fault: unknown;
  for (let looks = 0; looks < MOST_LOOKS; looks++) {
    try {
      const text = await look(code);
      if (text !== null) return text;
    } catch (error) {
      fault = error;
    }
  }
  throw new Error('no QR code can be read from the screen', { cause: fault });
}

async function look(code: Locator): Promise<string | null> {
  const picture = (await code.screenshot()).toString('base64');
  const desk = await code.page().context().newPage();
  const { data, width, height } = await desk.evaluate(unpack, picture);
  await desk.close();
  return jsQR.default(new Uint8ClampedArray(data), width, height)?.data ?? null;
}

/** Runs in the browser. */
async function unpack(picture: string) {
  const image = new Image();
  image.src = `data:image/png;base64,${picture}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const pen = canvas.getContext('2d')!;
  pen.drawImage(image, 0, 0);
  const { data, width, height } = pen.getImageData(0, 0, canvas.width, canvas.height);
  return { data: Array.from(data), width, height };
}
