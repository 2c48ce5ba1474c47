/** MD5 of a short message, of which the first 64 bits serve as the key of a record. Not for security. */

const shifts = memory.data<u32>([7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]);
const sines = memory.data<u32>([
  0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501, 0x698098d8,
  0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821, 0xf61e2562, 0xc040b340,
  0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8, 0x21e1cde6, 0xc33707d6, 0xf4d50d87,
  0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a, 0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c,
  0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70, 0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039,
  0xe6db99e5, 0x1fa27cf8, 0xc4ac5665, 0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92,
  0xffeff47d, 0x85845dd1, 0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb,
  0xeb86d391,
]);

/** First four bytes of the last digest, in the order in which its hex digits are written; then the next four. */
export let digestHigh: u32 = 0;
export let digestLow: u32 = 0;

/** `message` has room for the padding behind its `length` bytes: up to 72 more. */
export function md5(message: usize, length: u32): void {
  let total = length + 1;
  store<u8>(message + length, 0x80);
  while (total % 64 != 56) store<u8>(message + total++, 0);
  store<u64>(message + total, u64(length) * 8);
  total += 8;
  let a0: u32 = 0x67452301;
  let b0: u32 = 0xefcdab89;
  let c0: u32 = 0x98badcfe;
  let d0: u32 = 0x10325476;
  for (let block: u32 = 0; block < total; block += 64) {
    let a = a0;
    let b = b0;
    let c = c0;
    let d = d0;
    for (let i: u32 = 0; i < 64; i++) {
      let f: u32;
      let g: u32;
      if (i < 16) {
        f = (b & c) | (~b & d);
        g = i;
      } else if (i < 32) {
        f = (d & b) | (~d & c);
        g = (5 * i + 1) & 15;
      } else if (i < 48) {
        f = b ^ c ^ d;
        g = (3 * i + 5) & 15;
      } else {
        f = c ^ (b | ~d);
        g = (7 * i) & 15;
      }
      f = f + a + load<u32>(sines + (i << 2)) + load<u32>(message + block + (g << 2));
      a = d;
      d = c;
      c = b;
      b = b + rotl<u32>(f, load<u32>(shifts + ((((i >> 4) << 2) | (i & 3)) << 2)));
    }
    a0 += a;
    b0 += b;
    c0 += c;
    d0 += d;
  }
  digestHigh = bswap<u32>(a0);
  digestLow = bswap<u32>(b0);
}
