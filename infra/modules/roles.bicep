// The built-in roles that are given, by what they allow. https://learn.microsoft.com/azure/role-based-access-control/built-in-roles

@export()
@description('Pull images.')
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

@export()
@description('Read, write and delete the blobs of a container, and make it.')
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

@export()
@description('Read blobs.')
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

@export()
@description('Read, write and delete the entities of a table, and make it.')
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

@export()
@description('Write telemetry.')
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

@export()
@description('Whoever is given a role. The name makes the assignment\'s, since it is known before the identity is made.')
type identity = {
  name: string
  principalId: string
}
