import * as vscode from 'vscode';

/** What the user chose for one document. */
export interface DocumentBinding {
  readonly connectionId?: string;
  readonly storeId?: string;
}

const storageKey = 'lakesql.bindings';
const remembered = 500;

/** Chosen connection and store per document, kept with the workspace; the latest choice is offered to new files. */
export class DocumentBindings implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly bindings: Map<string, DocumentBinding>;

  constructor(private readonly state: vscode.Memento) {
    const kept: unknown = state.get(storageKey);
    this.bindings = new Map(Array.isArray(kept) ? (kept as unknown[]).filter(isPair) : []);
  }

  of(document: vscode.Uri): DocumentBinding {
    return this.bindings.get(document.toString()) ?? {};
  }

  async choose(document: vscode.Uri, binding: DocumentBinding): Promise<void> {
    const key = document.toString();
    this.bindings.delete(key);
    this.bindings.set(key, binding);
    for (const oldest of [...this.bindings.keys()].slice(0, Math.max(0, this.bindings.size - remembered))) {
      this.bindings.delete(oldest);
    }
    this.changed.fire(document);
    await this.state.update(storageKey, [...this.bindings]);
  }

  /** For files that were never saved: the next one may get the same name. */
  async forget(document: vscode.Uri): Promise<void> {
    if (this.bindings.delete(document.toString())) await this.state.update(storageKey, [...this.bindings]);
  }

  dispose(): void {
    this.changed.dispose();
  }
}

function isPair(entry: unknown): entry is [string, DocumentBinding] {
  if (!Array.isArray(entry)) return false;
  const [key, binding] = entry as unknown[];
  return typeof key === 'string' && typeof binding === 'object' && binding !== null;
}
