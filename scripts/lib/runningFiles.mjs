// A vitest reporter that keeps the test files now running in test-results/running.json: a run that is ended for its time
// can say what it hung in.
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

  #write() {
    mkdirSync(path.dirname(runningFilesPath), { recursive: true });
    writeFileSync(runningFilesPath, JSON.stringify([...this.#files]));
  }
}
