/** Dashboards: their life cycle, and their refresh. */
import { checkStatement } from '../core/query/runQuery.js';
import { fillMarks } from '../core/stores/dashboard.js';
import { ApiError } from './apiErrors.js';
import { aliasOf, refreshDashboard, type Widget } from './dashboardQueries.js';
import { requiredText, type Input } from './input.js';
import { pageOf } from './pages.js';
import type { Operation, Served } from './served.js';
import { without, type DashboardState, type Tag } from './stateFile.js';
import { checkTags } from './tags.js';

const mostDashboards = 100;
const mostWidgets = 10;

export const createDashboard: Operation = async (input, served) => {
  const name = requiredText(input, 'Name', { min: 3, max: 128 });
  const { dashboards } = served.state.read();
  if (Object.hasOwn(dashboards, name))
    throw new ApiError('ConflictException', `There is a dashboard named ${name} already.`);
  if (Object.keys(dashboards).length >= mostDashboards)
    throw new ApiError('ServiceQuotaExceededException', `A Region takes ${mostDashboards} dashboards.`);
  const tags = (input['TagsList'] as readonly Tag[] | undefined) ?? [];
  checkTags(tags);
  const now = Date.now();
  const dashboard: DashboardState = {
    name,
    widgets: await widgetsOf(input, served),
    ...(input['RefreshSchedule'] === undefined ? {} : { refreshSchedule: input['RefreshSchedule'] as object }),
    terminationProtection: input['TerminationProtectionEnabled'] === true,
    status: 'CREATED',
    createdAt: now,
    updatedAt: now,
  };
  keep(dashboard, served);
  if (tags.length > 0)
    served.state.change((all) => ({ ...all, tags: { ...all.tags, [dashboardArn(name, served)]: tags } }));
  const { Status: _, CreatedTimestamp: __, UpdatedTimestamp: ___, ...answer } = described(dashboard, served);
  return { ...answer, TagsList: tags };
};

export const getDashboard: Operation = (input, served) => {
  const { Name: _, ...answer } = described(dashboardOf(input, served), served);
  return answer;
};

export const updateDashboard: Operation = async (input, served) => {
  const before = dashboardOf(input, served);
  const dashboard: DashboardState = {
    ...before,
    ...(input['Widgets'] === undefined ? {} : { widgets: await widgetsOf(input, served) }),
    ...(input['RefreshSchedule'] === undefined ? {} : { refreshSchedule: input['RefreshSchedule'] as object }),
    ...(input['TerminationProtectionEnabled'] === undefined
      ? {}
      : { terminationProtection: input['TerminationProtectionEnabled'] === true }),
    status: 'UPDATED',
    updatedAt: Date.now(),
  };
  keep(dashboard, served);
  const { Status: _, ...answer } = described(dashboard, served);
  return answer;
};

export const deleteDashboard: Operation = (input, served) => {
  const { name, terminationProtection } = dashboardOf(input, served);
  if (terminationProtection)
    throw new ApiError('ConflictException', 'Termination protection is on. Turn it off by UpdateDashboard first.');
  const arn = dashboardArn(name, served);
  served.state.change((all) => ({
    ...all,
    dashboards: without(all.dashboards, name),
    tags: without(all.tags, arn),
    policies: without(all.policies, arn),
  }));
  return {};
};

/** The queries go on after the answer; DescribeQuery tells of them by alias and refresh. */
export const startDashboardRefresh: Operation = async (input, served) => {
  const dashboard = dashboardOf(input, served);
  const values = (input['QueryParameterValues'] as Readonly<Record<string, string>> | undefined) ?? {};
  const { refreshId, failure } = await refreshDashboard(dashboard, values, served);
  const { lastRefreshFailure: _, ...before } = dashboard;
  keep(
    { ...before, lastRefreshId: refreshId, ...(failure === undefined ? {} : { lastRefreshFailure: failure }) },
    served,
  );
  return { RefreshId: refreshId };
};

export const listDashboards: Operation = (input, served) => {
  const prefix = (input['NamePrefix'] as string | undefined) ?? '';
  const dashboards = Object.keys(served.state.read().dashboards)
    .filter((name) => name.startsWith(prefix) && input['Type'] !== 'MANAGED')
    .map((name) => ({ DashboardArn: dashboardArn(name, served), Type: 'CUSTOM' }));
  return pageOf('ListDashboards', 'Dashboards', dashboards, input, served);
};

async function widgetsOf(input: Input, served: Served): Promise<readonly object[]> {
  const widgets = (input['Widgets'] as readonly Widget[] | undefined) ?? [];
  if (widgets.length > mostWidgets)
    throw new ApiError('ServiceQuotaExceededException', `A dashboard takes ${mostWidgets} widgets.`);
  const stores = await served.stores();
  for (const [index, { QueryStatement: text }] of widgets.entries()) {
    // Widgets hold `?` where QueryParameters go in.
    const { problems } = checkStatement(
      fillMarks(text, () => "''"),
      { stores },
    );
    const mistake = problems.find(({ severity }) => severity === 'error');
    if (mistake) throw new ApiError('InvalidQueryStatementException', `Widgets[${index}]: ${mistake.message}`);
  }
  return widgets;
}

function dashboardOf(input: Input, served: Served): DashboardState {
  const reference = requiredText(input, 'DashboardId', { min: 1, max: 256 });
  const name = /^(?:arn:aws[a-z-]*:cloudtrail:[a-z0-9-]+:\d{12}:dashboard\/)?([a-zA-Z0-9_-]{3,128})$/.exec(
    reference,
  )?.[1];
  const { dashboards } = served.state.read();
  const dashboard = name !== undefined && Object.hasOwn(dashboards, name) ? dashboards[name] : undefined;
  if (!dashboard) throw new ApiError('ResourceNotFoundException', `There is no dashboard ${reference} here.`);
  return dashboard;
}

function keep(dashboard: DashboardState, served: Served): void {
  served.state.change((all) => ({ ...all, dashboards: { ...all.dashboards, [dashboard.name]: dashboard } }));
}

const dashboardArn = (name: string, { region, accountId }: Served): string =>
  `arn:aws:cloudtrail:${region}:${accountId}:dashboard/${name}`;

const described = (dashboard: DashboardState, served: Served) => ({
  DashboardArn: dashboardArn(dashboard.name, served),
  Name: dashboard.name,
  Type: 'CUSTOM',
  Status: dashboard.status,
  Widgets: dashboard.widgets.map((widget, index) => ({ ...widget, QueryAlias: aliasOf(dashboard.name, index) })),
  ...(dashboard.refreshSchedule ? { RefreshSchedule: dashboard.refreshSchedule } : {}),
  TerminationProtectionEnabled: dashboard.terminationProtection,
  CreatedTimestamp: dashboard.createdAt / 1000,
  UpdatedTimestamp: dashboard.updatedAt / 1000,
  ...(dashboard.lastRefreshId === undefined ? {} : { LastRefreshId: dashboard.lastRefreshId }),
  ...(dashboard.lastRefreshFailure === undefined ? {} : { LastRefreshFailureReason: dashboard.lastRefreshFailure }),
});
