// Where the images lie. It has no password; azd pushes as whoever runs it, silos and frontends pull as themselves.
import { acrPull, identity } from 'roles.bicep'

param location string
param tags object
param registryName string
param pullers identity[]
param workspaceId string

resource registry 'Microsoft.ContainerRegistry/registries@2025-11-01' = {
  name: registryName
  location: location
  tags: tags
  sku: { name: 'Basic' }
  properties: {
    adminUserEnabled: false
  }
}

resource pulling 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for puller in pullers: {
    name: guid(registry.id, puller.name, acrPull)
    scope: registry
    properties: {
      principalId: puller.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
    }
  }
]

resource registryLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: registry
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'ContainerRegistryLoginEvents', enabled: true }
      { category: 'ContainerRegistryRepositoryEvents', enabled: true }
    ]
  }
}

output name string = registry.name
output loginServer string = registry.properties.loginServer
