import { describe, expect, it } from 'vitest';
import type { Vocabulary } from '../../../src/core/catalog/vocabulary.js';
import type { LanguageCatalog } from '../../../src/core/lang/analysis.js';
import { mostValues } from '../../../src/core/lang/completionValueItems.js';
import { accepted, completeMarked, inOrder, knowledge } from './completing.js';
import { catalog, config, prod, store, trail } from './stores.js';

const insights = store('33333333-3333-3333-3333-333333333333', 'insights', 'Insight');
const stores: LanguageCatalog = { stores: [...catalog.stores, insights] };

/** The first items are these, in this order; `not` are not among any. */
const first = (marked: string, expected: readonly string[], not: readonly string[] = [], known = stores): void => {
  const labels = inOrder(completeMarked(marked, known));
  expect(labels.slice(0, expected.length), marked).toEqual(expected);
  for (const label of not) expect(labels, marked).not.toContain(label);
};

/** These are offered, wherever. */
const offers = (marked: string, expected: readonly string[], not: readonly string[] = [], known = stores): void => {
  const labels = completeMarked(marked, known).items.map(({ label }) => label);
  expect(labels, marked).toEqual(expect.arrayContaining([...expected]));
  for (const label of not) expect(labels, marked).not.toContain(label);
};

const accept = (marked: string, label: string, known = stores): string => {
  const item = completeMarked(marked, known).items.find((each) => each.label === label);
  expect(item, `${label} in ${marked}`).toBeDefined();
  return accepted(marked.replace('|', ''), item!);
};

const where = 'SELECT 1 FROM trail WHERE';

