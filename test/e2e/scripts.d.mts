export function installBrowser(): Promise<string>;
export function startEditor(options: {
  readonly folder: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string>>;
}): Promise<{ readonly address: string; readonly url: string; stop(): Promise<void> }>;
