import { describe, expect, it } from 'vitest';
import { languageServerSize } from '../../scripts/lib/languageServerBundle.mjs';

describe('the language server, minified', () => {
  /** What editors load at start. Of the rest, the protocol library is the largest part, which is not ours to make small. */
  it('is small at start: our own code under 300 kB, its data under 80 kB, all under 600 kB', async () => {
    const size = await languageServerSize();
    expect(size.language + size.other).toBeLessThan(300_000);
    expect(size.data).toBeGreaterThan(50_000);
    expect(size.data).toBeLessThan(80_000);
    expect(size.total).toBeLessThan(600_000);
  });

  it('loads layout and the names of AWS when they are first wanted', async () => {
    const { layout, knowledge, other } = await languageServerSize();
    expect(layout).toBeGreaterThan(40_000);
    expect(knowledge).toBeGreaterThan(100_000);
    expect(other).toBeLessThan(40_000);
  });
});