describe('values of columns', () => {
  it.each([
    [`${where} eventName = |`, ['RunInstances', 'StartInstances']],
    [`${where} eventName = 'Assume|'`, ['AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity']],
    [`${where} eventName = 'assumerole|'`, ['AssumeRole']],
    [`${where} eventName <> 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} eventName != 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} 'ConsoleL|' = eventName`, ['ConsoleLogin']],
    [`${where} ConsoleL| = eventName`, ['ConsoleLogin']],
    [`${where} eventName IN ('StopLog|')`, ['StopLogging']],
    [`${where} eventName IN ('DeleteTrail', 'StopLog|`, ['StopLogging']],
    [`${where} eventName IN ('DeleteTrail', StopLog|`, ['StopLogging']],
    [`${where} eventName NOT IN ('StopLog|')`, ['StopLogging']],
    [`${where} 'StopLog|' IN (eventName, errorCode)`, ['StopLogging']],
    [`${where} eventName LIKE 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} eventName LIKE '%ConsoleL|'`, ['ConsoleLogin']],
    [`${where} eventName NOT LIKE 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} eventName IS DISTINCT FROM 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} regexp_like(eventName, '^(StopLogging|ConsoleL|)$')`.replace('g|C', 'g\u0001C'), []],
    [`${where} starts_with(eventSource, 's3|')`, ['s3.amazonaws.com']],
    [`SELECT CASE eventName WHEN 'ConsoleL|' THEN 1 END FROM trail`, ['ConsoleLogin']],
    [`SELECT CASE eventName WHEN ConsoleL| THEN 1 END FROM trail`, ['ConsoleLogin']],
    [`SELECT CASE WHEN eventName = 'ConsoleL|' THEN 1 END FROM trail`, ['ConsoleLogin']],
    [`SELECT count_if(eventName = 'ConsoleL|') FROM trail`, ['ConsoleLogin']],
    [`SELECT count(*) FILTER (WHERE eventName = 'ConsoleL|') FROM trail`, ['ConsoleLogin']],
    [`SELECT eventName AS n FROM trail GROUP BY 1 HAVING max(eventName) = 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} nullif(eventName, 'ConsoleL|') IS NULL`, ['ConsoleLogin']],
    [`${where} coalesce(errorCode, 'AccessDenied|') = 'x'`, ['AccessDenied', 'AccessDeniedException']],
    [`${where} contains(ARRAY['StopLog|'], eventName)`, ['StopLogging']],
    [`${where} lower(eventName) = 'consolel|'`, ['consolelogin']],
    [`${where} upper(eventName) = 'CONSOLEL|'`, ['CONSOLELOGIN']],
    [`${where} trim(eventName) = 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} CAST(eventName AS varchar) = 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} (eventName) = ('ConsoleL|')`, ['ConsoleLogin']],
    [`${where} json_extract_scalar(eventJson, '$.eventName') = 'ConsoleL|'`, ['ConsoleLogin']],
    [`${where} eventSource = 'cloudt|'`, ['cloudtrail.amazonaws.com', 'cloudtrail-data.amazonaws.com']],
    [`${where} eventName = 'StopLogging' AND eventSource = '|'`, ['cloudtrail.amazonaws.com']],
    [`${where} awsRegion = |`, ['us-east-1', 'us-east-2']],
    [`${where} awsRegion = 'ap-north|'`, ['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3']],
    [`${where} errorCode = '|'`, ['AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation']],
    [`${where} userIdentity.type = |`, ['IAMUser', 'AssumedRole', 'Root']],
    [`${where} userIdentity.type IN ('Root', '|')`, ['IAMUser', 'AssumedRole', 'AWSService']],
    [`${where} userIdentity.sessionContext.sessionIssuer.type = '|'`, ['Role', 'Root', 'IAMUser']],
    [`${where} userIdentity.sessionContext.attributes.mfaAuthenticated = '|'`, ['true', 'false']],
    [`${where} eventCategory = '|'`, ['Management', 'Data', 'NetworkActivity']],
    [`${where} eventType = '|'`, ['AwsApiCall', 'AwsServiceEvent', 'AwsConsoleSignIn']],
    [`${where} tlsDetails.tlsVersion = '|'`, ['TLSv1.3', 'TLSv1.2', 'TLSv1.1']],
    [`${where} element_at(resources, 1).type = '|'`, ['AWS::S3::Object', 'AWS::S3::Bucket']],
    [`${where} any_match(resources, r -> r.type = 'AWS::KMS::K|')`, ['AWS::KMS::Key']],
    [`${where} element_at(additionalEventData, 'MFAUsed') = |`, ['Yes', 'No']],
    [`${where} additionalEventData['MFAUsed'] = '|'`, ['Yes', 'No']],
    [`${where} element_at(responseElements, 'ConsoleLogin') = '|'`, ['Success', 'Failure']],
    [`${where} json_extract_scalar(eventJson, '$.additionalEventData.MFAUsed') = '|'`, ['Yes', 'No']],
    [
      `SELECT 1 FROM config WHERE eventData.resourceType = 'AWS::EC2::In|'`,
      ['AWS::EC2::Instance', 'AWS::EC2::InternetGateway'],
    ],
    [
      `SELECT 1 FROM config WHERE eventData.configurationItemStatus = |`,
      ['OK', 'ResourceDiscovered', 'ResourceDeleted'],
    ],
    [
      `SELECT 1 FROM config WHERE any_match(eventData.relationships, r -> r.resourceType = 'AWS::EC2::VPC|')`,
      ['AWS::EC2::VPC'],
    ],
    [
      `SELECT 1 FROM config WHERE element_at(eventData.configuration, 'complianceType') = '|'`,
      ['COMPLIANT', 'NON_COMPLIANT'],
    ],
    [`SELECT 1 FROM insights WHERE insightState = |`, ['Start', 'End']],
    [
      `SELECT 1 FROM insights WHERE insightEventSource = 'iam.amazonaws.com' AND insightEventName = 'CreateU|'`,
      ['CreateUser'],
    ],
    [`WITH t AS (SELECT eventName AS n FROM trail) SELECT 1 FROM t WHERE n = 'ConsoleL|'`, ['ConsoleLogin']],
    [`SELECT 1 FROM (SELECT userIdentity.type AS kind FROM trail) x WHERE x.kind = '|'`, ['IAMUser', 'AssumedRole']],
    [`SELECT 1 FROM trail a JOIN trail b ON a.eventName = 'ConsoleL|'`, ['ConsoleLogin']],
    [`SELECT 1 FROM trail t WHERE EXISTS (SELECT 1 FROM config WHERE t.eventName = 'ConsoleL|')`, ['ConsoleLogin']],
    [`SELECT 1 FROM $EDS_ID WHERE eventName = 'ConsoleL|'`, ['ConsoleLogin']],
    [`SELECT 1; ${where} eventName = 'ConsoleL|'; SELECT 2`, ['ConsoleLogin']],
    [`${where} eventName = 'ConsoleL|' AND eventTime > '2026-01-01' -- it''s\n;`, ['ConsoleLogin']],
    [`${where} eventName = 'ConsoleL|\n  AND eventTime > '2026-01-01'`, ['ConsoleLogin']],
    [`${where} eventName = 'ConsoleL| AND eventTime > '2026-01-01'`, ['ConsoleLogin']],
    [`${where} eventName IN ('ConsoleL|, 'StopLogging')`, ['ConsoleLogin']],
    [`${where} eventName = 'ConsoleL|ogin'`, ['ConsoleLogin']],
    [`${where} eventTime >= '|'`, ['2026-01-01 00:00:00', '2026-02-01 00:00:00']],
    [`${where} eventTime BETWEEN '|' AND now()`, ['2026-01-01 00:00:00', '2026-02-01 00:00:00']],
    [`SELECT date_trunc('|', eventTime) FROM trail`, ['hour', 'day', 'minute']],
    [`SELECT date_add('|', -1, eventTime) FROM trail`, ['hour', 'day', 'minute']],
    [`SELECT date_diff(mon|, eventTime, now()) FROM trail`, ['month']],
    [`SELECT date_format(eventTime, '|') FROM trail`, ['%Y-%m-%d']],
    [`SELECT format_datetime(eventTime, '|') FROM trail`, ['yyyy-MM-dd']],
    [`SELECT eventTime AT TIME ZONE 'Asia/To|' FROM trail`, ['Asia/Tokyo']],
    [`SELECT at_timezone(now(), 'Asia/To|')`, ['Asia/Tokyo']],
  ])('%s', (marked, expected) => first(marked.replace('\u0001', ''), expected));

  it('has thousands of names and no more than can be shown', () => {
    const count = [...knowledge.eventNames.values()].reduce((sum, names) => sum + names.length, 0);
    expect(count).toBeGreaterThan(3_000);
    expect(knowledge.eventNames.size).toBeGreaterThan(120);
    expect(knowledge.resourceTypes.length).toBeGreaterThan(600);
    expect(knowledge.errorCodes.length).toBeGreaterThan(150);
    const all = completeMarked(`${where} eventName = '|'`, stores);
    expect(all).toMatchObject({ isIncomplete: true });
    expect(all.items).toHaveLength(mostValues);
    expect(completeMarked(`${where} eventName = 'ConsoleLogi|'`, stores).isIncomplete).toBe(false);
  });

  it('knows names by their source, in the same branch and of the same table only', () => {
    const kms = `eventSource = 'kms.amazonaws.com'`;
    offers(`${where} ${kms} AND eventName = '|'`, ['Decrypt'], ['RunInstances']);
    offers(
      `${where} eventName = '|' AND eventSource IN ('kms.amazonaws.com', 'sts.amazonaws.com')`,
      ['Decrypt', 'AssumeRole'],
      ['RunInstances'],
    );
    offers(
      `${where} (${kms} AND eventName = 'x') OR (eventSource = 'iam.amazonaws.com' AND eventName = '|')`,
      ['CreateUser'],
      ['Decrypt'],
    );
    offers(`${where} eventSource <> 'kms.amazonaws.com' AND eventName = '|'`, ['RunInstances']);
    offers(`SELECT 1 FROM trail a JOIN trail b ON a.eventID = b.eventID WHERE a.${kms} AND b.eventName = 'Run|'`, [
      'RunInstances',
    ]);
    offers(
      `WITH t AS (SELECT * FROM trail WHERE ${kms}) SELECT 1 FROM t WHERE eventName = '|'`,
      ['Decrypt'],
      ['RunInstances'],
    );
    offers(`SELECT CASE WHEN ${kms} THEN if(eventName = '|', 1) END FROM trail`, ['Decrypt'], ['RunInstances']);
    const item = completeMarked(`${where} eventName = 'AssumeRole|'`, stores).items[0];
    expect(item?.labelDetails?.description).toBe('sts.amazonaws.com');
  });

  it('is brief about texts of any length', () => {
    const path = `$${'.a'.repeat(5_000)}`;
    offers(`SELECT json_extract(eventJson, '${path}.|') FROM trail`, []);
    offers(`${where} regexp_like(eventName, '${'x'.repeat(9_000)} Run|')`, ['RunInstances']);
    offers(`${where} eventSource = 'no.such.source' AND eventName = 'Run|'`, ['RunInstances']);
  });

  it('leaves out what stands in the list already, and says what Regions are', () => {
    first(`${where} awsRegion IN ('us-east-1', |)`, ['us-east-2'], ['us-east-1']);
    const tokyo = completeMarked(`${where} awsRegion = 'ap-northeast-1|'`, stores).items[0];
    expect(JSON.stringify(tokyo?.documentation)).toContain('Tokyo');
  });

  it.each([
    [`${where} eventName = |`, 'RunInstances', `${where} eventName = 'RunInstances'`],
    [`${where} eventName = Run|`, 'RunInstances', `${where} eventName = 'RunInstances'`],
    [`${where} eventName = '|'`, 'RunInstances', `${where} eventName = 'RunInstances'`],
    [`${where} eventName = 'Run|Foo' AND 1 = 1`, 'RunInstances', `${where} eventName = 'RunInstances' AND 1 = 1`],
    [`${where} eventName = 'Run|\n AND 1 = 1`, 'RunInstances', `${where} eventName = 'RunInstances'\n AND 1 = 1`],
    [`${where} eventName = '|`, 'RunInstances', `${where} eventName = 'RunInstances'`],
    [`${where} eventName IN ('Run|, 'x')`, 'RunInstances', `${where} eventName IN ('RunInstances', 'x')`],
    [`${where} eventName IN (|)`, 'RunInstances', `${where} eventName IN ('RunInstances')`],
    [`${where} eventName LIKE '%Run|%'`, 'RunInstances', `${where} eventName LIKE '%RunInstances'`],
    [
      `${where} regexp_like(eventSource, '^kms|')`,
      'kms.amazonaws.com',
      `${where} regexp_like(eventSource, '^kms\\.amazonaws\\.com')`,
    ],
    [`${where} regexp_like(eventName, '^(Stop|)')`, 'StopLogging', `${where} regexp_like(eventName, '^(StopLogging)')`],
    [`${where} Run| = eventName`, 'RunInstances', `${where} 'RunInstances' = eventName`],
    [`${where} eventTime > |`, "date_add('day', -7, now())", `${where} eventTime > date_add('day', -7, now())`],
    [`${where} eventTime > |`, '2026-01-01 00:00:00', `${where} eventTime > '2026-01-01 00:00:00'`],
    [`${where} readOnly = |`, 'FALSE', `${where} readOnly = FALSE`],
  ])('accepts in %s', (marked, label, expected) => expect(accept(marked, label)).toBe(expected));

  it('gives an editor a filter text that what is typed matches', () => {
    for (const marked of [`${where} eventName = 'Run|'`, `${where} eventName = 'Run|`, `${where} eventName = Run|`]) {
      const item = completeMarked(marked, stores).items.find(({ label }) => label === 'RunInstances');
      const start = (item?.textEdit as { range: { start: { character: number } } }).range.start.character;
      expect(item?.filterText?.startsWith(marked.slice(start, marked.indexOf('|'))), marked).toBe(true);
    }
  });
});

