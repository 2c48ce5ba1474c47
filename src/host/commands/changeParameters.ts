import { parametersOf, type Parameter } from '../../core/query/parameters.js';
import { checkStatement } from '../../core/query/runQuery.js';
import type { StoreRegistry } from '../connections/storeRegistry.js';
import { hostErrors } from '../hostErrors.js';
import { allStatements } from '../running/findStatements.js';
import type { ParameterValues } from '../running/parameterValues.js';
import type { Command } from './registerCommands.js';
import { snapshotOfEditor } from './runQuery.js';

/** Asks again for every parameter of the file. */
export const changeParameters =
  (values: ParameterValues, registry: StoreRegistry): Command =>
  async () => {
    const { document, text, startedAt } = snapshotOfEditor();
    const found = new Map<string, Parameter>();
    for (const statement of allStatements(text)) {
      const checked = checkStatement(statement.text, { stores: registry.stores() });
      for (const parameter of checked.statement ? parametersOf(checked.statement, checked.analysis) : []) {
        if (!found.has(parameter.name)) found.set(parameter.name, parameter);
      }
    }
    if (found.size === 0) throw hostErrors.noParameters();
    await values.ask(document, [...found.values()], 'all', startedAt);
  };
