import { describe, expect, it } from 'vitest';
import { languageServerSize } from '../../scripts/lib/languageServerBundle.mjs';

describe('the language server, minified', () => {
  it('loads less than 400 kB at start, the protocol library included, beside its data', async () => {
    const size = await languageServerSize();
    expect(size.total - size.data).toBeLessThan(400_000);
    expect(size.language + size.other).toBeLessThan(220_000);
    expect(size.data).toBeGreaterThan(50_000);
    expect(size.data).toBeLessThan(80_000);
  });

  it('loads completion, quick fixes, rename, layout and the names of AWS when they are first wanted', async () => {
    const { later, laterData, other } = await languageServerSize();
    expect(later - laterData).toBeGreaterThan(100_000);
    expect(laterData).toBeGreaterThan(100_000);
    expect(other).toBeLessThan(40_000);
  });
});
