// One private network with three subnets: silos, frontends, and the private endpoints of storage. Nothing in it can be reached from outside but the
// frontends, and these through the load balancer of their environment.
param location string
param tags object
param networkName string
param subnetPrefix string
param securityGroupPrefix string

var siloRange = '10.40.0.0/24'
var webRange = '10.40.1.0/24'
var endpointRange = '10.40.2.0/27'

// What silo.bicep exposes: `1sccii`, with s for silos (1) or gateways (2), and the colour's and the silo's number.
var gatewayPorts = '12100-12299'

// Container Apps hands connections on through ports of its own in this range.
var platformPorts = '30000-32767'

resource siloSecurity 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: '${securityGroupPrefix}silo'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'SilosReachSilos'
        properties: {
          description: 'Silos speak to each other, and the platform within its subnet.'
          direction: 'Inbound'
          access: 'Allow'
          priority: 100
          protocol: '*'
          sourceAddressPrefix: siloRange
          sourcePortRange: '*'
          destinationAddressPrefix: siloRange
          destinationPortRange: '*'
        }
      }
      {
        name: 'FrontendsReachGateways'
        properties: {
          direction: 'Inbound'
          access: 'Allow'
          priority: 110
          protocol: 'Tcp'
          sourceAddressPrefix: webRange
          sourcePortRange: '*'
          destinationAddressPrefix: siloRange
          destinationPortRanges: [gatewayPorts, platformPorts]
        }
      }
      {
        name: 'LoadBalancerProbes'
        properties: {
          direction: 'Inbound'
          access: 'Allow'
          priority: 120
          protocol: 'Tcp'
          sourceAddressPrefix: 'AzureLoadBalancer'
          sourcePortRange: '*'
          destinationAddressPrefix: siloRange
          destinationPortRange: platformPorts
        }
      }
      {
        name: 'NobodyElse'
        properties: {
          description: 'A silo trusts whoever connects to it.'
          direction: 'Inbound'
          access: 'Deny'
          priority: 4000
          protocol: '*'
          sourceAddressPrefixes: [webRange, endpointRange]
          sourcePortRange: '*'
          destinationAddressPrefix: siloRange
          destinationPortRange: '*'
        }
      }
      {
        name: 'NobodyFromOutside'
        properties: {
          direction: 'Inbound'
          access: 'Deny'
          priority: 4010
          protocol: '*'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: siloRange
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource webSecurity 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: '${securityGroupPrefix}web'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'BrowsersReachFrontends'
        properties: {
          direction: 'Inbound'
          access: 'Allow'
          priority: 100
          protocol: 'Tcp'
          sourceAddressPrefix: 'Internet'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRanges: ['80', '443']
        }
      }
    ]
  }
}

resource endpointSecurity 'Microsoft.Network/networkSecurityGroups@2025-07-01' = {
  name: '${securityGroupPrefix}endpoints'
  location: location
  tags: tags
  properties: {
    securityRules: [
      {
        name: 'ServiceReachesStorage'
        properties: {
          direction: 'Inbound'
          access: 'Allow'
          priority: 100
          protocol: 'Tcp'
          sourceAddressPrefixes: [siloRange, webRange]
          sourcePortRange: '*'
          destinationAddressPrefix: endpointRange
          destinationPortRange: '443'
        }
      }
      {
        name: 'NobodyElse'
        properties: {
          direction: 'Inbound'
          access: 'Deny'
          priority: 4000
          protocol: '*'
          sourceAddressPrefix: '*'
          sourcePortRange: '*'
          destinationAddressPrefix: '*'
          destinationPortRange: '*'
        }
      }
    ]
  }
}

resource network 'Microsoft.Network/virtualNetworks@2025-07-01' = {
  name: networkName
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.40.0.0/16'] }
    subnets: [
      {
        name: '${subnetPrefix}silo'
        properties: {
          addressPrefix: siloRange
          networkSecurityGroup: { id: siloSecurity.id }
          delegations: [
            { name: 'environments', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: '${subnetPrefix}web'
        properties: {
          addressPrefix: webRange
          networkSecurityGroup: { id: webSecurity.id }
          delegations: [
            { name: 'environments', properties: { serviceName: 'Microsoft.App/environments' } }
          ]
        }
      }
      {
        name: '${subnetPrefix}endpoints'
        properties: {
          addressPrefix: endpointRange
          networkSecurityGroup: { id: endpointSecurity.id }
          defaultOutboundAccess: false
          privateEndpointNetworkPolicies: 'NetworkSecurityGroupEnabled'
        }
      }
    ]
  }

  resource siloSubnet 'subnets' existing = { name: '${subnetPrefix}silo' }
  resource webSubnet 'subnets' existing = { name: '${subnetPrefix}web' }
  resource endpointSubnet 'subnets' existing = { name: '${subnetPrefix}endpoints' }
}

output networkId string = network.id
output siloSubnetId string = network::siloSubnet.id
output webSubnetId string = network::webSubnet.id
output endpointSubnetId string = network::endpointSubnet.id
