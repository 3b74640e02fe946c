// The settings that silos and frontends share. docs/configuration.md says what each of them means.

type common = {
  identityClientId: string
  storageAccountName: string
  publicUrl: string
  applicationInsightsConnectionString: string

  @description('Whether the app has a secret named operator-token.')
  hasOperatorToken: bool
}

@export()
func environmentOf(values common) object[] =>
  concat(
    [
      // Which of the identities of the app tokens are asked for.
      { name: 'AZURE_CLIENT_ID', value: values.identityClientId }
      { name: 'ConnectNow__Cluster', value: 'Azure' }
      { name: 'ConnectNow__Storage__AccountName', value: values.storageAccountName }
      { name: 'ConnectNow__PublicUrl', value: values.publicUrl }
      { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: values.applicationInsightsConnectionString }
      { name: 'ConnectNow__Telemetry__AzureMonitor__ManagedIdentity', value: 'true' }
    ],
    values.hasOperatorToken ? [{ name: 'ConnectNow__Operator__Token', secretRef: 'operator-token' }] : []
  )
