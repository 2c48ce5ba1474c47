/** Time that a view's own thread has worked: what else runs on the machine does not count. */
import type { Page } from 'playwright-core';

/** A clock of the page's main thread, in milliseconds since it began. */
export async function viewClock(page: Page): Promise<() => Promise<number>> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  return async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN) * 1000;
  };
}
