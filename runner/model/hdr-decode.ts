/**
 * Histograms as k6 writes them, taken apart word by word. The library decodes too, but into a new histogram of 94 kB for
 * each line, which doubles the time that folding 1,000 requests per second takes.
 */
import { decompress } from 'hdr-histogram-js/dist/encoding.js';
import { headerBytes, lowestUs, plainCookie, significantDigits } from './hdr-format.ts';

/**
 * Calls back with the index and count of each bucket that is not empty, in ascending order.
 * @throws Error when it is no such histogram, or one of another range or precision than load.ndjson has.
 */
export function decodeCounts(base64: string, each: (index: number, count: number) => void): void {
  const bytes = decompress(Buffer.from(base64, 'base64'));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getInt32(0) !== plainCookie) throw new Error('not a V2 histogram');
  if (view.getInt32(12) !== significantDigits || view.getBigInt64(16) !== BigInt(lowestUs))
    throw new Error('of another precision');
  const end = headerBytes + view.getInt32(4);
  if (end !== bytes.byteLength) throw new Error('of another length than it says');
  let at = headerBytes;
  let index = 0;
  while (at < end) {
    let zigZag = 0;
    let unit = 1;
    let byte = 0x80;
    while (byte >= 0x80) {
      byte = view.getUint8(at);
      at += 1;
      zigZag += (byte & 0x7f) * unit;
      unit *= 0x80;
    }
    if (zigZag % 2 === 1) index += (zigZag + 1) / 2;
    else {
      if (zigZag > 0) each(index, zigZag / 2);
      index += 1;
    }
  }
}
