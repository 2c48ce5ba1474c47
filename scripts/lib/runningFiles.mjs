// A vitest reporter that keeps the test files now running in test-results/running.json: a run that is ended for its time
// can say what it hung in. It also names each test that passed only when it was tried again.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './run.mjs';

export const runningFilesPath = path.join(root, 'test-results/running.json');

export default class RunningFiles {
  #files = new Set();

  onTestModuleStart(module) {
    this.#files.add(module.relativeModuleId);
    this.#write();
  }

  onTestModuleEnd(module) {
    this.#files.delete(module.relativeModuleId);
    this.#write();
  }

  onTestCaseResult(test) {
    const { state, errors } = test.result();
    if (state !== 'passed' || !(test.diagnostic()?.retryCount > 0)) return;
    const before = errors?.map(({ message }) => message).join('; ') ?? '';
    process.stdout.write(
      `Passed when tried again: ${test.module.relativeModuleId} > ${test.fullName}\n  before: ${before}\n`,
    );
  }

  #write() {
    mkdirSync(path.dirname(runningFilesPath), { recursive: true });
    writeFileSync(runningFilesPath, JSON.stringify([...this.#files]));
  }
}
