/** Files packed with zstd: whole, cut, damaged, hostile. Frames are put together here, block by block. */
import { describe, expect, test } from 'vitest';
import { event, readBytes, trail, within } from './reading.js';

/** Made by the zstd tool at level 19 from 20 of our events: literals by Huffman, sequences by FSE, a checksum. */
const packed = Buffer.from(
  'KLUv/WTHDX0HAMILJRlg1wPUP7VyGhK/BxOIopySUYSQnGRBg+CsHVQUX+sTxFP6c76UH+ND+P/v718UXqsThFPqc7qUHqND6P9A0L0IP0IujW2MjUtniZJwrlyw70CsjPW9LI1oTLnJtPFgaVfv7U53gDjjCtuL426nW+lMdAG6QKHDPEkMELzqwz/APr0lq8rNpXOWH/cA9llRtXFWHhc0qBHQbaGUVUpzgIO0OlEUYohACf//iqAI/Smf6ll+1bu8qnf5an9pD5z+0R/pJz7qT17Un7yoN4WJ/FujAQR4CMlphTdSArvEyCgPCUoVfWhL8QXqHX4VAuo5kA==',
  'base64',
);

const magic = Buffer.from([0x28, 0xb5, 0x2f, 0xfd]);
/** Header of a frame with a window of 2 ** (10 + exponent) bytes and no checksum. */
const header = (exponent: number): Buffer => Buffer.concat([magic, Buffer.from([0, exponent << 3])]);
const block = (kind: 0 | 1 | 2 | 3, size: number, content: Uint8Array, last = false): Buffer => {
  const bits = Buffer.alloc(3);
  bits.writeUIntLE((size << 3) | (kind << 1) | Number(last), 0, 3);
  return Buffer.concat([bits, content]);
};
/** `text` as blocks of at most `size` bytes that are not packed. */
function frame(text: string, size = 100, exponent = 10): Buffer {
  const bytes = Buffer.from(text);
  const blocks: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += size) {
    const content = bytes.subarray(at, at + size);
    blocks.push(block(0, content.length, content, at + size >= bytes.length));
  }
  return Buffer.concat([header(exponent), ...blocks]);
}
const repeated = (blocks: number, last = false): Buffer =>
  Buffer.concat(
    Array.from({ length: blocks }, (_, at) => block(1, 128 * 1024, Buffer.from(' '), last && at === blocks - 1)),
  );

describe('zstd', () => {
  test('packed by the zstd tool', async () => {
    const { rows, skipped } = await readBytes(packed);
    expect(skipped).toEqual([]);
    expect(rows.map(({ eventID }) => eventID)).toEqual(Array.from({ length: 20 }, (_, id) => `event-${id}`));
  });

  test('weights of Huffman that never end are refused: the library would read them for ever', async () => {
    const endless = Buffer.from(packed);
    // After the header of 7 bytes, the block's of 3 and the literals' of 3 comes the tree: its size, then its table. All
    // ones give the first symbol the whole of it; a 1 before gives it to the symbol after.
    endless.set([0xf0, 0xff], 14);
    expect((await readBytes(endless)).skipped.join()).toMatch(/weights that never end/);
    endless.set([0x10, 0xf8, 0x01], 14);
    expect((await readBytes(endless)).skipped.join()).toMatch(/weights that never end/);
  });

  const whole: readonly [string, Uint8Array, number][] = [
    ['one frame, many blocks', frame(trail(5)), 5],
    ['two frames', Buffer.concat([frame(trail(2)), frame(trail(3))]), 5],
    [
      'a skippable frame first, as pzstd writes',
      Buffer.concat([Buffer.from([0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]), frame(trail(1))]),
      1,
    ],
    ['an empty frame between', Buffer.concat([frame(''), frame(trail(1)), frame('')]), 1],
  ];
  test.each(whole)('%s', async (_, bytes, count) => {
    const { rows, skipped } = await readBytes(bytes);
    expect([rows.length, skipped]).toEqual([count, []]);
  });

  test('cut at every byte, it keeps its whole records', async () => {
    const bytes = frame(trail(4), 60);
    let most = 0;
    for (let at = 5; at < bytes.length; at += 1) {
      const { rows, skipped } = await readBytes(bytes.subarray(0, at));
      expect(skipped.join(), `cut at ${at}`).toMatch(/cut at byte \d+; \d records? kept/);
      expect(rows.length).toBeGreaterThanOrEqual(most);
      most = rows.length;
    }
    // The last block holds the end of the last record.
    expect(most).toBe(3);
  });

  const refused: readonly [string, Uint8Array, RegExp][] = [
    ['a window of 2 GB', Buffer.concat([header(21), block(0, 0, Buffer.alloc(0), true)]), /window of 2,048 MB/],
    ['a dictionary', Buffer.concat([magic, Buffer.from([1, 0, 7]), block(0, 0, Buffer.alloc(0), true)]), /dictionary/],
    ['a reserved kind of block', Buffer.concat([header(10), block(3, 1, Buffer.alloc(1), true)]), /damaged/],
    ['a block larger than can be', Buffer.concat([header(13), block(1, 0x1fffff, Buffer.alloc(1))]), /damaged/],
    ['text after the frame', Buffer.concat([frame('{"Records":[]}'), Buffer.from('text')]), /damaged: no zstd frame/],
  ];
  test.each(refused)('%s is refused', async (_, bytes, reason) => {
    const { records, skipped } = await readBytes(bytes);
    expect(records).toEqual([]);
    expect(skipped.join()).toMatch(reason);
  });

  test('any one byte changed: never an error, never more records', async () => {
    for (let at = 4; at < packed.length; at += 1) {
      const changed = Buffer.from(packed);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      const { records } = await readBytes(changed);
      expect(records.length).toBeLessThanOrEqual(20);
    }
  });
});

describe('zstd bombs', () => {
  test('1 GiB of blanks in 32 KB', async () => {
    const { skipped } = await within(4_000, () =>
      readBytes(Buffer.concat([frame('{"Records":[').subarray(0, -15), header(13), repeated(8_192, true)])),
    );
    expect(skipped.join()).toMatch(/bomb|damaged/);
    const { skipped: again } = await within(4_000, () =>
      readBytes(Buffer.concat([frame(`{"Records":[${JSON.stringify(event(1))},`), header(13), repeated(8_192, true)])),
    );
    expect(again.join()).toMatch(/decompression bomb; 1 record kept/);
  });

  test('blocks of one byte in a window of 32 MB', async () => {
    const tiny = block(0, 1, Buffer.from(' '));
    const bomb = Buffer.concat([header(15), ...Array.from({ length: 200_000 }, () => tiny)]);
    const { skipped } = await within(4_000, () => readBytes(bomb));
    expect(skipped.join()).toMatch(/next to nothing/);
  });

  test('empty frames with a window of 32 MB each', async () => {
    const empty = Buffer.concat([header(15), block(0, 0, Buffer.alloc(0), true)]);
    const { skipped } = await within(4_000, () =>
      readBytes(Buffer.concat(Array.from({ length: 100_000 }, () => empty))),
    );
    expect(skipped.join()).toMatch(/next to nothing/);
  });
});
