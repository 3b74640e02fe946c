// Everything the service stands on: `azd provision` deploys this. The silos and frontends themselves are in silo.bicep and web.bicep, which
// `azd deploy` deploys with the images it has just published.
targetScope = 'subscription'

@minLength(1)
@maxLength(32)
@description('Names the environment, and the resource group after it.')
param environmentName string

@minLength(1)
@description('Where everything is. It should be a region with availability zones.')
param location string

@description('Who runs azd: may read what the first start writes down. Empty: nobody is given anything.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

@description('The one public IPv4 address from which storage can be reached, for the operator: 203.0.113.7. Empty: from the private network alone.')
param operatorAddress string = ''

@description('Spreads the frontends and the storage account over the zones of the region. Turn it off where a region has none.')
param zoneRedundant bool = true

@description('A domain of your own that mails come from, like mail.example.com. Empty: one that Azure makes, good for 10 mails an hour.')
param mailDomain string = ''

@description('Whether the DNS records of the mail domain have been verified. Until then mails come from the domain that Azure makes.')
param mailDomainVerified bool = false

@description('What mails come from at that domain: DoNotReply, which each domain has, or another name, for which Azure must have raised its sending limits first.')
param mailSender string = 'DoNotReply'

@description('Where mail is handled: a geography, like Europe or United States.')
param mailDataLocation string = 'Europe'

@minValue(30)
@maxValue(730)
@description('For how many days logs and telemetry are kept.')
param logRetentionDays int = 90

@description('Who is told when something is wrong. Empty: nobody, and nothing watches.')
param alertEmail string = ''

@minValue(1)
@maxValue(20)
@description('How many silos there are to be: fewer are worth an alert.')
param siloCount int = 3

@minValue(2)
@description('How many frontends there are to be at least.')
param webMinReplicas int = 2

@allowed(['0.5', '1', '2', '4'])
@description('Processor cores of one silo.')
param siloCores string = '1'

@allowed(['0.5', '1', '2', '4'])
@description('Processor cores of one frontend.')
param webCores string = '1'

// Both have two gibibytes for a core; alerts are about whoever has less.
var megabytesOf = { '0.5': 1024, '1': 2048, '2': 4096, '4': 8192 }
var megabytes = min(megabytesOf[siloCores], megabytesOf[webCores])

var abbreviations = loadJsonContent('abbreviations.json')
var token = uniqueString(subscription().id, environmentName, location)
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: '${abbreviations.resourcesResourceGroups}${environmentName}'
  location: location
  tags: tags
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  scope: group
  params: {
    location: location
    tags: tags
    siloName: '${abbreviations.managedIdentityUserAssignedIdentities}silo-${token}'
    webName: '${abbreviations.managedIdentityUserAssignedIdentities}web-${token}'
  }
}

module logs 'modules/logs.bicep' = {
  name: 'logs'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: '${abbreviations.operationalInsightsWorkspaces}${token}'
    applicationInsightsName: '${abbreviations.insightsComponents}${token}'
    retentionDays: logRetentionDays
    publishers: identities.outputs.all
  }
}

