// Eyes and hands for tests in the extension host: what a person sees and types, over a local address, since VS Code's
// API shows neither notifications nor the inside of an input box.
import { createServer } from 'node:http';

/**
 * `POST {"do": "notifications" | "input" | "type" | "press" | "grid", "text"?}` answers
 * `{"answer"}`. Resolves with the address and `close()`.
 */
export async function servePage(page) {
  const actions = {
    notifications: () => page.locator('.notifications-center .notification-list-item').allInnerTexts(),
    /** Title and validation message of the input box or list that is open, or null. */
    input: async () => {
      const widget = page.locator('.quick-input-widget:visible');
      if ((await widget.count()) === 0) return null;
      // It may close between two looks: then there is none.
      const soon = { timeout: 1_000 };
      const title = await widget
        .locator('.quick-input-title')
        .innerText(soon)
        .catch(() => null);
      if (title === null) return null;
      return {
        title: title.trim(),
        message: (
          await widget
            .locator('.quick-input-message')
            .innerText(soon)
            .catch(() => '')
        ).trim(),
        rows: await widget.locator('.monaco-list-row').allInnerTexts(),
      };
    },
    type: async (text) => {
      await page.locator('.quick-input-widget:visible input.input').fill(text);
      return null;
    },
    press: async (text) => {
      await page.keyboard.press(text);
      return null;
    },
    /** Cells of the results view that is shown, row by row. */
    grid: async () => {
      const frames = page.frames();
      for (const frame of frames.toReversed()) {
        const visible = await frame
          .locator('[role=grid]')
          .isVisible()
          .catch(() => false);
        if (!visible) continue;
        return frame.evaluate(() => {
          const shown = (name, within) =>
            [...within.querySelectorAll(`[role=${name}]`)].filter((element) => element.checkVisibility());
          return shown('row', document)
            .map((row) => shown('gridcell', row).map((cell) => cell.textContent))
            .filter((cells) => cells.length > 0);
        });
      }
      return null;
    },
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      Promise.resolve()
        .then(() => {
          const { do: name, text } = JSON.parse(body);
          return actions[name](text);
        })
        .then(
          (answer) => response.end(JSON.stringify({ answer })),
          (error) => response.writeHead(500).end(String(error)),
        );
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
