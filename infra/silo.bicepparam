// What azd knows when it deploys: what main.bicep put out, the image it has published, and what the operator chose with `azd env set`.
using 'silo.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param image = readEnvironmentVariable('SERVICE_SILO_IMAGE_NAME')
param colour = readEnvironmentVariable('SILO_COLOUR')
param count = int(readEnvironmentVariable('SILO_COUNT', '3'))
param cores = readEnvironmentVariable('SILO_CORES', '1')
param appPrefix = readEnvironmentVariable('SILO_APP_PREFIX')
param managedEnvironmentId = readEnvironmentVariable('SILO_ENVIRONMENT_ID')
param address = readEnvironmentVariable('SILO_ENVIRONMENT_ADDRESS')
param identityId = readEnvironmentVariable('SILO_IDENTITY_ID')
param identityClientId = readEnvironmentVariable('SILO_IDENTITY_CLIENT_ID')
param registryEndpoint = readEnvironmentVariable('AZURE_CONTAINER_REGISTRY_ENDPOINT')
param storageAccountName = readEnvironmentVariable('STORAGE_ACCOUNT_NAME')
param mailEndpoint = readEnvironmentVariable('MAIL_ENDPOINT')
param mailFrom = readEnvironmentVariable('MAIL_FROM')
param applicationInsightsConnectionString = readEnvironmentVariable('TELEMETRY_CONNECTION_STRING')
param operatorToken = readEnvironmentVariable('OPERATOR_TOKEN', '')

var domain = readEnvironmentVariable('WEB_DOMAIN', '')
var name = readEnvironmentVariable('WEB_APP_NAME')
var givenDomain = readEnvironmentVariable('WEB_ENVIRONMENT_DOMAIN')
param publicUrl = empty(domain) ? 'https://${name}.${givenDomain}' : 'https://${domain}'