describe('keys of maps', () => {
  const run = `${where} eventName = 'RunInstances' AND`;
  it.each([
    [
      `${run} element_at(requestParameters, '|')`,
      ['instancesSet', 'instanceType', 'imageId', 'userData'],
      ['bucketName'],
    ],
    [`${run} element_at(requestParameters, |) = 'x'`, ['instancesSet'], ['bucketName']],
    [`${run} element_at(requestParameters, '|`, ['instancesSet'], ['bucketName']],
    [`${run} requestParameters['|']`, ['instancesSet'], ['bucketName']],
    [`${run} requestParameters['|`, ['instancesSet'], ['bucketName']],
    [`${run} requestParameters[|]`, ['instancesSet'], ['bucketName']],
    [`${run} element_at(responseElements, '|')`, ['reservationId', 'instancesSet'], ['imageId']],
    [
      `SELECT element_at(requestParameters, '|') FROM trail WHERE eventName IN ('PutBucketPolicy')`,
      ['bucketName', 'bucketPolicy'],
      ['groupId'],
    ],
    [
      `SELECT element_at(requestParameters, '|') FROM trail WHERE eventSource = 'sts.amazonaws.com'`,
      ['roleArn', 'roleSessionName'],
      ['bucketName'],
    ],
    [`SELECT element_at(requestParameters, '|') FROM trail`, ['userName', 'bucketName', 'roleName'], []],
    [
      `SELECT element_at(additionalEventData, '|') FROM trail WHERE eventName = 'ConsoleLogin'`,
      ['MFAUsed', 'LoginTo', 'MobileVersion'],
      [],
    ],
    [
      `SELECT CASE WHEN eventName = 'CreateUser' THEN element_at(requestParameters, '|') END FROM trail WHERE eventName <> 'x'`,
      ['userName', 'permissionsBoundary'],
      ['bucketName'],
    ],
    [`SELECT if(eventName = 'AssumeRole', element_at(requestParameters, '|')) FROM trail`, ['roleArn'], ['bucketName']],
    [
      `SELECT max_by(element_at(requestParameters, '|'), eventTime) FILTER (WHERE eventName = 'AssumeRole') FROM trail`,
      ['roleArn'],
      ['bucketName'],
    ],
    [
      `WITH t AS (SELECT * FROM trail WHERE eventName = 'AssumeRole') SELECT element_at(requestParameters, '|') FROM t`,
      ['roleArn'],
      ['bucketName'],
    ],
    [
      `SELECT element_at(p, '|') FROM (SELECT requestParameters p FROM trail WHERE eventName = 'AssumeRole') x`,
      ['roleArn'],
      ['bucketName'],
    ],
    [
      `SELECT element_at(eventData.configuration, '|') FROM config WHERE eventData.resourceType = 'AWS::EC2::SecurityGroup'`,
      ['groupId', 'ipPermissions', 'vpcId'],
      ['functionName'],
    ],
    [
      `SELECT element_at(eventData.supplementaryConfiguration, '|') FROM config WHERE eventData.resourceType = 'AWS::S3::Bucket'`,
      ['BucketPolicy'],
      ['groupId'],
    ],
    [
      `SELECT element_at(a.requestParameters, '|') FROM trail a JOIN trail b ON a.eventID = b.eventID WHERE a.eventName = 'AssumeRole' AND b.eventName = 'RunInstances'`,
      ['roleArn'],
      ['instanceType'],
    ],
    [`SELECT map_keys(requestParameters), element_at(resources, |) FROM trail`, [], ['bucketName']],
  ])('%s', (marked, expected, not) => offers(marked, expected, not));

  it('accepts keys that need no escape and those that do', () => {
    expect(accept(`${run} requestParameters['inst|`, 'instanceType')).toBe(`${run} requestParameters['instanceType'`);
    expect(
      accept(`SELECT element_at(requestParameters, '|') FROM trail WHERE eventName = 'PutObject'`, 'x-amz-acl'),
    ).toContain("element_at(requestParameters, 'x-amz-acl')");
  });
});

