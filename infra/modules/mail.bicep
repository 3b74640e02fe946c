// Mail. A domain that Azure makes is there at once and sends 10 mails an hour: enough to try the service. A domain of one's own takes over when its
// DNS records have been verified.
param tags object
param communicationName string
param emailName string
param dataLocation string
param domain string
param domainVerified bool

@description('Another name than DoNotReply is refused for a domain that still has the limits it began with.')
param sender string
param senderId string
param workspaceId string

var ownDomain = !empty(domain)
var usesOwnDomain = ownDomain && domainVerified
var hasOwnSender = usesOwnDomain && toLower(sender) != 'donotreply'

resource email 'Microsoft.Communication/emailServices@2026-03-18' = {
  name: emailName
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }
}

resource trial 'Microsoft.Communication/emailServices/domains@2026-03-18' = {
  parent: email
  name: 'AzureManagedDomain'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'AzureManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource own 'Microsoft.Communication/emailServices/domains@2026-03-18' = if (ownDomain) {
  parent: email
  name: ownDomain ? domain : 'none'
  location: 'global'
  tags: tags
  properties: {
    domainManagement: 'CustomerManaged'
    userEngagementTracking: 'Disabled'
  }
}

resource senderName 'Microsoft.Communication/emailServices/domains/senderUsernames@2026-03-18' = if (hasOwnSender) {
  parent: own
  name: sender
  properties: {
    username: sender
    displayName: 'ConnectNow'
  }
}

resource communication 'Microsoft.Communication/communicationServices@2026-03-18' = {
  name: communicationName
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: usesOwnDomain ? [trial.id, own.id] : [trial.id]
  }
}

// What the platform asks of whoever sends mail with a token of Entra ID; each built-in role that has it may manage the resource as well.
resource sending 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, 'send mail')
  properties: {
    // Unique in the tenant, which may have several subscriptions with a group of this name.
    roleName: 'Send mail for ${resourceGroup().name} (${uniqueString(resourceGroup().id)})'
    description: 'Send mail through Communication Services.'
    type: 'CustomRole'
    assignableScopes: [resourceGroup().id]
    permissions: [
      {
        actions: [
          'Microsoft.Communication/CommunicationServices/Read'
          'Microsoft.Communication/CommunicationServices/Write'
          'Microsoft.Communication/EmailServices/write'
        ]
      }
    ]
  }
}

resource senders 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(communication.id, 'silo', sending.id)
  scope: communication
  properties: {
    principalId: senderId
    principalType: 'ServicePrincipal'
    roleDefinitionId: sending.id
  }
}

// Whether mails were taken, without whom they went to: of the logs that there are, the one that names nobody.
resource mailLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: communication
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'EmailSendMailOperational', enabled: true }]
  }
}

output endpoint string = 'https://${communication.properties.hostName}'
output from string = usesOwnDomain ? '${sender}@${domain}' : 'DoNotReply@${trial.properties.mailFromSenderDomain}'

@description('What must stand in DNS before the domain can be verified.')
output records object = own.?properties.verificationRecords ?? {}
