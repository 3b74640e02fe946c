// The one thing that keeps anything. No key opens it, nothing in it is public, and what is deleted or overwritten in its blobs comes back for a while.
import { storageBlobDataContributor, storageBlobDataReader, storageTableDataContributor } from 'roles.bicep'

param location string
param tags object
param accountName string
param endpointPrefix string

@allowed(['Standard_LRS', 'Standard_ZRS'])
param redundancy string

@description('The one public address that may come in. Empty: none.')
param operatorAddress string
param operatorId string
param operatorType string
param siloPrincipalId string
param webPrincipalId string
param networkId string
param endpointSubnetId string
param workspaceId string

@description('For how many days deleted and overwritten blobs can be had back.')
var daysToRegret = 14

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    publicNetworkAccess: empty(operatorAddress) ? 'Disabled' : 'Enabled'
    supportsHttpsTrafficOnly: true
    networkAcls: {
      bypass: 'None'
      defaultAction: 'Deny'
      ipRules: empty(operatorAddress) ? [] : [{ value: operatorAddress, action: 'Allow' }]
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    changeFeed: { enabled: true, retentionInDays: daysToRegret }
    containerDeleteRetentionPolicy: { enabled: true, days: daysToRegret }
    deleteRetentionPolicy: { enabled: true, days: daysToRegret }
    isVersioningEnabled: true
    // Less than what deleted blobs are kept for, as the platform asks.
    restorePolicy: { enabled: true, days: daysToRegret - 1 }
  }
}

// What is written into these by whom: see the roles below.
resource grainState 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'grainstate'
  properties: { publicAccess: 'None' }
}

resource files 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'files'
  properties: { publicAccess: 'None' }
}

resource keys 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'keys'
  properties: { publicAccess: 'None' }
}

resource firstRun 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'operator'
  properties: { publicAccess: 'None' }
}

// All chats, every night. What is removed from it, by whomever, can be had back as everything else can.
resource backups 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = {
  parent: blobs
  name: 'backups'
  properties: { publicAccess: 'None' }
}

// Without this every write of a grain's state would be kept for ever.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  dependsOn: [blobs]
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-earlier-versions'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'] }
            actions: {
              version: { delete: { daysAfterCreationGreaterThan: daysToRegret } }
              snapshot: { delete: { daysAfterCreationGreaterThan: daysToRegret } }
            }
          }
        }
        {
          // They are read when something went wrong, and live for 28 days, those of soft delete counted: near what this tier asks for at least.
          name: 'backups-are-seldom-read'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['backups/'] }
            actions: { baseBlob: { tierToCool: { daysAfterModificationGreaterThan: 1 } } }
          }
        }
      ]
    }
  }
}

resource tables 'Microsoft.Storage/storageAccounts/tableServices@2026-04-01' = {
  parent: account
  name: 'default'
}

resource timelines 'Microsoft.Storage/storageAccounts/tableServices/tables@2026-04-01' = {
  parent: tables
  name: 'ConnectNowTimeline'
}

resource members 'Microsoft.Storage/storageAccounts/tableServices/tables@2026-04-01' = {
  parent: tables
  name: 'OrleansSiloInstances'
}

// Silos: chats, who is in the cluster, the state of grains, and files that they delete.
resource siloTimelines 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(timelines.id, 'silo', storageTableDataContributor)
  scope: timelines
  properties: {
    principalId: siloPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}

resource siloMembers 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(members.id, 'silo', storageTableDataContributor)
  scope: members
  properties: {
    principalId: siloPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}

resource siloGrainState 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(grainState.id, 'silo', storageBlobDataContributor)
  scope: grainState
  properties: {
    principalId: siloPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource siloFiles 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(files.id, 'silo', storageBlobDataContributor)
  scope: files
  properties: {
    principalId: siloPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource siloBackups 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(backups.id, 'silo', storageBlobDataContributor)
  scope: backups
  properties: {
    principalId: siloPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

// Frontends: where the silos are, files that they stream, the keys that they share, and what the first of them writes down. No chats.
resource webMembers 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(members.id, 'web', storageTableDataContributor)
  scope: members
  properties: {
    principalId: webPrincipalId
    principalType: 'ServicePrincipal'
    // Reading would do, but a client of Orleans asks for the table to be made, which a reader may not.
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageTableDataContributor)
  }
}

resource webFiles 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(files.id, 'web', storageBlobDataContributor)
  scope: files
  properties: {
    principalId: webPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource webKeys 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(keys.id, 'web', storageBlobDataContributor)
  scope: keys
  properties: {
    principalId: webPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

resource webFirstRun 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(firstRun.id, 'web', storageBlobDataContributor)
  scope: firstRun
  properties: {
    principalId: webPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
  }
}

// The operator: what the first start has written down.
resource operatorFirstRun 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(operatorId)) {
  name: guid(firstRun.id, operatorId, storageBlobDataReader)
  scope: firstRun
  properties: {
    principalId: operatorId
    principalType: operatorType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
  }
}

// How the private network reaches it: one endpoint for each of the two services that are used, under the account's ordinary names.
resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in ['blob', 'table']: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in ['blob', 'table']: {
    parent: zones[i]
    name: 'network'
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: networkId }
    }
  }
]

resource endpoints 'Microsoft.Network/privateEndpoints@2025-07-01' = [
  for service in ['blob', 'table']: {
    name: '${endpointPrefix}${service}'
    location: location
    tags: tags
    properties: {
      subnet: { id: endpointSubnetId }
      privateLinkServiceConnections: [
        { name: service, properties: { privateLinkServiceId: account.id, groupIds: [service] } }
      ]
    }
  }
]

resource names 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-07-01' = [
  for (service, i) in ['blob', 'table']: {
    parent: endpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [
        { name: service, properties: { privateDnsZoneId: zones[i].id } }
      ]
    }
  }
]

// Who deleted or was refused, and how it does. Reads and writes are far too many to keep one by one.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: tables
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

output accountName string = account.name
output accountId string = account.id
