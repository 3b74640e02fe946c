metadata description = 'What an operator is told of without looking: one alert for each thing that docs/operations.md says what to do about.'

@description('Where the alerts live.')
param location string

@description('Tags of every resource.')
param tags object = {}

@description('The log workspace that Application Insights writes to.')
param workspaceId string

@description('Who is told.')
param operatorEmail string

@description('How many silos there are to be at least.')
@minValue(1)
param silos int = 1

@description('How many frontends there are to be at least.')
@minValue(1)
param frontends int = 1

@description('The memory that each silo and frontend may use.')
@minValue(256)
param memoryLimitMegabytes int = 2048

@description('The processors that each silo and frontend may use.')
@minValue(1)
param processors int = 1

@description('What names of resources begin with.')
param namePrefix string = 'connectnow'

// These ask for earlier reports first: a new service is not mourned while its first silo is still being made.
var lookingBack = ['no-silo', 'no-frontend', 'ingestion-missing', 'no-backup']

var alerts = [
  {
    name: 'no-silo'
    title: 'Too few silos'
    description: 'Fewer silos than there are to be have reported for ten minutes. With none, nothing can be said.'
    severity: 0
    window: 'PT10M'
    query: 'AppMetrics | where Name == "connectnow.chats.active" and AppRoleName endswith "connectnow-silo" | summarize Oldest = min(TimeGenerated), Silos = dcountif(AppRoleInstance, TimeGenerated > ago(10m)) | where Oldest < ago(30m) and Silos < ${silos}'
  }
  {
    name: 'no-frontend'
    title: 'Too few frontends'
    description: 'Fewer frontends than there are to be have reported for ten minutes.'
    severity: 0
    window: 'PT10M'
    query: 'AppMetrics | where Name == "connectnow.connections" and AppRoleName endswith "connectnow-frontend" | summarize Oldest = min(TimeGenerated), Frontends = dcountif(AppRoleInstance, TimeGenerated > ago(10m)) | where Oldest < ago(30m) and Frontends < ${frontends}'
  }
  {
    name: 'ingestion-missing'
    title: 'Nothing is reported'
    description: 'Nothing at all has arrived for fifteen minutes: either everything is down, or nobody is watching.'
    severity: 0
    window: 'PT15M'
    query: 'AppMetrics | where Name startswith "connectnow." | summarize Oldest = min(TimeGenerated), Reports = countif(TimeGenerated > ago(15m)) | where Oldest < ago(30m) and Reports == 0'
  }
  {
    name: 'frontends-failing'
    title: 'Frontends answer with faults'
    description: 'More than one request of a hundred was answered with 5xx.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "http.server.request.duration" | extend Status = toint(Properties["http.response.status_code"]) | summarize Faults = sumif(ItemCount, Status >= 500), Requests = sum(ItemCount) | where Faults > 10 and Faults * 100 > Requests'
  }
  {
    name: 'storage-errors'
    title: 'Storage fails'
    description: 'Calls to storage have failed. Messages wait in the browsers meanwhile.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name in ("connectnow.storage.errors", "orleans-storage-read-errors", "orleans-storage-write-errors") | summarize Errors = sum(Sum) | where Errors > 10'
  }
  {
    name: 'commit-latency'
    title: 'Commits are slow'
    description: 'Of the commits that were traced, one of a hundred took longer than a second.'
    severity: 2
    window: 'PT15M'
    query: 'AppDependencies | where Name == "chat commit" | summarize Slowest = percentile(DurationMs, 99), Commits = count() | where Commits >= 20 and Slowest > 1000'
  }
  {
    name: 'resync-storm'
    title: 'Frames get lost'
    description: 'Frontends fetch what frames should have brought, or connections are too slow, far more often than people come back.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name == "connectnow.resyncs" and tostring(Properties["reason"]) in ("lost_frame", "slow_connection") | summarize Resyncs = sum(Sum) | where Resyncs > 1000'
  }
  {
    name: 'refused-joins'
    title: 'Somebody guesses'
    description: 'Wrong passwords or codes, or wrong tokens, in numbers that people do not reach by mistake.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name in ("connectnow.join.refusals", "connectnow.sign_in.refusals", "connectnow.access.refusals") and tostring(Properties["reason"]) in ("wrong_password", "wrong_code", "too_many_tries", "wrong_credential", "wrong_operator_token") | summarize Refusals = sum(Sum) | where Refusals > 500'
  }
  {
    name: 'mail-failing'
    title: 'Mail is not delivered'
    description: 'The mail provider refuses mails, or they expired before they could be sent: people wait for their codes.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "connectnow.mails" and tostring(Properties["result"]) in ("refused", "expired") | summarize Failures = sum(Sum) | where Failures > 5'
  }
  {
    name: 'mail-waiting'
    title: 'Mail piles up'
    description: 'More than a hundred mails wait for the provider.'
    severity: 1
    window: 'PT15M'
    query: 'AppMetrics | where Name == "connectnow.mails.waiting" | summarize Waiting = avg(Sum) by AppRoleInstance | summarize Waiting = sum(Waiting) | where Waiting > 100'
  }
  {
    name: 'no-backup'
    title: 'No backup'
    description: 'No backup of the chats was finished within 36 hours.'
    severity: 1
    window: 'P1D'
    // A service that has not reported for so long has had no night yet.
    query: 'AppMetrics | where Name startswith "connectnow." | summarize Oldest = min(TimeGenerated), Backups = countif(Name == "connectnow.backups" and tostring(Properties["result"]) == "finished" and TimeGenerated > ago(36h)) | where Oldest < ago(36h) and Backups == 0'
  }
  {
    name: 'memory'
    title: 'A process uses much memory'
    description: 'The working set of a silo or frontend is above 85 % of what it may have.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name == "dotnet.process.memory.working_set" | summarize Bytes = avg(Sum) by AppRoleName, AppRoleInstance | where Bytes > ${memoryLimitMegabytes} * 1048576.0 * 0.85'
  }
  {
    name: 'processor'
    title: 'A process uses much CPU'
    description: 'A silo or frontend has used more than 85 % of its processors for fifteen minutes.'
    severity: 2
    window: 'PT15M'
    query: 'AppMetrics | where Name == "dotnet.process.cpu.time" | summarize Seconds = sum(Sum), From = min(TimeGenerated), To = max(TimeGenerated) by AppRoleName, AppRoleInstance | extend Span = datetime_diff("second", To, From) | where Span >= 600 and Seconds / Span > ${processors} * 0.85'
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: '${namePrefix}-operators'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'operators'
    enabled: true
    emailReceivers: [
      {
        name: 'operator'
        emailAddress: operatorEmail
        useCommonAlertSchema: true
      }
    ]
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in alerts: {
    name: '${namePrefix}-${alert.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: alert.title
      description: '${alert.description} What to do: docs/operations.md#${alert.name}'
      severity: alert.severity
      enabled: true
      scopes: [
        workspaceId
      ]
      // What leaves nobody able to talk is looked for every five minutes; each evaluation costs, so the rest is every fifteen.
      evaluationFrequency: alert.severity == 0 ? 'PT5M' : 'PT15M'
      windowSize: alert.window
      // Further back than its window, as far as the platform lets it: what has never reported, because it is only being made, is not missed.
      overrideQueryTimeRange: contains(lookingBack, alert.name) ? 'P2D' : null
      criteria: {
        allOf: [
          {
            query: alert.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      // The tables are made by the first report: at the first deployment they are not there yet.
      skipQueryValidation: true
      actions: {
        actionGroups: [
          operators.id
        ]
      }
    }
  }
]

@description('The group that is told; other alerts may tell it as well.')
output actionGroupId string = operators.id
