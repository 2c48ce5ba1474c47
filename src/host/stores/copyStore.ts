import * as vscode from 'vscode';
import type { Command } from '../commands/registerCommands.js';
import { storeOfNode } from '../commands/stores.js';
import { storePlaceOf, type LakeParts } from './lakePlace.js';

export const copyStoreArn =
  (parts: LakeParts): Command =>
  async (node) => {
    const place = await storePlaceOf(node, parts);
    if (place) await vscode.env.clipboard.writeText(place.arn);
  };

/** For a statement: the service takes a store by its ID alone. */
export const copyFromClause =
  ({ registry }: LakeParts): Command =>
  async (node) => {
    const store = storeOfNode(node, registry);
    if (store) await vscode.env.clipboard.writeText(`FROM ${store.id}`);
  };
