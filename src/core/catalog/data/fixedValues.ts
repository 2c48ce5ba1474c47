/** Values of columns that have a closed or nearly closed list, and of keys in maps, in the notation of `knowledgeText.ts`. */
export const fixedValues = `
useridentity.type eventdata.useridentity.type
 IAMUser = an IAM user with its own credentials
 AssumedRole = temporary credentials of a role
 Root = the root user of the account
 AWSService = a service of AWS on its own account
 AWSAccount = another account
 FederatedUser = credentials of GetFederationToken
 SAMLUser = a user of AssumeRoleWithSAML
 WebIdentityUser = a user of AssumeRoleWithWebIdentity
 IdentityCenterUser = a user of IAM Identity Center
 Role = a role in an event of another account
 Directory = a user of a directory
 Unknown = not known to CloudTrail
useridentity.sessioncontext.sessionissuer.type
 Role = a role
 Root = the root user
 IAMUser = an IAM user
useridentity.sessioncontext.attributes.mfaauthenticated sessioncredentialfromconsole
 true
 false
useridentity.sessioncontext.ec2roledelivery
 1.0 = instance metadata version 1
 2.0 = instance metadata version 2
eventcategory
 Management = calls that manage resources
 Data = calls on the data within resources
 NetworkActivity = calls through a VPC endpoint
 Insight = unusual rates of calls or errors
 ConfigurationItem = states recorded by AWS Config
 Evidence = evidence of Audit Manager
 ActivityAuditLog = events from outside AWS
eventtype
 AwsApiCall = a call of an API
 AwsServiceEvent = something that a service did
 AwsConsoleSignIn = a sign-in to the console
 AwsConsoleAction = an action in the console that is no call
 AwsVpceEvent = a call through a VPC endpoint
 AwsCloudTrailInsight = an Insights event
 AwsConfigurationItem = a configuration item
 ActivityLog = an event from outside AWS
eventversion
 1.11 1.10 1.09 1.08 1.07 1.06 1.05
tlsdetails.tlsversion
 TLSv1.3
 TLSv1.2
 TLSv1.1 = outdated
 TLSv1 = outdated
insightstate
 Start = the unusual rate began
 End = it ended
insighttype
 ApiCallRateInsight = an unusual rate of write calls
 ApiErrorRateInsight = an unusual rate of errors
insightcontext.attributions.attribute
 userIdentityArn userAgent errorCode
eventdata.configurationitemstatus
 OK = an update of a known resource
 ResourceDiscovered = the first item of the resource
 ResourceDeleted = the resource was deleted
 ResourceNotRecorded = discovered, but its type is not recorded
 ResourceDeletedNotRecorded = deleted while its type was not recorded
eventdata.configurationitemversion
 1.3
eventdata.availabilityzone
 Multiple Availability Zones = the resource spans several
 Not Applicable = the resource is in no zone
 Regional = the resource belongs to the Region
eventdata.relationships.name
 Is contained in Vpc = a relation as AWS Config words it
 Is contained in Subnet = a relation as AWS Config words it
 Contains SecurityGroup = a relation as AWS Config words it
 Contains Subnet = a relation as AWS Config words it
 Contains NetworkInterface = a relation as AWS Config words it
 Contains RouteTable = a relation as AWS Config words it
 Contains NetworkAcl = a relation as AWS Config words it
 Contains Instance = a relation as AWS Config words it
 Is attached to Instance = a relation as AWS Config words it
 Is attached to Volume = a relation as AWS Config words it
 Is attached to ElasticIp = a relation as AWS Config words it
 Is attached to InternetGateway = a relation as AWS Config words it
 Is attached to CustomerManagedPolicy = a relation as AWS Config words it
 Is associated with SecurityGroup = a relation as AWS Config words it
eventdata.compliancecheck eventdata.resourcecompliancecheck
 PASS FAIL COMPLIANT NON_COMPLIANT PASSED FAILED
eventdata.datasource
 AWS_Cloudtrail AWS_Config AWS_Security_Hub AWS_API_Call MANUAL
addendum.reason addendum[reason]
 DELIVERY_DELAY = the event came late
 UPDATED_DATA = a field was added or corrected
 SERVICE_OUTAGE = a service could not log at the time
additionaleventdata[MFAUsed]
 Yes = a second factor was used
 No = none was used, or it was checked elsewhere
additionaleventdata[MobileVersion]
 Yes No
additionaleventdata[SignatureVersion]
 SigV4 SigV2
additionaleventdata[AuthenticationMethod]
 AuthHeader QueryString
additionaleventdata[CipherSuite]
 TLS_AES_128_GCM_SHA256 ECDHE-RSA-AES128-GCM-SHA256
additionaleventdata[UserAuthentication]
 MFA PASSWORD
responseelements[ConsoleLogin]
 Success = the sign-in succeeded
 Failure = the sign-in failed
responseelements[CheckMfa] responseelements[SwitchRole] responseelements[ExitRole] responseelements[PasswordUpdated] responseelements[PasswordRecoveryRequested]
 Success Failure
eventdata.configuration[complianceType]
 COMPLIANT NON_COMPLIANT NOT_APPLICABLE INSUFFICIENT_DATA
eventdata.configuration[instanceType] requestparameters[instanceType]
 t3.micro t3.small t3.medium t3.large t4g.micro t4g.small m7i.large m7g.large c7i.large c7g.large r7i.large r7g.large
eventdata.configuration[status] requestparameters[status]
 Active Inactive
requestparameters[ipProtocol]
 tcp udp icmp -1
requestparameters[policyArn]
 arn:aws:iam::aws:policy/AdministratorAccess
 arn:aws:iam::aws:policy/PowerUserAccess
 arn:aws:iam::aws:policy/IAMFullAccess
 arn:aws:iam::aws:policy/ReadOnlyAccess
 arn:aws:iam::aws:policy/SecurityAudit
 arn:aws:iam::aws:policy/AmazonS3FullAccess
 arn:aws:iam::aws:policy/AmazonEC2FullAccess
resources.type
 AWS::S3::Object AWS::S3::Bucket AWS::KMS::Key AWS::IAM::Role AWS::STS::AssumedRole AWS::Lambda::Function AWS::DynamoDB::Table AWS::CloudTrail::EventDataStore AWS::SQS::Queue AWS::SNS::Topic AWS::SecretsManager::Secret AWS::SSM::ManagedInstance AWS::Kinesis::Stream AWS::EC2::Snapshot AWS::RDS::DBCluster AWS::CloudTrail::Channel AWS::S3::AccessPoint AWS::S3ObjectLambda::AccessPoint AWS::S3Outposts::Object AWS::S3Express::Object AWS::Cognito::IdentityPool AWS::Bedrock::AgentAlias AWS::Bedrock::KnowledgeBase AWS::Bedrock::Guardrail AWS::Bedrock::Model AWS::SageMaker::Endpoint AWS::EMRWAL::Workspace AWS::GuardDuty::Detector AWS::CodeWhisperer::Profile AWS::QBusiness::Application AWS::XRay::Trace AWS::Timestream::Database AWS::Timestream::Table AWS::MedicalImaging::Datastore AWS::ManagedBlockchain::Node AWS::SSMMessages::ControlChannel AWS::PCAConnectorAD::Connector AWS::FinSpace::Environment AWS::GreengrassV2::ComponentVersion AWS::IoT::Certificate AWS::AppConfig::Configuration AWS::CloudFront::KeyValueStore AWS::B2BI::Transformer AWS::RUM::AppMonitor AWS::StepFunctions::StateMachine AWS::SWF::Domain AWS::VerifiedPermissions::PolicyStore
`;
