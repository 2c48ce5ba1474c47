import * as vscode from 'vscode';
import type { LanguageCatalog } from '../../core/lang/analysis.js';
import { placeOf, type PlaceParts } from '../connections/resolvePlace.js';

/** What the language server is told: all stores, and the chosen one of the active document. */
export function catalogNow(parts: PlaceParts): LanguageCatalog {
  const stores = parts.registry.stores();
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'lakesql') return { stores };
  try {
    const { chosenStore } = placeOf(document.uri, document.getText(), parts);
    return chosenStore ? { stores, chosenStore } : { stores };
  } catch {
    // A head comment that cannot be followed is the runner's to say.
    return { stores };
  }
}
