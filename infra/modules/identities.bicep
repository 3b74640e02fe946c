// Two identities, because silos and frontends may do different things: a frontend can't read a chat, and can't send a mail.
import { identity } from 'roles.bicep'

param location string
param tags object
param siloName string
param webName string

resource silo 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: siloName
  location: location
  tags: tags
}

resource web 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: webName
  location: location
  tags: tags
}

output siloId string = silo.id
output siloClientId string = silo.properties.clientId
output siloPrincipalId string = silo.properties.principalId
output webId string = web.id
output webClientId string = web.properties.clientId
output webPrincipalId string = web.properties.principalId
output all identity[] = [
  { name: 'silo', principalId: silo.properties.principalId }
  { name: 'web', principalId: web.properties.principalId }
]
