// One workspace for what is logged, by the service and by the platform, and Application Insights on it for traces and metrics.
import { identity, monitoringMetricsPublisher } from 'roles.bicep'

param location string
param tags object
param workspaceName string
param applicationInsightsName string
param retentionDays int

@description('The identities that write telemetry: with a token of theirs, since no key is accepted.')
param publishers identity[]

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-07-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: retentionDays
    features: {
      disableLocalAuth: true
      enableLogAccessUsingOnlyResourcePermissions: true
    }
  }
}

resource applicationInsights 'Microsoft.Insights/components@2020-02-02' = {
  name: applicationInsightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    IngestionMode: 'LogAnalytics'
    DisableLocalAuth: true
  }
}

resource publishing 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for publisher in publishers: {
    name: guid(applicationInsights.id, publisher.name, monitoringMetricsPublisher)
    scope: applicationInsights
    properties: {
      principalId: publisher.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    }
  }
]

output workspaceId string = workspace.id
output applicationInsightsId string = applicationInsights.id
output connectionString string = applicationInsights.properties.ConnectionString