module network 'modules/network.bicep' = {
  name: 'network'
  scope: group
  params: {
    location: location
    tags: tags
    networkName: '${abbreviations.networkVirtualNetworks}${token}'
    subnetPrefix: abbreviations.networkVirtualNetworksSubnets
    securityGroupPrefix: abbreviations.networkNetworkSecurityGroups
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  scope: group
  params: {
    location: location
    tags: tags
    accountName: '${abbreviations.storageStorageAccounts}${token}'
    endpointPrefix: '${abbreviations.networkPrivateEndpoints}${token}-'
    redundancy: zoneRedundant ? 'Standard_ZRS' : 'Standard_LRS'
    operatorAddress: operatorAddress
    operatorId: principalId
    operatorType: principalType
    siloPrincipalId: identities.outputs.siloPrincipalId
    webPrincipalId: identities.outputs.webPrincipalId
    networkId: network.outputs.networkId
    endpointSubnetId: network.outputs.endpointSubnetId
    workspaceId: logs.outputs.workspaceId
  }
}

module registry 'modules/registry.bicep' = {
  name: 'registry'
  scope: group
  params: {
    location: location
    tags: tags
    registryName: '${abbreviations.containerRegistryRegistries}${token}'
    pullers: identities.outputs.all
    workspaceId: logs.outputs.workspaceId
  }
}

module mail 'modules/mail.bicep' = {
  name: 'mail'
  scope: group
  params: {
    tags: tags
    communicationName: '${abbreviations.communicationServices}${token}'
    emailName: '${abbreviations.communicationEmailServices}${token}'
    dataLocation: mailDataLocation
    domain: mailDomain
    domainVerified: mailDomainVerified
    sender: mailSender
    senderId: identities.outputs.siloPrincipalId
    workspaceId: logs.outputs.workspaceId
  }
}

module environments 'modules/environments.bicep' = {
  name: 'environments'
  scope: group
  params: {
    location: location
    tags: tags
    siloEnvironmentName: '${abbreviations.appManagedEnvironments}silo-${token}'
    webEnvironmentName: '${abbreviations.appManagedEnvironments}web-${token}'
    siloSubnetId: network.outputs.siloSubnetId
    webSubnetId: network.outputs.webSubnetId
    zoneRedundant: zoneRedundant
    workspaceId: logs.outputs.workspaceId
  }
}

module workbook 'watching/workbook.bicep' = {
  name: 'workbook'
  scope: group
  params: {
    location: location
    tags: tags
    applicationInsightsId: logs.outputs.applicationInsightsId
    workspaceId: logs.outputs.workspaceId
  }
}

module alerts 'watching/alerts.bicep' = if (!empty(alertEmail)) {
  name: 'alerts'
  scope: group
  params: {
    location: location
    tags: tags
    workspaceId: logs.outputs.workspaceId
    operatorEmail: alertEmail
    silos: siloCount
    frontends: webMinReplicas
    memoryLimitMegabytes: megabytes
    processors: max(1, megabytes / 2048)
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_CONTAINER_REGISTRY_ENDPOINT string = registry.outputs.loginServer
output AZURE_CONTAINER_REGISTRY_NAME string = registry.outputs.name
output STORAGE_ACCOUNT_NAME string = storage.outputs.accountName
output SILO_ENVIRONMENT_ID string = environments.outputs.siloEnvironmentId
output SILO_ENVIRONMENT_ADDRESS string = environments.outputs.siloAddress
output SILO_IDENTITY_ID string = identities.outputs.siloId
output SILO_IDENTITY_CLIENT_ID string = identities.outputs.siloClientId
output WEB_ENVIRONMENT_ID string = environments.outputs.webEnvironmentId
output WEB_ENVIRONMENT_DOMAIN string = environments.outputs.webDomain
output WEB_ENVIRONMENT_ADDRESS string = environments.outputs.webAddress
output WEB_DOMAIN_VERIFICATION string = environments.outputs.webDomainVerification
output WEB_IDENTITY_ID string = identities.outputs.webId
output WEB_IDENTITY_CLIENT_ID string = identities.outputs.webClientId
output WEB_APP_NAME string = '${abbreviations.appContainerApps}web-${token}'
output SILO_APP_PREFIX string = '${abbreviations.appContainerApps}silo-'
output MAIL_ENDPOINT string = mail.outputs.endpoint
output MAIL_FROM string = mail.outputs.from
output MAIL_DOMAIN_RECORDS object = mail.outputs.records
// Not under the name that our programs read: azd writes all outputs into their user secrets, and a program started on the operator's own machine
// would report to the service's telemetry.
output TELEMETRY_CONNECTION_STRING string = logs.outputs.connectionString
