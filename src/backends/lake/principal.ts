/** Who AWS takes the caller for. */
export interface CallerIdentity {
  /** Twelve digits. */
  readonly account: string;
  /** Such as `arn:aws:sts::111122223333:assumed-role/Analyst/alice`. */
  readonly arn: string;
}

/** `Analyst/alice` of an assumed role, `user/alice` of a user: the end of the ARN, for people. */
export function principalName(arn: string): string {
  const resource = arn.split(':').slice(5).join(':');
  return resource.startsWith('assumed-role/') ? resource.slice('assumed-role/'.length) : resource || arn;
}
