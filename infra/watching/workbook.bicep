metadata description = 'One page that shows how the service is: people and talk, trouble, doors, mail, machines. What each figure means: docs/operations.md.'

@description('Where the workbook lives.')
param location string

@description('Tags of every resource.')
param tags object = {}

@description('Application Insights, where the workbook is found.')
param applicationInsightsId string

@description('The log workspace that Application Insights writes to.')
param workspaceId string

@description('What it is called.')
param title string = 'ConnectNow Chat'

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'connectnow', 'workbook')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: title
    category: 'workbook'
    sourceId: applicationInsightsId
    serializedData: replace(loadTextContent('workbook.json'), '{{workspace}}', workspaceId)
  }
}

@description('The workbook.')
output workbookId string = workbook.id
