// Two environments in one private network. That of the silos has no public address at all; each silo is reached at the environment's private address
// and ports of its own. That of the frontends ends TLS under a name that Azure gives it.
param location string
param tags object
param siloEnvironmentName string
param webEnvironmentName string
param siloSubnetId string
param webSubnetId string
param zoneRedundant bool
param workspaceId string

resource silos 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: siloEnvironmentName
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: {
      infrastructureSubnetId: siloSubnetId
      internal: true
    }
    publicNetworkAccess: 'Disabled'
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    zoneRedundant: zoneRedundant
  }
}

resource web 'Microsoft.App/managedEnvironments@2026-01-01' = {
  name: webEnvironmentName
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: { destination: 'azure-monitor' }
    vnetConfiguration: {
      infrastructureSubnetId: webSubnetId
      internal: false
    }
    publicNetworkAccess: 'Enabled'
    workloadProfiles: [{ name: 'Consumption', workloadProfileType: 'Consumption' }]
    zoneRedundant: zoneRedundant
  }
}

// Platform maintenance at the weekend, at night: a silo must not be moved by it in the busy hour. https://learn.microsoft.com/azure/container-apps/planned-maintenance
resource siloMaintenance 'Microsoft.App/managedEnvironments/maintenanceConfigurations@2026-01-01' = {
  parent: silos
  name: 'default'
  properties: { scheduledEntries: [{ weekDay: 'Sunday', startHourUtc: 0, durationHours: 8 }] }
}

resource webMaintenance 'Microsoft.App/managedEnvironments/maintenanceConfigurations@2026-01-01' = {
  parent: web
  name: 'default'
  properties: { scheduledEntries: [{ weekDay: 'Sunday', startHourUtc: 0, durationHours: 8 }] }
}

resource siloLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: silos
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource webLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: web
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerAppConsoleLogs', enabled: true }
      { category: 'ContainerAppSystemLogs', enabled: true }
    ]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output siloEnvironmentId string = silos.id
output siloAddress string = silos.properties.staticIp
output webEnvironmentId string = web.id
output webDomain string = web.properties.defaultDomain
output webAddress string = web.properties.staticIp
output webDomainVerification string = web.properties.customDomainConfiguration.customDomainVerificationId
