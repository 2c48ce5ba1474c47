/** Milliseconds of processor time that `action` takes; waiting for a busy machine does not count. */
export function cpuMilliseconds(action: () => unknown): number {
  const before = process.cpuUsage();
  action();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