describe('JSON paths', () => {
  const json = (path: string, rest = ''): string =>
    `SELECT json_extract_scalar(eventJson, '${path}') FROM trail ${rest}`;
  it.each([
    [json('|'), ['eventVersion', 'userIdentity', 'eventName', 'requestParameters'], ['eventData']],
    [json('$|'), ['userIdentity'], []],
    [json('$.|'), ['userIdentity', 'resources', 'resources[0]'], []],
    [json('$.user|'), ['userIdentity', 'userAgent'], ['eventName']],
    [json('$.userIdentity.|'), ['arn', 'sessionContext', 'type'], ['eventName']],
    [json('$.userIdentity.sessionContext.sessionIssuer.|'), ['arn', 'userName'], []],
    [json('$.resources[0].|'), ['ARN', 'accountId', 'type'], []],
    [
      json('$.requestParameters.|', "WHERE eventName = 'AuthorizeSecurityGroupIngress'"),
      ['groupId', 'ipPermissions'],
      ['bucketName'],
    ],
    [
      json('$.requestParameters.ipPermissions.|', "WHERE eventName = 'AuthorizeSecurityGroupIngress'"),
      ['items', 'items[0]'],
      ['groupId'],
    ],
    [
      json('$.requestParameters.ipPermissions.items[0].|', "WHERE eventName = 'AuthorizeSecurityGroupIngress'"),
      ['fromPort', 'ipRanges'],
      ['groupId'],
    ],
    [
      `SELECT json_extract(element_at(requestParameters, 'ipPermissions'), '$.items[0].|') FROM trail WHERE eventName = 'AuthorizeSecurityGroupIngress'`,
      ['fromPort', 'toPort', 'ipProtocol'],
      ['groupId'],
    ],
    [
      `SELECT json_extract(json_parse(requestParameters['ipPermissions']), '$.|') FROM trail WHERE eventName = 'AuthorizeSecurityGroupIngress'`,
      ['items', 'items[0]'],
      [],
    ],
    [
      `SELECT json_extract_scalar(element_at(responseElements, 'credentials'), '$.|') FROM trail WHERE eventName = 'AssumeRole'`,
      ['accessKeyId', 'expiration'],
      [],
    ],
    [
      `SELECT json_extract(CAST(requestParameters AS JSON), '$.|') FROM trail WHERE eventName = 'AssumeRole'`,
      ['roleArn'],
      [],
    ],
    [`SELECT json_extract(json_extract(eventJson, '$.userIdentity'), '$.|') FROM trail`, ['arn'], ['eventName']],
    [
      `SELECT json_extract(CAST(eventData.configuration AS JSON), '$.|') FROM config WHERE eventData.resourceType = 'AWS::EC2::Instance'`,
      ['instanceType', 'securityGroups', 'securityGroups[0]'],
      [],
    ],
    [
      `SELECT json_extract_scalar(element_at(eventData.configuration, 'state'), '$.|') FROM config WHERE eventData.resourceType = 'AWS::EC2::Instance'`,
      ['name', 'code'],
      [],
    ],
    [`SELECT json_extract(eventJson, '$.|') FROM config`, ['eventData'], ['userIdentity']],
    [
      `SELECT json_extract(eventJson, '$.eventData.configuration.|') FROM config WHERE eventData.resourceType = 'AWS::EC2::Instance'`,
      ['instanceType'],
      [],
    ],
    [`SELECT json_extract(eventJson, |) FROM trail`, ['userIdentity', 'eventName'], []],
    [`SELECT json_size(eventJson, '$.res|') FROM trail`, ['resources'], []],
    [`SELECT json_extract(eventJson, '$.|`, ['userIdentity'], []],
    [`SELECT json_value(eventJson, 'lax $.|') FROM trail`, ['userIdentity'], []],
    [`WITH t AS (SELECT eventJson j FROM trail) SELECT json_extract(j, '$.|') FROM t`, ['userIdentity'], []],
    [json("$.a['|"), [], ['userIdentity']],
    [json('$.nothing.|'), [], ['userIdentity']],
    [`SELECT json_extract(errorMessage, '$.|') FROM trail`, [], ['userIdentity']],
  ])('%s', (marked, expected, not) => offers(marked, expected, not));

  it.each([
    [json('|'), 'userIdentity', json('$.userIdentity')],
    [json('$|'), 'userIdentity', json('$.userIdentity')],
    [json('$.us|'), 'userIdentity', json('$.userIdentity')],
    [json('$.us|er.arn'), 'userIdentity', json('$.userIdentity.arn')],
    [json('$.userIdentity.|'), 'arn', json('$.userIdentity.arn')],
    [json('$.res|'), 'resources[0]', json('$.resources[0]')],
    [
      'SELECT json_extract(eventJson, user|) FROM trail',
      'userIdentity',
      "SELECT json_extract(eventJson, '$.userIdentity') FROM trail",
    ],
  ])('accepts in %s', (marked, label, expected) => expect(accept(marked, label)).toBe(expected));
});

