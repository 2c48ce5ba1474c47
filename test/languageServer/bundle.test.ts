import { describe, expect, it } from 'vitest';
import { languageServerSize } from '../../scripts/lib/languageServerBundle.mjs';

describe('the language server, minified', () => {
  /** What editors load at start. The data (names of events, shapes, schemas, functions) is counted apart. */
  it('is small: under 450 kB without the data, which is under 300 kB', async () => {
    const size = await languageServerSize();
    expect(size.total - size.data).toBeLessThan(450_000);
    expect(size.data).toBeGreaterThan(50_000);
    expect(size.data).toBeLessThan(300_000);
  });

  it('holds no layout, which is loaded with its first use', async () => {
    const { layout, other } = await languageServerSize();
    expect(layout).toBeGreaterThan(40_000);
    expect(other).toBeLessThan(40_000);
  });
});
