// What azd knows when it deploys: what main.bicep put out, the image it has published, and what the operator chose with `azd env set`.
using 'web.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME')
param image = readEnvironmentVariable('SERVICE_WEB_IMAGE_NAME')
param name = readEnvironmentVariable('WEB_APP_NAME')
param minReplicas = int(readEnvironmentVariable('WEB_MIN_REPLICAS', '2'))
param maxReplicas = int(readEnvironmentVariable('WEB_MAX_REPLICAS', '10'))
param cores = readEnvironmentVariable('WEB_CORES', '1')
param managedEnvironmentId = readEnvironmentVariable('WEB_ENVIRONMENT_ID')
param givenDomain = readEnvironmentVariable('WEB_ENVIRONMENT_DOMAIN')
param domain = readEnvironmentVariable('WEB_DOMAIN', '')
param domainIsApex = bool(readEnvironmentVariable('WEB_DOMAIN_IS_APEX', 'false'))
param identityId = readEnvironmentVariable('WEB_IDENTITY_ID')
param identityClientId = readEnvironmentVariable('WEB_IDENTITY_CLIENT_ID')
param registryEndpoint = readEnvironmentVariable('AZURE_CONTAINER_REGISTRY_ENDPOINT')
param storageAccountName = readEnvironmentVariable('STORAGE_ACCOUNT_NAME')
param applicationInsightsConnectionString = readEnvironmentVariable('TELEMETRY_CONNECTION_STRING')
param operatorToken = readEnvironmentVariable('OPERATOR_TOKEN', '')
