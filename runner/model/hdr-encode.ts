/**
 * Histograms as our files hold them: V2 compressed, which every HDR library reads. The zlib stream in it holds stored
 * blocks (RFC 1950, RFC 1951 section 3.2.4): compressors give other bytes on other versions of Node and other processors, and a
 * result must be the same to the byte. For the few values of a second or an endpoint it is hardly larger. Pure.
 */
import { compressedCookie, headerBytes, highestUs, lowestUs, plainCookie, significantDigits } from './hdr-format.ts';

const storedBlockBytes = 0xffff;

/** A bucket that is not empty: its place among all, and how many values it holds. */
export type Bucket = readonly [index: number, count: number];

/** Base64 of these buckets, which come in ascending order. Equal ones give equal text. */
export function encodeBuckets(buckets: Iterable<Bucket>): string {
  const stream = zlibStored(plainFormat(countWords(buckets)));
  const bytes = new Uint8Array(8 + stream.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, compressedCookie);
  view.setInt32(4, stream.length);
  bytes.set(stream, 8);
  return Buffer.from(bytes).toString('base64');
}

function plainFormat(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(headerBytes + words.length);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, plainCookie);
  view.setInt32(4, words.length);
  view.setInt32(12, significantDigits);
  view.setBigInt64(16, BigInt(lowestUs));
  view.setBigInt64(24, BigInt(highestUs));
  view.setFloat64(32, 1);
  bytes.set(words, headerBytes);
  return bytes;
}

/** Each count as a word; several zeros in a row as one negative word. */
function countWords(buckets: Iterable<Bucket>): number[] {
  const words: number[] = [];
  let next = 0;
  for (const [index, count] of buckets) {
    const zeros = index - next;
    if (zeros > 0) pushWord(words, zeros === 1 ? 0 : 2 * zeros - 1);
    pushWord(words, 2 * count);
    next = index + 1;
  }
  return words;
}

/** LEB128 of what ZigZag made of it: 2n for n >= 0, -2n - 1 below. */
function pushWord(words: number[], zigZag: number): void {
  let left = zigZag;
  while (left >= 0x80) {
    words.push((left % 0x80) | 0x80);
    left = Math.floor(left / 0x80);
  }
  words.push(left);
}

function zlibStored(data: Uint8Array): Uint8Array {
  const blocks = Math.ceil(data.length / storedBlockBytes);
  const bytes = new Uint8Array(2 + 5 * blocks + data.length + 4);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 0x7801);
  let at = 2;
  for (let from = 0; from < data.length; from += storedBlockBytes) {
    const block = data.subarray(from, from + storedBlockBytes);
    view.setUint8(at, from + block.length === data.length ? 1 : 0);
    view.setUint16(at + 1, block.length, true);
    view.setUint16(at + 3, block.length ^ 0xffff, true);
    bytes.set(block, at + 5);
    at += 5 + block.length;
  }
  view.setUint32(at, adler32(data));
  return bytes;
}

/** RFC 1950, section 8.2. */
function adler32(data: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of data) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 0x10000 + low;
}
