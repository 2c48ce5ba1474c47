/** The sample queries of this endpoint, and how a phrase finds them: by the words they share, nothing cleverer. */

export interface Sample {
  /** Also the tail of the alias of a generated query: letters, digits and hyphens. */
  readonly name: string;
  readonly description: string;
  /** Words that people use for it beyond those of its name and description. */
  readonly also: string;
  /** Over one store of CloudTrail events; `$EDS_ID` stands for the store and `$START` for a time. */
  readonly sql: string;
}

const recent = `FROM $EDS_ID\nWHERE eventTime >= '$START'`;

export const samples: readonly Sample[] = [
  {
    name: 'Top-errors',
    description: 'Which errors calls ended with, and how often, by service and call.',
    also: 'failed failures error codes most common frequent',
    sql: `SELECT eventSource, eventName, errorCode, count(*) AS calls\n${recent} AND errorCode IS NOT NULL\nGROUP BY eventSource, eventName, errorCode\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Denied-calls',
    description: 'Calls that were denied for lack of permission, by who made them.',
    also: 'access denied unauthorized forbidden permission',
    sql: `SELECT userIdentity.arn, eventSource, eventName, count(*) AS calls\n${recent} AND errorCode IN ('AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', 'UnauthorizedOperation')\nGROUP BY userIdentity.arn, eventSource, eventName\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Top-callers',
    description: 'Who made the most calls.',
    also: 'users principals identities active busiest activity',
    sql: `SELECT userIdentity.arn, count(*) AS calls\n${recent}\nGROUP BY userIdentity.arn\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Top-calls',
    description: 'Which operations were called most, by service.',
    also: 'api event names services popular usage count number',
    sql: `SELECT eventSource, eventName, count(*) AS calls\n${recent}\nGROUP BY eventSource, eventName\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Deletions',
    description: 'Who deleted or terminated something, and when.',
    also: 'delete deleted removed terminated destroyed resources',
    sql: `SELECT eventTime, userIdentity.arn, eventSource, eventName, eventID\n${recent} AND readOnly = false AND errorCode IS NULL AND regexp_like(eventName, '^(Delete|Terminate|Remove|Deregister)')\nORDER BY eventTime DESC\nLIMIT 100`,
  },
  {
    name: 'Security-group-changes',
    description: 'Changes of security groups and their rules.',
    also: 'firewall ingress egress ports opened network',
    sql: `SELECT eventTime, userIdentity.arn, eventName, element_at(requestParameters, 'groupId') AS groupId, eventID\n${recent} AND eventSource = 'ec2.amazonaws.com' AND regexp_like(eventName, 'SecurityGroup') AND readOnly = false\nORDER BY eventTime DESC\nLIMIT 100`,
  },
  {
    name: 'Console-sign-ins',
    description: 'Sign-ins to the console, with their outcome and address.',
    also: 'login logins logged signin console password mfa failed',
    sql: `SELECT eventTime, userIdentity.arn, sourceIPAddress, element_at(responseElements, 'ConsoleLogin') AS outcome\n${recent} AND eventName = 'ConsoleLogin'\nORDER BY eventTime DESC\nLIMIT 100`,
  },
  {
    name: 'Root-activity',
    description: 'What the root user of an account did.',
    also: 'root superuser account owner',
    sql: `SELECT eventTime, eventSource, eventName, sourceIPAddress, errorCode\n${recent} AND userIdentity.type = 'Root'\nORDER BY eventTime DESC\nLIMIT 100`,
  },
  {
    name: 'IAM-changes',
    description: 'Changes of users, roles and policies in IAM.',
    also: 'identity permissions policy attached access keys created role user privilege',
    sql: `SELECT eventTime, userIdentity.arn, eventName, errorCode, eventID\n${recent} AND eventSource = 'iam.amazonaws.com' AND readOnly = false\nORDER BY eventTime DESC\nLIMIT 100`,
  },
  {
    name: 'Calls-by-address',
    description: 'Calls by the address they came from.',
    also: 'ip source addresses location where from',
    sql: `SELECT sourceIPAddress, count(*) AS calls, approx_distinct(userIdentity.arn) AS callers\n${recent}\nGROUP BY sourceIPAddress\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Calls-by-region',
    description: 'Calls by Region.',
    also: 'regions unusual where geography',
    sql: `SELECT awsRegion, count(*) AS calls\n${recent}\nGROUP BY awsRegion\nORDER BY calls DESC\nLIMIT 100`,
  },
  {
    name: 'Instances-launched',
    description: 'Who launched EC2 instances, and of which type.',
    also: 'run start ec2 instance launch virtual machine servers',
    sql: `SELECT eventTime, userIdentity.arn, element_at(requestParameters, 'instanceType') AS instanceType, awsRegion, errorCode\n${recent} AND eventName = 'RunInstances'\nORDER BY eventTime DESC\nLIMIT 100`,
  },
];

export interface FoundSample {
  readonly sample: Sample;
  /** Above 0, at most 1: how much of the phrase's words the sample shares, rare words counting for more. */
  readonly relevance: number;
}

/** Best first; samples that share no word with the phrase are left out. */
export function findSamples(phrase: string): readonly FoundSample[] {
  const wanted = new Set(wordsOf(phrase));
  const whole = [...wanted].reduce((sum, word) => sum + weightOf(word), 0);
  return (
    samples
      .map((sample) => {
        const own = new Set(wordsOf(`${sample.name} ${sample.description} ${sample.also}`));
        const shared = [...wanted].filter((word) => own.has(word)).reduce((sum, word) => sum + weightOf(word), 0);
        const named = wordsOf(sample.name).filter((word) => wanted.has(word)).length / wordsOf(sample.name).length;
        return { sample, relevance: whole === 0 ? 0 : shared / whole, named };
      })
      .filter(({ relevance }) => relevance > 0)
      // Among equals, the one that was called by its name.
      .sort((a, b) => b.relevance - a.relevance || b.named - a.named)
      .map(({ sample, relevance }) => ({ sample, relevance }))
  );
}

const emptyWords = new Set(
  'a about all am an and any are as at be by can could did do does for from give had has have how i in is it last list me my of on or our past please query recent same show that the their them there these this those to was we were what when which who with would you'.split(
    ' ',
  ),
);

/** Without the endings of plurals and tenses, and without numbers and words that say nothing. */
const wordsOf = (text: string): readonly string[] =>
  (text.toLowerCase().match(/[a-z]+/g) ?? [])
    .filter((word) => word.length > 1 && !emptyWords.has(word) && !(word in spans))
    .map((word) => word.replace(/(?<=.{3})(?:ies|es|s|ed|ing|ions?)$/, ''));

/** A word that few samples have tells more; one that none has counts as much as the rarest. */
function weightOf(word: string): number {
  const having = samples.filter((sample) =>
    wordsOf(`${sample.name} ${sample.description} ${sample.also}`).includes(word),
  ).length;
  return Math.log(1 + samples.length / Math.max(1, having));
}

/** Days of each word for a span of time. */
const spans: Readonly<Record<string, number>> = {
  hour: 1 / 24,
  hours: 1 / 24,
  today: 1,
  day: 1,
  days: 1,
  yesterday: 2,
  week: 7,
  weeks: 7,
  month: 30,
  months: 30,
  year: 365,
  years: 365,
};
const usualDays = 7;

/** Days that a phrase looks back: `last 3 days`, `past week`; seven when it does not say. */
export function daysOf(phrase: string): number {
  const found = /(?:(\d{1,4})\s+)?\b(hours?|today|days?|yesterday|weeks?|months?|years?)\b/.exec(phrase.toLowerCase());
  const unit = spans[found?.[2] ?? ''];
  return unit === undefined ? usualDays : unit * Math.max(1, Number(found?.[1] ?? 1));
}