const seen: Vocabulary = {
  values: [
    {
      path: 'awsregion',
      seen: [
        ['ap-northeast-1', 90],
        ['us-east-1', 4],
      ],
    },
    {
      path: 'useridentity.arn',
      seen: [
        ["arn:aws:iam::111122223333:user/o'brien", 7],
        ['arn:aws:iam::111122223333:role/${x}', 3],
      ],
    },
    { path: 'recipientaccountid', seen: [['111122223333', 94]] },
  ],
  eventNames: [
    { source: 'internal.example.com', name: 'RunReport', count: 40 },
    { source: 'ec2.amazonaws.com', name: 'TerminateInstances', count: 12 },
  ],
  shapes: [
    {
      owner: 'RunReport',
      map: 'requestparameters',
      paths: [['reportId'], ['filter'], ['filter', 'from'], ['lines'], ['lines', '[]', 'no'], ["it's"], ['a b']],
    },
    { owner: '*', map: 'eventcontext.tagcontext.principaltags', paths: [['team']] },
  ],
};
const learned: LanguageCatalog = { stores: stores.stores, vocabularies: new Map([[trail.id, seen]]) };

describe('what a store was seen to hold', () => {
  it.each([
    [`${where} eventName = '|'`, ['RunReport', 'TerminateInstances', 'RunInstances']],
    [`${where} eventName = 'Run|'`, ['RunReport', 'RunInstances']],
    [`${where} eventSource = 'internal.example.com' AND eventName = '|'`, ['RunReport']],
    [`${where} awsRegion = '|'`, ['ap-northeast-1', 'us-east-1', 'us-east-2']],
    [`${where} recipientAccountId = |`, ['111122223333']],
    [`${where} element_at(requestParameters, '|') = '' AND eventName = 'RunReport'`, ['reportId', 'filter', 'lines']],
    [
      `SELECT json_extract(element_at(requestParameters, 'filter'), '$.|') FROM trail WHERE eventName = 'RunReport'`,
      ['from'],
    ],
    [
      `SELECT json_extract(eventJson, '$.requestParameters.lines[0].|') FROM trail WHERE eventName = 'RunReport'`,
      ['no'],
    ],
    [`${where} element_at(eventContext.tagContext.principalTags, '|') = 'x'`, ['team']],
  ])('%s', (marked, expected) => first(marked, expected, [], learned));

  it('counts for the stores of the statement only', () => {
    offers(`SELECT 1 FROM "prod trail" WHERE eventName = 'Run|'`, ['RunInstances'], ['RunReport'], learned);
    offers(`SELECT 1 FROM $EDS_ID WHERE eventName = 'Run|'`, ['RunReport'], [], { ...learned, chosenStore: trail });
    offers(`SELECT 1 FROM $EDS_ID WHERE eventName = 'Run|'`, [], ['RunReport'], { ...learned, chosenStore: prod });
    expect(config.id).not.toBe(trail.id);
  });

  it('writes quotes twice, and marks of snippets as they are', () => {
    expect(accept(`${where} userIdentity.arn = '|'`, "arn:aws:iam::111122223333:user/o'brien", learned)).toBe(
      `${where} userIdentity.arn = 'arn:aws:iam::111122223333:user/o''brien'`,
    );
    expect(accept(`${where} userIdentity.arn = |`, 'arn:aws:iam::111122223333:role/${x}', learned)).toBe(
      `${where} userIdentity.arn = 'arn:aws:iam::111122223333:role/\${x}'`,
    );
    expect(
      accept(`${where} eventName = 'RunReport' AND element_at(requestParameters, '|') = ''`, "it's", learned),
    ).toContain("element_at(requestParameters, 'it''s')");
    expect(accept(`SELECT json_extract(eventJson, '|') FROM trail`, 'userIdentity', learned)).toContain(
      "'$.userIdentity'",
    );
    expect(
      accept(
        `SELECT json_extract(CAST(requestParameters AS JSON), '|') FROM trail WHERE eventName = 'RunReport'`,
        'a b',
        learned,
      ),
    ).toContain(`'$["a b"]'`);
  });

  it('says how often', () => {
    const item = completeMarked(`${where} awsRegion = '|'`, learned).items[0];
    expect(item?.labelDetails?.description).toBe('90 ×');
  });
});
