export type QueryStatus = 'queued' | 'running' | 'finished' | 'failed' | 'cancelled' | 'timedOut';

export const isTerminal = (status: QueryStatus): boolean => status !== 'queued' && status !== 'running';
