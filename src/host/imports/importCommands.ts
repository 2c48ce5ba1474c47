import type { Command } from '../commands/registerCommands.js';
import type { ImportCommandId } from './importCommandIds.js';
import { importFromS3, type S3ImportParts } from './importFromS3.js';
import { importFromService } from './importFromService.js';
import { pruneLocalStore } from './pruneLocalStore.js';
import { verifyFolder } from './verifyFolder.js';

export const importCommands = (parts: S3ImportParts): Record<ImportCommandId, Command> => ({
  'lakesql.importFromS3': importFromS3(parts),
  'lakesql.importFromService': importFromService(parts),
  'lakesql.pruneLocalStore': pruneLocalStore(parts.registry, parts.connections),
  'lakesql.verifyFolder': verifyFolder(parts),
});
