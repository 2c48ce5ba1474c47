/** Queries of dashboards: their aliases, their parameters, and the runs of a refresh. */
import { randomInt } from 'node:crypto';
import { fillMarks, textLiteral } from '../core/stores/dashboard.js';
import { ApiError } from './apiErrors.js';
import type { StoredQuery } from './queries.js';
import type { Served } from './served.js';
import type { DashboardState } from './stateFile.js';

export interface Widget {
  readonly QueryAlias?: string;
  readonly QueryStatement: string;
  readonly QueryParameters?: readonly string[];
}

/** The alias of a dashboard's widget, counted from 0: begins with a letter, as the service demands. */
export const aliasOf = (dashboard: string, index: number): string => `dashboard.${dashboard}.${index + 1}`;

/** Starts the query of an alias with values for its marks, in their order. */
export async function startAlias(
  alias: string,
  values: readonly string[],
  served: Pick<Served, 'queries' | 'state' | 'invocation' | 'aliases'>,
): Promise<StoredQuery> {
  const widget = widgetOf(alias, served.state.read().dashboards);
  const query = await served.queries.start(statementOf(widget, values), served.invocation);
  served.aliases.add(alias, undefined, query.queryId);
  return query;
}

/** The query ID of an alias' run. Throws QueryIdNotFoundException. */
export function runOf(alias: string, refreshId: string | undefined, { aliases }: Pick<Served, 'aliases'>): string {
  const found = aliases.find(alias, refreshId);
  if (found === undefined)
    throw new ApiError(
      'QueryIdNotFoundException',
      `${alias} was not run here${refreshId === undefined ? '' : ` by the refresh ${refreshId}`} since this endpoint began.`,
    );
  return found;
}

/**
 * Runs every widget's statement. Values of the dashboard's variables (`$StartTime$` and the like) come with the call; one
 * without a value fails its widget, which the dashboard then says.
 */
export async function refreshDashboard(
  dashboard: DashboardState,
  values: Readonly<Record<string, string>>,
  served: Pick<Served, 'queries' | 'aliases'>,
): Promise<{ readonly refreshId: string; readonly failure: string | undefined }> {
  const refreshId = String(randomInt(1_000_000_000, 281_474_976_710_655));
  const failures: string[] = [];
  for (const [index, widget] of (dashboard.widgets as readonly Widget[]).entries()) {
    try {
      const filled = (widget.QueryParameters ?? []).map((parameter) => {
        if (!/^\$[A-Za-z]+\$$/.test(parameter)) return parameter;
        const value = Object.hasOwn(values, parameter) ? values[parameter] : undefined;
        if (value === undefined) throw new ApiError('InvalidParameterException', `${parameter} has no value.`);
        return value;
      });
      const query = await served.queries.start(statementOf(widget, filled), undefined);
      served.aliases.add(aliasOf(dashboard.name, index), refreshId, query.queryId);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      failures.push(`Widget ${index + 1}: ${error.message}`);
    }
  }
  return { refreshId, failure: failures.length === 0 ? undefined : failures.join(' ').slice(0, 1000) };
}

/** A value is one literal, whatever it holds: it cannot become another statement. */
function statementOf({ QueryStatement: statement }: Widget, values: readonly string[]): string {
  let marks = 0;
  const filled = fillMarks(statement, (index) => {
    marks += 1;
    return textLiteral(values[index] ?? '');
  });
  if (marks !== values.length)
    throw new ApiError(
      'InvalidParameterException',
      `The statement has ${marks} parameters (?), and ${values.length} values were given.`,
    );
  return filled;
}

function widgetOf(alias: string, dashboards: Readonly<Record<string, DashboardState>>): Widget {
  const [, name = '', number = ''] = /^dashboard\.(.{3,128})\.(\d{1,2})$/.exec(alias) ?? [];
  const dashboard = Object.hasOwn(dashboards, name) ? dashboards[name] : undefined;
  const widget = dashboard?.widgets[Number(number) - 1] as Widget | undefined;
  if (!widget)
    throw new ApiError(
      'InvalidParameterException',
      `${alias} is no alias of a dashboard's query here; GetDashboard tells them.`,
    );
  return widget;
}
