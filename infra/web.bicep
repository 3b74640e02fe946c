// The frontends, which azd deploys when their image is published, after the silos: one container app with as many replicas as it needs. They
// share nothing, so that any of them may take any browser.
import { environmentOf } from 'modules/settings.bicep'

param location string = resourceGroup().location
param environmentName string
param image string
param name string

@minValue(2)
@maxValue(100)
@description('Two, so that one may die.')
param minReplicas int

@minValue(2)
@maxValue(300)
param maxReplicas int

@allowed(['0.5', '1', '2', '4'])
@description('Processor cores of one frontend. It has twice as many gibibytes of memory.')
param cores string

param managedEnvironmentId string

@description('The name that the environment gives.')
param givenDomain string

@description('A name of your own, like chat.example.com. Its DNS records must be there. Empty: the name that Azure gives.')
param domain string = ''

@description('Whether that name is a domain without a prefix, like example.com, which has an A record instead of a CNAME.')
param domainIsApex bool = false

param identityId string
param identityClientId string
param registryEndpoint string
param storageAccountName string
param applicationInsightsConnectionString string

@secure()
@description('What the dashboard asks of an operator. Empty: there is no dashboard.')
param operatorToken string = ''

// What the platform offers: twice as many gibibytes as cores.
var memoryOf = { '0.5': '1Gi', '1': '2Gi', '2': '4Gi', '4': '8Gi' }
var port = 8080

// The platform's proxies, which say who asked. They have private addresses, and nobody but them reaches a replica.
// https://learn.microsoft.com/azure/container-apps/custom-virtual-networks
var proxies = '10.0.0.0/8, 100.64.0.0/10, 169.254.0.0/16, 172.16.0.0/12'

resource environment 'Microsoft.App/managedEnvironments@2026-01-01' existing = {
  name: last(split(managedEnvironmentId, '/'))
}

resource web 'Microsoft.App/containerApps@2026-01-01' = {
  name: name
  location: location
  tags: {
    'azd-env-name': environmentName
    'azd-service-name': 'web'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    managedEnvironmentId: managedEnvironmentId
    workloadProfileName: 'Consumption'
    configuration: {
      activeRevisionsMode: 'Single'
      maxInactiveRevisions: 5
      identitySettings: [{ identity: identityId, lifecycle: 'Main' }]
      registries: [{ server: registryEndpoint, identity: identityId }]
      secrets: empty(operatorToken) ? [] : [{ name: 'operator-token', value: operatorToken }]
      ingress: {
        external: true
        // HTTP/1.1 and 2, and WebSockets.
        transport: 'auto'
        allowInsecure: false
        clientCertificateMode: 'ignore'
        targetPort: port
        stickySessions: { affinity: 'none' }
        traffic: [{ latestRevision: true, weight: 100 }]
        customDomains: empty(domain) ? [] : [{ name: domain, bindingType: 'Auto' }]
      }
    }
    template: {
      terminationGracePeriodSeconds: 60
      containers: [
        {
          name: 'web'
          image: image
          resources: { cpu: json(cores), memory: memoryOf[cores] }
          env: concat(
            environmentOf({
              identityClientId: identityClientId
              storageAccountName: storageAccountName
              publicUrl: 'https://${empty(domain) ? '${name}.${givenDomain}' : domain}'
              applicationInsightsConnectionString: applicationInsightsConnectionString
              hasOperatorToken: !empty(operatorToken)
            }),
            [
              { name: 'ASPNETCORE_URLS', value: 'http://+:${port}' }
              { name: 'ConnectNow__Proxies', value: proxies }
            ]
          )
          probes: [
            // A frontend does not listen before storage and a silo are there.
            {
              type: 'Startup'
              httpGet: { path: '/health/ready', port: port }
              initialDelaySeconds: 2
              periodSeconds: 30
              timeoutSeconds: 5
              failureThreshold: 10
            }
            {
              type: 'Readiness'
              httpGet: { path: '/health/ready', port: port }
              periodSeconds: 2
              timeoutSeconds: 5
              failureThreshold: 2
            }
            {
              type: 'Liveness'
              httpGet: { path: '/health/live', port: port }
              periodSeconds: 10
              timeoutSeconds: 5
              failureThreshold: 6
            }
          ]
        }
      ]
      // Idle WebSockets make no requests, so requests say nothing. Memory is no rule either: .NET keeps what it once had, and replicas would hardly go again.
      scale: {
        minReplicas: minReplicas
        maxReplicas: maxReplicas
        rules: [
          { name: 'cpu', custom: { type: 'cpu', metadata: { type: 'Utilization', value: '60' } } }
        ]
      }
    }
  }
}

// `bindingType: Auto` binds a certificate whose name matches and makes none. It can be made only when the app answers to the name.
// https://learn.microsoft.com/azure/container-apps/custom-domains-managed-certificates
resource certificate 'Microsoft.App/managedEnvironments/managedCertificates@2026-01-01' = if (!empty(domain)) {
  parent: environment
  name: empty(domain) ? 'none' : 'cert-${uniqueString(domain)}'
  location: location
  tags: { 'azd-env-name': environmentName }
  dependsOn: [web]
  properties: {
    subjectName: domain
    domainControlValidation: domainIsApex ? 'HTTP' : 'CNAME'
  }
}

output WEB_URL string = 'https://${empty(domain) ? web.properties.configuration.ingress.fqdn : domain}'
