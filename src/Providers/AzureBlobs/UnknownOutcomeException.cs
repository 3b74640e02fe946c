namespace ConnectNow.Providers.AzureBlobs;

/// <summary>Storage has not said whether it has changed a manifest: what the change names must stay.</summary>
internal sealed class UnknownOutcomeException(string message, Exception fault) : IOException(message, fault);
