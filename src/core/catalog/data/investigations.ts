/**
 * Whole statements for usual investigations. `{trail}`, `{config}`, `{insights}`, `{activity}` stand for event data
 * stores, `{start}` and `{end}` for times, `{name='text'}` and `{name=10}` for what the user fills in.
 */
export interface Investigation {
  readonly title: string;
  /** Words to find it by. */
  readonly prefix: string;
  readonly help: string;
  readonly text: string;
}

const actor = 'coalesce(userIdentity.sessionContext.sessionIssuer.arn, userIdentity.arn) AS actor';
const when = "WHERE eventTime >= {start} AND eventTime < {end}";

export const investigations: readonly Investigation[] = [
  {
    title: 'Who changed a resource',
    prefix: 'who-changed resource-changes',
    help: 'Every changing call that mentions one resource, newest first, with the identity behind it.',
    text: `-- Who changed this resource?
SELECT eventTime, eventName, eventSource, awsRegion, errorCode,
  ${actor},
  sourceIPAddress, userAgent, eventID
FROM {trail}
${when}
  AND readOnly = false
  AND strpos(eventJson, {resource_id='i-0123456789abcdef0'}) > 0
ORDER BY eventTime DESC
LIMIT {limit=200}`,
  },
  {
    title: 'Deletions by service',
    prefix: 'deletions who-deleted',
    help: 'Calls that delete, stop or remove things, counted by service and event name.',
    text: `-- What was deleted, stopped or removed?
SELECT eventSource, eventName, count(*) AS calls, approx_distinct(userIdentity.arn) AS callers, max(eventTime) AS latest
FROM {trail}
${when}
  AND readOnly = false AND errorCode IS NULL
  AND regexp_like(eventName, '^(Delete|Terminate|Remove|Deregister|Purge|Release|Disable|Stop)')
GROUP BY eventSource, eventName
ORDER BY calls DESC`,
  },
  {
    title: 'What a person or role did',
    prefix: 'identity-activity what-did',
    help: 'All calls of one identity, made directly or in a session of the role.',
    text: `-- What did this person or role do?
SELECT eventTime, eventSource, eventName, awsRegion, sourceIPAddress, readOnly, errorCode, eventID
FROM {trail}
${when}
  AND (userIdentity.arn = {arn='arn:aws:iam::111122223333:role/example'}
    OR userIdentity.sessionContext.sessionIssuer.arn = {arn='arn:aws:iam::111122223333:role/example'})
ORDER BY eventTime`,
  },
  {
    title: 'Use of an access key',
    prefix: 'access-key-use',
    help: 'What was called with one access key, from where, and what failed.',
    text: `-- What was done with this access key?
SELECT eventSource, eventName, awsRegion, sourceIPAddress,
  count(*) AS calls, count_if(errorCode IS NOT NULL) AS failed,
  min(eventTime) AS earliest, max(eventTime) AS latest
FROM {trail}
${when}
  AND userIdentity.accessKeyId = {access_key_id='AKIAIOSFODNN7EXAMPLE'}
GROUP BY eventSource, eventName, awsRegion, sourceIPAddress
ORDER BY earliest`,
  },
  {
    title: 'Logging switched off',
    prefix: 'logging-off guard-rails',
    help: 'Calls that stop or weaken CloudTrail, AWS Config, GuardDuty, Security Hub, flow logs or keys.',
    text: `-- Who switched off logging or detection?
SELECT eventTime, eventSource, eventName, awsRegion, sourceIPAddress, errorCode,
  ${actor}
FROM {trail}
${when}
  AND eventName IN (
    'StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors', 'DeleteEventDataStore', 'StopEventDataStoreIngestion',
    'StopConfigurationRecorder', 'DeleteConfigurationRecorder', 'DeleteDeliveryChannel',
    'DeleteDetector', 'UpdateDetector', 'DisassociateFromMasterAccount', 'DisableSecurityHub', 'BatchDisableStandards',
    'DeleteFlowLogs', 'DisableKey', 'ScheduleKeyDeletion'
  )
ORDER BY eventTime DESC`,
  },
  {
    title: 'Activity of the root user',
    prefix: 'root-activity',
    help: 'Calls made with the credentials of the root user, without those that services make for it.',
    text: `-- What did the root user do?
SELECT eventTime, eventSource, eventName, awsRegion, sourceIPAddress, userAgent, errorCode, eventID
FROM {trail}
${when}
  AND userIdentity.type = 'Root'
  AND userIdentity.invokedBy IS NULL
  AND eventType <> 'AwsServiceEvent'
ORDER BY eventTime DESC`,
  },
  {
    title: 'Sign-ins without MFA',
    prefix: 'sign-ins-without-mfa console-login-mfa',
    help: 'Successful console sign-ins of the root user and IAM users without a second factor.',
    text: `-- Who signed in without MFA? (Federated sign-ins always say No: their second factor is checked elsewhere.)
SELECT eventTime, userIdentity.type AS identity_type, userIdentity.arn AS identity, sourceIPAddress, userAgent, awsRegion
FROM {trail}
${when}
  AND eventName = 'ConsoleLogin'
  AND userIdentity.type IN ('Root', 'IAMUser')
  AND element_at(responseElements, 'ConsoleLogin') = 'Success'
  AND element_at(additionalEventData, 'MFAUsed') = 'No'
ORDER BY eventTime DESC`,
  },
  {
    title: 'Failed sign-ins by address',
    prefix: 'failed-sign-ins',
    help: 'Addresses with many failed console sign-ins.',
    text: `-- Where do failed sign-ins come from?
SELECT sourceIPAddress,
  count(*) AS failures,
  approx_distinct(coalesce(userIdentity.userName, userIdentity.principalId)) AS names_tried,
  min(eventTime) AS earliest, max(eventTime) AS latest, arbitrary(errorMessage) AS sample_message
FROM {trail}
${when}
  AND eventName = 'ConsoleLogin'
  AND element_at(responseElements, 'ConsoleLogin') = 'Failure'
GROUP BY sourceIPAddress
HAVING count(*) >= {at_least=5}
ORDER BY failures DESC`,
  },
  {
    title: 'Roles that were assumed',
    prefix: 'assumed-roles assume-role',
    help: 'Who assumed which role, and the temporary access key that came of it.',
    text: `-- Who assumed which role? Look for issued_key in userIdentity.accessKeyId of later events.
SELECT eventTime, userIdentity.arn AS caller, userIdentity.invokedBy AS service,
  element_at(requestParameters, 'roleArn') AS role,
  element_at(requestParameters, 'roleSessionName') AS session_name,
  json_extract_scalar(element_at(responseElements, 'credentials'), '$.accessKeyId') AS issued_key,
  sharedEventID
FROM {trail}
${when}
  AND eventSource = 'sts.amazonaws.com'
  AND eventName IN ('AssumeRole', 'AssumeRoleWithSAML', 'AssumeRoleWithWebIdentity')
  AND errorCode IS NULL
ORDER BY eventTime`,
  },
  {
    title: 'Chains of assumed roles',
    prefix: 'role-chains assume-role-chain',
    help: 'Roles assumed with the credentials of a role that was assumed before. Keep the time short.',
    text: `-- Which roles were assumed from a session of another role?
SELECT a.eventTime AS first_hop, a.userIdentity.arn AS origin, element_at(a.requestParameters, 'roleArn') AS via_role,
  b.eventTime AS second_hop, element_at(b.requestParameters, 'roleArn') AS target_role
FROM {trail} AS a
INNER JOIN {trail} AS b
  ON b.userIdentity.accessKeyId = json_extract_scalar(element_at(a.responseElements, 'credentials'), '$.accessKeyId')
WHERE a.eventTime >= {start} AND a.eventTime < {end}
  AND b.eventTime >= {start} AND b.eventTime < {end}
  AND a.eventName = 'AssumeRole' AND b.eventName = 'AssumeRole'
  AND a.errorCode IS NULL AND b.errorCode IS NULL
ORDER BY first_hop`,
  },
  {
    title: 'Calls from other accounts',
    prefix: 'cross-account other-accounts',
    help: 'Calls whose caller belongs to another account than the resources.',
    text: `-- Which other accounts call us, and for what?
SELECT userIdentity.accountId AS caller_account, recipientAccountId, eventSource, eventName,
  count(*) AS calls, max(eventTime) AS latest
FROM {trail}
${when}
  AND userIdentity.accountId IS NOT NULL
  AND userIdentity.accountId <> recipientAccountId
GROUP BY userIdentity.accountId, recipientAccountId, eventSource, eventName
ORDER BY calls DESC`,
  },
  {
    title: 'New permissions and credentials',
    prefix: 'new-permissions privilege-grants',
    help: 'IAM users, keys, passwords and policies that were made or attached.',
    text: `-- Who gave whom new permissions or long-lived credentials?
SELECT eventTime, eventName, userIdentity.arn AS caller,
  coalesce(element_at(requestParameters, 'userName'), element_at(requestParameters, 'roleName'),
    element_at(requestParameters, 'groupName')) AS target,
  element_at(requestParameters, 'policyArn') AS policy
FROM {trail}
${when}
  AND eventSource = 'iam.amazonaws.com' AND errorCode IS NULL
  AND eventName IN (
    'CreateUser', 'CreateAccessKey', 'CreateLoginProfile', 'UpdateLoginProfile', 'AddUserToGroup', 'DeactivateMFADevice',
    'AttachUserPolicy', 'AttachRolePolicy', 'AttachGroupPolicy', 'PutUserPolicy', 'PutRolePolicy', 'UpdateAssumeRolePolicy'
  )
ORDER BY eventTime DESC`,
  },
  {
    title: 'Denied calls by identity',
    prefix: 'denied-calls access-denied',
    help: 'Who was refused what, and how often.',
    text: `-- Who was refused, and what?
SELECT ${actor},
  eventSource, eventName, errorCode,
  count(*) AS refusals, max(eventTime) AS latest, arbitrary(errorMessage) AS sample_message
FROM {trail}
${when}
  AND errorCode IN ('AccessDenied', 'AccessDeniedException', 'Client.UnauthorizedOperation', 'UnauthorizedOperation', 'VpceAccessDenied')
GROUP BY 1, 2, 3, 4
ORDER BY refusals DESC
LIMIT {limit=100}`,
  },
  {
    title: 'Security groups opened to the world',
    prefix: 'open-security-groups',
    help: 'Ingress rules that let in any address, and who added them.',
    text: `-- Which security groups were opened to any address?
SELECT eventTime, awsRegion,
  ${actor},
  element_at(requestParameters, 'groupId') AS security_group,
  element_at(requestParameters, 'ipPermissions') AS permissions
FROM {trail}
${when}
  AND eventSource = 'ec2.amazonaws.com'
  AND eventName IN ('AuthorizeSecurityGroupIngress', 'ModifySecurityGroupRules')
  AND errorCode IS NULL
  AND (strpos(eventJson, '"0.0.0.0/0"') > 0 OR strpos(eventJson, '"::/0"') > 0)
ORDER BY eventTime DESC`,
  },
  {
    title: 'Buckets made public',
    prefix: 'public-buckets bucket-exposure',
    help: 'Calls that change policies, ACLs and the public access block of buckets.',
    text: `-- Who changed who may reach a bucket?
SELECT eventTime, eventName, userIdentity.arn AS caller, element_at(requestParameters, 'bucketName') AS bucket, errorCode
FROM {trail}
${when}
  AND eventSource = 's3.amazonaws.com'
  AND eventName IN (
    'PutBucketPolicy', 'DeleteBucketPolicy', 'PutBucketAcl', 'PutBucketPublicAccessBlock', 'DeleteBucketPublicAccessBlock',
    'PutAccountPublicAccessBlock', 'DeleteAccountPublicAccessBlock'
  )
ORDER BY eventTime DESC`,
  },
  {
    title: 'Reads and writes of objects',
    prefix: 'object-access bucket-access',
    help: 'Data events of one bucket, with the bytes that went out.',
    text: `-- Who reads and writes the objects of this bucket?
SELECT eventTime, eventName, userIdentity.arn AS caller, sourceIPAddress,
  element_at(requestParameters, 'key') AS object_key,
  element_at(additionalEventData, 'bytesTransferredOut') AS bytes_out
FROM {trail}
${when}
  AND eventCategory = 'Data' AND eventSource = 's3.amazonaws.com'
  AND element_at(requestParameters, 'bucketName') = {bucket='example-bucket'}
ORDER BY eventTime DESC
LIMIT {limit=500}`,
  },
  {
    title: 'Use of a KMS key',
    prefix: 'kms-key-use key-use',
    help: 'Which identities use one key, and for what.',
    text: `-- Who uses this key?
SELECT coalesce(userIdentity.sessionContext.sessionIssuer.arn, userIdentity.arn, userIdentity.invokedBy) AS actor,
  eventName, count(*) AS calls, max(eventTime) AS latest
FROM {trail}
${when}
  AND eventSource = 'kms.amazonaws.com'
  AND any_match(resources, r -> r.ARN = {key_arn='arn:aws:kms:us-east-1:111122223333:key/example'})
GROUP BY 1, 2
ORDER BY calls DESC`,
  },
  {
    title: 'Denials at VPC endpoints',
    prefix: 'vpc-endpoint-denials',
    help: 'Network activity events that the policy of a VPC endpoint refused.',
    text: `-- What did the policies of VPC endpoints refuse?
SELECT eventTime, vpcEndpointId, eventSource, eventName, userIdentity.arn AS caller, recipientAccountId
FROM {trail}
${when}
  AND eventCategory = 'NetworkActivity' AND errorCode = 'VpceAccessDenied'
ORDER BY eventTime DESC`,
  },
  {
    title: 'Outdated TLS versions',
    prefix: 'old-tls tls-versions',
    help: 'Callers that still use TLS 1.0 or 1.1.',
    text: `-- Who still calls with an outdated TLS version?
SELECT tlsDetails.tlsVersion AS tls_version, eventSource, userAgent, count(*) AS calls, max(eventTime) AS latest
FROM {trail}
${when}
  AND tlsDetails.tlsVersion IN ('TLSv1', 'TLSv1.1')
GROUP BY tlsDetails.tlsVersion, eventSource, userAgent
ORDER BY calls DESC`,
  },
  {
    title: 'Changes in unexpected Regions',
    prefix: 'unexpected-regions',
    help: 'Changing calls outside of the Regions that are in use.',
    text: `-- What was changed in Regions that we do not use?
SELECT awsRegion, eventSource, eventName, userIdentity.arn AS caller, count(*) AS calls
FROM {trail}
${when}
  AND readOnly = false AND awsRegion NOT IN ({region='us-east-1'}, {other_region='ap-northeast-1'})
GROUP BY awsRegion, eventSource, eventName, userIdentity.arn
ORDER BY calls DESC`,
  },
  {
    title: 'Activity by hour',
    prefix: 'activity-by-hour',
    help: 'Reading, writing and failing calls of each hour.',
    text: `-- How much happened, hour by hour?
SELECT date_trunc('hour', eventTime) AS hour,
  count_if(readOnly) AS reads, count_if(NOT readOnly) AS writes, count_if(errorCode IS NOT NULL) AS errors
FROM {trail}
${when}
GROUP BY 1
ORDER BY 1`,
  },
  {
    title: 'History of a configuration item',
    prefix: 'config-history',
    help: 'Recorded states of one resource in the order of AWS Config.',
    text: `-- How did the configuration of this resource change?
SELECT eventData.configurationItemCaptureTime AS captured,
  eventData.configurationItemStatus AS status,
  eventData.configurationStateId AS state_id,
  CAST(eventData.configuration AS JSON) AS configuration,
  CAST(eventData.supplementaryConfiguration AS JSON) AS supplementary,
  CAST(eventData.tags AS JSON) AS tags,
  CAST(eventData.relationships AS JSON) AS relationships
FROM {config}
${when}
  AND eventData.resourceType = {resource_type='AWS::EC2::SecurityGroup'}
  AND eventData.resourceId = {resource_id='sg-0123456789abcdef0'}
ORDER BY CAST(eventData.configurationStateId AS bigint)`,
  },
  {
    title: 'Resources that changed most',
    prefix: 'most-changed',
    help: 'Resources with the most configuration items.',
    text: `-- Which resources changed most often?
SELECT eventData.resourceType AS type, eventData.resourceId AS id,
  max_by(eventData.resourceName, eventTime) AS latest_name,
  count(*) AS items, max(eventTime) AS latest
FROM {config}
${when}
  AND eventData.resourceType <> 'AWS::Config::ResourceCompliance'
GROUP BY eventData.resourceType, eventData.resourceId
ORDER BY items DESC
LIMIT {limit=50}`,
  },
  {
    title: 'Resources found and deleted',
    prefix: 'found-and-deleted resource-turnover',
    help: 'How many resources of each type appeared and went.',
    text: `-- What appeared and what went?
SELECT eventData.resourceType AS type, eventData.configurationItemStatus AS status, count(*) AS items
FROM {config}
${when}
  AND eventData.configurationItemStatus IN ('ResourceDiscovered', 'ResourceDeleted')
GROUP BY eventData.resourceType, eventData.configurationItemStatus
ORDER BY items DESC`,
  },
  {
    title: 'Latest state of a type of resource',
    prefix: 'latest-state config-latest',
    help: 'The last recorded configuration of each resource of one type.',
    text: `-- How do the resources of this type look now?
SELECT eventData.resourceId AS id,
  max_by(eventData.configurationItemStatus, eventTime) AS status,
  max_by(CAST(eventData.configuration AS JSON), eventTime) AS configuration,
  max(eventTime) AS latest
FROM {config}
${when}
  AND eventData.resourceType = {resource_type='AWS::EC2::SecurityGroup'}
GROUP BY eventData.resourceId`,
  },
  {
    title: 'Compliance by type of resource',
    prefix: 'compliance-counts',
    help: 'How many resources of each type comply now.',
    text: `-- How many resources comply, by type?
SELECT s.type, s.compliance, count(*) AS resources
FROM (
  SELECT element_at(eventData.configuration, 'targetResourceType') AS type, eventData.resourceId AS id,
    max_by(element_at(eventData.configuration, 'complianceType'), eventTime) AS compliance
  FROM {config}
  ${when}
    AND eventData.resourceType = 'AWS::Config::ResourceCompliance'
  GROUP BY element_at(eventData.configuration, 'targetResourceType'), eventData.resourceId
) AS s
GROUP BY s.type, s.compliance
ORDER BY resources DESC`,
  },
  {
    title: 'Compliance by rule',
    prefix: 'compliance-by-rule',
    help: 'Evaluations of each AWS Config rule, and how many resources they concern.',
    text: `-- Which rules fail, and for how many resources?
SELECT json_extract_scalar(r.rule, '$.configRuleName') AS rule_name,
  json_extract_scalar(r.rule, '$.complianceType') AS compliance,
  count(*) AS evaluations, approx_distinct(c.eventData.resourceId) AS resources
FROM {config} AS c,
  UNNEST(CAST(json_parse(element_at(c.eventData.configuration, 'configRuleList')) AS array(json))) AS r (rule)
WHERE c.eventTime >= {start} AND c.eventTime < {end}
  AND c.eventData.resourceType = 'AWS::Config::ResourceCompliance'
GROUP BY 1, 2
ORDER BY resources DESC`,
  },
  {
    title: 'Compliance history of a resource',
    prefix: 'compliance-history when-non-compliant',
    help: 'When a resource became compliant or not, and by which rules.',
    text: `-- When did this resource stop complying?
SELECT eventData.configurationItemCaptureTime AS captured,
  element_at(eventData.configuration, 'complianceType') AS compliance,
  element_at(eventData.configuration, 'configRuleList') AS rules
FROM {config}
${when}
  AND eventData.resourceType = 'AWS::Config::ResourceCompliance'
  AND eventData.resourceId = concat({resource_type='AWS::EC2::SecurityGroup'}, '/', {resource_id='sg-0123456789abcdef0'})
ORDER BY CAST(eventData.configurationStateId AS bigint)`,
  },
  {
    title: 'Configuration changes with their callers',
    prefix: 'change-and-caller config-join',
    help: 'Joins configuration items with the calls shortly before them that name the same resource.',
    text: `-- Which call led to which configuration change?
SELECT c.eventTime AS recorded, c.eventData.resourceId AS id, c.eventData.configurationItemStatus AS status,
  e.eventTime AS called, e.eventName, e.sourceIPAddress,
  coalesce(e.userIdentity.sessionContext.sessionIssuer.arn, e.userIdentity.arn) AS actor
FROM {config} AS c
LEFT JOIN {trail} AS e
  ON e.recipientAccountId = c.recipientAccountId
  AND e.awsRegion = c.awsRegion
  AND e.eventTime >= {start} AND e.eventTime < {end}
  AND e.eventTime BETWEEN date_add('minute', -15, c.eventTime) AND date_add('minute', 1, c.eventTime)
  AND e.readOnly = false AND e.errorCode IS NULL
  AND strpos(e.eventJson, c.eventData.resourceId) > 0
WHERE c.eventTime >= {start} AND c.eventTime < {end}
  AND c.eventData.resourceType = {resource_type='AWS::EC2::SecurityGroup'}
ORDER BY recorded DESC`,
  },
  {
    title: 'One timeline of calls and configuration',
    prefix: 'timeline calls-and-config',
    help: 'Calls and configuration items about one resource, in one list.',
    text: `-- What happened to this resource, in one list?
SELECT eventTime, 'call' AS kind, eventName AS what, userIdentity.arn AS who, eventID
FROM {trail}
${when}
  AND readOnly = false
  AND strpos(eventJson, {resource_id='sg-0123456789abcdef0'}) > 0
UNION ALL
SELECT eventTime, 'configuration' AS kind, eventData.configurationItemStatus AS what, NULL AS who, eventID
FROM {config}
${when}
  AND (eventData.resourceId = {resource_id='sg-0123456789abcdef0'}
    OR eventData.resourceId LIKE concat('%/', {resource_id='sg-0123456789abcdef0'}))
ORDER BY eventTime`,
  },
  {
    title: 'Insights with start and end',
    prefix: 'insights-paired',
    help: 'Unusual rates of calls or errors, each with its beginning, its end and the usual rate.',
    text: `-- When did unusual rates begin and end?
SELECT s.insightEventSource, s.insightEventName, s.insightType, s.eventTime AS began, e.eventTime AS ended,
  s.insightContext.baselineAverage AS usual_rate, s.insightContext.insightAverage AS rate
FROM {insights} AS s
LEFT JOIN {insights} AS e
  ON e.sharedEventID = s.sharedEventID AND e.insightState = 'End'
  AND e.eventTime >= {start}
WHERE s.eventTime >= {start} AND s.eventTime < {end}
  AND s.insightState = 'Start'
ORDER BY began DESC`,
  },
  {
    title: 'Activity outside of AWS',
    prefix: 'outside-activity non-aws',
    help: 'Events that other systems sent, by source, action and person.',
    text: `-- What do other systems report?
SELECT eventData.eventSource AS source, eventData.eventName AS action, eventData.userIdentity.principalId AS who,
  count(*) AS events
FROM {activity}
${when}
GROUP BY eventData.eventSource, eventData.eventName, eventData.userIdentity.principalId
ORDER BY events DESC`,
  },
  {
    title: 'Events by tag of the principal',
    prefix: 'by-principal-tag',
    help: 'Counts events by a tag of their callers; for stores that are enriched with tags.',
    text: `-- How much does each team call? (The store must be enriched with tags of principals.)
SELECT element_at(eventContext.tagContext.principalTags, {tag_key='team'}) AS tag, eventSource, count(*) AS events
FROM {trail}
${when}
GROUP BY 1, 2
ORDER BY events DESC`,
  },
];
