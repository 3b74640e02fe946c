// The silos, which azd deploys when their image is published. Each is a container app of its own with one replica, since the platform gives addresses to
// apps and not to replicas, and a silo must be reached as itself. An upgrade makes the silos of the other colour, beside those that are
// there; infra/Rollout takes the old ones away when the new ones have joined. https://learn.microsoft.com/azure/container-apps/ingress-overview#tcp
import { environmentOf } from 'modules/settings.bicep'

param location string = resourceGroup().location
param environmentName string
param image string

@allowed(['blue', 'green'])
@description('Which half of the names and ports these silos have. Never that of silos that are running another image.')
param colour string

@minValue(1)
@maxValue(20)
param count int

@allowed(['0.5', '1', '2', '4'])
@description('Processor cores of one silo. It has twice as many gibibytes of memory.')
param cores string

param appPrefix string
param managedEnvironmentId string

@description('The private address of that environment: what every silo advertises, each with ports of its own.')
param address string
param identityId string
param identityClientId string
param registryEndpoint string
param storageAccountName string
param publicUrl string
param mailEndpoint string
param mailFrom string
param applicationInsightsConnectionString string

@secure()
@description('What the dashboard asks of an operator. Empty: there is no dashboard.')
param operatorToken string = ''

// What the platform offers: twice as many gibibytes as cores.
var memoryOf = { '0.5': '1Gi', '1': '2Gi', '2': '4Gi', '4': '8Gi' }
var siloPort = 11111
var gatewayPort = 30000
var healthPort = 8081
var firstPort = colour == 'blue' ? 11100 : 11200
var firstGatewayPort = colour == 'blue' ? 12100 : 12200

// A few at a time: each changes the load balancer of the environment, and changes made at once conflict.
@batchSize(3)
resource silos 'Microsoft.App/containerApps@2026-01-01' = [
  for number in range(1, count): {
    name: '${appPrefix}${colour}-${number}'
    location: location
    tags: {
      'azd-env-name': environmentName
      'connectnow-silo': colour
      // How many there are to be: infra/Rollout takes fewer of them for a deployment that failed.
      'connectnow-silos': string(count)
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
        maxInactiveRevisions: 1
        identitySettings: [{ identity: identityId, lifecycle: 'Main' }]
        registries: [{ server: registryEndpoint, identity: identityId }]
        secrets: empty(operatorToken) ? [] : [{ name: 'operator-token', value: operatorToken }]
        // External to the environment, which has none but a private address: that is how frontends, which are in the other one, come in.
        ingress: {
          external: true
          transport: 'tcp'
          targetPort: siloPort
          exposedPort: firstPort + number
          additionalPortMappings: [
            { external: true, targetPort: gatewayPort, exposedPort: firstGatewayPort + number }
          ]
        }
      }
      template: {
        terminationGracePeriodSeconds: 60
        containers: [
          {
            name: 'silo'
            image: image
            resources: { cpu: json(cores), memory: memoryOf[cores] }
            env: concat(
              environmentOf({
                identityClientId: identityClientId
                storageAccountName: storageAccountName
                publicUrl: publicUrl
                applicationInsightsConnectionString: applicationInsightsConnectionString
                hasOperatorToken: !empty(operatorToken)
              }),
              [
                { name: 'ConnectNow__Silo__AdvertisedAddress', value: address }
                { name: 'ConnectNow__Silo__Port', value: string(firstPort + number) }
                { name: 'ConnectNow__Silo__GatewayPort', value: string(firstGatewayPort + number) }
                { name: 'ConnectNow__Silo__ListenAddress', value: '0.0.0.0' }
                { name: 'ConnectNow__Silo__ListenPort', value: string(siloPort) }
                { name: 'ConnectNow__Silo__GatewayListenPort', value: string(gatewayPort) }
                { name: 'ConnectNow__Silo__AwaitReachable', value: 'true' }
                // All silos are behind one address: a hiccup of the platform must not look like the death of all of them.
                { name: 'ConnectNow__Silo__ProbeSeconds', value: '2' }
                { name: 'ConnectNow__Silo__MissedProbes', value: '5' }
                { name: 'ConnectNow__Silo__HealthUrls', value: 'http://0.0.0.0:${healthPort}' }
                { name: 'ConnectNow__Email__Provider', value: 'AzureCommunication' }
                { name: 'ConnectNow__Email__From', value: mailFrom }
                { name: 'ConnectNow__Email__AzureCommunication__Endpoint', value: mailEndpoint }
              ]
            )
            // The platform lets nothing through to a container before its readiness probe succeeds, and a silo must be reachable before it joins
            // (ConnectNow:Silo:AwaitReachable). So that probe asks for the port; that the silo has joined is what its liveness says.
            probes: [
              {
                type: 'Startup'
                tcpSocket: { port: siloPort }
                initialDelaySeconds: 2
                periodSeconds: 10
                failureThreshold: 10
              }
              {
                type: 'Readiness'
                tcpSocket: { port: siloPort }
                periodSeconds: 2
                failureThreshold: 3
              }
              {
                type: 'Liveness'
                httpGet: { path: '/health/live', port: healthPort }
                initialDelaySeconds: 60
                periodSeconds: 10
                timeoutSeconds: 5
                failureThreshold: 10
              }
            ]
          }
        ]
        scale: { minReplicas: 1, maxReplicas: 1 }
      }
    }
  }
]

// Saves all chats every night, by the program of the silos, which then is none. It has no colour: each deployment gives it the new image.
resource backup 'Microsoft.App/jobs@2026-01-01' = {
  name: '${appPrefix}backup'
  location: location
  tags: { 'azd-env-name': environmentName }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    environmentId: managedEnvironmentId
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Schedule'
      scheduleTriggerConfig: { cronExpression: '30 2 * * *', parallelism: 1, replicaCompletionCount: 1 }
      // 12 hours, of which a hundred thousand chats take one.
      replicaTimeout: 43200
      replicaRetryLimit: 1
      identitySettings: [{ identity: identityId, lifecycle: 'Main' }]
      registries: [{ server: registryEndpoint, identity: identityId }]
    }
    template: {
      containers: [
        {
          name: 'backup'
          image: image
          args: ['backup']
          resources: { cpu: json('0.5'), memory: memoryOf['0.5'] }
          env: environmentOf({
            identityClientId: identityClientId
            storageAccountName: storageAccountName
            publicUrl: publicUrl
            applicationInsightsConnectionString: applicationInsightsConnectionString
            hasOperatorToken: false
          })
        }
      ]
    }
  }
}
